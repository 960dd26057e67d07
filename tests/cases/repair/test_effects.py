"""信用修复后续: clocks to the day, papers without gaps, the four linked effects, and their undoing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.repair import rules
from app.cases.repair.effects import EFFECTS
from app.cases.spine.decision import digest_of_text
from app.extensions import BEIJING, db
from app.kernel import (
    cases,
    clock,
    corrections,
    deadlines,
    documents,
    evaluations,
    jobs,
    measures,
    notices,
    outbox,
    public_entries,
    register_log,
    separation,
    subjects,
    terms,
    vault,
)
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.people import CLOCK
from app.kernel.rechecks import find
from app.kernel.records import CreditRecord
from app.kernel.rooms import consequences
from app.kernel.samples import draw
from app.kernel.tx import FAULTS, transaction
from app.kernel.workflow import advance
from app.lib.workdays import Unit
from tests.conftest import actor
from tests.factories import ALL_MET, make_record, make_repair, step, uploaded

MONDAY = date(2026, 11, 23)


def on(day: str, hour: int = 10) -> None:
    """It is this day now."""
    clock.stand_at(datetime.fromisoformat(day).replace(hour=hour, tzinfo=BEIJING))


def the_clock(case: Case, kind: str) -> Deadline:
    return [c for c in deadlines.of_case(case) if c.kind == kind][-1]


def due(case: Case, kind: str) -> date | None:
    return the_clock(case, kind).due_on


def record_of(case: Case) -> CreditRecord:
    return db.session.get_one(CreditRecord, case.record_id, populate_existing=True)


def numbers(case: Case) -> dict[str, str | None]:
    return {paper.kind: paper.number for paper in documents.papers(case)}


def told(login: str) -> list[str]:
    return [n.words % n.params for n in notices.latest(actor(login).account_id or 0)]


# ---------------------------------------------------------------- clocks, with golden dates


def test_intake_takes_three_working_days_and_the_decision_seven(house: Flask) -> None:
    case = make_repair("filed")  # Monday 23 November
    assert due(case, "intake") == date(2026, 11, 26)
    on("2026-11-24")
    case = step(case, "accept")
    assert the_clock(case, "intake").met_on == date(2026, 11, 24)
    assert due(case, "decision") == date(2026, 12, 3)
    assert (case.due_on, case.due_provisional) == (date(2026, 12, 3), False)


def test_make_up_days_are_worked_and_holidays_are_not(house: Flask) -> None:
    on("2026-09-30")
    case = make_repair("filed")  # 1 to 7 October off, Saturday 10 October worked
    assert due(case, "intake") == date(2026, 10, 10)


def test_a_year_without_its_notice_makes_the_day_provisional(house: Flask) -> None:
    on("2026-12-28")
    case = make_repair("reviewing")
    assert due(case, "decision") == date(2027, 1, 7)  # 1 January off by law, the rest not known
    assert case.due_provisional
    assert the_clock(case, "decision").provisional


def test_the_clock_pauses_for_corrections_resumes_and_is_extended_once(house: Flask) -> None:
    on("2026-11-23")
    case = make_repair("filed")
    on("2026-11-24")
    case = step(case, "accept")
    on("2026-11-26")  # two of seven days used
    case = step(case, "ask_correction")
    assert due(case, "decision") is None
    assert the_clock(case, "decision").stopped
    assert (due(case, "correction"), case.due_on) == (date(2026, 12, 10), date(2026, 12, 10))
    on("2026-12-02")
    case = step(case, "resubmit")
    assert the_clock(case, "correction").met_on == date(2026, 12, 2)
    assert due(case, "decision") == date(2026, 12, 9)  # five left: 3, 4, 7, 8, 9
    on("2026-12-04")  # four used
    case = step(case, "ask_correction", "head.road", again_because="首次告知有遗漏")
    on("2026-12-07")
    case = step(case, "resubmit")
    assert due(case, "decision") == date(2026, 12, 10)  # three left: 8, 9, 10
    on("2026-12-08")
    case = step(case, "extend", days=5)
    assert due(case, "decision") == case.due_on == date(2026, 12, 17)
    assert deadlines.before_extension(the_clock(case, "decision")) == date(2026, 12, 10)


def test_the_ledger_explains_every_day(house: Flask) -> None:
    on("2026-11-24")
    case = make_repair("reviewing")
    on("2026-11-26")
    case = step(case, "ask_correction")
    stopped = deadlines.explain(the_clock(case, "decision"))
    assert [line.day.day for line in stopped.lines] == [24, 25, 26]
    on("2026-11-30")
    case = step(case, "resubmit")
    explained = deadlines.explain(the_clock(case, "decision"))
    counted = [(line.day, line.number) for line in explained.lines if line.counted]
    assert [number for _, number in counted] == [1, 2, 3, 4, 5, 6, 7]
    assert counted[2] == (date(2026, 12, 1), 3)
    assert counted[-1][0] == due(case, "decision") == date(2026, 12, 7)
    assert {line.why for line in explained.lines if line.day <= date(2026, 11, 30)} == {
        "start",
        "working",
        "paused",
    }


def test_a_correction_asked_and_answered_on_one_day_costs_nothing(house: Flask) -> None:
    case = make_repair("reviewing")
    before = due(case, "decision")
    case = step(step(case, "ask_correction"), "resubmit")
    assert due(case, "decision") == before


@pytest.mark.parametrize("state", ["declined", "refused", "withdrawn", "published"])
def test_no_clock_of_a_closed_case_runs_on(house: Flask, state: str) -> None:
    case = make_repair(state)
    assert not deadlines.running(case)
    assert case.due_on is None
    assert case.closed_on == MONDAY


def test_a_case_withdrawn_while_it_stands_still_has_no_open_pause(house: Flask) -> None:
    case = step(make_repair("correcting"), "withdraw")
    assert all(not c.stopped for c in deadlines.of_case(case))


# ---------------------------------------------------------------- what is handed in


def test_what_is_submitted_is_on_the_case_and_persons_data_only_in_the_vault(house: Flask) -> None:
    case = make_repair("filed")
    assert (case.statement, case.performed_on) == ("已缴清罚款，完成整改", date(2026, 5, 20))
    assert case.filed_on == MONDAY
    assert [d.title for d in documents.materials(case, "proof")] == ["缴款凭证.pdf"]
    assert cases.draft_of(case) == {}
    assert vault.masked(case.contact_phone) == "138****1111"
    assert case.lookup == vault.kept_lookup(vault.lookup_code_of(case.ref))
    assert told("applicant.a") == told("agent") == [f"申请{case.ref}已提交，等待受理"]


def test_a_correction_keeps_what_stood_before_and_what_stands_now(house: Flask) -> None:
    items = [
        {"field": "statement", "label": "说明", "wrong": "未说明整改"},
        {"field": "performed_on", "label": "履行日期", "wrong": "与凭证不符"},
        {"field": "proof", "label": "证明", "wrong": "看不清"},
    ]
    case = step(make_repair("filed"), "ask_correction", items=items)
    answers = {"statement": "已整改", "performed_on": "2026-05-21"}
    case = step(case, "resubmit", answers=answers, uploads=[uploaded("新凭证.pdf")])
    (asked,) = corrections.of_case(case)
    assert asked.came_from == "filed"
    assert {name: (old, new) for name, old, new in asked.changes} == {
        "statement": ("已缴清罚款，完成整改", "已整改"),
        "performed_on": ("2026-05-20", "2026-05-21"),
        "proof": (["缴款凭证.pdf"], ["新凭证.pdf"]),
    }
    assert (case.statement, case.performed_on) == ("已整改", date(2026, 5, 21))
    assert corrections.open_one(case) is None


# ---------------------------------------------------------------- papers


def test_every_end_and_every_turn_has_its_paper(house: Flask) -> None:
    assert numbers(make_repair("approved")) == {
        "commitment_letter": None,
        "receipt": "资交信修单〔2026〕1号",
        "acceptance": "资交信修受〔2026〕1号",
        "granted": "资交信修决〔2026〕1号",
    }


def test_grants_and_refusals_share_one_series(house: Flask) -> None:
    make_repair("approved")
    refused = make_repair("refused", make_record(doc_no="资交执罚〔2026〕2号"))
    assert numbers(refused)["not_granted"] == "资交信修决〔2026〕2号"


@pytest.mark.parametrize(
    ("state", "kind", "number"),
    [
        ("declined", "not_accepted", "资交信修不〔2026〕1号"),
        ("correcting", "correction_notice", "资交信修补〔2026〕1号"),
    ],
)
def test_each_kind_of_paper_has_its_own_series(
    house: Flask, state: str, kind: str, number: str
) -> None:
    assert numbers(make_repair(state))[kind] == number


def test_a_lapse_and_an_extension_are_told_on_paper(house: Flask) -> None:
    case = step(make_repair("reviewing"), "extend", days=3)
    assert numbers(case)["extension"] == "资交信修延〔2026〕1号"
    case = step(case, "ask_correction")
    advance(case, "lapse", CLOCK, clock.now() + timedelta(days=30))
    assert numbers(case)["lapsed"] == "资交信修终〔2026〕1号"
    assert "逾期未补正" in told("applicant.a")[0]


def test_the_numbers_begin_again_with_the_year(house: Flask) -> None:
    make_repair("filed")
    on("2027-01-04")
    later = make_repair("filed", make_record(doc_no="资交执罚〔2026〕2号"))
    assert numbers(later)["receipt"] == "资交信修单〔2027〕1号"


def test_a_number_that_was_not_used_is_given_back(house: Flask) -> None:
    case = make_repair("deciding")

    def broken() -> None:
        raise OSError("disk")

    FAULTS["before commit"] = broken
    with pytest.raises(OSError, match="disk"):
        step(case, "approve")
    FAULTS.clear()
    assert numbers(step(case, "approve"))["granted"] == "资交信修决〔2026〕1号"


def test_papers_issued_at_once_are_numbered_without_a_gap(house: Flask) -> None:
    """Also the very first number of a series, for which everybody asks at the same moment."""
    waiting = [
        make_repair("deciding", make_record(doc_no=f"资交执罚〔2026〕{n}号")) for n in range(1, 9)
    ]
    texts = {case.ref: digest_of_text(case) for case in waiting}
    who, start = actor("approver"), Barrier(len(texts))
    db.session.rollback()

    def approve(ref: str) -> None:
        with house.app_context():
            start.wait(30)
            with transaction():
                found = cases.find(who, ref, lock=True)
                assert found is not None
                advance(found, "approve", who, clock.now(), {"text": texts[ref]})

    with ThreadPoolExecutor(len(texts)) as hands:
        list(hands.map(approve, texts))
    given = db.session.scalars(
        select(documents.Document.number).where(documents.Document.kind == "granted")
    )
    assert set(given) == {f"资交信修决〔2026〕{n}号" for n in range(1, 9)}


# ---------------------------------------------------------------- returns


def test_a_return_tells_whoever_did_it_and_begins_a_new_round(house: Flask) -> None:
    case = step(make_repair("deciding"), "send_back", "approver")
    assert (case.state, case.round) == ("vetting", 2)
    assert set(separation.doers(case)) == {"review"}
    for login in ("handler.road", "legal"):
        assert told(login)[0] == f"办件{case.ref}被退回，请查看意见"
    case = step(case, "send_back")
    assert (case.state, case.round, separation.doers(case)) == ("reviewing", 3, {})


# ---------------------------------------------------------------- the four linked effects


def measure(record: CreditRecord, name: str = "重点监管") -> measures.MeasureOrder:
    with transaction():
        found = db.session.get_one(CreditRecord, record.id)
        return measures.start(
            found.id, found.subject_id, found.section_id, name, "目录", MONDAY, found.entered_event
        )


def test_publication_does_all_four_and_has_a_receipt_for_each(house: Flask) -> None:
    record = make_record()
    order_id = measure(record).id
    entry = public_entries.entry_of(record.id, MONDAY)
    assert entry is not None
    with transaction():
        evaluations.reckon(record.subject_id, MONDAY, record.entered_event)
    case = make_repair("published", record)

    assert public_entries.entry_of(record.id, MONDAY) is None
    gone = public_entries.entry_with(entry.slug)
    assert gone is not None
    assert (gone.withdrawn_why, gone.withdrawn_on) == ("repaired", MONDAY)
    record = record_of(case)
    assert (record.status, record.shared) == ("repaired", False)
    order = db.session.get_one(measures.MeasureOrder, order_id, populate_existing=True)
    assert order.lifted_on == MONDAY
    grade = evaluations.latest(record.subject_id)
    assert grade is not None
    assert (grade.score, grade.grade) == (100, "AA")

    receipts = {(r.effect, r.recipient): r for r in outbox.receipts(case)}
    sharing = [r for (effect, _), r in receipts.items() if effect == "sharing"]
    assert {effect for effect, _ in receipts} == {
        "publicity",
        "sharing",
        "measures",
        "evaluation",
    }
    assert all(r.done_on == MONDAY for r in receipts.values() if r not in sharing)
    assert [(r.done_on, r.due_on) for r in sharing] == [(None, date(2026, 11, 26))] * 2
    assert [m.kind for m in outbox.waiting()] == ["stop_use"] * 2
    assert told("applicant.a")[0].startswith(f"申请{case.ref}已完成修复")
    assert jobs.is_waiting(clock.now())


def test_the_removal_is_in_the_feed(house: Flask) -> None:
    case = make_repair("published")
    kinds = db.session.scalars(
        select(register_log.RegisterChange.kind).order_by(register_log.RegisterChange.id)
    )
    assert list(kinds) == ["added", "removed"]
    assert case.state == "published"


def test_a_record_that_was_never_public_and_bore_no_measure_is_repaired_too(house: Flask) -> None:
    case = make_repair("published", public=False)
    proofs = {r.effect: r.proof for r in outbox.receipts(case)}
    assert proofs["publicity"] == "该记录未在公示"
    assert proofs["measures"] == "没有在施措施"
    assert proofs["evaluation"].startswith("未评价")


# ---------------------------------------------------------------- revocation


def revoked(case: Case) -> Case:
    with transaction():
        day = case.closed_on or clock.today()
        made = draw("repair", case.house_id, day, day, 1, "1", actor("legal2"), clock.now())
        find(made.items[0], "false_papers", "凭证系伪造", actor("head.road"), clock.now())
    return step(case, "revoke")


def test_a_revoked_repair_is_as_if_it_had_not_been(house: Flask) -> None:
    record = make_record()
    measure(record)
    case = revoked(make_repair("published", record))
    record = record_of(case)
    assert (record.status, record.shared, record.ended_on) == ("effective", True, None)
    entry = public_entries.entry_of(record.id, MONDAY)
    assert entry is not None
    assert entry.until_on == record.maximum_until
    assert [order.name for order in measures.standing(record.id)] == ["重点监管"]
    grade = evaluations.latest(record.subject_id)
    assert grade is not None
    assert grade.score == 95
    assert [m.kind for m in outbox.waiting()][-2:] == ["use_again"] * 2
    assert numbers(case)["revoked"] == "资交信修撤〔2026〕1号"


def test_a_breach_is_entered_and_new_repairs_are_barred(house: Flask) -> None:
    case = revoked(make_repair("published"))
    breach = db.session.scalars(
        select(CreditRecord).where(
            CreditRecord.subject_id == case.subject_id, CreditRecord.kind == "breach"
        )
    ).one()
    assert (breach.doc_no, breach.public, breach.status) == (f"{case.ref}-撤销", False, "effective")
    until = subjects.barred_until(case.subject_id, "repair", MONDAY)
    assert until == date(2029, 11, 23)
    assert subjects.barred_until(case.subject_id, "repair", until + timedelta(days=1)) is None


def test_a_measure_that_was_lifted_for_another_reason_stays_lifted(house: Flask) -> None:
    record = make_record()
    other = measure(record, "限制参加招投标").id
    measure(record)
    with transaction():
        order = db.session.get_one(measures.MeasureOrder, other)
        measures.lift(order, MONDAY, record.entered_event)
    case = revoked(make_repair("published", record))
    assert [order.name for order in measures.standing(record_of(case).id)] == ["重点监管"]


def test_after_its_maximum_a_record_is_not_shown_again(house: Flask) -> None:
    case = make_repair("published")
    maximum = record_of(case).maximum_until
    assert maximum is not None
    clock.stand_at(datetime.combine(maximum, datetime.min.time(), BEIJING) + timedelta(days=1))
    revoked(case)
    assert public_entries.entry_of(case.record_id or 0, clock.today()) is None
    assert record_of(case).status == "effective"


# ---------------------------------------------------------------- all of it, or nothing


@pytest.mark.parametrize("place", ["moved", "before commit"])
def test_a_fault_in_the_middle_of_the_four_leaves_none_of_them(house: Flask, place: str) -> None:
    case = make_repair("approved")
    record_id = case.record_id or 0

    def broken() -> None:
        raise OSError("disk")

    FAULTS[place] = broken
    with pytest.raises(OSError, match="disk"):
        step(case, "publish")
    FAULTS.clear()
    db.session.rollback()
    assert public_entries.entry_of(record_id, MONDAY) is not None
    assert record_of(case).status == "effective"
    assert not outbox.receipts(case)
    assert not outbox.waiting()
    assert db.session.scalar(select(func.count()).select_from(evaluations.Evaluation)) == 0


def test_what_will_follow_is_told_before_in_the_order_in_which_it_follows() -> None:
    said = consequences(EFFECTS["publish"])
    assert [words[:4] for words in said[:4]] == ["停止公示", "停止共享", "解除措施", "更新评价"]
    for effects in EFFECTS.values():
        assert effects
        assert all(effect.__name__ != "<lambda>" for effect in effects)


def test_the_terms_a_case_keeps_are_those_of_the_day_it_was_opened(house: Flask) -> None:
    case = make_repair("filed")
    with transaction():
        by = actor("sysadmin")
        terms.set_term(rules.DECISION, 5, date(2026, 11, 24), "局务会", by, clock.now())
    on("2026-11-24")
    assert due(step(case, "accept"), "decision") == date(2026, 12, 3)
    later = make_repair("reviewing", make_record(doc_no="资交执罚〔2026〕2号"))
    assert due(later, "decision") == date(2026, 12, 1)
    assert the_clock(later, "decision").cite == "局务会"
    assert the_clock(later, "decision").term.unit is Unit.WORKING


def test_findings_are_kept_as_they_were_found(house: Flask) -> None:
    found: Any = make_repair("vetting")
    assert (found.outcome, found.findings) == ("grant", ALL_MET)
