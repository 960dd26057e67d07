"""工作簿 a table to take along: every cell is text, so nothing in it computes or loses a digit."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

import xlsxwriter
from flask import Response

from app.web.attached import attached

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(
    sheet_name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> bytes:
    """One sheet: what it is, what its columns are, its rows."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        head = book.add_format({"bold": True, "font_size": 14})
        words = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, title, head)
        for place, name in enumerate(columns):
            sheet.write_string(1, place, name, bold)
        for line, row in enumerate(rows, 2):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, _written(cell), words)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, len(columns) - 1, 20)
        sheet.set_landscape()
        sheet.repeat_rows(1)
        sheet.fit_to_pages(1, 0)
    return whole.getvalue()


def _written(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)


def sent(name: str, whole: bytes) -> Response:
    """The workbook under this name."""
    answer = Response(whole, content_type=XLSX)
    return attached(answer, f"{name}.xlsx")
