"""编号: document numbers with their hexagonal brackets, case references and look-up codes.

A document number is agency words, the full year in 〔〕, a serial without 第 or leading zero, 号
(GB/T 9704-2012 §7.2.5).
"""

import re

from app.lib.width import half_width

DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fa5A-Za-z]+〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,5}号")

# Crockford's base 32: no I, L, O or U, so nothing is misread aloud or from paper.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
_CODE_SIGNS = 12
_CODE_BYTES = 8

_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_YEAR_IN_BRACKETS = re.compile(
    r"\s*[〔\[(【〈<［（＜{]\s*((?:19|20)[0-9]{2})\s*[〕\])】〉>］）＞}]\s*"
)
_SERIAL = re.compile(r"(?<=〕)(?:第|No\.?)?\s*0*([1-9][0-9]*)\s*号?$")
_PREFIX = re.compile(r"[A-Z]{1,8}")


def normalise_brackets(text: str) -> str:
    """Put the year of a document number into 〔〕; brackets around other words stay."""
    return _YEAR_IN_BRACKETS.sub(r"〔\1〕", text)


def normalise_document_number(text: str) -> str:
    """Mend what rule D8 mends: wide digits, brackets, 第, leading zeros, a forgotten 号."""
    text = normalise_brackets(text.translate(_FULL_WIDTH_DIGITS).strip())
    return _SERIAL.sub(r"\1号", text)


def is_document_number(text: str) -> bool:
    return DOCUMENT_NUMBER.fullmatch(text) is not None


def paper_number(series: str, year: int, serial: int) -> str:
    """资交信修受, 2026, 1 → 资交信修受〔2026〕1号."""
    number = f"{series}〔{year}〕{serial}号"
    if not is_document_number(number):
        raise ValueError(f"{number!r} is not a document number")
    return number


def case_ref(prefix: str, year: int, serial: int) -> str:
    """XF, 2026, 123 → XF2026-000123; the seventh digit appears when it is needed."""
    if not _PREFIX.fullmatch(prefix) or not 1900 <= year <= 2099 or serial < 1:
        raise ValueError(f"no case reference from {prefix!r}, {year}, {serial}")
    return f"{prefix}{year}-{serial:06d}"


def lookup_code(random_bytes: bytes) -> str:
    """Write sixty random bits as a code people can copy: ABCD-EFGH-JKMN."""
    if len(random_bytes) < _CODE_BYTES:
        raise ValueError(f"a look-up code needs {_CODE_BYTES} random bytes")
    number = int.from_bytes(random_bytes[:_CODE_BYTES], "big") >> 4
    return _grouped("".join(_SIGNS[number >> 5 * place & 31] for place in range(_CODE_SIGNS)))


def normalise_code(text: str) -> str:
    """Read a typed code as it was issued: any case, width, spacing, O for 0, I or L for 1."""
    typed = half_width(text).upper().translate(_MISREAD)
    return _grouped(re.sub(r"[\s\-–—_.]", "", typed))


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
