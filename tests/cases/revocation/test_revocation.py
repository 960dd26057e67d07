"""依据撤销: a record whose basis was revoked leaves every surface in one step, within three days."""

from datetime import date

import pytest
from sqlalchemy import select

from app.extensions import db
from app.kernel import cases, clock, deadlines, documents, outbox, public_entries
from app.kernel.cases import Case
from app.kernel.choices import open_choices
from app.kernel.events import facts_of, history
from app.kernel.machines import RuleBroken
from app.kernel.notices import Notice
from app.kernel.people import CLOCK, Account
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.workflow import Closed, NotYours, advance, open_case
from app.lib.papers import from_body
from tests.cases.objection.scenes import make_objection
from tests.cases.revocation.scenes import make_revocation, step
from tests.cases.sanction.scenes import make_sanction
from tests.conftest import actor
from tests.factories import make_record, make_repair

pytestmark = pytest.mark.usefixtures("house")


def told(login: str) -> list[str]:
    query = select(Notice.words).join(Account, Account.id == Notice.account_id)
    return list(db.session.scalars(query.where(Account.login == login)))


def fresh(case: Case) -> Case:
    db.session.expire_all()
    return db.session.scalars(select(Case).where(Case.ref == case.ref)).one()


# ---------------------------------------------------------------- who, and how long


def test_three_working_days_run_from_the_day_the_paper_came() -> None:
    case = make_revocation("filed")
    [clock_] = deadlines.running(case, "withdrawal")
    # Friday 20 November does not count; Monday, Tuesday, Wednesday.
    assert clock_.due_on == date(2026, 11, 25)
    assert "《行政处罚法》第四十八条" in clock_.cite


def test_proposed_again_with_another_day_the_clock_runs_from_there() -> None:
    case = make_revocation("filed")
    step(case, "send_back")
    step(case, "propose", received_on="2026-11-23")
    [clock_] = deadlines.running(case, "withdrawal")
    assert clock_.due_on == date(2026, 11, 26)


def test_the_head_confirms_what_another_person_proposed() -> None:
    case = make_revocation("filed")
    may = {
        login: {choice.event for choice in open_choices(case, actor(login), clock.now())}
        for login in ("handler.road", "handler.road2", "head.road", "head.enforcement", "legal")
    }
    assert may["head.road"] == {"confirm", "send_back", "refuse"}
    assert not any(may[login] for login in may if login != "head.road")


def test_only_the_section_that_provided_the_record_may_begin() -> None:
    record = make_record()
    with pytest.raises(NotYours):
        open_case("revocation", cases.about(record), actor("handler.enforcement"), clock.now())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"how": ""}, "how"),
        ({"paper_no": " "}, "paper_no"),
        ({"reason": ""}, "reason"),
        ({"paper_on": "2026-11-24"}, "paper_on"),
        ({"received_on": "2026-11-18"}, "received_on"),
        ({"received_on": "2026-11-24"}, "received_on"),
        ({"paper_on": "2026-05-05"}, "paper_on"),
        ({"uploads": []}, "proof"),
    ],
)
def test_a_proposal_shows_the_paper_that_revoked(facts: dict[str, object], field: str) -> None:
    case = make_revocation()
    with pytest.raises(RuleBroken) as why:
        step(case, "propose", **facts)
    assert why.value.field == field
    assert fresh(case).state == "draft"


# ---------------------------------------------------------------- the end of the record


def test_the_record_leaves_every_surface_in_one_step_with_its_reasons() -> None:
    record = make_record()
    entry = public_entries.entry_of(record.id, clock.today())
    assert entry is not None
    slug = entry.slug
    case = make_revocation("published", record)
    record = db.session.get_one(CreditRecord, record.id)
    assert (record.status, record.shared, record.ended_on) == ("annulled", False, clock.today())
    stone = db.session.scalars(select(PublicEntry).where(PublicEntry.slug == slug)).one()
    assert stone.withdrawn_why == "annulled"
    assert stone.withdrawn_words == (
        "资阳市人民政府《行政复议决定书》（资府复决〔2026〕3号）：所依据的决定被依法撤销。"
        "原处罚决定认定事实不清"
    )
    letters = [m for m in outbox.waiting() if m.case_id == case.id]
    assert {m.kind for m in letters} == {"withdraw"}
    assert {m.recipient for m in letters} == set(outbox.recipients(case.house_id))
    assert letters[0].body["revoking_paper"] == "资府复决〔2026〕3号"
    effects = {receipt.effect for receipt in outbox.receipts(case)}
    assert effects == {"publicity", "sharing", "measures", "evaluation"}
    [paper] = documents.papers(case)
    assert "三日" not in paper.title
    assert paper.number == "资交信撤告〔2026〕1号"
    assert paper.body is not None
    assert "原处罚决定认定事实不清" in str(from_body(paper.body).paragraphs)


def test_the_subject_knows_nothing_before_and_everything_after() -> None:
    case = make_revocation("filed")
    applicant = actor("applicant.a")
    assert cases.find(applicant, case.ref) is None
    step(case, "confirm")
    assert cases.find(applicant, case.ref) is not None
    assert any("因依据被撤销已经撤回" in words for words in told("applicant.a"))


def test_refused_the_record_stands_and_the_subject_never_hears() -> None:
    case = make_revocation("refused")
    assert case.record.status == "effective"
    assert public_entries.entry_of(case.record_id, clock.today()) is not None
    assert cases.find(actor("applicant.a"), case.ref) is None


def test_what_ended_meanwhile_is_not_taken_back_again() -> None:
    record = make_record()
    first = make_revocation("filed", record)
    with pytest.raises(RuleBroken):
        open_case("revocation", cases.about(record), actor("handler.road"), clock.now())
    make_repair("published", record)
    with pytest.raises(RuleBroken, match="已经因别的原因终止"):
        step(first, "confirm")


# ---------------------------------------------------------------- what runs about the record


@pytest.mark.parametrize(
    "state", ["draft", "filed", "correcting", "reviewing", "vetting", "deciding", "approved"]
)
def test_a_running_repair_ends_by_the_clock_and_says_by_what(state: str) -> None:
    record = make_record()
    repair = make_repair(state, record)
    case = make_revocation("published", record)
    repair = fresh(repair)
    assert (repair.state, repair.turn, repair.due_on) == ("terminated", "", None)
    end = history(repair.stream)[-1]
    cause = next(e for e in history(case.stream) if e.name == "confirm")
    assert (end.name, end.role, end.cause_id) == ("terminate", "clock", cause.id)
    assert case.ref in facts_of([end.id])[end.id]["opinion"]
    assert ("overtaken" in {p.kind for p in documents.papers(repair)}) == (state != "draft")
    assert any("所涉记录已经撤回" in words for words in told("applicant.a"))


def test_a_running_objection_ends_and_its_mark_goes() -> None:
    record = make_record()
    objection = make_objection("reviewing", record)
    make_revocation("published", record)
    assert fresh(objection).state == "terminated"
    assert not db.session.get_one(CreditRecord, record.id).disputed


def test_nobody_and_not_the_clock_ends_a_case_whose_record_stands() -> None:
    repair = make_repair("reviewing")
    with pytest.raises(RuleBroken):
        advance(repair, "terminate", CLOCK, clock.now())
    with pytest.raises(Closed):
        advance(repair, "terminate", actor("handler.road"), clock.now())


def test_whoever_decides_a_sanction_that_rests_on_it_is_told() -> None:
    record = make_record()
    sanction = make_sanction(
        "deciding",
        make_record(doc_no="资交执罚〔2026〕2号", section="enforcement", entered_by="handler.road"),
    )
    make_revocation("published", record)
    assert not any("请研究撤回建议" in words for words in told("signer"))
    case = open_case(
        "revocation",
        cases.about(sanction.record),
        actor("handler.enforcement2"),
        clock.now(),
    )
    step(case, "propose", "handler.enforcement2")
    step(case, "confirm", "head.enforcement")
    assert any("请研究撤回建议" in words for words in told("signer"))
    assert any("请研究撤回建议" in words for words in told("head.enforcement"))
    assert fresh(sanction).state == "deciding"
