"""流程说明 the table, the limits and the papers of a workflow, in words, from the room itself."""

from dataclasses import dataclass
from datetime import date

from app.kernel.limits import Limit, limits_of
from app.kernel.machines import Guard, Step, reason_of, steps_of
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import Room, consequences
from app.lib.markers import N_


@dataclass(frozen=True)
class Row:
    """环节 one line of the transition table."""

    sources: tuple[str, ...]
    event: str
    who: tuple[str, ...]
    target: str
    conditions: tuple[str, ...]
    follows: tuple[str, ...]
    id: str
    states: frozenset[str]


def rows(room: Room) -> list[Row]:
    """Every step the machine knows, in the order it is written; alike steps share a line."""
    alike: dict[tuple[object, ...], list[Step]] = {}
    for step in steps_of(room.machine):
        target = "" if step.source == step.target else step.target
        named = tuple(guard.__qualname__ for guard in step.guards)
        alike.setdefault((step.event, target, named), []).append(step)
    return [_row(room, steps) for steps in alike.values()]


def _row(room: Room, steps: list[Step]) -> Row:
    names, first = room.states, steps[0]
    return Row(
        sources=tuple(names[step.source] for step in steps),
        event=first.name,
        who=tuple(ROLE_NAMES[role] for role in first.roles),
        target=names[first.target] if first.source != first.target else N_("不变"),
        conditions=tuple(_says(guard) for guard in first.guards if not reason_of(guard).roles),
        follows=tuple(consequences(room.effects.get(first.event, ()))),
        id=first.event,
        states=frozenset(step.source for step in steps),
    )


def _says(guard: Guard) -> str:
    return reason_of(guard).says


def by_role(room: Room) -> list[tuple[Role, list[str]]]:
    """谁能办什么: each role that has a part in this workflow, with what it may do."""
    found: dict[Role, dict[str, None]] = {}
    for step in steps_of(room.machine):
        for role in step.roles:
            found.setdefault(role, {})[step.name] = None
    return [(role, list(found[role])) for role in Role if role in found]


def limits(room: Room, on: date) -> list[Limit]:
    """Each limit of law, with the value that applies in this bureau on this day."""
    return limits_of(room, on)
