"""惩戒措施: response, quarterly feedback and the three lists, of whoever they are for."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import BEIJING, db
from app.kernel import clock, events, feedback, outbox, sweep
from app.kernel.feedback import MeasureFeedback
from app.kernel.measures import MeasureOrder
from app.kernel.notices import Notice
from app.kernel.people import Account, Section
from app.lib.quarters import Quarter
from tests.browser import Page, page_of, post, token_of
from tests.cases.sanction.scenes import make_sanction, step
from tests.conftest import actor

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

Q4, Q1, Q2 = Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 2)


def at(day: date) -> None:
    clock.stand_at(datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING))


@pytest.fixture
def listed(app: Flask, inside: Inside) -> str:
    """告诫约谈、从严监管 fall to enforcement, 不适用绿色通道 to licensing; listed on 1 December."""
    with inside():
        case = make_sanction("published")
        assert clock.today() == date(2026, 12, 1)
        ref: str = case.ref
        return ref


def orders(section: str) -> list[int]:
    query = (
        select(MeasureOrder.id)
        .join(Section, Section.id == MeasureOrder.section_id)
        .where(Section.key == section)
        .order_by(MeasureOrder.id)
    )
    return list(db.session.scalars(query))


def cells(page: Page) -> list[list[str]]:
    rows = page.tree.xpath("//table[@id='list']//tr[@data-ref]")
    return [[" ".join(td.text_content().split()) for td in row.xpath("td")] for row in rows]


# ---------------------------------------------------------------- quarters


def test_quarters_follow_each_other_over_the_year() -> None:
    assert [Quarter.of(date(2026, month, 15)).number for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [
        *(1, 1, 2, 2, 3, 3, 4, 4)
    ]
    assert (Q4.first, Q4.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (Q1.last, Quarter(2028, 1).last) == (date(2027, 3, 31), date(2028, 3, 31))
    assert (Q4.next, Q1.before) == (Q1, Q4)
    assert Quarter.read("2026Q4") == Q4
    assert [Quarter.read(text) for text in ("2026Q5", "2026", "", "２０２６Q4")] == [None] * 4


def test_feedback_is_due_ten_working_days_after_the_quarter(house: Flask) -> None:
    # By hand: after Wednesday 30 September 2026 come 8, 9 and 10 (make-up), then 12–16, 19, 20.
    assert feedback.due_on(Quarter(2026, 3)) == date(2026, 10, 20)


# ---------------------------------------------------------------- response


def test_the_responding_section_hears_of_it_and_responds(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    client = sign_in("handler.licensing")
    assert (
        "不适用绿色通道、容缺受理”由本科室执行，请在2026-12-04前响应"
        in page_of(client, "/messages").text
    )
    page = page_of(client, "/measures")
    assert len(page.tree.xpath("//tr[@data-ref]")) == 1
    assert "待响应" in page.text
    with inside():
        (order,) = orders("licensing")
    empty = post(client, f"/measures/{order}/respond", {"once": "a"})
    assert empty.status == 422
    why = post(client, f"/measures/{order}/respond", {"once": "b", "answer": "not_applicable"})
    assert (why.status, "请写明不适用的理由" in why.text) == (422, True)
    said = {"once": "c", "answer": "carried", "reason": "已停办容缺受理"}
    assert post(client, f"/measures/{order}/respond", said).status == 200
    with inside():
        (waited,) = [
            receipt
            for receipt in outbox.receipts(_case(listed))
            if receipt.recipient == "局行政审批科：不适用绿色通道、容缺受理"
        ]
        assert (waited.done_on, waited.proof) == (date(2026, 12, 1), "实施：已停办容缺受理")
        assert [e.name for e in events.history(f"measure/{order}")] == ["respond_measure"]


def _case(ref: str) -> object:
    from app.kernel import cases

    found = cases.find(actor("legal"), ref)
    assert found is not None
    return found


def test_another_section_finds_neither_order_nor_form(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    with inside():
        (order,) = orders("licensing")
    for login in ("handler.enforcement", "handler.road", "handler.yanjiang"):
        client = sign_in(login)
        sent = post(client, f"/measures/{order}/respond", {"once": "a", "answer": "carried"})
        assert sent.status == 404, login
        assert page_of(client, f"/measures/{order}/feedback/2026Q4").status == 404
    assert page_of(sign_in("auditor"), f"/measures/{order}/respond").status == 403


def test_a_late_response_is_marked(sign_in: SignIn, listed: str, inside: Inside) -> None:
    at(date(2026, 12, 4))
    assert "逾期未响应" not in page_of(sign_in("handler.licensing"), "/measures").text
    at(date(2026, 12, 5))
    client = sign_in("handler.licensing")
    assert "逾期未响应" in page_of(client, "/measures").text
    with inside():
        (order,) = orders("licensing")
    post(client, f"/measures/{order}/respond", {"once": "a", "answer": "carried", "reason": ""})
    page = page_of(sign_in("signer"), "/measures/lists/measures")
    assert [row[6] for row in cells(page) if "绿色通道" in row[2]] == ["实施（2026-12-05，逾期）"]


def test_what_was_lifted_before_anybody_answered_is_not_late(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    at(date(2026, 12, 2))
    with inside():
        step(_case(listed), "delist")
    at(date(2026, 12, 20))
    text = page_of(sign_in("handler.licensing"), "/measures").text
    assert "解除前没有响应" in text
    assert "逾期未响应" not in text


# ---------------------------------------------------------------- feedback


def told(client: FlaskClient, order: int, quarter: str, once: str, times: str = "3") -> Page:
    said = {"once": once, "times": times, "effect": "拦下三次容缺申请"}
    return post(client, f"/measures/{order}/feedback/{quarter}", said)


def test_feedback_is_given_by_quarter_in_time_or_late(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    with inside():
        (order,) = orders("licensing")
        due = feedback.due_on(Q4)
        assert due == date(
            2027, 1, 15
        )  # 2027 has no official calendar yet: weekends and 1–3 January
    at(due)
    client = sign_in("handler.licensing")
    assert told(client, order, "2026Q4", "a").status == 200
    at(date(2027, 6, 1))
    client = sign_in("handler.licensing")
    assert told(client, order, "2027Q1", "b", "0").status == 200
    with inside():
        rows = db.session.execute(
            select(MeasureFeedback.quarter, MeasureFeedback.times).order_by(MeasureFeedback.id)
        ).all()
        assert [tuple(row) for row in rows] == [(date(2026, 10, 1), 3), (date(2027, 1, 1), 0)]
    for quarter, standing in (("2026Q4", "按期反馈"), ("2027Q1", "逾期反馈")):
        page = page_of(client, f"/measures/lists/effects?quarter={quarter}")
        assert [row[7] for row in cells(page) if "绿色通道" in row[2]] == [standing]


def test_feedback_is_mended_and_the_first_day_stands(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    with inside():
        (order,) = orders("licensing")
    client = sign_in("handler.licensing")
    told(client, order, "2026Q4", "a")
    at(date(2027, 3, 1))
    client = sign_in("handler.licensing")
    told(client, order, "2026Q4", "b", "4")
    with inside():
        (said,) = db.session.scalars(select(MeasureFeedback)).all()
        assert (said.times, said.fed_back_on) == (4, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("times", "effect", "says"),
    [
        ("", "有成效", "请填写采取次数"),
        ("-1", "有成效", "请填写0到100000之间的整数"),
        ("1", "", "请写明成效"),
    ],
)
def test_feedback_says_how_often_and_to_what_effect(
    sign_in: SignIn, listed: str, inside: Inside, times: str, effect: str, says: str
) -> None:
    with inside():
        (order,) = orders("licensing")
    said = {"once": "a", "times": times, "effect": effect}
    page = post(sign_in("handler.licensing"), f"/measures/{order}/feedback/2026Q4", said)
    assert (page.status, says in page.text) == (422, True)


def test_no_feedback_before_the_start_after_the_end_or_for_what_does_not_apply(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    with inside():
        (order,) = orders("licensing")
    client = sign_in("handler.licensing")
    assert told(client, order, "2026Q3", "a").status == 409  # before it started
    assert told(client, order, "2027Q1", "b").status == 404  # has not begun
    at(date(2027, 2, 1))
    with inside():
        step(_case(listed), "delist")
    at(date(2027, 7, 1))
    client = sign_in("handler.licensing")
    assert told(client, order, "2027Q1", "c").status == 200  # it was in force in January
    assert told(client, order, "2027Q2", "d").status == 409
    said = {"once": "e", "answer": "carried", "reason": ""}
    assert post(client, f"/measures/{order}/respond", said).status == 409


def test_what_does_not_apply_owes_no_feedback(sign_in: SignIn, listed: str, inside: Inside) -> None:
    with inside():
        (order,) = orders("licensing")
    client = sign_in("handler.licensing")
    said = {"once": "a", "answer": "not_applicable", "reason": "该企业没有在办事项"}
    post(client, f"/measures/{order}/respond", said)
    assert told(client, order, "2026Q4", "b").status == 409
    page = page_of(client, "/measures/lists/effects")
    assert [row[7] for row in cells(page)] == ["不适用"]


def test_after_a_quarter_whoever_owes_is_told_once(listed: str, inside: Inside) -> None:
    at(date(2027, 1, 4))
    with inside():
        # licensing has two handlers and a head, enforcement the same
        assert sweep.remind_measures(clock.now()) == 6
        assert sweep.remind_measures(clock.now()) == 0
        account = select(Account.id).where(Account.login == "handler.licensing").scalar_subquery()
        (said,) = db.session.scalars(
            select(Notice).where(Notice.account_id == account, Notice.words.like("%还没有反馈%"))
        )
        assert said.params == {"quarter": "2026Q4", "n": 1, "due": "2027-01-15"}


# ---------------------------------------------------------------- the three lists


def test_the_lists_are_as_of_the_end_of_the_quarter_not_of_today(
    sign_in: SignIn, listed: str, inside: Inside
) -> None:
    at(date(2027, 2, 1))
    with inside():
        step(_case(listed), "delist")
    at(date(2027, 7, 1))
    client = sign_in("signer")
    numbers = {
        (name, quarter): len(cells(page_of(client, f"/measures/lists/{name}?quarter={quarter}")))
        for name in ("subjects", "measures", "effects")
        for quarter in ("2026Q3", "2026Q4", "2027Q1", "2027Q2")
    }
    assert numbers == {
        ("subjects", "2026Q3"): 0,
        ("subjects", "2026Q4"): 1,
        ("subjects", "2027Q1"): 0,  # it left the list on 1 February
        ("subjects", "2027Q2"): 0,
        ("measures", "2026Q3"): 0,
        ("measures", "2026Q4"): 3,
        ("measures", "2027Q1"): 0,
        ("measures", "2027Q2"): 0,
        ("effects", "2026Q3"): 0,
        ("effects", "2026Q4"): 3,
        ("effects", "2027Q1"): 3,  # in force until 1 February
        ("effects", "2027Q2"): 0,
    }


def test_the_running_quarter_is_told_as_of_today(sign_in: SignIn, listed: str) -> None:
    page = page_of(sign_in("signer"), "/measures/lists/subjects?quarter=2031Q1")
    assert "2026年第4季度 · 截至2026年12月1日" in page.text


@pytest.mark.parametrize(
    ("login", "subjects", "measures"),
    [
        ("signer", 1, 3),
        ("auditor", 1, 3),
        ("publisher", 1, 3),
        ("handler.enforcement", 1, 3),
        ("head.enforcement", 1, 3),
        ("handler.office", 1, 3),
        ("handler.licensing", 1, 1),  # its own part
        ("handler.waterway", 0, 0),
        ("handler.yanjiang", 0, 0),
        ("legal.yanjiang", 0, 0),
    ],
)
def test_the_bureau_sees_all_of_it_and_a_section_its_part(
    sign_in: SignIn, listed: str, login: str, subjects: int, measures: int
) -> None:
    client = sign_in(login)
    assert len(cells(page_of(client, "/measures/lists/subjects"))) == subjects
    assert len(cells(page_of(client, "/measures/lists/measures"))) == measures


def test_totals_are_of_the_whole_list(sign_in: SignIn, listed: str, inside: Inside) -> None:
    with inside():
        (order,) = orders("licensing")
    client = sign_in("handler.licensing")
    post(client, f"/measures/{order}/respond", {"once": "a", "answer": "carried", "reason": ""})
    told(client, order, "2026Q4", "b")
    leader = sign_in("signer")
    said = {
        name: " ".join(
            page_of(leader, f"/measures/lists/{name}")
            .tree.xpath("//*[@id='totals']")[0]
            .text_content()
            .split()
        )
        for name in ("subjects", "measures", "effects")
    }
    assert said == {
        "subjects": "合计 · 主体 1 · 列入记录 1 · 在施措施 3",
        "measures": "合计 · 在施措施 3 · 已响应 1 · 未响应 2",
        "effects": "合计 · 措施 3 · 已反馈 1 · 其中逾期 0 · 采取次数 3",
    }


@pytest.mark.parametrize("name", ["subjects", "measures", "effects"])
def test_a_list_is_taken_along_as_text_and_that_is_written_down(
    sign_in: SignIn, listed: str, inside: Inside, name: str
) -> None:
    client = sign_in("signer")
    data = {"csrf_token": token_of(client), "once": "a"}
    answer = client.post(f"/measures/lists/{name}/export.xlsx?quarter=2026Q4", data=data)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.active is not None
    rows = [[cell.value or "—" for cell in row] for row in book.active.iter_rows(min_row=3)]
    shown = cells(page_of(client, f"/measures/lists/{name}?quarter=2026Q4"))
    assert rows[:-1] == shown
    assert rows[-1][0] == "合计"
    assert all(cell.data_type == "s" or not cell.value for row in book.active for cell in row)
    with inside():
        (entry,) = events.history("measures/export")
        facts = events.facts_of([entry.id])[entry.id]
        assert facts == {"list": name, "quarter": "2026Q4", "rows": len(shown)}


def test_an_empty_quarter_says_so(sign_in: SignIn, app: Flask) -> None:
    client = sign_in("signer")
    for name, words in (
        ("subjects", "这一天没有列入名单的主体"),
        ("measures", "这一天没有在施的惩戒措施"),
        ("effects", "这个季度没有在施的惩戒措施"),
    ):
        assert words in page_of(client, f"/measures/lists/{name}").text
    assert page_of(client, "/measures/lists/nonsense").status == 404
