"""信用修复状态机: what each step refuses, in words, and where it leads."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.cases import materials
from app.cases.repair import ROOM, rules
from app.cases.repair.machine import RepairMachine
from app.cases.spine.correction import came_from
from app.cases.spine.hands import the_applicants_hand
from app.extensions import BEIJING, db
from app.kernel import clock, deadlines, documents, terms
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken, reason_of, steps_of
from app.kernel.people import CLOCK
from app.kernel.roles import Role
from app.kernel.rooms import PHASES
from app.kernel.standing import Standing
from app.kernel.tx import transaction
from app.kernel.workflow import advance
from app.lib.publicity import Severity
from tests.conftest import actor
from tests.factories import ALL_MET, correct_its_record, make_record, make_repair, step, uploaded

ARROWS = {
    "submit": {("draft", "filed")},
    "accept": {("filed", "reviewing")},
    "ask_correction": {("filed", "correcting"), ("reviewing", "correcting")},
    "resubmit": {("correcting", "filed"), ("correcting", "reviewing")},
    "lapse": {("correcting", "lapsed")},
    "decline": {("filed", "declined")},
    "recommend": {("reviewing", "vetting")},
    "pass": {("vetting", "deciding")},
    "send_back": {("vetting", "reviewing"), ("deciding", "vetting")},
    "approve": {("deciding", "approved")},
    "refuse": {("deciding", "refused")},
    "extend": {(s, s) for s in ("reviewing", "vetting", "deciding")},
    "recall": {("approved", "deciding")},
    "publish": {("approved", "published")},
    "revoke": {("published", "revoked")},
    "withdraw": {
        (s, "withdrawn")
        for s in ("draft", "filed", "correcting", "reviewing", "vetting", "deciding")
    },
}


def refused(case: Case, event: str, who: str | None = None, **facts: Any) -> tuple[str, str | None]:
    """The code of the refusal and the field it stands at."""
    with pytest.raises(RuleBroken) as why:
        step(case, event, who, **facts)
    assert why.value.says % why.value.params
    return why.value.code, why.value.field


def test_the_arrows_are_those_of_the_workflow() -> None:
    drawn: dict[str, set[tuple[str, str]]] = {}
    for one in steps_of(RepairMachine):
        drawn.setdefault(one.event, set()).add((one.source, one.target))
    assert drawn == ARROWS


def test_from_every_state_there_is_a_way_to_an_end_and_every_state_is_reached() -> None:
    onward: dict[str, set[str]] = {}
    for one in steps_of(RepairMachine):
        onward.setdefault(one.source, set()).add(one.target)
    ends = {state.id for state in RepairMachine.states if state.final}
    assert ends == {"revoked", "declined", "refused", "withdrawn", "lapsed"}

    def reached(state: str) -> set[str]:
        seen, todo = {state}, [state]
        while todo:
            for target in onward.get(todo.pop(), set()) - seen:
                seen.add(target)
                todo.append(target)
        return seen

    assert reached("draft") == {state.id for state in RepairMachine.states}
    for state in RepairMachine.states:
        assert reached(state.id) & (ends | {"published"})


def test_a_state_without_a_turn_waits_for_nobody_and_only_those() -> None:
    waits = {state.id for state in RepairMachine.states if ROOM.turn(state.id)}
    assert waits == {"draft", "filed", "correcting", "reviewing", "vetting", "deciding", "approved"}
    assert {ROOM.phase(state.id) for state in RepairMachine.states} == set(PHASES)


def test_every_guard_closes_for_nobody_and_says_why(house: Flask) -> None:
    for state in ("draft", "correcting", "deciding"):
        case = make_repair(state, make_record(doc_no=f"资交执罚〔2026〕{len(state)}号"))
        standing = Standing(case, clock.now())
        for one in steps_of(RepairMachine):
            for guard in one.guards:
                assert guard(model=standing, actor=None, now=clock.now()) is False
                assert reason_of(guard).says
                assert reason_of(guard).code


def test_what_the_guards_say_can_be_told_apart() -> None:
    assert reason_of(the_applicants_hand).code == "desk"
    assert reason_of(came_from("filed")).code == "elsewhere"


# ---------------------------------------------------------------- submit


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"commitment": False}, ("no_commitment", "commitment")),
        ({"uploads": []}, ("no_proof", "proof")),
        ({"uploads": [{"kind": "other"}]}, ("no_proof", "proof")),
    ],
)
def test_no_commitment_or_no_proof_no_acceptance(
    house: Flask, facts: dict[str, Any], answer: tuple[str, str]
) -> None:
    assert refused(make_repair("draft"), "submit", **facts) == answer


def test_proof_handed_in_before_is_enough(house: Flask) -> None:
    case = make_repair("draft")
    with transaction():
        who = actor("applicant.a")
        materials.attach(case, "proof", [uploaded()], who, clock.now(), None)
    assert step(case, "submit", uploads=[]).state == "filed"


def test_before_the_minimum_is_over_nothing_is_submitted(house: Flask) -> None:
    record = make_record(decided_on=date(2026, 11, 2))  # general: three months
    case = make_repair("draft", record)
    assert refused(case, "submit") == ("too_early", None)
    clock.stand_at(datetime(2027, 2, 3, 9, tzinfo=BEIJING))
    assert step(case, "submit").state == "filed"


def test_a_bureau_may_take_papers_early_but_grants_nothing_early(house: Flask) -> None:
    with transaction():
        basis = "局务会议定"
        by = actor("sysadmin")
        terms.set_term(rules.EARLY, 100, date(2026, 11, 1), basis, by, clock.now())
    record = make_record(decided_on=date(2026, 11, 2))
    case = make_repair("deciding", record)
    assert refused(case, "approve") == ("too_early", None)
    assert step(case, "refuse").state == "refused"


def test_a_record_without_a_class_is_not_submitted(house: Flask) -> None:
    case = make_repair("draft")
    with transaction():
        db.session.get_one(Case, case.id).record.repairable_from = None  # type: ignore[union-attr]
    assert refused(case, "submit") == ("too_early", None)


# ---------------------------------------------------------------- correction


def test_what_is_to_be_corrected_is_named(house: Flask) -> None:
    assert refused(make_repair("filed"), "ask_correction", items=[]) == ("no_items", "items")


def test_a_second_round_needs_the_head_and_a_reason(house: Flask) -> None:
    case = step(make_repair("correcting"), "resubmit")
    assert refused(case, "ask_correction") == ("second_round", "items")
    assert refused(case, "ask_correction", "head.road") == (
        "second_round_reason",
        "again_because",
    )
    again = step(case, "ask_correction", "head.road", again_because="首次告知有遗漏")
    assert again.state == "correcting"


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ({}, ("unanswered", "statement")),
        ({"statement": ""}, ("unanswered", "statement")),
        ({"statement": "已整改", "signer": "李某"}, ("not_open", "signer")),
    ],
)
def test_exactly_what_was_named_is_answered(
    house: Flask, answers: dict[str, str], answer: tuple[str, str]
) -> None:
    assert refused(make_repair("correcting"), "resubmit", answers=answers) == answer


def test_a_file_that_was_not_asked_for_is_not_taken(house: Flask) -> None:
    case = make_repair("correcting")
    assert refused(case, "resubmit", uploads=[uploaded()]) == ("not_open", "proof")


def test_a_file_that_was_asked_for_answers(house: Flask) -> None:
    item = {"field": "proof", "label": "证明材料", "wrong": "看不清"}
    case = step(make_repair("reviewing"), "ask_correction", items=[item])
    assert refused(case, "resubmit", answers={}) == ("unanswered", "proof")
    assert step(case, "resubmit", answers={}, uploads=[uploaded("补交.pdf")]).state == "reviewing"


def test_after_a_correction_the_case_is_where_it_was(house: Flask) -> None:
    intake = step(step(make_repair("filed"), "ask_correction"), "resubmit")
    assert intake.state == "filed"


def test_the_clock_ends_a_correction_only_after_its_last_day(house: Flask) -> None:
    case = make_repair("correcting")
    due = deadlines.running(case, "correction")[0].due_on
    assert due == date(2026, 12, 7)  # ten working days from 23 November
    last = datetime(2026, 12, 7, 23, 59, tzinfo=BEIJING)
    with pytest.raises(RuleBroken) as why:
        advance(case, "lapse", CLOCK, last)
    assert why.value.code == "term_running"
    advance(case, "lapse", CLOCK, last + timedelta(minutes=1))
    assert case.state == "lapsed"


# ---------------------------------------------------------------- findings and decisions


def test_the_finding_speaks_to_every_condition(house: Flask) -> None:
    case = make_repair("reviewing")
    for condition in rules.CONDITIONS:
        some = {name: found for name, found in ALL_MET.items() if name != condition}
        assert refused(case, "recommend", findings=some) == ("no_finding", condition)


def test_a_grant_is_proposed_only_when_every_condition_is_met(house: Flask) -> None:
    case = make_repair("reviewing")
    unmet = ALL_MET | {"duty_performed": {"met": False, "note": "尚欠滞纳金"}}
    assert refused(case, "recommend", findings=unmet) == ("condition_unmet", "outcome")
    assert step(case, "recommend", findings=unmet, outcome="refuse").state == "vetting"


def test_nothing_is_granted_against_the_findings(house: Flask) -> None:
    unmet = ALL_MET | {"duty_performed": {"met": False, "note": "尚欠滞纳金"}}
    case = step(make_repair("reviewing"), "recommend", findings=unmet, outcome="refuse")
    case = step(case, "pass")
    assert refused(case, "approve") == ("condition_unmet", None)
    assert step(case, "refuse").state == "refused"


@pytest.mark.parametrize(("state", "event"), [("filed", "decline"), ("deciding", "refuse")])
def test_a_refusal_gives_its_ground(house: Flask, state: str, event: str) -> None:
    case = make_repair(state)
    assert refused(case, event, ground="") == ("no_ground", "ground")
    assert refused(case, event, ground="other", opinion="") == ("no_words", "opinion")
    assert step(case, event, ground="other", opinion="另有情形").closed_on == clock.today()


@pytest.mark.parametrize("event", ["approve", "refuse"])
def test_a_decision_is_about_the_text_that_was_shown(house: Flask, event: str) -> None:
    case = make_repair("deciding")
    assert refused(case, event, text="0" * 64) == ("text_changed", None)


def test_a_publication_carries_out_what_was_approved(house: Flask) -> None:
    case = correct_its_record(make_repair("approved"))
    assert refused(case, "publish") == ("text_changed", None)


def test_the_text_covers_the_materials(house: Flask) -> None:
    case = make_repair("approved")
    with transaction():
        first = documents.materials(case, "proof")[0]
        documents.withdraw(first, first.event_id)
    assert refused(case, "publish") == ("text_changed", None)


@pytest.mark.parametrize("days", [0, -1, 11, ""])
def test_an_extension_is_within_the_limit(house: Flask, days: object) -> None:
    assert refused(make_repair("reviewing"), "extend", days=days) == ("too_long", "days")


def test_an_extension_is_given_once(house: Flask) -> None:
    case = step(make_repair("reviewing"), "extend", days=10)
    assert refused(case, "extend", days=1) == ("extended_already", "days")


def test_a_minor_record_is_ripe_at_once(house: Flask) -> None:
    record = make_record(decided_on=date(2026, 11, 20), severity=Severity.MINOR, public=False)
    assert make_repair("filed", record).state == "filed"


def test_the_roles_of_a_step_are_those_of_its_first_guard() -> None:
    roles = {(one.event, one.source): one.roles for one in steps_of(RepairMachine)}
    assert roles["accept", "filed"] == (Role.HANDLER,)
    assert roles["lapse", "correcting"] == (Role.CLOCK,)
