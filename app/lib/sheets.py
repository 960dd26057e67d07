"""表格文件 rows of words as CSV and as a workbook, in which nothing computes."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import xlsxwriter

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A sheet that opens a CSV would run these.
_RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")

Table = Sequence[Sequence[str]]


def as_csv(heads: Sequence[str], table: Table) -> bytes:
    """With the mark by which spreadsheets know that it is UTF-8."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[_still(cell) for cell in row] for row in table])
    return text.getvalue().encode("utf-8-sig")


def _still(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def as_workbook(name: str, heads: Sequence[str], table: Table) -> bytes:
    """Every cell is text, so no code loses a digit and nothing computes."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(name), book.add_format({"bold": True, "bottom": 1})
        words = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, bold)
        for line, row in enumerate(table, 1):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell, words)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 22)
    return whole.getvalue()
