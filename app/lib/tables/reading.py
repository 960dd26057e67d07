"""读表: opens an uploaded file as a table, or refuses it with a sentence; never anything else.

    open_table(path, filename, layout) -> Table     raises Unreadable

The rows are read as they are asked for; a CSV file may still turn out unreadable half-way, and then
the iterator raises Unreadable too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.lib.markers import N_
from app.lib.tables import parts
from app.lib.tables.cells import Cell, Damaged
from app.lib.tables.delimited import Delimited, open_delimited, refuse_other_kind
from app.lib.tables.faults import Fault, shorten
from app.lib.tables.layout import HeaderMap, Layout, column_letters
from app.lib.tables.limits import HEADER_WITHIN_ROWS, MAX_FILE_BYTES, MAX_ROWS, MIB
from app.lib.tables.sheet_scan import Damage, too_many_rows
from app.lib.tables.unreadable import Unreadable, damaged

T = TypeVar("T")
Row = tuple[int, list[Cell]]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CSV_SHEET = "CSV"
FAULT_LIST = "错误清单"  # the first sheet of our own report, which clerks send back with the data
_CHUNK = 200  # rows asked of the reader at once


@dataclass
class Table:
    """A readable table: where it is, what its columns are, and its rows as Excel numbers them."""

    filename: str
    form: str
    sheet: str
    header_row: int
    header: list[Cell]
    columns: HeaderMap
    rows: Iterator[Row]
    upper_count: int | None = None
    encoding: str = ""
    separator: str = ""
    notes: list[Fault] = field(default_factory=list)


def open_table(path: Path, filename: str, layout: Layout) -> Table:
    """Open the uploaded file; `filename` is what the uploader called it, for its suffix only.

    The layout says which columns the table has to have.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty", N_("文件是空的（0 字节）。请重新导出后上传。"))
    if size > MAX_FILE_BYTES:
        raise Unreadable(
            "too_large",
            N_("文件超过 %(limit)s MB。请分成几个文件上传。"),
            limit=MAX_FILE_BYTES // MIB,
        )
    suffix = Path(filename).suffix.lower()
    if suffix == ".xlsx":
        return _open_workbook(path, filename, size, layout)
    if suffix == ".csv":
        return _open_csv(path, filename, layout)
    raise Unreadable(
        "suffix", N_("只接受 .xlsx 和 .csv 文件。.xls、.et、.xlsm 等请先另存为 .xlsx。")
    )


def _open_workbook(path: Path, filename: str, size: int, layout: Layout) -> Table:
    with path.open("rb") as file:
        _refuse_other_kind(file)
        seen = parts.inspect(file, size)
        book = _trusting_nothing(lambda: CalamineWorkbook.from_path(path))
        sheet, header_row, header = _sheet_with_header(book, layout)
        damage = seen[sheet.name].damaged_cells(file) if sheet.name in seen else {}
    upper_count = sheet.total_height + 1 - header_row
    if upper_count > MAX_ROWS:
        raise too_many_rows()
    columns = layout.header_map(header)
    return Table(
        filename=filename,
        form="xlsx",
        sheet=shorten(sheet.name),
        header_row=header_row,
        header=header,
        columns=columns,
        rows=_sheet_rows(sheet, header_row, damage, _Again(layout, columns), len(header)),
        upper_count=upper_count,
        notes=_notes(shorten(sheet.name), header_row, columns)
        + _other_sheets(book, sheet.name, seen),
    )


def _refuse_other_kind(file: BinaryIO) -> None:
    start = file.read(4096)
    if start.startswith(_OLE):
        file.seek(0)
        if _ENCRYPTED in file.read():
            raise Unreadable("encrypted", N_("文件设置了密码，无法读取。请取消密码后重新上传。"))
        raise Unreadable("old_workbook", N_("这是旧版 .xls 格式。请另存为 .xlsx 后上传。"))
    if not start.startswith(b"PK"):
        if not start.startswith(b"\xff\xfe"):
            refuse_other_kind(start)
        raise parts.not_a_table()


def _trusting_nothing(call: Callable[[], T]) -> T:
    """Call the reader; whatever goes wrong inside it is a damaged file to us, panics included."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException:  # the reader's panics are no Exceptions
        raise damaged() from None


def _sheet_with_header(
    book: CalamineWorkbook, layout: Layout
) -> tuple[CalamineSheet, int, list[Cell]]:
    """Return the first sheet that carries the header, those in sight before the hidden ones."""
    order = sorted(book.sheets_metadata, key=lambda each: each.visible != SheetVisibleEnum.Visible)
    for told in order:
        if told.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = _trusting_nothing(partial(book.get_sheet_by_name, told.name))
        for row, cells in _numbered(sheet, HEADER_WITHIN_ROWS):
            if layout.is_header(cells):
                return sheet, row, cells
    raise _no_header(layout)


def _no_header(layout: Layout) -> Unreadable:
    return Unreadable(
        "no_header",
        N_("前 %(rows)s 行里没有找到标准表头（%(names)s……）。请使用模板。"),
        rows=HEADER_WITHIN_ROWS,
        names=layout.examples,
    )


def _numbered(sheet: CalamineSheet, most: int | None = None) -> Iterator[Row]:
    """Yield rows under the numbers Excel shows: nothing shifts by empty rows or columns."""
    if sheet.start is None:
        return
    lead = [""] * sheet.start[1]
    cells = cast("Iterator[list[Cell]]", _trusting_nothing(sheet.iter_rows))
    rows = enumerate(islice(cells, most), 1)
    while chunk := _trusting_nothing(lambda: list(islice(rows, _CHUNK))):
        yield from ((number, [*lead, *row]) for number, row in chunk) if lead else chunk


def _sheet_rows(
    sheet: CalamineSheet,
    header_row: int,
    damage: Mapping[tuple[int, int], Damage],
    again: "_Again",
    width: int,
) -> Iterator[Row]:
    damaged_rows = sorted({row for row, _ in damage if row > header_row})
    row = header_row
    for row, cells in _numbered(sheet):
        if damaged_rows and damaged_rows[0] == row:
            cells = _with_damage(damaged_rows.pop(0), cells, damage)
        if row <= header_row or is_blank(cells):
            continue
        if row > header_row + 1 or not again.names(cells):
            yield row, cells
    for row in damaged_rows:  # beyond the last value the reader saw
        yield row, _with_damage(row, [""] * width, damage)


def _with_damage(
    row: int, cells: list[Cell], damage: Mapping[tuple[int, int], Damage]
) -> list[Cell]:
    return [
        Damaged(damage[row, place]) if (row, place) in damage else cell
        for place, cell in enumerate(cells)
    ]


def is_blank(cells: Sequence[Cell]) -> bool:
    """Say whether a row holds nothing but blanks."""
    if cells and cells[0] and not str(cells[0]).isspace():
        return False
    return all(c == "" or (isinstance(c, str) and c.isspace()) for c in cells)


@dataclass(frozen=True)
class _Again:
    """The header once more: a row under it that names the same columns, by their codes."""

    layout: Layout
    columns: HeaderMap

    def names(self, cells: Sequence[Cell]) -> bool:
        if not self.layout.is_header(cells):
            return False
        named = ((place, self.layout.named(cell)) for place, cell in enumerate(cells))
        places = self.columns.places
        return all(column is None or places.get(column.code) == i for i, column in named)


def _open_csv(path: Path, filename: str, layout: Layout) -> Table:
    csv = open_delimited(path, layout)
    head = islice(csv.records(), HEADER_WITHIN_ROWS)
    found = next(((row, cells) for row, cells in head if layout.is_header(cells)), None)
    if found is None:
        raise _no_header(layout)
    header_row, header = found
    columns = layout.header_map(header)
    return Table(
        filename=filename,
        form="csv",
        sheet=_CSV_SHEET,
        header_row=header_row,
        header=list(header),
        columns=columns,
        rows=_csv_rows(csv, header_row, _Again(layout, columns)),
        upper_count=csv.lines - header_row,
        encoding=csv.encoding,
        separator=csv.separator,
        notes=_notes(_CSV_SHEET, header_row, columns),
    )


def _csv_rows(csv: Delimited, header_row: int, again: _Again) -> Iterator[Row]:
    count = 0
    for row, cells in csv.records():
        if row <= header_row or is_blank(cells):
            continue
        if row == header_row + 1 and again.names(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise too_many_rows()
        yield row, list(cells)


def _notes(sheet: str, header_row: int, columns: HeaderMap) -> list[Fault]:
    return [
        Fault(
            sheet=sheet,
            row=header_row,
            column_code="",
            column_name=shorten(name),
            rule="T1",
            level="warning",
            words=N_("%(letters)s 列“%(name)s”不是标准列，未读取。"),
            params={"letters": column_letters(place), "name": shorten(name)},
            value=shorten(name),
        )
        for place, name in columns.unknown
    ]


def _other_sheets(
    book: CalamineWorkbook, taken: str, seen: Mapping[str, parts.Sheet]
) -> list[Fault]:
    others = [name for name in book.sheet_names if name not in (taken, FAULT_LIST)]
    filled = [name for name in others if name in seen and seen[name].shape.cells]
    if not filled:
        return []
    return [
        Fault(
            sheet=shorten(taken),
            row=0,
            column_code="",
            column_name="",
            rule="T2",
            level="warning",
            words=N_("只读取了工作表“%(taken)s”，未读取：%(others)s。"),
            params={"taken": shorten(taken), "others": "、".join(map(shorten, filled))},
        )
    ]
