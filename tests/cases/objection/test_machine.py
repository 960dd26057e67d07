"""异议处理状态机: what each step refuses, in words, and where it leads."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.cases.objection import ROOM, rules
from app.cases.objection.machine import ObjectionMachine
from app.extensions import BEIJING
from app.kernel import cases, clock, deadlines, records
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken, reason_of, steps_of
from app.kernel.people import CLOCK
from app.kernel.public_face import PUBLIC_COLUMNS
from app.kernel.rooms import PHASES
from app.kernel.standing import Standing
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, advance, open_case
from tests.cases.objection.scenes import FOUND, make_objection, review_of, step
from tests.conftest import actor
from tests.factories import correct_its_record, make_record

# The table of the workflow, written out by hand.
ARROWS = {
    "submit": {("draft", "filed")},
    "accept": {("filed", "forwarding"), ("filed", "reviewing")},
    "ask_correction": {("filed", "correcting"), ("reviewing", "correcting")},
    "resubmit": {("correcting", "filed"), ("correcting", "reviewing")},
    "lapse": {("correcting", "lapsed")},
    "decline": {("filed", "declined")},
    "forward": {("forwarding", "reviewing")},
    "reply": {("reviewing", "vetting")},
    "pass": {("vetting", "deciding")},
    "send_back": {("vetting", "reviewing"), ("deciding", "vetting")},
    "uphold": {("deciding", "approved")},
    "keep": {("deciding", "refused")},
    "extend": {(s, s) for s in ("reviewing", "vetting", "deciding")},
    "recall": {("approved", "deciding")},
    "publish": {("approved", "published")},
    "request_review": {(s, s) for s in ("refused", "published")},
    "withdraw": {
        (s, "withdrawn")
        for s in (
            "draft",
            "filed",
            "correcting",
            "forwarding",
            "reviewing",
            "vetting",
            "deciding",
        )
    },
}


def refused(case: Case, event: str, who: str | None = None, **facts: Any) -> tuple[str, str | None]:
    """The code of the refusal and the field it stands at."""
    with pytest.raises(RuleBroken) as why:
        step(case, event, who, **facts)
    assert why.value.says % why.value.params
    return why.value.code, why.value.field


def found(**parts: str) -> dict[str, dict[str, str]]:
    return {"CF_NR": FOUND["CF_NR"] | parts}


def test_the_arrows_are_those_of_the_workflow() -> None:
    drawn: dict[str, set[tuple[str, str]]] = {}
    for one in steps_of(ObjectionMachine):
        drawn.setdefault(one.event, set()).add((one.source, one.target))
    assert drawn == ARROWS


def test_every_state_is_reached_and_leads_to_an_end() -> None:
    onward: dict[str, set[str]] = {}
    for one in steps_of(ObjectionMachine):
        onward.setdefault(one.source, set()).add(one.target)

    def reached(state: str) -> set[str]:
        seen, todo = {state}, [state]
        while todo:
            for target in onward.get(todo.pop(), set()) - seen:
                seen.add(target)
                todo.append(target)
        return seen

    ends = {"published", "refused", "declined", "withdrawn", "lapsed"}
    assert reached("draft") == {state.id for state in ObjectionMachine.states}
    for state in ObjectionMachine.states:
        assert reached(state.id) & ends


def test_a_state_without_a_turn_waits_for_nobody_and_only_those() -> None:
    waits = {state.id for state in ObjectionMachine.states if ROOM.turn(state.id)}
    assert waits == {
        *("draft", "filed", "correcting", "forwarding"),
        *("reviewing", "vetting", "deciding", "approved"),
    }
    assert {ROOM.phase(s.id) for s in ObjectionMachine.states} == set(PHASES) - {"followup"}


def test_every_guard_closes_for_nobody_and_says_why(house: Flask) -> None:
    for number, state in enumerate(("draft", "filed", "deciding", "refused"), start=1):
        case = make_objection(state, make_record(doc_no=f"资交执罚〔2026〕{number}号"))
        standing = Standing(case, clock.now())
        for one in steps_of(ObjectionMachine):
            for guard in one.guards:
                assert guard(model=standing, actor=None, now=clock.now()) is False
                assert reason_of(guard).says


# ---------------------------------------------------------------- what is filed


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"ground": ""}, ("no_ground", "ground")),
        ({"ground": "because"}, ("no_ground", "ground")),
        ({"statement": ""}, ("no_statement", "statement")),
        ({"claim_CF_NR": ""}, ("no_field", "claim_CF_WSH")),
        ({"claim_CF_NR": "罚款1万元"}, ("same_value", "claim_CF_NR")),
        ({"uploads": []}, ("no_proof", "proof")),
    ],
)
def test_an_objection_says_what_is_wrong_and_proves_it(
    house: Flask, facts: dict[str, Any], answer: tuple[str, str]
) -> None:
    assert refused(make_objection("draft"), "submit", **facts) == answer


def test_what_concerns_the_whole_record_names_no_field(house: Flask) -> None:
    case = step(make_objection("draft"), "submit", ground="overdue", claim_CF_NR="")
    assert (case.state, case.claims) == ("filed", {})


def test_an_annulled_record_is_not_disputed(house: Flask) -> None:
    record = make_record()
    with transaction():
        records.end(record, "annulled", clock.today(), record.entered_event)
    with pytest.raises(RuleBroken) as why:
        make_objection("draft", record)
    assert why.value.code == "ended"


def test_one_record_has_one_open_objection(house: Flask) -> None:
    record = make_record()
    make_objection("filed", record)
    with pytest.raises(RuleBroken) as why:
        open_case("objection", cases.about(record), actor("applicant.a"), clock.now())
    assert why.value.code == "open_already"


# ---------------------------------------------------------------- taken in and handed on


def test_it_begins_at_the_office_and_goes_to_the_section_of_the_record(house: Flask) -> None:
    case = make_objection("filed")
    assert case.section.key == "office"
    case = step(case, "accept")
    assert case.state == "forwarding"
    case = step(case, "forward")
    assert (case.state, case.section.key) == ("reviewing", "road")
    assert cases.find(actor("handler.office"), case.ref) is not None
    assert cases.find(actor("handler.road"), case.ref) is not None
    assert cases.find(actor("handler.waterway"), case.ref) is None


def test_what_the_office_itself_provided_is_not_handed_on(house: Flask) -> None:
    case = step(make_objection("filed", section="office"), "accept")
    assert (case.state, case.section.key, case.handed_on_by) == ("reviewing", "office", None)
    assert [c.kind for c in deadlines.running(case)] == ["decision", "reply"]


def test_a_bureau_without_an_office_takes_it_in_where_it_was_found(house: Flask) -> None:
    case = make_objection("filed", section="yanjiang.enforcement")
    assert case.section.key == "yanjiang.enforcement"
    assert step(case, "accept", "handler.yanjiang").state == "reviewing"


def test_the_source_section_takes_nothing_in(house: Flask) -> None:
    case = make_objection("filed")
    assert cases.find(actor("handler.road"), case.ref) is None


# ---------------------------------------------------------------- correction


def test_a_second_round_needs_the_head_and_a_reason(house: Flask) -> None:
    case = step(step(make_objection("correcting"), "resubmit"), "accept")
    case = step(case, "forward")
    assert refused(case, "ask_correction", "handler.road") == ("second_round", "items")
    assert refused(case, "ask_correction", "head.road") == ("second_round_reason", "again_because")


def test_a_claimed_value_can_be_corrected(house: Flask) -> None:
    item = {"field": "claim_CF_NR", "label": "处罚内容", "wrong": "与所附决定书不一致"}
    case = step(make_objection("filed"), "ask_correction", items=[item])
    assert refused(case, "resubmit", answers={}) == ("unanswered", "claim_CF_NR")
    case = step(case, "resubmit", answers={"claim_CF_NR": "罚款6千元"})
    assert case.claims == {"CF_NR": "罚款6千元"}


def test_the_clock_ends_a_correction_only_after_its_last_day(house: Flask) -> None:
    case = make_objection("correcting")
    assert deadlines.running(case, "correction")[0].due_on == date(2026, 12, 7)
    last = datetime(2026, 12, 7, 23, 59, tzinfo=BEIJING)
    with pytest.raises(RuleBroken) as why:
        advance(case, "lapse", CLOCK, last)
    assert why.value.code == "term_running"
    advance(case, "lapse", CLOCK, last + timedelta(minutes=1))
    assert case.state == "lapsed"


# ---------------------------------------------------------------- findings and decisions


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"findings": {}}, ("no_finding", "found_CF_NR")),
        ({"findings": found(found="")}, ("no_finding", "found_CF_NR")),
        ({"findings": found(evidence="")}, ("no_evidence", "evidence_CF_NR")),
        ({"outcome": "forget"}, ("no_outcome", "outcome")),
        ({"opinion": ""}, ("no_words", "opinion")),
        ({"findings": found(found="罚款1万元")}, ("nothing_found", "outcome")),
        ({"outcome": "keep"}, ("found_otherwise", "outcome")),
    ],
)
def test_the_answer_speaks_to_every_disputed_field(
    house: Flask, facts: dict[str, Any], answer: tuple[str, str]
) -> None:
    assert refused(make_objection("reviewing"), "reply", **facts) == answer


@pytest.mark.parametrize(
    ("code", "words", "answer"),
    [
        ("CF_JDRQ", "去年五月", "no_day"),
        ("CF_NR_FK", "五千", "no_amount"),
        ("CF_CFJGDM", "123", "no_code"),
        ("CF_WSH", "没有文号", "no_number"),
    ],
)
def test_what_is_written_into_a_record_can_be_read(
    house: Flask, code: str, words: str, answer: str
) -> None:
    case = make_objection("draft")
    case = step(case, "submit", **{"claim_CF_NR": "", f"claim_{code}": "有误"})
    case = step(step(case, "accept"), "forward")
    findings = {code: {"old": "", "claimed": "有误", "found": words, "evidence": "原件"}}
    assert refused(case, "reply", findings=findings) == (answer, f"found_{code}")


def test_two_records_do_not_come_to_have_one_number(house: Flask) -> None:
    make_record(doc_no="资交执罚〔2026〕2号")
    case = make_objection("draft")
    case = step(case, "submit", claim_CF_NR="", claim_CF_WSH="资交执罚〔2026〕2号")
    case = step(step(case, "accept"), "forward")
    finding = {"old": "", "claimed": "", "found": "资交执罚〔2026〕2号", "evidence": "原件"}
    assert refused(case, "reply", findings={"CF_WSH": finding}) == ("doubled", "found_CF_WSH")


def test_nothing_is_upheld_against_the_findings(house: Flask) -> None:
    case = make_objection("reviewing")
    case = step(case, "reply", findings=found(found="罚款1万元"), outcome="keep")
    case = step(case, "pass")
    assert refused(case, "uphold") == ("found_accurate", None)
    assert step(case, "keep").state == "refused"


@pytest.mark.parametrize(("state", "event"), [("filed", "decline"), ("deciding", "keep")])
def test_a_refusal_gives_its_ground(house: Flask, state: str, event: str) -> None:
    case = make_objection(state)
    assert refused(case, event, ground="") == ("no_ground", "ground")
    assert refused(case, event, ground="other", opinion="") == ("no_words", "opinion")
    assert step(case, event, ground="other", opinion="另有情形").closed_on == clock.today()


@pytest.mark.parametrize("event", ["uphold", "keep"])
def test_a_decision_is_about_the_text_that_was_shown(house: Flask, event: str) -> None:
    assert refused(make_objection("deciding"), event, text="0" * 64) == ("text_changed", None)


def test_a_publication_carries_out_what_was_approved(house: Flask) -> None:
    case = correct_its_record(make_objection("approved"))
    assert refused(case, "publish") == ("text_changed", None)


@pytest.mark.parametrize("days", [0, -1, 14, ""])
def test_an_extension_stays_within_twenty_days_altogether(house: Flask, days: object) -> None:
    assert rules.LONGEST.length - rules.TOTAL.length == 13
    assert refused(make_objection("reviewing"), "extend", days=days) == ("too_long", "days")


def test_an_extension_is_given_once(house: Flask) -> None:
    case = step(make_objection("reviewing"), "extend", days=13)
    assert refused(case, "extend", days=1) == ("extended_already", "days")


# ---------------------------------------------------------------- the review


@pytest.mark.parametrize("state", ["refused", "published"])
def test_a_review_is_asked_for_once(house: Flask, state: str) -> None:
    case = step(make_objection(state), "request_review")
    assert case.state == state
    with pytest.raises(Closed) as why:
        step(case, "request_review")
    assert why.value.reason.code == "reviewed"


def test_a_review_is_not_reviewed(house: Flask) -> None:
    case = review_of(make_objection("refused"), "refused")
    with pytest.raises(Closed) as why:
        step(case, "request_review")
    assert why.value.reason.code == "reviewed"


def test_what_is_public_and_what_may_be_disputed_are_the_same() -> None:
    # Which list it is and how one leaves it stand in the catalogue: wrongly listed is a ground.
    assert set(rules.FIELDS) == set(PUBLIC_COLUMNS) - {"LB_MC", "LB_YC"}
