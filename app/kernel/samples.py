"""抽查 a seeded, reproducible draw of closed cases, re-checked by people who did not do them."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import events
from app.kernel.cases import Case, Duty
from app.kernel.people import Actor

FINDINGS = ("sound", "false_papers", "other_fault")  # 属实 | 材料虚假 | 其他问题


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
    """Whoever handled a case does not re-check it."""


def choose(refs: Sequence[str], seed: str, size: int) -> list[str]:
    """The cases a seed draws: those whose digest with it comes first, in whatever list order."""
    ranked = sorted(refs, key=lambda ref: hashlib.sha256(f"{seed}\0{ref}".encode()).hexdigest())
    return ranked[:size]


def population(kind: str, house_id: int, since: date, until: date) -> list[Case]:
    """The published cases of a bureau whose publication fell in these days."""
    return list(
        db.session.scalars(
            select(Case)
            .where(
                Case.kind == kind,
                Case.house_id == house_id,
                Case.state == "published",
                Case.closed_on.between(since, until),
            )
            .order_by(Case.ref)
        )
    )


def draw(
    kind: str,
    house_id: int,
    since: date,
    until: date,
    size: int,
    seed: str,
    by: Actor,
    at: datetime,
) -> Draw:
    """Draw cases for re-check, and note the draw so that it can be repeated."""
    cases = {case.ref: case for case in population(kind, house_id, since, until)}
    drawn = choose(list(cases), seed, size)
    listed = hashlib.sha256("\n".join(sorted(cases)).encode()).hexdigest()
    entry = events.record(
        f"draw/{kind}/{house_id}",
        "draw",
        by,
        at,
        facts={"seed": seed, "size": size, "population": listed, "drawn": drawn},
    )
    made = Draw(
        kind=kind,
        house_id=house_id,
        since=since,
        until=until,
        size=size,
        seed=seed,
        population=len(cases),
        population_digest=listed,
        drawn_at=at,
        drawn_by=by.person_id,
        event_id=entry.id,
        items=[Recheck(case_id=cases[ref].id) for ref in drawn],
    )
    db.session.add(made)
    db.session.flush()
    return made


def handled(case_id: int, person_id: int | None) -> bool:
    """Whether this person did any step of the case."""
    return (
        db.session.scalar(
            select(Duty.id).where(Duty.case_id == case_id, Duty.person_id == person_id).limit(1)
        )
        is not None
    )


def find(item: Recheck, finding: str, note: str, by: Actor, at: datetime) -> None:
    """Note what the re-check found. Raises NotTheirs for somebody who handled the case."""
    if handled(item.case_id, by.person_id):
        raise NotTheirs(item.case.ref)
    entry = events.record(
        f"recheck/{item.case.ref}", "find", by, at, facts={"finding": finding, "note": note}
    )
    item.finding, item.note, item.event_id = finding, note, entry.id
    item.checked_by, item.checked_on = by.person_id, at.date()
    db.session.flush()


def fault_found(case: Case) -> Recheck | None:
    """The re-check that found this case's papers false."""
    return db.session.scalar(
        select(Recheck)
        .where(Recheck.case_id == case.id, Recheck.finding == "false_papers")
        .order_by(Recheck.id.desc())
        .limit(1)
    )
