"""企业档案: opened at the window, found by everything, renamed with a reason; and who may not."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import archive, clock, events, subjects
from app.kernel.machines import RuleBroken
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post
from tests.conftest import actor

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

CODE = "91512000MA90000111"
SOLE = "92512000MA900002XM"
SHUNDA = "91512000MA0000015M"
NAME = "资阳市新开示例物流有限公司"


def opened(client: FlaskClient, code: str = CODE, name: str = NAME, once: str = "k1") -> Page:
    return post(client, "/subjects/new", {"code": code, "name": name, "once": once})


def on_file(inside: Inside, code: str = CODE) -> tuple[str, str] | None:
    with inside():
        found = subjects.with_code(code)
        return (found.kind, found.name) if found else None


def test_a_file_is_opened_at_the_window_and_a_promise_begun_for_it(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.licensing")
    nothing = page_of(client, f"/matters/YS-02?q={CODE}")
    assert "先建档" in nothing.text
    assert f"/subjects/new?code={CODE}" in nothing.tree.xpath("//a/@href")
    form = page_of(client, f"/subjects/new?code={CODE}")
    assert form.tree.xpath("//input[@name='code']/@value") == [CODE]

    page = opened(client, f" {CODE.lower()} ", f" {NAME} ")
    assert (page.path, "已建档" in page.text) == (f"/subjects/{CODE}", True)
    assert "建档" in page.text
    assert page.tree.xpath("//h1/text()") == [NAME]
    assert on_file(inside) == ("org", NAME)
    found = page_of(client, f"/matters/YS-02?q={CODE}")
    begin = found.tree.xpath("//form[.//button[@data-event='open']]")
    assert len(begin) == 1
    fields = {i.get("name"): i.get("value") for i in begin[0].xpath(".//input")}
    draft = post(client, "/counter/open/commitment", fields)
    assert draft.status == 200
    assert NAME in draft.text


def test_a_sole_trader_is_known_by_the_code(sign_in: SignIn, inside: Inside) -> None:
    opened(sign_in("handler.licensing"), SOLE, "雁江区示例维修店")
    assert on_file(inside, SOLE) == ("sole", "雁江区示例维修店")


def test_one_press_or_two_open_one_file(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("handler.licensing")
    assert opened(client).path == opened(client).path == f"/subjects/{CODE}"
    with inside():
        acts = select(func.count()).where(events.Event.name == "open_file")
        assert db.session.scalar(acts) == 1


def test_a_key_that_did_something_else_is_refused(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("handler.licensing")
    opened(client)
    again = {"name": "资阳市更名示例物流有限公司", "reason": "变更登记", "once": "k1"}
    page = post(client, f"/subjects/{CODE}/name", again)
    assert (page.status, "已经用于别的办理" in page.text) == (422, True)
    assert on_file(inside) == ("org", NAME)


@pytest.mark.parametrize(
    ("code", "name", "says"),
    [
        ("91512000MA90000112", NAME, "代码校验不通过"),
        ("", NAME, "请填写统一社会信用代码"),
        (CODE, "", "请填写企业名称"),
        (CODE, "甲", "请按营业执照填写企业名称"),
        (SHUNDA, NAME, "这个代码已经建档：资阳市顺达"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    sign_in: SignIn, inside: Inside, code: str, name: str, says: str
) -> None:
    page = opened(sign_in("handler.licensing"), code, name)
    assert (page.status, says in page.text) == (422, True)
    assert page.tree.xpath("//input[@name='name']/@value") == ([name] if name else [""])
    assert on_file(inside) is None


def test_a_code_on_file_leads_to_its_file(sign_in: SignIn) -> None:
    page = opened(sign_in("handler.licensing"), SHUNDA)
    assert f"/subjects/{SHUNDA}" in page.tree.xpath("//main//a/@href")


def test_a_name_is_corrected_with_a_reason_and_found_by_the_new_one(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.licensing")
    opened(client)
    path = f"/subjects/{CODE}/name"
    without = post(client, path, {"name": "资阳市更名示例物流有限公司", "reason": ""})
    assert (without.status, "请写明理由" in without.text) == (422, True)
    same = post(client, path, {"name": NAME, "reason": "录入有误"})
    assert (same.status, "和现在的名称一样" in same.text) == (422, True)
    page = post(client, path, {"name": "资阳市更名示例物流有限公司", "reason": "变更登记"})
    assert page.path == f"/subjects/{CODE}"
    assert f"{NAME} → 资阳市更名示例物流有限公司" in page.text
    with inside():
        assert [row.code for row in subjects.named("更名示例", 5)] == [CODE]
        assert list(subjects.named("新开示例", 5)) == []


def test_the_administrator_opens_a_file_and_then_an_account(sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    page = opened(client)
    where = f"/admin/accounts/applicant?code={CODE}"
    assert where in page.tree.xpath("//a/@href")
    assert page_of(client, where).tree.xpath("//input[@name='code']/@value") == [CODE]
    told = post(
        client, "/admin/accounts/applicant", {"login": "newcomer", "name": "李某", "code": CODE}
    )
    assert told.status == 200
    assert "newcomer" in told.text


def test_a_natural_person_has_no_page_here(sign_in: SignIn, inside: Inside) -> None:
    with inside(), transaction():
        subjects.enter("person", "张某某", None)
    assert sign_in("handler.licensing").get("/subjects/张某某").status_code == 404


@pytest.mark.parametrize("login", ["legal2", "auditor", "secadmin", "applicant.a"])
def test_nobody_else_opens_or_renames_a_file(house: Flask, login: str) -> None:
    with pytest.raises(RuleBroken) as why, transaction():
        archive.open_file(NAME, CODE, actor(login), clock.now())
    assert why.value.code == "not_yours"
    shunda = subjects.with_code(SHUNDA)
    assert shunda is not None
    with pytest.raises(RuleBroken) as why, transaction():
        archive.rename(shunda, NAME, "录入有误", actor(login), clock.now())
    assert why.value.code == "not_yours"
