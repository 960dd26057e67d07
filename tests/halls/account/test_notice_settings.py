"""消息设置 and the administrator's mails, on their pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, notices, post
from app.kernel.notices import STAFF_KINDS, NoticeChoice
from app.kernel.people import Account
from tests.browser import page_of
from tests.browser import post as send
from tests.conftest import actor

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

STAFF = dict.fromkeys(STAFF_KINDS, "daily") | {"language": "zh"}
APPLICANT = {"legal": "once", "own": "daily", "step": "never", "due_soon": "once", "language": "en"}


def test_a_choice_is_kept_and_shown_again_with_the_address_masked(
    inside: Inside, sign_in: SignIn
) -> None:
    client = sign_in("handler.road")
    fields = STAFF | {"mail": "wang.box@example.cn", "mention": "never", "language": "en"}
    page = send(client, "/account/notices", fields)
    assert "消息设置已保存" in page.text
    assert page.field("mail") == "w***@example.cn"
    assert "wang.box" not in page.body
    chosen = page.tree.xpath("//select[@name='mention']/option[@selected]/@value")
    assert chosen == ["never"]
    send(client, "/account/notices", fields | {"mail": page.field("mail")})  # left as it is
    with inside():
        account = db.session.get_one(Account, actor("handler.road").account_id)
        assert account.language == "en"
        from app.kernel.vault import PersonalValue, for_the_record

        kept = db.session.get_one(PersonalValue, account.mail_id)
        assert for_the_record(kept) == "wang.box@example.cn"
    assert send(client, "/account/notices", fields | {"mail": ""}).field("mail") == ""


@pytest.mark.parametrize("mail", ["nobody", "a@b", "a b@example.cn", "a@example.cn\nBcc: x@y.cn"])
def test_what_is_no_address_is_refused_at_the_field(
    inside: Inside, sign_in: SignIn, mail: str
) -> None:
    page = send(sign_in("handler.road"), "/account/notices", STAFF | {"mail": mail})
    assert page.status == 422
    assert "邮箱格式不对" in page.tree.xpath("string(//*[@id='mail-error'])")
    with inside():
        assert db.session.scalars(select(NoticeChoice)).all() == []


def test_legal_notices_cannot_be_switched_off_and_the_field_says_why(sign_in: SignIn) -> None:
    client = sign_in("applicant.a")
    page = page_of(client, "/account/notices")
    assert page.tree.xpath("//select[@name='legal']/option/@value") == ["once", "daily"]
    assert "依法必须告知当事人" in page.tree.xpath("string(//*[@id='legal-hint'])")
    refused = send(client, "/account/notices", APPLICANT | {"mail": "", "legal": "never"})
    assert refused.status == 422


def test_the_settings_in_english_and_from_the_messages(sign_in: SignIn) -> None:
    client = sign_in("applicant.a")
    assert page_of(client, "/messages").tree.xpath("//a[@href='/account/notices']")
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    text = page_of(client, "/account/notices").text
    for words in ("Message settings", "What the law requires to be told", "No mail server is set"):
        assert words in text, words


def test_the_administrator_reads_what_would_be_sent(
    app: Flask, inside: Inside, sign_in: SignIn
) -> None:
    client = sign_in("sysadmin")
    empty = page_of(client, "/admin/mail")
    assert "还没有设置邮件服务器" in empty.text
    assert "还没有邮件" in empty.text
    with inside():
        who = actor("handler.road")
        account = db.session.get_one(Account, who.account_id)
        post.set_address(account, "wang.box@example.cn", "zh", who, clock.now())
        post.write(
            account.id, None, "信途：1条消息", "一行\nhttps://example.cn/cases/X", clock.now()
        )
        db.session.commit()
    page = page_of(client, "/admin/mail")
    assert ("待发" in page.text, "w***@example.cn" in page.text) == (True, True)
    assert "wang.box" not in page.body
    link = page.tree.xpath("//td/a/@href")[0]
    assert "https://example.cn/cases/X" in page_of(client, link).text
    assert page_of(client, "/admin/mail/999").status == 404


def test_every_kind_of_notice_has_its_field(house: Flask) -> None:
    from app.halls.account.forms import ApplicantNoticeForm, StaffNoticeForm

    with house.test_request_context():
        for form, kinds in (
            (StaffNoticeForm(), STAFF_KINDS),
            (ApplicantNoticeForm(), notices.APPLICANT_KINDS),
        ):
            own = {f.short_name for f in form} - {"csrf_token", "mail", "language"}
            assert own == set(kinds)
