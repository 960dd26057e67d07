"""Columns of many rows: the quick ways read exactly what the careful way reads."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.halls.collection.columns import BY_CODE, CODES, COLUMNS, Column
from app.halls.collection.fields import Recall, read_lines
from app.halls.collection.line import Line, Memory
from app.lib.tables.readers import read_cell
from app.lib.tables.written import as_shown
from tests.halls.collection.table import SOUND

CELLS = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.sampled_from([*map(str, SOUND.values()), " 罚款 ", "13800000000", "a\nb", "x\u200by", "'1"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)


def read(column: Column, cells: list[Any]) -> list[Line]:
    places = [0 if each is column else None for each in COLUMNS]
    return read_lines("表", [(row, [cell]) for row, cell in enumerate(cells, 1)], places, Memory())


@given(st.sampled_from(COLUMNS), st.lists(CELLS, min_size=1, max_size=30))
def test_a_column_means_the_same_read_whole_or_cell_by_cell(
    column: Column, cells: list[Any]
) -> None:
    for line, cell in zip(read(column, cells), cells, strict=True):
        one = read_cell(column, as_shown(cell) if column.kind == "money" else cell)
        mine = [fault for fault in line.faults if fault.column_code == column.code]
        assert line.values[column.code] == one.value
        assert line.members[CODES.index(column.code)] == one.member
        assert [fault.rule for fault in mine] == ([one.trouble[1]] if one.trouble else [])
        assert line.personal == one.personal


@given(st.lists(st.text("资州顺达abc", min_size=1, max_size=9), min_size=9, unique=True))
def test_a_column_of_plain_words_is_taken_at_once(cells: list[str]) -> None:
    lines = read(BY_CODE["CF_XDR_MC"], cells)
    assert [line.values["CF_XDR_MC"] for line in lines] == cells


def test_truth_is_not_mistaken_for_one() -> None:
    lines = read(BY_CODE["CF_NR_FK"], [1.0, True, "1"])
    assert [bool(line.values["CF_NR_FK"]) for line in lines] == [True, False, True]
    lines = read(BY_CODE["BZ"], [1.0, True, 1.0])
    assert [line.values["BZ"] for line in lines] == ["1", None, "1"]


def test_personal_text_is_marked_in_its_own_row_only() -> None:
    lines = read(BY_CODE["CF_SY"], ["甲事", "电话13800000000", "乙事", "丙事", "丁事"])
    assert [line.personal for line in lines] == [False, True, False, False, False]


def test_memory_of_a_column_is_bounded() -> None:
    recall = Recall(BY_CODE["BZ"])
    for number in range(5_000):
        assert recall[f"备注 {number}"].value == f"备注 {number}"
    assert len(recall) == 4_000


def test_a_column_that_is_not_there_is_empty() -> None:
    (line,) = read_lines("表", [(1, ["x"])], [None] * len(COLUMNS), Memory())
    assert line.values["CF_NR_FK"] is None
    assert line.cell("CF_SY") == ""
    assert {fault.rule for fault in line.faults} == {"F1"}


def test_dates_are_remembered_as_dates() -> None:
    day = date(2026, 11, 1)
    lines = read(BY_CODE["CF_JDRQ"], [day, "2026-11-01", day])
    assert {line.values["CF_JDRQ"] for line in lines} == {day}


def test_codes_too_long_are_found_in_a_column_of_plain_codes() -> None:
    lines = read(BY_CODE["CF_XDR_ZZJG"], [f"MA{n:08d}" for n in range(9)])
    for line in lines:
        assert [f.rule for f in line.faults if f.column_code == "CF_XDR_ZZJG"] == ["F2"]
        assert line.values["CF_XDR_ZZJG"] is None
