"""职责分离 who did which of the four separated steps, and who keeps out of a subject's affairs."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel.cases import Case


class Duty(Base):
    """职责 who did which separated step in which round; the constraints are the promise."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("case_id", "round", "duty", "own_hand"),
        UniqueConstraint("case_id", "round", "person_id"),
        CheckConstraint("duty in ('review','vetting','approval','publication')", name="duty"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"))
    round: Mapped[int]
    duty: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    own_hand: Mapped[bool] = mapped_column(default=True)  # or done in their name by a deputy


class Recusal(Base):
    """回避 a person who keeps out of everything about a subject: kin, interest, past work."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("person_id", "subject_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


_DUTIES = select(Duty.duty, Duty.person_id, Duty.own_hand).where(
    Duty.case_id == bindparam("case"), Duty.round == bindparam("round")
)


def doers(case: Case) -> dict[str, int]:
    """Who did which separated duty, with their own hand, in the round that stands."""
    return {duty: person for duty, person, own_hand in _duties(case) if own_hand}


def _duties(case: Case) -> list[tuple[str, int, bool]]:
    asked = {"case": case.id, "round": case.round}
    return [(duty, who, own) for duty, who, own in db.session.execute(_DUTIES, asked)]


def take_duty(case: Case, duty: str, person_id: int, for_person_id: int | None = None) -> None:
    """Note that this person did this duty this round, and in whose name if not in their own.

    It counts for both; the database refuses a second of either, and a person twice.
    """
    _note(case, duty, person_id, True)
    if for_person_id is not None:
        _note(case, duty, for_person_id, False)
    db.session.flush()


def _note(case: Case, duty: str, person_id: int, own_hand: bool) -> None:
    at = {"case_id": case.id, "round": case.round}
    db.session.add(Duty(**at, duty=duty, person_id=person_id, own_hand=own_hand))


def new_round(case: Case, keep: tuple[str, ...]) -> None:
    """A return begins a new round, in which the steps before it stand with those who did them."""
    standing = [known for known in _duties(case) if known[0] in keep]
    case.round += 1
    for known in standing:
        _note(case, *known)
    db.session.flush()


def recuse(case: Case, person_id: int, event_id: int) -> None:
    """Note that this person keeps out of everything about the subject of this case."""
    db.session.add(Recusal(person_id=person_id, subject_id=case.subject_id, event_id=event_id))
    db.session.flush()


def recused(subject_id: int) -> frozenset[int]:
    """The persons who keep out of everything about this subject."""
    return frozenset(
        db.session.scalars(select(Recusal.person_id).where(Recusal.subject_id == subject_id))
    )
