"""写法: the ways in which people write dates, amounts and codes, and what each of them means."""

import re
from datetime import date, datetime, time
from decimal import Decimal

from app.lib.markers import N_
from app.lib.numbers import is_document_number
from app.lib.tables.cells import Cell, Damaged
from app.lib.width import half_width

LONG_TERM = date(2099, 12, 31)  # the standard's way of writing 长期
_LONG_TERM_WORDS = frozenset({"长期", "长期有效", "永久"})
FIRST_YEAR, LAST_YEAR = 1949, 2100

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(?::00(?:\.0+)?)?$")
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.I)
# Most codes need no tidying; nine signs and more cannot be a number in scientific notation.
_PLAIN_CODE = re.compile(r"[0-9A-Z]{9,64}")
_WAN = ("万元", "万")

# Characters nobody sees: controls, soft hyphen, zero-width, direction marks, tags, stray halves.
# They hide text from readers, reorder it, or make two equal names differ.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)

# Those among them that Python calls printable, which is the quick question.
_PRINTABLE_YET_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd"
    "\U000e0100-\U000e01ef]"
)


class BadForm(ValueError):
    """A value in a form that cannot be taken: the rule it breaks and the sentence about it."""

    def __init__(self, rule: str, words: str, **params: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.words = words
        self.params = params


def read_date(cell: object, long_term: bool) -> date:
    """Read a date cell, or a date in one of the written forms; 长期 where a term may be endless."""
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise BadForm("F4", N_("日期不应带时刻。请只填日期，如 2026-11-01。"))
        cell = cell.date()
    if not isinstance(cell, date):
        cell = _written_date(_as_text(cell), long_term)
    if not FIRST_YEAR <= cell.year <= LAST_YEAR:
        raise BadForm("F4", N_("年份 %(year)s 不合理。请核对日期。"), year=cell.year)
    return cell


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and 19_000_101 <= cell <= 99_991_231:
        return str(int(cell))
    if isinstance(cell, float):
        raise BadForm("F4", N_("日期存成了数字。请把单元格设为日期格式，或填 2026-11-01。"))
    return half_width(str(cell)).strip()


def _written_date(text: str, long_term: bool) -> date:
    if long_term and text in _LONG_TERM_WORDS:
        return LONG_TERM
    match = _DATE.fullmatch(_MIDNIGHT.sub("", text))
    if match is None:
        raise BadForm("F4", N_("日期写法无法识别。请填 2026-11-01、2026/11/1 或 20261101。"))
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadForm("F4", N_("日历上没有这一天。请核对日期。")) from None


def as_shown(cell: Cell) -> Cell:
    """Return an amount as Excel shows it: fifteen digits, so that 0.1 + 0.2 reads 0.3."""
    if type(cell) is str or isinstance(cell, Damaged):
        return cell
    return f"{cell:.15g}" if type(cell) is float else str(cell)


def read_amount(text: str) -> Decimal:
    """Read an amount in 万元, with at most six decimals; commas only where they group thousands."""
    text = half_width(text).replace(" ", "")
    for unit in _WAN:
        text = text.removesuffix(unit)
    if text.endswith("元") or text.startswith(("¥", "￥")):
        raise BadForm("F5", N_("金额单位须为万元。请换算后只填数字，2000 元填 0.2。"))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _AMOUNT.fullmatch(text):
        raise BadForm("F5", N_("金额须为不带单位的正数，最多六位小数，如 0.2。"))
    return plain_amount(Decimal(text))


def plain_amount(amount: Decimal) -> Decimal:
    """Return the amount without trailing zeros or exponent, so that equal amounts look equal."""
    return Decimal(format(amount.normalize(), "f"))


def is_tidy_code(text: str) -> bool:
    """Say whether a code is in its plain form already, as nearly all of them are."""
    return _PLAIN_CODE.fullmatch(text) is not None or is_document_number(text)


def read_code(cell: object) -> str:
    """Read a code; refuse one that was stored as a number, for its digits are already lost."""
    if not isinstance(cell, str):
        raise BadForm("F7", N_("代码存成了数字或日期，内容可能已改变。请设为文本格式后重新录入。"))
    if is_tidy_code(cell):
        return cell
    refuse_invisible(cell.strip())
    text = "".join(half_width(cell).strip().removeprefix("'").split())
    if _SCIENTIFIC.fullmatch(text):
        raise BadForm("F7", N_("代码被存成了科学计数，末几位已丢失。请设为文本格式后重新录入。"))
    return text


def read_text(cell: object) -> str:
    """Read text; a whole number in a text column is what was typed there."""
    if isinstance(cell, bool):
        raise BadForm("F9", N_("此格是逻辑值（TRUE/FALSE），应为文字。"))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    text = str(cell).strip()
    if text.isprintable():
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def made_visible(text: str) -> str:
    """Show signs nobody sees by their number, so that a message can quote them."""
    if is_all_seen(text):
        return text
    return INVISIBLE.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", text)


def is_all_seen(text: str) -> bool:
    """Say quickly whether every sign of the text can be seen; lines and wide blanks do not pass."""
    return text.isprintable() and _PRINTABLE_YET_UNSEEN.search(text) is None


def refuse_invisible(text: str) -> None:
    """Refuse characters nobody sees, by place and number."""
    found = INVISIBLE.search(text)
    if found:
        raise BadForm(
            "F3",
            N_("第 %(place)s 个字符不可见（%(sign)s）。请删除后重新输入该处文字。"),
            place=found.start() + 1,
            sign=f"U+{ord(found[0]):04X}",
        )
