"""行业协会 whose members an association files for: no more than that, and only while it lasts.

A membership gives no sight of a member's file and no hand in its cases; see docs/decisions/0017.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Row, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import events
from app.kernel.people import Actor
from app.kernel.subjects import Subject


class Membership(Base):
    """会员关系 one enterprise in one association, from a day to a day."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("association_id <> member_id", name="another"),
        CheckConstraint("until is null or until >= since", name="days"),
        Index(
            "uq_membership_standing",
            "association_id",
            "member_id",
            unique=True,
            sqlite_where=text("until is null"),
            postgresql_where=text("until is null"),
        ),
    )

    id: Mapped[Id]
    association_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]  # the last day
    entered_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


@dataclass(frozen=True)
class Member:
    """会员 as the association's table names it."""

    subject_id: int
    name: str
    code: str


def stream(association_id: int) -> str:
    return f"association/{association_id}"


def admit(association_id: int, member_id: int, by: Actor, at: datetime) -> Membership:
    """入会: from today the association may file for this member."""
    facts = {"member": member_id}
    entry = events.record(stream(association_id), "admit", by, at, facts=facts)
    joined = Membership(
        association_id=association_id,
        member_id=member_id,
        since=at.date(),
        entered_event=entry.id,
    )
    db.session.add(joined)
    db.session.flush()
    return joined


def leave(association_id: int, member_id: int, by: Actor, at: datetime) -> None:
    """退会: after today nothing more is filed for it; what was filed goes on as its own."""
    standing = select(Membership).where(
        Membership.association_id == association_id,
        Membership.member_id == member_id,
        Membership.until.is_(None),
    )
    joined = db.session.scalars(standing).one_or_none()
    if joined is None:  # left already
        return
    events.record(stream(association_id), "leave", by, at, facts={"member": member_id})
    joined.until = at.date()
    db.session.flush()


def led_by(actor: Actor) -> Sequence[Subject]:
    """The associations this account acts for: those of its subjects that have had members."""
    mine = select(Membership.association_id).where(
        Membership.association_id.in_(actor.subjects or {-1})
    )
    return db.session.scalars(
        select(Subject).where(Subject.id.in_(mine)).order_by(Subject.id)
    ).all()


def members(association_id: int, codes: Iterable[str], day: date) -> Mapping[str, Member]:
    """Of these codes, those that are members today, as they are on file."""
    query = (
        select(Subject.id, Subject.name, Subject.code)
        .join(Membership, Membership.member_id == Subject.id)
        .where(Membership.association_id == association_id, Subject.code.in_(list(codes)))
        .where(Membership.since <= day, or_(Membership.until.is_(None), Membership.until >= day))
    )
    found = (Member(number, name, code or "") for number, name, code in db.session.execute(query))
    return {one.code: one for one in found}


def roll(association_id: int) -> Sequence[Row[str, str | None, date, date | None]]:
    """会员名册: who is and was a member, with their days."""
    query = (
        select(Subject.name, Subject.code, Membership.since, Membership.until)
        .join(Membership, Membership.member_id == Subject.id)
        .where(Membership.association_id == association_id)
    )
    return db.session.execute(query.order_by(Membership.id)).all()
