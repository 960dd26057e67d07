"""The workbook of faults: what came, what is wrong, and nothing that computes."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.halls.collection.dry_run import dry_run
from app.halls.collection.reading import open_table
from app.halls.collection.report import as_text, error_workbook
from app.lib.tables import marked
from app.lib.tables.cells import Damaged
from app.lib.tables.reading import FAULT_LIST
from tests.halls.collection import benign
from tests.halls.collection.table import context, row, save_csv, save_xlsx

FORMULA = '=HYPERLINK("http://x.invalid","点")'
RED = "FFFFC7CE"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    rows = [
        row(CF_WSH="资交执罚〔2026〕1号"),
        row(CF_WSH="资交执罚〔2026〕2号", CF_SY="", CF_NR_FK="5000", CF_XDR_MC=FORMULA),
        row(CF_WSH="资交执罚[2026]03号"),
    ]
    return save_xlsx(tmp_path / "a.xlsx", rows, at=(2, 0))


def reported(path: Path, **more: Any) -> bytes:
    faults = path.with_name("faults")
    dry_run(open_table(path, path.name), context(), path.with_name("good"), faults)
    with error_workbook(path, path.name, faults, **more) as book:
        return book.read()


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_first_sheet_lists_every_fault_in_order(mixed: Path) -> None:
    sheet = opened(reported(mixed))[FAULT_LIST]
    listed = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert [(line[1], line[2], line[4], line[5]) for line in listed] == [
        ("5", "P", "F1", "错误"),
        ("5", "T", "D5", "提醒"),
        ("6", "N", "D8", "提醒"),
    ]
    assert listed[0][6] == "此项必填，请补全。"


def test_the_second_sheet_holds_all_rows_in_their_places(mixed: Path) -> None:
    book = opened(reported(mixed))
    sheet = book["行政处罚"]
    assert sheet["N4"].value == "资交执罚〔2026〕1号"
    assert sheet["N6"].value == "资交执罚[2026]03号"
    assert sheet["A3"].value == "行政相对人名称"


def test_bad_cells_are_red_and_say_why(mixed: Path) -> None:
    sheet = opened(reported(mixed))["行政处罚"]
    assert sheet["P5"].fill.fgColor.rgb == RED
    assert "此项必填" in sheet["P5"].comment.text
    assert sheet["P4"].comment is None
    assert sheet["N6"].fill.fgColor.rgb == "FFFFEB9C"


def test_nothing_in_it_is_a_formula_or_a_link(mixed: Path) -> None:
    content = reported(mixed)
    sheet = opened(content)["行政处罚"]
    assert (sheet["A5"].value, sheet["A5"].data_type) == (FORMULA, "s")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name), name
            assert b"x.invalid" not in book.read(name) or name == "xl/worksheets/sheet2.xml"


def test_what_was_corrected_can_be_brought_in_again(mixed: Path) -> None:
    book = opened(reported(mixed))
    book["行政处罚"]["P5"] = "已补全"
    again = mixed.with_name("again.xlsx")
    book.save(again)
    table = open_table(again, again.name)
    found = dry_run(table, context(), mixed.with_name("g"), mixed.with_name("f"))
    assert (table.sheet, table.header_row) == ("行政处罚", 3)
    assert (found.read, found.good, found.bad) == (3, 3, 0)
    assert table.notes == []


def test_only_bad_rows_may_be_asked_for(mixed: Path) -> None:
    sheet = opened(reported(mixed, only_bad=True))["行政处罚"]
    numbers = [sheet.cell(line, 14).value for line in range(4, sheet.max_row + 1)]
    assert numbers == ["资交执罚〔2026〕2号"]


def test_a_csv_is_reported_as_a_workbook_too(tmp_path: Path) -> None:
    path = save_csv(tmp_path / "a.csv", [row(CF_SY="")], "gb18030")
    book = opened(reported(path))
    assert book.sheetnames == [FAULT_LIST, "CSV"]
    assert book["CSV"]["P2"].fill.fgColor.rgb == RED


def test_a_fault_of_a_missing_column_marks_the_first_cell(tmp_path: Path) -> None:
    codes = [code for code in benign.CODES if code != "CF_NR_FK"]
    path = save_xlsx(tmp_path / "a.xlsx", [row()], codes=codes)
    book = opened(reported(path))
    assert book["行政处罚"]["A2"].fill.fgColor.rgb == RED
    assert book[FAULT_LIST]["D2"].value == "罚款金额（万元）"


def test_comments_are_limited_but_colours_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "_MOST_COMMENTS", 1)
    path = save_xlsx(tmp_path / "a.xlsx", [row(CF_SY="", CF_YJ="")])
    sheet = opened(reported(path))["行政处罚"]
    assert [sheet[cell].comment is None for cell in ("P2", "Q2")] == [False, True]
    assert sheet["Q2"].fill.fgColor.rgb == RED


@pytest.mark.parametrize("name", ["错误清单", "a", "表" * 31, " "])
def test_sheet_names_are_kept_as_far_as_possible(name: str, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", [row(CF_SY="")], sheet=name)
    names = opened(reported(path)).sheetnames
    assert names == [FAULT_LIST, name if name in ("a", "表" * 31) else "数据"]


@pytest.mark.parametrize("name", [each for each in benign.WRITERS if "CSV" not in each])
def test_every_honest_workbook_reads_back_the_same_from_its_report(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    benign.WRITERS[name](path)
    again = tmp_path / "again.xlsx"
    again.write_bytes(reported(path))
    before, after = open_table(path, path.name), open_table(again, again.name)
    assert benign.rows_of(after) == benign.rows_of(before) == benign.expected()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2.0, "2"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (9.15e17, "9.15e+17"),
        ("=1+1", "=1+1"),
        (datetime.fromisoformat("2026-11-01 10:30"), "2026-11-01 10:30:00"),
        (Damaged("error"), "#错误"),
    ],
)
def test_cells_are_written_as_text(cell: Any, text: str) -> None:
    assert as_text(cell) == text
