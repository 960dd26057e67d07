"""失信惩戒后续: what the subject may know, the entry, its measures and report, and its end."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.sanction import rules
from app.cases.sanction.effects import EFFECTS
from app.cases.spine.decision import digest_of_text
from app.extensions import BEIJING, db
from app.kernel import (
    cases,
    clock,
    deadlines,
    documents,
    evaluations,
    measures,
    notices,
    outbox,
    public_entries,
    terms,
)
from app.kernel.cases import Case
from app.kernel.events import history
from app.kernel.rooms import consequences
from app.kernel.sweep import move_timely
from app.kernel.tx import FAULTS, transaction
from app.kernel.workflow import open_case
from app.lib.papers import from_body
from tests import factories
from tests.cases.sanction.scenes import ROAD, make_sanction, opened, step
from tests.conftest import actor
from tests.factories import uploaded


def again(case: Case) -> Any:
    return db.session.get_one(Case, case.id, populate_existing=True)


def numbers(case: Case) -> dict[str, str | None]:
    return {paper.kind: paper.number for paper in documents.papers(case)}


def words_of(case: Case, kind: str) -> str:
    paper = [p for p in documents.papers(case) if p.kind == kind][-1]
    content = from_body(paper.body or b"")
    cells = [cell for p in content.paragraphs for row in p.rows for cell in row]
    return "\n".join([*(p.lead + p.text for p in content.paragraphs), *cells, content.remedy or ""])


def told(login: str) -> list[str]:
    return [n.words % n.params for n in notices.latest(actor(login).account_id or 0)]


# ---------------------------------------------------------------- what the subject may know


@pytest.mark.parametrize("login", ["applicant.a", "agent"])
def test_the_subject_knows_nothing_before_the_notice_and_everything_after(
    house: Flask, login: str
) -> None:
    case = make_sanction("draft")
    for event in ROAD[:2]:
        assert seen_by(login, case) == (None, [])
        case = step(case, event)
    assert seen_by(login, case) == (None, [])
    assert told(login) == []
    case = step(case, "give_notice")
    assert seen_by(login, case) == (case, [case.ref])
    assert case.ref in told(login)[0]


def seen_by(login: str, case: Case) -> tuple[Case | None, list[str]]:
    """By number, and in the lists: all of them begin at the same loader."""
    who = actor(login)
    return cases.find(who, case.ref), [one.ref for one in db.session.scalars(cases.visible_to(who))]


@pytest.mark.parametrize(("state", "event"), [("filed", "drop"), ("vetting", "withdraw")])
def test_what_ends_before_the_notice_is_never_known(house: Flask, state: str, event: str) -> None:
    case = step(make_sanction(state), event)
    assert seen_by("applicant.a", case) == (None, [])
    assert told("applicant.a") == []


def test_what_ends_after_the_notice_is_told(house: Flask) -> None:
    case = step(make_sanction("hearing"), "withdraw")
    assert "撤回" in told("applicant.a")[0]
    assert seen_by("applicant.a", case)[0] is not None


def test_nobody_can_open_it_as_disclosed(house: Flask) -> None:
    case = opened()
    assert not case.disclosed
    found = factories.make_record(doc_no="资交执罚〔2026〕7号")
    shown = open_case(
        "sanction", cases.About(found.subject, case.section, "甲"), actor("handler.enforcement"),
        clock.now(), disclosed=True,
    )  # fmt: skip
    assert not shown.disclosed


def test_a_repair_is_known_to_its_applicant_from_the_start(house: Flask) -> None:
    assert seen_by("applicant.a", factories.make_repair("draft"))[0] is not None


# ---------------------------------------------------------------- proposal, notice, defence


def test_the_proposal_stands_on_the_case_with_its_evidence_and_its_paper(house: Flask) -> None:
    case = make_sanction("filed")
    assert (case.list_key, case.measures) == ("overload", ["talk", "strict", "no_ease"])
    assert case.proposed_by == actor("handler.enforcement").person_id
    assert [d.title for d in documents.materials(case, "evidence")] == ["检测单.pdf"]
    assert numbers(case) == {"proposal": "资交信惩建〔2026〕1号"}
    assert "四次违法超限运输" in words_of(case, "proposal")


def test_the_notice_names_reasons_basis_measures_rights_and_the_last_day(house: Flask) -> None:
    case = make_sanction("hearing")
    assert numbers(case)["notice"] == "资交信惩告〔2026〕1号"
    words = words_of(case, "notice")
    for part in ("四次违法超限运输", "交办公路〔2017〕8号", "告诫约谈", "陈述和申辩"):
        assert part in words
    assert "五个工作日" in words or "5个工作日" in words
    assert "2026年11月30日止" in words
    assert (case.service, case.served_on) == ("online", date(2026, 11, 23))


def test_the_term_is_the_bureaus_own_where_it_set_one(house: Flask) -> None:
    with transaction():
        by = actor("sysadmin")
        terms.set_term(rules.HEARING, 10, date(2026, 11, 1), "局务会", by, clock.now())
    case = make_sanction("hearing")
    assert case.due_on == date(2026, 12, 7)


def test_points_are_numbered_by_whoever_takes_them_down(house: Flask) -> None:
    case = step(make_sanction("hearing"), "state_defence", points=["甲", "乙"])
    case = step(case, "state_defence", "handler.enforcement", points=["丙"], uploads=[uploaded()])
    assert [(p["n"], p["words"], p["by"]) for p in case.points] == [
        (1, "甲", "subject"),
        (2, "乙", "subject"),
        (3, "丙", "desk"),
    ]
    assert [d.title for d in documents.materials(case, "proof")] == ["缴款凭证.pdf"]


# ---------------------------------------------------------------- decision and publication


def test_the_decision_answers_each_point_and_names_removal_and_remedies(house: Flask) -> None:
    case = make_sanction("approved")
    assert numbers(case)["listed"] == "资交信惩决〔2026〕1号"
    words = words_of(case, "listed")
    for part in (
        *("第三次称重有误差", "不予采纳", "告诫约谈", "移出名单", "六十日内", "六个月内"),
        *("集体讨论", "资交信惩告〔2026〕1号"),
    ):
        assert part in words, part
    assert case.minutes["attended"].startswith("韩局长")
    assert case.decision_digest == digest_of_text(case)


def test_a_refusal_shares_the_series_of_decisions(house: Flask) -> None:
    make_sanction("approved")
    case = make_sanction("refused", doc_no="资交执罚〔2026〕2号")
    assert numbers(case)["not_listed"] == "资交信惩决〔2026〕2号"
    assert "陈述申辩理由成立" in words_of(case, "not_listed")


def test_publication_enters_shows_measures_and_reports_once(house: Flask) -> None:
    case = make_sanction("published")
    record, today = case.listed, clock.today()
    assert (record.kind, record.doc_no, record.severity) == (
        "list",
        "资交信惩决〔2026〕1号",
        "serious",
    )
    assert record.maximum_until == date(2028, 12, 1)  # two years from 1 December 2026
    assert record.repairable_from == date(2027, 12, 2)
    entry = public_entries.entry_of(record.id, today)
    assert entry is not None
    assert (entry.body["LB_MC"], entry.until_on) == (
        "严重违法失信超限超载运输主体名单",
        record.maximum_until,
    )
    orders = measures.standing(record.id)
    assert [order.name for order in orders] == ["告诫约谈", "从严监管", "不适用绿色通道、容缺受理"]
    assert all(order.basis for order in orders)
    assert len({order.section_id for order in orders}) == 2
    (report,) = [m for m in outbox.waiting() if m.kind == "sanction_report"]
    assert (report.body["doc_no"], report.body["measures"]) == (
        record.doc_no,
        ["talk", "strict", "no_ease"],
    )
    effects = [receipt.effect for receipt in outbox.receipts(case)]
    assert effects == [
        "listing",
        "measures_on",
        "measures_on",
        "measures_on",
        "report",
        "evaluation",
    ]
    grade = evaluations.latest(case.subject_id)
    assert grade is not None
    assert grade.score == 75  # the penalty and the listing
    assert numbers(case)["report"] == "资交信惩报〔2026〕1号"
    assert case.closed_on == today


def test_the_penalty_it_rests_on_stands_by_itself(house: Flask) -> None:
    case = step(make_sanction("published"), "delist")
    assert case.record.status == "effective"
    assert public_entries.entry_of(case.record_id, clock.today()) is not None


def test_a_fault_in_the_middle_leaves_nothing(house: Flask) -> None:
    case = make_sanction("approved")

    def broken() -> None:
        raise OSError("disk")

    FAULTS["before commit"] = broken
    with pytest.raises(OSError, match="disk"):
        step(case, "publish")
    FAULTS.clear()
    db.session.rollback()
    assert again(case).listed_id is None
    assert not outbox.waiting()
    case = step(again(case), "publish")
    assert len([m for m in outbox.waiting() if m.kind == "sanction_report"]) == 1


# ---------------------------------------------------------------- the end of a listing


def test_the_signer_revokes_and_the_entry_ends_everywhere_in_one_step(house: Flask) -> None:
    case = make_sanction("published")
    entry = public_entries.entry_of(case.listed_id, clock.today())
    assert entry is not None
    case = step(case, "delist")
    record = case.listed
    assert (record.status, record.shared) == ("annulled", False)
    gone = public_entries.entry_with(entry.slug)
    assert gone is not None
    assert gone.withdrawn_why == "annulled"
    assert measures.standing(record.id) == []
    assert numbers(case)["delisted"] == "资交信惩移〔2026〕1号"
    assert "列入决定已撤销" in words_of(case, "delisted")
    grade = evaluations.latest(case.subject_id)
    assert grade is not None
    assert grade.score == 95


def test_the_clock_delists_the_day_after_the_last(house: Flask) -> None:
    case = make_sanction("published")
    last = datetime.combine(case.listed.maximum_until, datetime.max.time(), BEIJING)
    assert move_timely(last.replace(microsecond=0)) == 0
    clock.stand_at(last.replace(microsecond=0) + timedelta(seconds=1))
    assert move_timely(clock.now()) == 1
    assert move_timely(clock.now()) == 0
    case = again(case)
    assert (case.state, case.listed.status) == ("delisted", "effective")
    assert measures.standing(case.listed_id) == []
    assert "公示期届满" in words_of(case, "delisted")
    assert public_entries.entry_of(case.listed_id, clock.today()) is None


def test_a_repair_of_the_entry_delists_in_the_same_act_and_cites_it(house: Flask) -> None:
    case = make_sanction("published")
    clock.stand_at(datetime(2027, 12, 6, 9, 30, tzinfo=BEIJING))
    repair = opened_repair(case)
    for event, who in (
        *(("submit", "applicant.a"), ("accept", "handler.enforcement2")),
        *(("recommend", "handler.enforcement2"), ("pass", "legal2"), ("approve", "approver")),
    ):
        repair = factories.step(repair, event, who)
        assert again(case).state == "published"
    repair = factories.step(repair, "publish", "publisher2")
    case = again(case)
    assert (case.state, case.listed.status) == ("delisted", "repaired")
    last = history(case.stream)[-1]
    assert last.name == "delist"
    assert last.cause_id == history(repair.stream)[-1].id
    assert last.account_id is None
    assert "已准予信用修复" in words_of(case, "delisted")
    assert measures.standing(case.listed_id) == []
    said = [r.effect for r in outbox.receipts(case)][6:]
    assert said == ["evaluation"]  # everything else the repair has done, with receipts of its own
    assert "列入决定书" in "".join(
        p.text for d in documents.papers(repair) if d.kind == "granted"
        for p in from_body(d.body or b"").paragraphs
    )  # fmt: skip


def opened_repair(case: Any) -> Case:
    with transaction():
        repair = open_case("repair", cases.about(case.listed), actor("applicant.a"), clock.now())
        contact = {"contact_name": "王某某", "contact_phone": "13800001111"}
        cases.save_draft(repair, contact, clock.now())
    return repair


def test_a_repair_of_the_penalty_delists_nothing(house: Flask) -> None:
    record = factories.make_record()
    case = make_sanction("published", record)
    repair = factories.make_repair("published", record)
    assert repair.state == "published"
    assert again(case).state == "published"


def test_the_proposer_decides_neither_its_repair_nor_its_objection(house: Flask) -> None:
    case = make_sanction("published")
    assert case.listed.entered_by == case.proposed_by


def test_what_will_follow_is_told_before() -> None:
    for event in ("publish", "delist", "give_notice", "approve"):
        assert consequences(EFFECTS[event])
    for effects in EFFECTS.values():
        assert all(effect.__name__ != "<lambda>" for effect in effects)


def test_no_clock_of_a_closed_case_runs_on(house: Flask) -> None:
    for n, state in enumerate(("refused", "withdrawn", "dropped", "published"), 1):
        case = make_sanction(state, doc_no=f"资交执罚〔2026〕{n}号")
        assert not deadlines.running(case)
        assert case.due_on is None


def test_listings_are_records_of_the_kind_list(house: Flask) -> None:
    make_sanction("published")
    kinds = db.session.scalars(select(cases.CreditRecord.kind).order_by(cases.CreditRecord.id))
    assert list(kinds) == ["penalty", "list"]
