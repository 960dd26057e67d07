"""谁能办什么: everybody in every relation to a case, and what a table written by hand lets them do.

A room's table is copied from the workflow's description, never from the machine. Each scene is
built once by walking its events; then every event is tried by every role in every relation to the
case, and exactly the cells of the table may be open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from app.extensions import db
from app.kernel import claims, clock, separation
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.events import history
from app.kernel.people import CLOCK, Account, Actor, Person, Section
from app.kernel.roles import Role
from app.kernel.workflow import Closed, permit
from tests.conftest import actor

STAFF = [role for role in Role if role not in (Role.APPLICANT, Role.CLOCK)]
ELSEWHERE = {"another section", "another bureau"}


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
        if (who.role not in allowed and not desk) or who.where in ELSEWHERE:
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
        wrong = []
        for someone, who in everybody(case, scene):
            offered = {choice.event: choice for choice in choices(case, who, clock.now())}
            for event in self.events:
                wanted = self.may(scene, event, someone)
                if permitted(case, event, who) != wanted:
                    wrong.append((someone, event, wanted, "permit"))
                if event not in self.of_the_clock and offered[event].open != wanted:
                    wrong.append((someone, event, wanted, "choices"))
        return wrong

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
    applicant = Role.APPLICANT
    found += [
        (Someone(applicant, "own"), actor("applicant.a")),
        (Someone(applicant, "agent"), actor("agent")),
        (Someone(applicant, "a stranger"), actor("applicant.b")),
        (Someone(applicant, "a stranger"), replace(actor("applicant.a"), subjects=frozenset())),
    ]
    return found


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
