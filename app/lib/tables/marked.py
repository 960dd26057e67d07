"""问题工作簿: the table as it came, bad cells red and annotated, with a list of faults in front.

The clerk corrects the second sheet and uploads the same file again: rows keep their numbers, and
rows already entered add nothing. Everything is written as text, so nothing in it can compute.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from app.lib.tables.blank import SAFE
from app.lib.tables.cells import Cell
from app.lib.tables.faults import Fault, fault_from
from app.lib.tables.layout import Layout, column_letters
from app.lib.tables.limits import MAX_CELL_CHARS
from app.lib.tables.reading import FAULT_LIST, Table, open_table

_HEADINGS = ("工作表", "行号", "列", "列名", "规则", "程度", "问题与处理办法", "原值")
_WIDTHS = (16, 8, 8, 28, 8, 8, 64, 32)
_LEVELS = {"error": "错误", "warning": "提醒", "notice": "说明"}
_TONES = {"error": "#FFC7CE", "warning": "#FFEB9C", "notice": "#DDEBF7"}
_GRAVITY = ("error", "warning", "notice")
# Excel opens slowly with tens of thousands of comments; further cells are coloured only.
_MOST_COMMENTS = 5_000


def error_workbook(
    path: Path, filename: str, layout: Layout, faults_path: Path, only_bad: bool = False
) -> BytesIO:
    """Return the workbook: the list of faults, then all rows of the file or only the bad ones."""
    table = open_table(path, filename, layout)
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, SAFE) as book:
        _write_list(book, faults_path, table)
        _Marked(book, table).write(_by_row(faults_path), only_bad)
    whole.seek(0)
    return whole


def _read_faults(path: Path) -> Iterator[Fault]:
    with path.open(encoding="utf-8") as lines:
        yield from (fault_from(json.loads(line)) for line in lines)


def _by_row(path: Path) -> Iterator[tuple[int, list[Fault]]]:
    """Yield the faults row by row; the file is in the order of rows."""
    for row, faults in groupby(_read_faults(path), key=lambda fault: fault.row):
        yield row, list(faults)


def _write_list(book: Any, faults_path: Path, table: Table) -> None:
    sheet = book.add_worksheet(FAULT_LIST)
    bold = book.add_format({"bold": True, "bottom": 1})
    tones = {level: book.add_format({"bg_color": tone}) for level, tone in _TONES.items()}
    for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    sheet.freeze_panes(1, 0)
    for number, fault in enumerate(_read_faults(faults_path), 1):
        for place, text in enumerate(_listed(fault, table)):
            sheet.write_string(number, place, text, tones[fault.level] if place == 5 else None)


def _listed(fault: Fault, table: Table) -> Sequence[str]:
    place = table.columns.places.get(fault.column_code)
    letters = "" if place is None else column_letters(place)
    return (
        fault.sheet,
        str(fault.row) if fault.row else "",
        letters,
        fault.column_name,
        fault.rule,
        _LEVELS[fault.level],
        fault.says,
        fault.value,
    )


class _Marked:
    """The sheet with the original rows, faulty cells coloured and annotated."""

    def __init__(self, book: Any, table: Table) -> None:
        self._table = table
        self._sheet = book.add_worksheet(_sheet_name(table.sheet))
        self._bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self._tones = {
            level: book.add_format({"bg_color": tone, "num_format": "@"})
            for level, tone in _TONES.items()
        }
        self._plain = book.add_format({"num_format": "@"})
        self._comments = 0

    def write(self, faults: Iterator[tuple[int, list[Fault]]], only_bad: bool) -> None:
        table = self._table
        self._sheet.set_column(0, len(table.header), 18, self._plain)
        self._row(table.header_row - 1, table.header, {}, self._bold)
        pending = next(faults, None)
        target = table.header_row
        for number, cells in table.rows:
            while pending and pending[0] < number:
                pending = next(faults, None)
            mine = pending[1] if pending and pending[0] == number else []
            if only_bad and not any(fault.level == "error" for fault in mine):
                continue
            target = target + 1 if only_bad else number
            self._row(target - 1, cells, self._marks(mine), None)

    def _marks(self, faults: Sequence[Fault]) -> Mapping[int, list[Fault]]:
        """Return the faults by the place of their cell; one without a column marks the first."""
        marks: dict[int, list[Fault]] = {}
        for fault in faults:
            place = self._table.columns.places.get(fault.column_code, 0)
            marks.setdefault(place, []).append(fault)
        return marks

    def _row(
        self, at: int, cells: Sequence[Cell], marks: Mapping[int, list[Fault]], style: Any
    ) -> None:
        for place in range(max([len(cells), *(marked + 1 for marked in marks)])):
            self._cell(at, place, cells[place] if place < len(cells) else "", marks, style)

    def _cell(
        self, at: int, place: int, cell: Cell, marks: Mapping[int, list[Fault]], style: Any
    ) -> None:
        faults = marks.get(place)
        if faults:
            style = self._tones[min(faults, key=lambda f: _GRAVITY.index(f.level)).level]
            self._annotate(at, place, faults)
        text = as_text(cell)[:MAX_CELL_CHARS]
        if text:
            self._sheet.write_string(at, place, text, style)
        elif faults:
            self._sheet.write_blank(at, place, None, style)

    def _annotate(self, at: int, place: int, faults: Sequence[Fault]) -> None:
        if self._comments >= _MOST_COMMENTS:
            return
        self._comments += 1
        words = "\n".join(f"{fault.rule} {fault.says}" for fault in faults)
        self._sheet.write_comment(at, place, words, {"x_scale": 2})


def _sheet_name(name: str) -> str:
    """A name Excel takes, and not that of the list."""
    cleaned = "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31].strip()
    return cleaned if cleaned and cleaned.casefold() != FAULT_LIST else "数据"


def as_text(cell: Cell) -> str:
    """Return a cell as text that reads back as what it was."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}" if not cell.is_integer() or abs(cell) >= 1e15 else str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
