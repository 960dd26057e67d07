"""行业协会 whose members an association files for: no more than that, and only while it lasts.

A membership gives no sight of a member's file and no hand in its cases; see docs/decisions/0017.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import events, matters, people
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.kernel.subjects import Subject
from app.lib.markers import N_


class Membership(Base):
    """会员关系 one enterprise in one association, from a day to a day."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("association_id <> member_id", name="another"),
        CheckConstraint("until is null or until >= since", name="days"),
        CheckConstraint("(until is null) = (left_event is null)", name="left"),
        Index("ix_membership_association", "association_id", "id"),
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
    left_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))


@dataclass(frozen=True)
class Member:
    """会员 as the association's table names it."""

    subject_id: int
    name: str
    code: str


STREAM = "association/"


def stream(association_id: int) -> str:
    return f"{STREAM}{association_id}"


def keeps(actor: Actor) -> bool:
    """Who keeps a list of matters keeps the rolls too: memberships hold for every bureau here."""
    return actor.kind == "staff" and bool(matters.kept_for(actor))


def _must_keep(by: Actor) -> None:
    """The rights of whoever acts, at the moment of the act. Raises RuleBroken.

    No account has whoever sits at the server, who answers for every section, and the clock.
    """
    people.confirm(by)
    if by.account_id is not None and not keeps(by):
        raise RuleBroken(N_("会员名册由维护承诺事项清单的科室登记"), None, "not_yours")


def _begin(association_id: int, name: str, by: Actor, once: str | None) -> Event | None:
    """Rights, then one after the other, then what this key did already. Raises RuleBroken."""
    _must_keep(by)
    db.session.execute(select(Subject.id).where(Subject.id == association_id).with_for_update())
    earlier = events.answered(by.account_id, once)
    if earlier is not None and (earlier.stream, earlier.name) != (stream(association_id), name):
        raise RuleBroken(N_("这张表已经用于别的办理，请重新打开"), None, "key_reused")
    return earlier


def admit(
    association_id: int,
    member_ids: Iterable[int],
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> frozenset[int]:
    """入会: from today the association may file for these; who is a member already stays one.

    Who came in, and the same again when the key comes back. Raises RuleBroken.
    """
    asked = frozenset(member_ids)
    if earlier := _begin(association_id, "admit", by, once):
        return frozenset(events.facts_of([earlier.id]).get(earlier.id, {}).get("members", ()))
    if association_id in asked:
        raise RuleBroken(N_("协会不能是自己的会员"), None, "itself")
    new = asked - standing(association_id, asked)
    if not new:
        return new
    facts = {"members": sorted(new)}
    entry = events.record(stream(association_id), "admit", by, at, facts=facts, once=once)
    day = {"association_id": association_id, "since": at.date(), "entered_event": entry.id}
    db.session.add_all(Membership(member_id=member, **day) for member in sorted(new))
    db.session.flush()
    return new


def leave(
    association_id: int, member_id: int, by: Actor, at: datetime, once: str | None = None
) -> None:
    """退会: after today nothing more is filed for it; what was filed goes on as its own."""
    if _begin(association_id, "leave", by, once):
        return
    query = select(Membership).where(
        Membership.association_id == association_id,
        Membership.member_id == member_id,
        Membership.until.is_(None),
    )
    joined = db.session.scalars(query).one_or_none()
    if joined is None:  # left already
        return
    facts = {"member": member_id}
    entry = events.record(stream(association_id), "leave", by, at, facts=facts, once=once)
    joined.until, joined.left_event = at.date(), entry.id
    db.session.flush()


def standing(association_id: int, member_ids: Iterable[int]) -> frozenset[int]:
    """Of these, who is a member without end; who left is one until the day is over."""
    query = select(Membership.member_id).where(
        Membership.association_id == association_id,
        Membership.member_id.in_(list(member_ids)),
        Membership.until.is_(None),
    )
    return frozenset(db.session.scalars(query))


def find(actor: Actor, code: str) -> Subject | None:
    """An association that has or had members, for whoever keeps the rolls; else there is none."""
    if not keeps(actor):
        return None
    known = select(Membership.association_id).where(Membership.association_id == Subject.id)
    return db.session.scalar(select(Subject).where(Subject.code == code, known.exists()))


def applies_on(day: date) -> ColumnElement[bool]:
    """From its first day to its last, both counted."""
    return and_(Membership.since <= day, or_(Membership.until.is_(None), Membership.until >= day))


def sizes(association_ids: Iterable[int], day: date) -> Mapping[int, int]:
    """How many members each has on this day; who left and came back the same day is one."""
    query = (
        select(Membership.association_id, func.count(Membership.member_id.distinct()))
        .where(Membership.association_id.in_(list(association_ids)), applies_on(day))
        .group_by(Membership.association_id)
    )
    return dict(db.session.execute(query).all())


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
        .where(applies_on(day))
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
