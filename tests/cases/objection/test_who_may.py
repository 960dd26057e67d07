"""谁能办什么: the table of the workflow, written out by hand, against every cell of the machine."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.cases.objection.machine import ObjectionMachine
from app.kernel import cases, clock, holding
from app.kernel.cases import Case
from app.kernel.choices import choices
from app.kernel.people import CLOCK
from app.kernel.roles import Role
from app.kernel.workflow import advance, open_case
from tests.cases.matrix import Scene, Table, everybody
from tests.cases.objection.scenes import make_objection, own_motion, review_of, step
from tests.cases.revocation.scenes import make_revocation
from tests.conftest import actor
from tests.factories import correct_its_record, make_record

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
    "forwarding": {"terminate": {C}, "forward": {H}, "withdraw": {A}},
    "reviewing": {
        "terminate": {C},
        "ask_correction": {H, D},
        "reply": {H},
        "extend": {P},
        "withdraw": {A},
    },
    "vetting": {"terminate": {C}, "pass": {L}, "send_back": {L}, "extend": {P}, "withdraw": {A}},
    "deciding": {
        "terminate": {C},
        "uphold": {P},
        "keep": {P},
        "send_back": {P},
        "extend": {P},
        "withdraw": {A},
    },
    "approved": {"terminate": {C}, "publish": {U}, "recall": {U}},
    "published": {"request_review": {A}},
    "refused": {"request_review": {A}},
    "declined": {},
    "withdrawn": {},
    "lapsed": {},
    "terminated": {},
}

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
    ("approved", "recall"): "publication",
}
# Whoever entered the record decides nothing about it.
DECIDES = {"uphold", "keep"}
# A claim keeps colleagues from a step of casework, not the leader from extending.
NOT_HELD = {"extend", "request_review"}
OWN_MOTION = Table(
    {
        "draft": {"start_check": {H}, "withdraw": {H}, "terminate": {C}},
        "forwarding": {"forward": {H}, "terminate": {C}},
        "reviewing": {"reply": {H}, "extend": {P}, "terminate": {C}},
        "published": {},
    },
    set(),
    SEPARATED,
    {"enterer": DECIDES},
    NOT_HELD,
)
TABLE = Table(WHO_MAY, APPLICANTS_OWN, SEPARATED, {"enterer": DECIDES}, NOT_HELD)


# ---------------------------------------------------------------- the scenes


def lapsed() -> Case:
    case = make_objection("correcting")
    advance(case, "lapse", CLOCK, clock.now() + timedelta(days=30))
    return case


def terminated() -> Case:
    case = make_objection("reviewing")
    make_revocation("published", case.record)
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
        if state not in ("lapsed", "terminated")
    },
    "lapsed": (Scene("lapsed"), lapsed),
    "terminated": (Scene("terminated"), terminated),
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
    "approved, then changed": (
        Scene("approved", changed=True),
        lambda: correct_its_record(make_objection("approved")),
    ),
    "deciding, claimed": (Scene("deciding", held=True), lambda: held("deciding", "approver2")),
    "reviewing again": (Scene("reviewing"), lambda: step(make_objection("vetting"), "send_back")),
    "vetting again": (
        Scene("vetting"),
        lambda: step(make_objection("deciding"), "send_back", "approver"),
    ),
    "reviewing in review": (
        Scene("reviewing"),
        lambda: review_of(make_objection("refused"), "reviewing"),
    ),
    "vetting in review": (
        Scene("vetting"),
        lambda: review_of(make_objection("refused"), "vetting"),
    ),
    "deciding in review": (
        Scene("deciding"),
        lambda: review_of(make_objection("refused"), "deciding"),
    ),
    "approved in review": (
        Scene("approved"),
        lambda: review_of(make_objection("refused"), "approved"),
    ),
}


# ---------------------------------------------------------------- the matrix


@pytest.mark.matrix
@pytest.mark.parametrize("name", SCENES)
def test_exactly_the_cells_of_the_table_are_open(house: Flask, name: str) -> None:
    scene, build = SCENES[name]
    assert not TABLE.wrong_cells(scene, build())


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("draft", ()),
        ("forwarding", ("start_check",)),
        ("reviewing", ("start_check", "forward")),
        ("published", ("start_check", "forward", "reply", "pass", "uphold", "publish")),
    ],
)
def test_a_check_of_the_bureaus_own_is_moved_by_the_bureau_alone(
    house: Flask, state: str, acts: tuple[str, ...]
) -> None:
    case = own_motion(*acts)
    assert case.state == state
    assert not OWN_MOTION.wrong_cells(Scene(state), case)


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert set(WHO_MAY) == {state.id for state in ObjectionMachine.states}
    assert {e.id for e in ObjectionMachine.events} == TABLE.events | OWN_MOTION.events


def test_what_the_clock_does_is_offered_to_nobody(house: Flask) -> None:
    case = make_objection("correcting")
    for _, who in everybody(case, Scene("correcting")):
        assert "lapse" not in {choice.event for choice in choices(case, who, clock.now())}
