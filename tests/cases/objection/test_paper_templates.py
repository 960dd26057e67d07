"""异议处理文书: what each paper says, as the applicant or the section reads it."""

from datetime import timedelta

import pytest
from flask import Flask

from app.kernel import clock, documents
from app.kernel.cases import Case
from app.kernel.people import CLOCK
from app.kernel.workflow import advance
from app.lib.papers import PaperContent, from_body
from tests.cases.objection.scenes import FOUND, make_objection, own_motion, review_of, step, walk


def paper(case: Case, kind: str) -> PaperContent:
    """The last paper of this kind, from its frozen bytes."""
    body = [p for p in documents.papers(case) if p.kind == kind][-1].body
    assert body is not None
    return from_body(body)


def text(content: PaperContent) -> str:
    """Everything it says, in one line."""
    said = [content.title, content.addressee]
    for part in content.paragraphs:
        said += [part.number, part.lead, part.text, *part.columns]
        said += [cell for row in part.rows for cell in row]
    return " ".join((*said, content.remedy or ""))


def test_the_form_says_field_by_field_what_is_disputed(house: Flask) -> None:
    case = make_objection("filed")
    words = text(paper(case, "application"))
    for said in ("文字或者数字写错", "处罚内容 罚款1万元 罚款5千元", "处罚决定书.pdf", case.ref):
        assert said in words
    assert paper(case, "application").head == "plain"


def test_the_notice_of_acceptance_names_the_section_the_day_and_the_mark(house: Flask) -> None:
    words = text(paper(make_objection("forwarding"), "acceptance"))
    for said in ("市道路运输发展中心核查", "7个工作日内（至2026年12月2日止）", "异议处理中"):
        assert said in words


def test_the_slip_goes_from_the_office_to_the_section(house: Flask) -> None:
    slip = paper(make_objection("reviewing"), "forward_slip")
    assert (slip.addressee, slip.title) == ("市道路运输发展中心", "异议核查转办单")
    for said in ("局办公室（政策法规科）", "5个工作日内（至2026年11月30日止）", "请核对决定书原件"):
        assert said in text(slip)


def test_an_upheld_objection_is_told_with_what_was_found_and_done(house: Flask) -> None:
    told = paper(make_objection("approved"), "upheld")
    words = text(told)
    assert told.title == "异议处理告知书"
    for said in (
        "罚款1万元",
        "罚款5千元",
        "行政处罚决定书原件",
        "录入有误",
        "更正记录",
        "复核一次",
    ):
        assert said in words
    assert "行政复议" in (told.remedy or "")


@pytest.mark.parametrize(
    ("outcome", "done"), [("annul", "撤销记录"), ("end", "停止公示：上述信息不再公示")]
)
def test_the_decision_says_what_is_done(house: Flask, outcome: str, done: str) -> None:
    case = step(make_objection("reviewing"), "reply", outcome=outcome)
    assert done in text(paper(walk(case, "pass", "uphold"), "upheld"))


def test_a_kept_record_is_told_with_the_reason_and_the_remedy(house: Flask) -> None:
    finding = {"CF_NR": FOUND["CF_NR"] | {"found": "罚款1万元"}}
    case = step(make_objection("reviewing"), "reply", findings=finding, outcome="keep")
    case = step(step(case, "pass"), "keep", opinion="决定书写明为1万元")
    told = paper(case, "kept")
    for said in ("异议不成立", "记录内容与所依据的文书一致", "决定书写明为1万元", "复核一次"):
        assert said in text(told)
    assert told.remedy


def test_a_review_ends_in_a_decision_without_another_review(house: Flask) -> None:
    told = paper(review_of(make_objection("refused"), "refused"), "kept")
    assert told.title == "异议复核决定书"
    assert "复核一次" not in text(told)
    assert "异议复核申请" in text(told)


def test_what_ends_early_says_why(house: Flask) -> None:
    declined = paper(make_objection("declined"), "not_accepted")
    assert "不属于信用信息异议" in text(declined)
    assert declined.remedy
    case = make_objection("correcting", doc_no="资交执罚〔2026〕2号")
    notice = text(paper(case, "correction_notice"))
    assert "异议说明 没有写明依据" in notice
    advance(case, "lapse", CLOCK, clock.now() + timedelta(days=30))
    assert "资交信异补〔2026〕1号" in text(paper(case, "lapsed"))


def test_an_extension_names_both_days(house: Flask) -> None:
    words = text(paper(step(make_objection("reviewing"), "extend", days=5), "extension"))
    for said in ("2026年12月2日前", "延长5个工作日，至2026年12月9日止", "需要调取原始卷宗"):
        assert said in words


def test_what_nobody_asked_for_was_begun_and_not_accepted(house: Flask) -> None:
    case = step(own_motion("start_check", "forward"), "extend", days=5)
    words = text(paper(case, "extension"))
    assert "本机关依职权" in words
    assert "自2026年11月23日开始，原定于" in words
    assert "受理" not in words
