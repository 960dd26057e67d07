"""工作台一行 a case as one line of the desk: whose turn, how long, who holds it, what is next.

The next step is read off the machine's table and judged by its own guards on what the query
brought along; no machine is made for a row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row

from app.cases.tones import tone_of
from app.kernel.calendar import work_calendar
from app.kernel.holding import ROLES_THAT_HOLD
from app.kernel.machines import Reason, Step, steps_of
from app.kernel.people import Actor
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import ROOMS, Room, room_of
from app.web.filters import days_left, tone_of_due
from app.web.language import say, short_day, translated
from app.web.terms import place_term, term

DAY_IN_BRACKETS = re.compile(r"([（(])")  # 还剩 2 个工作日（11-25 周三）: the day is kept whole
IN_THE_SECTION = (Role.HANDLER, Role.HEAD)  # the other roles sit in the bureau


Hands = frozenset[tuple[str, int]]  # which separated duty, done by or in the name of whom


class Seen:
    """所见 a case as far as its row shows it: what the guards of its steps ask about."""

    def __init__(self, row: Row[Any], hands: Hands, me: Actor, now: datetime) -> None:
        held = row.held_until is not None and row.held_until > now
        self.state, self.section_id, self.subject_id = row.state, row.section_id, row.subject_id
        self.holder = row.holder if held else None
        self.hands, self.enterers = hands, {row.entered_by, row.entered_for}
        self.interested = frozenset({me.person_id}) if row.keeps_out else frozenset()
        if row.absent_keeps_out:
            self.interested |= {mandate.person_id for mandate in me.mandates}
        self.at_desk = row.state == "draft"  # staff see no other drafts than their own

    def __getattr__(self, name: str) -> Any:
        return None  # what only the room knows is judged on the case's own page


@dataclass(frozen=True)
class Shown:
    """一行 what the template writes."""

    ref: str
    kind: str
    subject: str
    title: str
    state: str
    state_id: str
    tone: str
    turn: str
    section: str
    host: str
    left: str
    left_day: str
    left_tone: str
    used: int | None
    holder: str
    mine: bool
    claimable: bool
    assignable: bool
    step: str
    step_name: str
    for_name: str
    why_not: str
    code: str
    place: str
    filed: str
    moved: str


def shown(
    rows: Sequence[Row[Any]], duties: dict[int, Hands], me: Actor, now: datetime
) -> list[Shown]:
    """The rows of a page, in words."""
    write = _Writer(now.date())
    return [
        _one(row, Seen(row, duties.get(row.id, frozenset()), me, now), write, me, now)
        for row in rows
    ]


def _one(row: Row[Any], seen: Seen, write: "_Writer", me: Actor, now: datetime) -> Shown:
    room = room_of(row)
    step, hand, why = _next(room, row.state, seen, me, now)
    (left, day), tone, used = write.left(row)
    mine = row.held_by == me.account_id and seen.holder is not None
    free = seen.holder is None and row.turn in ROLES_THAT_HOLD
    return Shown(
        ref=row.ref,
        kind=term(room.name),
        subject=row.subject_name,
        title=row.title,
        state=term(room.states[row.state]),
        state_id=row.state,
        tone=tone_of(row.state, row.turn),
        turn=translated(ROLE_NAMES[Role(row.turn)]) if row.turn else "",
        section=place_term(row.section) if row.turn in IN_THE_SECTION else "",
        host="" if row.turn in IN_THE_SECTION else place_term(row.section),
        left=left,
        left_day=day,
        left_tone=tone,
        used=used,
        holder=row.holder_name if seen.holder else "",
        mine=mine,
        claimable=free and step is not None,
        assignable=row.turn == Role.HANDLER and me.holds(Role.HEAD, row.section_id),
        step=step.event if step else "",
        step_name=term(step.name, "event") if step else "",
        for_name=hand.stands_for.name if step and hand.stands_for else "",
        why_not=say(why.says, **why.params) if why and why.code != "role" else "",
        code=row.code or "",
        place=place_term(row.section),
        filed=short_day(row.filed_on) if row.filed_on else "",
        moved=short_day(row.moved_at.date()),
    )


def _next(
    room: Room, state: str, seen: Seen, me: Actor, now: datetime
) -> tuple[Step | None, Actor, Reason | None]:
    """The main step this person may take from here, and by whose hand; or why it is closed."""
    refusals: list[Reason] = []
    for step in _main_steps(room.kind, room.edition, state):
        for hand in me.hands(room.kind, step.event, now.date()):
            refusal = step.refusal(seen, hand, now)
            if refusal is None:
                return step, hand, None
            refusals.append(refusal)
    return None, me, next(iter(refusals), None)


@cache
def _main_steps(kind: str, edition: int, state: str) -> tuple[Step, ...]:
    room = ROOMS[kind].editions[edition]
    here = [s for s in steps_of(room.machine) if s.source == state and s.event in room.primary]
    return tuple(sorted(here, key=lambda step: room.primary.index(step.event)))


class _Writer:
    """Words and bars of due days: many rows of a page fall due on the same day."""

    def __init__(self, today: date) -> None:
        self.today, self.calendar = today, work_calendar()
        self.said: dict[date, tuple[tuple[str, str], str]] = {}

    def left(self, row: Row[Any]) -> tuple[tuple[str, str], str, int | None]:
        """In words and the day, the tone, and how much of the term is used, in hundredths."""
        due = row.due_on
        if due is None:
            return ("", ""), "paused", None  # nothing runs: a draft, or a step without a term
        if due not in self.said:
            words, bracket, day = DAY_IN_BRACKETS.split(days_left(due), 1)
            self.said[due] = (words, bracket + day), tone_of_due(due)
        return *self.said[due], self._used(row.began, due)

    def _used(self, began: date | None, due: date) -> int | None:
        if began is None or due <= began:
            return None
        if self.today >= due:
            return 100
        between = self.calendar.working_days_between
        return round(100 * between(began, self.today) / max(1, between(began, due)))
