"""邮递 mails leave by the bureau's mail server: tried again after a rest, given up after enough.

Killed between sending and noting it, the next round sends once more under the same Message-ID, by
which mailboxes know a mail they have already.
"""

import logging
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select, update

from app.extensions import db
from app.kernel import events, vault
from app.kernel.notices import Notice
from app.kernel.outbox import Mail
from app.kernel.people import Account, Actor
from app.kernel.tx import transaction
from app.kernel.vault import PersonalValue

AT_A_TIME = 50
REST = timedelta(minutes=5)  # after a failure, doubled each time
MOST_ATTEMPTS = 6
PATIENCE = 20.0  # seconds for the server to answer

log = logging.getLogger("xintu.post")


@dataclass(frozen=True)
class PostOffice:
    """邮局 the mail server and how to speak to it."""

    host: str
    port: int
    tls: str  # starttls | tls | none
    user: str
    sender: str
    password: str = field(repr=False)

    def opened(self) -> smtplib.SMTP:
        """A connection, encrypted and signed in. Raises OSError, SMTPException."""
        context = ssl.create_default_context()
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=PATIENCE, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
            if self.tls == "starttls":
                server.starttls(context=context)
        if self.user:
            server.login(self.user, self.password)
        return server


def set_address(
    account: Account, address: str | None, language: str, by: Actor, at: datetime
) -> None:
    """邮箱: keep where an account wants its mail, as personal values are kept; an act of its own.

    None keeps the address there is, and an empty one ends it. What the account was told before is
    not mailed to a new address.
    """
    stood = account.mail_id, account.language
    if address is not None:
        account.mail_id = _kept(address, account.id, at) if address else None
    account.language = language
    if (account.mail_id, account.language) != stood:
        facts = {"mail": vault.masked(account.mail_id), "language": language}
        events.record(f"account/{account.id}", "set_mail", by, at, facts=facts)
        db.session.flush()


def _kept(address: str, account_id: int, at: datetime) -> int:
    earlier = (Notice.account_id == account_id) & Notice.mailed_at.is_(None)
    db.session.execute(update(Notice).where(earlier).values(mailed_at=at))
    return (vault.same_as("mail", address) or vault.keep("mail", address)).id


def write(account_id: int, day: date | None, subject: str, body: str, at: datetime) -> Mail:
    """Put a mail among those that wait."""
    mail = Mail(
        account_id=account_id, day=day, subject=subject, body=body, written_at=at, next_at=at
    )
    db.session.add(mail)
    db.session.flush()
    return mail


def waiting(at: datetime) -> Sequence[int]:
    """What is due to leave, oldest first."""
    query = select(Mail.id).where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
    query = query.where(Mail.next_at <= at).order_by(Mail.next_at, Mail.id).limit(AT_A_TIME)
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def send(at: datetime, office: PostOffice | None) -> int:
    """Send what waits; how many mails left. Without a server everything stays."""
    if office is None:
        return 0
    return sum(_send_one(mail_id, at, office) for mail_id in waiting(at))


def _send_one(mail_id: int, at: datetime, office: PostOffice) -> bool:
    letter = _taken(mail_id, at)
    if letter is None:
        return False
    letter["From"] = office.sender
    try:
        with office.opened() as server:
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as fault:
        log.warning("mail %s did not leave: %s", mail_id, type(fault).__name__)
        _failed(mail_id, f"{type(fault).__name__}: {fault}"[:300], at)
        return False
    with transaction():
        mail = db.session.get_one(Mail, mail_id)
        mail.sent_at, mail.failure = at, ""
    return True


def _taken(mail_id: int, at: datetime) -> EmailMessage | None:
    """The mail as a letter; nobody else takes it until the rest is over."""
    with transaction():
        query = select(Mail).where(Mail.id == mail_id).with_for_update(skip_locked=True)
        mail = db.session.scalar(query.execution_options(populate_existing=True))
        if mail is None or mail.sent_at is not None or mail.next_at > at:
            return None
        mail.attempts += 1
        mail.next_at = at + REST * 2 ** (mail.attempts - 1)
        account = db.session.get_one(Account, mail.account_id)
        kept = db.session.get(PersonalValue, account.mail_id) if account.mail_id else None
        if kept is None or not account.active:
            mail.given_up_at, mail.failure = at, "no address"
            return None
        letter = EmailMessage()
        letter["To"], letter["Subject"] = vault.for_the_record(kept), mail.subject
        letter["Date"], letter["Message-ID"] = mail.written_at, f"<mail-{mail.id}@xintu.invalid>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(mail.body)
        return letter


def _failed(mail_id: int, why: str, at: datetime) -> None:
    with transaction():
        mail = db.session.get_one(Mail, mail_id)
        mail.failure = why
        if mail.attempts >= MOST_ATTEMPTS:
            mail.given_up_at = at


def try_again(mail_id: int, at: datetime) -> None:
    """Put a mail that was given up among those that wait."""
    with transaction():
        mail = db.session.get(Mail, mail_id)
        if mail is not None and mail.given_up_at is not None:
            mail.given_up_at, mail.next_at, mail.attempts = None, at, 0
