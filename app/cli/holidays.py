"""节假日 flask holidays import | list: the State Council's days of a year, from a file.

The file is JSON: {"year": 2027, "notice": "国办发明电〔2026〕9号", "days_off": ["2027-01-01",
"2027-02-05/2027-02-11"], "makeup_days": ["2027-02-14"]}; a stretch of days is written with a slash.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click
from sqlalchemy import select

from app.extensions import db
from app.kernel import calendar, clock
from app.kernel.calendar import CalendarYear
from app.kernel.people import CLOCK
from app.kernel.tx import transaction
from app.lib.workdays import YearTable


@click.group("holidays")
def holidays() -> None:
    """节假日安排. The holiday calendar."""


@holidays.command("list")
def listed() -> None:
    """列出已有的年度. List the years there are."""
    for row in db.session.scalars(select(CalendarYear).order_by(CalendarYear.id)):
        kind = "" if row.official else "（暂定）"
        click.echo(f"{row.year} 第{row.edition}版 {row.notice}{kind}")


@holidays.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def enter(file: Path) -> None:
    """录入一年的放假和调休安排. Enter a year's days off and make-up days."""
    try:
        table = _table(json.loads(file.read_text(encoding="utf-8-sig")))
        with transaction():
            row = calendar.enter_year(table, CLOCK, clock.now())
            edition = row.edition
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise click.ClickException(f"{file} 不能录入：{fault}\n{__doc__}") from fault
    off, makeup = len(table.days_off), len(table.makeup_days)
    click.echo(f"已录入 {table.year} 年第 {edition} 版：放假 {off} 天，调休上班 {makeup} 天")


def _table(told: dict[str, object]) -> YearTable:
    unknown = set(told) - {"year", "notice", "official", "days_off", "makeup_days"}
    if unknown:
        raise ValueError(f"不认识的项目 {'、'.join(sorted(unknown))}")
    year, notice, official = told["year"], told["notice"], told.get("official", True)
    if not isinstance(year, int) or not isinstance(notice, str) or not isinstance(official, bool):
        raise TypeError("year 应为数字，notice 应为文字，official 应为 true 或 false")
    return YearTable(
        year=year,
        notice=notice,
        official=official,
        days_off=frozenset(_days(told["days_off"])),
        makeup_days=frozenset(_days(told.get("makeup_days", []))),
    )


def _days(told: object) -> Iterator[date]:
    if not isinstance(told, list):
        raise TypeError("日期应为列表")
    for words in told:
        first, _, last = str(words).partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            yield day
            day += timedelta(days=1)
