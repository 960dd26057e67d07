"""全角半角: half-width letters, digits and signs, whatever the input method left behind."""

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Turn full-width ASCII into ASCII, one character for one, so positions stay the same."""
    return text.translate(_HALF)
