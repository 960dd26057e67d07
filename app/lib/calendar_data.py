"""放假安排: the State Council's notices for 2022–2026, as published.

Two independent public data sets agree with these tables day by day; the tests compare again. Later
years are entered by an administrator from the notice, never guessed here.
"""

from datetime import date, timedelta
from typing import NamedTuple

from app.lib.workdays import YearTable


class _Notice(NamedTuple):
    year: int
    title: str
    spans: str
    makeup: str


_NOTICES = (
    _Notice(
        2022,
        "国务院办公厅关于2022年部分节假日安排的通知（国办发明电〔2021〕11号）",
        "01-01/01-03 01-31/02-06 04-03/04-05 04-30/05-04 06-03/06-05 09-10/09-12 10-01/10-07",
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    _Notice(
        2023,
        "国务院办公厅关于2023年部分节假日安排的通知（国办发明电〔2022〕16号）",
        "2022-12-31/01-02 01-21/01-27 04-05 04-29/05-03 06-22/06-24 09-29/10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    _Notice(
        2024,
        "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）",
        "01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-10 09-15/09-17 10-01/10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    _Notice(
        2025,
        "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
        "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    _Notice(
        2026,
        "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）",
        "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
)


def _day(year: int, written: str) -> date:
    return date.fromisoformat(written if len(written) > 5 else f"{year}-{written}")


def _span(year: int, written: str) -> set[date]:
    first, _, last = written.partition("/")
    begin, end = _day(year, first), _day(year, last or first)
    return {begin + timedelta(days=step) for step in range((end - begin).days + 1)}


def _table(notice: _Notice) -> YearTable:
    return YearTable(
        year=notice.year,
        official=True,
        notice=notice.title,
        days_off=frozenset().union(*(_span(notice.year, span) for span in notice.spans.split())),
        makeup_days=frozenset(_day(notice.year, day) for day in notice.makeup.split()),
    )


STATE_COUNCIL_TABLES: tuple[YearTable, ...] = tuple(_table(notice) for notice in _NOTICES)
