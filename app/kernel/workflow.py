"""办理 the one step every case takes: permit, decide, remember, act. All of it, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value
from statemachine.exceptions import TransitionNotAllowed

from app.extensions import db, table_of
from app.kernel import claims, deadlines, events
from app.kernel.cases import Case, next_ref, take_duty
from app.kernel.events import Event
from app.kernel.machines import Reason, RuleBroken, Step, fire, steps_of
from app.kernel.people import Actor, Section, confirm
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, Act, Room, room_of
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


@dataclass(frozen=True)
class Choice:
    """可办事项 one event as one person sees it: open, or closed with the reason."""

    event: str
    name: str
    reason: Reason | None
    primary: bool
    refusing: bool

    @property
    def open(self) -> bool:
        return self.reason is None


def choices(case: Case, actor: Actor, now: datetime) -> list[Choice]:
    """Every event of the case's kind, open or closed to this actor now."""
    room, standing = room_of(case), Standing(case, now)
    offered = []
    for event, steps in _by_event(room).items():
        if all(step.roles == (Role.CLOCK,) for step in steps):
            continue
        reason = _why_not(room, steps, standing, actor, now)
        offered.append(
            Choice(event, steps[0].name, reason, event in room.primary, event in room.refusing)
        )
    return offered


def open_choices(case: Case, actor: Actor, now: datetime) -> list[Choice]:
    return [choice for choice in choices(case, actor, now) if choice.open]


def _by_event(room: Room) -> dict[str, list[Step]]:
    table: dict[str, list[Step]] = {}
    for step in steps_of(room.machine):
        table.setdefault(step.event, []).append(step)
    return table


def _why_not(
    room: Room, steps: list[Step], standing: Standing, actor: Actor, now: datetime
) -> Reason | None:
    """The most telling reason why none of these steps can be taken; None when one can."""
    here = [step for step in steps if step.source == standing.state]
    if not here:
        names = room.states
        sources = list(dict.fromkeys(names[step.source] for step in steps))
        return Reason(
            "state",
            N_("现在是“%(now)s”，到“%(then)s”时才能办"),
            {"now": names[standing.state], "then": sources},
        )
    reasons = [step.refusal(standing, actor, now) for step in here]
    return None if None in reasons else reasons[0]


def permit(case: Case, event: str, actor: Actor, now: datetime) -> Standing:
    """Whether this person may send this event now. Raises NotYours or NotNow with the reason."""
    room = room_of(case)
    steps = _by_event(room).get(event)
    if steps is None:
        raise NotNow(Reason("unknown", N_("没有这一步")))
    standing = Standing(case, now)
    reason = _why_not(room, steps, standing, actor, now)
    if reason is not None:
        raise (NotNow if reason.code == "state" else NotYours)(reason)
    return standing


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
        answered = _begin(case, event, actor, seen, once)
        if answered:
            return answered
        standing = permit(case, event, actor, now)
        target = _decide(standing, event, actor, now, said)
        entry = _remember(case, event, target, actor, now, said, once, cause)
        _move(case, entry)
        act = Act(case, entry, actor, entry.at, said)
        _perform(act)
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
        answered = _begin(case, name, actor, seen, once)
        if answered:
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
    wanted = [r for s in _by_event(room_of(case)).get(event, []) for r in s.roles]
    held = (role for role in wanted if actor.holds(role, case.section_id))
    return str(next(held, next(iter(sorted(actor.all_roles)), "")))


_CASES = table_of(Case)
_MOVE = (
    update(_CASES)
    .where(
        _CASES.c.id == bindparam("case_id"),
        _CASES.c.version == bindparam("stood_at"),
        _CASES.c.state == bindparam("stood_in"),
    )
    .values(
        {
            column: bindparam(f"new_{column}")
            for column in ("state", "version", "turn", "moved_at", "closed_on")
        }
    )
)


def _move(case: Case, entry: Event) -> None:
    """Compare and set: the row moves only from the state and version that were judged."""
    room = room_of(case)
    turn = room.turn(entry.target)
    values: dict[str, Any] = {
        "state": entry.target,
        "version": entry.seq,
        "turn": turn,
        "moved_at": entry.at,
        "closed_on": case.closed_on or (None if turn else entry.at.date()),
    }
    db.session.flush()
    judged = {"case_id": case.id, "stood_at": entry.seq - 1, "stood_in": entry.source}
    moved = db.session.execute(_MOVE, judged | {f"new_{k}": v for k, v in values.items()})
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale(case, case.version)
    if turn != case.turn:
        claims.let_go(case)
    for column, value in values.items():
        set_committed_value(case, column, value)
    fault("moved")


def _perform(act: Act) -> None:
    """Note the separated duty, then the room's effects in written order, then the clock shown."""
    room = room_of(act.case)
    duty = room.duties.get(act.event.name)
    if duty and act.actor.person_id is not None:
        take_duty(act.case, duty, act.actor.person_id)
    for effect in room.effects.get(act.event.name, ()):
        effect(act)
    if act.case.closed_on is not None:
        deadlines.meet_all(act.case, act.today, act.event.id)
    deadlines.show_on_case(act.case)
    for other in ROOMS.values():
        reaction = other.reactions.get((act.case.kind, act.event.name))
        if reaction:
            reaction(act)


def open_case(
    kind: str,
    record: CreditRecord,
    actor: Actor,
    now: datetime,
    *,
    once: str | None = None,
    **columns: Any,
) -> Case:
    """登记 open a case about a record, as a draft, where it was found (谁认定、谁修复).

    Raises RuleBroken when the record may not be named or has another open case.
    """
    room, today = ROOMS[kind], now.date()
    with transaction():
        confirm(actor)
        earlier = events.answered(actor.account_id, once)
        if earlier is not None:
            return _opened_by(earlier)
        _may_open(room, record, actor, today)
        case = _fresh(room, record, actor, now, columns)
        try:
            db.session.add(case)
            db.session.flush()
        except IntegrityError as taken:
            raise RuleBroken(
                N_("这条记录已有未办结的申请，请在原申请上办理"), code="open_already"
            ) from taken
        entry = events.record(
            case.stream,
            "open",
            actor,
            now,
            expected=0,
            facts={"record": record.id, "doc_no": record.doc_no},
            once=once,
            target=case.state,
            round=1,
            role=_opener(room, actor),
            section_id=case.section_id,
        )
        _perform(Act(case, entry, actor, now, {}))
    return case


def _opened_by(entry: Event) -> Case:
    case = db.session.scalar(select(Case).where(Case.ref == entry.stream.removeprefix("case/")))
    if case is None or entry.name != "open":
        raise KeyReused(entry.once)
    return case


def _may_open(room: Room, record: CreditRecord, actor: Actor, today: date) -> None:
    if not _opener(room, actor) or (
        actor.kind == "applicant" and not actor.represents(record.subject_id)
    ):
        raise NotYours(Reason("role", N_("您不能为这条记录提出申请")))
    if actor.kind == "staff" and not any(
        actor.holds(role, record.section_id) for role in room.opened_by
    ):
        raise NotYours(Reason("section", N_("这条记录由其他科室认定，请由该科室登记")))
    room.may_open(record, today)


def _opener(room: Room, actor: Actor) -> str:
    if actor.kind == "applicant":
        return str(Role.APPLICANT) if Role.APPLICANT in room.opened_by else ""
    return str(next((role for role in room.opened_by if role in actor.all_roles), ""))


def _fresh(
    room: Room, record: CreditRecord, actor: Actor, now: datetime, columns: dict[str, Any]
) -> Case:
    section = db.session.get_one(Section, record.section_id)
    return room.model(
        ref=next_ref(room.prefix, now.year),
        state="draft",
        version=1,
        turn=room.turn("draft"),
        section_id=section.id,
        house_id=section.house_id,
        subject_id=record.subject_id,
        subject_name=record.subject.name,
        record_id=record.id,
        title=record.doc_no,
        opened_on=now.date(),
        opened_by=actor.account_id,
        moved_at=now,
        **columns,
    )
