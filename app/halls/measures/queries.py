"""措施查询 what one's sections owe for a quarter: one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, select

from app.extensions import db
from app.kernel import feedback
from app.kernel.feedback import MeasureFeedback, MeasureResponse
from app.kernel.measures import MeasureOrder
from app.kernel.people import Actor, Section
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.lib import masking
from app.lib.quarters import Quarter

SIZE = 30


def mine(actor: Actor, quarter: Quarter, before: int | None) -> Sequence[Row[Any]]:
    """The orders of this quarter that my sections answer for, newest first."""
    fed = and_(
        MeasureFeedback.order_id == MeasureOrder.id, MeasureFeedback.quarter == quarter.first
    )
    query = (
        select(
            MeasureOrder.id,
            MeasureOrder.name,
            MeasureOrder.started_on,
            MeasureOrder.lifted_on,
            MeasureOrder.answer_by,
            Section.name.label("section"),
            Subject.name.label("subject_name"),
            Subject.kind.label("subject_kind"),
            CreditRecord.doc_no,
            MeasureResponse.answer,
            MeasureResponse.reason,
            MeasureResponse.answered_on,
            MeasureFeedback.times,
            MeasureFeedback.effect,
            MeasureFeedback.fed_back_on,
            MeasureFeedback.due_on,
        )
        .join(Section, Section.id == MeasureOrder.section_id)
        .join(Subject, Subject.id == MeasureOrder.subject_id)
        .join(CreditRecord, CreditRecord.id == MeasureOrder.record_id)
        .outerjoin(MeasureResponse, MeasureResponse.order_id == MeasureOrder.id)
        .outerjoin(MeasureFeedback, fed)
        .where(feedback.in_force_during(quarter))
        .where(MeasureOrder.section_id.in_(feedback.sections_of(actor) or {-1}))
        .order_by(MeasureOrder.id.desc())
        .limit(SIZE + 1)
    )
    if before:
        query = query.where(MeasureOrder.id < before)
    return db.session.execute(query).all()


def named(name: str, kind: str) -> str:
    """A natural person's name is covered wherever measures are listed."""
    return masking.mask_name(name) if kind == "person" else name
