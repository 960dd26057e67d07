"""空白表: the workbook people start from: header, hints, and lists to choose from."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import xlsxwriter

from app.lib.tables.layout import Column, Layout

# Text that looks like a formula, a link or a number stays text.
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}

_ROWS = 5_000  # how far down the lists to choose from reach
_DUTY = {"required": "必填", "conditional": "视情况必填", "optional": "选填"}
_WIDE = {"text": 24, "code": 24, "choice": 20, "kinds": 24, "date": 14, "money": 16}
_FORMS = {
    "date": "日期，如 2026-11-01。",
    "money": "数字，最多六位小数。",
    "code": "请保持文本格式，不要存成数字。",
}


def blank_workbook(name: str, layout: Layout, hints: Mapping[str, str]) -> BytesIO:
    """Return an empty workbook: one header row, every cell below set to its kind."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, SAFE | {"constant_memory": False}) as book:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        formats = _formats(book)
        for place, column in enumerate(layout.columns):
            width = _WIDE[column.kind] + (16 if column.lines else 0)
            sheet.set_column(place, place, width, formats[column.kind])
            sheet.write_string(0, place, _title(column), formats[column.need])
            sheet.write_comment(0, place, hint(column, hints), {"x_scale": 2, "y_scale": 1.5})
            if column.choices:
                _offer(sheet, place, column)
    whole.seek(0)
    return whole


def _formats(book: Any) -> dict[str, Any]:
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    text = book.add_format({"num_format": "@"})
    return {
        "required": book.add_format(head | {"bg_color": "#FCE4D6"}),
        "conditional": book.add_format(head | {"bg_color": "#FFF2CC"}),
        "optional": book.add_format(head | {"bg_color": "#EDEDED"}),
        "text": text,
        "code": text,
        "choice": text,
        "kinds": text,
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "General"}),
    }


def _title(column: Column) -> str:
    return f"*{column.name}" if column.need == "required" else column.name


def hint(column: Column, hints: Mapping[str, str]) -> str:
    """Return what people should know about a column, in one paragraph."""
    parts = [f"{column.code}，{_DUTY[column.need]}。", hints.get(column.code, "")]
    parts.append(_FORMS.get(column.kind, "") if column.code not in hints else "")
    if column.choices:
        parts.append("可填：" + "、".join(column.choices) + "。")
    if column.kind in ("text", "code"):
        parts.append(f"最多 {column.length} 个字符。")
    return "".join(parts)


def _offer(sheet: Any, place: int, column: Column) -> None:
    sheet.data_validation(
        1,
        place,
        _ROWS,
        place,
        {"validate": "list", "source": list(column.choices), "error_type": "warning"},
    )
