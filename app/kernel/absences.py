"""不在岗 who is away from a day to a day, so that what they hold does not lie."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select, union_all

from app.extensions import db
from app.kernel import events, notices, people
from app.kernel.delegations import Absence, Delegation
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor
from app.kernel.roles import Role
from app.lib.markers import N_

LONGEST = timedelta(days=366)


def mark(
    account: Account,
    since: date,
    until: date,
    reason: str,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> Absence:
    """登记不在岗: one's own, or by the head of the section. Raises RuleBroken."""
    people.confirm(by)
    earlier = events.answered(by.account_id, once)
    if earlier is not None:
        return db.session.scalars(select(Absence).where(Absence.event_id == earlier.id)).one()
    _confirm_may_mark(account, by)
    if until < since or until < at.date():
        raise RuleBroken(N_("结束日期不能早于开始日期"), "until", "ends_before")
    if until - since >= LONGEST:
        raise RuleBroken(N_("一次最长登记一年"), "until", "too_long")
    facts = {"since": since.isoformat(), "until": until.isoformat(), "reason": reason}
    entry = events.record(f"account/{account.id}", "mark_absent", by, at, facts=facts, once=once)
    away = Absence(
        account_id=account.id, since=since, until=until, reason=reason, event_id=entry.id
    )
    db.session.add(away)
    _tell_whose_it_is(away, entry, by, N_("%(name)s为您登记了不在岗：%(since)s至%(until)s"))
    db.session.flush()
    return away


def end(away: Absence, by: Actor, at: datetime, once: str | None = None) -> None:
    """销假: back before the last day. Raises RuleBroken."""
    people.confirm(by)
    account = db.session.get_one(Account, away.account_id)
    _confirm_may_mark(account, by)
    if away.ended_event is not None:
        return
    facts = {"absence": away.id}
    entry = events.record(f"account/{account.id}", "end_absence", by, at, facts=facts, once=once)
    away.ended_event = entry.id
    _tell_whose_it_is(away, entry, by, N_("%(name)s为您销了假（%(since)s至%(until)s）"))
    db.session.flush()


def may_mark(account: Account, by: Actor) -> bool:
    """Whoever it is; or who leads their section."""
    led = account.section_id is not None and by.holds(Role.HEAD, account.section_id)
    return account.kind == "staff" and (by.account_id == account.id or led)


def _confirm_may_mark(account: Account, by: Actor) -> None:
    if account.kind != "staff" or not account.active:
        raise RuleBroken(N_("这个账号已停用"), None, "closed_account")
    if not may_mark(account, by):
        raise RuleBroken(N_("不在岗由本人或科室负责人登记"), None, "not_yours")


def _tell_whose_it_is(away: Absence, entry: Event, by: Actor, words: str) -> None:
    """What somebody else marks for one, one hears of."""
    if by.account_id != away.account_id:
        days = {"since": away.since.isoformat(), "until": away.until.isoformat()}
        notices.tell(away.account_id, None, entry.id, entry.at, words, name=by.name, **days)


def away_on(today: date) -> ColumnElement[int]:
    """The accounts of whoever is away today: marked so, or with somebody standing in."""
    marked = select(Absence.account_id).where(
        Absence.since <= today, Absence.until >= today, Absence.ended_event.is_(None)
    )
    stood_in_for = select(Delegation.account_id).where(
        Delegation.since <= today, Delegation.until >= today, Delegation.revoked_at.is_(None)
    )
    return union_all(marked, stood_in_for).scalar_subquery()


def away(accounts: Iterable[int], today: date) -> frozenset[int]:
    """Which of these accounts are away today."""
    query = select(Account.id).where(Account.id.in_(list(accounts)), Account.id.in_(away_on(today)))
    return frozenset(db.session.scalars(query))


def of_account(account_id: int, today: date) -> list[Absence]:
    """What is marked for one account, today and later."""
    query = select(Absence).where(
        Absence.account_id == account_id, Absence.until >= today, Absence.ended_event.is_(None)
    )
    return list(db.session.scalars(query.order_by(Absence.since)))
