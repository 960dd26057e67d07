"""批量报送 the association's workbook of its members' letters, brought in as at its own page."""

from io import BytesIO
from typing import Any

import xlsxwriter
from werkzeug.datastructures import FileStorage

from app.demonstration.association import ASSOCIATION, MEMBERS
from app.demonstration.cast import who
from app.demonstration.stories import Days
from app.halls.bulk import staging
from app.halls.bulk.columns import SHEET, code_of, layout_of
from app.kernel import clock, matters, subjects
from app.kernel.matters import OpenMatter

LETTER, FILE = "HY-01", "会员自律承诺报送表.xlsx"
TRUCKS = ("8", "15", "6")


def members_filed(days: Days) -> None:
    """Each member with its trucks, the day of its own check, and who signed."""
    now, actor = clock.now(), who("association")
    matter, ours = matters.in_force(LETTER, now.date()), subjects.with_code(ASSOCIATION[1])
    if matter is None or ours is None:
        raise LookupError(LETTER)
    rows = [_row(name, code, n, days) for (_, name, code), n in zip(MEMBERS, TRUCKS, strict=True)]
    sent = FileStorage(_workbook(matter, rows), filename=FILE)
    key = staging.take_in(sent, matter, ours.id, actor, now)
    staging.accept(key, actor, now, None)


def _row(name: str, code: str, trucks: str, days: Days) -> dict[str, str]:
    return {
        "NAME": name,
        "CODE": code,
        code_of(1): trucks,
        code_of(2): days.ago(-30).isoformat(),
        "SIGNER": "赵某",
        "SIGNED": days.ago(7).isoformat(),
        "CONTACT": "王某某",
        "PHONE": "13800001111",
    }


def _workbook(matter: OpenMatter, rows: list[dict[str, str]]) -> BytesIO:
    written, columns = BytesIO(), layout_of(matter).columns
    options: dict[str, Any] = {"in_memory": True, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, [column.name for column in columns])
        for place, row in enumerate(rows, 1):
            sheet.write_row(place, 0, [row.get(column.code, "") for column in columns])
    written.seek(0)
    return written
