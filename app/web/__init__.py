"""How we answer: who may open a page, fragments and pages, forms, language, errors."""
