"""奖惩措施 what is done to a subject because of a record: started, lifted, never forgotten."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db


class MeasureOrder(Base):
    """措施 one measure from the published catalogue, ordered because of one record."""

    __tablename__ = "measure_order"
    __table_args__ = (Index("ix_measure_order_section", "section_id", "started_on"),)

    id: Mapped[Id]
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"), index=True)
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("credit_record.id"), index=True)
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    name: Mapped[str] = mapped_column(String(80))
    basis: Mapped[str] = mapped_column(String(300))
    started_on: Mapped[date]
    answer_by: Mapped[date | None]  # 响应期限 of the responding section
    started_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    lifted_on: Mapped[date | None]
    lifted_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))


def start(
    record_id: int,
    subject_id: int,
    section_id: int,
    name: str,
    basis: str,
    on: date,
    event_id: int,
    answer_by: date | None = None,
) -> MeasureOrder:
    order = MeasureOrder(
        record_id=record_id,
        subject_id=subject_id,
        section_id=section_id,
        name=name,
        basis=basis,
        started_on=on,
        started_event=event_id,
        answer_by=answer_by,
    )
    db.session.add(order)
    return order


def standing(record_id: int) -> list[MeasureOrder]:
    """The measures in force because of a record."""
    return list(
        db.session.scalars(
            select(MeasureOrder)
            .where(MeasureOrder.record_id == record_id, MeasureOrder.lifted_event.is_(None))
            .order_by(MeasureOrder.id)
        )
    )


def lift(order: MeasureOrder, on: date, event_id: int) -> None:
    order.lifted_on, order.lifted_event = on, event_id


def lifted_by(event_id: int) -> list[MeasureOrder]:
    """The measures that this act lifted, for when the reason for lifting falls away."""
    return list(
        db.session.scalars(
            select(MeasureOrder)
            .where(MeasureOrder.lifted_event == event_id)
            .order_by(MeasureOrder.id)
        )
    )
