"""Sound rows, and files made of them, for the tests of the import."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from app.halls.collection.checks import CheckedRow, check_row
from app.halls.collection.columns import COLUMNS
from app.halls.collection.line import Context
from app.lib.calendar_data import STATE_COUNCIL_TABLES
from app.lib.tables.faults import Fault
from app.lib.uscc import make_uscc
from app.lib.workdays import WorkCalendar

TODAY = date(2026, 11, 20)
BUREAU = make_uscc("11512000", "MB000005")
COMPANY = make_uscc("91512000", "MA000001")
TRADER = make_uscc("92512021", "MA000003")
CALENDAR = WorkCalendar(STATE_COUNCIL_TABLES, "test")
ADULT = "512001198001010011"
CHILD = "512001201206150039"

SOUND: Mapping[str, Any] = {
    "CF_XDR_MC": "资州顺达物流有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": COMPANY,
    "CF_FRDB": "王某",
    "CF_WSH": "资交执罚〔2026〕12号",
    "CF_WFXW": "车辆违法超限运输",
    "CF_SY": "2026年11月2日，车货总质量 62 吨，超过限定标准 13 吨。",
    "CF_YJ": "《公路安全保护条例》第六十四条",
    "CF_CFLB": "罚款",
    "CF_NR": "处以罚款人民币 20000 元整。",
    "CF_NR_FK": "2",
    "CF_JDRQ": date(2026, 11, 16),
    "CF_YXQ": date(2027, 11, 16),
    "CF_CFJG": "资州市交通运输局",
    "CF_CFJGDM": BUREAU,
    "CF_SJLY": "资州市交通运输局",
    "CF_SJLYDM": BUREAU,
}
PERSON = {
    "CF_XDR_MC": "李某",
    "CF_XDR_LB": "自然人",
    "CF_XDR_SHXYM": "",
    "CF_FRDB": "",
    "CF_XDR_ZJLX": "身份证",
    "CF_XDR_ZJHM": ADULT,
}


def row(**changes: Any) -> dict[str, Any]:
    """A sound row, changed where told."""
    return {**SOUND, **changes}


def context(**changes: Any) -> Context:
    given: dict[str, Any] = {"today": TODAY, "bureau_codes": {BUREAU}, "calendar": CALENDAR}
    return Context(**{**given, **changes})


def check(house: Context | None = None, **changes: Any) -> CheckedRow:
    """Check one sound row with these changes."""
    return check_row(row(**changes), house or context(), "行政处罚", 7)


def said(checked: CheckedRow, level: str = "error") -> list[tuple[str, str]]:
    """Rule and column of every fault of this level."""
    return [(f.rule, f.column_code) for f in checked.faults if f.level == level]


def only(checked: CheckedRow) -> Fault:
    """The one fault of a row that has exactly one."""
    (fault,) = checked.faults
    return fault


def save_xlsx(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    codes: Sequence[str] | None = None,
    sheet: str = "行政处罚",
    at: tuple[int, int] = (0, 0),
) -> Path:
    """A workbook of these rows, its header at a place of choice."""
    codes = codes or [column.code for column in COLUMNS]
    names = {column.code: column.name for column in COLUMNS}
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        down, right = at
        for place, code in enumerate(codes):
            page.write_string(down, right + place, names[code])
            for number, each in enumerate(rows, down + 1):
                value = each.get(code, "")
                if isinstance(value, date):
                    page.write_datetime(number, right + place, value, day)
                elif isinstance(value, str):
                    page.write_string(number, right + place, value)
                else:
                    page.write(number, right + place, value)
    return path


def save_csv(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    encoding: str = "utf-8",
    delimiter: str = ",",
    quoting: int = csv.QUOTE_MINIMAL,
) -> Path:
    """The same as CSV, headed by codes."""
    codes = [column.code for column in COLUMNS]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
        writer.writerow(codes)
        writer.writerows([[each.get(code, "") for code in codes] for each in rows])
    return path
