"""Terms and due days, against the law's examples and a slow second calculator."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.lib.calendar_data import STATE_COUNCIL_TABLES
from app.lib.workdays import (
    ClockStopped,
    DayLine,
    Due,
    Pause,
    Term,
    Unit,
    WorkCalendar,
    YearTable,
    months_after,
)

CALENDAR = WorkCalendar(STATE_COUNCIL_TABLES, version="2022-2026")
IN_FORCE = date(2020, 1, 1)
DAY = timedelta(days=1)

known_days = st.dates(date(2022, 1, 1), date(2026, 9, 1))
units = st.sampled_from(Unit)


def day(written: str) -> date:
    return date.fromisoformat(written)


def term(length: int, unit: Unit = Unit.WORKING) -> Term:
    return Term("test", length, unit, "民法典 §200–203", IN_FORCE)


def pause(start: str, end: str | None) -> Pause:
    return Pause(day(start), day(end) if end else None)


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Pause]:
    spans = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=3))
    return [Pause(start + after * DAY, start + (after + long) * DAY) for after, long in spans]


@st.composite
def started(draw: st.DrawFn) -> tuple[Term, date, list[Pause]]:
    start = draw(known_days)
    unit = draw(units)
    length = draw(st.integers(0, 3 if unit is Unit.MONTHS else 40))
    return term(length, unit), start, draw(pauses(start))


def not_paused(stops: Iterable[Pause], it: date) -> bool:
    return not any(stop.end and stop.start < it <= stop.end for stop in stops)


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2026-02-12", 7, "2026-02-28"),  # a make-up Saturday
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-02-14", 7, "2026-03-03"),
        ("2026-04-30", 7, "2026-05-13"),
        ("2025-12-31", 3, "2026-01-06"),
        ("2025-01-26", 7, "2025-02-11"),
        ("2023-09-28", 7, "2023-10-13"),
        ("2026-06-18", 10, "2026-07-03"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-30", 3, "2026-10-10"),  # a make-up Saturday
        ("2026-09-30", 10, "2026-10-20"),
        ("2025-12-31", 7, "2026-01-12"),
        ("2024-02-04", 7, "2024-02-19"),
        ("2022-04-22", 7, "2022-05-05"),
        ("2026-11-21", 3, "2026-11-25"),
    ],
)
def test_working_days_are_counted_by_the_state_councils_calendar(
    start: str, length: int, due: str
) -> None:
    assert CALENDAR.end_of(term(length), day(start)) == Due(day(due), day(due), provisional=False)
    assert CALENDAR.working_days_between(day(start), day(due)) == length


@pytest.mark.parametrize(
    ("start", "months", "raw", "on"),
    [
        ("2026-04-15", 3, "2026-07-15", "2026-07-15"),
        ("2022-10-30", 4, "2023-02-28", "2023-02-28"),  # no 30 February
        ("2024-02-29", 12, "2025-02-28", "2025-02-28"),
        ("2026-01-01", 1, "2026-02-01", "2026-02-02"),  # a Sunday
        ("2026-01-16", 1, "2026-02-16", "2026-02-24"),  # 春节
        ("2026-01-28", 1, "2026-02-28", "2026-02-28"),  # a make-up Saturday is worked
        ("2025-12-31", 9, "2026-09-30", "2026-09-30"),
        ("2023-03-01", 36, "2026-03-01", "2026-03-02"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_next_working_day(
    start: str, months: int, raw: str, on: str
) -> None:
    due = CALENDAR.end_of(term(months, Unit.MONTHS), day(start))
    assert due == Due(day(on), day(raw), provisional=False)


def test_calendar_days_end_on_the_next_working_day() -> None:
    due = CALENDAR.end_of(term(10, Unit.CALENDAR), day("2026-09-21"))
    assert due == Due(day("2026-10-08"), day("2026-10-01"), provisional=False)


def test_a_term_of_no_days_ends_where_it_starts() -> None:
    assert CALENDAR.end_of(term(0), day("2026-11-20")).on == day("2026-11-20")
    assert CALENDAR.end_of(term(0), day("2026-11-21")).on == day("2026-11-23")
    assert CALENDAR.end_of(term(0), day("2026-12-31")).provisional is False


@pytest.mark.parametrize(
    ("start", "length", "unit", "on", "provisional"),
    [
        ("2026-12-24", 5, Unit.WORKING, "2026-12-31", False),
        ("2026-12-24", 7, Unit.WORKING, "2027-01-05", True),  # not 01-04: New Year's Day is off
        ("2026-12-31", 1, Unit.WORKING, "2027-01-04", True),
        ("2026-04-15", 12, Unit.MONTHS, "2027-04-15", True),
        ("2024-02-29", 36, Unit.MONTHS, "2027-03-01", True),
        ("2026-10-01", 7, Unit.MONTHS, "2027-05-03", True),  # the fixed Labour days, then Sunday
        ("2021-06-01", 12, Unit.MONTHS, "2022-06-01", False),  # only the end is asked about
        ("2021-12-31", 1, Unit.WORKING, "2022-01-04", False),
        ("2021-12-30", 1, Unit.WORKING, "2021-12-31", True),
        ("2026-12-27", 4, Unit.CALENDAR, "2026-12-31", False),
        ("2026-12-27", 5, Unit.CALENDAR, "2027-01-04", True),
    ],
)
def test_a_due_day_resting_on_a_year_without_notice_is_provisional(
    start: str, length: int, unit: Unit, on: str, provisional: bool
) -> None:
    due = CALENDAR.end_of(term(length, unit), day(start))
    assert (due.on, due.provisional) == (day(on), provisional)


@pytest.mark.parametrize(
    ("it", "worked"),
    [
        ("2027-01-01", False),
        ("2027-02-05", True),  # lunar days are not guessed
        ("2027-04-05", True),  # nor is 清明
        ("2027-05-01", False),
        ("2028-05-02", False),
        ("2027-05-03", True),
        ("2027-10-01", False),
        ("2029-10-02", False),
        ("2029-10-03", False),
        ("2029-10-04", True),
        ("2027-10-10", False),
        ("2026-10-10", True),
    ],
)
def test_without_a_notice_weekends_and_fixed_days_are_off(it: str, worked: bool) -> None:
    assert CALENDAR.is_working(day(it)) is worked


def test_an_unofficial_table_counts_but_stays_provisional() -> None:
    guess = YearTable(
        2027, False, "预排", frozenset({day("2027-02-05")}), frozenset({day("2027-05-01")})
    )
    calendar = WorkCalendar([*STATE_COUNCIL_TABLES, guess], version="guess")
    assert calendar.version == "guess"
    assert (calendar.is_official(2026), calendar.is_official(2027)) == (True, False)
    assert not calendar.is_working(day("2027-02-05"))
    assert calendar.is_working(day("2027-05-01"))
    assert not calendar.is_working(day("2027-10-01"))
    assert calendar.end_of(term(1), day("2027-02-04")) == Due(
        day("2027-02-08"), day("2027-02-08"), provisional=True
    )


def test_in_an_official_year_a_fixed_day_the_notice_leaves_out_is_worked() -> None:
    calendar = WorkCalendar(
        [YearTable(2027, True, "通知", frozenset(), frozenset())], version="bare"
    )
    assert calendar.is_working(day("2027-01-01"))


@pytest.mark.parametrize(
    ("stops", "due"),
    [
        ([], "2026-11-12"),
        ([pause("2026-11-04", "2026-11-10")], "2026-11-18"),  # 11-05, 06, 09, 10 do not count
        ([pause("2026-11-04", "2026-11-04")], "2026-11-12"),
        ([pause("2026-11-07", "2026-11-08")], "2026-11-12"),  # a weekend costs nothing
        ([pause("2026-11-04", "2026-11-09"), pause("2026-11-05", "2026-11-10")], "2026-11-18"),
        ([pause("2026-11-12", "2026-11-20")], "2026-11-12"),  # the last day was already used
        ([pause("2026-11-13", "2026-11-20")], "2026-11-12"),
        ([pause("2026-10-20", "2026-11-04")], "2026-11-13"),
    ],
)
def test_days_of_a_pause_do_not_count(stops: list[Pause], due: str) -> None:
    assert CALENDAR.end_of(term(7), day("2026-11-03"), stops).on == day(due)


def test_calendar_days_and_months_give_back_every_paused_day() -> None:
    stop = [pause("2026-11-03", "2026-11-10")]
    ten = CALENDAR.end_of(term(10, Unit.CALENDAR), day("2026-11-02"), stop)
    assert ten == Due(day("2026-11-19"), day("2026-11-19"), provisional=False)
    month = CALENDAR.end_of(term(1, Unit.MONTHS), day("2026-11-02"), stop)
    assert month == Due(day("2026-12-09"), day("2026-12-09"), provisional=False)


def test_a_term_does_not_end_inside_a_pause() -> None:
    stop = [pause("2026-11-21", "2026-11-25")]  # the raw end is the Saturday it begins on
    due = CALENDAR.end_of(term(19, Unit.CALENDAR), day("2026-11-02"), stop)
    assert due == Due(day("2026-11-26"), day("2026-11-21"), provisional=False)


def test_an_open_pause_stops_the_clock() -> None:
    stops = [pause("2026-11-04", "2026-11-05"), pause("2026-11-09", None)]
    with pytest.raises(ClockStopped, match="2026-11-09") as stopped:
        CALENDAR.end_of(term(7), day("2026-11-03"), stops)
    assert stopped.value.since == day("2026-11-09")
    with pytest.raises(ClockStopped):
        CALENDAR.ledger(term(7), day("2026-11-03"), stops)


def test_the_ledger_explains_every_day() -> None:
    lines = CALENDAR.ledger(term(4), day("2026-09-29"), [pause("2026-10-08", "2026-10-09")])
    assert lines == [
        DayLine(day("2026-09-29"), False, None, "start"),
        DayLine(day("2026-09-30"), True, 1, "working"),
        *(DayLine(day(f"2026-10-0{number}"), False, None, "holiday") for number in range(1, 8)),
        DayLine(day("2026-10-08"), True, 2, "working"),
        DayLine(day("2026-10-09"), False, None, "paused"),
        DayLine(day("2026-10-10"), True, 3, "makeup"),
        DayLine(day("2026-10-11"), False, None, "weekend"),
        DayLine(day("2026-10-12"), True, 4, "working"),
    ]


def test_the_ledger_of_calendar_days_shows_the_shift_at_the_end() -> None:
    lines = CALENDAR.ledger(term(3, Unit.CALENDAR), day("2026-11-18"))
    assert [(line.day.day, line.counted, line.number, line.why) for line in lines] == [
        (18, False, None, "start"),
        (19, True, 1, "working"),
        (20, True, 2, "working"),
        (21, True, 3, "weekend"),
        (22, False, None, "weekend"),
        (23, False, None, "working"),
    ]


def test_between_counts_forwards_and_backwards() -> None:
    monday, friday = day("2026-11-16"), day("2026-11-20")
    assert CALENDAR.working_days_between(monday, friday) == 4
    assert CALENDAR.working_days_between(friday, monday) == -4
    assert CALENDAR.working_days_between(friday, friday) == 0
    assert CALENDAR.working_days_between(friday, day("2026-11-22")) == 0


@given(known_days, st.integers(1, 60))
def test_the_due_day_is_the_nth_working_day(start: date, length: int) -> None:
    after = (start + step * DAY for step in range(1, 200))
    nth = [it for it in after if CALENDAR.is_working(it)][length - 1]
    assert CALENDAR.end_of(term(length), start).on == nth
    assert CALENDAR.working_days_between(start, nth) == length
    assert CALENDAR.working_days_between(nth, start) == -length


@given(started())
def test_a_term_ends_on_a_working_day_that_is_not_paused(
    case: tuple[Term, date, list[Pause]],
) -> None:
    length, start, stops = case
    due = CALENDAR.end_of(length, start, stops)
    assert CALENDAR.is_working(due.on)
    assert not_paused(stops, due.on)
    assert start <= due.raw <= due.on
    assert CALENDAR.next_working(due.on) == due.on


@given(started())
def test_exactly_the_length_of_unpaused_days_lies_between(
    case: tuple[Term, date, list[Pause]],
) -> None:
    length, start, stops = case
    raw = CALENDAR.end_of(length, start, stops).raw
    span = [start + step * DAY for step in range(1, (raw - start).days + 1)]
    counted = [
        it
        for it in span
        if not_paused(stops, it) and (length.unit is not Unit.WORKING or CALENDAR.is_working(it))
    ]
    wanted = length.length
    if length.unit is Unit.MONTHS:
        wanted = (months_after(start, length.length) - start).days
    assert len(counted) == wanted
    assert not counted or counted[-1] == raw


@given(started())
def test_the_ledger_runs_without_gap_from_start_to_due(
    case: tuple[Term, date, list[Pause]],
) -> None:
    length, start, stops = case
    lines = CALENDAR.ledger(length, start, stops)
    due = CALENDAR.end_of(length, start, stops)
    assert [line.day for line in lines] == [
        start + step * DAY for step in range((due.on - start).days + 1)
    ]
    numbers = [line.number for line in lines if line.counted]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {line.day for line in lines[1:] if line.why == "paused"} == {
        line.day for line in lines[1:] if not not_paused(stops, line.day)
    }


@given(known_days, st.integers(0, 30), st.integers(0, 60), st.integers(0, 30))
def test_a_pause_never_shortens_a_term(start: date, length: int, after: int, long: int) -> None:
    stop = Pause(start + after * DAY, start + (after + long) * DAY)
    for unit in Unit:
        plain = CALENDAR.end_of(term(length if unit is not Unit.MONTHS else 1, unit), start)
        paused = CALENDAR.end_of(
            term(length if unit is not Unit.MONTHS else 1, unit), start, [stop]
        )
        assert paused.on >= plain.on


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_the_corresponding_day_is_in_the_right_month(it: date, months: int) -> None:
    found = months_after(it, months)
    assert (found.year * 12 + found.month) - (it.year * 12 + it.month) == months
    assert found.day == it.day or (found + DAY).day == 1
    assert found.day <= it.day


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 100), st.integers(0, 100))
def test_a_day_that_every_month_has_adds_up(it: date, some: int, more: int) -> None:
    assume(it.day <= 28)
    assert months_after(months_after(it, some), more) == months_after(it, some + more)


def test_a_term_is_in_force_between_its_days() -> None:
    old = Term("decide", 7, Unit.WORKING, "令58", day("2023-05-01"), day("2026-03-31"))
    assert [
        old.applies_on(day(it)) for it in ("2023-04-30", "2023-05-01", "2026-03-31", "2026-04-01")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert term(3).applies_on(day("2099-01-01"))


@pytest.mark.parametrize(
    ("length", "cite", "until", "complaint"),
    [
        (-1, "令36", None, "negative"),
        (3, " ", None, "article"),
        (3, "令36", IN_FORCE - DAY, "begins"),
    ],
)
def test_a_term_that_cannot_be_law_is_refused(
    length: int, cite: str, until: date | None, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Term("test", length, Unit.WORKING, cite, IN_FORCE, until)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="begins"):
        pause("2026-11-05", "2026-11-04")


def test_a_table_must_agree_with_itself_and_with_its_neighbours() -> None:
    one, other = day("2027-01-01"), day("2026-12-31")
    with pytest.raises(ValueError, match="both off and worked"):
        YearTable(2027, True, "通知", frozenset({one}), frozenset({one}))
    with pytest.raises(ValueError, match="another year"):
        YearTable(2027, True, "通知", frozenset({day("2025-12-31")}), frozenset())
    twice = YearTable(2027, True, "通知", frozenset(), frozenset())
    with pytest.raises(ValueError, match="two tables for 2027"):
        WorkCalendar([twice, twice], version="x")
    works = YearTable(2026, True, "通知", frozenset(), frozenset({other}))
    rests = YearTable(2027, True, "通知", frozenset({other}), frozenset())
    with pytest.raises(ValueError, match="disagree about 2026-12-31"):
        WorkCalendar([rests, works], version="x")


@pytest.mark.parametrize(
    ("it", "worked"),
    [
        ("2026-02-14", "2026-02-14"),
        ("2026-02-15", "2026-02-24"),
        ("2026-10-01", "2026-10-08"),
        ("2022-12-31", "2023-01-03"),
        ("2026-11-20", "2026-11-20"),
    ],
)
def test_the_next_working_day_is_the_day_itself_if_worked(it: str, worked: str) -> None:
    assert CALENDAR.next_working(day(it)) == day(worked)
