"""异议处理后续: the mark, clocks to the day, papers, what is corrected, and who is told."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.objection.effects import EFFECTS
from app.cases.objection.model import Objection
from app.extensions import BEIJING, db
from app.kernel import (
    cases,
    claims,
    clock,
    corrections,
    deadlines,
    documents,
    evaluations,
    holding,
    jobs,
    measures,
    notices,
    outbox,
    public_entries,
    records,
    register_log,
    vault,
)
from app.kernel.cases import Case
from app.kernel.people import CLOCK
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.register_log import RegisterChange
from app.kernel.rooms import consequences
from app.kernel.tx import transaction
from app.kernel.workflow import advance
from tests.cases.objection.scenes import make_objection, step, walk
from tests.conftest import actor
from tests.factories import make_record, make_repair
from tests.factories import step as repair_step

MONDAY = date(2026, 11, 23)
TWO = ["四川省交通运输信用信息平台", "信用中国（四川资阳）"]


def on(day: str, hour: int = 10) -> None:
    """It is this day now."""
    clock.stand_at(datetime.fromisoformat(day).replace(hour=hour, tzinfo=BEIJING))


def due(case: Case, kind: str) -> date | None:
    return [c for c in deadlines.of_case(case) if c.kind == kind][-1].due_on


def record_of(case: Case) -> CreditRecord:
    return db.session.get_one(CreditRecord, case.record_id, populate_existing=True)


def entries_of(case: Case) -> list[PublicEntry]:
    query = select(PublicEntry).where(PublicEntry.record_id == case.record_id)
    return list(db.session.scalars(query.order_by(PublicEntry.id)))


def log_since(number: int) -> list[tuple[str, str]]:
    query = select(RegisterChange.kind, RegisterChange.why).where(RegisterChange.id > number)
    return [tuple(row) for row in db.session.execute(query.order_by(RegisterChange.id))]


def numbers(case: Case) -> dict[str, str | None]:
    return {paper.kind: paper.number for paper in documents.papers(case)}


def told(login: str) -> list[str]:
    return [n.words % n.params for n in notices.latest(actor(login).account_id or 0)]


def marked(case: Case) -> tuple[bool, bool]:
    """Whether the record is marked, on file and in public."""
    entry = public_entries.entry_of(case.record_id or 0, clock.today())
    return record_of(case).disputed, entry is not None and entry.disputed


def decided(outcome: str, **facts: Any) -> Case:
    """An objection that was upheld with this outcome, and carried out."""
    case = step(make_objection("reviewing"), "reply", outcome=outcome, **facts)
    return walk(case, "pass", "uphold", "publish")


# ---------------------------------------------------------------- clocks, with golden dates


def test_the_terms_run_from_receipt_forwarding_and_handing_on(house: Flask) -> None:
    case = make_objection("filed")  # Monday 23 November
    assert (due(case, "mark"), due(case, "decision")) == (date(2026, 11, 24), date(2026, 12, 2))
    assert case.due_on == date(2026, 11, 24)
    case = step(case, "accept")
    assert (due(case, "forward"), case.due_on) == (date(2026, 11, 25), date(2026, 11, 25))
    on("2026-11-24")
    case = step(case, "forward")
    assert (due(case, "reply"), case.due_on) == (date(2026, 12, 1), date(2026, 12, 1))
    case = step(case, "reply")
    assert case.due_on == date(2026, 12, 2)
    assert [c.kind for c in deadlines.running(case)] == ["decision"]


def test_an_extension_moves_the_whole_and_tells_the_applicant(house: Flask) -> None:
    case = step(make_objection("vetting"), "extend", days=13)
    assert due(case, "decision") == case.due_on == date(2026, 12, 21)
    assert numbers(case)["extension"] == "资交信异延〔2026〕1号"
    assert any("延长" in words for words in told("applicant.a"))


def test_the_clocks_stand_still_while_something_is_corrected(house: Flask) -> None:
    case = make_objection("correcting")
    assert due(case, "decision") is None
    assert due(case, "mark") is None
    on("2026-11-25")
    case = step(case, "resubmit")
    assert (due(case, "mark"), due(case, "decision")) == (date(2026, 11, 26), date(2026, 12, 4))


@pytest.mark.parametrize("state", ["declined", "refused", "withdrawn", "published"])
def test_no_clock_of_a_closed_case_runs_on(house: Flask, state: str) -> None:
    case = make_objection(state)
    assert not deadlines.running(case)
    assert (case.due_on, case.closed_on) == (None, MONDAY)


# ---------------------------------------------------------------- what is handed in


def test_what_is_submitted_is_on_the_case_and_persons_data_only_in_the_vault(house: Flask) -> None:
    case = make_objection("filed")
    assert isinstance(case, Objection)
    assert (case.ground, case.claims) == ("clerical", {"CF_NR": "罚款5千元"})
    assert cases.draft_of(case) == {}
    assert vault.masked(case.contact_phone) == "138****1111"
    assert case.lookup == vault.kept_lookup(vault.lookup_code_of(case.ref))
    assert case.ref.startswith("YY2026-")


def test_a_correction_keeps_what_stood_before(house: Flask) -> None:
    case = step(make_objection("correcting"), "resubmit")
    (asked,) = corrections.of_case(case)
    assert asked.changes == [("statement", "决定书写的是罚款5千元", "见所附决定书第二页")]


# ---------------------------------------------------------------- the mark


@pytest.mark.parametrize("state", ["draft", "filed", "correcting", "declined"])
def test_before_acceptance_nothing_is_marked(house: Flask, state: str) -> None:
    assert marked(make_objection(state)) == (False, False)


@pytest.mark.parametrize("state", ["forwarding", "reviewing", "vetting", "deciding", "approved"])
def test_from_acceptance_on_file_and_public_page_carry_the_mark(house: Flask, state: str) -> None:
    assert marked(make_objection(state)) == (True, True)


@pytest.mark.parametrize("state", ["refused", "published"])
def test_a_decision_takes_the_mark_off(house: Flask, state: str) -> None:
    assert marked(make_objection(state)) == (False, False)


def test_a_withdrawal_and_a_lapse_take_it_off_too(house: Flask) -> None:
    assert marked(step(make_objection("deciding"), "withdraw")) == (False, False)
    case = make_objection("reviewing", doc_no="资交执罚〔2026〕2号")
    case = step(case, "ask_correction", "handler.road")
    assert marked(case) == (True, True)
    advance(case, "lapse", CLOCK, datetime(2026, 12, 9, 1, tzinfo=BEIJING))
    assert marked(case) == (False, False)


def test_a_record_that_is_not_public_is_marked_on_file(house: Flask) -> None:
    case = make_objection("reviewing", public=False)
    assert marked(case) == (True, False)


def test_what_is_published_while_disputed_is_published_with_the_mark(house: Flask) -> None:
    """A repair is revoked while an objection runs: the entry that comes back carries the mark."""
    from app.kernel import publication

    case = make_objection("reviewing")
    with transaction():
        entry = public_entries.entry_of(case.record_id or 0, clock.today())
        assert entry is not None
        again = publication.replace(
            entry, record_of(case), clock.today(), entry.published_event, clock.now()
        )
    assert again is not None
    assert again.disputed


# ---------------------------------------------------------------- what is corrected


def test_a_correction_amends_the_record_and_keeps_the_old_version(house: Flask) -> None:
    case = make_objection("published")
    record = record_of(case)
    assert (record.status, record.body["CF_NR"], record.version) == ("effective", "罚款5千元", 2)
    (old,) = records.old_versions(record)
    assert (old.version, old.body["CF_NR"]) == (1, "罚款1万元")


def test_the_public_entry_is_replaced_in_one_step(house: Flask) -> None:
    case = make_objection("approved")
    before = register_log.last().seq
    case = step(case, "publish")
    old, new = entries_of(case)
    assert (old.withdrawn_why, old.withdrawn_on) == ("corrected", MONDAY)
    assert old.withdrawn_event == new.published_event
    assert (new.body["CF_NR"], new.disputed) == ("罚款5千元", False)
    assert log_since(before) == [("removed", "corrected"), ("added", "")]
    assert public_entries.entry_of(case.record_id or 0, clock.today()) == new


def test_everyone_who_received_the_record_is_sent_the_correction(house: Flask) -> None:
    case = make_objection("published")
    letters = [m for m in outbox.waiting() if m.case_id == case.id]
    assert [m.recipient for m in letters] == TWO
    assert {m.kind for m in letters} == {"correct"}
    assert letters[0].body["changes"] == {"CF_NR": {"before": "罚款1万元", "after": "罚款5千元"}}
    owed = [r for r in outbox.receipts(case) if r.done_on is None]
    assert [(r.recipient, r.due_on) for r in owed] == [(n, date(2026, 11, 26)) for n in TWO]
    assert [job.name for job in db.session.scalars(select(jobs.Job))].count("seal") == 1


def test_what_stands_in_columns_follows_and_the_periods_follow_the_day(house: Flask) -> None:
    case = make_objection("draft")
    claims_ = {"claim_CF_NR": "", "claim_CF_JDRQ": "2026-04-06", "claim_CF_WFXW": "超限运输"}
    case = walk(step(case, "submit", **claims_), "accept", "forward")
    findings = {
        code: {"old": "", "claimed": words, "found": words, "evidence": "决定书"}
        for code, words in (("CF_JDRQ", "2026-04-06"), ("CF_WFXW", "超限运输"))
    }
    case = walk(step(case, "reply", findings=findings), "pass", "uphold", "publish")
    record = record_of(case)
    assert (record.decided_on, record.title) == (date(2026, 4, 6), "超限运输")
    assert (record.minimum_until, record.maximum_until) == (date(2026, 7, 6), date(2027, 4, 6))
    entry = public_entries.entry_of(record.id, clock.today())
    assert entry is not None
    assert (entry.until_on, entry.decided_on) == (date(2027, 4, 6), date(2026, 4, 6))


def test_an_omission_is_supplied(house: Flask) -> None:
    case = step(
        make_objection("draft"), "submit", ground="omission", claim_CF_NR="", claim_CF_SY="超载"
    )
    finding = {"CF_SY": {"old": "", "claimed": "超载", "found": "超载", "evidence": "决定书"}}
    case = walk(case, "accept", "forward")
    case = step(case, "reply", outcome="supplement", findings=finding)
    case = walk(case, "pass", "uphold", "publish")
    assert record_of(case).body["CF_SY"] == "超载"


def test_an_annulled_record_is_over_everywhere(house: Flask) -> None:
    record = make_record()
    with transaction():
        event, day = record.entered_event, clock.today()
        who = actor("handler.road").section_id or 0
        measures.start(record.id, record.subject_id, who, "重点监管", "实施办法", day, event)
    case = step(make_objection("reviewing", record), "reply", outcome="annul")
    case = walk(case, "pass", "uphold", "publish")
    record = record_of(case)
    assert (record.status, record.ended_on, record.shared) == ("annulled", MONDAY, False)
    assert [e.withdrawn_why for e in entries_of(case)] == ["annulled"]
    assert measures.standing(record.id) == []
    assert {m.kind for m in outbox.waiting() if m.case_id == case.id} == {"stop_use"}
    assert evaluations.latest(record.subject_id) is not None


def test_publicity_ends_and_the_record_stands(house: Flask) -> None:
    case = decided("end")
    record = record_of(case)
    assert (record.status, record.public) == ("effective", False)
    assert record.why_not_public == "异议成立，停止公示"
    assert [e.withdrawn_why for e in entries_of(case)] == ["stopped"]
    assert {m.kind for m in outbox.waiting() if m.case_id == case.id} == {"stop_publicity"}


@pytest.mark.parametrize("outcome", ["correct", "annul", "end"])
def test_what_is_not_public_needs_no_taking_down(house: Flask, outcome: str) -> None:
    case = step(make_objection("reviewing", public=False), "reply", outcome=outcome)
    case = walk(case, "pass", "uphold", "publish")
    assert (case.state, entries_of(case)) == ("published", [])


def test_what_is_kept_reads_as_before(house: Flask) -> None:
    case = make_objection("deciding")
    (entry,) = entries_of(case)
    before = (record_of(case).version, entry.slug)
    case = step(case, "keep")
    (entry,) = entries_of(case)
    assert (record_of(case).version, entry.slug) == before
    assert not [m for m in outbox.waiting() if m.case_id == case.id]


def test_an_objection_and_a_repair_of_one_record_run_beside_each_other(house: Flask) -> None:
    record = make_record()
    repair = make_repair("reviewing", record)
    case = make_objection("refused", record)
    assert case.state == "refused"
    for event in ("recommend", "pass", "approve", "publish"):
        repair = repair_step(repair, event)
    assert repair.state == "published"


# ---------------------------------------------------------------- papers, notices, hands


def test_every_paper_has_its_series(house: Flask) -> None:
    case = make_objection("published")
    assert numbers(case) == {
        "application": None,
        "acceptance": "资交信异受〔2026〕1号",
        "forward_slip": "资交信异转〔2026〕1号",
        "upheld": "资交信异告〔2026〕1号",
    }
    other = make_objection("refused", doc_no="资交执罚〔2026〕2号")
    assert numbers(other)["kept"] == "资交信异告〔2026〕2号"
    third = make_objection("declined", doc_no="资交执罚〔2026〕3号")
    assert numbers(third)["not_accepted"] == "资交信异不〔2026〕1号"


def test_the_applicant_hears_of_every_step_that_concerns_them(house: Flask) -> None:
    case = make_objection("published")
    heard = "\n".join(told("applicant.a"))
    for words in ("已提交", "已受理", "已转", "成立", "已执行更正"):
        assert words in heard
    assert case.ref in heard


def test_whoever_held_it_at_the_office_holds_it_no_longer(house: Flask) -> None:
    case = make_objection("forwarding")
    holding.take_up(case, actor("handler.office"), clock.now())
    case = step(case, "forward")
    assert claims.standing(case, clock.now()) is None


def test_every_effect_that_concerns_people_says_so() -> None:
    for event in ("accept", "forward", "uphold", "keep", "publish", "request_review"):
        assert consequences(EFFECTS[event]), event
