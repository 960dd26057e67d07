"""信用承诺全程: from the list of matters to the promise kept, and to the breach on record, by HTTP."""

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.kernel import cases, clock, documents, matters
from app.kernel.cases import Case
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.lib.commitments import NAMES, faults
from tests.browser import Page, page_of, post, token_of
from tests.cases.commitment.scenes import make_commitment
from tests.corpus import small_pdf
from tests.factories import SHUNDA

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
TYPED = {
    "said_1": "验资报告",
    "said_2": "2026年12月11日",
    "contact_name": "王某某",
    "contact_phone": "13800001111",
}
SIGNED = {"signer": "赵某", "commitment": "y"}
MET = {
    name: words
    for key in ("on_list", "able", "no_risk")
    for name, words in ((key, "yes"), (f"{key}_note", "已核"))
}


@pytest.fixture
def stands(app: Flask, inside: Inside) -> Callable[[str], str]:
    """A commitment of applicant.a that stands in this state."""

    def made(state: str) -> str:
        with inside():
            return str(make_commitment(state).ref)

    return made


def the(ref: str) -> Any:
    return db.session.scalars(
        select(Case).where(Case.ref == ref).execution_options(populate_existing=True)
    ).one()


def take(client: FlaskClient, side: str, ref: str, event: str, **said: Any) -> Page:
    """Fetch the form, fill it in, send it."""
    form = page_of(client, f"/{side}/{ref}/{event}")
    assert form.status == 200, form.text[:400]
    hidden = {name: form.field(name) for name in ("once", "version")}
    hidden |= {"text": form.field("text")} if form.field("text") else {}
    return post(client, f"/{side}/{ref}/{event}", hidden | said)


def chosen(client: FlaskClient, key: str) -> dict[str, str]:
    """What the button on the matter's page sends."""
    page = page_of(client, f"/matters/{key}")
    form = page.tree.xpath("//form[contains(@action,'/counter/open/commitment')]")[0]
    return {str(i.get("name")): i.get("value") for i in form.xpath(".//input")}


def begun(client: FlaskClient, key: str = "YS-02") -> str:
    page = post(client, "/counter/open/commitment", chosen(client, key))
    found = re.search(r"CN2026-\d{6}", page.path)
    assert found, (page.path, page.text[:300])
    return found.group()


# ---------------------------------------------------------------- the straight way


def test_from_the_list_of_matters_to_the_promise_kept(
    app: Flask, sign_in: SignIn, visitor: FlaskClient
) -> None:
    applicant = sign_in("applicant.a")
    listed = page_of(applicant, "/matters")
    assert listed.tree.xpath("//article/@data-ref") == ["HY-01", "YS-01", "YS-02", "ZD-01", "ZM-01"]
    ref = begun(applicant)
    look = page_of(applicant, f"/counter/{ref}/filing/1")
    assert "除（待填写）外，申请材料已经齐全" in look.text
    assert "可以按一般程序办理" in look.text
    form = page_of(applicant, f"/counter/{ref}/filing/2")
    sent = post(applicant, f"/counter/{ref}/filing/2", TYPED | {"once": form.field("once")})
    assert sent.path.endswith("/filing/3"), sent.text[:500]
    assert "除验资报告外，申请材料已经齐全" in sent.text
    hidden = {name: sent.field(name) for name in ("once", "version", *TYPED)}
    receipt = post(applicant, f"/counter/{ref}/submit", hidden | SIGNED)
    assert (receipt.state, receipt.path) == ("filed", f"/counter/{ref}/receipt")

    handler = sign_in("handler.licensing")
    shown = page_of(handler, f"/cases/{ref}")
    assert "可以适用告知承诺" in shown.text
    assert "于2026年12月11日前补交上述材料" in shown.text
    assert take(handler, "cases", ref, "accept", opinion="").state == "reviewing"
    said = MET | {"outcome": "grant", "opinion": "建议同意"}
    assert take(handler, "cases", ref, "recommend", **said).state == "deciding"
    assert ref in page_of(sign_in("head.licensing"), "/desk").text
    assert take(sign_in("head.licensing"), "cases", ref, "approve", opinion="").state == "approved"
    publisher = sign_in("publisher")
    shown = take(publisher, "cases", ref, "publish", opinion="")
    assert shown.state == "performing"
    assert "51200020261123000001" in shown.text

    public = page_of(visitor, "/commitments?q=顺达")
    (link,) = public.tree.xpath("//article//h2/a/@href")
    letter = page_of(visitor, link)
    assert "除验资报告外，申请材料已经齐全" in letter.text
    assert "履约中" in letter.text
    assert "赵某" not in letter.text
    assert "1380000" not in letter.text

    kept = take(handler, "cases", ref, "verify_kept", opinion="材料已补交")
    assert kept.state == "kept"
    assert "已履行" in page_of(visitor, link).text
    mine = page_of(applicant, f"/counter/{ref}")
    assert "经核实，承诺已经履行" in mine.text


def test_from_the_order_to_the_breach_and_its_record(
    sign_in: SignIn, inside: Inside, visitor: FlaskClient, stands: Callable[[str], str]
) -> None:
    ref = stands("performing")
    handler = sign_in("handler.licensing")
    evidence = (io.BytesIO(small_pdf()), "核查记录.pdf")
    said = {"extent": "unkept", "unkept": "未补交验资报告", "opinion": "到期核对", "days": "10"}
    shown = take(handler, "cases", ref, "find_unkept", proof=evidence, **said)
    assert shown.state == "rectifying", shown.text[:600]
    assert "核查记录.pdf" in shown.text
    told = page_of(sign_in("applicant.a"), f"/counter/{ref}")
    assert "按《责令整改通知书》整改" in told.text
    assert "核查记录.pdf" not in told.text
    assert take(handler, "cases", ref, "find_broken", opinion="仍未补交").state == "breaking"
    graded = {"severity": "general", "consequence": "撤销换发决定", "opinion": "拒不整改"}
    shown = take(sign_in("approver"), "cases", ref, "confirm", **graded)
    assert shown.state == "broken", shown.text[:600]
    with inside():
        record = db.session.scalars(select(CreditRecord)).one()
        assert (record.kind, record.severity) == ("breach", "general")
        assert {d.kind for d in documents.papers(the(ref))} >= {"breach_finding"}
    found = page_of(visitor, "/register?q=顺达")
    assert "违背信用承诺" in found.text
    (slug,) = set(found.tree.xpath("//*[@data-ref]/@data-ref"))
    entries = visitor.get("/register.json").json["entries"]
    assert {entry["slug"]: entry["entry_kind"] for entry in entries}[slug] == "breach"
    entry = page_of(visitor, f"/register/{slug}")
    assert "认定该企业违背信用承诺" in entry.text
    (link,) = page_of(visitor, "/commitments").tree.xpath("//article//h2/a/@href")
    assert "监管完成" in page_of(visitor, link).text
    card = page_of(sign_in("applicant.a"), "/portal").text
    assert "违背信用承诺" in card
    assert "2027年2月24日起可以申请" in card


# ---------------------------------------------------------------- the doors


def test_the_desk_writes_for_somebody_who_came_in_person(sign_in: SignIn, inside: Inside) -> None:
    handler = sign_in("handler.licensing")
    page = page_of(handler, f"/matters/YS-02?q={SHUNDA}")
    form = page.tree.xpath("//form[contains(@action,'/counter/open/commitment')]")[0]
    sent = {str(i.get("name")): i.get("value") for i in form.xpath(".//input")}
    asked = post(handler, "/counter/open/commitment", sent)
    ref = re.search(r"CN2026-\d{6}", asked.path).group()  # type: ignore[union-attr]
    assert asked.path == f"/cases/{ref}/submit"
    wrong = take(handler, "cases", ref, "submit", **TYPED | SIGNED | {"said_2": "年底"})
    assert (wrong.status, wrong.refusals[0]) == (422, "not_accepted")
    done = take(handler, "cases", ref, "submit", **TYPED | SIGNED)
    assert done.state == "filed", done.text[:600]
    with inside():
        assert the(ref).at_desk
        assert the(ref).said == {"缺少的材料": "验资报告", "补交期限": "2026-12-11"}


@pytest.mark.parametrize("login", ["applicant.b", "handler.road"])
def test_nobody_promises_for_others(sign_in: SignIn, inside: Inside, login: str) -> None:
    with inside():
        subject = db.session.scalars(select(Subject.id).where(Subject.code == SHUNDA)).one()
        matter = matters.in_force("YS-02", clock.today())
        assert matter is not None
        sent = {"subject": subject, "matter": matter.id, "once": "k"}
    assert post(sign_in(login), "/counter/open/commitment", sent).status == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"subject": "1"}, 400),
        ({"subject": "x", "matter": "1"}, 400),
        ({"subject": "1", "matter": "9999"}, 404),
        ({"record": "1"}, 400),
    ],
)
def test_a_commitment_is_about_a_subject_and_a_matter_by_number(
    sign_in: SignIn, sent: dict[str, str], status: int
) -> None:
    page = post(sign_in("applicant.a"), "/counter/open/commitment", sent | {"once": "k"})
    assert page.status == status


def test_one_click_sent_twice_opens_one_draft(sign_in: SignIn) -> None:
    client = sign_in("applicant.a")
    sent = chosen(client, "YS-01")
    pages = [post(client, "/counter/open/commitment", sent) for _ in range(2)]
    assert pages[0].path == pages[1].path


def test_what_is_wrong_stands_at_its_blank(sign_in: SignIn) -> None:
    client = sign_in("applicant.a")
    ref = begun(client, "YS-01")
    wrong = post(
        client,
        f"/counter/{ref}/filing/2",
        TYPED | {"said_1": "年底", "said_2": "三辆", "once": "w"},
    )
    assert wrong.status == 422
    assert "请按“年-月-日”填写日期" in wrong.text
    assert "请填写数字" in wrong.text
    strange = post(client, f"/counter/{ref}/filing/2", TYPED | {"said_3": "多余", "once": "v"})
    assert (strange.status, strange.refusals) == (400, ["unknown_field"])
    kept = page_of(client, f"/counter/{ref}/filing/2")
    assert kept.field("said_2") == "三辆"


def test_what_stands_in_the_way_is_shown_before_and_after_filing(
    sign_in: SignIn, inside: Inside, stands: Callable[[str], str]
) -> None:
    stands("broken")
    client = sign_in("applicant.a")
    ref = begun(client)
    assert "曾有违诺或者虚假承诺" in page_of(client, f"/counter/{ref}/filing/1").text
    sent = post(client, f"/counter/{ref}/submit", TYPED | SIGNED | {"version": "1", "once": "s"})
    assert sent.state == "filed", sent.text[:400]
    handler = sign_in("handler.licensing")
    assert "不适用告知承诺" in page_of(handler, f"/cases/{ref}").text
    page = take(handler, "cases", ref, "accept", opinion="")
    assert (page.status, page.refusals[0]) == (422, "false_before")
    assert take(handler, "cases", ref, "divert", ground="false", opinion="").state == "diverted"
    assert "已转为一般程序办理" in page_of(client, f"/counter/{ref}").text


def test_a_promise_is_taken_back_before_the_decision(
    sign_in: SignIn, stands: Callable[[str], str]
) -> None:
    ref = stands("reviewing")
    client = sign_in("applicant.a")
    assert "可以按一般程序办理" in page_of(client, f"/counter/{ref}/withdraw").text
    assert take(client, "counter", ref, "withdraw", opinion="").state == "withdrawn"


def test_every_state_has_its_page_on_both_sides(sign_in: SignIn, inside: Inside) -> None:
    from tests.cases.commitment.scenes import STANDS_AFTER

    last = ("cleared", "broken")  # after a promise broken no other is taken on
    order = (*(state for state in STANDS_AFTER if state not in last), *last)
    with inside():
        refs = {state: str(make_commitment(state).ref) for state in order}
    clients = [("cases", sign_in(login)) for login in ("handler.licensing", "auditor")]
    clients.append(("counter", sign_in("applicant.a")))
    for state, ref in refs.items():
        for side, client in clients:
            page = page_of(client, f"/{side}/{ref}")
            if state == "draft" and side == "cases":
                assert page.status == 404
            else:
                assert (page.status, page.state) == (200, state)
    applications = page_of(sign_in("applicant.a"), "/portal/applications")
    assert refs["performing"] in applications.text
    assert "请按承诺履行" in applications.text


# ---------------------------------------------------------------- the list and the report


def test_a_new_version_is_looked_at_then_saved_and_the_old_one_kept(
    sign_in: SignIn, inside: Inside, stands: Callable[[str], str]
) -> None:
    ref = stands("filed")
    handler = sign_in("handler.licensing")
    asked = page_of(handler, "/matters/YS-02/version")
    form = {
        str(f.get("name")): (f.text or "").strip() if f.tag == "textarea" else f.get("value", "")
        for f in asked.tree.xpath("//main//form[@method='post']//*[self::input or self::textarea]")
    }
    del form["csrf_token"]
    form |= {"kind": "lacking", "openness": "public"}
    form["points"] += "\n于【整改日期】前完成整改。"
    wrong = post(handler, "/matters/YS-02/version", form)
    assert wrong.status == 422
    assert "承诺内容里有【整改日期】" in wrong.text
    form["blanks"] += "\n整改日期 日期 选填"
    looked = post(handler, "/matters/YS-02/version?look=1", form)
    assert "预览：承诺书将这样写" in looked.text
    for _ in range(2):  # sent twice, saved once
        saved = post(handler, "/matters/YS-02/version", form)
        assert saved.tree.xpath("//*[@data-version-of]/@data-version-of") == ["2", "1"]
    with inside():
        assert the(ref).matter.version == 1
        now = matters.in_force("YS-02", clock.today())
        assert now is not None
        assert [b.label for b in now.blanks] == ["缺少的材料", "补交期限", "整改日期"]


def test_a_matter_is_added_and_closed_by_the_section_that_keeps_it(
    sign_in: SignIn, visitor: FlaskClient
) -> None:
    handler = sign_in("handler.licensing")
    page = page_of(handler, "/matters/new")
    section = page.tree.xpath("//select[@name='section']/option/@value")[0]
    form = {
        "once": page.field("once"),
        "key": "YS-09",
        "section": section,
        "name": "道路运输经营许可证件补办",
        "kind": "proof",
        "basis": "国办发〔2020〕42号",
        "points": "原证件确已遗失。",
        "blanks": "",
        "liability": "撤销补办的证件。",
        "verify_months": "",
        "openness": "public",
        "since": "2026-11-23",
    }
    early = post(handler, "/matters/new", form | {"since": "2026-11-20"})
    assert early.status == 422
    assert post(handler, "/matters/new", form).path == "/matters/YS-09"
    again = post(handler, "/matters/new", form | {"once": "other"})
    assert (again.status, "已有这个编号的事项" in again.text) == (422, True)
    assert "道路运输经营许可证件补办" in page_of(visitor, "/matters").text
    closed = post(handler, "/matters/YS-09/close", {"once": "c", "reason": "政策调整"})
    assert "已停止适用，明天起" in closed.text
    assert page_of(sign_in("handler.road"), "/matters/YS-09/version").status == 404
    assert page_of(visitor, "/matters/none").status == 404


def taken(client: FlaskClient, ending: str) -> TestResponse:
    """The export, which is written down and therefore sent for."""
    return client.post(f"/matters/letters.{ending}", data={"csrf_token": token_of(client)})


def test_the_export_has_the_fields_of_the_standard_and_nothing_unverified(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        for state in ("performing", "kept", "rectifying", "broken"):
            make_commitment(state)
    handler = sign_in("handler.licensing")
    answer = taken(handler, "csv")
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert tuple(table[0]) == NAMES
    rows = [dict(zip(NAMES, line, strict=True)) for line in table[1:]]
    assert [row["承诺履行状态"] for row in rows] == ["全部履行", "全部未履行", "全部未履行"]
    assert [row["承诺监管状态"] for row in rows] == ["监管完成", "监管中", "监管完成"]
    assert [faults(row) for row in rows] == [[], [], []]
    book = load_workbook(io.BytesIO(taken(handler, "xlsx").data))
    sheet = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [[cell or "" for cell in line] for line in sheet] == table
    other = taken(sign_in("handler.road"), "csv")
    assert len(other.data.decode("utf-8-sig").splitlines()) == 1
    assert taken(sign_in("approver"), "csv").status_code == 403


def test_a_draft_is_nobodys_but_its_writers(sign_in: SignIn, stands: Callable[[str], str]) -> None:
    ref = stands("draft")
    assert page_of(sign_in("handler.licensing"), f"/cases/{ref}").status == 404
    assert page_of(sign_in("applicant.b"), f"/counter/{ref}").status == 404


def test_search_and_help_know_the_kind(
    sign_in: SignIn, inside: Inside, visitor: FlaskClient, stands: Callable[[str], str]
) -> None:
    ref = stands("performing")
    handler = sign_in("handler.licensing")
    assert ref in page_of(handler, f"/search?q={ref}").text
    assert ref in page_of(handler, "/desk?tab=pool").text
    shown = page_of(visitor, "/help/commitment")
    assert "责令整改" in shown.text
    with inside():
        assert cases.with_lookup("none") is None
