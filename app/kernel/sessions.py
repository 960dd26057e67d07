"""会话 who is signed in: server-side, ended when rights change; guesses are slowed down."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel.people import Account, Actor, actor_with

IDLE = timedelta(hours=2)  # GB/T 22239 8.1.4.1: idle sessions end by themselves
LONGEST = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
FREE_GUESSES = 5  # per account and window; then each further guess waits
FREE_GUESSES_FROM_SOURCE = 40
TOUCH_EVERY = timedelta(minutes=1)

# Checked when no such account exists, so that both answers take as long.
_NOBODY = generate_password_hash(secrets.token_urlsafe(16))


class SignIn(Base):
    """会话 one browser of one account; only a digest of its token is kept."""

    __tablename__ = "sign_in"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"), index=True)
    epoch: Mapped[int]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Attempt(Base):
    """登录尝试 one guess at a password, right or wrong."""

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_login_at", "login", "at"),
        Index("ix_attempt_source_at", "source", "at"),
    )

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    right: Mapped[bool]


class TooManyGuesses(Exception):
    """Wait: too many wrong passwords for this account or from this place."""

    def __init__(self, wait: timedelta) -> None:
        self.minutes = max(1, -(-int(wait.total_seconds()) // 60))
        super().__init__(self.minutes)


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(login: str, password: str, source: str, at: datetime) -> str | None:
    """A new session's token, or None for a wrong name or password. Raises TooManyGuesses."""
    _slow_down(login, source, at)
    account = db.session.scalar(select(Account).where(Account.login == login, Account.active))
    right = check_password_hash(account.password if account else _NOBODY, password)
    right = right and account is not None and _in_time(account, at)
    db.session.add(Attempt(login=login[:64], source=source[:64], at=at, right=right))
    if account is None or not right:
        return None
    return begin(account, at)


def _in_time(account: Account, at: datetime) -> bool:
    """A one-time password is good for a few days, any other until it is changed."""
    return account.password_until is None or at <= account.password_until


def begin(account: Account, at: datetime) -> str:
    """Begin a session for an account whose holder has proved who they are; its token."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            token=_kept(token), account_id=account.id, epoch=account.epoch, began_at=at, seen_at=at
        )
    )
    return token


def _slow_down(login: str, source: str, at: datetime) -> None:
    since = at - WINDOW
    for column, value, free in (
        (Attempt.login, login[:64], FREE_GUESSES),
        (Attempt.source, source[:64], FREE_GUESSES_FROM_SOURCE),
    ):
        wrong, last = db.session.execute(
            select(func.count(), func.max(Attempt.at)).where(
                column == value, Attempt.at > since, ~Attempt.right
            )
        ).one()
        if wrong >= free:
            raise TooManyGuesses(last + WINDOW - at)


@dataclass(frozen=True)
class Held:
    """A session that stands: whose it is, and whether it should be noted that it is alive."""

    actor: Actor
    unnoted: bool


_OURS, _THEIRS = table_of(SignIn).c, table_of(Account).c
_HELD = select(
    _OURS.epoch, _OURS.began_at, _OURS.seen_at, _THEIRS.id, _THEIRS.epoch, _THEIRS.active
).where(_OURS.token == bindparam("token"), _THEIRS.id == _OURS.account_id)


def held(token: str, at: datetime) -> Held | None:
    """The session behind a token; None once it ended, idled out, or the rights changed."""
    row = db.session.execute(_HELD, {"token": _kept(token)}).first()
    if row is None:
        return None
    epoch, began_at, seen_at, account_id, standing, active = row
    if not active or epoch != standing or at - seen_at > IDLE or at - began_at > LONGEST:
        return None
    return Held(actor_with(account_id, standing, at.date()), at - seen_at > TOUCH_EVERY)


def whoever_holds(token: str, at: datetime) -> Actor | None:
    """The actor behind a token, if its session stands."""
    session = held(token, at)
    return session.actor if session else None


def seen(token: str, at: datetime) -> None:
    """Note that the session is alive, at most once a minute."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token == _kept(token), SignIn.seen_at < at - TOUCH_EVERY)
        .values(seen_at=at)
    )


def sign_out(token: str) -> None:
    db.session.execute(delete(SignIn).where(SignIn.token == _kept(token)))


def end_sessions_of(account_id: int) -> None:
    """End every session of an account: its password or its rights changed."""
    db.session.execute(delete(SignIn).where(SignIn.account_id == account_id))


def password_is(account: Account, password: str) -> bool:
    return check_password_hash(account.password, password)


def change_password(account: Account, new: str) -> None:
    """A password of one's own in place of the old one; whoever is signed in signs in again."""
    account.password, account.password_until = generate_password_hash(new), None
    account.epoch += 1
    end_sessions_of(account.id)


def forget_old(at: datetime) -> None:
    """Clear what no longer matters: ended sessions, guesses out of the window."""
    db.session.execute(delete(SignIn).where(SignIn.began_at < at - LONGEST))
    db.session.execute(delete(Attempt).where(Attempt.at < at - timedelta(days=180)))
