"""临期提醒 whoever has a case in hand hears once that it is soon due, and once that it is late."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.kernel import claims, notices
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.people import Account, Grant
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.lib.markers import N_

SOON = 2  # working days before the due day
AT_ONCE = 500


def warn_due(now: datetime) -> int:
    """Warn of what falls due within two working days, and of what is late; how many clocks."""
    today = now.date()
    soon = (Deadline.due_on >= today) & (Deadline.due_on <= _soon_after(today))
    return _warn(now, soon, "due_soon") + _warn(now, Deadline.due_on < today, "overdue")


def _soon_after(today: date) -> date:
    calendar, day = work_calendar(), today
    while calendar.working_days_between(today, day) < SOON:
        day += timedelta(days=1)
    return day


def _warn(now: datetime, due: ColumnElement[bool], kind: str) -> int:
    """Each clock in its own transaction: found, told, noted on the clock."""
    column = Deadline.warned_soon if kind == "due_soon" else Deadline.warned_late
    query = (
        select(Deadline.id)
        .where(Deadline.met_on.is_(None), due)
        .where(column.is_(None) | (column != Deadline.due_on))
        .order_by(Deadline.due_on, Deadline.id)
        .limit(AT_ONCE)
    )
    found = list(db.session.scalars(query))
    db.session.rollback()
    for clock_id in found:
        with transaction():
            _warn_of(clock_id, kind, now)
    return len(found)


def _warn_of(clock_id: int, kind: str, now: datetime) -> None:
    query = select(Deadline).where(Deadline.id == clock_id).with_for_update(of=Deadline)
    clock = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if clock.due_on is None or clock.met_on or not _noted(clock, kind):
        return  # somebody was quicker
    case = db.session.get_one(Case, clock.case_id)
    said = {"ref": case.ref, "due": clock.due_on.isoformat()}
    if case.turn == Role.APPLICANT and kind == "due_soon":
        if case.disclosed:
            words = N_("%(ref)s需要您在%(due)s前办理，逾期可能终止")
            notices.tell_applicant(case, clock.started_event, now, words, kind, **said)
        return
    late, near = N_("办件%(ref)s已于%(due)s超期"), N_("办件%(ref)s将于%(due)s到期")
    for account_id in _in_hand(case, kind, now):
        words = near if kind == "due_soon" else late
        notices.tell(account_id, case, clock.started_event, now, words, kind, **said)
    db.session.flush()


def _noted(clock: Deadline, kind: str) -> bool:
    """Note on the clock that of this day people are warned; whether they were not before."""
    before = clock.warned_soon if kind == "due_soon" else clock.warned_late
    if kind == "due_soon":
        clock.warned_soon = clock.due_on
    else:
        clock.warned_late = clock.due_on
    return before != clock.due_on


def _in_hand(case: Case, kind: str, now: datetime) -> list[int]:
    """Whoever holds it, else all whose turn it is; of what is late the head of the section too."""
    claim = claims.standing(case, now)
    roles = {Role.HEAD} if kind == "overdue" else set()
    if claim is None and case.turn:
        roles.add(Role(case.turn))
    query = (
        select(Account.id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.section_id.in_({case.section_id, case.house_id}), Grant.until.is_(None))
        .where(Grant.role.in_(roles), Account.active)
    )
    held = {claim.account_id} if claim else set()
    return sorted(held | set(db.session.scalars(query))) if case.turn else []
