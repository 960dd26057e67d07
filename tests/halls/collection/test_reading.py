"""Honest files open, whoever wrote them; rows keep the numbers Excel shows."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.halls.collection.columns import COLUMNS
from app.halls.collection.dry_run import dry_run
from app.halls.collection.reading import Table, open_table
from app.lib.tables import reading
from app.lib.tables.cells import Damaged
from app.lib.tables.unreadable import Unreadable
from tests.halls.collection import benign
from tests.halls.collection.hostile import with_rows
from tests.halls.collection.table import context, row, save_csv, save_xlsx

CODES = [column.code for column in COLUMNS]


def numbers(table: Table) -> list[int]:
    return [number for number, _ in table.rows]


@pytest.mark.parametrize("name", benign.WRITERS)
def test_an_honest_file_is_read_to_the_letter(name: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.csv" if name.startswith("CSV") else "a.xlsx")
    benign.WRITERS[name](path)
    assert benign.rows_of(open_table(path, path.name)) == benign.expected()


@pytest.mark.parametrize("name", benign.WRITERS)
def test_an_honest_file_enters_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.csv" if name.startswith("CSV") else "a.xlsx")
    benign.WRITERS[name](path)
    table = open_table(path, path.name)
    found = dry_run(table, context(), tmp_path / "good", tmp_path / "faults")
    assert (found.read, found.good, found.bad) == (3, 3, 0), found.first_faults


def test_empty_rows_and_columns_do_not_shift_row_numbers(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", [row()] * 2, at=(4, 3))
    table = open_table(path, "a.xlsx")
    assert table.header_row == 5
    assert table.columns.places["CF_XDR_MC"] == 3
    assert numbers(table) == [6, 7]


def test_blank_rows_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    benign.with_blank_rows(path)
    assert numbers(open_table(path, "a.xlsx")) == [2, 5, 6]


def test_csv_rows_are_numbered_as_excel_counts_them(tmp_path: Path) -> None:
    path = save_csv(tmp_path / "a.csv", [row(CF_SY="一\n二"), row(), row()])
    text = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*text[:3], "\n", *text[3:]]), "utf-8")
    assert numbers(open_table(path, "a.csv")) == [2, 4, 5]


def test_a_told_separator_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    benign.with_told_separator(path)
    table = open_table(path, "a.csv")
    assert (table.header_row, table.separator) == (1, ";")
    assert numbers(table) == [2, 3, 4]


@pytest.mark.parametrize(
    ("encoding", "known_as"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")],
)
def test_the_encoding_of_a_csv_is_found(encoding: str, known_as: str, tmp_path: Path) -> None:
    path = save_csv(tmp_path / "a.csv", [row()], encoding)
    assert open_table(path, "a.csv").encoding == known_as


def test_rare_characters_of_gb18030_are_read(tmp_path: Path) -> None:
    path = save_csv(tmp_path / "a.csv", [row(CF_FRDB="𠮷某㐂")], "gb18030")
    (found,) = benign.rows_of(open_table(path, "a.csv"))
    assert found["CF_FRDB"] == "𠮷某㐂"


def test_a_table_says_how_many_rows_it_has_at_most(tmp_path: Path) -> None:
    rows = [row()] * 5
    assert open_table(save_xlsx(tmp_path / "a.xlsx", rows, at=(2, 0)), "a.xlsx").upper_count == 5
    assert open_table(save_csv(tmp_path / "a.csv", rows), "a.csv").upper_count == 5


def test_unknown_columns_are_kept_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    save_csv(path, [row()])
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(["序号," + lines[0], "1," + lines[1]]), "utf-8")
    table = open_table(path, "a.csv")
    (note,) = table.notes
    assert (note.rule, note.level, note.row) == ("T1", "warning", 1)
    assert "A 列“序号”" in note.says


def test_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    benign.with_other_sheets(path)
    table = open_table(path, "a.xlsx")
    (note,) = table.notes
    assert table.sheet == "Sheet"
    assert note.rule == "T2"
    assert "填表说明、字典" in note.says
    assert "空" not in note.says


def test_a_hidden_sheet_yields_to_one_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    benign.with_the_data_behind_a_hidden_copy(path)
    assert open_table(path, "a.xlsx").sheet == "Sheet"


def test_error_values_and_formulas_without_result_are_seen(tmp_path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        sheet["A2"] = "=B2&1"
        sheet["B3"] = "#N/A"
        sheet["B3"].data_type = "e"
        sheet["A9"] = "=1+1"

    benign.by_openpyxl(tmp_path / "a.xlsx", decorate)
    rows = dict(open_table(tmp_path / "a.xlsx", "a.xlsx").rows)
    assert rows[2][0] == Damaged("formula")
    assert rows[3][1] == Damaged("error")
    assert rows[4][0] == "资州顺达物流有限公司"
    assert rows[9][0] == Damaged("formula")  # a row of nothing else is not passed over


def test_a_formula_with_an_empty_result_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    formula = b'<c r="A5" t="str"><f>""</f><v></v></c><c r="B5"><f>A5</f></c>'
    path.write_bytes(with_rows(b'<row r="5">' + formula + b"</row>"))
    cells = dict(open_table(path, "a.xlsx").rows)[5]
    assert cells[:2] == ["", Damaged("formula")]


def test_numbers_stay_numbers_and_dates_dates(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", [row(CF_XDR_GSZC=512000100012345.0)])
    ((_, cells),) = open_table(path, "a.xlsx").rows
    assert cells[CODES.index("CF_XDR_GSZC")] == 512000100012345.0
    assert cells[CODES.index("CF_JDRQ")] == date(2026, 11, 16)


@pytest.mark.parametrize("name", ["表.XLSX", "a.b.xlsx", "处罚 (1).xlsx", "../x.xlsx"])
def test_the_name_matters_only_for_its_suffix(name: str, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "stored", [row()])
    assert numbers(open_table(path, name)) == [2]


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    path = save_xlsx(tmp_path / "a.xlsx", [row()])
    with pytest.raises(Unreadable) as why:
        open_table(path, "a.xlsx")
    assert why.value.code == "too_large"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_too_many_rows_are_refused(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    save = save_xlsx if form == "xlsx" else save_csv
    assert len(numbers(open_table(save(tmp_path / f"a.{form}", [row()] * 3), f"a.{form}"))) == 3
    path = save(tmp_path / f"b.{form}", [row()] * 4)
    with pytest.raises(Unreadable) as why:
        numbers(open_table(path, f"b.{form}"))
    assert why.value.code == "too_many_rows"


def test_a_table_without_rows_has_none(tmp_path: Path) -> None:
    assert numbers(open_table(save_xlsx(tmp_path / "a.xlsx", []), "a.xlsx")) == []
    assert numbers(open_table(save_csv(tmp_path / "a.csv", []), "a.csv")) == []


def test_a_panic_of_the_reader_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        pass

    def panic(_path: Path) -> None:
        raise Panic

    path = save_xlsx(tmp_path / "a.xlsx", [row()])
    monkeypatch.setattr(reading, "CalamineWorkbook", type("Book", (), {"from_path": panic}))
    with pytest.raises(Unreadable) as why:
        open_table(path, "a.xlsx")
    assert why.value.code == "damaged"


def test_an_interruption_is_not_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_path: Path) -> None:
        raise KeyboardInterrupt

    path = save_xlsx(tmp_path / "a.xlsx", [row()])
    monkeypatch.setattr(reading, "CalamineWorkbook", type("Book", (), {"from_path": interrupt}))
    with pytest.raises(KeyboardInterrupt):
        open_table(path, "a.xlsx")


def test_our_own_template_and_workbooks_of_others_can_be_told_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="标准表头") as why:
        open_table(tmp_path / "a.xlsx", "a.xlsx")
    assert why.value.code == "no_header"
