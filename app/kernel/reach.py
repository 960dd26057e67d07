"""可见范围 which records and subjects one of the staff may look up; cases have `visible_to`."""

from typing import Any

from sqlalchemy import Select, exists, or_, select

from app.kernel.cases import READS_THE_BUREAU, READS_THE_SECTION, Case, visible_to
from app.kernel.people import Actor
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject


def sections_read(actor: Actor) -> frozenset[int]:
    """Every section whose work this person reads."""
    return actor.sections_with(*READS_THE_BUREAU) | actor.sections_with(*READS_THE_SECTION)


def records_visible_to(actor: Actor, columns: tuple[Any, ...]) -> Select[Any]:
    """Records found by a section that one reads."""
    query: Select[Any] = select(*columns).select_from(CreditRecord)
    return query.where(CreditRecord.section_id.in_(sections_read(actor) or {-1}))


def subjects_visible_to(actor: Actor, columns: tuple[Any, ...]) -> Select[Any]:
    """Subjects of whom one may see a case or a record."""
    cases = visible_to(actor, (Case.id,)).where(Case.subject_id == Subject.id).correlate(Subject)
    records = exists().where(
        CreditRecord.subject_id == Subject.id,
        CreditRecord.section_id.in_(sections_read(actor) or {-1}),
    )
    query: Select[Any] = select(*columns).select_from(Subject)
    return query.where(or_(cases.exists(), records))
