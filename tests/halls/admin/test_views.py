"""账号与授权 over HTTP: what an administrator may do, and that granting takes two."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser import Page, page_of, post

SignIn = Callable[[str], FlaskClient]


def option(page: Page, field: str, words: str) -> str:
    return str(page.tree.xpath(f"//select[@name='{field}']/option[.='{words}']/@value")[0])


def test_an_opened_account_signs_in_once_with_its_password_and_must_change_it(
    app: Flask, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client = sign_in("sysadmin")
    form = page_of(client, "/admin/accounts/staff")
    section = option(form, "section", "市道路运输发展中心")
    said = {"login": "new.handler", "name": "新同事", "section": section, "same_as": ""}
    page = post(client, "/admin/accounts/staff", said)
    password = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
    assert password
    post(visitor, "/sign-in", {"login": "new.handler", "password": password.group(), "next": ""})
    assert "密码" in page_of(visitor, "/desk").text


def test_a_taken_login_is_told_at_its_field(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    section = option(page_of(client, "/admin/accounts/staff"), "section", "市道路运输发展中心")
    said = {"login": "legal", "name": "某", "section": section, "same_as": ""}
    page = post(client, "/admin/accounts/staff", said)
    assert page.status == 422
    assert "已有人使用" in page.text


def test_a_grant_takes_two_persons(app: Flask, sign_in: SignIn) -> None:
    first, second = sign_in("secadmin"), sign_in("secadmin2")
    form = page_of(first, "/admin/grants/new")
    section = option(form, "section", "市道路运输发展中心")
    said = {
        "act": "give",
        "login": "handler.safety",
        "role": "handler",
        "section": section,
        "reason": "支援",
    }
    page = post(first, "/admin/grants/new", said)
    proposal = str(page.tree.xpath("//tbody/tr/@data-ref")[0])
    own = post(first, f"/admin/grants/{proposal}/confirm", {"once": "k1"})
    assert own.status == 422
    assert "提请人不能自己确认" in own.text
    done = post(second, f"/admin/grants/{proposal}/confirm", {"once": "k2"})
    assert "已确认" in done.text


def test_next_years_holidays_are_looked_at_and_then_entered(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    said = {
        "year": "2027",
        "notice": "示例通知",
        "days_off": "2027-01-01 至 2027-01-03\n2027-10-01 至 2027-10-07",
        "makeup_days": "2027-10-09",
    }
    seen = post(client, "/admin/calendar", said)
    assert "2027 年：放假 10 天，调休上班 1 天" in seen.text
    entered = post(client, "/admin/calendar?step=enter", said)
    assert "示例通知" in entered.text


def test_a_line_that_is_no_day_is_told_at_its_field(app: Flask, sign_in: SignIn) -> None:
    said = {"year": "2027", "notice": "示例", "days_off": "2027-02-30", "makeup_days": ""}
    page = post(sign_in("sysadmin"), "/admin/calendar", said)
    assert page.status == 422
    assert "日历上没有这一天" in page.text


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("secadmin", "/admin/accounts/staff"),
        ("sysadmin", "/admin/grants/new"),
        ("handler.road", "/admin"),
        ("auditor", "/admin"),
        ("approver", "/admin/calendar"),
    ],
)
def test_the_administrations_are_kept_apart(
    app: Flask, sign_in: SignIn, login: str, path: str
) -> None:
    assert sign_in(login).get(path).status_code == 403
