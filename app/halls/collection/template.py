"""空白标准表: the workbook a clerk starts from: header, hints, and lists to choose from."""

from io import BytesIO
from typing import Any

import xlsxwriter

from app.halls.collection.columns import COLUMNS, Column
from app.lib.penalties import PENALTY_KINDS

SHEET = "行政处罚"
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
_HINTS = {
    "CF_XDR_SHXYM": "18 位。法人及非法人组织必填；个体工商户有则填；自然人不填。",
    "CF_FRDB": "法人及非法人组织、个体工商户必填。",
    "CF_XDR_ZJLX": "自然人必填。",
    "CF_XDR_ZJHM": "自然人必填。不对外显示。",
    "CF_FR_ZJHM": "不对外显示。",
    "CF_WSH": "机关代字〔年份〕序号号，如 资交执罚〔2026〕12号。",
    "CF_CFLB": "多项用分号隔开：" + "、".join(PENALTY_KINDS) + "。其他类别写“其他-名称”。",
    "CF_NR_FK": "单位万元，2000 元填 0.2。处罚类别含罚款时必填。",
    "CF_NR_WFFF": "单位万元。处罚类别含没收时必填。",
    "CF_NR_ZKDX": "处罚类别含暂扣或吊销时必填。",
    "CF_YXQ": "长期有效填 2099-12-31。",
    "CF_GSJZQ": "可不填，由系统按失信程度计算。",
    "BZ": "适用简易程序的写“简易程序”；代码校验不通过但确认无误的写“代码核实：理由”。",
}
_FORMS = {
    "date": "日期，如 2026-11-01。",
    "money": "数字，最多六位小数。",
    "code": "请保持文本格式，不要存成数字。",
}


def template_workbook() -> BytesIO:
    """Return an empty standard workbook: one header row, every cell below set to its kind."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, SAFE | {"constant_memory": False}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 1)
        formats = _formats(book)
        for place, column in enumerate(COLUMNS):
            width = _WIDE[column.kind] + (16 if column.lines else 0)
            sheet.set_column(place, place, width, formats[column.kind])
            sheet.write_string(0, place, _title(column), formats[column.need])
            sheet.write_comment(0, place, hint(column), {"x_scale": 2, "y_scale": 1.5})
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


def hint(column: Column) -> str:
    """Return what a clerk should know about a column, in one paragraph."""
    parts = [f"{column.code}，{_DUTY[column.need]}。", _HINTS.get(column.code, "")]
    parts.append(_FORMS.get(column.kind, "") if column.code not in _HINTS else "")
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
