"""办件种类 the manifest by which a room tells the house what it is, and the register of rooms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select

from app.extensions import db
from app.kernel.cases import About, Case, about
from app.kernel.events import Event
from app.kernel.machines import CaseMachine, event_names, state_names, steps_of
from app.kernel.people import Actor
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.lib.markers import NC_
from app.lib.papers import PaperContent
from app.lib.workdays import Term

PHASES = ("intake", "review", "approval", "publication", "followup")

PHASE_NAMES = {
    "intake": NC_("phase", "受理"),
    "review": NC_("phase", "审核"),
    "approval": NC_("phase", "审批"),
    "publication": NC_("phase", "公示"),
    "followup": NC_("phase", "后续"),
}

# Where a case stands in each shared state, and for whom it waits there.
SPINE: Mapping[str, tuple[str, str]] = {
    "draft": ("intake", Role.APPLICANT),
    "filed": ("intake", Role.HANDLER),
    "correcting": ("intake", Role.APPLICANT),
    "reviewing": ("review", Role.HANDLER),
    "vetting": ("review", Role.LEGAL),
    "deciding": ("approval", Role.APPROVER),
    "approved": ("publication", Role.PUBLISHER),
    "published": ("publication", ""),
    "declined": ("intake", ""),
    "lapsed": ("intake", ""),
    "refused": ("approval", ""),
    "withdrawn": ("intake", ""),
}


@dataclass(frozen=True)
class Act:
    """一次办理 what effects are told: the case, the recorded event, and what was said in it."""

    case: Any
    event: Event
    actor: Actor
    now: datetime
    facts: Mapping[str, Any]

    @property
    def today(self) -> date:
        return self.now.date()


Effect = Callable[[Act], None]

_consequences: dict[Effect, str] = {}


def consequence(says: str) -> Callable[[Effect], Effect]:
    """Give an effect the sentence that the preview shows before the act."""

    def mark(effect: Effect) -> Effect:
        _consequences[effect] = says
        return effect

    return mark


def consequences(effects: Sequence[Effect]) -> list[str]:
    """What will follow, in order; effects without a sentence are inner bookkeeping."""
    return [_consequences[effect] for effect in effects if effect in _consequences]


@dataclass(frozen=True)
class Paper:
    """文书 one paper a room issues: its title, its number series, and who writes its content."""

    kind: str
    title: str
    series: str  # what stands between the bureau's mark and the year: 信修决; empty for no number
    content: Callable[[Act], PaperContent]


def no_rule(_what: About, _today: date) -> None:
    """A case may be opened about everything."""


def where_brought(section_id: int) -> int:
    """谁认定、谁办理: a case begins in the section that found its record, or that proposes it."""
    return section_id


Asked = Callable[[Mapping[str, int], date], tuple[About, dict[str, Any]] | None]


def about_a_record(numbers: Mapping[str, int], _today: date) -> tuple[About, dict[str, Any]] | None:
    """A case about the record with this number; nothing when there is none."""
    record = db.session.get(CreditRecord, numbers["record"])
    return (about(record), {}) if record else None


@dataclass(frozen=True)
class Room:
    """办件种类 everything the house knows of one workflow. Misspelt events fail here, at start."""

    kind: str
    name: str
    prefix: str
    model: type[Case]
    machine: type[CaseMachine]
    forms: Mapping[str, type[Any]]
    papers: Mapping[str, Paper]
    effects: Mapping[str, tuple[Effect, ...]]
    duties: Mapping[str, str]
    terms: tuple[Term, ...]
    opened_by: tuple[Role, ...]
    may_open: Callable[[About, date], None] = no_rule
    begins_in: Callable[[int], int] = where_brought  # the section, by the section it concerns
    asks: tuple[str, ...] = ("record",)  # by whose numbers a case of this kind is opened
    about: Asked = about_a_record
    obstacles: Callable[[Any, date], Sequence[Any]] | None = None  # to this very case, in words
    eligibility: Callable[[CreditRecord, date], Any] | None = None
    eligibilities: Callable[[Sequence[Any], date], Mapping[int, Any]] | None = None  # of many
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    primary: tuple[str, ...] = ()
    # 白话 of the room's own states for the applicant: the state, what is next, the same with a day.
    plain: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    refusing: tuple[str, ...] = ()
    reactions: Mapping[tuple[str, str], Effect] = field(default_factory=dict)
    offer: str = ""  # what the button says by which an applicant begins, beside a record
    clocks: Mapping[str, str] = field(default_factory=dict)  # names of clocks only this kind has
    open_to_applicants: frozenset[str] = frozenset()  # of its own events, those they read of
    means: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # tone and words of an end
    decisions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # key and word of one
    # What time does in this kind of case besides a lapse: the event, and the cases it has come for.
    timely: Mapping[str, Callable[[date], Select[int]]] = field(default_factory=dict)
    # 对当事人 what the subject may know: from which event on, which documents never; and its words.
    disclosed_by: str = ""
    inside: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        known = {step.event for step in steps_of(self.machine)} | {"open"}
        for what in ("forms", "effects", "duties", "timely", "open_to_applicants"):
            unknown = set(getattr(self, what)) - known
            if unknown:
                raise ValueError(f"{self.kind}: {what} for events it does not have: {unknown}")
        homeless = {s for s in state_names(self.machine) if s not in SPINE and s not in self.places}
        if homeless:
            raise ValueError(f"{self.kind}: states without a phase: {homeless}")

    @property
    def by_application(self) -> bool:
        """The subject asks for it; what the bureau itself proposes is opened by staff alone."""
        return Role.APPLICANT in self.opened_by

    def phase(self, state: str) -> str:
        return (self.places.get(state) or SPINE[state])[0]

    def turn(self, state: str) -> str:
        """The role this state waits for; empty when it waits for nobody."""
        return str((self.places.get(state) or SPINE[state])[1])

    def opener(self, actor: Actor) -> str:
        """The role in which this person may open a case of this kind; empty when in none."""
        if actor.kind == "applicant":
            return str(Role.APPLICANT) if Role.APPLICANT in self.opened_by else ""
        return str(next((role for role in self.opened_by if role in actor.all_roles), ""))

    @cached_property
    def states(self) -> dict[str, str]:
        return state_names(self.machine)

    @cached_property
    def events(self) -> dict[str, str]:
        return event_names(self.machine) | {"open": NC_("event", "登记")}


ROOMS: dict[str, Room] = {}


def open_room(room: Room) -> None:
    """Open a room to the house; only the assembly does."""
    ROOMS[room.kind] = room


def states_waiting_for(turn: str) -> tuple[str, ...]:
    """The states, of whatever kind, in which a submitted case waits for this role; "" for ends."""
    states = {s for room in ROOMS.values() for s in room.states if room.turn(s) == turn}
    return tuple(sorted(states - {"draft"}))


def room_of(case: Case) -> Room:
    return ROOMS[case.kind]
