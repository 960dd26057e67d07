"""批量办理 one event for several cases: what may be done so, and what would come of it, row by row.

The preview tries every row in full and undoes it; the gateway judges each row again when it is
done. What binds to the text of one case is never done in bulk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.cases.opinions import DecideForm
from app.cases.rehearsal import Foreseen, rehearse
from app.extensions import db
from app.halls.desk.piles import Pile
from app.kernel import cases, claims, holding
from app.kernel.cases import Case, visible_to
from app.kernel.machines import Reason, RuleBroken, steps_of
from app.kernel.people import Account, Actor
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import ROOMS, Room, room_of
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, NotNow, permit
from app.lib.markers import N_, NC_
from app.web.forms import OpinionForm
from app.web.language import say, translated

MOST = 200  # rows of one batch

HOLD = {
    "claim": NC_("event", "认领"),
    "release": NC_("event", "释放"),
    "reassign": NC_("event", "改派"),
}
GONE = N_("没有这一件，或者它不归您查看")
BOUND = N_("决定与所看的文书逐件对应，不能批量作出，请打开这一件办理")
APART = N_("这一步要针对这一件填写，不能批量办理，请打开这一件办理")
NO_SUCH_STEP = N_("这一种办件没有这一步")
NOT_NOW = N_("现在不能试办，请稍后再试")


@lru_cache(maxsize=512)
def offered(me: Actor, pile: Pile) -> dict[str, tuple[str, ...]]:
    """The events that may be chosen for several cases of this pile, with what each is called."""
    states = {stretch.state for stretch in pile.stretches} - {"draft"}
    found: dict[str, dict[str, None]] = {}
    for room in ROOMS.values():
        for step in steps_of(room.machine):
            mine = me.all_roles.intersection(step.roles)
            if step.source in states and mine and _worth_offering(room, step.event):
                found.setdefault(step.event, {})[step.name] = None
    if not found:
        return {}
    hold = [act for act in HOLD if act != "reassign" or Role.HEAD in me.all_roles]
    return {act: (HOLD[act],) for act in hold} | {e: tuple(names) for e, names in found.items()}


def _worth_offering(room: Room, event: str) -> bool:
    if event in room.refusing:
        return False
    return why_apart(room, event) in (None, BOUND)


def why_apart(room: Room, event: str) -> str | None:
    """Why this event is done case by case; None when one opinion serves for many."""
    form = room.forms[event]
    if form is OpinionForm:
        return None
    return BOUND if issubclass(form, DecideForm) else APART


# ---------------------------------------------------------------- the preview


@dataclass(frozen=True)
class Judged:
    """一行预演 what would come of one row: or why it cannot be done."""

    ref: str
    kind: str = ""
    subject: str = ""
    title: str = ""
    state: str = ""
    version: int = 0
    why: str = ""
    after: str = ""
    turn: str = ""
    papers: tuple[str, ...] = ()
    told: int = 0


def judged(refs: Sequence[str], event: str, me: Actor, now: datetime) -> list[Judged]:
    """Every row as it would go, in the order in which they were chosen."""
    columns = (
        *(Case.ref, Case.kind, Case.edition, Case.subject_name),
        *(Case.title, Case.state, Case.version),
    )
    query = visible_to(me, columns).where(Case.ref.in_(refs))
    rows = {row.ref: row for row in db.session.execute(query)}
    return [
        _judged(rows[ref], event, me, now) if ref in rows else Judged(ref, why=say(GONE))
        for ref in refs
    ]


def _judged(row: Any, event: str, me: Actor, now: datetime) -> Judged:
    room = room_of(row)
    told: dict[str, Any] = {
        "ref": row.ref,
        "kind": room.name,
        "subject": row.subject_name,
        "title": row.title,
        "state": room.states[row.state],
        "version": row.version,
    }
    if event in HOLD:
        return Judged(**told, why=_why_not_held(row.ref, event, me, now))
    apart = NO_SUCH_STEP if event not in room.forms else why_apart(room, event)
    if apart is not None:
        return Judged(**told, why=say(apart))
    return Judged(**told, **_foreseen(row.ref, room, event, me, now))


def _foreseen(ref: str, room: Room, event: str, me: Actor, now: datetime) -> dict[str, Any]:
    case = cases.find(me, ref)
    if case is None:
        return {"why": say(GONE)}
    try:
        permit(case, event, me, now)
    except Closed as closed:
        return {"why": in_words(closed.reason)}
    seen = rehearse(ref, event, me, now, {"opinion": ""})
    if isinstance(seen, Foreseen):
        return {
            "after": room.states[seen.state],
            "turn": translated(ROLE_NAMES[Role(seen.turn)]) if seen.turn else "",
            "papers": tuple(paper.title for paper in seen.papers),
            "told": len(seen.told),
        }
    return {"why": say(seen.says, **seen.params) if isinstance(seen, RuleBroken) else say(NOT_NOW)}


def in_words(reason: Reason) -> str:
    return say(reason.says, **reason.params)


class _Undone(Exception):
    """Ends the transaction in which something was tried."""


def _why_not_held(ref: str, act: str, me: Actor, now: datetime) -> str:
    """Try to take up or let go, and undo it. To whom a case is given is asked later."""
    try:
        with transaction():
            case = cases.find(me, ref, lock=True)
            if case is None:
                return say(GONE)
            if act == "reassign":
                return _why_not_given(case, me)
            hold(act, case, me, now, None, {})
            raise _Undone
    except _Undone:
        return ""
    except Closed as closed:
        return in_words(closed.reason)


def _why_not_given(case: Case, me: Actor) -> str:
    if not me.holds(Role.HEAD, case.section_id):
        return say(N_("改派由科室负责人办理"))
    if case.turn != Role.HANDLER:
        return say(N_("本件现在不由经办人办理，不能改派"))
    return ""


def hold(
    act: str, case: Case, me: Actor, now: datetime, once: str | None, said: Mapping[str, Any]
) -> None:
    """Take up, let go or give away."""
    if act == "reassign":
        to = db.session.get_one(Account, said["to"])
        holding.reassign(case, to, me, now, said["reason"], once)
        return
    if act == "release" and claims.standing(case, now) is None:
        raise NotNow(Reason("unclaimed", N_("本件现在没有人认领")))
    acts: dict[str, Callable[..., None]] = {"claim": holding.take_up, "release": holding.release}
    acts[act](case, me, now, once)


def names_of(event: str) -> tuple[str, ...]:
    """What an event is called in the kinds that have it, each name once."""
    if event in HOLD:
        return (HOLD[event],)
    return tuple(dict.fromkeys(r.events[event] for r in ROOMS.values() if event in r.events))
