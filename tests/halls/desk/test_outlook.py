"""视图: an address with a name, shown to whom it is shared with, and to nobody more than they see."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.halls.desk import export
from app.kernel.desks import SavedView
from app.kernel.events import Event, facts_of
from app.kernel.people import Section
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post, token_of
from tests.factories import make_repair

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]


def refs(page: Page) -> list[str]:
    return [str(ref) for ref in page.tree.xpath("//table[@id='desk']//tr/@data-ref")]


def heads(page: Page) -> list[str]:
    return [th.text_content().strip() for th in page.tree.xpath("//table[@id='desk']//th")]


@pytest.fixture
def three(app: Flask, inside: Inside) -> list[str]:
    with inside():
        return [
            make_repair(state, doc_no=f"资交执罚〔2026〕{n}号").ref
            for n, state in enumerate(("filed", "reviewing", "filed"), 1)
        ]


def saved(client: FlaskClient, query: str, name: str, once: str = "") -> Page:
    return post(client, f"/desk/views?{query}", {"name": name} | ({"once": once} if once else {}))


def view_id(inside: Inside, name: str) -> int:
    with inside():
        return db.session.scalars(select(SavedView.id).where(SavedView.name == name)).one()


def test_what_is_shown_is_saved_under_a_name_and_opens_as_it_was(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    asked = "tab=mine&state=reviewing&columns=due,subject&sort=new"
    page = saved(client, asked, "核查中的", once="v1")
    assert refs(page) == [three[1]]
    assert page.tree.xpath("//h1")[0].text_content() == "核查中的"
    assert heads(page) == ["编号", "期限", "对象", "办理"]
    saved(client, asked, "核查中的", once="v1")
    number = view_id(inside, "核查中的")  # once, however often it is sent
    listed = page_of(client, "/desk/views")
    assert "核查中的" in listed.text
    assert page_of(client, f"/desk?view={number}").status == 200


def test_one_name_stands_for_one_view(three: list[str], sign_in: SignIn) -> None:
    client = sign_in("handler.road")
    saved(client, "state=filed", "我的")
    again = saved(client, "state=reviewing", "我的")
    assert again.status == 422
    assert "您已有一个叫“我的”的视图" in again.text
    assert saved(client, "state=filed", "").status == 422


def test_a_view_is_ones_own_until_a_head_shares_it(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    head, handler, other = (sign_in(k) for k in ("head.road", "handler.road", "handler.safety"))
    saved(head, "tab=section&state=filed", "待受理的")
    number = view_id(inside, "待受理的")
    assert "待受理的" not in page_of(handler, "/desk/views").text
    with inside():
        road = db.session.query(Section).filter_by(key="road").one().id
    assert post(head, f"/desk/views/{number}/share", {"section": str(road)}).status == 200
    assert "待受理的" in page_of(handler, "/desk/views").text
    assert "待受理的" not in page_of(other, "/desk/views").text
    for act in ("remove", "replace", "rename"):
        path = f"/desk/views/{number}/{act}"
        assert post(handler, path, {"name": "x"} if act == "rename" else {}).status == 403
        assert post(other, path, {"name": "x"} if act == "rename" else {}).status == 404
    assert post(handler, f"/desk/views/{number}/share", {"section": "0"}).status == 403
    post(head, f"/desk/views/{number}/share", {"section": "0"})
    assert "待受理的" not in page_of(handler, "/desk/views").text


def test_a_handler_shares_with_nobody(three: list[str], sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("handler.road")
    saved(client, "state=filed", "我的")
    with inside():
        road = db.session.query(Section).filter_by(key="road").one().id
    number = view_id(inside, "我的")
    assert post(client, f"/desk/views/{number}/share", {"section": str(road)}).status == 400


def test_a_shared_view_shows_each_reader_only_what_they_may_see(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    with inside(), transaction():
        head = db.session.query(Event.account_id).filter(Event.account_id.is_not(None)).first()
        safety = db.session.query(Section).filter_by(key="safety").one().id
        asks = {"tab": "pool", "section": "road", "state": "filed"}
        view = SavedView(account_id=head[0], section_id=safety, name="别处", asks=asks)
        view.saved_at = db.session.query(Event).first().at
        db.session.add(view)
    number = view_id(inside, "别处")
    page = page_of(sign_in("handler.safety"), f"/desk?tab=pool&section=road&view={number}")
    assert page.tree.xpath("//h1")[0].text_content() == "别处"
    assert refs(page) == []


def test_what_a_view_no_longer_understands_is_left_out_with_a_sentence(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    saved(client, "state=reviewing", "旧的")
    number = view_id(inside, "旧的")
    with inside(), transaction():
        view = db.session.get_one(SavedView, number)
        view.asks = {"state": "reviewing", "kind": "licence", "colour": "red"}
    page = page_of(client, f"/desk?state=reviewing&view={number}")
    assert refs(page) == [three[1]]
    assert "kind=licence" in page.text
    assert "colour=red" in page.text
    assert "没有采用" in page.text
    assert "kind=licence" in page_of(client, "/desk/views").text


def test_a_desk_opens_with_the_view_that_was_chosen_for_it(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    saved(client, "state=reviewing", "核查")
    number = view_id(inside, "核查")
    assert len(refs(page_of(client, "/desk"))) == 3
    assert "首先看到“核查”" in post(client, f"/desk/views/{number}/start", {}).text
    assert refs(page_of(client, "/desk")) == [three[1]]
    assert len(refs(page_of(client, "/desk?tab=mine"))) == 3
    assert len(refs(page_of(sign_in("handler.road2"), "/desk"))) == 3
    post(client, f"/desk/views/{number}/remove", {})
    assert len(refs(page_of(client, "/desk"))) == 3
    post(client, f"/desk/views/{number}/restore", {})
    assert refs(page_of(client, "/desk")) == [three[1]]
    post(client, "/desk/views/start", {})
    assert len(refs(page_of(client, "/desk"))) == 3


def test_a_view_is_renamed_updated_removed_and_taken_back(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    saved(client, "state=filed", "甲")
    number = view_id(inside, "甲")
    assert "乙" in post(client, f"/desk/views/{number}/rename", {"name": "乙"}).text
    page = page_of(client, f"/desk?state=reviewing&view={number}")
    assert "更新视图“乙”" in page.text
    post(client, f"/desk/views/{number}/replace?state=reviewing", {})
    assert refs(page_of(client, f"/desk?state=reviewing&view={number}")) == [three[1]]
    gone = post(client, f"/desk/views/{number}/remove", {})
    assert "最近删除" in gone.text
    assert "恢复" in gone.text
    saved(client, "state=filed", "乙")
    assert post(client, f"/desk/views/{number}/restore", {}).status == 422  # the name is taken
    other = view_id_of_standing(inside, "乙")
    post(client, f"/desk/views/{other}/rename", {"name": "丙"})
    assert "视图已恢复" in post(client, f"/desk/views/{number}/restore", {}).text
    assert post(sign_in("handler.road2"), f"/desk/views/{number}/restore", {}).status == 404


def view_id_of_standing(inside: Inside, name: str) -> int:
    with inside():
        query = select(SavedView.id).where(SavedView.name == name, SavedView.removed_at.is_(None))
        return db.session.scalars(query).one()


def test_columns_are_chosen_and_ordered_by_links_alone(three: list[str], sign_in: SignIn) -> None:
    client = sign_in("handler.road")
    page = page_of(client, "/desk/columns?state=filed")
    links = {a.text_content().strip(): a.get("href") for a in page.tree.xpath("//main//li//a")}
    assert links["下移 对象"] == "/desk/columns?state=filed&columns=state,subject,turn,due,holder"
    assert links["加上 收件日期"].endswith("columns=subject,state,turn,due,holder,filed")
    shown = page_of(client, "/desk?columns=filed,code,nonsense,filed,subject")
    assert heads(shown) == ["编号", "收件日期", "统一社会信用代码", "对象", "办理"]
    assert "91512000MA0000015M" in shown.text
    assert heads(page_of(client, "/desk?columns=nonsense")) == heads(page_of(client, "/desk"))


def table_of(client: FlaskClient, query: str) -> list[list[str]]:
    answer = client.post(f"/desk/export/csv?{query}", data={"csrf_token": token_of(client)})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_the_export_is_exactly_what_the_view_shows_and_leaves_its_line(
    three: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    table = table_of(client, "state=filed&columns=subject,due")
    assert table[0] == ["编号", "种类", "对象", "文号或事项", "期限", "剩余时间"]
    assert [row[:5] for row in table[1:]] == [
        [ref, "信用修复", "资阳市顺达示例货运有限公司", f"资交执罚〔2026〕{n}号", "2026-11-26"]
        for ref, n in ((three[0], 1), (three[2], 3))
    ]
    with inside():
        entry = db.session.scalars(select(Event).where(Event.name == "export_cases")).one()
        assert facts_of([entry.id])[entry.id] == {
            "rows": 2,
            "form": "csv",
            "asks": {"state": "filed", "columns": "subject,due"},
        }
    answer = client.post("/desk/export/xlsx", data={"csrf_token": token_of(client)})
    with ZipFile(io.BytesIO(answer.get_data())) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert all(ref in words for ref in three)
    assert client.get("/desk/export/csv").status_code == 405
    assert post(client, "/desk/export/pdf", {}).status == 404
    assert [row[0] for row in table_of(sign_in("handler.safety"), "")] == ["编号"]


def test_an_export_that_would_not_be_whole_is_refused(
    three: list[str], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    page = post(sign_in("handler.road"), "/desk/export/csv", {})
    assert (page.status, page.refusals) == (422, ["too_many"])


def test_views_and_keys_are_told_in_english_too(three: list[str], sign_in: SignIn) -> None:
    client = sign_in("handler.road")
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    assert "Save view" in page_of(client, "/desk/views?kind=repair").text
    assert "Go to the desk" in page_of(client, "/help/keys").text
    assert "Standard columns" in page_of(client, "/desk/columns?columns=due").text
