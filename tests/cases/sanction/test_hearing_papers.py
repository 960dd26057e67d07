"""陈述申辩笔录、送达回证: what is taken down at the desk, and that the notice was served."""

from typing import Any

import pytest
from flask import Flask

from app.kernel import documents
from tests.cases.sanction.scenes import make_sanction, step
from tests.cases.sanction.test_effects import words_of


def kinds(case: Any) -> list[str]:
    return [paper.kind for paper in documents.papers(case)]


def test_the_notice_leaves_a_proof_of_service(house: Flask) -> None:
    case = make_sanction("hearing")
    assert kinds(case) == ["proposal", "notice", "service_receipt"]
    words = words_of(case, "service_receipt")
    for part in (
        "《拟列入告知书》（资交信惩告〔2026〕1号）",
        "电子送达",
        "2026年11月23日",
        "罗法规",
        "通过本系统送达受送达人账户",
    ):
        assert part in words
    assert "签名或者盖章" not in words


@pytest.mark.parametrize(
    ("way", "named"), [("direct", "直接送达"), ("post", "邮寄送达"), ("public", "公告送达")]
)
def test_what_is_served_on_paper_is_signed_for(house: Flask, way: str, named: str) -> None:
    case = step(make_sanction("vetting"), "give_notice", service=way, served_on="2026-11-25")
    words = words_of(case, "service_receipt")
    assert named in words
    assert "2026年11月25日" in words
    assert "签名或者盖章" in words


def test_a_defence_taken_down_at_the_desk_is_drawn_up_to_be_signed(house: Flask) -> None:
    case = make_sanction("hearing")
    case = step(case, "state_defence", "handler.enforcement2", points=["第三次称重有误差"])
    case = step(case, "state_defence", "handler.enforcement2", points=["已经整改", "首次被处罚"])
    first, second = [p for p in documents.papers(case) if p.kind == "defence_record"]
    assert first.event_id != second.event_id
    words = words_of(case, "defence_record")
    for part in ("第2条", "已经整改", "第3条", "首次被处罚", "郑经办", "局执法监督科"):
        assert part in words
    assert "第三次称重有误差" not in words  # that stands in the first record
    assert "资交信惩告〔2026〕1号" in words


def test_a_waiver_at_the_desk_is_taken_down_as_one(house: Flask) -> None:
    case = make_sanction("hearing")
    case = step(case, "state_defence", "handler.enforcement2", points=[], waive=True)
    assert "没有意见，放弃陈述申辩" in words_of(case, "defence_record")


def test_what_the_subject_writes_itself_needs_no_record(house: Flask) -> None:
    case = step(make_sanction("hearing"), "state_defence")
    assert "defence_record" not in kinds(case)


def test_the_subject_reads_its_own_record_but_not_the_proof_of_service(house: Flask) -> None:
    from app.cases.sanction import ROOM

    assert "service_receipt" in ROOM.inside
    assert "defence_record" not in ROOM.inside
