"""工作日: the only day arithmetic in the house; terms, pauses, due days and why they fall there.

The start day never counts (民法典 §201). A term of working days counts working days of the State
Council's calendar, make-up days (调休上班) included. A term of calendar days or months that ends on
a rest day ends on the next working day (§203); a month without the corresponding day lends its
last day (§202). Days after a pause's first day up to its last are not counted.

A year without an official table is reckoned from weekends and the fixed statutory days, and every
result that rests on such a year says that it is provisional.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Literal

ONE_DAY = timedelta(days=1)

# 全国年节及纪念日放假办法（2024年修订）§2: the days fixed in the solar calendar. 清明 and the
# lunar festivals move, so an unofficial year does not guess them.
FIXED_DAYS_OFF = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

Why = Literal["start", "working", "makeup", "weekend", "holiday", "paused"]


class ClockStopped(Exception):
    """A pause is still open, so nobody can say yet when the term ends."""

    def __init__(self, since: date) -> None:
        super().__init__(f"the clock stands still since {since.isoformat()}")
        self.since = since


class Unit(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"
    MONTHS = "months"


@dataclass(frozen=True)
class Bound:
    """法定界限: between which lengths a bureau may set a term of its own, and where it says so."""

    cite: str
    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if not self.cite.strip():
            raise ValueError("no article, no bound")

    def allows(self, length: int) -> bool:
        return (self.least or 0) <= length and (self.most is None or length <= self.most)


@dataclass(frozen=True)
class Term:
    """期限: a length the law gives, where it says so, and while it is in force."""

    key: str
    length: int
    unit: Unit
    cite: str
    in_force_from: date
    in_force_to: date | None = None
    name: str = ""  # what a person calls it
    bound: Bound | None = None  # none where the law leaves the length to the bureau

    def __post_init__(self) -> None:
        if self.length < 0:
            raise ValueError(f"term {self.key}: a length is not negative")
        if not self.cite.strip():
            raise ValueError(f"term {self.key}: no article, no term")
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            raise ValueError(f"term {self.key}: ends before it begins")

    def may_be(self, length: int) -> bool:
        """Whether a bureau may set this length."""
        return length >= 0 and (self.bound is None or self.bound.allows(length))

    def applies_on(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True)
class YearTable:
    """放假安排: one year's notice. A span may reach into the neighbouring years."""

    year: int
    official: bool
    notice: str
    days_off: frozenset[date]
    makeup_days: frozenset[date]

    def __post_init__(self) -> None:
        if both := self.days_off & self.makeup_days:
            raise ValueError(f"{self.year}: {min(both)} is both off and worked")
        for day in self.days_off | self.makeup_days:
            if abs(day.year - self.year) > 1:
                raise ValueError(f"{self.year}: {day} belongs to another year")


@dataclass(frozen=True)
class Due:
    """到期日: the day itself, the day before any shift off rest days, and how sure it is."""

    on: date
    raw: date
    provisional: bool


@dataclass(frozen=True)
class Pause:
    """中止: the clock stands still after `start` up to and including `end` (None: still does)."""

    start: date
    end: date | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause does not end before it begins")


@dataclass(frozen=True)
class DayLine:
    """One day of the explanation; `number` is its place in the count."""

    day: date
    counted: bool
    number: int | None
    why: Why


class WorkCalendar:
    """工作日历: the year tables in force, as one immutable, named version."""

    def __init__(self, tables: Iterable[YearTable], version: str) -> None:
        tables = sorted(tables, key=lambda table: table.year)
        for one, other in pairwise(tables):
            if one.year == other.year:
                raise ValueError(f"two tables for {one.year}")
        self.version = version
        self._official = frozenset(table.year for table in tables if table.official)
        self._off = frozenset(day for table in tables for day in table.days_off)
        self._makeup = frozenset(day for table in tables for day in table.makeup_days)
        if both := self._off & self._makeup:
            raise ValueError(f"two tables disagree about {min(both)}")
        self._sums: dict[int, tuple[int, ...]] = {}  # worked out once, they never change

    def is_official(self, year: int) -> bool:
        return year in self._official

    def is_working(self, day: date) -> bool:
        return self._kind(day) in ("working", "makeup")

    def next_working(self, day: date) -> date:
        """Return the day itself if it is worked, else the first working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Count working days after the one day up to and including the other; back is negative."""
        if until < after:
            return -self.working_days_between(until, after)
        years = sum(self._worked_in(year)[-1] for year in range(after.year, until.year))
        return years + self._worked_until(until) - self._worked_until(after)

    def _worked_until(self, day: date) -> int:
        """Count working days from the beginning of its year up to and including this day."""
        return self._worked_in(day.year)[day.toordinal() - date(day.year, 1, 1).toordinal()]

    def _worked_in(self, year: int) -> tuple[int, ...]:
        """Count working days up to every day of a year."""
        if year not in self._sums:
            days = _days(date(year, 1, 1), date(year, 12, 31))
            self._sums[year] = tuple(accumulate(map(self.is_working, days)))
        return self._sums[year]

    def end_of(self, term: Term, start: date, pauses: Sequence[Pause] = ()) -> Due:
        """Find the day the term ends; ClockStopped while a pause is open."""
        stopped = _closed(pauses)
        raw = self._run(term, start, stopped)
        on = raw
        while _within(stopped, on) or not self.is_working(on):
            on += ONE_DAY
        first = start + ONE_DAY if term.unit is Unit.WORKING and term.length else raw
        asked = range(first.year, on.year + 1)  # a calendar term asks only about its end
        return Due(on, raw, provisional=not self._official.issuperset(asked))

    def ledger(self, term: Term, start: date, pauses: Sequence[Pause] = ()) -> list[DayLine]:
        """Explain the due day: every day from the start to it, and why it counts or does not.

        The days a calendar term is moved off its rest-day end stand last, uncounted.
        """
        due = self.end_of(term, start, pauses)
        stopped = _closed(pauses)
        lines = [DayLine(start, counted=False, number=None, why="start")]
        number = 0
        for day in _days(start + ONE_DAY, due.on):
            why = "paused" if _within(stopped, day) else self._kind(day)
            counted = day <= due.raw and _counts(term.unit, why)
            number += counted
            lines.append(DayLine(day, counted, number if counted else None, why))
        return lines

    def _run(self, term: Term, start: date, stopped: Sequence[tuple[date, date]]) -> date:
        left = term.length
        if term.unit is Unit.MONTHS:
            left = (months_after(start, term.length) - start).days
        if term.unit is not Unit.WORKING and not stopped:
            return start + timedelta(days=left)
        day = start
        while left:
            day += ONE_DAY
            why = "paused" if _within(stopped, day) else self._kind(day)
            left -= _counts(term.unit, why)
        return day

    def _kind(self, day: date) -> Why:
        if day in self._makeup:
            return "makeup"
        if day in self._off:
            return "holiday"
        if day.year not in self._official and (day.month, day.day) in FIXED_DAYS_OFF:
            return "holiday"
        return "weekend" if day.weekday() >= 5 else "working"


def months_after(day: date, months: int) -> date:
    """Return the corresponding day; a month that lacks it lends its last (民法典 §202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _counts(unit: Unit, why: Why) -> bool:
    return why in ("working", "makeup") or (unit is not Unit.WORKING and why != "paused")


def _closed(pauses: Sequence[Pause]) -> list[tuple[date, date]]:
    spans = []
    for pause in pauses:
        if pause.end is None:
            raise ClockStopped(pause.start)
        spans.append((pause.start, pause.end))
    return spans


def _within(spans: Sequence[tuple[date, date]], day: date) -> bool:
    return any(start < day <= end for start, end in spans)


def _days(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)
