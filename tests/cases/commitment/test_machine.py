"""信用承诺状态机: what each step refuses, in words, and where it leads."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.commitment import ROOM, rules
from app.cases.commitment.machine import CommitmentMachine
from app.cases.commitment.rules import Held, obstacles
from app.extensions import db
from app.kernel import clock, matters, records
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken, reason_of, steps_of
from app.kernel.people import CLOCK, Section
from app.kernel.roles import Role
from app.kernel.rooms import PHASES
from app.kernel.standing import Standing
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours, open_case
from app.lib.publicity import Severity
from tests.cases.commitment.scenes import (
    ALL_MET,
    SAID,
    make_commitment,
    open_commitment,
    step,
    subject_id,
)
from tests.conftest import actor
from tests.factories import HONGTU, make_record

ARROWS = {
    "submit": {("draft", "filed")},
    "accept": {("filed", "reviewing")},
    "divert": {("filed", "diverted"), ("reviewing", "diverted")},
    "recommend": {("reviewing", "deciding")},
    "approve": {("deciding", "approved")},
    "refuse": {("deciding", "refused")},
    "send_back": {("deciding", "reviewing")},
    "publish": {("approved", "performing")},
    "verify_kept": {("performing", "kept"), ("rectifying", "kept")},
    "find_unkept": {("performing", "rectifying")},
    "find_broken": {("rectifying", "breaking")},
    "confirm": {("breaking", "broken")},
    "overturn": {("breaking", "performing")},
    "set_aside": {("broken", "cleared")},
    "withdraw": {(s, "withdrawn") for s in ("draft", "filed", "reviewing", "deciding")},
}


def refused(case: Case, event: str, who: str | None = None, **facts: Any) -> tuple[str, str | None]:
    """The code of the refusal and the field it stands at."""
    with pytest.raises(RuleBroken) as why:
        step(case, event, who, **facts)
    assert why.value.says % why.value.params
    return why.value.code, why.value.field


def replace_matter(key: str = "YS-02") -> None:
    """A new version of the matter, in force from today."""
    with transaction():
        now = clock.now()
        old = matters.in_force(key, now.date())
        assert old is not None
        wording = matters.Wording(old.name, old.kind, old.basis, ("守信经营。",), ("撤销。",))
        matters.add_version(key, old.section, wording, now.date(), CLOCK, now)


def test_the_arrows_are_those_of_the_workflow() -> None:
    drawn: dict[str, set[tuple[str, str]]] = {}
    for one in steps_of(CommitmentMachine):
        drawn.setdefault(one.event, set()).add((one.source, one.target))
    assert drawn == ARROWS


def test_every_state_is_reached_and_leads_to_an_end() -> None:
    onward: dict[str, set[str]] = {}
    for one in steps_of(CommitmentMachine):
        onward.setdefault(one.source, set()).add(one.target)
    ends = {state.id for state in CommitmentMachine.states if state.final}
    assert ends == {"kept", "cleared", "diverted", "refused", "withdrawn"}

    def reached(state: str) -> set[str]:
        seen, todo = {state}, [state]
        while todo:
            for target in onward.get(todo.pop(), set()) - seen:
                seen.add(target)
                todo.append(target)
        return seen

    assert reached("draft") == {state.id for state in CommitmentMachine.states}
    for state in CommitmentMachine.states:
        assert reached(state.id) & ends


def test_each_state_waits_for_whom_the_table_names() -> None:
    turns = {state.id: ROOM.turn(state.id) for state in CommitmentMachine.states}
    assert turns == {
        "draft": Role.APPLICANT,
        "filed": Role.HANDLER,
        "reviewing": Role.HANDLER,
        "deciding": Role.HEAD,
        "approved": Role.PUBLISHER,
        "performing": Role.HANDLER,
        "rectifying": Role.HANDLER,
        "breaking": Role.APPROVER,
        **dict.fromkeys(("kept", "broken", "cleared", "diverted", "refused", "withdrawn"), ""),
    }
    assert {ROOM.phase(state.id) for state in CommitmentMachine.states} == set(PHASES)


def test_every_guard_closes_for_nobody_and_says_why(house: Flask) -> None:
    for state in ("draft", "deciding", "breaking"):
        standing = Standing(make_commitment(state), clock.now())
        for one in steps_of(CommitmentMachine):
            for guard in one.guards:
                assert guard(model=standing, actor=None, now=clock.now()) is False
                assert reason_of(guard).says
                assert reason_of(guard).code


# ---------------------------------------------------------------- opening


def test_a_commitment_is_about_a_subject_and_a_matter_in_the_section_that_keeps_it(
    house: Flask,
) -> None:
    case = open_commitment()
    assert case.ref == "CN2026-000001"
    assert (case.record_id, case.title) == (None, "道路运输证换发（容缺受理）（第1版）")
    assert case.section.key == "licensing"


def test_one_subject_may_promise_more_than_once(house: Flask) -> None:
    assert open_commitment().ref != open_commitment().ref


def test_nobody_promises_for_a_stranger_and_no_other_section_registers(house: Flask) -> None:
    for login in ("applicant.b", "handler.road", "head.licensing"):
        with pytest.raises(NotYours):
            open_commitment(login)


def test_a_record_is_nothing_to_promise_about(house: Flask) -> None:
    from app.kernel import cases

    what = cases.about(make_record(section="licensing"))
    with pytest.raises(RuleBroken) as why:
        open_case("commitment", what, actor("applicant.a"), clock.now(), matter_id=1)
    assert why.value.code == "no_matter"


def test_what_is_not_on_the_list_cannot_be_promised(house: Flask) -> None:
    old = matters.in_force("YS-02", clock.today())
    assert old is not None
    replace_matter()
    numbers = {"subject": subject_id(), "matter": old.id}
    with pytest.raises(RuleBroken) as why:
        ROOM.about(numbers, clock.today())
    assert why.value.code == "not_on_list"
    assert ROOM.about(numbers | {"matter": 999}, clock.today()) is None
    assert ROOM.about(numbers | {"subject": 999}, clock.today()) is None


# ---------------------------------------------------------------- the letter


def test_a_letter_is_signed_and_complete(house: Flask) -> None:
    case = make_commitment("draft")
    assert refused(case, "submit", commitment=False) == ("no_commitment", "commitment")
    assert refused(case, "submit", signer="") == ("no_commitment", "commitment")
    for wrong, field in (
        ({"缺少的材料": ""}, "said_1"),
        ({"补交期限": ""}, "said_2"),
        ({"补交期限": "年底"}, "said_2"),
    ):
        assert refused(case, "submit", said=SAID | wrong) == ("letter_incomplete", field)
    assert step(case, "submit").state == "filed"


def test_a_letter_that_was_replaced_is_not_signed(house: Flask) -> None:
    case = make_commitment("draft")
    replace_matter()
    assert refused(case, "submit") == ("not_on_list", None)


def test_a_case_keeps_the_version_that_was_signed(house: Flask) -> None:
    case = make_commitment("filed")
    replace_matter()
    case = step(step(step(case, "accept"), "recommend"), "approve")
    assert case.matter.version == 1
    assert case.letter[1] == "于2026年12月11日前补交上述材料，补交的材料符合规定。"


def test_a_closed_matter_is_signed_until_its_last_day(house: Flask) -> None:
    case = make_commitment("draft")
    with transaction():
        matters.close(case.matter, "政策调整", CLOCK, clock.now())
    clock.stand_at(clock.now() + timedelta(days=1))
    assert refused(case, "submit") == ("not_on_list", None)


# ---------------------------------------------------------------- who may be trusted


def test_a_serious_record_that_is_not_repaired_stands_in_the_way(house: Flask) -> None:
    case = make_commitment("filed")
    record = make_record(severity=Severity.SERIOUS)
    assert refused(case, "accept") == ("serious_record", None)
    assert [o.code for o in ROOM.obstacles(case, clock.today())] == ["serious_record"]  # type: ignore[misc]
    with transaction():
        records.end(record, "repaired", clock.today(), record.entered_event)
    assert step(case, "accept").state == "reviewing"


def test_a_lesser_record_and_another_subjects_do_not(house: Flask) -> None:
    case = make_commitment("filed")
    make_record(severity=Severity.GENERAL)
    make_record(HONGTU, severity=Severity.SERIOUS, doc_no="资交执罚〔2026〕2号")
    assert step(case, "accept").state == "reviewing"


def test_whoever_broke_a_promise_is_not_trusted_with_another(house: Flask) -> None:
    make_commitment("broken")
    again = make_commitment("filed")
    assert refused(again, "accept") == ("false_before", None)
    assert step(again, "divert").state == "diverted"


def test_a_record_past_its_longest_period_no_longer_counts() -> None:
    today = clock.today()
    old = Held("penalty", "effective", "serious", "1号", today - timedelta(days=1))
    assert obstacles([old], today) == []
    endless = Held("breach", "effective", None, "2号", None)
    assert [o.code for o in obstacles([endless], today)] == ["false_before"]
    assert obstacles([Held("breach", "repaired", None, "2号", None)], today) == []


def test_a_serious_record_that_came_since_is_seen_at_the_decision(house: Flask) -> None:
    case = make_commitment("deciding")
    make_record(severity=Severity.SERIOUS)
    assert refused(case, "approve") == ("serious_record", None)
    assert step(case, "refuse").state == "refused"


# ---------------------------------------------------------------- review and decision


def test_a_diversion_has_its_reason(house: Flask) -> None:
    case = make_commitment("filed")
    assert refused(case, "divert", ground="") == ("no_ground", "ground")
    assert refused(case, "divert", ground="other") == ("no_words", "opinion")
    assert step(case, "divert", ground="other", opinion="申请人另行申请").state == "diverted"


def test_a_recommendation_speaks_to_every_condition(house: Flask) -> None:
    case = make_commitment("reviewing")
    for name in rules.CONDITIONS:
        silent = ALL_MET | {name: {"met": None, "note": ""}}
        assert refused(case, "recommend", findings=silent) == ("no_finding", name)
    unmet = ALL_MET | {"able": {"met": False, "note": "无车辆"}}
    assert refused(case, "recommend", findings=unmet) == ("condition_unmet", "outcome")
    case = step(case, "recommend", findings=unmet, outcome="refuse")
    assert refused(case, "approve") == ("condition_unmet", None)
    assert step(case, "refuse").state == "refused"


def test_a_decision_binds_to_the_text_that_was_shown(house: Flask) -> None:
    case = make_commitment("deciding")
    assert refused(case, "approve", text="0" * 64) == ("text_changed", None)
    assert refused(case, "refuse", ground="") == ("no_ground", "ground")
    case = step(case, "approve")
    with transaction():
        case.signer = "钱某"
    assert refused(case, "publish") == ("text_changed", None)


# ---------------------------------------------------------------- keeping


def test_a_finding_says_how_it_was_found(house: Flask) -> None:
    case = make_commitment("performing")
    assert refused(case, "verify_kept", opinion="") == ("no_words", "opinion")
    assert refused(case, "find_unkept", opinion="") == ("no_words", "opinion")
    assert refused(case, "find_unkept", unkept="") == ("no_words", "unkept")
    assert refused(case, "find_unkept", extent="kept") == ("no_extent", "extent")
    for days in (0, 31, None):
        assert refused(case, "find_unkept", days=days) == ("too_long", "days")
    case = step(case, "find_unkept", days=30)
    assert refused(case, "find_broken", opinion="") == ("no_words", "opinion")


def test_what_was_made_good_in_time_is_kept(house: Flask) -> None:
    assert step(make_commitment("rectifying"), "verify_kept").state == "kept"


def test_a_breach_is_graded_and_has_its_consequence(house: Flask) -> None:
    case = make_commitment("breaking")
    assert refused(case, "confirm", severity="") == ("no_severity", "severity")
    assert refused(case, "confirm", consequence="") == ("no_words", "consequence")
    assert refused(case, "overturn", opinion="") == ("no_words", "opinion")


def test_after_a_finding_was_overturned_everything_may_be_found_again(house: Flask) -> None:
    case = step(make_commitment("breaking"), "overturn")
    assert (case.extent, case.unkept, case.found_by) == (None, "", None)
    for event in ("find_unkept", "find_broken", "confirm"):
        case = step(case, event)
    assert case.state == "broken"


def test_the_matters_of_the_demonstration_can_all_be_signed(house: Flask) -> None:
    listed = matters.on_list(clock.today())
    assert [m.key for m in listed] == ["HY-01", "YS-01", "YS-02", "ZD-01", "ZM-01"]
    licensing = db.session.scalars(select(Section.id).where(Section.key == "licensing")).one()
    assert {m.section_id for m in listed} == {licensing}
