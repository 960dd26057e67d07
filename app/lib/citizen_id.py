"""公民身份号码: form, birthday and check digit (GB 11643-1999), and who is a minor."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.lib.width import half_width
from app.lib.workdays import months_after

CitizenIdFault = Literal["length", "form", "date", "check"]

ADULT_AT = 18  # 民法典 §17

# The first two digits: provinces, Hong Kong, Macao and Taiwan residents (81–83), and the 9 of the
# permanent-residence card for foreigners before its province.
_FORM = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-6])[0-9]{15}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class CitizenIdResult:
    """The birthday is given whenever it can be read, also when the check digit is wrong."""

    code: str
    fault: CitizenIdFault | None
    born: date | None

    @property
    def ok(self) -> bool:
        return self.fault is None


def check_citizen_id(text: str) -> CitizenIdResult:
    """Normalise the number, read the birthday, and name the first check it fails."""
    code = half_width(text).strip().upper()
    if len(code) != 18:
        return CitizenIdResult(code, "length", None)
    if not _FORM.fullmatch(code):
        return CitizenIdResult(code, "form", None)
    born = _birthday(code[6:14])
    if born is None:
        return CitizenIdResult(code, "date", None)
    return CitizenIdResult(code, None if _check_digit(code) == code[17] else "check", born)


def is_minor(born: date, on: date) -> bool:
    """Say whether the person is under eighteen on that day."""
    return on < months_after(born, ADULT_AT * 12)


def _birthday(digits: str) -> date | None:
    if digits[:2] not in ("18", "19", "20"):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _check_digit(code: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=False))
    return _CHECKS[total % 11]
