"""失信程度 a record held to be too grave is graded anew; 复核 may be asked for until its last day."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.kernel import clock, documents, public_entries, records
from app.kernel.machines import RuleBroken
from app.kernel.records import CreditRecord
from app.kernel.workflow import NotYours
from app.lib.papers import from_body
from app.lib.publicity import Severity
from tests.cases.objection.scenes import make_objection, step, walk
from tests.conftest import MORNING
from tests.factories import make_record


def graded(found: str, record: CreditRecord, outcome: str = "reclassify") -> CreditRecord:
    """An objection to the grade, answered and carried out."""
    case = make_objection("draft", record)
    case = step(
        case, "submit", ground="graded", claim_CF_NR="", claim_SEVERITY=found, statement="程度过重"
    )
    case = walk(case, "accept", "forward")
    finding = {"old": "严重", "claimed": found, "found": found, "evidence": "裁量基准第三条"}
    case = step(case, "reply", outcome=outcome, findings={"SEVERITY": finding})
    walk(case, "pass", "uphold", "publish")
    return db.session.get_one(CreditRecord, record.id)


def test_a_grade_is_set_right_and_the_periods_follow(house: Flask) -> None:
    record = make_record(severity=Severity.SERIOUS, decided_on=date(2026, 5, 6))
    before = public_entries.entry_of(record.id, clock.today())
    record = graded("一般", record)
    # 一般: three months at least, a year at most (Order 36), from the day of the decision.
    assert (record.severity, record.minimum_until, record.maximum_until) == (
        "general",
        date(2026, 8, 6),
        date(2027, 5, 6),
    )
    assert before is not None
    assert before.withdrawn_why == "corrected"
    after = public_entries.entry_of(record.id, clock.today())
    assert after is not None
    assert (after.severity, after.until_on) == ("general", date(2027, 5, 6))
    [old] = records.old_versions(record)
    assert old.body["SEVERITY"] == "serious"


def test_what_turns_out_minor_leaves_the_register(house: Flask) -> None:
    record = graded("轻微", make_record())
    assert (record.severity, record.public, record.status) == ("minor", False, "effective")
    assert public_entries.entry_of(record.id, clock.today()) is None


def test_nobody_is_worse_off_for_having_objected(house: Flask) -> None:
    with pytest.raises(RuleBroken) as why:
        graded("严重", make_record())
    assert (why.value.code, why.value.field) == ("graded_up", "found_SEVERITY")


def test_a_grade_has_an_outcome_of_its_own(house: Flask) -> None:
    with pytest.raises(RuleBroken) as why:
        graded("轻微", make_record(), outcome="correct")
    assert why.value.code == "grade_apart"


# ---------------------------------------------------------------- the last day


def test_the_last_day_is_reckoned_told_and_kept(house: Flask) -> None:
    case = make_objection("refused")
    # Decided on Monday 23 November: fifteen working days end on Monday 14 December.
    assert case.review_until == date(2026, 12, 14)
    [paper] = [p for p in documents.papers(case) if p.kind == "kept"]
    assert paper.body is not None
    assert "2026年12月14日前（含当日）" in str(from_body(paper.body).paragraphs)
    clock.stand_at(MORNING + timedelta(days=21))
    assert step(case, "request_review").state == "refused"


def test_after_the_last_day_a_review_is_refused_with_the_reason(house: Flask) -> None:
    case = make_objection("refused")
    clock.stand_at(MORNING + timedelta(days=22))
    with pytest.raises(NotYours) as why:
        step(case, "request_review")
    assert why.value.reason.code == "review_over"
