"""工作台查询 how many lie in each pile, and one page of one of them: one statement each.

Every stretch is read along its index and stops after a page; only then are the few rows that
are shown described. So the desk of a million cases costs what the desk of a thousand does.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    case,
    exists,
    func,
    not_,
    select,
    tuple_,
    union,
    union_all,
)

from app.extensions import db
from app.halls.desk.asked import DUES, Asked, days, due_within
from app.halls.desk.facts import described
from app.halls.desk.piles import Condition, Pile, first_of, piles_of
from app.kernel import absences
from app.kernel.cases import Case
from app.kernel.claims import Claim
from app.kernel.events import Event
from app.kernel.people import Actor, Section
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS

SIZE = 30
CAP = 1000  # nobody reads a larger number; beyond it we say 999+
WINDOW = 2000  # of one's own steps, how many are looked through when the pile is narrowed
KEPT = 1024  # statements, which differ by person and pile; making one costs more than running it
Columns = tuple[Any, ...]
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


def _some_of(pile: Pile, *narrower: Condition, columns: Columns = (Case.id,)) -> Select[Any]:
    stretches = [s for s in pile.stretches if not narrower or s.state != "draft"]
    parts = [select(*columns).where(*s.where, *pile.when, *narrower) for s in stretches]
    return _together([part.limit(CAP) for part in parts], pile)


def by_kinds(actor: Actor, key: str, now: datetime) -> dict[str, int]:
    """How many cases of each kind lie in this pile."""
    query = _kinds_in(actor, key)
    given = {"now": now} | days(now.date())
    return dict(db.session.execute(query, given).all()) if query is not None else {}


@lru_cache(maxsize=KEPT)
def _kinds_in(actor: Actor, key: str) -> Select[Any] | None:
    pile = next(pile for pile in piles_of(actor) if pile.key == key)
    if not pile.stretches:
        return None
    some = _some_of(pile, columns=(Case.id, Case.kind)).subquery("some")
    return select(some.c.kind, func.count()).group_by(some.c.kind)


def sections(ids: frozenset[int]) -> Sequence[Row[tuple[str, str]]]:
    """Key and name of these sections, as they are set up."""
    query = select(Section.key, Section.name).where(Section.id.in_(ids))
    return db.session.execute(query.order_by(Section.id)).all()


def page(
    actor: Actor,
    key: str,
    asked: Asked,
    now: datetime,
    kinds: tuple[str, ...] = (),
    size: int | None = None,
) -> Sequence[Row[Any]]:
    """One row more than a page shows, so that one knows whether there is a next.

    `kinds` are those that stand before the others, where kinds are kept apart.
    """
    of_the_moment = asked.q or asked.after or asked.before or size
    make = _one_page.__wrapped__ if of_the_moment else _one_page
    query = make(actor, key, asked.found_by, kinds, size or SIZE)
    if query is None:
        return []
    return db.session.execute(query, {"now": now} | days(now.date())).all()


@lru_cache(maxsize=KEPT)
def _one_page(
    actor: Actor, key: str, asked: Asked, kinds: tuple[str, ...], size: int
) -> Select[Any] | None:
    """The statement of one page; kept, unless words, days or places in it are of the moment."""
    pile = next(pile for pile in piles_of(actor) if pile.key == key)
    if key == "done":
        return _done(asked, actor, size)
    narrower = [*pile.when, *asked.conditions()]
    if by_kind(pile, asked, kinds):
        return _in_groups(actor, pile, asked, narrower, _ranked(kinds), size)
    by_number = pile.newest_first or asked.sort == "new"
    parts = [
        select(Case.id).where(*stretch.where, *narrower, *after)
        for stretch in pile.stretches
        if asked.state in ("", stretch.state)
        for after in (_below(asked) if by_number else _beyond(asked.after))
    ]
    if not parts:
        return None
    inner = (Case.id.desc(),) if by_number and not pile.newest_first else _BY_DUE[pile.newest_first]
    ordered = [part.order_by(*inner).limit(size + 1) for part in parts]
    found = _together(ordered, pile).subquery("found")
    order = (Case.id.desc(),) if by_number else _BY_DUE[False]
    query = described(actor).join(found, found.c.id == Case.id).order_by(*order)
    return query.limit(size + 1)


def by_kind(pile: Pile, asked: Asked, kinds: tuple[str, ...]) -> bool:
    """Whether the kinds are kept apart: where a section says which it mostly handles, or asked."""
    apart = asked.sort == "kind" or (not asked.sort and bool(kinds))
    return apart and not pile.newest_first


def _ranked(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Every kind there is, those named first before the others."""
    return tuple(dict.fromkeys([*(kind for kind in kinds if kind in ROOMS), *ROOMS]))


def _in_groups(
    actor: Actor,
    pile: Pile,
    asked: Asked,
    narrower: list[Condition],
    kinds: tuple[str, ...],
    size: int,
) -> Select[Any] | None:
    """One kind after the other, within each the least time left first."""
    reached, _, after = asked.after.partition("_")
    begun = int(reached) if reached.isdecimal() and int(reached[:4]) < len(kinds) else 0
    parts = [
        select(Case.id).where(*stretch.where, Case.kind == kind, *narrower, *place)
        for stretch in pile.stretches
        if asked.state in ("", stretch.state)
        for rank, kind in enumerate(kinds)
        if rank >= begun and stretch.state in ROOMS[kind].states and asked.kind in ("", kind)
        for place in (_beyond(after) if rank == begun else [[]])
    ]
    if not parts:
        return None
    ordered = [part.order_by(*_BY_DUE[False]).limit(size + 1) for part in parts]
    found = _together(ordered, pile)
    least = found.subquery("found")
    rank_of = case({kind: rank for rank, kind in enumerate(kinds)}, value=Case.kind)
    query = described(actor).join(least, least.c.id == Case.id)
    return query.order_by(rank_of, *_BY_DUE[False]).limit(size + 1)


# Least time left first, then what has no running clock. The ended have no due day: said in the
# index's own order, their numbers are read backwards along it.
_BY_DUE = {
    False: (Case.due_on.asc().nulls_last(), Case.id),
    True: (Case.due_on.desc().nulls_first(), Case.id.desc()),
}


def key_of(row: Row[Any], pile: Pile, asked: Asked, kinds: tuple[str, ...] = ()) -> str:
    """Where the page after this row begins."""
    if pile.key == "done":
        return str(row.act)
    if by_kind(pile, asked, kinds):
        return f"{_ranked(kinds).index(row.kind)}_{row.due_on or ''}_{row.id}"
    by_number = pile.newest_first or asked.sort == "new"
    return str(row.id) if by_number else f"{row.due_on or ''}_{row.id}"


def _together(parts: Sequence[Select[Any]], pile: Pile) -> Select[Any]:
    """The rows of all parts, each once; each part keeps its own order and limit."""
    inner = [part.subquery() for part in parts]
    if len(inner) == 1:
        return select(*inner[0].c)
    joined = union if pile.overlaps else union_all
    return select(*joined(*(select(*part.c) for part in inner)).subquery().c)


def _below(asked: Asked) -> list[list[Condition]]:
    return [[Case.id < int(asked.after)]] if asked.after.isdecimal() else [[]]


def _beyond(last: str) -> list[list[Condition]]:
    """The places in the order of due days after the last row that was shown."""
    day, number = _place(last)
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


def _done(asked: Asked, actor: Actor, size: int) -> Select[Any]:
    """The latest first. When narrowed, only so many of my latest steps are looked through."""
    steps = _my_steps(actor).order_by(Event.id.desc())
    if asked.after.isdecimal():
        steps = steps.where(Event.id < int(asked.after))
    some = (steps.limit(WINDOW) if asked.narrowed else steps).subquery("some")
    query = described(actor, some.c.act).join(some, some.c.ref == Case.ref)
    query = query.where(*asked.conditions()).order_by(some.c.act.desc())
    return query.limit(size + 1)


# ---------------------------------------------------------------- what lies


def lying(actor: Actor, now: datetime) -> int:
    """How many cases of the sections one leads are claimed by somebody who is away today."""
    claimed = (
        select(Claim.case_id)
        .join(Case, Case.id == Claim.case_id)
        .where(Claim.until > now, Claim.account_id.in_(absences.away_on(now.date())))
        .where(Case.section_id.in_(actor.sections_with(Role.HEAD)))
        .limit(CAP)
    )
    return db.session.scalar(select(func.count()).select_from(claimed.subquery())) or 0
