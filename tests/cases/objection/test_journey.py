"""从提出异议到更正: the whole way over the pages, by the people who go it."""

import io
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import cases, vault
from app.kernel.cases import Case
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from tests.browser import Page, page_of, post
from tests.cases.objection.scenes import make_objection, step
from tests.corpus import small_pdf
from tests.factories import make_record

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

WORDS = {
    "ground": "clerical",
    "statement": "决定书写的是罚款5千元",
    "claim_CF_NR": "罚款5千元",
    "contact_name": "王某某",
    "contact_phone": "13800001111",
}
FINDING = {
    "found_CF_NR": "罚款5千元",
    "evidence_CF_NR": "行政处罚决定书原件",
    "outcome": "correct",
    "opinion": "经核对决定书原件，录入有误",
}


def proof(name: str = "处罚决定书.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(small_pdf()), name


def take(client: FlaskClient, path: str, **fields: Any) -> Page:
    """Open the form, then send it with what it carries by itself."""
    form = page_of(client, path)
    assert form.status == 200, form.text
    hidden = {name: form.field(name) for name in ("once", "version", "text") if form.field(name)}
    return post(client, path, hidden | fields)


def filed(client: FlaskClient, record: int, words: dict[str, str] = WORDS) -> str:
    """An objection filed in three steps; its number."""
    begun = post(client, "/counter/open/objection", {"record": record, "once": "begin"})
    ref = re.search(r"YY\d{4}-\d{6}", begun.path).group()  # type: ignore[union-attr]
    second = post(client, f"/counter/{ref}/filing/2", words | {"proof": proof(), "once": "p"})
    assert second.path.endswith("/filing/3"), second.text
    sent = {name: second.field(name) for name in ("once", "version")}
    done = post(client, f"/counter/{ref}/submit", words | sent)
    assert done.path == f"/counter/{ref}/receipt", done.text
    return ref


@pytest.fixture
def record(app: Flask, inside: Inside) -> int:
    with inside():
        return make_record().id


@pytest.fixture
def stands(app: Flask, inside: Inside) -> Callable[..., str]:
    """An objection of applicant.a that stands in this state."""

    def made(state: str) -> str:
        with inside():
            return make_objection(state).ref

    return made


def entry_json(client: FlaskClient) -> dict[str, Any]:
    (entry,) = json.loads(client.get("/register.json").data)["entries"]
    return entry  # type: ignore[no-any-return]


def test_filed_accepted_forwarded_answered_upheld_and_carried_out(
    sign_in: SignIn, visitor: FlaskClient, inside: Inside, record: int
) -> None:
    before = entry_json(visitor)
    applicant = sign_in("applicant.a")
    ref = filed(applicant, record)
    assert entry_json(visitor)["disputed"] is False

    office = sign_in("handler.office")
    assert ref in page_of(office, "/desk?tab=pool").body
    assert take(office, f"/cases/{ref}/accept", opinion="").state == "forwarding"
    assert entry_json(visitor)["disputed"] is True
    assert "异议处理中" in page_of(visitor, f"/register/{before['slug']}").text
    assert "异议处理中" in page_of(applicant, "/portal").text

    assert take(office, f"/cases/{ref}/forward", opinion="请核对原件").state == "reviewing"
    road = sign_in("handler.road")
    assert ref in page_of(road, "/desk?tab=pool").body
    asked = page_of(road, f"/cases/{ref}/reply")
    assert "记录现在是：罚款1万元；申请人主张：罚款5千元" in asked.text
    assert take(road, f"/cases/{ref}/reply", **FINDING).state == "vetting"
    assert take(sign_in("legal"), f"/cases/{ref}/pass", opinion="").state == "deciding"
    assert take(sign_in("approver"), f"/cases/{ref}/uphold", opinion="").state == "approved"
    assert take(sign_in("publisher"), f"/cases/{ref}/publish", opinion="").state == "published"

    after = entry_json(visitor)
    assert (after["penalty"], after["disputed"]) == ("罚款5千元", False)
    assert after["slug"] != before["slug"]
    gone = page_of(visitor, f"/register/{before['slug']}")
    assert (gone.status, "内容更正" in gone.text) == (410, True)
    changes = json.loads(visitor.get("/register/changes.json").data)["changes"]
    assert [(c["kind"], c["why"]) for c in changes][-2:] == [
        ("removed", "corrected"),
        ("added", ""),
    ]
    shown = page_of(applicant, f"/counter/{ref}")
    assert "异议成立，已经执行更正" in shown.text
    assert "request_review" in shown.events
    with inside():
        kept = db.session.get_one(CreditRecord, record)
        assert kept.body["CF_NR"] == "罚款5千元"


def test_a_record_that_is_kept_says_why_and_how_to_go_on(
    sign_in: SignIn, visitor: FlaskClient, stands: Callable[..., str]
) -> None:
    ref = stands("deciding")
    done = take(sign_in("approver"), f"/cases/{ref}/keep", ground="unproven", opinion="证据不足")
    assert done.state == "refused"
    assert entry_json(visitor)["disputed"] is False
    shown = page_of(sign_in("applicant.a"), f"/counter/{ref}")
    for words in ("异议不成立", "所提供的证据不足以证明记录有误", "行政复议"):
        assert words in shown.text
    assert "request_review" in shown.events


def test_a_review_is_asked_for_on_the_page_of_the_decided_objection(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("refused")
    client = sign_in("applicant.a")
    done = take(client, f"/counter/{ref}/request_review", opinion="没有看新的证据")
    assert done.status == 200
    assert "request_review" not in done.events
    with inside():
        first = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        again = db.session.scalars(select(Case).where(Case.review_of == first.id)).one().ref
    assert again in done.body
    filing = page_of(client, f"/counter/{again}/filing/2")
    assert filing.tree.xpath("//textarea[@name='claim_CF_NR']")[0].text.strip() == "罚款5千元"
    assert ref in page_of(client, f"/counter/{again}").body


def test_the_draft_is_kept_as_typed_and_needs_no_field_that_is_right(
    sign_in: SignIn, inside: Inside, record: int
) -> None:
    client = sign_in("applicant.a")
    begun = post(client, "/counter/open/objection", {"record": record, "once": "k"})
    ref = re.search(r"YY\d{4}-\d{6}", begun.path).group()  # type: ignore[union-attr]
    assert "您有异议的记录" in begun.text
    saved = post(
        client, f"/counter/{ref}/draft", {"statement": "写到一半", "claim_CF_SY": "没有超载"}
    )
    assert saved.status == 200
    page = page_of(client, f"/counter/{ref}/filing/2")
    assert page.tree.xpath("//textarea[@name='claim_CF_SY']")[0].text.strip() == "没有超载"
    assert "记录现在是：罚款1万元" in page.text
    third = page_of(client, f"/counter/{ref}/filing/3")
    assert "内容还不完整" in third.text
    assert "承诺书" not in third.text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ground": "nonsense"}, "Not a valid choice|不是有效|选"),
        ({"claim_CF_NR": "罚款1万元"}, "和记录现在的内容一样"),
        ({"claim_CF_NR": ""}, "请至少填写一项"),
        ({"statement": ""}, "请说明哪里不对"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    sign_in: SignIn, record: int, changed: dict[str, str], words: str
) -> None:
    client = sign_in("applicant.a")
    begun = post(client, "/counter/open/objection", {"record": record, "once": "k"})
    ref = re.search(r"YY\d{4}-\d{6}", begun.path).group()  # type: ignore[union-attr]
    form = page_of(client, f"/counter/{ref}/submit")
    hidden = {name: form.field(name) for name in ("once", "version")}
    page = post(client, f"/counter/{ref}/submit", WORDS | changed | hidden | {"proof": proof()})
    assert page.status == 422
    assert re.search(words, page.text)


def test_a_field_that_is_not_public_cannot_be_disputed(sign_in: SignIn, record: int) -> None:
    client = sign_in("applicant.a")
    begun = post(client, "/counter/open/objection", {"record": record, "once": "k"})
    ref = re.search(r"YY\d{4}-\d{6}", begun.path).group()  # type: ignore[union-attr]
    page = post(client, f"/counter/{ref}/draft", {"claim_CF_FR_ZJHM": "1"})
    assert (page.status, page.refusals) == (400, ["unknown_field"])


def test_a_correction_opens_only_what_is_named_and_is_answered(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("filed")
    office = sign_in("handler.office")
    form = page_of(office, f"/cases/{ref}/ask_correction")
    assert form.tree.xpath("//textarea[@name='wrong_claim_CF_NR']")
    assert not form.tree.xpath("//textarea[@name='wrong_claim_CF_SY']")
    done = take(office, f"/cases/{ref}/ask_correction", wrong_claim_CF_NR="与决定书不一致")
    assert done.state == "correcting"
    client = sign_in("applicant.a")
    answered = take(client, f"/counter/{ref}/resubmit", claim_CF_NR="罚款6千元")
    assert answered.state == "filed"
    assert "罚款6千元" in answered.text
    with inside():
        assert cases.draft_of(db.session.scalars(select(Case).where(Case.ref == ref)).one()) == {}


def test_the_card_of_a_record_offers_an_objection_once(
    sign_in: SignIn, inside: Inside, record: int
) -> None:
    client = sign_in("applicant.a")
    page = page_of(client, "/portal")
    assert page.tree.xpath("//form[contains(@action,'/counter/open/objection')]")
    assert page.tree.xpath("//form[contains(@action,'/counter/open/repair')]")
    ref = filed(client, record)
    page = page_of(client, "/portal")
    assert not page.tree.xpath("//form[contains(@action,'/counter/open/objection')]")
    assert page.tree.xpath("//form[contains(@action,'/counter/open/repair')]")
    assert ref in page.body


def test_somebody_who_comes_in_person_objects_at_the_office(
    sign_in: SignIn, inside: Inside, record: int
) -> None:
    office = sign_in("handler.office")
    page = page_of(office, "/portal/find?q=91512000MA0000015M")
    assert page.tree.xpath("//form[contains(@action,'/counter/open/objection')]")
    assert not page.tree.xpath("//form[contains(@action,'/counter/open/repair')]")
    begun = post(office, "/counter/open/objection", {"record": record, "once": "k"})
    assert re.fullmatch(r"/cases/YY2026-\d{6}/submit", begun.path)
    hidden = {name: begun.field(name) for name in ("once", "version")}
    done = post(office, begun.path, WORDS | hidden | {"proof": proof()})
    assert done.state == "filed", done.text


def test_the_source_section_begins_none_for_others(sign_in: SignIn, record: int) -> None:
    road = sign_in("handler.road")
    page = page_of(road, "/portal/find?q=91512000MA0000015M")
    assert page.tree.xpath("//form[contains(@action,'/counter/open/repair')]")
    assert not page.tree.xpath("//form[contains(@action,'/counter/open/objection')]")


def test_the_code_looks_it_up(
    visitor: FlaskClient, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("refused")
    with inside():
        code = vault.lookup_code_of(ref)
    page = post(visitor, "/status", {"code": code})
    assert "维持原记录" in page.text


def test_help_and_search_and_desk_know_the_kind(
    sign_in: SignIn, visitor: FlaskClient, stands: Callable[..., str]
) -> None:
    ref = stands("vetting")
    assert "待转办" in page_of(visitor, "/help/objection").text
    assert "异议处理" in page_of(visitor, "/help").text
    legal = sign_in("legal")
    assert ref in page_of(legal, f"/search?q={ref}").body
    assert ref in page_of(legal, "/desk").body


def test_every_state_has_its_page_on_both_sides(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    for number, state in enumerate(
        ("filed", "correcting", "forwarding", "approved", "declined", "withdrawn"), start=1
    ):
        with inside():
            ref = make_objection(state, doc_no=f"资交执罚〔2026〕{number}号").ref
        assert page_of(sign_in("applicant.a"), f"/counter/{ref}").state == state
        assert page_of(sign_in("legal"), f"/cases/{ref}").state == state


def test_the_annulled_entry_is_gone(
    visitor: FlaskClient, inside: Inside, stands: Callable[..., str]
) -> None:
    with inside():
        case = step(make_objection("reviewing"), "reply", outcome="annul")
        for event in ("pass", "uphold", "publish"):
            case = step(case, event)
        slug = db.session.scalars(select(PublicEntry.slug)).one()
    assert page_of(visitor, f"/register/{slug}").status == 410
    assert json.loads(visitor.get("/register.json").data)["entries"] == []
