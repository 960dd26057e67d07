"""退回审批: what can no longer be carried out as it was approved goes back to whoever approves."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.kernel import documents, separation
from app.kernel.cases import Case
from app.kernel.events import history
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours
from tests.cases.objection import scenes as objection
from tests.cases.sanction import scenes as sanction
from tests.conftest import actor
from tests.factories import correct_its_record, make_repair
from tests.factories import step as repair_step


def other_measures(case: Case) -> Case:
    with transaction():
        case.measures = ["talk"]  # type: ignore[attr-defined]
    return case


Build = Callable[[], Case]
Step = Callable[..., Case]

APPROVED: dict[str, tuple[Build, Callable[[Case], Case], Step, str]] = {
    "repair": (lambda: make_repair("approved"), correct_its_record, repair_step, "approve"),
    "objection": (
        lambda: objection.make_objection("approved"),
        correct_its_record,
        objection.step,
        "uphold",
    ),
    "sanction": (
        lambda: sanction.make_sanction("approved"),
        other_measures,
        sanction.step,
        "approve",
    ),
}


def decision(case: Case) -> Any:
    return [paper for paper in documents.papers(case) if paper.number][-1]


@pytest.mark.parametrize("kind", APPROVED)
def test_what_changed_is_decided_again_and_then_carried_out(house: Flask, kind: str) -> None:
    build, change, step, decide = APPROVED[kind]
    case = change(build())
    first, hands = decision(case), separation.doers(case)
    case = step(case, "recall", "publisher", opinion="审批后内容有变动")
    assert (case.state, case.decision_digest, case.decided_on) == ("deciding", None, None)  # type: ignore[attr-defined]
    assert not first.standing
    assert first.number
    assert separation.doers(case) == {d: hands[d] for d in ("review", "vetting")}
    case = step(case, decide)
    second = decision(case)
    assert second.standing
    assert second.number != first.number
    case = step(case, "publish", "publisher")
    assert [e.name for e in history(case.stream)][-4:] == [decide, "recall", decide, "publish"]


@pytest.mark.parametrize("kind", APPROVED)
def test_what_is_as_approved_is_carried_out_and_not_sent_back(house: Flask, kind: str) -> None:
    build, _, step, _ = APPROVED[kind]
    case = build()
    with pytest.raises(NotYours) as why:
        step(case, "recall", "publisher", opinion="想退回")
    assert why.value.reason.code == "as_approved"
    assert actor("publisher").person_id not in separation.doers(case).values()
