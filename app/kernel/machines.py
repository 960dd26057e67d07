"""状态机 the base of every workflow: states, events, and guards that say why they are closed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import local
from typing import Any

from statemachine import StateMachine

from app.kernel.people import Actor
from app.kernel.roles import ROLE_NAMES, Role
from app.lib.markers import N_

Guard = Callable[..., bool]


@dataclass(frozen=True)
class Reason:
    """为什么不能办 a stable code, and the sentence for people with its parts."""

    code: str
    says: str
    params: Mapping[str, Any] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()


class RuleBroken(Exception):
    """A rule of law or of the bureau refuses what was offered; the sentence stands at the field."""

    def __init__(
        self, says: str, field: str | None = None, code: str = "rule", **params: Any
    ) -> None:
        self.says, self.field, self.code, self.params = says, field, code, params
        super().__init__(says)


class CaseMachine(StateMachine):
    """办件状态机 strict and atomic: unknown events and failing actions raise."""

    allow_event_without_transition = False
    catch_errors_as_events = False
    atomic_configuration_update = True


_reasons: dict[Guard, Reason] = {}


def closed_saying(code: str, says: str, **params: Any) -> Callable[[Guard], Guard]:
    """Give a guard the sentence with which it closes an event."""

    def mark(guard: Guard) -> Guard:
        _reasons[guard] = Reason(code, says, params)
        return guard

    return mark


def reason_of(guard: Guard) -> Reason:
    return _reasons[guard]


def by(*roles: Role) -> Guard:
    """Guard: the actor holds one of these roles in the section that has the case."""

    def guard(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
        return actor is not None and any(_is(actor, role, model) for role in roles)

    guard.__name__ = "_or_".join(roles)
    guard.__qualname__ = f"by.{guard.__name__}"
    _reasons[guard] = Reason(
        "role", N_("这一步由%(who)s办理"), {"who": [ROLE_NAMES[role] for role in roles]}, roles
    )
    return guard


def _is(actor: Actor, role: Role, model: Any) -> bool:
    if role is Role.APPLICANT:
        return actor.kind == "applicant" and actor.represents(model.subject_id)
    if role is Role.CLOCK:
        return actor.kind == "clock"
    return actor.kind == "staff" and actor.holds(role, model.section_id)


@closed_saying("held", N_("本件已由他人认领，请其释放或由科室负责人改派"))
def not_held_by_another(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: nobody else has claimed the case."""
    if actor is None:
        return False
    return actor.kind != "staff" or model.holder is None or model.holder in actor.persons


def fresh_eyes(duty: str) -> Guard:
    """Guard: in this round the actor has done no other of the four separated duties.

    Nor has the absent colleague in whose name they act: a deputy is bound by both persons.
    """

    def guard(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
        if actor is None:
            return False
        return actor.persons.isdisjoint(p for d, p in model.hands if d != duty)

    guard.__name__ = f"fresh_eyes_{duty}"
    guard.__qualname__ = f"fresh_eyes.{duty}"
    _reasons[guard] = Reason(
        "separation", N_("您已办理本轮的另一环节，核查、法规审核、审批、公示须由不同的人办理")
    )
    return guard


@closed_saying("own_record", N_("这条记录由您录入，您不能决定对它的修复或异议"))
def not_the_one_who_entered_it(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: whoever entered the record does not decide about it."""
    return actor is not None and actor.persons.isdisjoint(model.enterers)


@closed_saying("interested", N_("您应当回避：您是申请人一方的人员，或者已登记回避"))
def not_interested(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the actor is not, under another account, on the applicant's side, and not recused."""
    return actor is not None and actor.persons.isdisjoint(model.interested)


@closed_saying("own_review", N_("您在原来那一件中办理过核查、审核、审批或者公示，复核由其他人办理"))
def not_a_review_of_their_own(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: whoever had a duty in the case that is reviewed has none in its review."""
    return actor is not None and actor.persons.isdisjoint(model.earlier_hands or ())


class Cursor:
    """游标 what a machine takes for its model: whichever case it is shown now."""

    __slots__ = ("shown",)

    def __init__(self, shown: Any) -> None:
        self.shown = shown

    @property
    def state(self) -> str:
        return str(self.shown.state)

    @state.setter
    def state(self, state: str) -> None:
        self.shown.state = state

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shown, name)


class _Idle(local):
    """Of each kind one machine a thread: to make one costs more than to move it."""

    def __init__(self) -> None:
        self.machines: dict[type[CaseMachine], CaseMachine] = {}


_idle = _Idle()


def fire(machine: type[CaseMachine], standing: Any, event: str, **told: Any) -> None:
    """Let the machine move what stands there. Raises what its guards and validators raise."""
    ready = _idle.machines.pop(machine, None) or machine(Cursor(standing))
    ready.model.shown = standing
    ready.send(event, **told)
    # One that refused, or came to an end, is not used again.
    if not ready.is_terminated:
        ready.model.shown = None
        _idle.machines[machine] = ready


@dataclass(frozen=True)
class Step:
    """办理环节 one line of the table: this event leads from here to there, if guards agree."""

    event: str
    name: str
    source: str
    target: str
    guards: tuple[Guard, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who may take this step, as its first guard says."""
        return tuple(role for guard in self.guards for role in reason_of(guard).roles)

    def refusal(self, model: Any, actor: Actor, now: datetime) -> Reason | None:
        """Why this actor may not take the step; None when they may."""
        closed = (g for g in self.guards if not g(model=model, actor=actor, now=now))
        first = next(closed, None)
        return reason_of(first) if first else None


@cache
def steps_of(machine: type[CaseMachine]) -> tuple[Step, ...]:
    """The whole table of a machine, in the order its events are written."""
    order = {event_id: n for n, event_id in enumerate(event_names(machine))}
    return tuple(sorted(_steps(machine), key=lambda step: order[step.event]))


def _steps(machine: type[CaseMachine]) -> Iterator[Step]:
    for state in machine.states:
        for transition in state.transitions:
            for event in transition.events:
                yield Step(
                    event=event.id,
                    name=str(event.name),
                    source=state.id,
                    target=transition.target.id,
                    guards=tuple(spec.func for spec in transition.cond),
                )


@cache
def state_names(machine: type[CaseMachine]) -> dict[str, str]:
    return {state.id: str(state.name) for state in machine.states}


@cache
def event_names(machine: type[CaseMachine]) -> dict[str, str]:
    # The metaclass lists them on the class; the stubs know them on instances only.
    return {event.id: str(event.name) for event in machine.events}  # type: ignore[attr-defined]
