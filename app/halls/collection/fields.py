"""逐列检查: turns the cells of many rows into values, column by column.

Three ways, from quick to careful: a column that says the same in every row is read once; a column
of plain words or codes is looked over as a whole; in any other, what a text means is worked out
once and then only looked up. This is what makes fifty thousand rows a matter of seconds.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from json.encoder import encode_basestring
from typing import Any, NamedTuple, TypeVar

from app.halls.collection.columns import CODES, COLUMNS, Column
from app.halls.collection.line import Line, Memory
from app.lib.tables.cells import Cell
from app.lib.tables.personal import may_be_personal
from app.lib.tables.readers import Reading, Trouble, read_cell
from app.lib.tables.written import as_shown, is_all_seen, is_tidy_code

T = TypeVar("T")
# Enough for the values that repeat (dates, laws, authorities), too few to matter for memory.
_REMEMBERED = 4_000
# A column with fewer repetitions than this is not worth remembering.
_SELDOM = 4


class Readings(NamedTuple):
    """What a column means, row by row; None where no row has any trouble, or any text to scan."""

    values: Sequence[Any]
    members: Sequence[str]
    troubles: Sequence[Trouble | None] | None = None
    personal: Sequence[bool] | None = None


class Recall(dict[Cell, Reading]):
    """What the cells of one column mean, remembered for text and dates."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, cell: Cell) -> Reading:
        reading = read_cell(self._column, cell)
        if type(cell) in (str, date) and len(self) < _REMEMBERED:
            self[cell] = reading
        return reading


def read_lines(
    sheet: str,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    places: Sequence[int | None],
    memory: Memory,
) -> list[Line]:
    """Read rows of equal width; `places` says where each standard column stands in them."""
    columns = list(zip(*(cells for _, cells in rows), strict=True))
    absent = ("",) * len(rows)
    readings = [
        _read_column(column, absent if place is None else columns[place], memory)
        for column, place in zip(COLUMNS, places, strict=True)
    ]
    values = zip(*(each.values for each in readings), strict=True)
    members = zip(*(each.members for each in readings), strict=True)
    lines = [
        Line(sheet, number, cells, places, dict(zip(CODES, mine, strict=True)), written)
        for (number, cells), mine, written in zip(rows, values, members, strict=True)
    ]
    for code, each in zip(CODES, readings, strict=True):
        _note(lines, code, each)
    return lines


def _note(lines: Sequence[Line], code: str, readings: Readings) -> None:
    """Tell the lines what is wrong in this column, and where a close look is due."""
    for line, trouble in zip(lines, readings.troubles or (), strict=False):
        if trouble:
            level, rule, words, params = trouble
            line.note(level, code, rule, words, params)
    for line, personal in zip(lines, readings.personal or (), strict=False):
        line.personal = line.personal or personal


def _read_column(column: Column, cells: Sequence[Cell], memory: Memory) -> Readings:
    recall = memory.cells.get(column.code)
    if recall is None:
        recall = memory.cells[column.code] = Recall(column)
    if column.kind == "money":
        cells = list(map(as_shown, cells))
    first = cells[0]
    if type(first) is str and cells.count(first) == len(cells):
        return _all_the_same(recall[first], len(cells))
    at_once = _AT_ONCE.get(column.kind)
    if at_once and len(set(cells)) * _SELDOM > len(cells) and (found := at_once(column, cells)):
        return found
    values, members, troubles, personal = zip(*map(recall.__getitem__, cells), strict=True)
    return Readings(values, members, _any(troubles), _any(personal))


def _all_the_same(reading: Reading, count: int) -> Readings:
    return Readings(
        (reading.value,) * count,
        (reading.member,) * count,
        (reading.trouble,) * count if reading.trouble else None,
        (True,) * count if reading.personal else None,
    )


def _any(found: Sequence[T]) -> Sequence[T] | None:
    return found if any(found) else None


def _words_at_once(column: Column, cells: Sequence[Any]) -> Readings | None:
    """Read a column of words if none of them is empty, too long or in need of tidying."""
    if set(map(type, cells)) != {str} or list(map(str.strip, cells)) != list(cells):
        return None
    together = "".join(cells)
    if "" in cells or not is_all_seen(together) or max(map(len, cells)) > column.length:
        return None
    personal = list(map(may_be_personal, cells)) if may_be_personal(together) else None
    return Readings(cells, _members(column, map(encode_basestring, cells)), None, personal)


def _codes_at_once(column: Column, cells: Sequence[Any]) -> Readings | None:
    """Read a column of codes if every one is in its plain form."""
    if set(map(type, cells)) != {str} or not all(map(is_tidy_code, cells)):
        return None
    if max(map(len, cells)) > column.length and not column.credit_code:
        return None
    return Readings(cells, _members(column, map(encode_basestring, cells)))


def _members(column: Column, quoted: Iterable[str]) -> Sequence[str]:
    return [f'"{column.code}":{text}' for text in quoted]


_AT_ONCE: dict[str, Callable[[Column, Sequence[Any]], Readings | None]] = {
    "text": _words_at_once,
    "code": _codes_at_once,
}
