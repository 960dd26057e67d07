"""统一社会信用代码: form and both check digits (GB 32100-2015, GB 11714-1997).

A failed check names itself, because they weigh differently: some old real codes carry a wrong
organisation digit (`orgcode`), which a clerk may accept with a reason.
"""

import re
from dataclasses import dataclass
from operator import mul
from typing import Literal

from app.lib.width import half_width

UsccFault = Literal["length", "alphabet", "prefix", "check", "orgcode"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# 登记管理部门: 1 staffing, 2 foreign affairs, 3 justice, 4 culture, 5 civil affairs, 6 tourism,
# 7 religion, 8 unions, 9 market regulation, A military, N agriculture, Y other. Kinds under them
# keep being added, so any 机构类别 1–9 passes; 行政区划 is six digits.
_PREFIX = re.compile(r"[1-9ANY][1-9][0-9]{6}")
_BODY = re.compile(f"[{ALPHABET}]{{8}}")

_SIGNS = frozenset(ALPHABET)
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_ORGANISATION_VALUES = {sign: int(sign, 36) for sign in ALPHABET}
_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class UsccResult:
    code: str
    fault: UsccFault | None

    @property
    def ok(self) -> bool:
        return self.fault is None


def check_uscc(text: str) -> UsccResult:
    """Normalise the code and name the first check it fails."""
    code = half_width(text).strip().upper()
    return UsccResult(code, _fault(code))


def is_uscc(text: str) -> bool:
    return check_uscc(text).ok


def make_uscc(prefix8: str, body8: str) -> str:
    """Complete a synthetic code from department, kind and division, and eight body characters."""
    if not _PREFIX.fullmatch(prefix8) or not _BODY.fullmatch(body8):
        raise ValueError(f"{prefix8!r} and {body8!r} do not begin a code")
    first17 = prefix8 + body8 + _organisation_digit(body8)
    return first17 + _check_character(first17)


def _fault(code: str) -> UsccFault | None:
    if len(code) != 18:
        return "length"
    if not _SIGNS.issuperset(code):
        return "alphabet"
    if not _PREFIX.fullmatch(code[:8]):
        return "prefix"
    if _check_character(code[:17]) != code[17]:
        return "check"
    return None if _organisation_digit(code[8:16]) == code[16] else "orgcode"


def _check_character(first17: str) -> str:
    total = sum(map(mul, map(_VALUES.__getitem__, first17), _WEIGHTS))
    return ALPHABET[-total % 31]


def _organisation_digit(body8: str) -> str:
    total = sum(map(mul, map(_ORGANISATION_VALUES.__getitem__, body8), _ORGANISATION_WEIGHTS))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
