"""流程说明 the table, the limits and the papers of a workflow, in words, from the room itself."""

from dataclasses import dataclass
from datetime import date

from app.kernel import terms
from app.kernel.machines import Guard, Step, reason_of, steps_of
from app.kernel.people import ROLE_NAMES
from app.kernel.rooms import Room, consequences
from app.lib.workdays import Term


@dataclass(frozen=True)
class Row:
    """环节 one line of the transition table."""

    source: str
    event: str
    who: tuple[str, ...]
    target: str
    conditions: tuple[str, ...]
    follows: tuple[str, ...]
    id: str


def rows(room: Room) -> list[Row]:
    """Every step the machine knows, in the order it is written."""
    return [_row(room, step) for step in steps_of(room.machine)]


def _row(room: Room, step: Step) -> Row:
    names = room.states
    return Row(
        source=names[step.source],
        event=step.name,
        who=tuple(ROLE_NAMES[role] for role in step.roles),
        target=names[step.target],
        conditions=tuple(_says(guard) for guard in step.guards if not reason_of(guard).roles),
        follows=tuple(consequences(room.effects.get(step.event, ()))),
        id=step.event,
    )


def _says(guard: Guard) -> str:
    return reason_of(guard).says


def limits(room: Room, today: date) -> list[tuple[Term, Term]]:
    """Each limit of law, with the value in force in this bureau."""
    return [(term, terms.applying(term, today)) for term in room.terms]
