"""承诺信息导出 the twenty-one fields of the standard as a table, exact to the field."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import xlsxwriter

from app.kernel.letters import Letter, row_of
from app.lib.commitments import NAMES, faults

SHEET = "信用承诺信息"
# Nothing in the file computes: a sheet would run these.
_RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


class NotExact(Exception):
    """A row is not as the standard has it; nothing is exported."""

    def __init__(self, code: str, columns: Sequence[str]) -> None:
        self.code, self.columns = code, list(columns)
        super().__init__(code)


def rows(letters: Sequence[Letter]) -> list[list[str]]:
    """Every letter as its row. Raises NotExact."""
    table = []
    for letter in letters:
        row = row_of(letter)
        wrong = faults(row)
        if wrong:
            raise NotExact(letter.code, wrong)
        table.append([row[name] for name in NAMES])
    return table


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    """With the mark by which spreadsheets know that it is UTF-8."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows([[_still(cell) for cell in row] for row in table])
    return text.getvalue().encode("utf-8-sig")


def _still(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def as_workbook(table: Sequence[Sequence[str]]) -> bytes:
    """Every cell is text, so no code loses a digit and nothing computes."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(SHEET), book.add_format({"bold": True, "bottom": 1})
        words = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place, name in enumerate(NAMES):
            sheet.write_string(0, place, name, bold)
        for line, row in enumerate(table, 1):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell, words)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(NAMES) - 1, 22)
    return whole.getvalue()
