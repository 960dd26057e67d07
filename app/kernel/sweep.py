"""清扫 what time does by itself: corrections lapse, periods end, what is old is forgotten.

The clock is an actor: a lapse is an event like any other, sent through the same gate. Every verb
may be run at any moment, twice, or by two workers at once; each finds only what is left to do.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import Select, String, select

from app.extensions import Base, db
from app.kernel import (
    events,
    feedback,
    files,
    hits,
    jobs,
    public_entries,
    publication,
    register_log,
    reminders,
    sessions,
)
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.machines import RuleBroken, steps_of
from app.kernel.people import CLOCK
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, every_edition
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, Stale, advance

EXPIRY = "register/expiry"
UPLOAD_KEPT = timedelta(days=1)
JOB_KEPT = timedelta(days=30)

log = logging.getLogger("xintu.sweep")


def lapse_overdue(now: datetime) -> int:
    """逾期终止: close the cases whose time for correction is over; how many."""
    return sum(_sent(case_id, "lapse", now) for case_id in _overdue(now.date()))


def _overdue(today: date) -> list[int]:
    """Cases waiting where only the clock moves them, with the clock of that wait run out."""
    waits = [
        (Case.kind == room.kind) & (Case.edition == room.edition) & (Case.state == step.source)
        for room in every_edition()
        for step in steps_of(room.machine)
        if step.event == "lapse" and step.roles == (Role.CLOCK,)
    ]
    found: list[int] = []
    for wait in waits:
        query = (
            select(Case.id)
            .join(Deadline, Deadline.case_id == Case.id)
            .where(wait, Deadline.kind == "correction", Deadline.met_on.is_(None))
            .where(Deadline.due_on < today)
            .order_by(Case.id)
        )
        found.extend(db.session.scalars(query))
    db.session.rollback()
    return found


def move_timely(now: datetime) -> int:
    """到时: send what the rooms say that time does in their cases; how many moved."""
    return sum(
        _sent(case_id, event, now)
        for room in ROOMS.values()
        for event, due in room.timely.items()
        for case_id in _read(due(now.date()))
    )


def _read(query: Select[int]) -> list[int]:
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def _sent(case_id: int, event: str, now: datetime) -> bool:
    try:
        with transaction() as session:
            query = select(Case).where(Case.id == case_id).with_for_update(of=Case)
            case = session.scalars(query.execution_options(populate_existing=True)).one()
            advance(case, event, CLOCK, now)
    except (Closed, Stale, RuleBroken) as moved:  # somebody was quicker
        log.info("case %s did not take %s: %s", case_id, event, moved)
        return False
    return True


def remove_expired(now: datetime) -> int:
    """期满撤下: write down whose period is over, as an act of the clock; how many.

    The entries were invisible already: periods are checked whenever the register is read.
    """
    over = public_entries.count_expired(now.date())
    db.session.rollback()
    if not over:
        return 0
    with transaction():
        removed = publication.end_expired(now.date())
        if removed:
            facts = {"removed": removed, "log": register_log.last().seq}
            events.record(EXPIRY, "expire", CLOCK, now, facts=facts)
    return removed


def find_hits(now: datetime) -> int:
    """规则命中: look through the penalties by the rules of today; how many hits there are."""
    with transaction():
        return hits.find_all(now)


def remind_measures(now: datetime) -> int:
    """季度提醒: tell who owes feedback on measures for the quarter that ended; how many."""
    with transaction():
        return feedback.remind(now)


def forget_orphans(now: datetime) -> int:
    """Remove uploads that no row names, a day after they came: their act was refused."""
    before = (now - UPLOAD_KEPT).timestamp()
    old = [name for name, modified in files.everything() if modified < before]
    named = _named_files() if old else set()
    orphans = [name for name in old if name not in named]
    for name in orphans:
        files.remove(name)
    return len(orphans)


def _named_files() -> set[str]:
    """Every stored file that any table names, in whatever column."""
    named: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) and f"_{column.name}".endswith("_file"):
                named.update(db.session.scalars(select(column).where(column.is_not(None))))
    db.session.rollback()
    return named


def forget_old(now: datetime) -> None:
    """Clear ended sessions, old guesses at passwords, work done long ago."""
    with transaction():
        sessions.forget_old(now)
        jobs.forget_done(now - JOB_KEPT)


def sweep(now: datetime) -> dict[str, int]:
    """Everything that time does, once; what was done."""
    forget_old(now)
    verbs: dict[str, Callable[[datetime], int]] = {
        "lapsed": lapse_overdue,
        "timely": move_timely,
        "expired": remove_expired,
        "hits": find_hits,
        "reminded": remind_measures,
        "warned": reminders.warn_due,
        "orphans": forget_orphans,
    }
    return {name: verb(now) for name, verb in verbs.items()}
