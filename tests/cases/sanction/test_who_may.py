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

from app.cases.sanction.machine import SanctionMachine
from app.extensions import db
from app.kernel import claims, clock, holding, separation
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.events import history
from app.kernel.people import CLOCK, Account, Actor, Person, Section
from app.kernel.roles import Role
from app.kernel.workflow import Closed, permit
from tests.cases.sanction.scenes import make_sanction, step
from tests.conftest import actor

A, H, D, L, S, U, C = (
    Role.APPLICANT,
    Role.HANDLER,
    Role.HEAD,
    Role.LEGAL,
    Role.SIGNER,
    Role.PUBLISHER,
    Role.CLOCK,
)

WHO_MAY: dict[str, dict[str, set[Role]]] = {
    "draft": {"propose": {H}, "withdraw": {H}},
    "filed": {"endorse": {D}, "send_back": {D}, "drop": {D}, "withdraw": {D}},
    "vetting": {"give_notice": {L}, "send_back": {L}, "withdraw": {D}},
    "hearing": {"state_defence": {A, H}, "close_hearing": {L, C}, "withdraw": {D}},
    "reconsidering": {"recommend": {L}, "withdraw": {D}},
    "deciding": {"approve": {S}, "refuse": {S}, "send_back": {S}, "withdraw": {D}},
    "approved": {"publish": {U}},
    "published": {"delist": {S, C}},
    "delisted": {},
    "dropped": {},
    "refused": {},
    "withdrawn": {},
}
EVENTS = {event for row in WHO_MAY.values() for event in row}

# One natural person does one of these in a round (四眼).
SEPARATED = {
    ("filed", "endorse"): "review",
    ("filed", "send_back"): "review",
    ("filed", "drop"): "review",
    ("vetting", "give_notice"): "vetting",
    ("vetting", "send_back"): "vetting",
    ("reconsidering", "recommend"): "vetting",
    ("deciding", "approve"): "approval",
    ("deciding", "refuse"): "approval",
    ("deciding", "send_back"): "approval",
    ("approved", "publish"): "publication",
}
# Whoever proposed decides nothing later; to take the proposal back is no decision about it.
NOT_THE_PROPOSER = EVENTS - {"propose", "state_defence", "withdraw"}
# A claim keeps colleagues from a step of casework, not from what is nobody's turn.
NOT_HELD = {"state_defence", "close_hearing", "delist"}

STAFF = [role for role in Role if role not in (A, C)]
ELSEWHERE = {"another section", "another bureau"}


@dataclass(frozen=True)
class Someone:
    """One column of the matrix: a role, where it is held, and what the person has to do with it."""

    role: Role
    where: str
    did: str = ""  # a separated duty of this round, under this or another account
    is_: str = ""  # proposer | interested | recused | holder


@dataclass(frozen=True)
class Scene:
    """One row group: a state, reached by acts, and what is special about it."""

    state: str
    held: bool = False
    waived: bool = False
    over: bool = False  # the term for the defence


def may(scene: Scene, event: str, who: Someone) -> bool:
    """What the table says of one cell."""
    allowed = WHO_MAY[scene.state].get(event)
    if allowed is None or who.role not in allowed:
        return False
    if event == "close_hearing" and not (scene.over or (scene.waived and who.role is L)):
        return False
    if who.role is C:
        return True
    if who.role is A:
        return who.where != "a stranger"
    return who.where not in ELSEWHERE and not _kept_out(scene, event, who)


def _kept_out(scene: Scene, event: str, who: Someone) -> bool:
    """Separation, recusal and claims close what the role would open."""
    if who.is_ in ("interested", "recused"):
        return True
    if who.is_ == "proposer" and event in NOT_THE_PROPOSER:
        return True
    free = event in NOT_HELD or (event == "withdraw" and scene.state != "draft")
    if scene.held and who.is_ != "holder" and not free:
        return True
    duty = SEPARATED.get((scene.state, event))
    return bool(duty and who.did and who.did != duty)


# ---------------------------------------------------------------- the scenes


def held(state: str, by: str) -> Case:
    """Claimed by a colleague."""
    case: Case = make_sanction(state)
    holding.take_up(case, actor(by), clock.now())
    return case


def waived() -> Case:
    case: Case = step(make_sanction("hearing"), "state_defence", points=[], waive=True)
    return case


def over() -> Case:
    case = make_sanction("hearing")
    clock.stand_at(clock.now().replace(month=12, day=1))
    return case  # type: ignore[no-any-return]


SCENES: dict[str, tuple[Scene, Callable[[], Case]]] = {
    **{state: (Scene(state), lambda state=state: make_sanction(state)) for state in WHO_MAY},
    "hearing, waived": (Scene("hearing", waived=True), waived),
    "hearing, over": (Scene("hearing", over=True), over),
    "vetting, claimed": (Scene("vetting", held=True), lambda: held("vetting", "legal2")),
    "deciding, claimed": (Scene("deciding", held=True), lambda: held("deciding", "signer")),
    "filed again": (Scene("filed"), lambda: step(make_sanction("vetting"), "send_back", "legal")),
    "draft again": (Scene("draft"), lambda: step(make_sanction("filed"), "send_back")),
    "reconsidering again": (
        Scene("reconsidering"),
        lambda: step(make_sanction("deciding"), "send_back", "signer"),
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
    keeps_out = somebody_new()
    separation.recuse(case, keeps_out, history(case.stream)[0].id)
    agent = db.session.scalars(select(Account.person_id).where(Account.login == "agent")).one()
    bound = {"interested": agent, "recused": keeps_out}
    if case.proposed_by:  # type: ignore[attr-defined]
        bound["proposer"] = case.proposed_by  # type: ignore[attr-defined]
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
    assert case.state == scene.state
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
    assert set(WHO_MAY) == {state.id for state in SanctionMachine.states}
    assert {event.id for event in SanctionMachine.events} == EVENTS
