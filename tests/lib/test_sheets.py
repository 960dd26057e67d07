"""表格文件: every cell is words; nothing in the file computes when it is opened."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from app.lib.sheets import as_csv, as_workbook

RUNS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\tx"]


@pytest.mark.parametrize("words", RUNS)
def test_what_a_sheet_would_run_is_kept_still_in_csv(words: str) -> None:
    text = as_csv(["说明"], [[words]]).decode("utf-8-sig")
    assert text.splitlines()[1] == f'"\'{words}"'


def test_a_table_for_spreadsheets_begins_with_its_mark_and_its_heads() -> None:
    body = as_csv(["编号", "对象"], [["XF2026-000001", '某"公司"']])
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig") == '"编号","对象"\r\n"XF2026-000001","某""公司"""\r\n'


def test_a_workbook_holds_no_formula_and_no_link() -> None:
    book = as_workbook("清单", ["编号"], [[words] for words in [*RUNS, "https://x.example"]])
    with ZipFile(BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=1+1" in words
