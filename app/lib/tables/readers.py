"""逐格读法: what one cell means, by the kind, length and duty of its column."""

from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from app.lib.markers import N_
from app.lib.penalties import known_kind, split_kinds
from app.lib.tables.cells import Cell, Damaged
from app.lib.tables.choices import CATEGORIES, CERTIFICATES, OTHER_PREFIX
from app.lib.tables.faults import Level
from app.lib.tables.layout import Column
from app.lib.tables.personal import may_be_personal
from app.lib.tables.written import (
    BadForm,
    is_all_seen,
    read_amount,
    read_code,
    read_date,
    read_text,
    refuse_invisible,
)

_SAME = {
    "法人": CATEGORIES[0],
    "法人和非法人组织": CATEGORIES[0],
    "法人及其他组织": CATEGORIES[0],
    "企业法人": CATEGORIES[0],
    "个人": CATEGORIES[1],
    "个体户": CATEGORIES[2],
    "居民身份证": CERTIFICATES[0],
    "护照": CERTIFICATES[1],
}

Trouble = tuple[Level, str, str, dict[str, object]]


class Reading(NamedTuple):
    """What a cell means: its value, its member in the row's JSON, what is wrong, what to scan."""

    value: Any
    member: str = ""
    trouble: Trouble | None = None
    personal: bool = False


_EMPTY = Reading(None)
_MISSING = Reading(None, trouble=("error", "F1", N_("此项必填，请补全。"), {}))


def read_cell(column: Column, cell: Cell) -> Reading:
    """Read one cell by the rules of its column."""
    if isinstance(cell, Damaged):
        return _damaged(cell)
    if cell == "" or (isinstance(cell, str) and not cell.strip()):
        return _MISSING if column.need == "required" else _EMPTY
    try:
        return _READERS[column.kind](column, cell)
    except BadForm as bad:
        return Reading(None, trouble=("error", bad.rule, bad.words, dict(bad.params)))


def member(code: str, text: str) -> str:
    """Return the member of the row's JSON object that holds this text."""
    return f'"{code}":{encode_basestring(text)}'


def _damaged(cell: Damaged) -> Reading:
    words = (
        N_("此格是错误值（如 #N/A），没有内容。请改为实际内容。")
        if cell.damage == "error"
        else N_("此格是没有计算结果的公式。请粘贴为数值。")
    )
    return Reading(None, trouble=("error", "F8", words, {}))


def _text(column: Column, cell: Cell) -> Reading:
    text = _fit(column, read_text(cell))
    return Reading(text, member(column.code, text), None, may_be_personal(text))


def _fit(column: Column, text: str) -> str:
    """Refuse text too long or holding what nobody can see; join lines where none belong."""
    if not is_all_seen(text):
        refuse_invisible(text)
        if not column.lines:
            text = " ".join(text.split("\n"))
    if len(text) > column.length and not column.credit_code:
        raise BadForm(
            "F2",
            N_("有 %(long)s 个字符，超过 %(limit)s 个。请缩减。"),
            long=len(text),
            limit=column.length,
        )
    return text


def _code(column: Column, cell: Cell) -> Reading:
    text = _fit(column, read_code(cell))
    written = member(column.code, text)
    if text is cell:
        return Reading(text, written)
    personal = not column.secret and may_be_personal(text)
    if text == str(cell).strip():
        return Reading(text, written, None, personal)
    words = N_("已自动整理为“%(text)s”（去掉空格、改为半角）。")
    return Reading(text, written, ("notice", "F11", words, {"text": text}), personal)


def _choice(column: Column, cell: Cell) -> Reading:
    text = _fit(column, read_text(cell))
    text = _SAME.get(text, text)
    free = CERTIFICATES is column.choices and text.startswith(OTHER_PREFIX)
    if text in column.choices or (free and text != OTHER_PREFIX):
        return Reading(text, member(column.code, text))
    raise BadForm("F9", N_("只能填：%(choices)s。"), choices="、".join(column.choices))


def _kinds(column: Column, cell: Cell) -> Reading:
    kinds = tuple(split_kinds(_fit(column, read_text(cell))))
    strange = [kind for kind in kinds if known_kind(kind) is None]
    if strange or not kinds:
        raise BadForm(
            "F9",
            N_("“%(kind)s”不是法定的处罚类别。多项用分号隔开，其他类别写“其他-名称”。"),
            kind="、".join(strange),
        )
    return Reading(kinds, f'"{column.code}":[{",".join(map(encode_basestring, kinds))}]')


def _date(column: Column, cell: Cell) -> Reading:
    day = read_date(cell, long_term=column.endless)
    return Reading(day, f'"{column.code}":"{day.isoformat()}"')


def _money(column: Column, cell: Cell) -> Reading:
    amount = read_amount(str(cell))
    return Reading(amount, f'"{column.code}":"{amount}"')


_READERS: dict[str, Callable[[Column, Cell], Reading]] = {
    "text": _text,
    "code": _code,
    "choice": _choice,
    "kinds": _kinds,
    "date": _date,
    "money": _money,
}
