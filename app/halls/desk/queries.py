"""工作台查询 how many lie in each pile, and one page of one of them: one statement each.

Every stretch is read along its index and stops after a page; only then are the few rows that
are shown described. So the desk of a million cases costs what the desk of a thousand does.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    not_,
    select,
    tuple_,
    union_all,
)

from app.extensions import db
from app.halls.desk.asked import DUES, Asked, days, due_within
from app.halls.desk.piles import Condition, Pile, first_of, piles_of
from app.kernel.cases import Case, visible_to
from app.kernel.claims import Claim
from app.kernel.deadlines import Deadline
from app.kernel.events import Event
from app.kernel.people import Account, Actor, Person, Representation, Section
from app.kernel.records import CreditRecord
from app.kernel.separation import Duty, Recusal
from app.kernel.subjects import Subject

SIZE = 30
CAP = 1000  # nobody reads a larger number; beyond it we say 999+
WINDOW = 2000  # of one's own steps, how many are looked through when the pile is narrowed
KEPT = 1024  # statements, which differ by person and pile; making one costs more than running it
NOT_A_STEP = ("claim", "release", "reassign", "recuse", "note", "withdraw_note")


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many cases lie in each pile, and how many of the first are late or soon due."""
    given = {"now": now} | days(now.date())
    return dict(db.session.execute(_counting(actor), given).mappings().one())


@lru_cache(maxsize=KEPT)
def _counting(actor: Actor) -> Select[Any]:
    piles = piles_of(actor)
    steps = _my_steps(actor).order_by(Event.id.desc())  # along the index, until enough is counted
    asked = {p.key: steps if p.key == "done" else _some_of(p) for p in piles}
    asked |= {due: _some_of(first_of(piles), due_within(due)) for due in DUES}
    return select(
        *(
            select(func.count()).select_from(s.limit(CAP).subquery()).scalar_subquery().label(key)
            for key, s in asked.items()
        )
    )


def _some_of(pile: Pile, *narrower: Condition) -> Select[Any]:
    stretches = [s for s in pile.stretches if not narrower or s.state != "draft"]
    return _together(
        [select(Case.id).where(*s.where, *pile.when, *narrower).limit(CAP) for s in stretches]
    )


def page(actor: Actor, key: str, asked: Asked, now: datetime) -> Sequence[Row[Any]]:
    """One row more than a page shows, so that one knows whether there is a next."""
    of_the_moment = asked.q or asked.after or asked.before
    query = (_one_page.__wrapped__ if of_the_moment else _one_page)(actor, key, asked)
    if query is None:
        return []
    return db.session.execute(query, {"now": now} | days(now.date())).all()


@lru_cache(maxsize=KEPT)
def _one_page(actor: Actor, key: str, asked: Asked) -> Select[Any] | None:
    """The statement of one page; kept, unless words, days or places in it are of the moment."""
    pile = next(pile for pile in piles_of(actor) if pile.key == key)
    if key == "done":
        return _done(asked, actor)
    by_number = pile.newest_first or asked.sort == "new"
    narrower = [*pile.when, *asked.conditions()]
    parts = [
        select(Case.id).where(*stretch.where, *narrower, *after)
        for stretch in pile.stretches
        if asked.state in ("", stretch.state)
        for after in (_below(asked) if by_number else _beyond(asked))
    ]
    if not parts:
        return None
    inner = (Case.id.desc(),) if by_number and not pile.newest_first else _BY_DUE[pile.newest_first]
    found = _together([part.order_by(*inner).limit(SIZE + 1) for part in parts]).subquery("found")
    order = (Case.id.desc(),) if by_number else _BY_DUE[False]
    query = described(actor).join(found, found.c.id == Case.id).order_by(*order)
    return query.limit(SIZE + 1)


# Least time left first, then what has no running clock. The ended have no due day: said in the
# index's own order, their numbers are read backwards along it.
_BY_DUE = {
    False: (Case.due_on.asc().nulls_last(), Case.id),
    True: (Case.due_on.desc().nulls_first(), Case.id.desc()),
}


def key_of(row: Row[Any], pile: Pile, asked: Asked) -> str:
    """Where the page after this row begins."""
    if pile.key == "done":
        return str(row.act)
    by_number = pile.newest_first or asked.sort == "new"
    return str(row.id) if by_number else f"{row.due_on or ''}_{row.id}"


def _together(parts: Sequence[Select[Any]]) -> Select[Any]:
    """The rows of all parts; each part keeps its own order and limit."""
    inner = [part.subquery() for part in parts]
    if len(inner) == 1:
        return select(*inner[0].c)
    return select(union_all(*(select(*part.c) for part in inner)).subquery().c.id)


def _below(asked: Asked) -> list[list[Condition]]:
    return [[Case.id < int(asked.after)]] if asked.after.isdecimal() else [[]]


def _beyond(asked: Asked) -> list[list[Condition]]:
    """The places in the order of due days after the last row that was shown."""
    day, number = _place(asked.after)
    if not number:
        return [[]]
    undated: list[Condition] = [Case.due_on.is_(None)]
    if not day:
        return [[*undated, Case.id > number]]
    return [[tuple_(Case.due_on, Case.id) > (day, number)], undated]


def _place(after: str) -> tuple[date | None, int]:
    """The due day and number after which the page begins; 0 for the first page."""
    day, _, number = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), int(number[:18]) if number else 0
    except ValueError:
        return None, 0


# ---------------------------------------------------------------- what I did


def _my_steps(actor: Actor) -> Select[Any]:
    """My last step in each case I had a hand in."""
    later = Event.__table__.alias("later")
    mine = (Event.account_id == actor.account_id, Event.stream.like("case/%"))
    again = exists().where(
        later.c.stream == Event.stream,
        later.c.seq > Event.seq,  # along the story, not along all that I ever did
        later.c.account_id == actor.account_id,
        later.c.name.not_in(NOT_A_STEP),
    )
    return select(Event.id.label("act"), func.substr(Event.stream, 6).label("ref")).where(
        *mine, Event.name.not_in(NOT_A_STEP), not_(again)
    )


def _done(asked: Asked, actor: Actor) -> Select[Any]:
    """The latest first. When narrowed, only so many of my latest steps are looked through."""
    steps = _my_steps(actor).order_by(Event.id.desc())
    if asked.after.isdecimal():
        steps = steps.where(Event.id < int(asked.after))
    some = (steps.limit(WINDOW) if asked.narrowed else steps).subquery("some")
    query = described(actor, some.c.act).join(some, some.c.ref == Case.ref)
    query = query.where(*asked.conditions()).order_by(some.c.act.desc())
    return query.limit(SIZE + 1)


# ---------------------------------------------------------------- what a row shows


def described(actor: Actor, *more: ColumnElement[Any]) -> Select[Any]:
    """What the desk shows of a case, and what the guards of its steps ask about it."""
    began = (
        select(func.min(Deadline.started_on))
        .where(Deadline.case_id == Case.id, Deadline.met_on.is_(None))
        .where(Deadline.due_on == Case.due_on)
        .scalar_subquery()
    )
    columns = (
        *(Case.id, Case.ref, Case.kind, Case.state, Case.round, Case.turn, Case.title),
        *(Case.subject_id, Case.subject_name, Case.section_id, Case.due_on, Case.due_provisional),
        *(Subject.code, Subject.kind.label("subject_kind"), Section.name.label("section")),
        *(Claim.account_id.label("held_by"), Claim.person_id.label("holder")),
        *(Claim.until.label("held_until"), Person.name.label("holder_name")),
        *(CreditRecord.entered_by, began.label("began")),
        _keeps_out(actor).label("keeps_out"),
        *more,
    )
    query: Select[Any] = visible_to(actor, columns)
    return (
        query.select_from(Case)
        .join(Subject, Subject.id == Case.subject_id)
        .join(Section, Section.id == Case.section_id)
        .outerjoin(CreditRecord, CreditRecord.id == Case.record_id)
        .outerjoin(Claim, Claim.case_id == Case.id)
        .outerjoin(Person, Person.id == Claim.person_id)
    )


def _keeps_out(actor: Actor) -> ColumnElement[bool]:
    """Whether this person acts for the subject under another account, or keeps out of it."""
    side = exists().where(
        Representation.subject_id == Case.subject_id,
        Representation.until.is_(None),
        Representation.account_id == Account.id,
        Account.person_id == actor.person_id,
    )
    out = exists().where(
        and_(Recusal.subject_id == Case.subject_id, Recusal.person_id == actor.person_id)
    )
    return side | out


def one(actor: Actor, ref: str) -> Sequence[Row[Any]]:
    """The one row of this case, as the desk shows it."""
    return db.session.execute(described(actor).where(Case.ref == ref)).all()


def duties_of(rows: Sequence[Row[Any]]) -> dict[int, dict[str, int]]:
    """Who did which separated duty in the round that stands, by case."""
    rounds = {row.id: row.round for row in rows}
    found: dict[int, dict[str, int]] = {}
    query = select(Duty.case_id, Duty.round, Duty.duty, Duty.person_id)
    for case_id, at, duty, person in db.session.execute(query.where(Duty.case_id.in_(rounds))):
        if rounds[case_id] == at:
            found.setdefault(case_id, {})[duty] = person
    return found
