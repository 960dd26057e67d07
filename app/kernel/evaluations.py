"""信用评价 a subject's grade, reckoned from the records that stand; kept with its basis."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import terms
from app.kernel.records import CreditRecord
from app.lib.workdays import Term, Unit

# The bureau's own points, editable as dated terms; grades AA…D as in the national scale
# (domain: highway construction companies). No national points exist for a whole enterprise.
_BASIS = "本局信用评价参数（起始值，可由本局调整）"
POINTS = {
    "minor": Term("evaluation.minor", 1, Unit.CALENDAR, _BASIS, date(2026, 4, 1)),
    "general": Term("evaluation.general", 5, Unit.CALENDAR, _BASIS, date(2026, 4, 1)),
    "serious": Term("evaluation.serious", 20, Unit.CALENDAR, _BASIS, date(2026, 4, 1)),
}
BANDS = ((95, "AA"), (85, "A"), (75, "B"), (60, "C"), (0, "D"))


class Evaluation(Base):
    """评价结果 a grade on a day, because of an act."""

    __tablename__ = "evaluation"
    __table_args__ = (Index("ix_evaluation_subject", "subject_id", "id"),)

    id: Mapped[Id]
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    on: Mapped[date]
    score: Mapped[int]
    grade: Mapped[str] = mapped_column(String(4))
    basis: Mapped[str] = mapped_column(String(200))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


@dataclass(frozen=True)
class Change:
    """评价变化 the grade before and after."""

    before: str
    after: Evaluation


def grade_of(score: int) -> str:
    return next(grade for floor, grade in BANDS if score >= floor)


def latest(subject_id: int) -> Evaluation | None:
    return db.session.scalar(
        select(Evaluation)
        .where(Evaluation.subject_id == subject_id)
        .order_by(Evaluation.id.desc())
        .limit(1)
    )


def reckon(subject_id: int, on: date, event_id: int) -> Change:
    """Reckon the grade again from the records that stand on this day."""
    rows = db.session.execute(
        select(CreditRecord.severity, func.count())
        .where(
            CreditRecord.subject_id == subject_id,
            CreditRecord.status == "effective",
            CreditRecord.severity.is_not(None),
            (CreditRecord.maximum_until.is_(None)) | (CreditRecord.maximum_until >= on),
        )
        .group_by(CreditRecord.severity)
    )
    counts = {severity: number for severity, number in rows if severity}
    lost = sum(terms.applying(POINTS[s], on).length * n for s, n in counts.items())
    score = max(0, 100 - lost)
    before = latest(subject_id)
    made = Evaluation(
        subject_id=subject_id,
        on=on,
        score=score,
        grade=grade_of(score),
        basis="；".join(f"{s}×{n}" for s, n in sorted(counts.items())),
        event_id=event_id,
    )
    db.session.add(made)
    db.session.flush()
    return Change(before.grade if before else "", made)
