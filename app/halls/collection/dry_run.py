"""试导入: reads a table once, checks every row, and writes what would be entered and what is wrong.

    dry_run(table, context, good_path=…, faults_path=…) -> DryRun

Nothing is entered here. Memory grows by some hundred bytes a row, to know a penalty when it comes
again. Both files appear only when the run has come to its end, so a killed run leaves none behind.
Every row is counted exactly once: read = good + bad + already here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from app.halls.collection.amending import amend
from app.halls.collection.checks import CheckedRow, examine, settle_with_house
from app.halls.collection.columns import CODES, column_letters
from app.halls.collection.fields import read_lines
from app.halls.collection.line import Context, Line
from app.halls.collection.rules.duplicates import d6_in_file
from app.halls.collection.tally import DryRun
from app.lib.markers import N_
from app.lib.tables.cells import Cell
from app.lib.tables.faults import Fault, shorten
from app.lib.tables.limits import FAULTS_IN_FULL
from app.lib.tables.reading import Row, Table

Progress = Callable[[int, int | None], None]

_BATCH = 500  # rows per question to the house, and per report of progress


def dry_run(
    table: Table,
    context: Context,
    good_path: Path,
    faults_path: Path,
    on_progress: Progress | None = None,
) -> DryRun:
    """Check the whole table; raises Unreadable, and leaves no file, if it breaks off half-way."""
    with _appearing(good_path) as good, _appearing(faults_path) as faults:
        run = _Run(context, good, faults)
        run.note_table(table.notes)
        for lines in _batches(table, context):
            run.settle([examine(line, context) for line in lines])
            if on_progress:
                on_progress(run.result.read, table.upper_count)
    if run.withdrawn:
        amend(run.result, run.withdrawn, good_path, faults_path)
    return run.result


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    """Write beside the path and put the file in its place only when all is written."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class _Run:
    """One pass over a table: what has been counted, written and seen so far."""

    def __init__(self, context: Context, good: BinaryIO, faults: BinaryIO) -> None:
        self.result = DryRun()
        self.withdrawn: dict[int, int] = {}  # row → the row that contradicts it
        self._context, self._good, self._faults = context, good, faults
        self._seen: dict[str, tuple[int, str]] = {}  # by the key in one word, which is smallest

    def note_table(self, notes: Sequence[Fault]) -> None:
        self._report(notes)

    def settle(self, batch: Sequence[CheckedRow]) -> None:
        """Compare a batch with the house and with the rows before it, then write and count it."""
        sound = [checked for checked in batch if not checked.line.is_bad]
        entered = self._context.known([checked.key for checked in sound]) if sound else {}
        for checked in sound:
            if not settle_with_house(checked, entered):
                self._compare_in_file(checked)
        good = [checked for checked in sound if checked.is_good]
        self.result.count(batch, good)
        self._good.write(b"".join([checked.as_json_line() for checked in good]))
        for checked in batch:
            if checked.faults:
                self._report(checked.faults)

    def _compare_in_file(self, checked: CheckedRow) -> None:
        row = checked.line.row
        first_row, said = self._seen.setdefault("\0".join(checked.key), (row, checked.fingerprint))
        if first_row == row:
            return
        checked.already_here = d6_in_file(checked.line, first_row, said == checked.fingerprint)
        if not checked.already_here:
            self.withdrawn.setdefault(first_row, row)

    def _report(self, faults: Sequence[Fault]) -> None:
        listed = faults if self.result.faults_listed < FAULTS_IN_FULL else _gravest(faults)
        self.result.report(faults, listed)
        self._faults.writelines(f"{fault.as_json()}\n".encode() for fault in listed)


def _gravest(faults: Sequence[Fault]) -> Sequence[Fault]:
    return [next((fault for fault in faults if fault.level == "error"), faults[0])]


def _batches(table: Table, context: Context) -> Iterator[list[Line]]:
    """Read the rows in batches, their standard columns picked out."""
    width = len(table.header)
    ragged = table.form == "csv"  # a workbook's rows are all as wide as its header
    places = [table.columns.places.get(code) for code in CODES]
    while rows := list(islice(table.rows, _BATCH)):
        even = [(number, _fitted(cells, width)) for number, cells in rows] if ragged else rows
        lines = read_lines(table.sheet, even, places, context.memory)
        _note_stray(table, rows, lines)
        yield lines


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    """Give a row the width of the header."""
    return cells if len(cells) == width else [*cells[:width], *[""] * (width - len(cells))]


def _note_stray(table: Table, rows: Sequence[Row], lines: Sequence[Line]) -> None:
    """Find values under no header: in CSV the columns have shifted, in a workbook it is a note."""
    width = len(table.header)
    blank = [place for place, name in enumerate(table.header) if not str(name).strip()]
    for (_, cells), line in zip(rows, lines, strict=True):
        if blank or len(cells) > width:
            place = _stray(cells, blank, width)
            if place is not None:
                line.add(_stray_fault(table, line.row, place, cells[place]))


def _stray(cells: Sequence[Cell], blank: Sequence[int], width: int) -> int | None:
    places = (*blank, *range(width, len(cells)))
    return next((each for each in places if each < len(cells) and str(cells[each]).strip()), None)


def _stray_fault(table: Table, row: int, place: int, cell: Cell) -> Fault:
    shifted = table.form == "csv"
    return Fault(
        sheet=table.sheet,
        row=row,
        column_code="",
        column_name=column_letters(place),
        rule="F10",
        level="error" if shifted else "warning",
        words=N_("列数比表头多，各列可能已错位。请检查分隔符和引号。")
        if shifted
        else N_("此格上方没有表头，内容未读取。"),
        value=shorten(cell),
    )
