"""放假安排 what was typed of a year's holidays, read as days that fit the years around it."""

import re
from datetime import date, timedelta

from app.kernel import calendar, deadlines
from app.kernel.machines import RuleBroken
from app.lib.markers import N_
from app.lib.workdays import YearTable

DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
LONGEST = 20  # days of one holiday, with room to spare
MOST_CLOCKS = 5000  # looked at for the preview, the earliest due first


def read(year: int, notice: str, days_off: str, makeup_days: str) -> YearTable:
    """A year's table from lines of days and spans of days. Raises RuleBroken at the field.

    A holiday may reach into the neighbouring year: 元旦 began on 31 December more than once.
    """
    off, worked = _days(days_off, year, "days_off"), _days(makeup_days, year, "makeup_days")
    if both := off & worked:
        raise RuleBroken(
            N_("%(day)s既放假又上班，请核对"), "makeup_days", "contradiction", day=min(both)
        )
    return YearTable(year=year, official=True, notice=notice, days_off=off, makeup_days=worked)


def fitting(year: int, notice: str, days_off: str, makeup_days: str) -> YearTable:
    """The table that was typed, if it fits the years around it. Raises RuleBroken."""
    table = read(year, notice, days_off, makeup_days)
    try:
        calendar.with_year(table)
    except ValueError as wrong:
        words = N_("与相邻年份的安排自相矛盾，请核对：%(why)s")
        raise RuleBroken(words, "days_off", "contradiction", why=str(wrong)) from wrong
    return table


def would_move(table: YearTable) -> int:
    """How many clocks the table would make due on another day; nothing is written."""
    first = min(table.days_off | table.makeup_days | {date(table.year, 1, 1)})
    return deadlines.moved_by(calendar.with_year(table), first, MOST_CLOCKS)


def _days(text: str, year: int, field: str) -> frozenset[date]:
    return frozenset(
        day for line in text.splitlines() if line.strip() for day in _span(line, year, field)
    )


def _span(line: str, year: int, field: str) -> list[date]:
    try:
        ends = [date(*(int(part) for part in found.split("-"))) for found in DAY.findall(line)]
    except ValueError as wrong:
        words = N_("日历上没有这一天：%(line)s")
        raise RuleBroken(words, field, "no_such_day", line=line) from wrong
    if not 1 <= len(ends) <= 2 or ends[0] > ends[-1]:
        raise RuleBroken(
            N_("这一行看不懂：%(line)s。请写一天，或者“起 至 止”"), field, "bad_line", line=line
        )
    span = [ends[0] + timedelta(n) for n in range((ends[-1] - ends[0]).days + 1)]
    if len(span) > LONGEST or not all(_belongs(day, year) for day in span):
        raise RuleBroken(N_("日期与年份不符：%(line)s"), field, "other_year", line=line)
    return span


def _belongs(day: date, year: int) -> bool:
    """In the year, or in the days around its ends."""
    return date(year - 1, 12, 20) <= day <= date(year + 1, 1, 10)
