"""演示局在办 plays the stories of all kinds, each act in its time, by the product's own verbs.

Nothing is written that a person of the demonstration could not have done at their desk that day.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.demonstration import (
    commitments,
    margins,
    objections,
    repairs,
    revocations,
    sanctions,
)
from app.demonstration.cast import CODES, account, hand_of, record_at, who
from app.demonstration.materials import handed_in
from app.demonstration.matters import MATTERS_SINCE
from app.demonstration.stories import Act, Days, Facts, Story, Table
from app.extensions import db
from app.kernel import cases, clock, hits, matters, rights, subjects
from app.kernel.cases import About, Case
from app.kernel.people import CLOCK
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case

TABLES = (
    repairs.TABLE,
    objections.TABLE,
    commitments.TABLE,
    sanctions.TABLE,
    revocations.TABLE,
)
FIRST = 31  # working days back: the bureau is laid out before its first act
AGENTS_OWN = ("kangda", "wanlu")
CONTACT = {"contact_name": "王某某", "contact_phone": "13800001111"}
EVIDENCE = {"propose": "evidence", "find_unkept": "evidence", "find_broken": "evidence"}
KIND_OF_FILE = EVIDENCE | {"prove_service": "service_proof"}


class Played(NamedTuple):
    """上演 something that is done at a moment."""

    at: datetime
    place: int
    do: Callable[[], object]


def begins(now: datetime) -> datetime:
    """When the bureau has to be laid out to have been at work for some weeks."""
    return Days(now).moment(FIRST)


def may_play(now: datetime) -> bool:
    """Whether the rules by which the stories go were in force when they began."""
    return begins(now).date() > MATTERS_SINCE


def play(now: datetime) -> int:
    """Play all stories, and what is done beside them; how many cases there are then."""
    days = Days(now)
    with transaction():
        _let_the_agent_act(days.moment(FIRST))
        acts = [*_acts(days), *(Played(*one) for one in margins.acts(days))]
        for played in sorted(acts, key=attrgetter("at", "place")):
            with clock.standing_at(played.at):
                played.do()
            db.session.flush()
            db.session.expire_all()
        hits.find_all(now)
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


def _let_the_agent_act(at: datetime) -> None:
    for name in AGENTS_OWN:
        subject = subjects.with_code(CODES[name])
        if subject is not None:
            rights.represent(account("agent"), subject.id, CLOCK, at, "agent")


def _acts(days: Days) -> Iterator[Played]:
    """Every opening and every step, each with its moment."""
    told = [(table, one) for table in TABLES for one in table.stories]
    for place, (table, one) in enumerate(told):
        scene = Scene(table, one, days)
        yield Played(days.moment(one.begun, place), place, scene.begin)
        for step, each in enumerate(one.road, 1):
            at = days.moment(each.back, place, step)
            yield Played(at, place, partial(scene.take, each))


class Scene:
    """一件的上演 one story while it is played, and the case it has become."""

    def __init__(self, table: Table, told: Story, days: Days) -> None:
        self.table, self.told, self.days = table, told, days
        self.ref = ""

    def begin(self) -> None:
        """登记, and what was typed so far."""
        actor, now = who(self.told.by), clock.now()
        what, own = self._about(now.date())
        if ROOMS[self.table.kind].by_application and actor.kind == "staff":
            own |= {"at_desk": True}
        case = open_case(self.table.kind, what, actor, now, **own)
        self.ref = case.ref
        if ROOMS[self.table.kind].by_application:
            typed = CONTACT | self.days.told(self.told.draft, now.date())
            cases.save_draft(case, typed, now)

    def _about(self, today: date) -> tuple[About, dict[str, Any]]:
        whose, _, key = self.told.about.partition("/")
        if "matter" not in ROOMS[self.table.kind].asks:
            return cases.about(record_at(self.told.about, self.days)), {}
        matter, subject = matters.in_force(key, today), subjects.with_code(CODES[whose])
        asked = {"matter": matter.id, "subject": subject.id} if matter and subject else {}
        found = ROOMS[self.table.kind].about(asked, today)
        if found is None:
            raise LookupError(self.told.about)
        return found

    def take(self, step: Act) -> None:
        """One step by whoever takes it, or by the clock."""
        now, kind = clock.now(), KIND_OF_FILE.get(step.event, "proof")
        if self.table.hands.get(step.event) == "clock":
            advance(self._case(), step.event, CLOCK, now)
            return
        actor = who(step.who or hand_of(self.table.hands.get(step.event, ""), self.told))
        case = cases.find(actor, self.ref)
        if case is None:
            raise LookupError(f"{actor.login} cannot see {self.ref}")
        says = dict(step.says)
        facts: Facts = {"opinion": ""} | self.table.usual(case, step.event, says) | says
        files = [
            handed_in(title, kind, case.subject_name, case.title, now.date())
            for title in step.files
        ]
        told = self.days.told(facts, now.date()) | ({"uploads": files} if files else {})
        advance(case, step.event, actor, now, told, seen=case.version)

    def _case(self) -> Case:
        return db.session.scalars(select(Case).where(Case.ref == self.ref)).one()
