"""行内事实 what a row of the desk shows of its case, and what the guards of its steps ask."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, select

from app.extensions import db
from app.kernel.cases import Case, visible_to
from app.kernel.claims import Claim
from app.kernel.deadlines import Deadline
from app.kernel.people import Account, Actor, Person, Representation, Section
from app.kernel.records import CreditRecord
from app.kernel.separation import Duty, Recusal
from app.kernel.subjects import Subject


def described(actor: Actor, *more: ColumnElement[Any]) -> Select[Any]:
    """What the desk shows of a case, and what the guards of its steps ask about it."""
    began = (
        select(func.min(Deadline.started_on))
        .where(Deadline.case_id == Case.id, Deadline.met_on.is_(None))
        .where(Deadline.due_on == Case.due_on)
        .scalar_subquery()
    )
    columns = (
        *(Case.id, Case.ref, Case.kind, Case.edition, Case.state, Case.round, Case.turn),
        Case.title,
        *(Case.subject_id, Case.subject_name, Case.section_id, Case.due_on, Case.due_provisional),
        *(Case.filed_on, Case.moved_at, Case.version),
        *(Subject.code, Subject.kind.label("subject_kind"), Section.name.label("section")),
        *(Claim.account_id.label("held_by"), Claim.person_id.label("holder")),
        *(Claim.until.label("held_until"), Person.name.label("holder_name")),
        *(CreditRecord.entered_by, CreditRecord.entered_for, began.label("began")),
        _keeps_out(actor.person_id).label("keeps_out"),
        _keeps_out(*(m.person_id for m in actor.mandates)).label("absent_keeps_out"),
        *more,
    )
    query: Select[Any] = visible_to(actor, columns)
    return (
        query.select_from(Case)
        .join(Subject, Subject.id == Case.subject_id)
        .join(Section, Section.id == Case.section_id)
        .outerjoin(CreditRecord, CreditRecord.id == Case.record_id)
        .outerjoin(Claim, Claim.case_id == Case.id)
        .outerjoin(Person, Person.id == Claim.person_id)
    )


def _keeps_out(*persons: int | None) -> ColumnElement[bool]:
    """Whether one of them acts for the subject under another account, or keeps out of it."""
    if not persons:
        return false()
    side = exists().where(
        Representation.subject_id == Case.subject_id,
        Representation.until.is_(None),
        Representation.account_id == Account.id,
        Account.person_id.in_(persons),
    )
    out = exists().where(
        and_(Recusal.subject_id == Case.subject_id, Recusal.person_id.in_(persons))
    )
    return side | out


def one(actor: Actor, ref: str) -> Sequence[Row[Any]]:
    """The one row of this case, as the desk shows it."""
    return db.session.execute(described(actor).where(Case.ref == ref)).all()


def duties_of(rows: Sequence[Row[Any]]) -> dict[int, frozenset[tuple[str, int]]]:
    """Which separated duty was done in the round that stands, by or for whom; by case."""
    rounds = {row.id: row.round for row in rows}
    found: dict[int, set[tuple[str, int]]] = {}
    query = select(Duty.case_id, Duty.round, Duty.duty, Duty.person_id)
    for case_id, at, duty, person in db.session.execute(query.where(Duty.case_id.in_(rounds))):
        if rounds[case_id] == at:
            found.setdefault(case_id, set()).add((duty, person))
    return {case_id: frozenset(hands) for case_id, hands in found.items()}
