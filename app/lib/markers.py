"""N_ and NC_: mark words for the translators without translating them."""


def N_(words: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Return the words unchanged; the extractor finds them by this name."""
    return words


def NC_(context: str, words: str) -> str:  # noqa: N802 - as GLib calls it
    """The same, for words that have another form in another context."""
    return words
