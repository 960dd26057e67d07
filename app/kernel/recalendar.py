"""重新推算 days that rested on a calendar since replaced are reckoned anew, and everybody is told.

Until the State Council announces a year, its days off are weekends and fixed holidays, and what
rests on them is provisional. When the year is entered, the clocks of open cases and the periods of
records are counted again: on cases as an act of the clock, on the register as a change in its log.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.kernel import deadlines, events, publication, records, workflow
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.people import CLOCK
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction

AT_A_TIME = 500


def recalendar(now: datetime) -> dict[str, int]:
    """Reckon again whatever rests on an older calendar; how much of it moved."""
    return {"cases": _cases(now), "records": _records(now)}


def _cases(now: datetime) -> int:
    outdated = (
        select(Deadline.case_id)
        .where(Deadline.met_on.is_(None), Deadline.due_on.is_not(None))
        .where(Deadline.calendar != work_calendar().version)
        .distinct()
    )
    ids = db.session.scalars(outdated).all()
    db.session.rollback()
    return sum(_case(case_id, now) for case_id in ids)


def _case(case_id: int, now: datetime) -> bool:
    with transaction() as session:
        query = select(Case).where(Case.id == case_id).with_for_update(of=Case)
        case = session.scalars(query.execution_options(populate_existing=True)).one()
        before = {clock.kind: clock.due_on for clock in deadlines.running(case)}
        moved = [c for c in deadlines.running(case) if c.due_on and deadlines.reckon_again(c)]
        if moved:
            facts = {clock.kind: f"{before[clock.kind]} → {clock.due_on}" for clock in moved}
            workflow.note(case, "recalendar", CLOCK, now, facts)
            deadlines.show_on_case(case)
    return bool(moved)


def _records(now: datetime) -> int:
    moved, last = 0, 0
    while page := _provisional_after(last):
        last = page[-1]
        moved += _reckon_records(page, now)
    return moved


def _provisional_after(last: int) -> Sequence[int]:
    query = (
        select(CreditRecord.id)
        .where(CreditRecord.provisional, CreditRecord.severity.is_not(None))
        .where(CreditRecord.id > last)
        .order_by(CreditRecord.id)
        .limit(AT_A_TIME)
    )
    found = db.session.scalars(query).all()
    db.session.rollback()
    return found


def _reckon_records(ids: Sequence[int], now: datetime) -> int:
    """One batch, as one act; the entries that show one of them show its new end."""
    with transaction() as session:
        query = select(CreditRecord).where(CreditRecord.id.in_(ids)).with_for_update()
        found = session.scalars(query.execution_options(populate_existing=True)).all()
        calendar = work_calendar()
        moved = [record for record in found if records.reckon(record, calendar)]
        if moved:
            facts = {"records": [record.id for record in moved]}
            events.record("bureau/calendar", "recalendar", CLOCK, now, facts=facts)
            session.flush()
            publication.move_ends(_entries_of([r.id for r in moved]), now)
    return len(moved)


def _entries_of(record_ids: Sequence[int]) -> list[tuple[PublicEntry, CreditRecord]]:
    query = (
        select(PublicEntry, CreditRecord)
        .join(CreditRecord, CreditRecord.id == PublicEntry.record_id)
        .where(PublicEntry.record_id.in_(record_ids), PublicEntry.withdrawn_on.is_(None))
        .order_by(PublicEntry.id)
    )
    return [(entry, record) for entry, record in db.session.execute(query)]
