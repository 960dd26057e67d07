"""规则命中 who the ten behaviours fit, by the penalties in force, each with the rows that show it.

Every rule is one statement over `overload_penalty`; what it finds does not depend on the reader.
A hit is known by rule, by whom it is about, and by the day of its last row: a further penalty
makes it another one. What nobody has judged yet goes when it is true no more; what was proposed or
dismissed stays, and says which of its rows have fallen away.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import events, overloads
from app.kernel.cases import Case
from app.kernel.hit_rules import COUNTS, STATEMENTS
from app.kernel.overloads import OverloadPenalty
from app.kernel.people import Actor
from app.kernel.roles import Role
from app.kernel.subjects import Subject
from app.lib import overload
from app.lib.overload import BY_NUMBER, Rule

# A proposal that came to nothing leaves its hit open to be proposed again.
CAME_TO_NOTHING = ("withdrawn", "dropped")
Key = tuple[int, str, date]
READS = (
    *(Role.HANDLER, Role.HEAD, Role.LEGAL, Role.APPROVER),
    *(Role.SIGNER, Role.PUBLISHER, Role.AUDITOR),
)


class RuleHit(Base):
    """规则命中 one behaviour shown within one rolling year, and what became of it."""

    __tablename__ = "rule_hit"
    __table_args__ = (
        UniqueConstraint("rule", "who", "until_on"),
        CheckConstraint("state in ('open','proposed','dismissed')", name="state"),
        CheckConstraint("(state = 'proposed') = (case_id is not null)", name="proposed"),
        Index("ix_rule_hit_house_state", "house_id", "state", "id"),
    )

    id: Mapped[Id]
    rule: Mapped[int]
    who: Mapped[str] = mapped_column(String(40))  # a truck, a driver, an enterprise, a document
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"), index=True)
    house_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    since: Mapped[date]  # the rolling year begins the day after
    until_on: Mapped[date]
    times: Mapped[int]
    trucks: Mapped[int] = mapped_column(default=0)
    fleet: Mapped[int | None]
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="open")
    reason: Mapped[str] = mapped_column(String(300), default="")
    judged_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), index=True)

    subject: Mapped[Subject] = relationship()

    @property
    def law(self) -> Rule:
        return BY_NUMBER[self.rule]

    @property
    def stream(self) -> str:
        return f"hit/{self.id}"

    @property
    def truck(self) -> str:
        """川M12345（黄）, where the rule counts a truck."""
        plate, _, colour = self.who.partition("|")
        named = f"{plate}（{colour}）" if colour else plate
        return named if self.law.counted == "truck" else ""


class HitRow(Base):
    """证据行 one penalty that shows it."""

    __tablename__ = "hit_row"

    hit_id: Mapped[int] = mapped_column(BigId, ForeignKey("rule_hit.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("credit_record.id"), primary_key=True, index=True
    )


def find_all(at: datetime) -> int:
    """Read what is new, then look for everything the rules fit today; how many hits are open."""
    overloads.read_what_is_new()
    today = at.date()
    found = {
        (number, row.who, row.until_on): row
        for number, statement in STATEMENTS.items()
        if BY_NUMBER[number].in_force(today)
        for row in db.session.execute(
            statement, {"today": today, "oldest": overload.year_before(today)}
        )
    }
    _forget_what_is_true_no_more(found)
    _enter(_not_judged(found), at)
    db.session.flush()
    for number in STATEMENTS:
        db.session.execute(insert(HitRow).from_select(["hit_id", "record_id"], _evidence(number)))
    db.session.expire_all()
    return len(found)


_FIGURES = ("subject_id", "house_id", "times", "trucks", "fleet")


def _forget_what_is_true_no_more(found: Mapping[Key, Any]) -> None:
    """Nobody judged it: it goes, or is reckoned again; its rows are looked for anew."""
    hits = table_of(RuleHit)
    query = select(hits.c.id, hits.c.rule, hits.c.who, hits.c.until_on, *_figures(hits.c))
    unjudged = db.session.execute(query.where(hits.c.state == "open")).all()
    still = [(row, found.get((row.rule, row.who, row.until_on))) for row in unjudged]
    of_these = select(hits.c.id).where(hits.c.state == "open")
    rows = table_of(HitRow)
    db.session.execute(delete(rows).where(rows.c.hit_id.in_(of_these)))
    gone = [{"gone": row.id} for row, true in still if true is None]
    if gone:
        db.session.execute(delete(hits).where(hits.c.id == bindparam("gone")), gone)
    other = [
        {"known": row.id} | {name: getattr(true, name) for name in _FIGURES}
        for row, true in still
        if true is not None and any(getattr(row, n) != getattr(true, n) for n in _FIGURES)
    ]
    if other:
        db.session.execute(update(hits).where(hits.c.id == bindparam("known")), other)


def _figures(columns: Any) -> list[Any]:
    return [columns[name] for name in _FIGURES]


def _not_judged(found: Mapping[Key, Any]) -> list[tuple[int, Any]]:
    """What is neither known yet nor covered by a judgement on a later or the same day."""
    known = db.session.execute(select(RuleHit.rule, RuleHit.who, RuleHit.until_on)).all()
    latest: dict[tuple[int, str], date] = {}
    for rule, who, until_on in known:
        latest[rule, who] = max(until_on, latest.get((rule, who), until_on))
    return [
        (number, row)
        for (number, who, until_on), row in found.items()
        if (number, who) not in latest or latest[number, who] < until_on
    ]


def _enter(new: Iterable[tuple[int, Any]], at: datetime) -> None:
    rows = [
        {name: getattr(row, name) for name in (*_FIGURES, "who", "since", "until_on")}
        | {"rule": number, "found_at": at, "state": "open", "reason": ""}
        for number, row in new
    ]
    if rows:
        db.session.execute(insert(RuleHit), rows)


def _evidence(number: int) -> Select[Any]:
    """The rows of every hit of this rule that nobody has judged."""
    rule, facts = BY_NUMBER[number], aliased(OverloadPenalty)
    counts = COUNTS.get(rule.counted)
    theirs = facts.subject_id == RuleHit.subject_id
    shows: Mapping[str, Any] = {
        "truck": facts.truck == RuleHit.who,
        "fleet": and_(theirs, or_(facts.ordered, and_(facts.overloaded, facts.plated))),
        "document": cast(facts.record_id, String(40)) == RuleHit.who,
    }
    dated = and_(facts.decided_on > RuleHit.since, facts.decided_on <= RuleHit.until_on)
    conditions = [shows.get(rule.counted, theirs), dated, facts.standing]
    columns: tuple[Any, ...] = (RuleHit.id, facts.record_id)
    return (
        select(*columns)
        .join(facts, and_(*conditions, *([counts(facts)] if counts else [])))
        .where(RuleHit.rule == number, RuleHit.state == "open")
    )


# ---------------------------------------------------------------- what becomes of one


def visible_to(actor: Actor, columns: Any = RuleHit) -> Select[Any]:
    """The hits of the bureaus in which this person has a part; no others exist for them."""
    query = select(*columns) if isinstance(columns, tuple) else select(columns)
    return query.where(RuleHit.house_id.in_(houses_of(actor) or {-1}))


def houses_of(actor: Actor) -> frozenset[int]:
    if actor.kind != "staff":
        return frozenset()
    mine = actor.sections_with(*READS)
    return frozenset(house for section, house in actor.houses if section in mine)


def find(actor: Actor, hit_id: int, lock: bool = False) -> RuleHit | None:
    query: Select[RuleHit] = visible_to(actor).where(RuleHit.id == hit_id)
    query = query.execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update(of=RuleHit) if lock else query)


def may_be_proposed(hit: RuleHit) -> bool:
    """Open, or proposed in a case that came to nothing."""
    if hit.state == "proposed":
        case = db.session.get_one(Case, hit.case_id)
        return case.state in CAME_TO_NOTHING
    return hit.state == "open"


def propose(hit: RuleHit, case: Case, by: Actor, at: datetime) -> None:
    """A case was opened on it."""
    entry = events.record(hit.stream, "propose_hit", by, at, facts={"ref": case.ref})
    hit.state, hit.case_id, hit.reason, hit.judged_event = "proposed", case.id, "", entry.id
    db.session.flush()


def dismiss(hit: RuleHit, why: str, by: Actor, at: datetime, once: str | None = None) -> None:
    """不予提出: with the reason; it may be taken up again."""
    entry = events.record(
        hit.stream, "dismiss_hit", by, at, facts=_named(hit) | {"reason": why}, once=once
    )
    hit.state, hit.reason, hit.judged_event = "dismissed", why, entry.id
    db.session.flush()


def take_up_again(hit: RuleHit, by: Actor, at: datetime, once: str | None = None) -> None:
    """撤销不予提出."""
    entry = events.record(hit.stream, "restore_hit", by, at, facts=_named(hit), once=once)
    hit.state, hit.reason, hit.judged_event = "open", "", entry.id
    db.session.flush()


def _named(hit: RuleHit) -> dict[str, Any]:
    return {"rule": hit.rule, "until": hit.until_on.isoformat(), "subject": hit.subject_id}


def of_case(case_id: int) -> RuleHit | None:
    """The hit that a case was opened on."""
    return db.session.scalar(select(RuleHit).where(RuleHit.case_id == case_id))
