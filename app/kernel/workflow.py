"""办理 the one step every case takes: permit, decide, remember, act. All of it, or nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from statemachine.exceptions import TransitionNotAllowed

from app.extensions import db
from app.kernel import cases, claims, deadlines, deputies, events, indexed
from app.kernel.cases import About, Case
from app.kernel.choices import steps_by_event, whose_hand
from app.kernel.events import Event
from app.kernel.machines import Reason, RuleBroken, fire
from app.kernel.people import Actor, Section, confirm
from app.kernel.rooms import ROOMS, Act, Room, room_of
from app.kernel.separation import take_duty
from app.kernel.standing import Standing
from app.kernel.tx import fault, transaction
from app.lib.markers import N_


class Closed(Exception):
    """The event is closed to this person now; carries the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.code)


class NotYours(Closed):
    """Somebody else does this."""


class NotNow(Closed):
    """Nobody does this here and now."""


class Stale(Exception):
    """The case moved on since the form was shown."""

    def __init__(self, case: Case, seen: int) -> None:
        self.case, self.seen = case, seen
        super().__init__(case.ref)


class KeyReused(Exception):
    """A one-time key came back with another act."""


def permit(case: Case, event: str, actor: Actor, now: datetime) -> tuple[Standing, Actor]:
    """By whose hand (代?) this person may send this event now. Raises NotYours, NotNow."""
    room = room_of(case)
    steps = steps_by_event(room).get(event)
    if steps is None:
        raise NotNow(Reason("unknown", N_("没有这一步")))
    standing = Standing(case, now)
    hand, reason = whose_hand(room, steps, standing, actor, now)
    if reason is not None:
        raise (NotNow if reason.code == "state" else NotYours)(reason)
    return standing, hand


def advance(
    case: Case,
    event: str,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
    once: str | None = None,
    cause: Event | None = None,
) -> Event:
    """Move a case one step; `seen` is the version looked at, `once` the form's one-time key.

    Raises NotYours, NotNow, Stale, RuleBroken; whatever is raised, nothing is stored.
    """
    said = dict(facts or {})
    with transaction():
        if answered := _begin(case, event, actor, seen, once):
            return answered
        standing, hand = permit(case, event, actor, now)
        target = _decide(standing, event, hand, now, said)
        entry = _remember(case, event, target, hand, now, said, once, cause)
        _move(case, entry)
        _perform(Act(case, entry, hand, entry.at, said))
    return entry


def note(
    case: Case,
    name: str,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    *,
    once: str | None = None,
    seen: int | None = None,
) -> Event:
    """Record an act that moves no state: a claim, a file. The caller checked that it may be."""
    with transaction():
        if answered := _begin(case, name, actor, seen, once):
            return answered
        entry = _remember(case, name, case.state, actor, now, dict(facts or {}), once, None)
        _move(case, entry)
    return entry


def _begin(
    case: Case, event: str, actor: Actor, seen: int | None, once: str | None
) -> Event | None:
    """Check standing, one-time key and version. The earlier answer, if there is one."""
    confirm(actor)
    earlier = events.answered(actor.account_id, once)
    if earlier is not None:
        if earlier.stream != case.stream or earlier.name != event:
            raise KeyReused(once)
        return earlier
    if seen is not None and seen != case.version:
        raise Stale(case, seen)
    return None


def _decide(
    standing: Standing, event: str, actor: Actor, now: datetime, facts: dict[str, Any]
) -> str:
    """Let the machine judge and move; the row is not touched."""
    machine = room_of(standing.case).machine
    try:
        fire(machine, standing, event, actor=actor, now=now, today=now.date(), facts=facts)
    except TransitionNotAllowed as late:
        raise NotNow(Reason("state", N_("这一步现在不能办"))) from late
    return str(standing.state)


def _remember(
    case: Case,
    event: str,
    target: str,
    actor: Actor,
    now: datetime,
    facts: dict[str, Any],
    once: str | None,
    cause: Event | None,
) -> Event:
    try:
        return events.record(
            case.stream,
            event,
            actor,
            now,
            expected=case.version,
            facts=facts,
            once=once,
            source=case.state,
            target=target,
            round=case.round,
            role=_acting_as(case, event, actor),
            section_id=case.section_id,
            cause_id=cause.id if cause else None,
        )
    except events.Conflict as moved:
        raise Stale(case, case.version) from moved


def _acting_as(case: Case, event: str, actor: Actor) -> str:
    """The role in which the actor does this, as the machine's table names it."""
    if actor.kind != "staff":
        return actor.kind
    steps = steps_by_event(room_of(case)).get(event, [])
    held = (r for step in steps for r in step.roles if actor.holds(r, case.section_id))
    return str(next(held, next(iter(sorted(actor.all_roles)), "")))


def _move(case: Case, entry: Event) -> None:
    """Move the row, or find that somebody else has; a case that changes hands is let go."""
    turn, stood = room_of(case).turn(entry.target), case.turn
    if not cases.move(case, entry, turn):
        raise Stale(case, case.version)
    if turn != stood:
        claims.let_go(case)
    fault("moved")


def _perform(act: Act) -> None:
    """Note the separated duty, then the room's effects in written order, then the clock shown."""
    room = room_of(act.case)
    if act.event.name == room.disclosed_by:
        act.case.disclosed = True
    duty = room.duties.get(act.event.name)
    if duty and act.actor.person_id is not None:
        take_duty(act.case, duty, act.actor.person_id, act.actor.for_person_id)
    for effect in room.effects.get(act.event.name, ()):
        effect(act)
    if act.case.closed_on is not None:
        deadlines.meet_all(act.case, act.today, act.event.id)
    deadlines.show_on_case(act.case)
    for other in ROOMS.values():
        reaction = other.reactions.get((act.case.kind, act.event.name))
        if reaction:
            reaction(act)
    deputies.tell_the_absent(act)


def open_case(
    kind: str, what: About, actor: Actor, now: datetime, *, once: str | None = None, **columns: Any
) -> Case:
    """登记 open a case, as a draft, in the section where its kind begins.

    Raises RuleBroken when no case of this kind may be opened about it, or one is open already.
    """
    room = ROOMS[kind]
    with transaction():
        confirm(actor)
        earlier = events.answered(actor.account_id, once)
        if earlier is not None:
            return _opened_by(earlier)
        section = db.session.get_one(Section, room.begins_in(what.section.id))
        what = replace(what, section=section)
        _may_open(room, what, actor, now.date())
        columns = room.beginning | columns
        columns["disclosed"] &= not room.disclosed_by  # never more than its kind is
        case = _entered(cases.begin(room.model, room.prefix, what, actor, now, **columns))
        entry = events.record(
            case.stream,
            "open",
            actor,
            now,
            expected=0,
            facts=_named(what) | {"edition": room.edition},
            once=once,
            target=case.state,
            round=1,
            role=room.opener(actor),
            section_id=case.section_id,
        )
        _perform(Act(case, entry, actor, now, {}))
    return case


def _named(what: About) -> dict[str, Any]:
    """What the first act of the story says the case is about."""
    if (record := what.record) is not None:
        return {"record": record.id, "doc_no": record.doc_no}
    return {"subject": what.subject.id, "title": what.title}


def _entered(case: Case) -> Case:
    try:
        db.session.add(case)
        db.session.flush()
    except IntegrityError as taken:
        says = N_("这条记录已有未办结的申请，请在原申请上办理")
        raise RuleBroken(says, code="open_already") from taken
    indexed.file_case(case)
    return case


def _opened_by(entry: Event) -> Case:
    case = db.session.scalar(select(Case).where(Case.ref == entry.stream.removeprefix("case/")))
    if case is None or entry.name != "open":
        raise KeyReused(entry.once)
    return case


def _may_open(room: Room, what: About, actor: Actor, today: date) -> None:
    stranger = actor.kind == "applicant" and not actor.represents(what.subject.id)
    if stranger or not room.opener(actor):
        raise NotYours(Reason("role", N_("您不能为这条记录提出申请")))
    if actor.kind == "staff" and not any(
        actor.holds(role, what.section.id) for role in room.opened_by
    ):
        raise NotYours(Reason("section", N_("这条记录由其他科室认定，请由该科室登记")))
    room.may_open(what, today)
