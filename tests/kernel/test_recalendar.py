"""重新推算: when a year's calendar is announced, what rested on a guess is reckoned again."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import calendar, clock, deadlines, events, public_entries, recalendar
from app.kernel.cases import Case
from app.kernel.jobs import Job
from app.kernel.people import CLOCK
from app.kernel.records import CreditRecord
from app.kernel.register_log import RegisterChange
from app.kernel.tx import transaction
from app.lib.workdays import YearTable
from tests.conftest import MORNING
from tests.factories import make_record, make_repair

LATE = MORNING.replace(month=12, day=30)  # terms begun now end in a year that is not announced


@pytest.fixture
def late(house: Flask) -> None:
    clock.stand_at(LATE)


def announce(*off: date) -> None:
    """The State Council announces 2027, with these days off."""
    table = YearTable(2027, True, "国办发明电〔2026〕9号（示例）", frozenset(off), frozenset())
    with transaction():
        calendar.enter_year(table, CLOCK, clock.now())


def due(case: Case) -> tuple[date | None, bool]:
    found = db.session.get_one(Case, case.id, populate_existing=True)
    return found.due_on, found.due_provisional


def test_a_due_day_moves_past_a_holiday_that_was_not_known(late: None) -> None:
    case = make_repair("filed")
    before, provisional = due(case)
    assert before is not None
    assert provisional
    announce(date(2027, 1, 1), before)
    moved = recalendar.recalendar(clock.now())
    after, still = due(case)
    assert moved["cases"] == 1
    assert after is not None
    assert after > before
    assert not still


def test_the_story_tells_what_moved_and_why(late: None) -> None:
    case = make_repair("filed")
    before, _ = due(case)
    assert before is not None
    announce(date(2027, 1, 1), before)
    recalendar.recalendar(clock.now())
    last = events.history(case.stream)[-1]
    assert (last.name, last.account_id, last.source, last.target) == (
        *("recalendar", None),
        *("filed", "filed"),
    )
    said = events.facts_of([last.id])[last.id]
    assert said["intake"] == f"{before} → {due(case)[0]}"


def test_a_second_round_finds_nothing_to_do(late: None) -> None:
    make_repair("filed")
    announce()
    recalendar.recalendar(clock.now())
    assert recalendar.recalendar(clock.now()) == {"cases": 0, "records": 0}


def test_a_stopped_clock_is_left_until_it_runs_again(late: None) -> None:
    case = make_repair("correcting")
    stopped = [c for c in deadlines.running(case) if c.due_on is None]
    assert stopped
    announce()
    recalendar.recalendar(clock.now())
    assert all(c.due_on is None for c in deadlines.running(case) if c.kind != "correction")


def test_the_end_of_a_period_moves_with_its_record_and_its_entry(house: Flask) -> None:
    record = make_record(decided_on=date(2026, 4, 15))
    assert (record.maximum_until, record.provisional) == (date(2027, 4, 15), True)
    announce(date(2027, 4, 15))
    assert recalendar.recalendar(clock.now())["records"] == 1
    db.session.expire_all()
    record = db.session.get_one(CreditRecord, record.id)
    entry = public_entries.entry_of(record.id, clock.today())
    assert entry is not None
    assert (record.maximum_until, record.provisional) == (date(2027, 4, 16), False)
    assert entry.until_on == date(2027, 4, 16)
    last = db.session.scalars(select(RegisterChange).order_by(RegisterChange.id.desc())).first()
    assert last is not None
    assert (last.kind, last.why, last.slug) == ("changed", "calendar", entry.slug)


def test_entering_a_year_asks_for_the_work(house: Flask) -> None:
    waiting = select(func.count()).select_from(Job).where(Job.name == "recalendar")
    before = db.session.scalar(waiting) or 0
    announce()
    assert db.session.scalar(waiting) == before + 1
