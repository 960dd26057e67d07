"""案头 the piles on one person's desk, each a few stretches of the index of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, bindparam, exists, literal_column, or_

from app.extensions import Instant
from app.kernel.cases import READS_THE_BUREAU, READS_THE_SECTION, Case
from app.kernel.claims import Claim
from app.kernel.holding import (
    ROLES_THAT_HOLD,
    Place,
    lent_place,
    places,
    states_of,
    waiting,
    waits_for,
)
from app.kernel.people import Actor
from app.kernel.roles import Role
from app.kernel.rooms import states_waiting_for
from app.lib.markers import N_

Condition = ColumnElement[bool]
Line = tuple[str, Place]  # whose turn, and where

NOW = bindparam("now", type_=Instant())  # given when a statement runs


@dataclass(frozen=True)
class Stretch:
    """一段 cases in one state, waiting for one role in one place: neighbours in the index."""

    state: str
    where: tuple[Condition, ...]


@dataclass(frozen=True)
class Pile:
    """一摞 one tab of the desk: its stretches never overlap, `when` narrows them all."""

    key: str
    label: str
    empty: str
    stretches: tuple[Stretch, ...] = ()
    when: tuple[Condition, ...] = ()
    overlaps: bool = False  # what is lent may lie within what is one's own
    newest_first: bool = False  # the ended carry no due day; the last is looked for first


MINE = ("mine", N_("待我办"), N_("没有等您办的件。新收到的申请先进入“本科室待领”。"))
POOL = ("pool", N_("本科室待领"), N_("没有等人认领的件。申请人提交后，件会出现在这里。"))
SECTION = ("section", N_("本科室在办"), N_("本科室没有在办的件。"))
THEIRS = ("theirs", N_("等申请人"), N_("没有等申请人的件。发出补正通知后，件在这里等申请人答复。"))
OTHERS = ("others", N_("等其他科室"), N_("没有等其他科室的件。转给下一岗位的件会列在这里。"))
DONE = ("done", N_("我办过的"), N_("您还没有办过件。办过一步的件会一直列在这里。"))
OPEN = ("open", N_("全部在办"), N_("没有在办的件。"))
CLOSED = ("closed", N_("已办结"), N_("还没有办结的件。"))


@lru_cache(maxsize=512)
def piles_of(actor: Actor) -> tuple[Pile, ...]:
    """The piles on this person's desk; the one they come for is `first_of`."""
    reads = places(actor, *READS_THE_BUREAU, *READS_THE_SECTION)
    mine: list[Line] = [line for line in waits_for(actor) if states_of(*line)]
    led: list[Line] = [
        (role, place)
        for place in places(actor, Role.HEAD)
        for role in (Role.HANDLER, Role.HEAD)
        if role is Role.HANDLER or states_waiting_for(role)
    ]
    if not mine and not led:
        return _of_a_reader(reads)
    ours, lent = _united(actor, mine, led), bool(actor.mandates)
    beyond: list[Line] = [(role, place) for role in ROLES_THAT_HOLD for place in reads]
    return (
        Pile(*MINE, (*_stretches(mine), _drafts_of(actor)), _not_held(actor), lent),
        Pile(*POOL, _stretches(ours), (~_HELD,), lent),
        *([Pile(*SECTION, _stretches(led))] if led else []),
        Pile(*THEIRS, _everywhere(reads, Role.APPLICANT)),
        Pile(*OTHERS, *_outside(ours, beyond)),
        Pile(*DONE, newest_first=True),
    )


def _of_a_reader(reads: list[Place]) -> tuple[Pile, ...]:
    """Whoever only reads sees everything: what runs, what waits outside, what has ended."""
    return (
        Pile(*OPEN, _everywhere(reads, *ROLES_THAT_HOLD, Role.APPLICANT)),
        Pile(*THEIRS, _everywhere(reads, Role.APPLICANT)),
        Pile(*CLOSED, _everywhere(reads, ""), newest_first=True),
    )


def first_of(piles: Sequence[Pile]) -> Pile:
    """What this person comes for: their own work, the section they lead, or everything."""
    led = [pile for pile in piles if pile.key == "section"]
    return led[0] if led else piles[0]


def _united(actor: Actor, mine: list[Line], led: list[Line]) -> list[Line]:
    """My own lines and those of the sections I lead, none of them within another."""
    handlers: list[Line] = [
        (Role.HANDLER, place) for place in places(actor, Role.HANDLER, Role.HEAD)
    ]
    return [line for line in mine if line[0] is not Role.HANDLER] + (
        handlers if led else [line for line in mine if line[0] is Role.HANDLER]
    )


def _outside(
    ours: list[Line], beyond: list[Line]
) -> tuple[tuple[Stretch, ...], tuple[Condition, ...]]:
    """The lines that are not ours; of a line that holds some of ours, the rest of it."""
    elsewhere = [line for line in beyond if line not in ours]
    turns = {turn for turn, _ in elsewhere}
    apart = tuple(~((Case.turn == turn) & place.where) for turn, place in ours if turn in turns)
    return _stretches(elsewhere), apart


def _everywhere(reads: list[Place], *turns: str) -> tuple[Stretch, ...]:
    return _stretches([(turn, place) for turn in turns for place in reads])


def _stretches(lines: Sequence[Line]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(state, waiting(turn, state, place))
        for turn, place in lines
        for state in states_of(turn, place)
    )


def _drafts_of(actor: Actor) -> Stretch:
    """What I began at the desk for somebody and have not submitted."""
    # Said as a literal, so that the database sees that the partial index holds all of it.
    draft = Case.state == literal_column("'draft'")
    return Stretch("draft", (Case.opened_by == actor.account_id, draft))


_HELD = exists().where(Claim.case_id == Case.id, Claim.until > NOW)


def _not_held(actor: Actor) -> tuple[Condition]:
    """Nobody else has the case on a lease that still runs, but those for whom one stands in."""
    lent = [
        (Claim.account_id == mandate.account_id) & lent_place(actor, mandate).where
        for mandate in actor.mandates
    ]
    others = _HELD.where(Claim.account_id != actor.account_id)
    return (~(others.where(~or_(*lent)) if lent else others),)
