"""信用承诺后续: clocks to the day, the code, the ledger of letters, papers, and the breach."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.commitment.effects import EFFECTS
from app.extensions import BEIJING, db
from app.kernel import (
    clock,
    deadlines,
    documents,
    evaluations,
    jobs,
    letters,
    notices,
    public_entries,
    records,
    subjects,
    vault,
)
from app.kernel.deadlines import Deadline
from app.kernel.letters import Letter
from app.kernel.machines import RuleBroken
from app.kernel.rooms import ROOMS, consequences
from app.kernel.tx import FAULTS, transaction
from app.lib.commitments import NAMES, faults
from app.lib.papers import PaperContent, from_body
from tests.cases.commitment.scenes import STANDS_AFTER, make_commitment, open_commitment, step
from tests.conftest import actor

MONDAY = date(2026, 11, 23)


def on(day: str) -> None:
    """It is this day now."""
    clock.stand_at(datetime.fromisoformat(day).replace(hour=10, tzinfo=BEIJING))


def the_clock(case: Any, kind: str) -> Deadline:
    return [c for c in deadlines.of_case(case) if c.kind == kind][-1]


def letter_of(case: Any) -> Letter:
    return db.session.scalars(
        select(Letter).where(Letter.code == case.code).execution_options(populate_existing=True)
    ).one()


def paper(case: Any, kind: str) -> PaperContent:
    found = [p for p in documents.papers(case) if p.kind == kind][-1]
    return from_body(found.body or b"")


def words_of(content: PaperContent) -> str:
    rows = [cell for p in content.paragraphs for row in p.rows for cell in row]
    return "\n".join([*(p.text for p in content.paragraphs), *rows, content.remedy or ""])


# ---------------------------------------------------------------- clocks


def test_it_is_handled_within_one_working_day_and_shown_within_seven(house: Flask) -> None:
    case = make_commitment("filed")  # Monday 23 November
    assert case.due_on == the_clock(case, "handling").due_on == date(2026, 11, 24)
    case = step(step(step(case, "accept"), "recommend"), "approve")
    assert the_clock(case, "handling").met_on == MONDAY
    assert case.due_on == the_clock(case, "publication").due_on == date(2026, 12, 2)


def test_keeping_is_verified_within_the_matters_own_months_or_two(house: Flask) -> None:
    own = the_clock(make_commitment("performing"), "verification")
    assert (own.length, own.unit, own.due_on) == (1, "months", date(2026, 12, 23))
    assert "道路运输证换发（容缺受理）（第1版）" in own.cite
    case = open_commitment(key="YS-01")
    said = {"车辆到位日期": "2026-12-31", "车辆数": "3"}
    case = step(case, "submit", said=said)
    for event in ("accept", "recommend", "approve", "publish"):
        case = step(case, event)
    common = the_clock(case, "verification")
    assert (common.key, common.length) == ("commitment.verification", 2)
    assert common.due_on == date(2027, 1, 25)  # the 23rd is a Saturday


def test_the_order_gives_its_own_time(house: Flask) -> None:
    case = make_commitment("rectifying")
    clock_ = the_clock(case, "rectification")
    assert (clock_.length, clock_.due_on, case.due_on) == (10, date(2026, 12, 7), date(2026, 12, 7))
    assert the_clock(case, "verification").met_on == MONDAY
    case = step(case, "find_broken")
    assert case.due_on is None
    case = step(case, "overturn")
    assert the_clock(case, "verification").due_on == date(2026, 12, 23)


def test_no_clock_runs_on_after_an_end(house: Flask) -> None:
    for state in ("kept", "diverted", "refused", "withdrawn", "broken"):
        case = make_commitment(state)
        assert deadlines.running(case) == []
        assert (case.closed_on, case.due_on) == (MONDAY, None)


# ---------------------------------------------------------------- the application


def test_what_was_typed_is_kept_and_the_contact_only_in_the_vault(house: Flask) -> None:
    case = make_commitment("filed")
    assert (case.signer, case.said["缺少的材料"]) == ("赵某", "验资报告")
    assert vault.masked(case.contact_phone) == "138****1111"
    assert case.lookup == vault.kept_lookup(vault.lookup_code_of(case.ref))


def test_the_letter_that_was_signed_is_frozen(house: Flask) -> None:
    case = make_commitment("filed")
    content = paper(case, "commitment_letter")
    assert content.title == "信用承诺书"
    assert content.signatories == ("承诺人：资阳市顺达示例货运有限公司", "签署人：赵某")
    words = words_of(content)
    assert "就“道路运输证换发（容缺受理）（第1版）”事项" in words
    assert "除验资报告外，申请材料已经齐全" in words
    assert "于2026年12月11日前补交上述材料" in words
    assert "逾期未补交或者补交的材料不符合规定的，撤销已经作出的决定。" in words
    assert "【" not in words


def test_a_letter_may_end_on_a_day(house: Flask) -> None:
    case = step(open_commitment(), "submit", valid_until="2027-06-30")
    assert case.valid_until == date(2027, 6, 30)
    assert "有效期至2027年6月30日" in words_of(paper(case, "commitment_letter"))


def test_the_receipt_names_the_matter_the_day_and_the_code(house: Flask) -> None:
    case = make_commitment("filed")
    words = words_of(paper(case, "receipt"))
    assert "道路运输证换发（容缺受理）（第1版）（容缺受理型）" in words
    assert "1个工作日内（至2026年11月24日止）" in words
    assert vault.lookup_code_of(case.ref) in words
    assert "行政处罚" not in words


# ---------------------------------------------------------------- the code and the ledger


def test_codes_are_given_at_approval_without_gaps_by_the_day_of_the_promise(house: Flask) -> None:
    assert make_commitment("filed").code is None
    first, second = make_commitment("approved"), make_commitment("approved")
    assert (first.code, second.code) == ("51200020261123000001", "51200020261123000002")
    late = make_commitment("filed")
    on("2026-11-24")
    late = step(step(step(late, "accept"), "recommend"), "approve")
    assert late.code == "51200020261123000003"


def test_a_number_that_came_to_nothing_is_given_again(house: Flask) -> None:
    case = make_commitment("deciding")
    bureau = case.house
    with transaction():
        code, bureau.code = bureau.code, None
    with pytest.raises(RuleBroken) as why:
        step(case, "approve")
    assert why.value.code == "no_code"
    with transaction():
        bureau.code = code
    assert step(case, "approve").code.endswith("000001")


def test_the_ledger_follows_the_promise_to_its_end(house: Flask) -> None:
    case = make_commitment("approved")
    letter = letter_of(case)
    assert (letter.reason, letter.kind) == ("道路运输证换发（容缺受理）", "容缺受理型")
    assert letter.content.splitlines() == case.letter
    assert (letter.status, letter.from_on, letter.over) == (None, None, False)
    case = step(case, "publish")
    assert letter_of(case).from_on == MONDAY
    case = step(case, "find_unkept", extent="part")
    letter = letter_of(case)
    assert (letter.status, letter.unkept) == ("part", "未补交验资报告")
    assert letter.consequence == "2026年11月23日责令整改，期限10个工作日。"
    case = step(case, "verify_kept")
    letter = letter_of(case)
    assert (letter.status, letter.unkept, letter.consequence) == ("kept", "", "")
    assert (letter.over, letter.broken) == (True, False)


def test_a_finding_that_was_overturned_leaves_the_ledger(house: Flask) -> None:
    case = step(make_commitment("breaking"), "overturn")
    letter = letter_of(case)
    assert (letter.status, letter.found_on, letter.unkept, letter.over) == (None, None, "", False)


def test_a_letter_is_public_from_its_publication_on(house: Flask) -> None:
    approved = letter_of(make_commitment("approved"))
    assert letters.public_one(approved.slug) is None
    shown = letter_of(make_commitment("performing"))
    face = letters.public_one(shown.slug)
    assert face is not None
    assert face["subject_name"] == "资阳市顺达示例货运有限公司"
    assert "citizen_id" not in face
    assert [row.slug for row in letters.public_page("顺达", None, 9)] == [shown.slug]
    assert letters.public_page("宏途", None, 9) == []
    assert letters.public_page("%", None, 9) == []
    assert [row.slug for row in letters.public_page(shown.code, None, 9)] == [shown.slug]


def test_a_natural_persons_letter_is_read_by_nobody_outside(house: Flask) -> None:
    with transaction():
        kept = vault.keep("citizen_id", "512000199001011232")
        person = subjects.enter("person", "王某某", citizen_id=kept.id)
        shown = letter_of(make_commitment("performing"))
        columns = {
            c.name: getattr(shown, c.name) for c in Letter.__table__.columns if c.name != "id"
        }
        columns |= {"code": "51200020261123000009", "subject_name": person.name}
        columns |= {"subject_kind": "person", "subject_code": None, "citizen_id": kept.id}
        del columns["slug"]
        letter = letters.enter(**columns)
    assert letter.openness == "limited"
    assert letters.public_one(letter.slug) is None


# ---------------------------------------------------------------- papers


def test_numbers_are_taken_in_order_and_only_for_papers_that_have_one(house: Flask) -> None:
    diverted = {p.kind: p.number for p in documents.papers(make_commitment("diverted"))}
    assert diverted["diverted"] == "资交信承转〔2026〕1号"
    refused = {p.kind: p.number for p in documents.papers(make_commitment("refused"))}
    assert refused["not_suited"] == "资交信承不〔2026〕1号"
    numbers = {p.kind: p.number for p in documents.papers(make_commitment("broken"))}
    assert numbers == {
        "commitment_letter": None,
        "receipt": "资交信承单〔2026〕3号",
        "verification_record": "资交信承核〔2026〕1号",
        "rectification_order": "资交信承改〔2026〕1号",
        "breach_finding": "资交信承违〔2026〕1号",
    }


def test_the_order_says_what_by_what_and_until_when(house: Flask) -> None:
    case = make_commitment("rectifying")
    words = words_of(paper(case, "rectification_order"))
    for said in (case.code, "全部未履行", "未补交验资报告。", "到期核对，未收到材料。"):
        assert said in words
    assert "10个工作日内（至2026年12月7日止）" in words
    assert "陈述、申辩" in words


def test_the_finding_gives_grounds_consequence_and_remedy(house: Flask) -> None:
    case = make_commitment("broken")
    content = paper(case, "breach_finding")
    words = words_of(content)
    for said in (case.code, "资交信承改〔2026〕1号", "一般失信信息", "撤销换发决定。"):
        assert said in words
    assert "六十日内" in (content.remedy or "")


def test_the_ways_back_to_the_ordinary_procedure_give_their_reason(house: Flask) -> None:
    diverted = paper(make_commitment("diverted"), "diverted")
    assert "申请人改为按一般程序办理。" in words_of(diverted)
    assert "可以按照一般程序提出申请" in words_of(diverted)
    refused = paper(make_commitment("refused"), "not_suited")
    assert "承诺内容与事实不符。" in words_of(refused)
    assert refused.remedy


def test_every_paper_of_the_room_was_seen_here() -> None:
    assert set(ROOMS["commitment"].papers) == {
        *("commitment_letter", "receipt", "diverted", "not_suited"),
        *("verification_record", "rectification_order", "breach_finding"),
    }


# ---------------------------------------------------------------- the breach


def test_a_confirmed_breach_is_a_dishonesty_record_on_the_register(house: Flask) -> None:
    case = make_commitment("broken")
    (record,) = records.of_subject(case.subject_id)
    assert (record.kind, record.severity, record.status) == ("breach", "general", "effective")
    assert record.doc_no == "资交信承违〔2026〕1号"
    assert record.title == "违背信用承诺：道路运输证换发（容缺受理）"
    assert record.minimum_until == date(2027, 2, 23)
    assert record.repairable_from == date(2027, 2, 24)
    assert record.maximum_until == date(2027, 11, 23)
    entry = public_entries.entry_of(record.id, MONDAY)
    assert entry is not None
    assert entry.body["CF_SY"] == "未补交验资报告"
    letter = letter_of(case)
    assert (letter.status, letter.over, letter.broken) == ("unkept", True, True)
    assert letter.consequence == "撤销换发决定"
    assert evaluations.latest(case.subject_id) is not None


def test_a_minor_breach_is_on_file_but_not_public(house: Flask) -> None:
    case = step(make_commitment("breaking"), "confirm", severity="minor")
    (record,) = records.of_subject(case.subject_id)
    assert (record.public, record.why_not_public) == (False, "轻微失信信息，原则上不予公示")
    assert public_entries.entry_of(record.id, MONDAY) is None


def fall() -> None:
    raise ZeroDivisionError


def test_a_confirmation_happens_wholly_or_not_at_all(house: Flask) -> None:
    case = make_commitment("breaking")
    FAULTS["moved"] = fall
    with pytest.raises(ZeroDivisionError):
        step(case, "confirm")
    FAULTS.clear()
    assert records.of_subject(case.subject_id) == []
    assert letter_of(case).over is False


def test_publications_and_breaches_are_sealed_at_once(house: Flask) -> None:
    make_commitment("broken")
    queued = db.session.scalars(select(jobs.Job.key).where(jobs.Job.name == "seal")).all()
    assert len(queued) == 2


# ---------------------------------------------------------------- who hears of it


@pytest.mark.parametrize("state", [s for s in STANDS_AFTER if s not in ("draft",)])
def test_the_applicant_hears_of_what_concerns_them(house: Flask, state: str) -> None:
    case = make_commitment(state)
    about = [
        n for n in notices.latest(actor("applicant.a").account_id or 0) if n.case_id == case.id
    ]
    assert all(case.ref in n.words % n.params for n in about)
    assert case.moved_at in [n.at for n in about]


def test_whoever_reviewed_hears_of_a_return(house: Flask) -> None:
    case = step(make_commitment("deciding"), "send_back")
    told = notices.latest(actor("handler.licensing").account_id or 0)
    assert [n.words % n.params for n in told] == [f"办件{case.ref}被退回，请查看意见"]


def test_what_follows_is_told_before_it_is_done() -> None:
    for event, effects in EFFECTS.items():
        assert consequences(effects) or event in ("recommend", "find_broken"), event


def test_a_row_of_the_export_is_as_the_standard_has_it(house: Flask) -> None:
    from app.kernel.letters import row_of

    for state in ("rectifying", "kept", "broken"):
        row = row_of(letter_of(make_commitment(state)))
        assert tuple(row) == NAMES
        assert faults(row) == [], state
