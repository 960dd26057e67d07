"""代办与交接的查询 delegations in words, acts in somebody's name, who may stand in, who is away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel import absences, deputies
from app.kernel.claims import Claim
from app.kernel.delegations import Delegation
from app.kernel.events import Event
from app.kernel.people import Account, Actor, Grant, Person, Section
from app.kernel.roles import ADMINISTRATIONS, Role

ROWS = 30
MOST = 200  # delegations on one page: the latest


def delegations(which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Delegations with the names on them, the latest first."""
    absent, deputy = aliased(Person), aliased(Person)
    query = (
        select(
            Delegation,
            absent.name.label("absent"),
            deputy.name.label("deputy"),
            Section.name.label("section"),
        )
        .join(absent, absent.id == Delegation.person_id)
        .join(deputy, deputy.id == Delegation.deputy_person_id)
        .join(Section, Section.id == Delegation.section_id)
        .where(which)
        .order_by(Delegation.id.desc())
        .limit(MOST)
    )
    return db.session.execute(query).all()


def of_mine(me: Actor) -> ColumnElement[bool]:
    return or_(Delegation.account_id == me.account_id, Delegation.deputy_id == me.account_id)


def in_house(me: Actor) -> ColumnElement[bool]:
    """Those of the sections whose grants this person administers."""
    return Delegation.section_id.in_(me.sections_with(Role.SECURITY_ADMIN) or {-1})


def done_for(person_id: int | None, before: int | None) -> Sequence[Row[Any]]:
    """What was done in this person's name, the latest first."""
    query = (
        select(Event.id, Event.stream, Event.name, Event.at, Person.name.label("by"))
        .join(Person, Person.id == Event.person_id)
        .where(Event.for_person_id == person_id)
        .order_by(Event.id.desc())
        .limit(ROWS + 1)
    )
    return db.session.execute(query.where(Event.id < before) if before else query).all()


def posts(account_id: int) -> list[tuple[Role, Section]]:
    """The posts of an account that a colleague could take for some days."""
    rows = db.session.execute(
        select(Grant.role, Section)
        .join(Section, Section.id == Grant.section_id)
        .where(Grant.account_id == account_id, Grant.until.is_(None))
        .order_by(Grant.id)
    )
    return [(Role(role), at) for role, at in rows if deputies.can_be_lent(Role(role))]


def colleagues(account: Account) -> list[Row[Any]]:
    """The other active staff of the bureau, without those who administer or audit."""
    house = account.section.house_id if account.section else -1
    apart = select(Account.person_id).join(Grant)
    apart = apart.where(Grant.until.is_(None), Grant.role.in_(ADMINISTRATIONS))
    query = (
        select(Account.id, Account.login, Person.name, Section.name.label("section"))
        .join(Person, Person.id == Account.person_id)
        .join(Section, Section.id == Account.section_id)
        .where(Account.active, Account.kind == "staff", Account.person_id != account.person_id)
        .where(or_(Section.id == house, Section.bureau_id == house))
        .where(Account.person_id.not_in(apart))
        .order_by(Section.id, Account.id)
    )
    return list(db.session.execute(query))


def staff_of(me: Actor, now: datetime) -> Sequence[Row[Any]]:
    """The staff of the sections one leads: how many cases each has claimed, and who is away."""
    claimed = select(func.count()).where(Claim.account_id == Account.id, Claim.until > now)
    query = (
        select(
            Account.id,
            Account.login,
            Person.name,
            Section.name.label("section"),
            claimed.scalar_subquery().label("claimed"),
            Account.id.in_(absences.away_on(now.date())).label("away"),
        )
        .join(Person, Person.id == Account.person_id)
        .join(Section, Section.id == Account.section_id)
        .where(Account.active, Account.kind == "staff", Account.person_id != me.person_id)
        .where(Account.section_id.in_(me.sections_with(Role.HEAD, Role.SYSTEM_ADMIN) or {-1}))
        .order_by(Section.id, Account.id)
    )
    return db.session.execute(query).all()


def staff_with(login: str, me: Actor) -> Account | None:
    """An account of the staff whose grants this person administers; any other is not there."""
    mine = Account.section_id.in_(me.sections_with(Role.SECURITY_ADMIN) or {-1})
    query = select(Account).where(Account.login == login, Account.kind == "staff", Account.active)
    return db.session.scalar(query.where(mine))


def absences_of(account_id: int, today: date) -> list[Any]:
    return list(absences.of_account(account_id, today))
