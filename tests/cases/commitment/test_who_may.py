"""谁能办什么: the table of the workflow, written out by hand, against every cell of the machine."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.cases.commitment.machine import CommitmentMachine
from app.kernel import clock, holding
from app.kernel.cases import Case
from app.kernel.roles import Role
from tests.cases.commitment.scenes import make_commitment, open_commitment, step
from tests.cases.matrix import Scene, Table
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
    "broken": {"set_aside": {C}},
    "cleared": {},
    "diverted": {},
    "refused": {},
    "withdrawn": {},
}

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
TABLE = Table(WHO_MAY, APPLICANTS_OWN, SEPARATED, {"finder": JUDGES})


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


# ---------------------------------------------------------------- the matrix


@pytest.mark.matrix
@pytest.mark.parametrize("name", SCENES)
def test_exactly_the_cells_of_the_table_are_open(house: Flask, name: str) -> None:
    scene, build = SCENES[name]
    assert not TABLE.wrong_cells(scene, build())


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert set(WHO_MAY) == {state.id for state in CommitmentMachine.states}
    assert {event.id for event in CommitmentMachine.events} == TABLE.events
