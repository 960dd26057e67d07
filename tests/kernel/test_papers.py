"""Issued papers: numbered without gaps, frozen, and readable again from their bytes."""

from flask import Flask

from app.kernel import documents
from app.lib.papers import from_body
from tests.factories import make_repair


def test_a_decision_paper_reads_back_from_its_frozen_bytes(house: Flask) -> None:
    case = make_repair("approved")
    paper = next(p for p in documents.papers(case) if p.kind == "granted")
    content = from_body(paper.body or b"")
    assert content.number == paper.number == "资交信修决〔2026〕1号"
    assert content.addressee == "资阳市顺达示例货运有限公司"
    assert content.remedy is not None
    assert paper.check_code is not None
