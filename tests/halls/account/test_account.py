"""账号: one sign-in page for all; equal answers for the unknown; messages and passwords of one's own."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug import security

from app import demonstration
from app.extensions import db
from app.halls.account.views import own_path
from app.kernel import clock, notices, sessions
from app.kernel.people import Account
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post
from tests.conftest import MORNING, actor
from tests.factories import make_repair

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
PASSWORD = demonstration.PASSWORD


def entered(client: FlaskClient, login: str, password: str = PASSWORD, **more: str) -> Page:
    return post(client, "/sign-in", {"login": login, "password": password} | more)


# ---------------------------------------------------------------- signing in


@pytest.mark.parametrize("login", ["applicant.a", "agent"])
def test_an_applicant_lands_in_the_portal(visitor: FlaskClient, login: str) -> None:
    assert entered(visitor, login).path == "/portal"


@pytest.mark.parametrize(
    ("login", "place"), [("handler.road", "/desk"), ("legal", "/desk"), ("auditor", "/desk")]
)
def test_staff_land_at_their_desk(visitor: FlaskClient, login: str, place: str) -> None:
    assert entered(visitor, login).path.rstrip("/") == place


def test_everybody_lands_somewhere_they_may_be(app: Flask) -> None:
    for staff in demonstration.STAFF:
        assert entered(app.test_client(), staff.key).status == 200, staff.key


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same words, same status, and the same work done: one password is checked either way."""
    checked: list[str] = []

    def check(kept: str, given: str) -> bool:
        checked.append(kept.split("$")[0])
        return security.check_password_hash(kept, given)

    monkeypatch.setattr(sessions, "check_password_hash", check)
    with app.app_context(), transaction():
        closed = update(Account).where(Account.login == "legal2").values(active=False)
        db.session.execute(closed)
    answers = set()
    for login in ("handler.road", "nobody.at.all", "legal2"):
        page = entered(app.test_client(), login, "wrong")
        told = re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page.body)
        answers.add((page.status, tuple(page.refusals), told))
    assert len(answers) == 1
    assert {(status, codes) for status, codes, _ in answers} == {(422, ("wrong_password",))}
    assert len(checked) == 3
    assert len(set(checked)) == 1, "the same kind of hash, so that it takes as long"


def test_a_password_never_comes_back_in_a_page(visitor: FlaskClient) -> None:
    page = entered(visitor, "handler.road", "my-secret-word-1")
    assert "my-secret-word-1" not in page.body
    assert page.field("login") == "handler.road"


def test_guesses_are_slowed_with_a_sentence(app: Flask) -> None:
    client = app.test_client()
    for _ in range(sessions.FREE_GUESSES):
        entered(client, "handler.road", "wrong")
    page = entered(client, "handler.road")
    assert (page.status, page.refusals) == (429, ["slow_down"])
    assert "15分钟后再试" in page.text
    clock.stand_at(MORNING + timedelta(minutes=16))
    assert entered(client, "handler.road").path != "/sign-in"


def test_guesses_at_nobody_are_slowed_alike(app: Flask) -> None:
    client = app.test_client()
    for _ in range(sessions.FREE_GUESSES):
        entered(client, "nobody.at.all", "wrong")
    assert entered(client, "nobody.at.all", "wrong").status == 429


@pytest.mark.parametrize(
    "sent", [{}, {"login": "handler.road"}, {"login": "x" * 65, "password": "y"}]
)
def test_what_is_missing_is_asked_for(visitor: FlaskClient, sent: dict[str, str]) -> None:
    page = post(visitor, "/sign-in", sent)
    assert (page.status, page.refusals) == (422, ["not_accepted"])


def test_a_session_begins_anew_at_sign_in(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["planted"], cookie["locale"] = "by somebody else", "en"
    entered(client, "applicant.a")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["locale"] == "en"


def test_whoever_is_signed_in_goes_on(sign_in: SignIn) -> None:
    assert page_of(sign_in("applicant.a"), "/sign-in").path == "/portal"
    client = sign_in("applicant.a")
    assert page_of(client, "/sign-in?next=/messages").path == "/messages"


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    client = app.test_client()
    entered(client, "applicant.a")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert post(client, "/sign-out", {}).path == "/sign-in"
    with client.session_transaction() as cookie:
        cookie.update(kept)
    assert page_of(client, "/portal").path == "/sign-in"


# ---------------------------------------------------------------- next


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/messages", "/messages"),
        ("/portal/find?q=顺达&after=1", "/portal/find?q=顺达&after=1"),
        ("http://localhost/counter/XF2026-000001", "/counter/XF2026-000001"),
        ("/a#part", "/a"),
        ("", ""),
        ("//evil.example", ""),
        ("///evil.example", ""),
        ("/\\evil.example", ""),
        ("\\\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("/\n/evil.example", ""),
        (" //evil.example", ""),
        ("https://evil.example/", ""),
        ("http://localhost@evil.example/", ""),
        ("http://localhost.evil.example/", ""),
        ("ftp://localhost/x", ""),
        ("javascript:alert(1)", ""),
        ("http:evil.example", ""),
        ("http://[", ""),
        ("messages", ""),
        ("http://localhost//evil.example", ""),
    ],
)
def test_one_comes_back_to_a_page_of_ours_or_nowhere(app: Flask, target: str, path: str) -> None:
    with app.test_request_context("/"):
        assert own_path(target) == path


def test_after_signing_in_one_is_where_one_wanted_to_be(app: Flask) -> None:
    client = app.test_client()
    page = page_of(client, "/messages")
    (back,) = page.tree.xpath("//form[@id='sign-in']//input[@name='next']/@value")
    assert entered(client, "applicant.a", next=str(back)).path == "/messages"
    evil = entered(app.test_client(), "applicant.a", next="//evil.example/")
    assert evil.path == "/portal"


# ---------------------------------------------------------------- the demonstration


def test_who_can_sign_in_is_listed_only_in_a_demonstration(
    app: Flask, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "演示账号" not in page_of(visitor, "/sign-in?login=applicant.a").text
    assert PASSWORD not in page_of(visitor, "/sign-in?login=applicant.a").body
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    page = page_of(visitor, "/sign-in")
    listed = {str(code) for code in page.tree.xpath("//details//a/code/text()")}
    staff, applicants = demonstration.STAFF, demonstration.APPLICANTS
    assert listed == {s.key for s in staff} | {k for k, *_ in applicants} | {"association"}


def test_a_click_fills_in_a_demonstration_account(
    app: Flask, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    monkeypatch.setitem(app.config, "DEMONSTRATION_PASSWORD", PASSWORD)
    filled = page_of(visitor, "/sign-in?login=handler.road")
    assert (filled.field("login"), filled.field("password")) == ("handler.road", PASSWORD)
    with app.app_context(), transaction():
        real = update(Account).where(Account.login == "legal2").values(demonstration=False)
        db.session.execute(real)
    for login in ("legal2", "nobody", "%"):
        page = page_of(visitor, f"/sign-in?login={login}")
        assert (page.field("login"), page.field("password")) == ("", "")


# ---------------------------------------------------------------- language and theme


def test_language_and_theme_can_be_chosen_before_signing_in(visitor: FlaskClient) -> None:
    page = post(visitor, "/language", {"language": "en", "next": "/sign-in"})
    assert page.tree.get("lang") == "en"
    page = post(visitor, "/theme", {"theme": "dark", "next": "/sign-in"})
    assert page.tree.get("data-theme") == "dark"
    assert page.path == "/sign-in"


# ---------------------------------------------------------------- messages


def test_messages_are_one_s_own_newest_first_and_lead_to_the_case(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        ref = make_repair("reviewing").ref
    client = sign_in("applicant.a")
    page = page_of(client, "/messages")
    words = [a.text for a in page.tree.xpath("//li[@data-ref]//a")]
    assert words == [f"申请{ref}已受理", f"申请{ref}已提交，等待受理"]
    assert page.tree.xpath("//li[@data-ref]//a/@href") == [f"/counter/{ref}"] * 2
    assert ref not in page_of(sign_in("applicant.b"), "/messages").body


def test_messages_of_staff_lead_to_their_side_of_the_case(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        case = make_repair("vetting")
        from tests.factories import step

        step(case, "send_back")
        ref = case.ref
    page = page_of(sign_in("handler.road"), "/messages")
    assert page.tree.xpath("//li[@data-ref]//a/@href") == [f"/cases/{ref}"]


def test_all_can_be_marked_as_read(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        make_repair("reviewing")
    client = sign_in("applicant.a")
    assert "未读" in page_of(client, "/messages").text
    page = post(client, "/messages/read", {})
    assert "未读" not in page.text
    with inside():
        assert notices.unread(actor("applicant.a").account_id or 0) == 0
        assert notices.unread(actor("agent").account_id or 0) == 2


def test_without_messages_the_page_says_what_would_be_here(sign_in: SignIn) -> None:
    assert "还没有消息" in page_of(sign_in("applicant.a"), "/messages").text


def test_messages_come_in_pages(
    sign_in: SignIn, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.halls.account import views

    monkeypatch.setattr(views, "MESSAGES", 2)
    with inside():
        make_repair("published")
    client = sign_in("applicant.a")
    first = page_of(client, "/messages")
    (further,) = first.tree.xpath("//a[@rel='next']/@href")
    second = page_of(client, further)
    both = [p.tree.xpath("//li[@data-ref]//a/text()") for p in (first, second)]
    assert len(both[0]) == len(both[1]) == 2
    assert not set(both[0]) & set(both[1])


# ---------------------------------------------------------------- my account


@pytest.mark.parametrize(
    ("login", "shown"),
    [
        ("handler.road", "市道路运输发展中心 经办人"),
        ("agent", "安岳县安捷示例客运服务部（代理）"),
        ("applicant.a", "资阳市顺达示例货运有限公司"),
    ],
)
def test_everybody_sees_what_they_may_do_here(sign_in: SignIn, login: str, shown: str) -> None:
    assert shown in page_of(sign_in(login), "/account").text


def test_a_new_password_ends_every_session_and_opens_the_next(app: Flask, sign_in: SignIn) -> None:
    here, elsewhere = sign_in("applicant.a"), sign_in("applicant.a")
    sent = {"old": PASSWORD, "new": "another-Word-2026", "again": "another-Word-2026"}
    assert post(here, "/account", sent).path == "/sign-in"
    assert page_of(elsewhere, "/portal").path == "/sign-in"
    assert entered(app.test_client(), "applicant.a").status == 422
    assert entered(app.test_client(), "applicant.a", "another-Word-2026").path == "/portal"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"old": "wrong", "new": "another-Word-2026", "again": "another-Word-2026"}, "old"),
        ({"old": PASSWORD, "new": "short-1", "again": "short-1"}, "new"),
        ({"old": PASSWORD, "new": "onlyletterswithin", "again": "onlyletterswithin"}, "new"),
        ({"old": PASSWORD, "new": "ziyang2026", "again": "ziyang2026"}, "new"),
        ({"old": PASSWORD, "new": "another-Word-2026", "again": "another-word-2026"}, "again"),
        ({}, "old"),
    ],
)
def test_a_password_that_is_not_taken_says_why_at_its_field(
    app: Flask, sign_in: SignIn, sent: dict[str, str], field: str
) -> None:
    page = post(sign_in("applicant.a"), "/account", sent)
    assert page.status == 422
    assert page.tree.xpath(f"//*[@id='{field}-error']")
    assert not [value for value in page.tree.xpath("//input[@type='password']/@value") if value]
    assert entered(app.test_client(), "applicant.a").path == "/portal"


@pytest.mark.parametrize("path", ["/messages", "/account", "/home"])
def test_one_s_own_pages_ask_for_a_sign_in(visitor: FlaskClient, path: str) -> None:
    assert page_of(visitor, path).path == "/sign-in"


def test_a_wrong_password_leaves_a_line_for_the_auditor(app: Flask) -> None:
    from app.kernel.refusals import Refusal

    entered(app.test_client(), "handler.road", "wrong")
    with app.app_context():
        codes = select(func.count()).where(Refusal.code == "wrong_password")
        assert db.session.scalar(codes) == 1
