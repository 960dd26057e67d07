"""可办事项 every event of a case as one person sees it now: open, or closed with the reason."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.cases import Case
from app.kernel.machines import Reason, Step, steps_of
from app.kernel.people import Actor
from app.kernel.roles import Role
from app.kernel.rooms import Room, room_of
from app.kernel.standing import Standing
from app.lib.markers import N_


@dataclass(frozen=True)
class Choice:
    """可办事项 one event as one person sees it: open, or closed with the reason."""

    event: str
    name: str
    reason: Reason | None
    primary: bool
    refusing: bool
    for_name: str = ""  # 代: in whose name, if not in one's own

    @property
    def open(self) -> bool:
        return self.reason is None


def choices(case: Case, actor: Actor, now: datetime) -> list[Choice]:
    """Every event of the case's kind, open or closed to this actor now."""
    room, standing = room_of(case), Standing(case, now)
    offered = []
    for event, steps in steps_by_event(room).items():
        if all(step.roles == (Role.CLOCK,) for step in steps):
            continue
        hand, reason = whose_hand(room, steps, standing, actor, now)
        name = hand.stands_for.name if hand.stands_for and reason is None else ""
        main, refusing = event in room.primary, event in room.refusing
        offered.append(Choice(event, steps[0].name, reason, main, refusing, name))
    return offered


def open_choices(case: Case, actor: Actor, now: datetime) -> list[Choice]:
    return [choice for choice in choices(case, actor, now) if choice.open]


def steps_by_event(room: Room) -> dict[str, list[Step]]:
    table: dict[str, list[Step]] = {}
    for step in steps_of(room.machine):
        table.setdefault(step.event, []).append(step)
    return table


def whose_hand(
    room: Room, steps: list[Step], standing: Standing, actor: Actor, now: datetime
) -> tuple[Actor, Reason | None]:
    """By which hand the actor takes one of these steps: their own, or that of somebody absent.

    Where none may, the reason that tells most: of a hand that has the role, if there is one.
    """
    closed: list[tuple[Actor, Reason]] = []
    for hand in actor.hands(room.kind, steps[0].event, now.date()):
        reason = why_not(room, steps, standing, hand, now)
        if reason is None:
            return hand, None
        closed.append((hand, reason))
    telling = (one for one in closed if one[1].code != "role")
    return next(telling, closed[0])


def why_not(
    room: Room, steps: list[Step], standing: Standing, actor: Actor, now: datetime
) -> Reason | None:
    """The most telling reason why this hand can take none of these steps; None when it can."""
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
