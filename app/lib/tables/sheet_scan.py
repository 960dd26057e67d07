"""表页勘验: measures a sheet in its XML before it is laid out, and finds cells that hold no value.

The reader lays out a full rectangle and returns "" for a formula without a result and for #N/A;
this scan is what stands between a hostile sheet and memory, and between a damaged cell and silence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.lib.markers import N_
from app.lib.tables.limits import (
    HEADER_WITHIN_ROWS,
    LAST_COLUMN,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DAMAGED_CELLS,
    MAX_ROW_BYTES,
    MAX_ROWS,
    MAX_TEXT_BYTES,
    SPARSE_ALLOWANCE,
    SPARSE_FACTOR,
)
from app.lib.tables.unreadable import Unreadable

Damage = Literal["error", "formula"]

# Every writer in use begins a cell with its reference. One pattern with one group reads five
# million cells a second; a stretch of text that looks otherwise is taken apart cell by cell.
_CELL_ROW = re.compile(rb'<c r="[A-C]?[A-Z](\d{1,7})"')
_OTHER_FORM = re.compile(rb'<c(?! r="[A-C]?[A-Z]\d{1,7}")[\s/>]')
_PREFIXED = re.compile(rb"<[^\s<>/!?:]+:[cf][\s/>]")
_FORMULA = re.compile(rb"<f[\s/>]")
_ANY_CELL = re.compile(rb"<(?:[^\s<>/!?:]+:)?c(?=[\s/>])([^>]*)>(</)?")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_COLUMN = re.compile(rb'<c r="([A-C]?[A-Z])\d')
_CELL_BODY = re.compile(
    rb"""<(?:\w+:)?c(?=\s)([^>]*?\sr=["']([A-Z]+)(\d+)["'][^>]*)(?<!/)>(.*?)</(?:\w+:)?c>""", re.S
)
_HAS_VALUE = re.compile(rb"<(?:\w+:)?(?:v>[^<]|v [^>]*>[^<]|is[\s>])")
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# Whatever is cut is at least this long, so that an empty cell's two tags are not parted.
_LEAST = 4096
_LAST_ROW = MAX_ROWS + HEADER_WITHIN_ROWS


@dataclass(slots=True)
class Shape:
    """How far a sheet's written cells reach, and whether some of them need a closer look."""

    last_row: int = 0
    cells: int = 0
    damage: bool = False

    @property
    def wants_width(self) -> bool:
        """Say whether so many rows are bearable only if the sheet is narrower than allowed."""
        return self.last_row * MAX_COLUMNS > MAX_CELLS


def measure(pieces: Iterable[bytes]) -> Shape:
    """Measure one sheet; refuse one that is too long, too wide, too full or mostly emptiness."""
    shape = Shape()
    for text in _cut_at(pieces, (b"<c ", b":c ", b"<"), MAX_TEXT_BYTES):
        prefixed = _is_prefixed(text)
        if prefixed or not _measure_fast(text, shape):
            _measure_closely(text, shape)
        shape.damage = shape.damage or prefixed or _may_be_damaged(text)
        if shape.cells > MAX_CELLS:
            raise too_many_rows()
    if shape.last_row * MAX_COLUMNS > shape.cells * SPARSE_FACTOR + SPARSE_ALLOWANCE:
        raise _sparse(shape.last_row)
    return shape


def refuse_area(pieces: Iterable[bytes], shape: Shape) -> None:
    """Refuse a long sheet whose rectangle, now that its width is looked up, would be too large."""
    texts = _cut_at(pieces, (b"<c ", b":c ", b"<"), MAX_TEXT_BYTES)
    letters = {each for text in texts for each in _columns(text)}
    width = max((_column_number(each) for each in letters), default=0)
    if shape.last_row * width > MAX_CELLS:
        raise _sparse(shape.last_row)


def at_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join and cut the pieces so that each begins with a tag and no tag is cut."""
    return _cut_at(pieces, (b"<",), MAX_TEXT_BYTES)


def _cut_at(pieces: Iterable[bytes], marks: tuple[bytes, ...], most: int) -> Iterator[bytes]:
    """Cut before the last mark; where there is none, the marks named later will do."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        if len(text) < _LEAST:
            rest = text
            continue
        found = next((at for at in map(text.rfind, marks) if at > 0), 0)
        cut = text.rfind(b"<", 0, found + 1)  # a mark may stand behind a prefix
        if cut > 0:
            yield text[:cut]
            text = text[cut:]
        if len(text) > most:
            raise Unreadable("huge_text", N_("表格中有一段文字过长，不像普通的表格，不予读取。"))
        rest = text
    yield rest


def _is_prefixed(text: bytes) -> bool:
    return (b":c" in text or b":f" in text) and _PREFIXED.search(text) is not None


def _may_be_damaged(text: bytes) -> bool:
    """Say whether there may be error values or formulas, at the price of a second look if wrong."""
    if b"<f" in text and _FORMULA.search(text):
        return True
    return b't="e"' in text or (b"'" in text and b"t='e'" in text)


def _measure_fast(text: bytes, shape: Shape) -> bool:
    """Measure text of the usual form; decline any other, and borders far down without a value."""
    rows = _CELL_ROW.findall(text)
    if text.count(b"<c") != len(rows) and _OTHER_FORM.search(text):
        return False  # the pattern did not find every cell there is
    last = max(map(int, set(rows)), default=0)
    if last > _LAST_ROW:
        return False
    shape.cells += len(rows)
    shape.last_row = max(shape.last_row, last)
    return True


def _measure_closely(text: bytes, shape: Shape) -> None:
    for row, letters in _written_cells(text):
        if row > _LAST_ROW:
            raise too_many_rows()
        if _column_number(letters) > MAX_COLUMNS:
            raise Unreadable(
                "too_wide",
                N_("表格过宽：%(last)s 列之后还有内容。请删除多余的列后上传。"),
                last=LAST_COLUMN,
            )
        shape.cells += 1
        shape.last_row = max(shape.last_row, row)


def _written_cells(text: bytes) -> Iterator[tuple[int, bytes]]:
    for cell in _ANY_CELL.finditer(text):
        reference = _REFERENCE.search(cell[1])
        if reference is None:
            raise Unreadable(
                "cell_form", N_("表格中的单元格没有标明位置。请在 Excel 或 WPS 中另存后上传。")
            )
        if not cell[1].endswith(b"/") and not cell[2]:  # else it has a format only
            yield int(reference[2]), reference[1]


def _columns(text: bytes) -> Iterable[bytes]:
    if not _is_prefixed(text) and not _OTHER_FORM.search(text):
        return _COLUMN.findall(text)
    return (letters for _, letters in _written_cells(text))


def too_many_rows() -> Unreadable:
    """Return the refusal of a table with more rows than one import may have."""
    return Unreadable(
        "too_many_rows", N_("表格超过 %(limit)s 行。请分成几个文件上传。"), limit=MAX_ROWS
    )


def _sparse(row: int) -> Unreadable:
    return Unreadable(
        "sparse", N_("表格内容散布过广（到第 %(row)s 行）。请删除多余的行和列后上传。"), row=row
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def damaged_cells(pieces: Iterable[bytes]) -> dict[tuple[int, int], Damage]:
    """Return (row, place) of each cell that shows #N/A or the like, or lacks its result."""
    found: dict[tuple[int, int], Damage] = {}
    for text in _cut_at(pieces, (b"<row", b":row "), MAX_ROW_BYTES):
        for cell in _CELL_BODY.finditer(text):
            damage = _damage(cell[1], cell[4])
            if damage:
                found[int(cell[3]), _column_number(cell[2]) - 1] = damage
        if len(found) > MAX_DAMAGED_CELLS:
            raise Unreadable(
                "formulas", N_("表格中出错或未计算的公式过多。请粘贴为数值后重新上传。")
            )
    return found


def _damage(attributes: bytes, body: bytes) -> Damage | None:
    if b't="e"' in attributes or b"t='e'" in attributes:
        return "error"
    if _HAS_FORMULA.search(body) and not _HAS_VALUE.search(body) and b't="str"' not in attributes:
        return "formula"
    return None
