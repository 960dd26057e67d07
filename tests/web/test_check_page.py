"""文书校验页: says whether a paper is ours and stands, and nothing about whom it concerns."""

from datetime import date
from types import SimpleNamespace

import pytest
from flask import render_template

HOUSE = SimpleNamespace(name="资阳市交通运输局")


def drawn(app, standing):
    found = SimpleNamespace(
        standing=standing,
        title="准予信用修复决定书<b>",
        number="资交信修决〔2026〕12号",
        issued_on=date(2026, 11, 21),
        check_code="7KQ2-M9XD-4HTB",
        digest="9f86d081",
    )
    with app.test_request_context("/check"):
        return render_template("papers/check.html", typed="7KQ2", found=found, house=HOUSE)


def test_anybody_may_ask_and_an_unknown_code_is_answered_plainly(visitor):
    assert visitor.get("/check").status_code == 200
    answer = visitor.get("/check?code=%3Cscript%3EAAAA")
    assert answer.status_code == 404
    assert "没有查到这份文书" in answer.text
    assert "<script>AAAA" not in answer.text


@pytest.mark.parametrize("standing", [True, False])
def test_a_found_paper_shows_what_to_compare_and_whether_it_stands(app, standing):
    page = drawn(app, standing)
    for words in (
        "资交信修决〔2026〕12号",
        "准予信用修复决定书&lt;b&gt;",
        "资阳市交通运输局",
        "9f86d081",
    ):
        assert words in page
    assert ("已经作废" in page) is not standing
    assert f'data-standing="{"yes" if standing else "no"}"' in page


@pytest.mark.parametrize("code", ["\0", "\ud7ff\x1f", "' or 1=1", "A" * 5000, "𰻝", "%"])
def test_whatever_is_typed_gets_an_answer(visitor, code):
    assert visitor.get("/check", query_string={"code": code}).status_code == 404
