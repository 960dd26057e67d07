"""邮件内容 notices as mails: at once, or together on each working day, in the account's language.

The daily mail also says what waits on the desk, if that was asked for. A mail says what the notice
says, with the case's number and title, and no more of anybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import Row, select, update

from app.extensions import BEIJING, db
from app.kernel import notices, post
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case
from app.kernel.notices import DAILY, DESK, NEVER, ONCE, Notice
from app.kernel.outbox import Mail
from app.kernel.people import Account
from app.kernel.public_face import redacted
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.language import in_language

DAILY_AT = time(8, 0)
MOST_LINES = 50

# 工作台 what waits for an account, in marked sentences with their number; told by whoever knows.
Desk = Callable[[Account, datetime], Mapping[str, int]]


@dataclass(frozen=True)
class Letter:
    """一封 what one mail tells: notices, and what waits on the desk."""

    rows: Sequence[Row[Any]]
    waits: Mapping[str, int]
    day: date | None = None

    @property
    def subject(self) -> str:
        return N_("信途：%(n)s条消息") if self.rows else N_("信途：工作台上有件等您办理")


def write_due(now: datetime, root: str, desk: Desk) -> int:
    """Write every mail that is due now; how many."""
    unmailed = select(Notice.id).where(_unmailed(), Notice.account_id == Account.id).exists()
    waiting = (
        select(Account.id)
        .where(Account.mail_id.is_not(None), Account.active)
        .where(unmailed | notices.wants_its_desk())
        .order_by(Account.id)
    )
    accounts = list(db.session.scalars(waiting))
    db.session.rollback()
    return sum(_write_for(account_id, now, root, desk) for account_id in accounts)


def _unmailed() -> Any:
    return Notice.mailed_at.is_(None)


def _write_for(account_id: int, now: datetime, root: str, desk: Desk) -> int:
    with transaction():
        query = select(Account).where(Account.id == account_id).with_for_update(of=Account)
        account = db.session.scalars(query.execution_options(populate_existing=True)).one()
        due = [letter for letter in _letters(account, now, desk) if letter.rows or letter.waits]
        for letter in due:
            _write(account, letter, now, root)
        return len(due)


def _letters(account: Account, now: datetime, desk: Desk) -> Iterable[Letter]:
    """What leaves at once; and once a working day the rest, with what waits on the desk."""
    choices = notices.chosen(account.id)
    found = _notices_of(account.id)
    how = {row.id: notices.by_mail(row.kind, choices) for row in found}
    read = [row for row in found if row.read_at or how[row.id] == NEVER]
    _note(read, now)
    left = [row for row in found if row not in read]
    yield Letter([row for row in left if how[row.id] == ONCE], {})
    if _day_has_come(account, now):
        waits = desk(account, now) if notices.by_mail(DESK, choices) == DAILY else {}
        yield Letter([row for row in left if how[row.id] == DAILY], waits, now.date())


def _notices_of(account_id: int) -> Sequence[Row[Any]]:
    """What was told and not mailed; not everything is about a case."""
    columns = (Notice.id, Notice.kind, Notice.at, Notice.read_at, Notice.words, Notice.params)
    query = select(*columns, Case.ref, Case.title).outerjoin(Case, Case.id == Notice.case_id)
    query = query.where(_unmailed(), Notice.account_id == account_id).order_by(Notice.id)
    return db.session.execute(query).all()


def _note(rows: Iterable[Row[Any]], now: datetime) -> None:
    ids = [row.id for row in rows]
    if ids:
        db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(mailed_at=now))


def _day_has_come(account: Account, now: datetime) -> bool:
    """After eight on a working day, and today's mail is not written yet."""
    here = now.astimezone(BEIJING)
    if here.time() < DAILY_AT or not work_calendar().is_working(here.date()):
        return False
    today = select(Mail.id).where(Mail.account_id == account.id, Mail.day == here.date())
    return db.session.scalar(today) is None


def _write(account: Account, letter: Letter, now: datetime, root: str) -> None:
    subject = _said(account.language, letter.subject, n=len(letter.rows))
    post.write(account.id, letter.day, subject, _body(account, letter, root), now)
    _note(letter.rows, now)


def _said(language: str, words: str, **params: Any) -> str:
    """A sentence in the language of the account, its parts too where they are words."""
    parts = {
        name: in_language(language, part, name) if isinstance(part, str) else part
        for name, part in params.items()
    }
    return in_language(language, words) % parts


def _body(account: Account, letter: Letter, root: str) -> str:
    say = partial(_said, account.language)
    lines = []
    if letter.waits:
        lines += [say(N_("您的工作台：")), ""]
        lines += [f"    {say(words, n=n)}" for words, n in letter.waits.items()]
        lines += [f"    {root}/desk", ""]
    if letter.rows:
        lines += [say(N_("您在信途有以下未读消息：")), ""]
    folder = "cases" if account.kind == "staff" else "counter"
    for row in letter.rows[:MOST_LINES]:
        lines += [f"{row.at:%Y-%m-%d %H:%M}  {say(row.words, **row.params)}"]
        about = [redacted(row.title), f"{root}/{folder}/{row.ref}"] if row.ref else []
        lines += [*(f"    {line}" for line in about), ""]
    if len(letter.rows) > MOST_LINES:
        more = say(N_("还有%(n)s条，请登录查看："), n=len(letter.rows) - MOST_LINES)
        lines += [more, f"    {root}/messages", ""]
    settings = say(N_("更改邮件提醒的设置："))
    closing = say(N_("本邮件由系统自动发出，请勿回复。"))
    return "\n".join([*lines, f"{settings}{root}/account/notices", closing, ""])
