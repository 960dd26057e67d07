"""谁能办什么: the table of the workflow, written out by hand, against every cell of the machine."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.cases.repair.machine import RepairMachine
from app.kernel import cases, clock, holding, rechecks, samples
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.people import CLOCK
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case
from tests.cases.matrix import Scene, Table, everybody
from tests.cases.revocation.scenes import make_revocation
from tests.conftest import actor
from tests.factories import correct_its_record, make_record, make_repair, step

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
    "draft": {"terminate": {C}, "submit": {A}, "withdraw": {A}},
    "filed": {
        "terminate": {C},
        "accept": {H},
        "ask_correction": {H, D},
        "decline": {H, D},
        "withdraw": {A},
    },
    "correcting": {"terminate": {C}, "resubmit": {A}, "lapse": {C}, "withdraw": {A}},
    "reviewing": {
        "terminate": {C},
        "ask_correction": {H, D},
        "recommend": {H},
        "extend": {P},
        "withdraw": {A},
    },
    "vetting": {"terminate": {C}, "pass": {L}, "send_back": {L}, "extend": {P}, "withdraw": {A}},
    "deciding": {
        "terminate": {C},
        "approve": {P},
        "refuse": {P},
        "send_back": {P},
        "extend": {P},
        "withdraw": {A},
    },
    "approved": {"terminate": {C}, "publish": {U}, "recall": {U}},
    "published": {"revoke": {P}},
    "revoked": {},
    "declined": {},
    "refused": {},
    "withdrawn": {},
    "lapsed": {},
    "terminated": {},
}

# For somebody who came in person, the desk writes what the applicant would.
APPLICANTS_OWN = {"submit", "resubmit", "withdraw"}
# One natural person does one of these in a round (四眼).
SEPARATED = {
    ("reviewing", "recommend"): "review",
    ("vetting", "pass"): "vetting",
    ("vetting", "send_back"): "vetting",
    ("deciding", "approve"): "approval",
    ("deciding", "refuse"): "approval",
    ("deciding", "send_back"): "approval",
    ("approved", "publish"): "publication",
    ("approved", "recall"): "publication",
}
# Whoever entered the record decides nothing about it.
DECIDES = {"approve", "refuse", "revoke"}
# A claim keeps colleagues from a step of casework, not the leader from extending or revoking.
NOT_HELD = {"extend", "revoke"}
TABLE = Table(WHO_MAY, APPLICANTS_OWN, SEPARATED, {"enterer": DECIDES}, NOT_HELD)


# ---------------------------------------------------------------- the scenes


def lapsed() -> Case:
    case = make_repair("correcting")
    advance(case, "lapse", CLOCK, clock.now() + timedelta(days=30))
    return case


def terminated() -> Case:
    case = make_repair("reviewing")
    make_revocation("published", case.record)
    return case


def revoked() -> Case:
    case, today = make_repair("published"), clock.today()
    with transaction():
        who = actor("legal2")
        made = samples.draw("repair", case.house_id, today, today, 1, "1", who, clock.now())
        rechecks.find(made.items[0], "false_papers", "凭证系伪造", actor("head.road"), clock.now())
    return step(case, "revoke")


def at_desk(*acts: str) -> Case:
    """Written by the handler for somebody who came in person."""
    case = open_case(
        "repair", cases.about(make_record()), actor("handler.road"), clock.now(), at_desk=True
    )
    for event in acts:
        case = step(case, event, "handler.road")
    return case


def held(state: str, by: str) -> Case:
    """Claimed by a colleague."""
    case = make_repair(state)
    holding.take_up(case, actor(by), clock.now())
    return case


SCENES: dict[str, tuple[Scene, Callable[[], Case]]] = {
    **{
        state: (Scene(state), lambda state=state: make_repair(state))
        for state in WHO_MAY
        if state not in ("lapsed", "revoked", "terminated")
    },
    "lapsed": (Scene("lapsed"), lapsed),
    "terminated": (Scene("terminated"), terminated),
    "revoked": (Scene("revoked"), revoked),
    "correcting from intake": (
        Scene("correcting"),
        lambda: step(make_repair("filed"), "ask_correction"),
    ),
    "draft at the desk": (Scene("draft", at_desk=True), at_desk),
    "reviewing, from the desk": (
        Scene("reviewing", at_desk=True),
        lambda: at_desk("submit", "accept"),
    ),
    "correcting, from the desk": (
        Scene("correcting", at_desk=True),
        lambda: at_desk("submit", "ask_correction"),
    ),
    "filed, claimed": (Scene("filed", held=True), lambda: held("filed", "handler.road2")),
    "vetting, claimed": (Scene("vetting", held=True), lambda: held("vetting", "legal2")),
    "approved, then changed": (
        Scene("approved", changed=True),
        lambda: correct_its_record(make_repair("approved")),
    ),
    "deciding, claimed": (Scene("deciding", held=True), lambda: held("deciding", "approver2")),
    "reviewing again": (Scene("reviewing"), lambda: step(make_repair("vetting"), "send_back")),
    "vetting again": (
        Scene("vetting"),
        lambda: step(make_repair("deciding"), "send_back", "approver"),
    ),
}


# ---------------------------------------------------------------- the matrix


@pytest.mark.matrix
@pytest.mark.parametrize("name", SCENES)
def test_exactly_the_cells_of_the_table_are_open(house: Flask, name: str) -> None:
    scene, build = SCENES[name]
    assert not TABLE.wrong_cells(scene, build())


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert set(WHO_MAY) == {state.id for state in RepairMachine.states}
    assert {event.id for event in RepairMachine.events} == TABLE.events


def test_what_the_clock_does_is_offered_to_nobody(house: Flask) -> None:
    case = make_repair("correcting")
    for _, who in everybody(case, Scene("correcting")):
        assert "lapse" not in {choice.event for choice in choices(case, who, clock.now())}
