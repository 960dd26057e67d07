"""邮件内容 notices as mails: at once, or together on each working day, in the account's language.

A mail says what the notice says, with the case's number and title, and no more of anybody.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, select, update

from app.extensions import BEIJING, db
from app.kernel import notices, post
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case
from app.kernel.notices import DAILY, NEVER, ONCE, Notice
from app.kernel.outbox import Mail
from app.kernel.people import Account
from app.kernel.public_face import redacted
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.language import in_language

DAILY_AT = time(8, 0)
MOST_LINES = 50


def write_due(now: datetime, root: str) -> int:
    """Write every mail that is due now; how many."""
    waiting = (
        select(Account.id)
        .where(Account.mail_id.is_not(None), Account.active)
        .where(select(Notice.id).where(_unmailed(), Notice.account_id == Account.id).exists())
        .order_by(Account.id)
    )
    accounts = list(db.session.scalars(waiting))
    db.session.rollback()
    return sum(_write_for(account_id, now, root) for account_id in accounts)


def _unmailed() -> Any:
    return Notice.mailed_at.is_(None)


def _write_for(account_id: int, now: datetime, root: str) -> int:
    with transaction():
        query = select(Account).where(Account.id == account_id).with_for_update(of=Account)
        account = db.session.scalars(query.execution_options(populate_existing=True)).one()
        choices = notices.chosen(account_id)
        found = _notices_of(account_id)
        how = {row.id: notices.by_mail(row.kind, choices) for row in found}
        read = [row for row in found if row.read_at or how[row.id] == NEVER]
        _note(read, now)
        left = [row for row in found if row not in read]
        at_once = [row for row in left if how[row.id] == ONCE]
        daily = [row for row in left if how[row.id] == DAILY] if _day_has_come(account, now) else []
        written = 0
        for rows, day in ((at_once, None), (daily, now.date())):
            if rows:
                _write(account, rows, day, now, root)
                written += 1
        return written


def _notices_of(account_id: int) -> Sequence[Row[Any]]:
    columns = (Notice.id, Notice.kind, Notice.at, Notice.read_at, Notice.words, Notice.params)
    query = select(*columns, Case.ref, Case.title).join(Case, Case.id == Notice.case_id)
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


def _write(
    account: Account, rows: Sequence[Row[Any]], day: date | None, now: datetime, root: str
) -> None:
    tongue = account.language
    subject = in_language(tongue, N_("信途：%(n)s条消息")) % {"n": len(rows)}
    post.write(account.id, day, subject, _body(account, rows, root), now)
    _note(rows, now)


def _body(account: Account, rows: Sequence[Row[Any]], root: str) -> str:
    tongue = account.language
    folder = "cases" if account.kind == "staff" else "counter"
    lines = [in_language(tongue, N_("您在信途有以下未读消息：")), ""]
    for row in rows[:MOST_LINES]:
        says = in_language(tongue, row.words) % row.params
        lines += [f"{row.at:%Y-%m-%d %H:%M}  {says}", f"    {redacted(row.title)}"]
        lines += [f"    {root}/{folder}/{row.ref}", ""]
    if len(rows) > MOST_LINES:
        more = in_language(tongue, N_("还有%(n)s条，请登录查看：")) % {"n": len(rows) - MOST_LINES}
        lines += [more, f"    {root}/messages", ""]
    settings = in_language(tongue, N_("更改邮件提醒的设置："))
    closing = in_language(tongue, N_("本邮件由系统自动发出，请勿回复。"))
    return "\n".join([*lines, f"{settings}{root}/account/notices", closing, ""])
