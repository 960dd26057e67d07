"""Sheets measured in their XML, however the XML is cut into pieces."""

from collections.abc import Iterator

import pytest

from app.lib.tables import sheet_scan
from app.lib.tables.sheet_scan import at_tags, damaged_cells, measure, refuse_area
from app.lib.tables.unreadable import Unreadable

USUAL = b"".join(
    b'<row r="%d"><c r="A%d" t="s"><v>1</v></c><c r="AB%d" s="2"/></row>' % (n, n, n)
    for n in range(1, 60)
)
EMPTY = (
    b'<row r="9"><c r="XFD9" s="1"/><c r="XFD9" s="1" /><c r="A9"></c><c r="B9"><v>1</v></c></row>'
)
PREFIXED = b'<x:row r="3"><x:c r="C3"><x:v>1</x:v></x:c><x:c r="D3" s="1"/></x:row>'


def pieces(text: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


@pytest.mark.parametrize("size", [7, 64, 999, 10**6])
def test_a_usual_sheet_is_measured_the_same_in_any_pieces(size: int) -> None:
    shape = measure(pieces(USUAL, size))
    assert shape.last_row == 59
    assert shape.cells == 118
    assert not shape.damage


@pytest.mark.parametrize("size", [1, 5, 40, 10**6])
def test_cells_with_a_format_only_do_not_count(size: int) -> None:
    shape = measure(pieces(EMPTY, size))
    assert (shape.last_row, shape.cells) == (9, 1)


@pytest.mark.parametrize("size", [1, 5, 40, 10**6])
def test_a_prefix_does_not_hide_cells(size: int) -> None:
    assert measure(pieces(PREFIXED, size)).cells == 1


@pytest.mark.parametrize(
    "reference", [b'r="XFD1"', b"r='XFD1'", b's="0" r="XFD1"', b'\n r = "XFD1"', b't="n"\tr="XFD1"']
)
def test_a_cell_far_right_is_found_in_every_form(reference: bytes) -> None:
    with pytest.raises(Unreadable) as why:
        measure([USUAL + b"<row><c " + reference + b"><v>1</v></c></row>"])
    assert why.value.code == "too_wide"


@pytest.mark.parametrize(
    "cell", [b"<c><v>1</v></c>", b'<c s=">" r="A1"><v>1</v></c>', b'<c r="1A">']
)
def test_a_cell_that_does_not_say_where_it_is_is_refused(cell: bytes) -> None:
    with pytest.raises(Unreadable) as why:
        measure([b"<row>" + cell + b"</row>"])
    assert why.value.code == "cell_form"


def test_a_long_sheet_is_refused_for_its_area_not_its_length() -> None:
    cells = b"".join(b'<c r="%c%%d"><v>1</v></c>' % letter for letter in b"ABCDEFG")
    long = b"".join(b"<row>" + cells % ((n,) * 7) + b"</row>" for n in range(1, 90_000))
    narrow = measure([long])
    assert narrow.wants_width
    refuse_area([long], narrow)
    refuse_area([long, PREFIXED], narrow)
    with pytest.raises(Unreadable) as why:
        refuse_area([long, b'<row r="7"><c r="CZ7"><v>1</v></c></row>'], narrow)
    assert why.value.code == "sparse"


def test_text_without_tags_does_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_scan, "MAX_TEXT_BYTES", 1000)
    with pytest.raises(Unreadable) as why:
        list(at_tags(pieces(b"<v>" + b"x" * 5000, 100)))
    assert why.value.code == "huge_text"


def test_much_that_is_no_cell_passes_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_scan, "MAX_TEXT_BYTES", 5000)
    merged = b'<mergeCell ref="A1:A2"/>' * 500
    assert measure(pieces(USUAL + merged, 300)).cells == 118


@pytest.mark.parametrize("size", [11, 100, 10**6])
def test_damaged_cells_are_found_in_any_pieces(size: int) -> None:
    text = (
        b'<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        b'<row r="3"><c r="A3"><f>1+1</f></c><c r="B3"><f>1</f><v></v></c>'
        b'<c r="C3" t="str"><f>""</f><v></v></c><c r="D3"><f t="shared" si="0"/><v>3</v></c>'
        b'<c r="E3" s="1"/><c r="AA3" s="1" t="e"><v>#REF!</v></c></row>'
    )
    assert measure(pieces(text, size)).damage
    assert damaged_cells(pieces(text, size)) == {
        (2, 0): "error",
        (3, 0): "formula",
        (3, 1): "formula",
        (3, 26): "error",
    }


def test_too_many_damaged_cells_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_scan, "MAX_DAMAGED_CELLS", 2)
    text = b"".join(b'<c r="A%d" t="e"><v>#N/A</v></c>' % n for n in range(1, 9))
    with pytest.raises(Unreadable) as why:
        damaged_cells([b"<row>" + text + b"</row>"])
    assert why.value.code == "formulas"


def test_more_cells_than_bearable_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_scan, "MAX_CELLS", 100)
    with pytest.raises(Unreadable) as why:
        measure([USUAL])
    assert why.value.code == "too_many_rows"
