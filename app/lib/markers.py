"""N_: marks words for the translators without translating them."""


def N_(words: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Return the words unchanged; the extractor finds them by this name."""
    return words
