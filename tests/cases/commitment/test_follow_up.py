"""履约之后: the record of the check as a paper, and the proposal of sanction that a breach may lead to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, documents, matters
from app.kernel.cases import Case
from app.kernel.matters import NotKept
from app.kernel.people import Section
from app.kernel.tx import transaction
from app.lib.papers import from_body
from tests.browser import post, seen
from tests.cases.commitment.scenes import make_commitment
from tests.conftest import actor

Inside = Callable[[], AbstractContextManager[None]]


def record_of(case: Case) -> str:
    [paper] = [p for p in documents.papers(case) if p.kind == "verification_record"]
    assert paper.body is not None
    assert paper.number == "资交信承核〔2026〕1号"
    return str(from_body(paper.body).paragraphs)


def test_a_promise_kept_is_recorded_on_a_paper(house: Flask) -> None:
    words = record_of(make_commitment("kept"))
    assert "已履行" in words
    assert "现场核查，材料已补交" in words


def test_a_promise_not_kept_is_recorded_with_what_was_not(house: Flask) -> None:
    words = record_of(make_commitment("rectifying"))
    assert "全部未履行" in words
    assert "未补交验资报告" in words


def test_a_confirmed_breach_offers_a_sanction_linked_both_ways(
    inside: Inside, sign_in: Callable[[str], FlaskClient]
) -> None:
    with inside():
        case = make_commitment("broken")
        ref, number = case.ref, case.breach_id
        section = case.section_id
    handler = sign_in("handler.licensing")
    page = seen(handler.get(f"/cases/{ref}"))
    where = f"/cases/open/sanction?record={number}&source={ref}"
    assert where in page.tree.xpath("//nav[@id='actions']//a/@href")
    assert where not in seen(sign_in("head.licensing").get(f"/cases/{ref}")).body
    assert seen(handler.get(where)).status == 200
    begun = {"record": str(number), "source": ref, "section": str(section), "once": "k"}
    asked = post(handler, "/cases/open/sanction", begun | {"code": "", "title": ""})
    assert asked.path.endswith("/propose")
    assert "未补交验资报告" in asked.body
    with inside():
        grown = db.session.scalars(select(Case).where(Case.kind == "sanction")).one()
        first = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        assert (grown.grew_from, grown.record_id) == (first.id, number)
        sanction = grown.ref
    assert sanction in seen(handler.get(f"/cases/{ref}")).body
    assert ref in seen(handler.get(f"/cases/{sanction}")).body
    assert where not in seen(handler.get(f"/cases/{ref}")).body


def test_no_case_lends_its_grounds_to_another_record(
    inside: Inside, sign_in: Callable[[str], FlaskClient]
) -> None:
    with inside():
        kept = make_commitment("kept").ref
    handler = sign_in("handler.licensing")
    assert handler.get(f"/cases/open/sanction?source={kept}").status_code == 404


# ---------------------------------------------------------------- who keeps the list


def test_the_list_is_kept_where_the_bureau_says(
    inside: Inside, sign_in: Callable[[str], FlaskClient]
) -> None:
    for login in ("handler.licensing", "head.licensing"):
        assert sign_in(login).get("/matters/kept").status_code == 200
    for login in ("handler.road", "head.road", "handler.yanjiang"):
        assert sign_in(login).get("/matters/kept").status_code == 404
        assert sign_in(login).get("/matters/new").status_code == 404
        assert sign_in(login).get("/matters/YS-01/version").status_code == 404
        assert "/matters/kept" not in sign_in(login).get("/matters").get_data(as_text=True)


@pytest.mark.parametrize("login", ["handler.road", "head.road", "handler.yanjiang"])
def test_nor_past_the_page(house: Flask, login: str) -> None:
    matter = matters.in_force("YS-01", date(2026, 11, 23))
    assert matter is not None
    section = db.session.get_one(Section, matter.section_id)
    wording = matters.Wording("事项", "approval", "依据", ("一",), ("二",))
    with pytest.raises(NotKept), transaction():
        matters.add_version("YS-01", section, wording, clock.today(), actor(login), clock.now())
    with pytest.raises(NotKept), transaction():
        matters.close(matter, "不再适用", actor(login), clock.now())
