"""补正 one-time notice of defects (一次性告知): named items, only those open to the applicant."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel.cases import Case


class Correction(Base):
    """补正告知 items of {field, label, wrong} to correct, what stood before, and the answer."""

    __tablename__ = "correction"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    number: Mapped[int]
    came_from: Mapped[str] = mapped_column(String(16))
    items: Mapped[list[Any]]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any] | None]
    asked_on: Mapped[date]
    asked_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    answered_on: Mapped[date | None]
    answered_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that are open to the applicant."""
        return frozenset(item["field"] for item in self.items)

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """The difference view: field, what stood before, what stands now."""
        after = self.after or {}
        return [(name, self.before.get(name), after[name]) for name in after]


def ask(
    case: Case, items: list[dict[str, str]], before: dict[str, Any], on: date, event_id: int
) -> Correction:
    """Tell the applicant once everything that is missing."""
    asked = Correction(
        case_id=case.id,
        number=count(case) + 1,
        came_from=case.state,
        items=items,
        before=before,
        asked_on=on,
        asked_event=event_id,
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def answer(asked: Correction, after: dict[str, Any], on: date, event_id: int) -> None:
    asked.after, asked.answered_on, asked.answered_event = after, on, event_id


def open_one(case: Case) -> Correction | None:
    """The request that waits for its answer."""
    return db.session.scalar(
        select(Correction).where(Correction.case_id == case.id, Correction.answered_event.is_(None))
    )


def of_case(case: Case) -> list[Correction]:
    return list(
        db.session.scalars(
            select(Correction).where(Correction.case_id == case.id).order_by(Correction.number)
        )
    )


def count(case: Case) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(Correction).where(Correction.case_id == case.id)
        )
        or 0
    )
