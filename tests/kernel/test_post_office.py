"""邮局: mail really leaves, encrypted and signed in, or stays with the reason why not."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.kernel import post
from app.kernel.people import Account
from tests.conftest import MORNING
from tests.factories import make_repair
from tests.kernel.test_post import ROOT, mails, tell, with_mail, write_due
from tests.mailroom import HERE, Mailroom, make_certificate, open_mailroom


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture(params=["starttls", "tls"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def room(certificate: Path, way: str) -> Iterator[Mailroom]:
    with open_mailroom(certificate, at_once=way == "tls") as opened:
        yield opened


@pytest.fixture
def office(room: Mailroom, way: str) -> post.PostOffice:
    return post.PostOffice(HERE, room.port, way, "xintu", "xintu@example.cn", "opensesame")


@pytest.fixture
def account(house: Flask) -> Account:
    """Somebody with a mail that waits."""
    told = with_mail("handler.road")
    tell(told, make_repair("filed"), "step")
    assert write_due(MORNING) == 1
    return told


def test_a_mail_leaves_encrypted_and_signed_in(
    account: Account,
    room: Mailroom,
    office: post.PostOffice,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post.send(MORNING, office) == 1
    assert (room.encrypted, room.signed_in) == ([True], ["\0xintu\0opensesame"])
    letter = email.message_from_string(room.letters[0], policy=email.policy.default)
    assert (letter["To"], letter["From"]) == ("chen.box@example.cn", "xintu@example.cn")
    assert letter["Subject"] == "信途：1条消息"
    assert f"{ROOT}/cases/" in letter.get_content()
    assert mails(account)[0].sent_at == MORNING
    assert post.send(MORNING, office) == 0


def test_a_server_that_cannot_prove_itself_gets_nothing(
    account: Account, room: Mailroom, office: post.PostOffice
) -> None:
    assert post.send(MORNING, office) == 0
    assert (room.letters, room.signed_in) == ([], [])
    mail = mails(account)[0]
    assert "CERTIFICATE_VERIFY_FAILED" in mail.failure
    assert (mail.sent_at, mail.next_at) == (None, MORNING + timedelta(minutes=5))


def test_what_is_refused_is_tried_again_and_leaves_once(
    account: Account,
    room: Mailroom,
    office: post.PostOffice,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    room.full = True
    assert post.send(MORNING, office) == 0
    assert "mailbox full" in mails(account)[0].failure
    room.full = False
    assert post.send(MORNING, office) == 0  # not before its time
    assert post.send(MORNING + timedelta(minutes=5), office) == 1
    assert len(room.letters) == 1


def test_nobody_there_leaves_the_mail_waiting(account: Account, office: post.PostOffice) -> None:
    gone = replace(office, port=1)
    assert post.send(MORNING, gone) == 0
    assert mails(account)[0].sent_at is None
