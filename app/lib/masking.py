"""个人信息遮蔽: how a person's data is shown, and how it is found in text before publication.

Rule D7: no public text holds a citizen number, a mobile, a bank account or a home address
(个人信息保护法 §6, §25; 政府信息公开条例 §15). The finder prefers one false alarm too many to a
number on a public page; a clerk reads every alarm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.lib.citizen_id import check_citizen_id
from app.lib.uscc import ALPHABET, is_uscc
from app.lib.width import half_width

PersonalKind = Literal["citizen_id", "mobile", "bank_account", "address"]

STAR = "*"
FEWEST_HIDDEN = 4

_ID = re.compile(r"(?<![0-9])[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9])")
_MOBILE = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
_BANK = re.compile(r"(?<![0-9])[1-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])")
_ACCOUNT = re.compile(r"(?:[账帐][号户]|卡号)[\s:为是]*(?P<number>[0-9][0-9 -]{6,28}[0-9])")

# What looks like a number of a person and is one of an enterprise or a paper.
_CODE = re.compile(rf"(?<![0-9A-Za-z])[{ALPHABET}]{{18}}(?![0-9A-Za-z])")
_PAPER = re.compile(r"[〔\[【(〈]\s*[0-9]{4}\s*[〕\]】)〉]\s*第?\s*[0-9]+\s*号")

# 住所 is what the law calls an enterprise's registered place, so it is not a cue. Full-width
# punctuation is half-width by the time these are tried.
_CUE = (
    r"(?:家庭(?:住址|地址)|现?住址|现住(?:地|于|在)?|家住|居住(?:地址|地|于|在)|"
    r"户籍(?:所在)?(?:地址|地)?|户口所在地|(?<![^,;。、\s])住(?:在|于)?)"
)
_PLACE = r"(?=[^,;。、:〔\n]{1,30}?[省市县区州镇乡村路街巷道])"
_NUMBER = r"[0-9一二三四五六七八九十百]+\s*"
_ADDRESS = re.compile(
    rf"{_CUE}[\s:为是在于]*(?P<place>{_PLACE}[^,;。、:〔\n]{{2,50}}?{_NUMBER}(?:号|室|栋|幢|单元|组|弄)"
    rf"(?:[^,;。、:〔\n]{{0,12}}?{_NUMBER}(?:楼|层|号|室|栋|幢|单元|组|弄))*)"
)


@dataclass(frozen=True)
class Finding:
    """Where a person's data stands in the text: text[start:end]."""

    kind: PersonalKind
    start: int
    end: int


def mask_name(name: str) -> str:
    """张三 → 张*；欧阳修 → 欧**: the first character stays; a lone one does not."""
    name = name.strip()
    return name[:1] + STAR * (len(name) - 1) if len(name) > 1 else STAR * len(name)


def mask_mail(address: str) -> str:
    """zhang.san@example.cn → z***@example.cn: whose house it is may be seen, not whose box."""
    box, _, house = address.rpartition("@")
    return f"{box[:1]}{STAR * 3}@{house}"


def mask_id(number: str) -> str:
    """512001198001010011 → 512***********0011."""
    return _middle_masked(_compact(number), 3, 4)


def mask_phone(number: str) -> str:
    """13800000000 → 138****0000, also behind a country code; short numbers keep two digits."""
    number = re.sub(r"^(?:\+|00)86|^86(?=1[0-9]{10}$)", "", _compact(number))
    return _middle_masked(number, 3, 4) if len(number) > 10 else _middle_masked(number, 0, 2)


def mask_account(number: str) -> str:
    """6222020200112233453 → ***************3453."""
    return _middle_masked(_compact(number), 0, 4)


def find_personal(text: str) -> list[Finding]:
    """Find persons' numbers and home addresses, in the order they stand in the text."""
    text = half_width(text)
    found = {*_citizen_ids(text), *_mobiles_and_accounts(text), *_addresses(text)}
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind))


def masked_text(text: str) -> str:
    """Put stars over what `find_personal` finds; the length and all other words stay."""
    signs = list(text)
    for finding in find_personal(text):
        for place in _hidden(text, finding):
            signs[place] = STAR
    return "".join(signs)


def _compact(number: str) -> str:
    return re.sub(r"[\s-]", "", half_width(number))


def _middle_masked(number: str, head: int, tail: int) -> str:
    """Star all but the ends; where that would hide fewer than four, star everything."""
    hidden = len(number) - head - tail
    if hidden < FEWEST_HIDDEN:
        return STAR * len(number)
    return number[:head] + STAR * hidden + number[len(number) - tail :]


def _citizen_ids(text: str) -> Iterator[Finding]:
    for match in _ID.finditer(text):
        if check_citizen_id(_compact(match[0])).ok:
            yield Finding("citizen_id", *match.span())


def _mobiles_and_accounts(text: str) -> Iterator[Finding]:
    taken = [match.span() for match in _PAPER.finditer(text)]
    taken += [match.span() for match in _CODE.finditer(text) if _reads_as_code(match[0])]
    taken += [(finding.start, finding.end) for finding in _citizen_ids(text)]
    for match in _MOBILE.finditer(text):
        if not _inside(match, taken):
            yield Finding("mobile", *match.span())
    for match in _BANK.finditer(text):
        if _passes_luhn(_compact(match[0])) and not _inside(match, taken):
            yield Finding("bank_account", *match.span())
    for match in _ACCOUNT.finditer(text):  # organisations' accounts follow no check digit
        yield Finding("bank_account", *match.span("number"))


def _addresses(text: str) -> Iterator[Finding]:
    for match in _ADDRESS.finditer(text):
        yield Finding("address", *match.span("place"))


def _reads_as_code(code: str) -> bool:
    """A code with a letter is meant as one even when mistyped; bare digits must check."""
    return is_uscc(code) or not code.isdigit()


def _inside(match: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    plain = (int(digit) for digit in digits[::-2])
    return (sum(plain) + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def _hidden(text: str, finding: Finding) -> list[int]:
    places = range(finding.start, finding.end)
    if finding.kind == "address":
        return list(places)
    digits = [place for place in places if text[place].isalnum()]
    cut = {"citizen_id": slice(3, -4), "mobile": slice(-8, -4), "bank_account": slice(-4)}
    return digits[cut[finding.kind]]
