"""承诺编码: the twenty digits that name one commitment, wherever it is reported.

Six digits of the division in which it was taken in, the day on which it was made, and a serial of
six digits of that division and day (信用承诺信息标准 field 1, domain §3.2).
"""

import re
from datetime import date

from app.lib.uscc import is_uscc

_DIVISION = re.compile(r"[1-9][0-9]{5}")
_CODE = re.compile(r"([1-9][0-9]{5})([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{6})")
MOST = 999_999


def division_of(authority_code: str) -> str:
    """The division (行政区划) that the credit code of an authority carries in places 3 to 8."""
    if not is_uscc(authority_code):
        raise ValueError(f"{authority_code!r} is no credit code")
    return authority_code[2:8]


def commitment_code(division: str, made_on: date, serial: int) -> str:
    """512000, 2026-11-23, 7 → 51200020261123000007."""
    if not _DIVISION.fullmatch(division) or not 1 <= serial <= MOST:
        raise ValueError(f"no commitment code from {division!r}, {serial}")
    return f"{division}{made_on:%Y%m%d}{serial:06d}"


def is_commitment_code(text: str) -> bool:
    """Twenty digits with a division, a day that exists and a serial that counts from one."""
    found = _CODE.fullmatch(text)
    if found is None or not text.isascii():
        return False
    _division, year, month, day, serial = found.groups()
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return int(serial) > 0
