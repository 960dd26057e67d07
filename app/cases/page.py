"""办件页 what one case shows to one person: phases, facts, clock, papers, story, choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.cases.story import Line, lines_of
from app.cases.tones import tone_of
from app.extensions import db
from app.kernel import claims, corrections, deadlines, documents, outbox
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case, visible_to
from app.kernel.choices import Choice, choices
from app.kernel.events import history
from app.kernel.people import Actor, Person
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import PHASE_NAMES, PHASES, Room, consequences, room_of
from app.lib.markers import N_

__all__ = ["CLOCK_NAMES", "CasePage", "Line", "Phase"]

CLOCK_NAMES = {
    "intake": N_("受理时限"),
    "decision": N_("办理时限"),
    "correction": N_("补正期限"),
    "hearing": N_("陈述申辩期限"),
}


@dataclass(frozen=True)
class Phase:
    """阶段 one of the five, and whether the case has passed it."""

    label: str
    state: str
    on: date | None


class CasePage:
    """Everything the templates of one case read; each part is fetched once."""

    def __init__(self, case: Case, actor: Actor, now: datetime) -> None:
        self.case, self.actor, self.now = case, actor, now
        self.room: Room = room_of(case)
        self.state_name = self.room.states[case.state]
        self.choices: list[Choice] = choices(case, actor, now)
        self.staff = actor.kind == "staff"
        self.documents = shown_to(actor, case, documents.of_case(case))
        self.corrections = corrections.of_case(case)
        self.clocks = deadlines.of_case(case)
        self.receipts = outbox.receipts(case)
        self.claim = claims.standing(case, now)
        self.story = history(case.stream)

    @property
    def tone(self) -> str:
        return tone_of(self.case.state, self.case.turn)

    @property
    def open(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.open]

    @property
    def closed(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.open]

    @property
    def materials(self) -> list[documents.Document]:
        return [d for d in self.documents if d.direction == "received" and d.standing]

    @property
    def papers(self) -> list[documents.Document]:
        return [d for d in self.documents if d.direction == "issued"]

    @property
    def running(self) -> list[deadlines.Deadline]:
        return [clock for clock in self.clocks if clock.met_on is None]

    @cached_property
    def clock(self) -> deadlines.Explanation | None:
        """The clock that matters most, explained day by day."""
        due = [c for c in self.running if c.due_on] or self.running or self.clocks[-1:]
        first = min(due, key=lambda c: c.due_on or date.max, default=None)
        return deadlines.explain(first) if first else None

    def clock_name(self, clock: deadlines.Deadline) -> str:
        return self.clock_label(clock.kind)

    def clock_label(self, kind: str) -> str:
        return self.room.clocks.get(kind) or CLOCK_NAMES.get(kind, kind)

    def used(self, clock: deadlines.Deadline) -> float | None:
        """How much of a running term is used, from 0 to 1."""
        if clock.due_on is None:
            return None
        days = work_calendar().working_days_between
        whole = days(clock.started_on, clock.due_on)
        return min(1.0, max(0.0, days(clock.started_on, self.now.date()) / whole)) if whole else 1.0

    @property
    def days_left(self) -> int | None:
        return deadlines.days_left(self.case.due_on, self.now.date()) if self.case.due_on else None

    @property
    def correction(self) -> corrections.Correction | None:
        """The request for correction that waits for its answer."""
        return next((c for c in self.corrections if c.answered_event is None), None)

    @cached_property
    def holder(self) -> str:
        """Who has taken the case up."""
        if self.claim is None:
            return ""
        query = select(Person.name).where(Person.id == self.claim.person_id)
        return db.session.scalar(query) or ""

    @cached_property
    def reviews(self) -> list[Case]:
        """复核: the case that looks at this one again, or the one that this looks at again."""
        return self._tied_by(Case.review_of, self.case.review_of)

    def last_day(self, event: str) -> date | None:
        """The last day on which this event may be sent, where there is one."""
        column = self.room.last_days.get(event)
        return getattr(self.case, column) if column else None

    @cached_property
    def kin(self) -> list[Case]:
        """由来: the case this one grew from, and those that grew from it."""
        return self._tied_by(Case.grew_from, self.case.grew_from)

    def _tied_by(
        self, column: InstrumentedAttribute[int | None], tied_to: int | None
    ) -> list[Case]:
        """Of the cases that name this one in the column, and the one that this names, those seen.

        By their numbers first: what most cases have none of is not looked for in a whole section.
        """
        numbers = list(db.session.scalars(select(Case.id).where(column == self.case.id)))
        numbers += [tied_to] if tied_to else []
        if not numbers:
            return []
        seen = visible_to(self.actor).where(Case.id.in_(numbers))
        return list(db.session.scalars(seen.order_by(Case.id)))

    @property
    def turn_name(self) -> str:
        return ROLE_NAMES[Role(self.case.turn)] if self.case.turn else ""

    @property
    def phases(self) -> list[Phase]:
        """The five phases, each with the day on which the case entered it."""
        reached: dict[str, date] = {}
        for event in self.story:
            if event.target:
                reached.setdefault(self.room.phase(event.target), event.at.date())
        now, tone = PHASES.index(self.room.phase(self.case.state)), self.tone
        return [
            Phase(
                PHASE_NAMES[p],
                _phase_state(n, now, self.case.turn, tone),
                reached.get(p) if n <= now else None,
            )
            for n, p in enumerate(PHASES)
        ]

    @cached_property
    def timeline(self) -> list[Line]:
        """The story, newest first; for an applicant without what was said inside the house."""
        return lines_of(self.story, self.room, self.actor)

    @property
    def conditions(self) -> Mapping[str, str]:
        """The conditions a finding speaks to, in this kind of case."""
        return self.room.conditions

    def consequences(self, event: str) -> list[str]:
        """What will follow if this person does this: shown before they do it."""
        return consequences(self.room.effects.get(event, ()))


def shown_to(actor: Actor, case: Case, kept: list[documents.Document]) -> list[documents.Document]:
    """The documents of a case that this person may read: some stay within the house."""
    inside = room_of(case).inside
    return [d for d in kept if actor.kind == "staff" or d.kind not in inside]


def _phase_state(place: int, now: int, turn: str, tone: str) -> str:
    """done, now, todo; and where a case ended, whether it came to what was asked for."""
    if place < now:
        return "done"
    if place > now:
        return "todo"
    return "now" if turn else "done" if tone == "good" else "ended"
