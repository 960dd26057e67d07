"""账号与授权的查询 the accounts, proposals, sections and years one administers."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel.calendar import CalendarDay, CalendarYear
from app.kernel.events import Event
from app.kernel.grants import GrantProposal
from app.kernel.people import Account, Actor, Grant, Person, Section
from app.kernel.terms import BureauTerm

ROWS = 50
KINDS = ("staff", "applicant")


def sections(actor: Actor) -> list[Section]:
    """The bureau and its sections that this person administers."""
    query = select(Section).where(Section.id.in_(actor.all_sections or {-1})).order_by(Section.id)
    return list(db.session.scalars(query))


def described(actor: Actor) -> Sequence[Row[Any]]:
    """The same, each with how many accounts sit there and how many posts are held there."""
    sits = and_(Account.section_id == Section.id, Account.active)
    held = and_(Grant.section_id == Section.id, Grant.until.is_(None))
    query = (
        select(
            Section,
            select(func.count()).where(sits).scalar_subquery().label("accounts"),
            select(func.count()).where(held).scalar_subquery().label("posts"),
        )
        .where(Section.id.in_(actor.all_sections or {-1}))
        .order_by(Section.id)
    )
    return db.session.execute(query).all()


def _within(actor: Actor) -> ColumnElement[bool]:
    """The staff of one's bureau, and the applicants, who belong to none."""
    return or_(Account.section_id.in_(actor.all_sections or {-1}), Account.kind == "applicant")


def accounts(actor: Actor, kind: str, words: str, after: int | None) -> Sequence[Row[Any]]:
    """One page of accounts, of staff or of applicants, whose login or name has these words."""
    query: Select[Any] = (
        select(
            Account.id,
            Account.login,
            Account.kind,
            Account.active,
            Account.password_until,
            Person.name.label("person"),
            Section.name.label("section"),
        )
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Section, Section.id == Account.section_id)
        .where(_within(actor), Account.kind == kind)
        .order_by(Account.id)
        .limit(ROWS + 1)
    )
    if words:
        has = [c.contains(words, autoescape=True) for c in (Account.login, Person.name)]
        query = query.where(or_(*has))
    if after:
        query = query.where(Account.id > after)
    return db.session.execute(query).all()


def posts(account_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """What each account may be, and where."""
    rows = db.session.execute(
        select(Grant.account_id, Grant.role, Section.name)
        .join(Section, Section.id == Grant.section_id)
        .where(Grant.until.is_(None), Grant.account_id.in_(list(account_ids)))
        .order_by(Grant.id)
    )
    held: dict[int, list[tuple[str, str]]] = {}
    for account_id, role, section in rows:
        held.setdefault(account_id, []).append((role, section))
    return held


def account(actor: Actor, account_id: int) -> Account | None:
    """An account this person administers; any other does not exist."""
    return db.session.scalar(select(Account).where(Account.id == account_id, _within(actor)))


def account_with(login: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.login == login))


def proposals(actor: Actor) -> Sequence[Row[Any]]:
    """The proposals of one's bureau, waiting ones first."""
    query = (
        select(GrantProposal, Person.name.label("by"))
        .join(Person, Person.id == GrantProposal.proposed_by)
        .where(GrantProposal.section_id.in_(actor.all_sections or {-1}))
        .order_by(GrantProposal.decision.is_not(None), GrantProposal.id.desc())
        .limit(100)
    )
    return db.session.execute(query).all()


def years() -> Sequence[Row[Any]]:
    """Every edition of every year, newest first, with how many special days it has."""
    days = select(func.count()).where(CalendarDay.year_id == CalendarYear.id).scalar_subquery()
    query = select(CalendarYear, days.label("days")).order_by(CalendarYear.id.desc()).limit(60)
    return db.session.execute(query).all()


def set_limits(key: str = "") -> Sequence[Row[Any]]:
    """Every value that was set, for one limit or for all, newest first, with who set it when."""
    taken_back = aliased(Event)
    query = (
        select(
            BureauTerm,
            Event.at,
            Person.name.label("by"),
            taken_back.name.label("end"),
            taken_back.at.label("ended_at"),
        )
        .join(Event, Event.id == BureauTerm.entered_event)
        .outerjoin(Person, Person.id == Event.person_id)
        .outerjoin(taken_back, taken_back.id == BureauTerm.withdrawn_event)
        .order_by(BureauTerm.id.desc())
        .limit(200)
    )
    return db.session.execute(query.where(BureauTerm.key == key) if key else query).all()
