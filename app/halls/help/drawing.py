"""流程图 a machine drawn: a column a phase, a box a state, an arrow a step; plain numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.machines import Step, steps_of
from app.kernel.rooms import PHASES, Room

BOX = (142, 42)  # wide enough for “Awaiting acceptance”
GAP = (40, 30)
MARGIN = 16
HEAD = 34


@dataclass(frozen=True)
class Box:
    """状态框 one state, in its column and row."""

    state: str
    label: str
    x: int
    y: int
    end: bool

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + BOX[0] // 2, self.y + BOX[1] // 2


@dataclass(frozen=True)
class Arrow:
    """箭头 one step from box to box; those that end a case stay thin and unlabelled."""

    path: str
    label: str
    x: int
    y: int
    quiet: bool
    source: str


@dataclass(frozen=True)
class Drawing:
    """流程图 everything the page draws."""

    width: int
    height: int
    heads: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(room: Room) -> Drawing:
    """Lay out the states of a room by phase, running ones above, ends below."""
    columns = {phase: _column(room, phase) for phase in PHASES}
    used = [phase for phase in PHASES if columns[phase]]
    boxes = {
        state: Box(state, room.states[state], _x(n), _y(row), not room.turn(state))
        for n, phase in enumerate(used)
        for row, state in enumerate(columns[phase])
    }
    rows = max(len(column) for column in columns.values())
    return Drawing(
        width=_x(len(used)) - GAP[0] + MARGIN,
        height=_y(rows) + MARGIN,
        heads=tuple((phase, _x(n)) for n, phase in enumerate(used)),
        boxes=tuple(boxes.values()),
        arrows=tuple(_arrows(room, boxes)),
    )


def _column(room: Room, phase: str) -> list[str]:
    states = [state for state in room.states if room.phase(state) == phase]
    return sorted(states, key=lambda state: not room.turn(state))


def _x(column: int) -> int:
    return MARGIN + column * (BOX[0] + GAP[0])


def _y(row: int) -> int:
    return MARGIN + HEAD + row * (BOX[1] + GAP[1])


def _arrows(room: Room, boxes: Mapping[str, Box]) -> list[Arrow]:
    told: dict[tuple[str, str], list[Step]] = {}
    for step in steps_of(room.machine):
        if step.source != step.target:
            told.setdefault((step.source, step.target), []).append(step)
    return [
        _arrow(boxes[source], boxes[target], "、".join(s.name for s in steps))
        for (source, target), steps in told.items()
    ]


def _arrow(source: Box, target: Box, label: str) -> Arrow:
    """A curve that leaves and arrives at the sides that face each other."""
    (sx, sy), (_, ty) = source.middle, target.middle
    if source.x == target.x:
        down = target.y > source.y
        x1 = x2 = sx + (24 if down else -24)
        y1, y2 = source.y + (BOX[1] if down else 0), target.y + (0 if down else BOX[1])
        bend = 0 if abs(target.y - source.y) <= BOX[1] + GAP[1] else 70
        path = f"M{x1} {y1} C{x1 + bend} {y1 + 12} {x2 + bend} {y2 - 12} {x2} {y2}"
    else:
        right = target.x > source.x
        x1, x2 = (source.x + BOX[0], target.x) if right else (source.x, target.x + BOX[0])
        y1, y2 = sy + (-7 if right else 9), ty + (-7 if right else 9)
        pull = GAP[0] // 2 if right else -GAP[0] // 2
        path = f"M{x1} {y1} C{x1 + pull} {y1} {x2 - pull} {y2} {x2} {y2}"
    quiet = target.end and target.state != "published"
    return Arrow(path, label, (x1 + x2) // 2, (y1 + y2) // 2, quiet, source.state)
