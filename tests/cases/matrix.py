"""谁能办什么: everybody in every relation to a case, and what a table written by hand lets them do.

A room's table is copied from the workflow's description, never from the machine. Each scene is
built once by walking its events; then every event is tried by every role in every relation to the
case, and exactly the cells of the table may be open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from unittest.mock import patch

from sqlalchemy import select

from app.extensions import db
from app.kernel import claims, clock, separation, standing
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.events import history
from app.kernel.machines import steps_of
from app.kernel.people import CLOCK, Account, Actor, Mandate, Person, Section
from app.kernel.roles import ADMINISTRATIONS, Role
from app.kernel.rooms import ROOMS, room_of
from app.kernel.workflow import Closed, permit
from tests.conftest import actor

STAFF = [role for role in Role if role not in (Role.APPLICANT, Role.CLOCK)]
ELSEWHERE = {"another section", "another bureau"}
# 代理 that reaches nothing here: the role is lent, but not on this day, for this kind or event.
LENT_IN_VAIN = {
    "deputy before",
    "deputy after",
    "deputy for another kind",
    "deputy for other events",
    "deputy of another section",
}


@dataclass(frozen=True)
class Someone:
    """One column of the matrix: a role, where it is held, and what the person has to do with it."""

    role: Role
    where: str
    did: str = ""  # a separated duty of this round, under this or another account
    is_: str = ""  # enterer | finder | proposer | earlier | interested | recused | holder


@dataclass(frozen=True)
class Scene:
    """One row group: a state, reached by acts, and what is special about it."""

    state: str
    at_desk: bool = False
    held: bool = False
    changed: bool = False  # what was approved is not what would be carried out


@dataclass(frozen=True)
class Table:
    """The table of one workflow, and what closes a cell that the role would open."""

    who_may: Mapping[str, Mapping[str, set[Role]]]
    # For somebody who came in person, the desk writes what the applicant would.
    applicants_own: set[str]
    # One natural person does one of these in a round (四眼).
    separated: Mapping[tuple[str, str], str]
    # What somebody with this in their past does not decide.
    closed_to: Mapping[str, set[str]] = field(default_factory=dict)
    # A claim keeps colleagues from a step of casework, not everybody from everything.
    not_held: set[str] = field(default_factory=set)

    @property
    def events(self) -> set[str]:
        return {event for row in self.who_may.values() for event in row}

    def may(self, scene: Scene, event: str, who: Someone) -> bool:
        """What the table says of one cell."""
        allowed = self.who_may[scene.state].get(event)
        if allowed is None or (event == "recall" and not scene.changed):
            return False
        if who.role is Role.CLOCK:
            return Role.CLOCK in allowed
        if who.role is Role.APPLICANT:
            return Role.APPLICANT in allowed and who.where != "a stranger"
        desk = scene.at_desk and event in self.applicants_own and who.role is Role.HANDLER
        if (who.role not in allowed and not desk) or who.where in ELSEWHERE | LENT_IN_VAIN:
            return False
        return not self._kept_out(scene, event, who)

    def _kept_out(self, scene: Scene, event: str, who: Someone) -> bool:
        """Separation, recusal and claims close what the role would open."""
        if event in self.applicants_own:
            return False
        if who.is_ in ("interested", "recused"):
            return True
        if scene.held and who.is_ != "holder" and event not in self.not_held:
            return True
        if event in self.closed_to.get(who.is_, ()):
            return True
        duty = self.separated.get((scene.state, event))
        if duty and who.is_ == "earlier":
            return True
        return bool(duty and who.did and who.did != duty)

    def wrong_cells(self, scene: Scene, case: Case) -> list[tuple[Someone, str, bool, str]]:
        """Every cell in which the gateway or the offered steps differ from the table."""
        assert (case.state, getattr(case, "at_desk", False)) == (scene.state, scene.at_desk)
        asked = everybody(case, scene)
        around = standing._around(case, clock.now())  # nothing moves while they are asked
        with patch.object(standing, "_around", lambda *_: around):
            return [
                cell for someone, who in asked for cell in self._wrong(scene, case, someone, who)
            ]

    def _wrong(
        self, scene: Scene, case: Case, someone: Someone, who: Actor
    ) -> Iterator[tuple[Someone, str, bool, str]]:
        offered = {choice.event: choice for choice in choices(case, who, clock.now())}
        for event in self.events:
            wanted = self.may(scene, event, someone)
            if permitted(case, event, who) != wanted:
                yield someone, event, wanted, "permit"
            if event not in self.of_the_clock and offered[event].open != wanted:
                yield someone, event, wanted, "choices"

    @property
    def of_the_clock(self) -> set[str]:
        """What only the clock does is offered to nobody."""
        cells = [cell for row in self.who_may.values() for cell in row.items()]
        return {event for event, roles in cells if roles == {Role.CLOCK}}


def everybody(case: Case, scene: Scene) -> list[tuple[Someone, Actor]]:
    """Every role in every relation to this case, as actors of the day."""
    keys = {section.key: section.id for section in db.session.scalars(select(Section))}
    places = {
        "section": case.section_id,
        "bureau": case.house_id,
        "another section": keys["waterway"],
        "another bureau": keys["yanjiang"],
    }
    nobody, special, doers = somebody_new(), bound_hands(case, scene), separation.doers(case)
    found: list[tuple[Someone, Actor]] = [(Someone(Role.CLOCK, "clock"), CLOCK)]
    for role in STAFF:
        for at, place in places.items():
            found.append((Someone(role, at), staff(role, place, nobody)))
        for did, person in doers.items():
            who = Someone(role, "bureau", did, _what(special, person))
            found.append((who, staff(role, case.house_id, person)))
        for is_, person in special.items():
            who = Someone(role, "section", _what(doers, person), is_)
            found.append((who, staff(role, case.section_id, person)))
        if role not in ADMINISTRATIONS:
            found += deputies(case, role, nobody, special | {"": somebody_new()}, doers)
    applicant = Role.APPLICANT
    found += [
        (Someone(applicant, "own"), actor("applicant.a")),
        (Someone(applicant, "agent"), actor("agent")),
        (Someone(applicant, "a stranger"), actor("applicant.b")),
        (Someone(applicant, "a stranger"), replace(actor("applicant.a"), subjects=frozenset())),
    ]
    return found


def deputies(
    case: Case, role: Role, nobody: int, special: Mapping[str, int], doers: Mapping[str, int]
) -> list[tuple[Someone, Actor]]:
    """代理 whoever holds this role for an absent colleague: what is against either is against both.

    A claim of the absent is no claim of another; every other mark counts for the two alike.
    """
    events = frozenset(step.event for step in steps_of(room_of(case).machine))
    absent, today = special[""], clock.today()
    lent = _lent(role, case.house_id, absent, events)
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    another = next(kind for kind in ROOMS if kind != case.kind)
    in_vain = {
        "deputy before": replace(lent, since=tomorrow, until=tomorrow),
        "deputy after": replace(lent, since=yesterday, until=yesterday),
        "deputy for another kind": replace(lent, kind=another),
        "deputy for other events": replace(lent, events=frozenset({"another"})),
        "deputy of another section": replace(lent, section_id=actor("handler.yanjiang").section_id),
    }
    found = [(Someone(role, "deputy"), _deputy(lent, nobody))]
    found += [(Someone(role, name), _deputy(mandate, nobody)) for name, mandate in in_vain.items()]
    for is_, person in special.items():
        if is_:
            who = Someone(role, "deputy", _what(doers, person), is_)
            found.append((who, _deputy(lent, person)))
            found.append((who, _deputy(replace(lent, person_id=person), nobody)))
    for did, person in doers.items():
        who = Someone(role, "deputy", did, _what(special, person))
        found.append((who, _deputy(lent, person)))
        found.append((who, _deputy(replace(lent, person_id=person), nobody)))
    return found


def _lent(role: Role, place: int, absent: int, events: frozenset[str]) -> Mandate:
    today = clock.today()
    return Mandate(1, 9_000_002, absent, "不在岗的人", role, place, "", events, today, today)


def _deputy(mandate: Mandate, person: int) -> Actor:
    """Somebody without any role of their own."""
    return replace(staff(mandate.role, 0, person), roles=frozenset(), mandates=(mandate,))


def _what(known: Mapping[str, int], person: int) -> str:
    """What this person is known for; nothing for most."""
    return next((name for name, one in known.items() if one == person), "")


def staff(role: Role, place: int, person: int) -> Actor:
    """Always under an account that did nothing yet: what is counted is the person."""
    return Actor(
        account_id=9_000_001,
        person_id=person,
        name="某人",
        kind="staff",
        roles=frozenset({(role, place)}),
        houses=actor("handler.road").houses,
    )


def somebody_new() -> int:
    person = Person(name="未办过本件的人")
    db.session.add(person)
    db.session.flush()
    return person.id


def bound_hands(case: Case, scene: Scene) -> dict[str, int]:
    """Persons with something against them, under whatever role; and whoever holds the case."""
    keeps_out = somebody_new()
    separation.recuse(case, keeps_out, history(case.stream)[0].id)
    agent = db.session.scalars(select(Account.person_id).where(Account.login == "agent")).one()
    bound = {"interested": agent, "recused": keeps_out}
    if case.record is not None:
        bound["enterer"] = case.record.entered_by or 0
    for is_, column in (("finder", "found_by"), ("proposer", "proposed_by")):
        if person := getattr(case, column, None):
            bound[is_] = person
    if case.review_of is not None:
        duty = separation.Duty
        earlier = db.session.scalars(select(duty.person_id).where(duty.case_id == case.review_of))
        bound["earlier"] = earlier.first() or 0
    claim = claims.standing(case, clock.now())
    assert (claim is not None) == scene.held
    return bound | ({"holder": claim.person_id} if claim else {})


def permitted(case: Case, event: str, who: Actor) -> bool:
    try:
        permit(case, event, who, clock.now())
    except Closed as why:
        return not (why.reason.code and why.reason.says)  # a refusal has its reason, always
    return True
