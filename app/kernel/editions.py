"""流程版本 a case keeps the edition it was opened under; what another would mean for it.

A change of a workflow ships with its dry run: every open case that the new edition would take
over, and what it would find there. Nothing moves by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from app.extensions import db
from app.kernel import workflow
from app.kernel.cases import Case
from app.kernel.choices import steps_by_event
from app.kernel.machines import RuleBroken, Step
from app.kernel.people import Actor, Section
from app.kernel.rooms import ROOMS, Room, room_of
from app.kernel.tx import transaction
from app.lib.markers import N_

AT_A_TIME = 200


@dataclass(frozen=True)
class Move:
    """改版预演 one open case, and what another edition of its workflow would mean for it."""

    ref: str
    edition: int
    state: str
    turn: str
    section: str
    has_home: bool
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    changes: tuple[str, ...]


def edition_of(kind: str, edition: int) -> Room:
    """The room in this edition. Raises RuleBroken when there is none."""
    room = ROOMS.get(kind)
    if room is None:
        raise RuleBroken(N_("没有这种办件：%(kind)s"), code="kind", kind=kind)
    if edition not in room.editions:
        raise RuleBroken(N_("没有第%(edition)s版流程"), code="edition", edition=edition)
    return room.editions[edition]


def plan(kind: str, edition: int) -> list[Move]:
    """预演 every open case that this edition would take over, by number; writes nothing."""
    room, moves, last = edition_of(kind, edition), list[Move](), 0
    while page := _page(kind, edition, last):
        last = page[-1].id
        moves += [_foreseen(row, room) for row in page]
    return moves


def _page(kind: str, edition: int, last: int) -> Sequence[Row[int, str, str, int, str, str]]:
    query = (
        select(Case.id, Case.ref, Case.kind, Case.edition, Case.state, Section.name)
        .join(Section, Section.id == Case.section_id)
        .where(Case.kind == kind, Case.edition != edition, Case.closed_on.is_(None))
        .where(Case.id > last)
        .order_by(Case.id)
        .limit(AT_A_TIME)
    )
    return db.session.execute(query).all()


def _foreseen(row: Row[int, str, str, int, str, str], room: Room) -> Move:
    before, after = _leading_out(room_of(row), row.state), _leading_out(room, row.state)
    return Move(
        ref=row.ref,
        edition=row.edition,
        state=room_of(row).states[row.state],
        turn=room_of(row).turn(row.state),
        section=row.name,
        has_home=row.state in room.states,
        opens=tuple(event for event in after if event not in before),
        closes=tuple(event for event in before if event not in after),
        changes=tuple(e for e in after if e in before and after[e] != before[e]),
    )


def _leading_out(room: Room, state: str) -> dict[str, list[tuple[str, list[str]]]]:
    """What may be done from here: each event, where it leads, and who and what it asks."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for event, steps in steps_by_event(room).items():
        here = [_in_short(step) for step in steps if step.source == state]
        if here:
            found[event] = here
    return found


def _in_short(step: Step) -> tuple[str, list[str]]:
    return step.target, [guard.__qualname__ for guard in step.guards]


def move(ref: str, edition: int, by: Actor, now: datetime, operator: str) -> None:
    """改版 let one open case go by another edition from now on, as an act of its story.

    Raises RuleBroken when it cannot: it is over, it goes by that edition already, or it stands
    in a state that the edition does not know.
    """
    with transaction() as session:
        query = select(Case).where(Case.ref == ref).with_for_update(of=Case)
        case = session.scalar(query.execution_options(populate_existing=True))
        if case is None:
            raise RuleBroken(N_("没有这一件：%(ref)s"), code="no_case", ref=ref)
        _may_move(case, edition_of(case.kind, edition))
        was, case.edition = case.edition, edition
        session.flush()
        said = {"was": was, "becomes": edition, "operator": operator}
        workflow.note(case, "change_edition", by, now, said)


def _may_move(case: Case, room: Room) -> None:
    if case.closed_on is not None:
        raise RuleBroken(N_("已经办结，仍按办结时的流程"), code="closed")
    if case.edition == room.edition:
        raise RuleBroken(N_("已经按第%(edition)s版流程办理"), code="same", edition=room.edition)
    if case.state not in room.states:
        words = N_("现在是“%(state)s”，第%(edition)s版流程没有这个状态")
        state = room_of(case).states[case.state]
        raise RuleBroken(words, code="homeless", state=state, edition=room.edition)
