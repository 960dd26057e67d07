"""抽查 a seeded, reproducible draw of closed cases, re-checked by people who did not do them."""

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
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import events, notices, people, rights
from app.kernel.cases import Case, recused
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor, Representation
from app.kernel.roles import Role
from app.lib.markers import N_

FINDINGS = {
    "sound": N_("属实"),
    "false_papers": N_("材料虚假"),
    "other_fault": N_("其他问题"),
}
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


class NotTheirs(Exception):
    """Whoever had a hand in a case does not re-check it; carries the reason's code."""


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
    entry = events.record(
        f"draw/{kind}/{house_id}",
        "draw",
        by,
        at,
        facts={
            "seed": seed,
            "size": size,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "population": found.digest,
            "excluded": found.excluded,
            "drawn": drawn,
        },
        once=once,
    )
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


def item(item_id: int, lock: bool = False) -> Recheck | None:
    """One drawn case, locked for writing when asked."""
    query = select(Recheck).where(Recheck.id == item_id).execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update(of=Recheck) if lock else query)


def why_not_check(case: Case, person_id: int | None) -> str | None:
    """Why this person may not re-check this case: a code, or None when they may."""
    if person_id is None or handled(case, person_id):
        return "handled"
    theirs = (
        select(Account.id)
        .join(Representation, Representation.account_id == Account.id)
        .where(Representation.subject_id == case.subject_id, Account.person_id == person_id)
    )
    if person_id in recused(case.subject_id) or db.session.scalar(theirs.limit(1)) is not None:
        return "interested"
    return None


def handled(case: Case, person_id: int) -> bool:
    """Whether this person had a hand in the case, or entered the record it is about."""
    if case.record is not None and case.record.entered_by == person_id:
        return True
    act = aliased(Event)
    did = select(act.id).where(act.stream == case.stream, act.person_id == person_id).limit(1)
    return db.session.scalar(did) is not None


def find(
    item: Recheck, finding: str, note: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """Note what the re-check found, once and with reasons. Raises NotTheirs, RuleBroken.

    Those who may revoke are told of false papers.
    """
    people.confirm(by)
    why = why_not_check(item.case, by.person_id)
    if why:
        raise NotTheirs(why)
    if item.finding is not None:
        raise RuleBroken(N_("这一件已有复查结论，不能再改"), "finding", "found_already")
    if finding not in FINDINGS:
        raise RuleBroken(N_("请选择复查结论"), "finding", "no_finding")
    if not note.strip():
        raise RuleBroken(N_("请写明复查情况和依据"), "note", "no_note")
    entry = events.record(
        f"recheck/{item.case.ref}",
        "find",
        by,
        at,
        facts={"draw": item.draw_id, "finding": finding, "note": note},
        once=once,
    )
    item.finding, item.note, item.event_id = finding, note, entry.id
    item.checked_by, item.checked_on = by.person_id, at.date()
    if finding == "false_papers":
        _tell_approvers(item.case, entry.id, entry.at)
    db.session.flush()


def _tell_approvers(case: Case, event_id: int, at: datetime) -> None:
    for account in rights.colleagues(case.house_id, Role.APPROVER):
        words = N_("复查发现办件%(ref)s材料虚假，可以撤销修复")
        notices.tell(account.id, case, event_id, at, words, ref=case.ref)


def fault_found(case: Case) -> Recheck | None:
    """The re-check that found this case's papers false."""
    return db.session.scalar(
        select(Recheck)
        .where(Recheck.case_id == case.id, Recheck.finding == "false_papers")
        .order_by(Recheck.id.desc())
        .limit(1)
    )
