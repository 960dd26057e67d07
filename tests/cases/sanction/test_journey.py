"""从提出到移出: a sanction over HTTP, by everybody who has a hand in it, and by the subject."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import BEIJING, db
from app.kernel import clock, documents
from app.kernel.cases import Case
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.sweep import sweep
from tests.browser import Page, page_of, post
from tests.cases.sanction.scenes import make_sanction, step
from tests.cases.sanction.test_effects import opened_repair
from tests.factories import SHUNDA, make_record
from tests.factories import step as repair_step

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

PROPOSAL = {
    "list_key": "overload",
    "measures": ["talk", "strict"],
    "cause": "一年内四次违法超限运输",
    "basis": "交办公路〔2017〕8号第一条",
    "responsible": "",
}
MINUTES = {"met_on": "2026-12-01", "attended": "韩局长、宋分管、罗法规", "result": "一致同意列入"}


def take(client: FlaskClient, side: str, ref: str, event: str, **said: Any) -> Page:
    """Open what an event asks, fill it in, send it."""
    form = page_of(client, f"/{side}/{ref}/{event}")
    assert form.status == 200, form.text
    names = {str(n) for n in form.tree.xpath("//*[@id='ask']//form//input[@type='hidden']/@name")}
    prepared = {name: form.field(name) for name in names - {"csrf_token"}}
    return post(client, f"/{side}/{ref}/{event}", prepared | said)


def pdf(title: str = "称重单.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"), title


def begun(client: FlaskClient, **said: Any) -> Page:
    form = page_of(client, "/cases/open/sanction")
    section = form.tree.xpath("//select[@name='section']/option/@value")[0]
    sent = {"once": form.field("once"), "record": "", "section": section}
    return post(client, "/cases/open/sanction", sent | said)


@pytest.fixture
def penalty(app: Flask, inside: Inside) -> int:
    with inside():
        return make_record().id


def test_from_a_penalty_to_the_list_and_off_it_again(
    app: Flask, sign_in: SignIn, inside: Inside, visitor: FlaskClient, penalty: int
) -> None:
    handler, subject = sign_in("handler.enforcement"), sign_in("applicant.a")
    legal, head, signer = sign_in("legal"), sign_in("head.enforcement"), sign_in("signer")
    form = page_of(handler, f"/cases/open/sanction?record={penalty}")
    assert "资交执罚〔2026〕1号" in form.text
    draft = begun(handler, record=str(penalty))
    ref = draft.path.split("/")[2]
    assert (draft.status, draft.state, ref[:6]) == (200, "draft", "CJ2026")
    assert take(handler, "cases", ref, "propose", **PROPOSAL).state == "filed"
    assert ref in page_of(head, "/desk?tab=mine").text
    assert take(head, "cases", ref, "endorse", opinion="同意").state == "vetting"

    assert_unknown(subject, ref)
    told = take(legal, "cases", ref, "give_notice", service="online", served_on="2026-11-23")
    assert told.state == "hearing", told.text
    home = page_of(subject, "/portal")
    assert "拟列入名单，等您陈述申辩" in home.text
    shown = page_of(subject, f"/counter/{ref}")
    assert (shown.status, shown.events) == (200, {"state_defence"})
    assert "拟列入告知书" in shown.text
    assert "失信惩戒建议表" not in shown.text
    assert "查询码" not in shown.text  # nobody handed anything in at a counter
    assert page_of(subject, f"/counter/{ref}/receipt").status == 404

    said = take(
        subject, "counter", ref, "state_defence",
        point_1="第三次称重有误差", point_2="", point_3="", proof=pdf(),
    )  # fmt: skip
    assert said.state == "hearing", said.text
    assert "第三次称重有误差" in said.text
    assert "称重单.pdf" in said.text
    clock.stand_at(datetime(2026, 12, 1, 9, 30, tzinfo=BEIJING))
    with inside():
        assert sweep(clock.now())["timely"] == 1
    legal, signer, subject = sign_in("legal"), sign_in("signer"), sign_in("applicant.a")
    form = page_of(legal, f"/cases/{ref}/recommend")
    assert "第三次称重有误差" in form.text
    asked = form.tree.xpath("//textarea")
    assert [(f.get("name"), f.get("required") is not None) for f in asked] == [
        ("answer_1", True),
        ("opinion", False),
    ]
    lacking = take(legal, "cases", ref, "recommend", outcome="list", answer_1="")
    assert (lacking.status, lacking.refusals) == (422, ["unanswered"])
    page = take(
        legal, "cases", ref, "recommend", outcome="list", answer_1="称重设备检定有效，不予采纳"
    )
    assert page.state == "deciding"
    page = take(signer, "cases", ref, "approve", opinion="同意", **MINUTES)
    assert page.state == "approved", page.text
    assert take(sign_in("publisher"), "cases", ref, "publish").state == "published"

    with inside():
        record = db.session.scalars(select(CreditRecord).where(CreditRecord.kind == "list")).one()
        slug = db.session.scalars(
            select(PublicEntry.slug).where(PublicEntry.record_id == record.id)
        ).one()
    entry = page_of(visitor, f"/register/{slug}")
    assert "严重违法失信超限超载运输主体名单" in entry.text
    assert "作出行政处罚" not in entry.text
    assert "严重违法失信" in page_of(visitor, "/register?q=顺达").text
    entries = visitor.get("/register.json").json["entries"]
    assert {entry["slug"]: entry["entry_kind"] for entry in entries}[slug] == "list"
    assert "申辩" not in entry.tree.xpath("string(//main)")  # said to the bureau, not to the public
    assert "执行惩戒措施" in page_of(subject, f"/counter/{ref}").text
    assert "可以申请" in page_of(subject, "/portal").text  # the entry is a record like any other

    clock.stand_at(datetime(2027, 12, 6, 9, 30, tzinfo=BEIJING))
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        repair = opened_repair(case)
        for event, who in (
            *(("submit", "applicant.a"), ("accept", "handler.enforcement2")),
            *(("recommend", "handler.enforcement2"), ("pass", "legal2")),
            *(("approve", "approver"), ("publish", "publisher2")),
        ):
            repair = repair_step(repair, event, who)
    handler, subject = sign_in("handler.enforcement"), sign_in("applicant.a")
    assert page_of(handler, f"/cases/{ref}").state == "delisted"
    assert "已移出名单" in page_of(subject, f"/counter/{ref}").text
    assert "严重违法失信" not in page_of(visitor, "/register?q=顺达").text


def assert_unknown(client: FlaskClient, ref: str) -> None:
    """To the subject there is nothing: not by its number, not in any list, not as a message."""
    for path in (f"/counter/{ref}", f"/counter/{ref}/state_defence"):
        assert page_of(client, path).status == 404
    for path in ("/portal", "/portal/applications", "/notices"):
        assert ref not in client.get(path).get_data(as_text=True)


def test_what_stays_in_the_house_is_not_handed_out_by_its_address(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = make_sanction("published")
        kept = {
            d.kind: ("papers" if d.direction == "issued" else "materials") + f"/{d.key}"
            for d in documents.of_case(case)
        }
    subject, staff = sign_in("applicant.a"), sign_in("handler.enforcement")
    for kind in ("proposal", "report", "evidence"):
        assert status_of(subject, kept[kind]) == 404
        assert status_of(staff, kept[kind]) == 200
    for kind in ("notice", "listed"):
        assert status_of(subject, kept[kind]) == 200


def status_of(client: FlaskClient, path: str) -> int:
    with client.get(f"/{path}") as answered:
        return answered.status_code


def test_a_sanction_is_begun_by_hand_for_a_subject(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.enforcement")
    assert begun(client, code="9151", title="多次超限").status == 422
    assert begun(client, code=SHUNDA, title="").status == 422
    page = begun(client, code=SHUNDA.lower(), title="一年内多次违法超限运输")
    assert (page.status, page.state) == (200, "draft")
    assert "一年内多次违法超限运输" in page_of(client, "/desk").text


def test_only_staff_begin_it_and_only_on_records_of_their_bureau(
    app: Flask, sign_in: SignIn, penalty: int
) -> None:
    assert page_of(sign_in("applicant.a"), "/cases/open/sanction").status == 403
    assert page_of(sign_in("legal"), "/cases/open/sanction").status == 403
    stranger = sign_in("handler.yanjiang")
    for record in (str(penalty), "99999", "x"):
        assert page_of(stranger, f"/cases/open/sanction?record={record}").status == 404
    for kind in ("repair", "nothing"):
        assert page_of(sign_in("handler.road"), f"/cases/open/{kind}").status == 404
    sent = {"record": str(penalty), "once": "x1"}
    assert post(sign_in("handler.road"), "/counter/open/sanction", sent).status == 404
    assert post(sign_in("applicant.a"), "/counter/open/sanction", sent).status == 404


def test_what_the_catalogue_does_not_hold_is_refused_by_the_server(
    app: Flask, sign_in: SignIn, penalty: int
) -> None:
    client = sign_in("handler.enforcement")
    ref = begun(client, record=str(penalty)).path.split("/")[2]
    assert "部门联合惩戒" not in page_of(client, f"/cases/{ref}/propose").text
    for wrong in ({"measures": ["joint"]}, {"list_key": "black"}, {"measures": []}):
        assert take(client, "cases", ref, "propose", **(PROPOSAL | wrong)).status == 422
    unfit = PROPOSAL | {"list_key": "watch", "measures": ["no_entry"]}
    page = take(client, "cases", ref, "propose", **unfit)
    assert (page.status, page.refusals) == (422, ["not_in_catalogue"])


def test_the_subject_waives_and_legal_closes(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    with inside():
        ref = make_sanction("hearing").ref
    legal, subject = sign_in("legal2"), sign_in("agent")
    assert "close_hearing" not in page_of(legal, f"/cases/{ref}").events
    both = take(subject, "counter", ref, "state_defence", point_1="有异议", waive="y")
    assert (both.status, both.refusals) == (422, ["said_and_waived"])
    assert take(subject, "counter", ref, "state_defence", waive="y").state == "hearing"
    assert take(legal, "cases", ref, "close_hearing").state == "reconsidering"


@pytest.mark.parametrize(
    "state",
    [
        *("draft", "filed", "vetting", "hearing", "reconsidering", "deciding"),
        *("approved", "published", "dropped", "refused", "withdrawn", "delisted"),
    ],
)
def test_every_state_has_its_page_on_both_sides(
    app: Flask, sign_in: SignIn, inside: Inside, state: str
) -> None:
    with inside():
        case = make_sanction(state)
        ref, known = case.ref, case.disclosed
    staff = page_of(sign_in("handler.enforcement"), f"/cases/{ref}")
    assert (staff.status, staff.state) == (200, state)
    subject = page_of(sign_in("applicant.a"), f"/counter/{ref}")
    assert subject.status == (200 if known else 404)
    if known:
        assert subject.state == state


def test_a_listing_ends_by_itself_with_its_period(
    app: Flask, inside: Inside, sign_in: SignIn
) -> None:
    with inside():
        case = make_sanction("published")
        ref, last = case.ref, case.listed.maximum_until
    clock.stand_at(datetime.combine(last, datetime.min.time(), BEIJING) + timedelta(days=1))
    with inside():
        done = sweep(clock.now())
    assert done["timely"] == 1
    assert page_of(sign_in("signer"), f"/cases/{ref}").state == "delisted"


def test_the_help_page_and_the_desk_know_the_kind(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = make_sanction("deciding")
        step(make_sanction("vetting", doc_no="资交执罚〔2026〕2号"), "give_notice")
        ref = case.ref
    page = page_of(sign_in("signer"), "/desk")
    assert ref in page.text
    assert "失信惩戒建议" in page.text
    assert ref in page_of(sign_in("handler.enforcement"), f"/search?q={ref}").text
    help_ = page_of(sign_in("handler.enforcement"), f"/help/sanction?case={ref}")
    assert help_.status == 200
    assert "陈述申辩" in help_.text
