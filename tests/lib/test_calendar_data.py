"""The State Council's tables, against two independent public data sets."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from app.lib.calendar_data import STATE_COUNCIL_TABLES
from app.lib.workdays import WorkCalendar

CALENDAR = WorkCalendar(STATE_COUNCIL_TABLES, version="2022-2026")
CHINA = holidays.country_holidays("CN", years=range(2022, 2027))
YEARS = [table.year for table in STATE_COUNCIL_TABLES]


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_the_year_has_its_working_days(year: int, working_days: int) -> None:
    assert sum(CALENDAR.is_working(day) for day in days_of(year)) == working_days


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    differing = [
        d for d in days_of(year) if CALENDAR.is_working(d) != chinese_calendar.is_workday(d)
    ]
    assert differing == []


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_holidays(year: int) -> None:
    differing = [d for d in days_of(year) if CALENDAR.is_working(d) != CHINA.is_working_day(d)]
    assert differing == []


def test_the_tables_are_official_and_name_their_notice() -> None:
    assert YEARS == [2022, 2023, 2024, 2025, 2026]
    for table in STATE_COUNCIL_TABLES:
        assert table.official
        assert f"{table.year}年" in table.notice
        assert f"国办发明电〔{table.year - 1}〕" in table.notice


def test_make_up_days_are_weekend_days() -> None:
    assert {day.weekday() for table in STATE_COUNCIL_TABLES for day in table.makeup_days} == {5, 6}


def test_a_span_may_begin_in_the_year_before() -> None:
    assert date(2022, 12, 31) in STATE_COUNCIL_TABLES[1].days_off
    assert len(STATE_COUNCIL_TABLES[4].days_off) == 33
