"""失信惩戒状态机: what each step refuses, in words, and where it leads."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.cases.sanction import ROOM, catalogue, rules
from app.cases.sanction.machine import SanctionMachine
from app.extensions import BEIJING, db
from app.kernel import clock, deadlines, documents
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken, reason_of, steps_of
from app.kernel.notices import Notice
from app.kernel.people import CLOCK, Representation
from app.kernel.rooms import PHASES
from app.kernel.standing import Standing
from app.kernel.sweep import move_timely
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours, advance
from app.lib.publicity import Severity
from tests.cases.sanction.scenes import MINUTES, make_sanction, opened, step
from tests.factories import make_record

ARROWS = {
    "propose": {("draft", "filed")},
    "endorse": {("filed", "vetting")},
    "drop": {("filed", "dropped")},
    "send_back": {("filed", "draft"), ("vetting", "filed"), ("deciding", "reconsidering")},
    "give_notice": {("vetting", "hearing")},
    "prove_service": {("hearing", "hearing")},
    "state_defence": {("hearing", "hearing")},
    "close_hearing": {("hearing", "reconsidering")},
    "recommend": {("reconsidering", "deciding")},
    "approve": {("deciding", "approved")},
    "refuse": {("deciding", "refused")},
    "recall": {("approved", "deciding")},
    "publish": {("approved", "published")},
    "delist": {("published", "delisted")},
    "withdraw": {
        (s, "withdrawn")
        for s in ("draft", "filed", "vetting", "hearing", "reconsidering", "deciding")
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
    for one in steps_of(SanctionMachine):
        drawn.setdefault(one.event, set()).add((one.source, one.target))
    assert drawn == ARROWS


def test_every_state_is_reached_and_has_a_way_to_an_end() -> None:
    onward: dict[str, set[str]] = {}
    for one in steps_of(SanctionMachine):
        onward.setdefault(one.source, set()).add(one.target)
    ends = {state.id for state in SanctionMachine.states if state.final}
    assert ends == {"delisted", "dropped", "refused", "withdrawn"}

    def reached(state: str) -> set[str]:
        seen, todo = {state}, [state]
        while todo:
            for target in onward.get(todo.pop(), set()) - seen:
                seen.add(target)
                todo.append(target)
        return seen

    assert reached("draft") == {state.id for state in SanctionMachine.states}
    assert all(reached(state.id) & ends for state in SanctionMachine.states)
    assert {ROOM.phase(state.id) for state in SanctionMachine.states} == set(PHASES)


def test_every_guard_closes_for_nobody_and_says_why(house: Flask) -> None:
    case = make_sanction("hearing")
    standing = Standing(case, clock.now())
    for one in steps_of(SanctionMachine):
        for guard in one.guards:
            assert guard(model=standing, actor=None, now=clock.now()) is False
            assert reason_of(guard).says


# ---------------------------------------------------------------- opening


def test_a_sanction_is_opened_by_hand_or_on_a_penalty(house: Flask) -> None:
    assert opened().record_id is None
    assert opened(make_record()).record_id is not None


def test_it_is_not_opened_in_a_section_that_one_does_not_sit_in(house: Flask) -> None:
    with pytest.raises(NotYours):
        opened(where="road")


def test_a_minor_or_ended_record_is_no_ground(house: Flask) -> None:
    minor = make_record(severity=Severity.MINOR, public=False)
    with pytest.raises(RuleBroken) as why:
        opened(minor)
    assert why.value.code == "minor"
    with pytest.raises(RuleBroken) as why:
        opened(make_sanction("published", doc_no="资交执罚〔2026〕2号").listed)
    assert why.value.code == "list_entry"


def test_a_penalty_bears_one_open_sanction(house: Flask) -> None:
    record = make_record()
    opened(record)
    with pytest.raises(RuleBroken) as why:
        opened(record)
    assert why.value.code == "open_already"


# ---------------------------------------------------------------- the proposal


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"list_key": ""}, ("not_in_catalogue", "list_key")),
        ({"list_key": "black"}, ("not_in_catalogue", "list_key")),
        ({"measures": []}, ("no_measure", "measures")),
        ({"measures": ["talk", "whip"]}, ("not_in_catalogue", "measures")),
        ({"list_key": "watch", "measures": ["no_entry"]}, ("not_in_catalogue", "measures")),
        ({"list_key": "watch", "measures": ["joint"]}, ("not_in_catalogue", "measures")),  # over
        ({"cause": " "}, ("missing", "cause")),
        ({"basis": ""}, ("missing", "basis")),
    ],
)
def test_only_what_the_catalogue_holds_today_is_proposed(
    house: Flask, facts: dict[str, Any], answer: tuple[str, str]
) -> None:
    assert refused(make_sanction("draft"), "propose", **facts) == answer


def test_the_catalogue_is_dated_and_every_line_has_its_basis(house: Flask) -> None:
    today = date(2026, 11, 23)
    assert "joint" not in catalogue.measures_on(today)
    assert "joint" in catalogue.measures_on(date(2019, 1, 1))
    assert catalogue.lists_on(date(2016, 1, 1)) == {}
    lists, measures = catalogue.lists_on(today), catalogue.measures_on(today)
    assert (len(lists), len(measures)) == (3, 7)
    assert all(one.basis for one in (*lists.values(), *measures.values()))
    assert all(one.period in rules.PERIODS for one in lists.values())


@pytest.mark.parametrize("state", ["filed", "hearing"])
def test_what_was_handed_in_is_taken_back_with_a_reason(house: Flask, state: str) -> None:
    assert refused(make_sanction(state), "withdraw", opinion=" ") == ("no_words", "opinion")


def test_a_draft_is_taken_back_by_whoever_writes_it(house: Flask) -> None:
    assert step(make_sanction("draft"), "withdraw", "handler.enforcement", opinion="").state == (
        "withdrawn"
    )


# ---------------------------------------------------------------- notice and defence


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"service": ""}, ("no_service", "service")),
        ({"service": "pigeon"}, ("no_service", "service")),
        ({"served_on": ""}, ("too_early", "served_on")),
        ({"served_on": "2026-11-22"}, ("too_early", "served_on")),
        ({"served_on": "2026-11-24"}, ("not_today", "served_on")),
        ({"service": "public", "served_on": "2027-03-01"}, ("too_late", "served_on")),
    ],
)
def test_a_notice_says_how_and_when_it_is_served(
    house: Flask, facts: dict[str, Any], answer: tuple[str, str]
) -> None:
    assert refused(make_sanction("vetting"), "give_notice", **facts) == answer


def test_a_defence_says_something_or_waives(house: Flask) -> None:
    case = make_sanction("hearing")
    assert refused(case, "state_defence", points=[" "]) == ("nothing_said", "point_1")
    assert refused(case, "state_defence", waive=True) == ("said_and_waived", "waive")
    for n in range(4):
        case = step(case, "state_defence", points=[f"{n}甲", f"{n}乙", f"{n}丙"])
    assert [point["n"] for point in case.points] == list(range(1, 13))
    assert refused(case, "state_defence") == ("too_many", "point_1")


def test_the_hearing_is_not_closed_before_its_last_day_is_over(house: Flask) -> None:
    case = make_sanction("hearing")
    due = deadlines.running(case, "hearing")[0].due_on
    assert due == date(2026, 11, 30)  # five working days from Monday 23 November
    with pytest.raises(NotYours) as why:
        step(case, "close_hearing", "legal")
    assert why.value.reason.code == "hearing_runs"
    last = datetime(2026, 11, 30, 23, 59, tzinfo=BEIJING)
    assert move_timely(last) == 0
    with pytest.raises(NotYours):
        advance(again(case), "close_hearing", CLOCK, last)
    assert move_timely(last + timedelta(minutes=1)) == 1
    assert again(case).state == "reconsidering"


def again(case: Case) -> Any:
    return db.session.get_one(Case, case.id, populate_existing=True)


def test_a_later_service_begins_a_later_term(house: Flask) -> None:
    case = step(make_sanction("vetting"), "give_notice", service="public", served_on="2026-12-04")
    assert case.due_on == date(2026, 12, 11)


def served_on_paper() -> Case:
    case = step(make_sanction("vetting"), "give_notice", service="direct")
    clock.stand_at(datetime(2026, 11, 26, 9, tzinfo=BEIJING))
    return case  # type: ignore[no-any-return]


def test_no_term_has_run_out_for_whom_nothing_shows_that_the_notice_came(house: Flask) -> None:
    case = served_on_paper()
    late = datetime(2026, 12, 15, 9, tzinfo=BEIJING)
    assert move_timely(late) == 0
    clock.stand_at(late)
    with pytest.raises(NotYours) as why:
        step(case, "close_hearing", "legal")
    assert why.value.reason.code == "service_unproven"


def test_the_term_runs_from_the_day_on_which_it_was_signed_for(house: Flask) -> None:
    case = served_on_paper()
    assert case.due_on == date(2026, 11, 30)
    case = step(case, "prove_service", signed_on="2026-11-25")
    assert (case.served_on, case.due_on) == (date(2026, 11, 25), date(2026, 12, 2))
    assert [d.kind for d in documents.materials(case)][-1] == "service_proof"
    last = datetime(2026, 12, 2, 23, 59, tzinfo=BEIJING)
    assert move_timely(last) == 0
    assert move_timely(last + timedelta(minutes=1)) == 1
    assert again(case).state == "reconsidering"


def test_what_is_signed_for_is_shown_and_was_signed_when_it_could_be(house: Flask) -> None:
    case = served_on_paper()
    assert refused(case, "prove_service", uploads=[]) == ("no_proof", "proof")
    for day in ("2026-11-22", "2026-11-27", "", "soon"):
        assert refused(case, "prove_service", signed_on=day) == ("not_then", "signed_on")
    with pytest.raises(NotYours) as why:
        step(make_sanction("hearing", doc_no="资交执罚〔2026〕2号"), "prove_service")
    assert why.value.reason.code == "served_online"


def test_a_public_notice_serves_when_its_days_are_over(house: Flask) -> None:
    case = step(make_sanction("vetting"), "give_notice", service="public", served_on="2026-12-23")
    clock.stand_at(datetime(2026, 12, 22, 9, tzinfo=BEIJING))
    assert refused(case, "prove_service") == ("not_over", "signed_on")
    clock.stand_at(datetime(2026, 12, 23, 9, tzinfo=BEIJING))
    assert step(case, "prove_service").due_on == date(2026, 12, 30)


def test_whoever_answers_the_notice_has_it(house: Flask) -> None:
    case = step(served_on_paper(), "state_defence")
    assert case.served_for_sure_on == date(2026, 11, 26)
    assert move_timely(datetime(2026, 12, 1, tzinfo=BEIJING)) == 1


def test_nothing_is_served_by_an_account_that_nobody_has(house: Flask) -> None:
    case = make_sanction("vetting")
    with transaction():
        db.session.execute(update(Representation).values(until=clock.today()))
    assert refused(case, "give_notice") == ("no_account", "service")
    assert step(case, "give_notice", service="direct").state == "hearing"


def test_whoever_proposed_is_asked_for_the_receipt(house: Flask) -> None:
    case = served_on_paper()
    asked = select(Notice.words).where(Notice.case_id == case.id, Notice.words.contains("回证"))
    assert len(set(db.session.scalars(asked))) == 1
    make_sanction("hearing", doc_no="资交执罚〔2026〕2号")
    assert len(set(db.session.scalars(asked))) == 1


def test_legal_closes_at_once_what_was_waived_unless_it_was_spoken_to_after_all(
    house: Flask,
) -> None:
    case = step(make_sanction("hearing"), "state_defence", points=[], waive=True)
    case = step(case, "state_defence")
    with pytest.raises(NotYours):
        step(case, "close_hearing", "legal")
    case = step(case, "state_defence", points=[], waive=True)
    assert step(case, "close_hearing", "legal").state == "reconsidering"


# ---------------------------------------------------------------- the decision


def test_each_point_is_answered(house: Flask) -> None:
    case = make_sanction("reconsidering")
    assert refused(case, "recommend", answers={}) == ("unanswered", "answer_1")
    assert refused(case, "recommend", outcome="") == ("no_outcome", "outcome")


@pytest.mark.parametrize("event", ["approve", "refuse"])
def test_a_decision_rests_on_a_minuted_discussion_and_the_text_that_was_shown(
    house: Flask, event: str
) -> None:
    case = make_sanction("deciding")
    for name in MINUTES:
        assert refused(case, event, **{name: ""}) == ("no_minutes", name)
    later = clock.today() + timedelta(days=1)
    assert refused(case, event, met_on=later.isoformat()) == ("no_minutes", "met_on")
    assert refused(case, event, text="0" * 64) == ("text_changed", None)


def test_nothing_is_listed_against_the_recommendation(house: Flask) -> None:
    case = step(make_sanction("reconsidering"), "recommend", outcome="refuse")
    assert refused(case, "approve") == ("not_recommended", None)
    assert refused(case, "refuse", ground="") == ("no_ground", "ground")
    assert refused(case, "refuse", ground="other", opinion="") == ("no_words", "opinion")
    assert step(case, "refuse").state == "refused"


def test_a_publication_carries_out_what_was_approved(house: Flask) -> None:
    case = make_sanction("approved")
    with transaction():
        again(case).measures = ["talk"]
    assert refused(case, "publish") == ("text_changed", None)


def test_the_clock_delists_only_what_is_over_and_the_signer_says_why(house: Flask) -> None:
    case = make_sanction("published")
    with pytest.raises(RuleBroken) as why:
        advance(case, "delist", CLOCK, clock.now())
    assert why.value.code == "term_running"
    assert refused(case, "delist", opinion="") == ("no_words", "opinion")


# ---------------------------------------------------------------- separation


def test_whoever_proposed_decides_nothing_later_under_whatever_account(house: Flask) -> None:
    case = opened(None, "handler.road", "road")
    case = step(case, "propose", "handler.road")
    case = step(case, "endorse", "head.road")
    case = step(case, "give_notice")
    case = step(step(case, "close_hearing"), "recommend", "legal2")
    assert case.state == "deciding"
    entered = case.proposed_by
    case = step(step(case, "approve"), "publish")
    assert case.listed.entered_by == entered


def test_a_return_keeps_the_proposer_out_and_begins_the_reviews_anew(house: Flask) -> None:
    case = step(make_sanction("vetting"), "send_back", "legal")
    assert (case.state, case.round) == ("filed", 2)
    case = step(case, "send_back")
    assert (case.state, case.round) == ("draft", 3)
    case = step(step(case, "propose"), "endorse")
    assert case.state == "vetting"
    case = step(make_sanction("deciding", doc_no="资交执罚〔2026〕9号"), "send_back", "signer")
    assert step(case, "recommend", "legal2").state == "deciding"
