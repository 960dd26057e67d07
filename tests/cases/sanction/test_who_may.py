"""谁能办什么: the table of the workflow, written out by hand, against every cell of the machine."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from app.cases.sanction.machine import SanctionMachine
from app.kernel import clock, holding
from app.kernel.cases import Case
from app.kernel.roles import Role
from app.kernel.tx import transaction
from tests.cases.matrix import Scene, Someone, Table
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
    "hearing": {
        "prove_service": {H, L},
        "state_defence": {A, H},
        "close_hearing": {L, C},
        "withdraw": {D},
    },
    "reconsidering": {"recommend": {L}, "withdraw": {D}},
    "deciding": {"approve": {S}, "refuse": {S}, "send_back": {S}, "withdraw": {D}},
    "approved": {"publish": {U}, "recall": {U}},
    "published": {"delist": {S, C}},
    "delisted": {},
    "dropped": {},
    "refused": {},
    "withdrawn": {},
}

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
    ("approved", "recall"): "publication",
}
# Whoever proposed decides nothing later; to take the proposal back is no decision about it.
NOT_THE_PROPOSER = {
    *("endorse", "send_back", "drop", "give_notice", "close_hearing", "recommend"),
    *("approve", "refuse", "publish", "recall", "delist"),
}
# A claim keeps colleagues from a step of casework, not from what is nobody's turn.
NOT_HELD = {"prove_service", "state_defence", "close_hearing", "delist", "withdraw"}


@dataclass(frozen=True)
class Hearing(Scene):
    """When 陈述申辩 may be closed: by legal once it is waived, by both when the term is over."""

    waived: bool = False
    over: bool = False
    on_paper: bool = False  # served by hand, and not yet signed for


class SanctionTable(Table):
    def may(self, scene: Scene, event: str, who: Someone) -> bool:
        if event == "close_hearing" and not _heard(scene, who):
            return False
        if event == "prove_service" and not (isinstance(scene, Hearing) and scene.on_paper):
            return False
        return super().may(scene, event, who)


def _heard(scene: Scene, who: Someone) -> bool:
    if not isinstance(scene, Hearing):
        return False
    return not scene.on_paper and (scene.over or (scene.waived and who.role is L))


TABLE = SanctionTable(WHO_MAY, set(), SEPARATED, {"proposer": NOT_THE_PROPOSER}, NOT_HELD)


# ---------------------------------------------------------------- the scenes


def held(state: str, by: str) -> Case:
    """Claimed by a colleague."""
    case: Case = make_sanction(state)
    holding.take_up(case, actor(by), clock.now())
    return case


def waived() -> Case:
    case: Case = step(make_sanction("hearing"), "state_defence", points=[], waive=True)
    return case


def changed() -> Case:
    case = make_sanction("approved")
    with transaction():
        case.measures = ["talk"]
    return case  # type: ignore[no-any-return]


def on_paper() -> Case:
    case: Case = step(make_sanction("vetting"), "give_notice", service="direct")
    clock.stand_at(clock.now().replace(month=12, day=1))
    return case


def over() -> Case:
    case = make_sanction("hearing")
    clock.stand_at(clock.now().replace(month=12, day=1))
    return case  # type: ignore[no-any-return]


SCENES: dict[str, tuple[Scene, Callable[[], Case]]] = {
    **{state: (Scene(state), lambda state=state: make_sanction(state)) for state in WHO_MAY},
    "hearing, waived": (Hearing("hearing", waived=True), waived),
    "hearing, over": (Hearing("hearing", over=True), over),
    "hearing, not signed for": (Hearing("hearing", over=True, on_paper=True), on_paper),
    "vetting, claimed": (Scene("vetting", held=True), lambda: held("vetting", "legal2")),
    "approved, then changed": (Scene("approved", changed=True), changed),
    "deciding, claimed": (Scene("deciding", held=True), lambda: held("deciding", "signer")),
    "filed again": (Scene("filed"), lambda: step(make_sanction("vetting"), "send_back", "legal")),
    "draft again": (Scene("draft"), lambda: step(make_sanction("filed"), "send_back")),
    "reconsidering again": (
        Scene("reconsidering"),
        lambda: step(make_sanction("deciding"), "send_back", "signer"),
    ),
}


# ---------------------------------------------------------------- the matrix


@pytest.mark.matrix
@pytest.mark.parametrize("name", SCENES)
def test_exactly_the_cells_of_the_table_are_open(house: Flask, name: str) -> None:
    scene, build = SCENES[name]
    assert not TABLE.wrong_cells(scene, build())


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert set(WHO_MAY) == {state.id for state in SanctionMachine.states}
    assert {event.id for event in SanctionMachine.events} == TABLE.events
