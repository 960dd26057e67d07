"""字面 what an input method leaves behind: full-width signs, and characters nobody sees."""

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Turn full-width ASCII into ASCII, one character for one, so positions stay the same."""
    return text.translate(_HALF)


def seen(text: str) -> str:
    """The text without control characters: nobody typed them, and not every database takes them."""
    return "".join(c for c in text if c.isprintable())
