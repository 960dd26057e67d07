"""A second edition of the workflow of repairs, for tests: nothing is corrected, somebody is heard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from statemachine import Event, State

from app.cases.repair import ROOM
from app.cases.repair.machine import RepairMachine
from app.cases.spine.hands import APPLICANT, staff
from app.kernel.machines import CaseMachine, fresh_eyes
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, Room
from app.web.forms import OpinionForm


class SecondRepair(CaseMachine):
    """As enacted for the tests: no correction, no vetting; the law office may be consulted."""

    draft = State("草稿", initial=True)
    filed = State("收件")
    reviewing = State("核查中")
    consulting = State("征求意见")
    deciding = State("待审批")
    approved = State("待执行修复")
    published = State("已修复", final=True)
    withdrawn = State("已撤回", final=True)

    submit = Event(draft.to(filed, cond=APPLICANT), name="提交")
    accept = Event(filed.to(reviewing, cond=staff(Role.HANDLER)), name="受理")
    consult = Event(reviewing.to(consulting, cond=staff(Role.HANDLER)), name="征求意见")
    advise = Event(consulting.to(reviewing, cond=staff(Role.LEGAL)), name="答复意见")
    recommend = Event(
        reviewing.to(deciding, cond=[*staff(Role.HANDLER), fresh_eyes("review")]), name="提出意见"
    )
    approve = Event(deciding.to(approved, cond=staff(Role.APPROVER)), name="准予修复")
    publish = Event(approved.to(published, cond=staff(Role.PUBLISHER)), name="执行修复")
    withdraw = Event(
        withdrawn.from_(draft, filed, reviewing, consulting, deciding, cond=APPLICANT), name="撤回"
    )


SECOND: Room = replace(
    ROOM,
    edition=2,
    machine=SecondRepair,
    other_editions={1: RepairMachine},
    places={**ROOM.places, "consulting": ("review", Role.LEGAL)},
    forms={**ROOM.forms, "consult": OpinionForm, "advise": OpinionForm},
)


@contextmanager
def enacted() -> Iterator[Room]:
    """The second edition is the current one, for as long as this lasts."""
    ROOMS["repair"] = SECOND
    try:
        yield SECOND
    finally:
        ROOMS["repair"] = ROOM
