"""办件页 what one case shows to one person: phases, facts, clock, papers, story, choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.kernel import claims, corrections, deadlines, documents, outbox
from app.kernel.cases import Case
from app.kernel.events import Event, facts_of, history
from app.kernel.machines import state_names
from app.kernel.people import ROLE_NAMES, Account, Actor, Person, Role, Section
from app.kernel.permissions import Permission, can
from app.kernel.rooms import PHASE_NAMES, PHASES, Room, consequences, room_of
from app.kernel.workflow import Choice, choices
from app.lib.markers import N_

# What the applicant may read of the story: the steps, not the opinions inside the house.
OPEN_TO_APPLICANTS = frozenset(
    {
        "open",
        "submit",
        "accept",
        "ask_correction",
        "resubmit",
        "lapse",
        "decline",
        "approve",
        "refuse",
        "extend",
        "publish",
        "revoke",
        "withdraw",
        "attach",
        "detach",
    }
)

SIDE_ACTS = {
    "open": N_("登记"),
    "claim": N_("认领"),
    "release": N_("释放"),
    "reassign": N_("改派"),
    "attach": N_("上传材料"),
    "detach": N_("撤下材料"),
    "receipt": N_("登记回执"),
}


@dataclass(frozen=True)
class Line:
    """经过 one line of the timeline."""

    event: Event
    title: str
    actor: str
    role: str
    section: str
    opinion: str
    facts: dict[str, Any]


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
        self.state_name = state_names(self.room.machine)[case.state]
        self.choices: list[Choice] = choices(case, actor, now)
        self.documents = documents.of_case(case)
        self.corrections = corrections.of_case(case)
        self.clocks = deadlines.of_case(case)
        self.receipts = outbox.receipts(case)
        self.claim = claims.standing(case, now)
        self.staff = actor.kind == "staff"
        self._story = history(case.stream)

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

    @property
    def clock(self) -> deadlines.Explanation | None:
        """The clock that matters most, explained day by day."""
        due = [c for c in self.running if c.due_on] or self.running or self.clocks
        first = min(due, key=lambda c: c.due_on or date.max, default=None)
        return deadlines.explain(first) if first else None

    @property
    def days_left(self) -> int | None:
        return deadlines.days_left(self.case.due_on, self.now.date()) if self.case.due_on else None

    @property
    def correction(self) -> corrections.Correction | None:
        """The request for correction that waits for its answer."""
        return next((c for c in self.corrections if c.answered_event is None), None)

    @property
    def holder(self) -> str:
        account = db.session.get(Account, self.claim.account_id) if self.claim else None
        return account.person.name if account else ""

    @property
    def turn_name(self) -> str:
        return ROLE_NAMES[Role(self.case.turn)] if self.case.turn else ""

    @property
    def phases(self) -> list[Phase]:
        """The five phases, each with the day on which the case entered it."""
        reached: dict[str, date] = {}
        for event in self._story:
            if event.target:
                reached.setdefault(self.room.phase(event.target), event.at.date())
        now = PHASES.index(self.room.phase(self.case.state))
        over = not self.case.turn
        return [
            Phase(PHASE_NAMES[p], _phase_state(n, now, over, p in reached), reached.get(p))
            for n, p in enumerate(PHASES)
        ]

    @property
    def timeline(self) -> list[Line]:
        """The story, newest first; for an applicant without what was said inside the house."""
        shown = [e for e in self._story if self.staff or e.name in OPEN_TO_APPLICANTS]
        said = facts_of([e.id for e in shown])
        names = _names({e.person_id for e in shown if e.person_id})
        sections = _sections({e.section_id for e in shown if e.section_id})
        return [self._line(e, said.get(e.id, {}), names, sections) for e in reversed(shown)]

    def _line(
        self, event: Event, said: dict[str, Any], names: dict[int, str], sections: dict[int, str]
    ) -> Line:
        titles = self.room.events | SIDE_ACTS
        mine = self.staff or event.account_id == self.actor.account_id
        return Line(
            event=event,
            title=titles.get(event.name, event.name),
            actor=names.get(event.person_id or 0, "") if mine else "",
            role=ROLE_NAMES[Role(event.role)] if event.role in set(Role) else "",
            section=sections.get(event.section_id or 0, ""),
            opinion=str(said.get("opinion") or said.get("reason") or "") if self.staff else "",
            facts=said if self.staff else {},
        )

    @property
    def conditions(self) -> Mapping[str, str]:
        """The conditions a finding speaks to, in this kind of case."""
        return self.room.conditions

    @property
    def may_reassign(self) -> bool:
        return bool(self.case.turn) and self.actor.holds(Role.HEAD, self.case.section_id)

    @property
    def may_record_receipts(self) -> bool:
        return can(self.actor, Permission.RECORD_RECEIPTS)

    def consequences(self, event: str) -> list[str]:
        """What will follow if this person does this: shown before they do it."""
        return consequences(self.room.effects.get(event, ()))


def _phase_state(place: int, now: int, over: bool, reached: bool) -> str:
    if place < now:
        return "done"
    if place > now:
        return "todo"
    return "ended" if over and reached else "now"


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids or {-1})))
    return {row[0]: row[1] for row in rows}


def _sections(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Section.id, Section.name).where(Section.id.in_(ids or {-1})))
    return {row[0]: row[1] for row in rows}
