"""抽取 a seeded, reproducible draw of closed cases for re-check; anybody can make it again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import events, people
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.lib.markers import N_

EXCLUDED = {"revoked": N_("修复已撤销，不再抽取")}
MOST = 500  # cases in one draw


class Draw(Base):
    """抽取 one draw: anybody with the seed and the list of cases draws the same."""

    __tablename__ = "draw"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    house_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    since: Mapped[date]
    until: Mapped[date]
    size: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    population: Mapped[int]
    population_digest: Mapped[str] = mapped_column(String(64))
    excluded: Mapped[list[Any]]  # [[case number, why], …]
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))

    items: Mapped[list["Recheck"]] = relationship(order_by="Recheck.id", back_populates="draw")


class Recheck(Base):
    """复查 one drawn case, who re-checks it, and what was found."""

    __tablename__ = "recheck"
    __table_args__ = (
        UniqueConstraint("draw_id", "case_id"),
        CheckConstraint("finding in ('sound','false_papers','other_fault')", name="finding"),
        CheckConstraint("(finding is null) = (checked_by is null)", name="checked"),
    )

    id: Mapped[Id]
    draw_id: Mapped[int] = mapped_column(BigId, ForeignKey("draw.id"))
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    finding: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(2000), default="")
    checked_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    checked_on: Mapped[date | None]
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))

    draw: Mapped[Draw] = relationship(back_populates="items")
    case: Mapped[Case] = relationship()


@dataclass(frozen=True)
class Listed:
    """抽取名单 the cases a draw is made from, and those left out with the reason."""

    refs: dict[str, int]
    excluded: list[list[str]]

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(sorted(self.refs)).encode()).hexdigest()


@dataclass(frozen=True)
class Repeated:
    """重新验算 the same draw made again from the story of the cases."""

    refs: list[str]
    same_list: bool
    same_draw: bool

    @property
    def holds(self) -> bool:
        return self.same_list and self.same_draw


def choose(refs: Sequence[str], seed: str, size: int) -> list[str]:
    """The cases a seed draws: those whose digest with it comes first, in whatever list order."""
    ranked = sorted(refs, key=lambda ref: hashlib.sha256(f"{seed}\0{ref}".encode()).hexdigest())
    return ranked[:size]


def listed(
    kind: str, house_id: int, since: date, until: date, before_event: int | None = None
) -> Listed:
    """The cases whose publication fell in these days, as the events before this one tell it."""
    rows = db.session.execute(
        select(Case.ref, Case.id, _left(before_event))
        .where(
            Case.kind == kind,
            Case.house_id == house_id,
            Case.closed_on.between(since, until),
            _published(before_event),
        )
        .order_by(Case.ref)
    ).all()
    refs = {ref: case_id for ref, case_id, left in rows if not left}
    return Listed(refs, [[ref, "revoked"] for ref, _, left in rows if left])


def _published(before_event: int | None) -> ColumnElement[bool]:
    return _happened(Event.target == "published", before_event)


def _left(before_event: int | None) -> ColumnElement[bool]:
    """Whether the case moved on after its publication, as a revoked one does."""
    return _happened(
        (Event.source == "published") & (Event.target != "published"), before_event
    ).label("left")


def _happened(what: ColumnElement[bool], before_event: int | None) -> ColumnElement[bool]:
    there = exists().where(Event.stream == "case/" + Case.ref, what)
    return there.where(Event.id < before_event) if before_event else there


def draw(
    kind: str,
    house_id: int,
    since: date,
    until: date,
    size: int,
    seed: str,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> Draw:
    """Draw cases for re-check, and note the draw so that it can be repeated. Raises RuleBroken."""
    people.confirm(by)
    _sensible(since, until, size)
    found = listed(kind, house_id, since, until)
    if not found.refs:
        raise RuleBroken(N_("这段时间没有已办结并公示的办件，无可抽取"), "since", "nobody_listed")
    drawn = choose(list(found.refs), seed, size)
    facts = _told(found, drawn, since, until) | {"seed": seed, "size": size}
    entry = events.record(f"draw/{kind}/{house_id}", "draw", by, at, facts=facts, once=once)
    made = Draw(
        kind=kind,
        house_id=house_id,
        since=since,
        until=until,
        size=size,
        seed=seed,
        population=len(found.refs),
        population_digest=found.digest,
        excluded=found.excluded,
        drawn_at=entry.at,
        drawn_by=by.person_id,
        event_id=entry.id,
        items=[Recheck(case_id=found.refs[ref]) for ref in drawn],
    )
    db.session.add(made)
    db.session.flush()
    return made


def _told(found: Listed, drawn: list[str], since: date, until: date) -> dict[str, Any]:
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "population": found.digest,
        "excluded": found.excluded,
        "drawn": drawn,
    }


def _sensible(since: date, until: date, size: int) -> None:
    if until < since:
        raise RuleBroken(N_("截止日不能早于起始日"), "until", "bad_period")
    if not 0 < size <= MOST:
        raise RuleBroken(N_("抽取件数须为1至%(most)s"), "size", "bad_size", most=MOST)


def repeat(made: Draw) -> Repeated:
    """Make a draw again: the list from the story of the cases, the order from the seed."""
    found = listed(made.kind, made.house_id, made.since, made.until, made.event_id)
    refs = choose(list(found.refs), made.seed, made.size)
    same_draw = refs == [item.case.ref for item in made.items]
    return Repeated(refs, found.digest == made.population_digest, same_draw)


def drawn_by(event_id: int) -> Draw | None:
    """The draw that this act made."""
    return db.session.scalar(select(Draw).where(Draw.event_id == event_id))
