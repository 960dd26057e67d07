"""个人信息初筛: says in no time that a text cannot hold personal data, which is nearly always."""

import re

# `find_personal` finds nothing without one of these: eight signs of digits, or a word of dwelling.
_DIGITS = re.compile("[0-9０-９][0-9０-９ \\-\u3000－]{6,}[0-9０-９]")


def may_be_personal(text: str) -> bool:
    """Say whether the text could hold personal data at all; if so, look closely."""
    return "住" in text or "户" in text or "地址" in text or _DIGITS.search(text) is not None
