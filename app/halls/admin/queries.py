"""账号与授权的查询 the accounts, proposals, sections and years one administers."""

from typing import Any

from sqlalchemy import func, or_, select

from app.extensions import db
from app.kernel.calendar import CalendarDay, CalendarYear
from app.kernel.deadlines import Deadline
from app.kernel.grants import GrantProposal
from app.kernel.people import Account, Actor, Grant, Person, Section


def sections(actor: Actor) -> list[Section]:
    """The bureau and its sections that this person administers."""
    query = select(Section).where(Section.id.in_(actor.all_sections or {-1})).order_by(Section.id)
    return list(db.session.scalars(query))


def accounts(actor: Actor) -> list[Account]:
    """The staff of one's bureau, and the applicants."""
    query = (
        select(Account)
        .where(or_(Account.section_id.in_(actor.all_sections or {-1}), Account.kind == "applicant"))
        .order_by(Account.kind.desc(), Account.login)
    )
    return list(db.session.scalars(query))


def posts(accounts_shown: list[Account]) -> dict[int, list[tuple[str, str]]]:
    """What each account may be, and where."""
    rows = db.session.execute(
        select(Grant.account_id, Grant.role, Section.name)
        .join(Section, Section.id == Grant.section_id)
        .where(Grant.until.is_(None), Grant.account_id.in_([a.id for a in accounts_shown] or [-1]))
        .order_by(Grant.id)
    )
    held: dict[int, list[tuple[str, str]]] = {}
    for account_id, role, section in rows:
        held.setdefault(account_id, []).append((role, section))
    return held


def names(accounts_shown: list[Account]) -> dict[int, str]:
    ids = {account.person_id for account in accounts_shown} or {-1}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.all())


def account_with(login: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.login == login))


def proposals(actor: Actor) -> list[Any]:
    """The proposals of one's bureau, waiting ones first."""
    query = (
        select(GrantProposal, Person.name.label("by"))
        .join(Person, Person.id == GrantProposal.proposed_by)
        .where(GrantProposal.section_id.in_(actor.all_sections or {-1}))
        .order_by(GrantProposal.decision.is_not(None), GrantProposal.id.desc())
        .limit(100)
    )
    return list(db.session.execute(query))


def years() -> list[Any]:
    """Every edition of every year, newest first, with how many special days it has."""
    days = select(func.count()).where(CalendarDay.year_id == CalendarYear.id).scalar_subquery()
    query = select(CalendarYear, days.label("days")).order_by(CalendarYear.id.desc()).limit(60)
    return list(db.session.execute(query))


def touched(year: int) -> int:
    """How many running clocks reach into a year, and may move once it is entered."""
    running = select(func.count()).where(
        Deadline.met_on.is_(None),
        or_(
            func.extract("year", Deadline.due_on) == year,
            func.extract("year", Deadline.started_on) == year,
        ),
    )
    return db.session.scalar(running) or 0
