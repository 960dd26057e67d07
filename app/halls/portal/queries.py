"""门户查询 an enterprise's records, a person's applications, and a subject found at the desk."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel import subjects
from app.kernel.cases import Case, visible_to
from app.kernel.people import Actor, Representation, Section
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.rights import served_by
from app.kernel.roles import Role
from app.kernel.rooms import states_waiting_for
from app.kernel.subjects import Subject

RECORDS = 20
APPLICATIONS = 20
SUBJECTS = 10
RECORDS_AT_DESK = 60

ABOUT_A_RECORD = (
    CreditRecord.id,
    CreditRecord.subject_id,
    CreditRecord.section_id,
    CreditRecord.kind,
    CreditRecord.doc_no,
    CreditRecord.title,
    CreditRecord.authority,
    CreditRecord.decided_on,
    CreditRecord.severity,
    CreditRecord.minimum_until,
    CreditRecord.repairable_from,
    CreditRecord.maximum_until,
    CreditRecord.provisional,
    CreditRecord.public,
    CreditRecord.why_not_public,
    CreditRecord.disputed,
    CreditRecord.status,
    CreditRecord.ended_on,
    CreditRecord.body,
)


def enterprises(actor: Actor) -> Sequence[Row[Any]]:
    """The enterprises this account acts for, and in which capacity."""
    return db.session.execute(
        select(Subject.id, Subject.name, Subject.code, Subject.kind, Representation.capacity)
        .join(Representation, Representation.subject_id == Subject.id)
        .where(
            Representation.account_id == actor.account_id,
            Representation.until.is_(None),
            Subject.id.in_(actor.subjects),
        )
        .order_by(Representation.capacity.desc(), Representation.id)
    ).all()


def place_of(text: str) -> tuple[date, int] | None:
    """Where a page of records begins: the day and number of the record before it."""
    day, _, number = text.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def records_of(subject_id: int, today: date, after: tuple[date, int] | None) -> Sequence[Row[Any]]:
    """One row more than a page: the records of an enterprise, newest decision first."""
    query = _records(today).where(CreditRecord.subject_id == subject_id)
    if after:
        day, number = after
        query = query.where(
            or_(
                CreditRecord.decided_on < day,
                and_(CreditRecord.decided_on == day, CreditRecord.id < number),
            )
        )
    newest = (CreditRecord.decided_on.desc(), CreditRecord.id.desc())
    return db.session.execute(query.order_by(*newest).limit(RECORDS + 1)).all()


def _records(today: date) -> Any:
    """Records with the public face they have today, and the section that found them."""
    return (
        select(*ABOUT_A_RECORD, PublicEntry.slug, Section.name.label("section"))
        .join(Section, Section.id == CreditRecord.section_id)
        .outerjoin(PublicEntry, _public_today(today))
    )


def _public_today(today: date) -> Any:
    return and_(
        PublicEntry.record_id == CreditRecord.id,
        PublicEntry.withdrawn_event.is_(None),
        PublicEntry.until_on >= today,
    )


def _about_a_case() -> tuple[Any, ...]:
    house = aliased(Section, name="house")
    columns = (
        Case.id,
        Case.ref,
        Case.kind,
        Case.edition,
        Case.state,
        Case.turn,
        Case.title,
        Case.record_id,
        Case.subject_id,
        Case.subject_name,
        Case.due_on,
        Case.due_provisional,
        Case.opened_on,
        Case.filed_on,
        Case.closed_on,
        Case.version,
        Section.name.label("section"),
        house.name.label("house"),
    )
    return columns, house


def _cases(actor: Actor) -> Any:
    columns, house = _about_a_case()
    return (
        visible_to(actor, columns)
        .join(Section, Section.id == Case.section_id)
        .join(house, house.id == Case.house_id)
    )


def open_about(actor: Actor, record_ids: Sequence[int]) -> dict[tuple[str, int], Row[Any]]:
    """The applications that are open about these records, by kind and record."""
    rows = db.session.execute(
        _cases(actor).where(Case.record_id.in_(record_ids), Case.closed_on.is_(None))
    )
    return {(row.kind, row.record_id): row for row in rows}


def waits_for_them(actor: Actor) -> Sequence[Row[Any]]:
    """What waits for this person's enterprises, begun and handed in, the nearest day first."""
    return db.session.execute(
        _cases(actor)
        .where(
            Case.turn == Role.APPLICANT,
            Case.state.in_(states_waiting_for(Role.APPLICANT)),
        )
        .order_by(Case.due_on, Case.id)
        .limit(APPLICATIONS)
    ).all()


def applications(
    actor: Actor, subject_id: int | None, ended: bool, before: int | None
) -> Sequence[Row[Any]]:
    """One row more than a page: the applications of this person's enterprises, newest first."""
    query = _cases(actor).where(Case.closed_on.is_not(None) if ended else Case.closed_on.is_(None))
    if subject_id:
        query = query.where(Case.subject_id == subject_id)
    if before:
        query = query.where(Case.id < before)
    return db.session.execute(query.order_by(Case.id.desc()).limit(APPLICATIONS + 1)).all()


def found_at_desk(actor: Actor, words: str) -> Sequence[Row[Any]]:
    """Subjects with this code or these words in their name, with records that I may act on."""
    sections = served_by(actor.sections_with(Role.HANDLER))
    held = exists().where(
        CreditRecord.subject_id == Subject.id, CreditRecord.section_id.in_(sections)
    )
    return subjects.named(words, SUBJECTS, held) if sections else []


def records_at_desk(
    actor: Actor, subject_ids: Sequence[int], today: date
) -> dict[int, list[Row[Any]]]:
    """The records of these enterprises that my sections found, or take cases in about."""
    rows = db.session.execute(
        _records(today)
        .where(
            CreditRecord.subject_id.in_(subject_ids),
            CreditRecord.section_id.in_(served_by(actor.sections_with(Role.HANDLER))),
        )
        .order_by(CreditRecord.decided_on.desc(), CreditRecord.id.desc())
        .limit(RECORDS_AT_DESK)
    )
    by_subject: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_subject[row.subject_id].append(row)
    return by_subject
