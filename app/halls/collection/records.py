"""记录页的查询 one record of one's own bureau, as it stands on file, and the cases about it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.kernel.cases import Case, visible_to
from app.kernel.people import Actor, Section
from app.kernel.records import CreditRecord
from app.kernel.roles import Role


def record_for(actor: Actor, record_id: int) -> CreditRecord | None:
    """A record of a bureau in which this person works; any other does not exist."""
    return db.session.scalar(
        select(CreditRecord)
        .join(Section, Section.id == CreditRecord.section_id)
        .where(CreditRecord.id == record_id, CreditRecord.section_id.in_(_reach(actor)))
        .options(joinedload(CreditRecord.subject, innerjoin=True))
    )


def _reach(actor: Actor) -> Any:
    """Every section of the bureaus in one of whose sections this person holds something."""
    houses = {house for section, house in actor.houses if section in actor.all_sections}
    return select(Section.id).where(Section.bureau_id.in_(houses) | Section.id.in_(houses))


def section_of(record: CreditRecord) -> Section:
    return db.session.get_one(Section, record.section_id)


def cases_about(actor: Actor, record_id: int) -> Sequence[Row[Any]]:
    """The cases about this record that this person may see, the newest first."""
    columns = (
        *(Case.ref, Case.kind, Case.edition, Case.state),
        *(Case.turn, Case.opened_on, Case.closed_on),
    )
    query = visible_to(actor, columns).where(Case.record_id == record_id)
    return db.session.execute(query.order_by(Case.id.desc())).all()


def provides(actor: Actor, record: CreditRecord) -> bool:
    """Whether this person handles cases in the section that provided the record."""
    return actor.holds(Role.HANDLER, record.section_id)
