"""清扫: what time does by itself, once, however often it is asked."""

import io
import os
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import clock, deadlines, events, files, public_entries, sessions, sweep
from app.kernel.cases import Case
from app.kernel.documents import Document
from app.kernel.people import Account
from app.kernel.public_entries import PublicEntry
from app.kernel.tx import transaction
from tests.conftest import MORNING, actor
from tests.factories import make_record, make_repair, step


def again(case: Case) -> Case:
    return db.session.get_one(Case, case.id, populate_existing=True)


def test_a_correction_lapses_the_day_after_its_last_day_and_not_before(house: Flask) -> None:
    case = make_repair("correcting")
    due = next(c.due_on for c in deadlines.running(case) if c.kind == "correction")
    assert due is not None
    last_day = MORNING.replace(year=due.year, month=due.month, day=due.day)
    assert sweep.lapse_overdue(last_day) == 0
    assert again(case).state == "correcting"
    assert sweep.lapse_overdue(last_day + timedelta(days=1)) == 1
    assert again(case).state == "lapsed"
    assert sweep.lapse_overdue(last_day + timedelta(days=2)) == 0


def test_a_lapse_is_an_event_of_the_clock(house: Flask) -> None:
    case = make_repair("correcting")
    sweep.lapse_overdue(MORNING + timedelta(days=60))
    last = events.history(case.stream)[-1]
    assert (last.name, last.role, last.account_id, last.target) == (
        "lapse",
        "clock",
        None,
        "lapsed",
    )


def test_a_correction_answered_in_time_does_not_lapse(house: Flask) -> None:
    case = make_repair("correcting")
    step(case, "resubmit")
    assert sweep.lapse_overdue(MORNING + timedelta(days=60)) == 0


def test_the_end_of_a_period_reaches_the_feed_once_as_an_act_of_the_clock(house: Flask) -> None:
    record = make_record(decided_on=date(2025, 12, 1))
    entry = public_entries.entry_of(record.id, clock.today())
    assert entry is not None
    later = MORNING + timedelta(days=30)
    assert sweep.remove_expired(MORNING) == 0
    assert sweep.remove_expired(later) == 1
    assert sweep.remove_expired(later) == 0
    gone = db.session.get_one(PublicEntry, entry.id, populate_existing=True)
    assert (gone.withdrawn_why, gone.withdrawn_on) == ("expired", date(2026, 12, 2))
    act = events.history(sweep.EXPIRY)[-1]
    assert events.facts_of([act.id])[act.id]["removed"] == 1


def test_an_upload_nobody_names_is_gone_after_a_day_and_a_named_one_stays(house: Flask) -> None:
    make_repair("filed")
    named = {name for name, _ in files.everything()}
    stray = files.store(io.BytesIO(b"%PDF-1.4 left behind")).name
    assert sweep.forget_orphans(clock.now() - timedelta(days=400)) == 0
    for name, _ in files.everything():
        os.utime(files.path_of(name), (0, 0))
    sweep.forget_orphans(clock.now())
    left = {name for name, _ in files.everything()}
    assert stray not in left
    used = set(db.session.scalars(select(Document.file).where(Document.file.is_not(None))))
    assert used
    assert used <= left <= named | used


def test_sessions_past_their_longest_are_forgotten(house: Flask) -> None:
    account = db.session.get_one(Account, actor("handler.road").account_id)
    with transaction():
        sessions.begin(account, MORNING - sessions.LONGEST - timedelta(minutes=1))
        sessions.begin(account, MORNING)
    before = db.session.scalar(select(func.count()).select_from(sessions.SignIn)) or 0
    sweep.forget_old(MORNING)
    assert db.session.scalar(select(func.count()).select_from(sessions.SignIn)) == before - 1


def test_one_sweep_does_it_all_and_a_second_finds_nothing(house: Flask) -> None:
    make_repair("correcting")
    later = MORNING + timedelta(days=400)
    first = sweep.sweep(later)
    assert first["lapsed"] == 1
    assert first["expired"] == 1
    assert {name: n for name, n in sweep.sweep(later).items() if name != "orphans"} == {
        "lapsed": 0,
        "timely": 0,
        "expired": 0,
        "hits": 0,
        "reminded": 0,
        "warned": 0,
    }
