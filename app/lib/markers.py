"""N_ and NC_: mark words for the translators without translating them."""


def N_(words: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Return the words unchanged; the extractor finds them by this name."""
    return words


class Word(str):
    """词 words that know in which context they are said; otherwise like any other."""

    __slots__ = ("context",)
    context: str


def NC_(context: str, words: str) -> Word:  # noqa: N802 - as GLib calls it
    """The same, for words that have another form in another context."""
    word = Word(words)
    word.context = context
    return word
