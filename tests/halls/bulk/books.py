"""Workbooks as an association would fill them in."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

HEADER = (
    *("企业名称", "统一社会信用代码", "承诺内容：自有车辆数", "承诺内容：自查日期"),
    *("承诺书签署人", "签署日期", "承诺有效期至", "联系人", "联系电话"),
)
SHUNDA = ("资阳市顺达示例货运有限公司", "91512000MA0000015M")
HONGTU = ("雁江区宏途示例物流有限公司", "91512002MA0000023D")
CHUANCHANG = ("资阳市川畅示例运输有限公司", "91512000MA00010186")
NINGCHENG = ("安岳县柠城示例客运有限公司", "91512021MA0001026E")
# On file, and no member.
STRANGER = ("安岳县安捷示例客运服务部", "92512021MA0000031M")

Row = tuple[object, ...]


def row(member: tuple[str, str] = SHUNDA, **said: object) -> Row:
    """A row that is in order, but for what is said."""
    filled: dict[str, object] = {
        "name": member[0],
        "code": member[1],
        "vehicles": "12",
        "day": "2026-12-31",
        "signer": "赵某",
        "signed": "2026-11-20",
        "until": "",
        "contact": "王某某",
        "phone": "13800001111",
    }
    return tuple((filled | said).values())


def xlsx(rows: Sequence[Row], header: Sequence[str] = HEADER) -> bytes:
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("信用承诺")
        for at, cells in enumerate((header, *rows)):
            sheet.write_row(at, 0, cells)
    return whole.getvalue()


def text(rows: Sequence[Row], encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows((HEADER, *rows))
    return out.getvalue().encode(encoding)
