"""邮件: who gets which mail, when, once; how it leaves, fails and is given up."""

import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.extensions import db
from app.halls.desk.morning import on_the_desk
from app.kernel import absences, clock, events, holding, notices, post, reminders, vault
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken
from app.kernel.notices import Notice
from app.kernel.outbox import Mail
from app.kernel.people import Account
from app.kernel.tx import transaction
from app.kernel.vault import PersonalValue
from app.web import mailing
from tests.conftest import MORNING, actor
from tests.factories import make_repair

ROOT = "https://xintu.example.cn"
OFFICE = post.PostOffice("mail.example.cn", 587, "starttls", "", "xintu@example.cn", "")


def with_mail(login: str, address: str = "chen.box@example.cn", language: str = "zh") -> Account:
    who = actor(login)
    with transaction():
        account = db.session.get_one(Account, who.account_id)
        post.set_address(account, address, language, who, clock.now())
    return account


def write_due(at: datetime) -> int:
    return mailing.write_due(at, ROOT, on_the_desk)


def tell(account: Account, case: Case, kind: str, words: str = "申请%(ref)s已受理") -> None:
    event = events.history(case.stream)[-1].id
    with transaction():
        notices.tell(account.id, case, event, clock.now(), words, kind, ref=case.ref)


def mails(account: Account) -> list[Mail]:
    query = select(Mail).where(Mail.account_id == account.id).order_by(Mail.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


@pytest.fixture
def case(house: Flask) -> Case:
    return make_repair("filed")


def test_an_address_is_kept_as_personal_values_are_and_its_change_is_an_act(house: Flask) -> None:
    account = with_mail("handler.road")
    kept = db.session.get_one(PersonalValue, account.mail_id)
    assert kept.masked == "c***@example.cn"
    assert b"chen" not in kept.sealed
    assert vault.for_the_record(kept) == "chen.box@example.cn"
    act = events.history(f"account/{account.id}")[-1]
    said = events.facts_of([act.id])[act.id]
    assert (act.name, said) == ("set_mail", {"mail": "c***@example.cn", "language": "zh"})
    with_mail("handler.road")  # the same again is no act
    assert events.history(f"account/{account.id}")[-1].seq == act.seq


def test_a_days_notices_are_one_mail_after_eight_on_a_working_day(case: Case) -> None:
    account = with_mail("handler.road")
    tell(account, case, "step")
    tell(account, case, "given")
    assert write_due(MORNING.replace(hour=7, minute=59)) == 0
    assert write_due(MORNING.replace(hour=8)) == 1
    (mail,) = mails(account)
    assert mail.subject == "信途：2条消息"
    assert mail.body.count(f"{ROOT}/cases/{case.ref}") == 2
    assert f"{ROOT}/account/notices" in mail.body
    assert "资交执罚〔2026〕1号" in mail.body
    assert "顺达" not in mail.body
    tell(account, case, "step")
    assert write_due(MORNING) == 0  # the second of a day waits
    assert write_due(MORNING + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("day", "leaves"),
    [
        ("2026-11-28", 0),  # Saturday
        ("2026-10-01", 0),  # National Day, a Thursday
        ("2026-10-10", 1),  # a Saturday that is worked (国办发明电)
        ("2026-11-30", 1),
    ],
)
def test_the_daily_mail_keeps_to_the_state_councils_calendar(
    case: Case, day: str, leaves: int
) -> None:
    account = with_mail("handler.road")
    tell(account, case, "step")
    at = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=MORNING.tzinfo)
    assert write_due(at) == leaves


def test_what_was_read_is_not_mailed_and_what_was_mailed_is_not_mailed_again(case: Case) -> None:
    account = with_mail("handler.road")
    tell(account, case, "step")
    with transaction():
        notices.mark_read(account.id, MORNING)
    assert write_due(MORNING) == 0
    tell(account, case, "step")
    assert [write_due(MORNING + timedelta(days=n)) for n in (0, 1, 2)] == [1, 0, 0]


def test_each_kind_leaves_as_it_was_chosen(case: Case) -> None:
    account = with_mail("handler.road")
    with transaction():
        notices.choose(account.id, {"step": "never", "given": "once", "mention": "daily"})
    for kind in ("step", "given", "mention"):
        tell(account, case, kind)
    saturday = datetime.fromisoformat("2026-11-28T09:00").replace(tzinfo=MORNING.tzinfo)
    assert write_due(saturday) == 1
    assert [mail.day for mail in mails(account)] == [None]
    assert write_due(saturday + timedelta(days=2)) == 1
    assert [mail.subject for mail in mails(account)] == ["信途：1条消息"] * 2


def test_what_the_law_requires_cannot_be_switched_off(house: Flask) -> None:
    account = with_mail("applicant.a")
    with pytest.raises(RuleBroken) as why:
        notices.choose(account.id, {"legal": "never"})
    assert (why.value.field, why.value.code) == ("legal", "required")
    assert notices.by_mail("legal", {"legal": "never"}) == "daily"
    assert notices.by_mail("legal", {}) == "once"


def test_a_paper_is_a_legal_notice_and_a_filing_is_in_ones_name(house: Flask) -> None:
    case = make_repair("correcting")
    query = select(Notice.words, Notice.kind).where(Notice.case_id == case.id)
    told = dict(db.session.execute(query).all())
    assert told["申请%(ref)s已提交，等待受理"] == "own"
    assert told["申请%(ref)s需要补正，请按通知书补充"] == "legal"


def test_the_mail_speaks_the_accounts_language_and_leads_an_applicant_to_their_page(
    house: Flask,
) -> None:
    account = with_mail("applicant.a", language="en")
    case = make_repair("filed")
    assert write_due(MORNING) >= 1
    body = "".join(mail.body for mail in mails(account))
    assert "You have these unread messages" in body
    assert f"{ROOT}/counter/{case.ref}" in body


def test_without_an_address_nothing_is_written_and_a_new_one_gets_nothing_old(case: Case) -> None:
    account = db.session.get_one(Account, actor("handler.road").account_id)
    tell(account, case, "step")
    assert write_due(MORNING) == 0
    with_mail("handler.road")
    assert write_due(MORNING) == 0


def test_what_is_about_no_case_is_mailed_too_once(house: Flask) -> None:
    account, head = with_mail("handler.road", language="en"), actor("head.road")
    with transaction():
        absences.mark(account, MORNING.date(), MORNING.date(), "病假", head, clock.now())
    assert write_due(MORNING) == 1
    (mail,) = mails(account)
    assert "marked you absent from 2026-11-23 to 2026-11-23" in mail.body
    assert "/cases/" not in mail.body
    assert write_due(MORNING + timedelta(days=1)) == 0


def test_a_step_is_called_in_the_language_of_the_mail(case: Case) -> None:
    account = with_mail("handler.road", language="en")
    tell(account, case, "step", "%(name)s代您办理了%(ref)s的“%(event)s”")
    db.session.execute(update(Notice).values(params={"name": "周", "ref": "X", "event": "受理"}))
    db.session.commit()
    write_due(MORNING)
    assert "Accept" in mails(account)[0].body


# ---------------------------------------------------------------- what waits on the desk


def wants_the_desk(login: str, language: str = "zh") -> Account:
    account = with_mail(login, language=language)
    with transaction():
        notices.choose(account.id, {"desk": "daily"})
    return account


def test_who_asked_hears_on_each_working_morning_what_waits(case: Case) -> None:
    account, other = wants_the_desk("handler.road"), with_mail("handler.road2")
    with transaction():
        db.session.execute(update(Notice).values(mailed_at=MORNING))
    assert write_due(MORNING.replace(hour=7)) == 0
    assert [write_due(MORNING), write_due(MORNING + timedelta(hours=2))] == [1, 0]
    (mail,) = mails(account)
    assert mail.subject == "信途：工作台上有件等您办理"
    assert "等您办的：1件" in mail.body
    assert "还没有人认领的：1件" in mail.body
    assert f"{ROOT}/desk" in mail.body
    assert case.ref not in mail.body
    assert mails(other) == []  # nobody gets it unasked
    assert write_due(MORNING + timedelta(days=1)) == 1


def test_the_mail_of_the_desk_says_what_presses_and_carries_the_notices_too(case: Case) -> None:
    account = wants_the_desk("handler.road", language="en")
    tell(account, case, "step")
    write_due(datetime(2027, 3, 1, 9, tzinfo=MORNING.tzinfo))
    (mail,) = mails(account)
    assert mail.subject == "Xintu: 1 message(s)"
    assert "Waiting for you: 1" in mail.body
    assert "Overdue: 1" in mail.body
    assert f"{ROOT}/cases/{case.ref}" in mail.body


def test_what_a_colleague_has_claimed_waits_for_the_colleague(case: Case) -> None:
    mine, theirs = wants_the_desk("handler.road"), wants_the_desk("handler.road2")
    holding.take_up(case, actor("handler.road"), clock.now())
    write_due(MORNING)
    assert mails(theirs) == []
    assert "等您办的：1件" in mails(mine)[0].body
    assert "还没有人认领" not in mails(mine)[0].body


def test_nothing_is_mailed_of_an_empty_desk_or_to_whoever_only_reads(case: Case) -> None:
    for login in ("handler.licensing", "auditor"):
        wants_the_desk(login)
    assert write_due(MORNING) == 0


# ---------------------------------------------------------------- leaving


class Server:
    """A mail server that remembers, or fails."""

    def __init__(self, fails: bool = False) -> None:
        self.got: list[EmailMessage] = []
        self.fails = fails

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send_message(self, letter: EmailMessage) -> None:
        if self.fails:
            raise smtplib.SMTPServerDisconnected("gone")
        self.got.append(letter)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(post.PostOffice, "opened", lambda _office: made)
    return made


def test_a_mail_leaves_once(case: Case, server: Server) -> None:
    account = with_mail("handler.road")
    tell(account, case, "step")
    write_due(MORNING)
    assert post.send(MORNING, None) == 0  # no server is named: it stays
    assert [post.send(MORNING, OFFICE), post.send(MORNING, OFFICE)] == [1, 0]
    (letter,) = server.got
    assert (letter["To"], letter["From"]) == ("chen.box@example.cn", "xintu@example.cn")
    assert letter["Subject"] == "信途：1条消息"
    assert case.ref in letter.get_content()


def test_a_server_that_fails_is_tried_again_and_given_up_at_last(
    case: Case, server: Server
) -> None:
    account = with_mail("handler.road")
    tell(account, case, "step")
    write_due(MORNING)
    server.fails = True
    assert post.send(MORNING, OFFICE) == 0
    assert post.send(MORNING + timedelta(minutes=4), OFFICE) == 0
    assert mails(account)[0].attempts == 1  # the rest is five minutes
    at = MORNING
    for _ in range(8):
        at += timedelta(hours=6)
        post.send(at, OFFICE)
    (mail,) = mails(account)
    assert (mail.attempts, mail.given_up_at is not None) == (6, True)
    assert mail.failure.startswith("SMTPServerDisconnected")
    server.fails = False
    assert post.send(at + timedelta(days=9), OFFICE) == 0
    post.try_again(mail.id, at)
    assert post.send(at, OFFICE) == 1


# ---------------------------------------------------------------- soon due, and late


def warned(login: str) -> list[str]:
    query = select(Notice.kind).where(Notice.account_id == actor(login).account_id)
    query = query.where(Notice.kind.in_(("due_soon", "overdue"))).order_by(Notice.id)
    return list(db.session.scalars(query))


def test_each_clock_warns_once_before_and_once_after(house: Flask) -> None:
    case = make_repair("filed")  # three working days to accept: due on Thursday
    assert case.due_on is not None
    before = reminders.warn_due(MORNING)
    assert before == 0
    tuesday = MORNING + timedelta(days=1)
    assert [reminders.warn_due(tuesday), reminders.warn_due(tuesday)] == [1, 0]
    assert warned("handler.road") == ["due_soon"]
    assert warned("head.road") == []
    friday = MORNING.replace(day=27)
    assert [reminders.warn_due(friday), reminders.warn_due(friday)] == [1, 0]
    assert warned("handler.road") == ["due_soon", "overdue"]
    assert warned("head.road") == ["overdue"]
    assert warned("handler.enforcement") == []


def test_an_applicant_is_warned_of_a_correction(house: Flask) -> None:
    case = make_repair("correcting")
    due = case.due_on
    assert due is not None
    eve = MORNING.replace(year=due.year, month=due.month, day=due.day)
    assert reminders.warn_due(eve) == 1
    assert warned("applicant.a") == ["due_soon"]
    assert warned("handler.road") == []
