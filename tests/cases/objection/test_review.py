"""复核: a linked case with its own number and clock, by nobody who had a duty in the first."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.spine.decision import digest_of_text
from app.extensions import db
from app.kernel import cases, clock, deadlines, documents
from app.kernel.cases import Case
from app.kernel.workflow import NotYours
from tests.cases.objection.scenes import (
    FOUND,
    OTHERS,
    STANDS_AFTER,
    make_objection,
    review_of,
    step,
)
from tests.conftest import actor


def test_the_review_is_a_case_of_its_own_with_what_is_still_claimed(house: Flask) -> None:
    first = make_objection("refused")
    again = review_of(first)
    assert again.ref != first.ref
    assert (again.state, again.section.key, again.record_id) == ("draft", "office", first.record_id)
    assert cases.draft_of(again) == {
        "ground": "clerical",
        "statement": "核查时没有看新的证据",
        "claim_CF_NR": "罚款5千元",
    }


def test_the_review_runs_on_its_own_clock_and_ends_in_a_decision_of_review(house: Flask) -> None:
    again = review_of(make_objection("refused"), "approved")
    started = {c.kind: c.started_on for c in deadlines.of_case(again)}
    assert started["decision"] == clock.today()
    (paper,) = [p for p in documents.papers(again) if p.kind == "upheld"]
    assert paper.title == "异议复核决定书"


@pytest.mark.parametrize(
    ("state", "event", "login"),
    [
        ("reviewing", "reply", "handler.road"),
        ("vetting", "pass", "legal"),
        ("vetting", "send_back", "legal"),
        ("deciding", "uphold", "approver"),
        ("deciding", "keep", "approver"),
        ("deciding", "uphold", "handler.road.b"),  # the same person as handler.road
        ("approved", "publish", "publisher"),
    ],
)
def test_whoever_had_a_duty_in_the_first_has_none_in_the_review(
    house: Flask, state: str, event: str, login: str
) -> None:
    again = review_of(make_objection("published"), "draft")
    again = step(again, "submit", claim_CF_NR="罚款4千元")
    findings = {"CF_NR": FOUND["CF_NR"] | {"found": "罚款4千元"}}
    for one in STANDS_AFTER[state][1:]:
        more = {"findings": findings} if one == "reply" else {}
        again = step(again, one, OTHERS.get(one), **more)
    with pytest.raises(NotYours) as why:
        step(again, event, login, text=digest_of_text(again))
    assert why.value.reason.code == "own_review"


def test_nobody_else_asks_for_a_review(house: Flask) -> None:
    first = make_objection("refused")
    for login in ("handler.office", "handler.road", "approver"):
        with pytest.raises(NotYours):
            step(first, "request_review", login)
    assert step(first, "request_review", "agent").state == "refused"
    again = db.session.scalars(select(Case).where(Case.review_of == first.id)).one()
    assert again.opened_by == actor("agent").account_id
