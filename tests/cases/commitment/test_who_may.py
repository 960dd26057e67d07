"""谁能办什么: the table of the workflow, written out by hand, against every cell of the machine.

The table below is copied from the workflow's description, never from the machine. Each scene is
built once by walking its events; then every event is tried by every role in every relation to the
case, and exactly the cells of the table may be open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.commitment.machine import CommitmentMachine
from app.extensions import db
from app.kernel import claims, clock, holding, separation
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.events import history
from app.kernel.people import CLOCK, Account, Actor, Person, Section
from app.kernel.roles import Role
from app.kernel.workflow import Closed, permit
from tests.cases.commitment.scenes import make_commitment, open_commitment, step
from tests.conftest import actor

A, H, D, P, U, C = (
    Role.APPLICANT,
    Role.HANDLER,
    Role.HEAD,
    Role.APPROVER,
    Role.PUBLISHER,
    Role.CLOCK,
)

WHO_MAY: dict[str, dict[str, set[Role]]] = {
    "draft": {"submit": {A}, "withdraw": {A}},
    "filed": {"accept": {H}, "divert": {H}, "withdraw": {A}},
    "reviewing": {"divert": {H}, "recommend": {H}, "withdraw": {A}},
    "deciding": {"approve": {D}, "refuse": {D}, "send_back": {D}, "withdraw": {A}},
    "approved": {"publish": {U}},
    "performing": {"verify_kept": {H}, "find_unkept": {H}},
    "rectifying": {"verify_kept": {H}, "find_broken": {H}},
    "breaking": {"confirm": {P}, "overturn": {P}},
    "kept": {},
    "broken": {},
    "diverted": {},
    "refused": {},
    "withdrawn": {},
}
EVENTS = {event for row in WHO_MAY.values() for event in row}

# For somebody who came in person, the desk writes what the applicant would.
APPLICANTS_OWN = {"submit", "withdraw"}
# One natural person does one of these in a round (四眼); publication begins a round of its own.
SEPARATED = {
    ("reviewing", "recommend"): "review",
    ("deciding", "approve"): "approval",
    ("deciding", "refuse"): "approval",
    ("deciding", "send_back"): "approval",
    ("approved", "publish"): "publication",
    ("rectifying", "find_broken"): "review",
    ("breaking", "confirm"): "approval",
    ("breaking", "overturn"): "approval",
}
# Whoever found that it was not kept does not judge it.
JUDGES = {"confirm", "overturn"}

STAFF = [role for role in Role if role not in (A, C)]
ELSEWHERE = {"another section", "another bureau"}


@dataclass(frozen=True)
class Someone:
    """One column of the matrix: a role, where it is held, and what the person has to do with it."""

    role: Role
    where: str
    did: str = ""  # a separated duty of this round, under this or another account
    is_: str = ""  # finder | interested | recused | holder


@dataclass(frozen=True)
class Scene:
    """One row group: a state, reached by acts, and what is special about it."""

    state: str
    at_desk: bool = False
    held: bool = False


def may(scene: Scene, event: str, who: Someone) -> bool:
    """What the table says of one cell."""
    allowed = WHO_MAY[scene.state].get(event)
    if allowed is None or who.role is C:
        return False
    if who.role is A:
        return A in allowed and who.where != "a stranger"
    desk = scene.at_desk and event in APPLICANTS_OWN and who.role is H
    if (who.role not in allowed and not desk) or who.where in ELSEWHERE:
        return False
    return not _kept_out(scene, event, who)


def _kept_out(scene: Scene, event: str, who: Someone) -> bool:
    """Separation, recusal and claims close what the role would open."""
    if event in APPLICANTS_OWN:
        return False
    if who.is_ in ("interested", "recused"):
        return True
    if scene.held and who.is_ != "holder":
        return True
    if who.is_ == "finder" and event in JUDGES:
        return True
    duty = SEPARATED.get((scene.state, event))
    return bool(duty and who.did and who.did != duty)


# ---------------------------------------------------------------- the scenes


def at_desk(*acts: str) -> Case:
    """Written by the handler for somebody who came in person."""
    case = open_commitment("handler.licensing", at_desk=True)
    for event in acts:
        case = step(case, event, "handler.licensing")
    return case


def held(state: str, by: str) -> Case:
    """Claimed by a colleague."""
    case = make_commitment(state)
    holding.take_up(case, actor(by), clock.now())
    return case


SCENES: dict[str, tuple[Scene, Callable[[], Case]]] = {
    **{state: (Scene(state), lambda state=state: make_commitment(state)) for state in WHO_MAY},
    "draft at the desk": (Scene("draft", at_desk=True), at_desk),
    "reviewing, from the desk": (
        Scene("reviewing", at_desk=True),
        lambda: at_desk("submit", "accept"),
    ),
    "filed, claimed": (Scene("filed", held=True), lambda: held("filed", "handler.licensing2")),
    "deciding, claimed": (Scene("deciding", held=True), lambda: held("deciding", "head.licensing")),
    "breaking, claimed": (Scene("breaking", held=True), lambda: held("breaking", "approver2")),
    "reviewing again": (
        Scene("reviewing"),
        lambda: step(make_commitment("deciding"), "send_back"),
    ),
    "performing again": (
        Scene("performing"),
        lambda: step(make_commitment("breaking"), "overturn"),
    ),
}


# ---------------------------------------------------------------- the people


def everybody(case: Case, scene: Scene) -> list[tuple[Someone, Actor]]:
    """Every role in every relation to this case, as actors of the day."""
    keys = {section.key: section.id for section in db.session.scalars(select(Section))}
    places = {
        "section": case.section_id,
        "bureau": case.house_id,
        "another section": keys["waterway"],
        "another bureau": keys["yanjiang"],
    }
    nobody, special = somebody_new(), bound_hands(case, scene)
    found: list[tuple[Someone, Actor]] = [(Someone(C, "clock"), CLOCK)]
    for role in STAFF:
        for at, place in places.items():
            found.append((Someone(role, at), staff(role, place, nobody)))
        for duty, person in separation.doers(case).items():
            is_ = "finder" if person == special.get("finder") else ""
            someone = Someone(role, "bureau", did=duty, is_=is_)
            found.append((someone, staff(role, case.house_id, person)))
        for is_, person in special.items():
            did = next((d for d, p in separation.doers(case).items() if p == person), "")
            someone = Someone(role, "section", did=did, is_=is_)
            found.append((someone, staff(role, case.section_id, person)))
    found += [
        (Someone(A, "own"), actor("applicant.a")),
        (Someone(A, "agent"), actor("agent")),
        (Someone(A, "a stranger"), actor("applicant.b")),
        (Someone(A, "a stranger"), replace(actor("applicant.a"), subjects=frozenset())),
    ]
    return found


def staff(role: Role, place: int, person: int) -> Actor:
    """Always under an account that did nothing yet: what is counted is the person."""
    return Actor(
        account_id=9_000_001,
        person_id=person,
        name="某人",
        kind="staff",
        roles=frozenset({(role, place)}),
        houses=actor("handler.licensing").houses,
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
    if scene.state == "breaking":
        bound["finder"] = case.found_by  # type: ignore[attr-defined]
    claim = claims.standing(case, clock.now())
    assert (claim is not None) == scene.held
    return bound | ({"holder": claim.person_id} if claim else {})


# ---------------------------------------------------------------- the matrix


def permitted(case: Case, event: str, who: Actor) -> bool:
    try:
        permit(case, event, who, clock.now())
    except Closed as why:
        return not (why.reason.code and why.reason.says)  # a refusal has its reason, always
    return True


@pytest.mark.parametrize("name", SCENES)
def test_exactly_the_cells_of_the_table_are_open(house: Flask, name: str) -> None:
    scene, build = SCENES[name]
    case = build()
    assert (case.state, getattr(case, "at_desk", False)) == (scene.state, scene.at_desk)
    wrong = []
    for someone, who in everybody(case, scene):
        offered = {choice.event: choice for choice in choices(case, who, clock.now())}
        for event in EVENTS:
            wanted = may(scene, event, someone)
            if permitted(case, event, who) != wanted:
                wrong.append((someone, event, wanted, "permit"))
            if offered[event].open != wanted:
                wrong.append((someone, event, wanted, "choices"))
    assert not wrong


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert set(WHO_MAY) == {state.id for state in CommitmentMachine.states}
    assert {event.id for event in CommitmentMachine.events} == EVENTS
