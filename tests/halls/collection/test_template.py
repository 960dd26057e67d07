"""The empty standard workbook."""

from pathlib import Path

import openpyxl
import pytest

from app.halls.collection.columns import COLUMNS, column_named
from app.halls.collection.reading import open_table
from app.halls.collection.report import template_workbook
from app.halls.collection.template import hint


@pytest.fixture
def path(tmp_path: Path) -> Path:
    saved = tmp_path / "标准表.xlsx"
    saved.write_bytes(template_workbook().read())
    return saved


def test_it_has_every_standard_column_and_no_row(path: Path) -> None:
    table = open_table(path, path.name)
    assert list(table.columns.places) == [column.code for column in COLUMNS]
    assert table.columns.unknown == ()
    assert list(table.rows) == []
    assert table.notes == []


def test_required_columns_carry_a_star_and_every_column_a_hint(path: Path) -> None:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    for cell, column in zip(sheet[1], COLUMNS, strict=True):
        assert column_named(cell.value) is column
        assert cell.value.startswith("*") == (column.need == "required")
        assert column.code in cell.comment.text


def test_choices_are_offered(path: Path) -> None:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    offered = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert offered["B2:B5001"] == '"法人及非法人组织,自然人,个体工商户"'
    assert len(offered) == 3


def test_a_hint_says_when_it_is_needed_and_in_what_form() -> None:
    by_code = {column.code: hint(column) for column in COLUMNS}
    assert "必填" in by_code["CF_WSH"]
    assert "〔年份〕" in by_code["CF_WSH"]
    assert "万元" in by_code["CF_NR_FK"]
    assert "2026-11-01" in by_code["CF_JDRQ"]
    assert "代码核实" in by_code["BZ"]
