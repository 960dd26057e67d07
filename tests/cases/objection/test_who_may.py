"""谁能办什么: the table of the workflow, written out by hand, against every cell of the machine.

The table below is copied from the workflow's description, never from the machine. Each scene is
built once by walking its events; then every event is tried by every role in every relation to the
case, and exactly the cells of the table may be open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.objection.machine import ObjectionMachine
from app.extensions import db
from app.kernel import cases, claims, clock, holding, separation
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.events import history
from app.kernel.people import CLOCK, Account, Actor, Person, Section
from app.kernel.roles import Role
from app.kernel.workflow import Closed, advance, open_case, permit
from tests.cases.objection.scenes import make_objection, review_of, step
from tests.conftest import actor
from tests.factories import make_record

A, H, D, L, P, U, C = (
    Role.APPLICANT,
    Role.HANDLER,
    Role.HEAD,
    Role.LEGAL,
    Role.APPROVER,
    Role.PUBLISHER,
    Role.CLOCK,
)

WHO_MAY: dict[str, dict[str, set[Role]]] = {
    "draft": {"submit": {A}, "withdraw": {A}},
    "filed": {"accept": {H}, "ask_correction": {H, D}, "decline": {H, D}, "withdraw": {A}},
    "correcting": {"resubmit": {A}, "lapse": {C}, "withdraw": {A}},
    "forwarding": {"forward": {H}, "withdraw": {A}},
    "reviewing": {"ask_correction": {H, D}, "reply": {H}, "extend": {P}, "withdraw": {A}},
    "vetting": {"pass": {L}, "send_back": {L}, "extend": {P}, "withdraw": {A}},
    "deciding": {"uphold": {P}, "keep": {P}, "send_back": {P}, "extend": {P}, "withdraw": {A}},
    "approved": {"publish": {U}},
    "published": {"request_review": {A}},
    "refused": {"request_review": {A}},
    "declined": {},
    "withdrawn": {},
    "lapsed": {},
}
EVENTS = {event for row in WHO_MAY.values() for event in row}

# For somebody who came in person, the desk writes what the applicant would.
APPLICANTS_OWN = {"submit", "resubmit", "withdraw"}
# One natural person does one of these in a round (四眼).
SEPARATED = {
    ("reviewing", "reply"): "review",
    ("vetting", "pass"): "vetting",
    ("vetting", "send_back"): "vetting",
    ("deciding", "uphold"): "approval",
    ("deciding", "keep"): "approval",
    ("deciding", "send_back"): "approval",
    ("approved", "publish"): "publication",
}
# Whoever entered the record decides nothing about it.
DECIDES = {"uphold", "keep"}
# A claim keeps colleagues from a step of casework, not the leader from extending.
NOT_HELD = {"extend", "request_review"} | APPLICANTS_OWN

STAFF = [role for role in Role if role not in (A, C)]
ELSEWHERE = {"another section", "another bureau"}


@dataclass(frozen=True)
class Someone:
    """One column of the matrix: a role, where it is held, and what the person has to do with it."""

    role: Role
    where: str
    did: str = ""  # a separated duty of this round, under this or another account
    is_: str = ""  # enterer | interested | recused | holder | earlier


@dataclass(frozen=True)
class Scene:
    """One row group: a state, reached by acts, and what is special about it."""

    state: str
    at_desk: bool = False
    held: bool = False
    review: bool = False


def may(scene: Scene, event: str, who: Someone) -> bool:
    """What the table says of one cell."""
    allowed = WHO_MAY[scene.state].get(event)
    if allowed is None:
        return False
    if who.role is C:
        return C in allowed
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
    if scene.held and who.is_ != "holder" and event not in NOT_HELD:
        return True
    if who.is_ == "enterer" and event in DECIDES:
        return True
    duty = SEPARATED.get((scene.state, event))
    if duty and who.is_ == "earlier":
        return True
    return bool(duty and who.did and who.did != duty)


# ---------------------------------------------------------------- the scenes


def lapsed() -> Case:
    case = make_objection("correcting")
    advance(case, "lapse", CLOCK, clock.now() + timedelta(days=30))
    return case


def at_desk(*acts: str) -> Case:
    """Written by the handler of the office for somebody who came in person."""
    who = actor("handler.office")
    case = open_case("objection", cases.about(make_record()), who, clock.now(), at_desk=True)
    for event in acts:
        case = step(case, event, "handler.office" if event == "submit" else None)
    return case


def held(state: str, by: str) -> Case:
    """Claimed by a colleague."""
    case = make_objection(state)
    holding.take_up(case, actor(by), clock.now())
    return case


SCENES: dict[str, tuple[Scene, Callable[[], Case]]] = {
    **{
        state: (Scene(state), lambda state=state: make_objection(state))
        for state in WHO_MAY
        if state != "lapsed"
    },
    "lapsed": (Scene("lapsed"), lapsed),
    "filed where the office provided the record": (
        Scene("filed"),
        lambda: make_objection("filed", section="office"),
    ),
    "correcting from the check": (
        Scene("correcting"),
        lambda: step(make_objection("reviewing"), "ask_correction", "handler.road"),
    ),
    "draft at the desk": (Scene("draft", at_desk=True), at_desk),
    "forwarding, from the desk": (
        Scene("forwarding", at_desk=True),
        lambda: at_desk("submit", "accept"),
    ),
    "correcting, from the desk": (
        Scene("correcting", at_desk=True),
        lambda: at_desk("submit", "ask_correction"),
    ),
    "forwarding, claimed": (
        Scene("forwarding", held=True),
        lambda: held("forwarding", "handler.office"),
    ),
    "reviewing, claimed": (
        Scene("reviewing", held=True),
        lambda: held("reviewing", "handler.road"),
    ),
    "deciding, claimed": (Scene("deciding", held=True), lambda: held("deciding", "approver2")),
    "reviewing again": (Scene("reviewing"), lambda: step(make_objection("vetting"), "send_back")),
    "vetting again": (
        Scene("vetting"),
        lambda: step(make_objection("deciding"), "send_back", "approver"),
    ),
    "reviewing in review": (
        Scene("reviewing", review=True),
        lambda: review_of(make_objection("refused"), "reviewing"),
    ),
    "vetting in review": (
        Scene("vetting", review=True),
        lambda: review_of(make_objection("refused"), "vetting"),
    ),
    "deciding in review": (
        Scene("deciding", review=True),
        lambda: review_of(make_objection("refused"), "deciding"),
    ),
    "approved in review": (
        Scene("approved", review=True),
        lambda: review_of(make_objection("refused"), "approved"),
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
            found.append((Someone(role, "bureau", did=duty), staff(role, case.house_id, person)))
        for is_, person in special.items():
            found.append((Someone(role, "section", is_=is_), staff(role, case.section_id, person)))
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
        houses=actor("handler.road").houses,
    )


def somebody_new() -> int:
    person = Person(name="未办过本件的人")
    db.session.add(person)
    db.session.flush()
    return person.id


def bound_hands(case: Case, scene: Scene) -> dict[str, int]:
    """Persons with something against them, under whatever role; and whoever holds the case."""
    assert case.record is not None
    keeps_out = somebody_new()
    separation.recuse(case, keeps_out, history(case.stream)[0].id)
    agent = db.session.scalars(select(Account.person_id).where(Account.login == "agent")).one()
    bound = {
        "enterer": case.record.entered_by or 0,
        "interested": agent,
        "recused": keeps_out,
    }
    if scene.review:
        earlier = db.session.scalars(
            select(separation.Duty.person_id).where(separation.Duty.case_id == case.review_of)
        )
        bound["earlier"] = earlier.first() or 0
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
            if event in offered and offered[event].open != wanted:
                wrong.append((someone, event, wanted, "choices"))
    assert not wrong


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert set(WHO_MAY) == {state.id for state in ObjectionMachine.states}
    assert {event.id for event in ObjectionMachine.events} == EVENTS


def test_what_the_clock_does_is_offered_to_nobody(house: Flask) -> None:
    case = make_objection("correcting")
    for _, who in everybody(case, Scene("correcting")):
        assert "lapse" not in {choice.event for choice in choices(case, who, clock.now())}
