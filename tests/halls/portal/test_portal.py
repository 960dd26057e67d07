"""门户: each record with its answer, each application with its next step, and the search for the desk."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from app.extensions import db
from app.halls.portal import queries
from app.kernel import cases, clock, evaluations, subjects, vault
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction
from app.kernel.workflow import open_case
from app.lib.publicity import Severity
from tests.browser import Page, page_of, post
from tests.conftest import MORNING, actor
from tests.factories import HONGTU, SHUNDA, make_record, make_repair, step

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
ANJIE = "92512021MA0000031M"


def card(page: Page, doc_no: str = "资交执罚〔2026〕1号") -> Any:
    (found,) = page.tree.xpath(f"//article[contains(., '{doc_no}')]")
    return found


def answered(page: Page) -> Any:
    (found,) = card(page).xpath(".//*[@data-answer]")
    return found


def answer(page: Page) -> str:
    return "".join(answered(page).text_content().split())


# ---------------------------------------------------------------- 可以修复吗


@pytest.mark.parametrize(
    ("record", "says", "button"),
    [
        (
            {"decided_on": date(2026, 5, 6)},
            "可以申请修复最短公示期已于2026年8月6日届满",
            "申请信用修复",
        ),
        (
            {"decided_on": date(2026, 10, 12), "severity": Severity.MINOR},
            "可以申请修复轻微失信信息没有最短公示期",
            "申请信用修复",
        ),
        (
            {"decided_on": date(2026, 5, 6), "severity": Severity.MINOR, "public": False},
            "不需要修复这条记录没有公示；最长期限2026年8月6日届满",
            "",
        ),
        ({"decided_on": date(2026, 10, 12)}, "2027年1月13日起可以申请一般失信信息", "先写草稿"),
        (
            {"decided_on": date(2026, 3, 12), "severity": Severity.SERIOUS},
            "2027年3月13日起可以申请严重失信信息",
            "先写草稿",
        ),
        ({"decided_on": date(2025, 9, 3)}, "不需要修复公示期2026年9月3日届满", ""),
    ],
)
def test_each_record_answers_whether_it_can_be_repaired(
    sign_in: SignIn, inside: Inside, record: dict[str, Any], says: str, button: str
) -> None:
    with inside():
        make_record(**record)
    page = page_of(sign_in("applicant.a"), "/portal")
    assert says in answer(page)
    assert "《信用修复管理办法》（国家发展改革委令第36号）" in answer(page)
    assert [b.text for b in answered(page).xpath(".//form//button")] == ([button] if button else [])


def test_a_record_that_is_being_repaired_leads_to_its_application(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        ref = make_repair("filed").ref
    page = page_of(sign_in("applicant.a"), "/portal")
    assert "现在：已提交，等待受理" in answer(page)
    assert answered(page).xpath(".//a/@href") == [f"/counter/{ref}"]
    assert not answered(page).xpath(".//form")


def test_a_repaired_record_says_since_when(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        make_repair("published")
    page = page_of(sign_in("applicant.a"), "/portal")
    assert "已经修复2026年11月23日起停止公示" in answer(page)
    assert "已停止公示" in card(page).text_content()


def test_a_bar_and_a_missing_class_are_named_with_their_article(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        record = make_record(public=False)
        with transaction():
            db.session.execute(
                update(CreditRecord)
                .where(CreditRecord.id == record.id)
                .values(severity=None, repairable_from=None, maximum_until=None)
            )
            subjects.bar(
                record.subject_id,
                "repair",
                MORNING.date(),
                date(2029, 11, 23),
                record.entered_event,
            )
    page = page_of(sign_in("applicant.a"), "/portal")
    assert "现在不能申请" in answer(page)
    assert "尚未认定失信程度" in answer(page)
    assert "2029年11月23日前不得申请信用修复" in answer(page)
    assert "待认定" in card(page).text_content()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("minor_class", "轻微失信信息，原则上不予公示"), ("适用简易程序，不予公示", "适用简易程序")],
)
def test_a_record_that_is_not_public_says_why(
    sign_in: SignIn, inside: Inside, stored: str, shown: str
) -> None:
    with inside():
        record = make_record(public=False, severity=Severity.MINOR)
        with transaction():
            db.session.execute(
                update(CreditRecord)
                .where(CreditRecord.id == record.id)
                .values(why_not_public=stored)
            )
    found = card(page_of(sign_in("applicant.a"), "/portal")).text_content()
    assert f"未公示：{shown}" in found
    assert "依据：《信用修复管理办法》" in found


def test_publicity_ends_by_itself(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        make_record()
    assert "公示到2027年5月6日" in card(page_of(sign_in("applicant.a"), "/portal")).text_content()
    clock.stand_at(MORNING.replace(year=2027, month=5, day=7))
    page = page_of(sign_in("applicant.a"), "/portal")
    assert "2027年5月6日起已停止公示" in card(page).text_content()


def test_the_grade_is_shown_with_its_day(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("applicant.a")
    assert "尚未评价" in page_of(client, "/portal").text
    with inside():
        record = make_record()
        with transaction():
            evaluations.reckon(record.subject_id, MORNING.date(), record.entered_event)
    assert "AA 级 95 分，2026年11月23日评定" in page_of(client, "/portal").text


def test_without_records_the_page_says_what_would_be_here(sign_in: SignIn) -> None:
    assert "没有失信记录" in page_of(sign_in("applicant.a"), "/portal").text


def test_what_waits_for_the_enterprise_stands_first(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        ref = make_repair("correcting").ref
    page = page_of(sign_in("applicant.a"), "/portal")
    assert "有一件申请需要您补正" in page.text
    assert f"/counter/{ref}/resubmit" in page.body


# ---------------------------------------------------------------- several enterprises


def test_an_agent_chooses_for_whom_and_is_told_in_which_capacity(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        make_record(SHUNDA)
        make_record(ANJIE, doc_no="资交执罚〔2026〕2号")
    client = sign_in("agent")
    first = page_of(client, "/portal")
    assert "以代理人身份为“资阳市顺达示例货运有限公司”办理" in first.text
    (other,) = first.tree.xpath("//nav[@class='tabs']//a[not(@aria-current)]/@href")
    second = page_of(client, other)
    assert "资交执罚〔2026〕2号" in second.text
    assert "资交执罚〔2026〕1号" not in second.text


def test_an_agent_sees_what_waits_for_any_of_their_enterprises(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        make_record(SHUNDA)
        about = make_record(ANJIE, doc_no="资交执罚〔2026〕2号")
        case = open_case("repair", cases.about(about), actor("agent"), clock.now())
        for event in ("submit", "ask_correction"):
            case = step(case, event, "agent" if event == "submit" else None)
    page = page_of(sign_in("agent"), "/portal")
    assert "以代理人身份为“资阳市顺达示例货运有限公司”办理" in page.text
    assert "有一件申请需要您补正" in page.text
    assert f"{case.title} · 安岳县安捷示例客运服务部" in page.text


def test_an_enterprise_that_acts_for_itself_is_not_called_an_agent(sign_in: SignIn) -> None:
    assert "代理人" not in page_of(sign_in("applicant.a"), "/portal").text


def test_another_enterprise_does_not_exist(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        other = make_record(HONGTU).subject_id
    client = sign_in("applicant.a")
    for path in (
        f"/portal?subject={other}",
        "/portal?subject=x",
        f"/portal/applications?subject={other}",
    ):
        assert page_of(client, path).status == 404


@pytest.mark.parametrize("path", ["/portal", "/portal/applications"])
def test_the_portal_is_the_applicants(sign_in: SignIn, visitor: FlaskClient, path: str) -> None:
    assert page_of(sign_in("handler.road"), path).status == 403
    assert page_of(visitor, path).path == "/sign-in"


# ---------------------------------------------------------------- pages and cost


def test_records_come_in_pages_and_none_is_lost(
    sign_in: SignIn, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "RECORDS", 3)
    with inside():
        for n in range(1, 9):
            make_record(doc_no=f"资交执罚〔2026〕{n}号", decided_on=date(2026, 5, 1 + n // 3))
    client, seen, path = sign_in("applicant.a"), [], "/portal"
    while path:
        page = page_of(client, path)
        seen += page.tree.xpath("//article[@class='record']/@data-ref")
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == 8
    assert page_of(client, "/portal?after=nonsense").status == 200


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_ten_records_cost_no_more_questions_than_one(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    client, costs = sign_in("applicant.a"), []
    for batch in ((1,), range(2, 11)):
        with inside():
            for n in batch:
                make_record(doc_no=f"资交执罚〔2026〕{n}号")
        page_of(client, "/portal")
        with app.app_context(), counted() as sent:
            page_of(client, "/portal")
        costs.append(len(sent))
    assert costs[0] == costs[1]


# ---------------------------------------------------------------- my applications


def test_each_application_says_whose_turn_it_is_and_what_comes_next(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        filed = make_repair("filed").ref
        done = make_repair("withdrawn", doc_no="资交执罚〔2026〕2号").ref
        code = vault.lookup_code_of(filed)
    client = sign_in("applicant.a")
    page = page_of(client, "/portal/applications")
    (row,) = page.tree.xpath("//article/@data-ref")
    assert row == filed
    assert "轮到市道路运输发展中心" in page.text.replace(" ", "")
    assert "在2026年11月26日前决定是否受理" in page.text
    assert code in page.text
    ended = page_of(client, "/portal/applications?show=ended")
    assert ended.tree.xpath("//article/@data-ref") == [done]
    assert code not in ended.text


def test_a_draft_and_a_correction_are_the_applicants_turn(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        draft = make_repair("draft").ref
        asked = make_repair("correcting", doc_no="资交执罚〔2026〕2号").ref
    page = page_of(sign_in("applicant.a"), "/portal/applications")
    buttons = {
        str(row.get("data-ref")): row.xpath(".//a[contains(@class, 'button-primary')]/text()")
        for row in page.tree.xpath("//article")
    }
    assert buttons == {draft: ["接着填写"], asked: ["去补正"]}


def test_applications_of_others_are_not_listed(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        ref = make_repair("filed").ref
    assert ref not in page_of(sign_in("applicant.b"), "/portal/applications").body
    assert ref in page_of(sign_in("agent"), "/portal/applications").body


# ---------------------------------------------------------------- at the desk


@pytest.mark.parametrize(
    "words", [SHUNDA, "９１５１２０００ＭＡ００００015m", "顺达示例", "资阳市顺达示例货运有限公司"]
)
def test_a_handler_finds_an_enterprise_by_code_or_name(
    sign_in: SignIn, inside: Inside, words: str
) -> None:
    with inside():
        make_record()
    client = sign_in("handler.road")
    page = page_of(client, f"/portal/find?q={words}")
    assert "资交执罚〔2026〕1号" in page.text
    (record,) = page.tree.xpath("//input[@name='record']/@value")
    opened = post(client, "/counter/open/repair", {"record": record, "once": "k"})
    assert opened.path.startswith("/cases/XF2026-")


def test_only_records_of_the_handler_s_own_section_are_found(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        make_record()
        make_record(doc_no="资交执罚〔2026〕2号", section="waterway")
    page = page_of(sign_in("handler.waterway"), f"/portal/find?q={SHUNDA}")
    assert "〔2026〕2号" in page.text
    assert "〔2026〕1号" not in page.text
    assert "没有找到" in page_of(sign_in("handler.anyue"), f"/portal/find?q={SHUNDA}").text


@pytest.mark.parametrize("words", ["%", "_", "顺", "%达%", "' or 1=1 --", "\\"])
def test_signs_of_the_search_are_only_signs(sign_in: SignIn, inside: Inside, words: str) -> None:
    with inside():
        make_record()
    client = sign_in("handler.road")
    page = page_of(client, f"/portal/find?q={words.replace('%', '%25')}")
    assert page.status == 200
    assert "〔2026〕1号" not in page.text


def test_a_natural_person_is_masked_at_the_desk(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        record = make_record(public=False)
        with transaction():
            kept = vault.keep("citizen_id", "512000199001010019")
            person = subjects.enter("person", "张某某", citizen_id=kept.id)
            db.session.execute(
                update(CreditRecord)
                .where(CreditRecord.id == record.id)
                .values(subject_id=person.id)
            )
    page = page_of(sign_in("handler.road"), "/portal/find?q=张某某")
    assert "张**" in page.text
    assert "512***********0019" in page.text
    assert "512000199001010019" not in page.body


@pytest.mark.parametrize("login", ["applicant.a", "legal", "auditor", "sysadmin"])
def test_the_desk_s_search_is_the_handlers(sign_in: SignIn, login: str) -> None:
    assert page_of(sign_in(login), "/portal/find").status == 403


def test_a_record_being_repaired_is_not_opened_again_at_the_desk(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        ref = make_repair("reviewing").ref
        make_repair("draft", doc_no="资交执罚〔2026〕2号")
    page = page_of(sign_in("handler.road"), f"/portal/find?q={SHUNDA}")
    assert f"/cases/{ref}" in page.body
    assert "这条记录的修复申请正在办理" in page.text
    assert not page.tree.xpath("//input[@name='record']")


def test_an_account_without_an_enterprise_is_told_how_to_get_one(
    sign_in: SignIn, inside: Inside
) -> None:
    from app.kernel.people import Representation, forget_actors

    with inside():
        who = actor("applicant.b").account_id
        with transaction():
            db.session.execute(
                update(Representation)
                .where(Representation.account_id == who)
                .values(until=MORNING.date() - timedelta(days=1))
            )
        forget_actors()
    page = page_of(sign_in("applicant.b"), "/portal")
    assert "还没有可以办理的企业" in page.text
