"""时限一览表 every limit and every value that was ever set, as a workbook of two sheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from sqlalchemy import Row

from app.kernel.limits import Limit
from app.kernel.rooms import Room
from app.kernel.terms import BureauTerm
from app.lib.markers import N_
from app.lib.workdays import Bound, Unit
from app.web.language import cited, in_language, moment, say

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNITS: Mapping[Unit, str] = {
    Unit.WORKING: N_("工作日"),
    Unit.CALENDAR: N_("日历日"),
    Unit.MONTHS: N_("月"),
}
LIMITS = (
    *(N_("办件种类"), N_("时限"), "English", N_("编码"), N_("现行数值"), N_("单位")),
    *(N_("依据"), N_("默认数值"), N_("本局自"), N_("下限"), N_("上限"), N_("界限的依据")),
)
HISTORY = (
    *(N_("编码"), N_("数值"), N_("从哪一天起"), N_("依据")),
    *(N_("设定人"), N_("设定时间"), N_("撤回时间")),
)

Rooms = Sequence[tuple[Room, Sequence[Limit]]]


def workbook(rooms: Rooms, history: Mapping[int, Row[Any]]) -> bytes:
    """Both sheets; every cell is text or a number, and nothing computes."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        lines = [_limit(room, limit) for room, limits in rooms for limit in limits]
        _sheet(book, say(N_("时限")), LIMITS, lines)
        _sheet(book, say(N_("改动记录")), HISTORY, [_set(row) for row in history.values()])
    return whole.getvalue()


def _sheet(book: Any, name: str, heads: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True, "bottom": 1})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    for place, head in enumerate(heads):
        sheet.write_string(0, place, say(head), bold)
    for n, line in enumerate(lines, 1):
        for place, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(n, place, cell, words)
            else:
                sheet.write_string(n, place, cell, words)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 20)


def _limit(room: Room, limit: Limit) -> list[Any]:
    term, now, bound = limit.term, limit.now, limit.term.bound
    return [
        *(say(room.name), term.name, in_language("en", term.name), term.key),
        *(now.length, say(UNITS[term.unit]), cited(now.cite), term.length),
        _day(limit.own.since if limit.own else None),
        *_bounds(bound),
    ]


def _bounds(bound: Bound | None) -> list[Any]:
    if bound is None:
        return ["", "", ""]
    least = "" if bound.least is None else bound.least
    return [least, "" if bound.most is None else bound.most, cited(bound.cite)]


def _set(row: Row[Any]) -> list[Any]:
    one: BureauTerm = row.BureauTerm
    who, ended = row.by or "", moment(row.ended_at)
    return [one.key, one.length, _day(one.since), one.cite, who, moment(row.at), ended]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
