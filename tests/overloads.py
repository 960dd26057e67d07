"""Penalties for overloading, entered as an import enters them: the words show what they show."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, events, hits, records
from app.kernel.people import Section
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from tests.conftest import actor
from tests.factories import HONGTU, SHUNDA

__all__ = ["HONGTU", "SHUNDA", "found", "penalty"]

OVER = "车辆违法超限运输"
_numbers = count(1)


def penalty(
    on: date,
    plate: str = "川M12345",
    colour: str = "黄色",
    *,
    title: str = OVER,
    code: str = SHUNDA,
    subject: Subject | None = None,
    kinds: tuple[str, ...] = ("罚款",),
    fine: str = "0.5",
    section: str = "enforcement",
    facts: str | None = None,
) -> CreditRecord:
    """One penalty, as its decision words it."""
    n = next(_numbers)
    who, now = actor("handler.enforcement"), clock.now()
    said = f"驾驶{colour}{plate}重型货车行驶，车货总质量60吨" if facts is None else facts
    with transaction():
        whose = subject or db.session.scalars(select(Subject).where(Subject.code == code)).one()
        where = db.session.scalars(select(Section).where(Section.key == section)).one()
        entry = events.record(f"import/overload{n}", "accept", who, now)
        body: dict[str, Any] = {"CF_SY": said, "CF_CFLB": list(kinds), "CF_NR_FK": fine}
        return records.enter(
            subject_id=whose.id,
            section_id=where.id,
            kind="penalty",
            authority="资阳市交通运输局",
            authority_code="11512000MB0000051P",
            doc_no=f"资交超罚〔{on.year}〕{n}号",
            title=title,
            decided_on=on,
            severity="general",
            regime="order_36",
            body=body,
            fingerprint=f"overload{n}",
            public=False,
            entered_at=now,
            entered_by=who.person_id,
            entered_event=entry.id,
        )


def found() -> list[hits.RuleHit]:
    """Look through the penalties as of the clock's day."""
    with transaction():
        hits.find_all(clock.now())
    query = select(hits.RuleHit).order_by(hits.RuleHit.rule, hits.RuleHit.who, hits.RuleHit.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
