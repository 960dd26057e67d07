"""权限变动 a role given or taken back, an account that acts for an enterprise, an account closed.

Each is an act in the story of the account, and ends every session that was opened before it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from app.extensions import db
from app.kernel import events
from app.kernel.delegations import Delegation
from app.kernel.events import Event
from app.kernel.people import Account, Actor, Grant, Person, Representation, Section, forget_actor
from app.kernel.roles import Role, compatible


class Incompatible(Exception):
    """The three administrations are kept apart, and apart from casework."""


def grant(account: Account, role: Role, section: Section, by: Actor, at: datetime) -> Grant:
    """Give a role in a section. Raises Incompatible where two administrations would meet."""
    db.session.execute(
        select(Person.id).where(Person.id == account.person_id).with_for_update()
    )  # two grants to one person, one after the other
    held = roles_of_person(account.person_id) | lent_to(account.person_id, at.date())
    if not compatible(held | {role}):
        raise Incompatible(role)
    given = Grant(account_id=account.id, role=role, section_id=section.id, since=at.date())
    db.session.add(given)
    rights_changed(account, "grant", by, at, role=role, section=section.key)
    return given


def take_back(given: Grant, by: Actor, at: datetime) -> None:
    """End a grant today; every open session of the account sees it at once."""
    given.until = at.date()
    lent = (Delegation.role == given.role) & (Delegation.section_id == given.section_id)
    _end_all(lent & (Delegation.account_id == given.account_id), by, at)
    rights_changed(given.account, "take_back", by, at, role=given.role, section=given.section.key)


def close_account(account: Account, by: Actor, at: datetime, reason: str = "") -> None:
    """Close an account for good: what it held ends with it, and so does every open session."""
    account.active = False
    for given in account.grants:
        given.until = given.until or at.date()
    db.session.execute(
        update(Representation)
        .where(Representation.account_id == account.id, Representation.until.is_(None))
        .values(until=at.date())
    )
    ends = (Delegation.account_id == account.id, Delegation.deputy_id == account.id)
    _end_all(or_(*ends), by, at)
    rights_changed(account, "close_account", by, at, reason=reason)


def end_delegation(
    lent: Delegation, by: Actor, at: datetime, reason: str, once: str | None = None
) -> Event:
    """End a delegation at once: every open session of the deputy ends with it."""
    deputy = db.session.get_one(Account, lent.deputy_id)
    facts = {"delegation": lent.id, "absent": lent.account_id, "reason": reason}
    entry = rights_changed(deputy, "revoke_delegation", by, at, once=once, **facts)
    lent.revoked_at, lent.revoked_event = entry.at, entry.id
    db.session.flush()
    return entry


def _end_all(which: ColumnElement[bool], by: Actor, at: datetime) -> None:
    """What somebody no longer holds, nobody holds for them."""
    query = select(Delegation).where(which, Delegation.revoked_at.is_(None))
    for lent in db.session.scalars(query.where(Delegation.until >= at.date())):
        end_delegation(lent, by, at, "")


def represent(account: Account, subject_id: int, by: Actor, at: datetime, capacity: str) -> None:
    """Let an applicant's account act for an enterprise."""
    db.session.add(Representation(account_id=account.id, subject_id=subject_id, capacity=capacity))
    rights_changed(account, "represent", by, at, subject=subject_id, capacity=capacity)


def rights_changed(
    account: Account, name: str, by: Actor, at: datetime, *, once: str | None = None, **facts: Any
) -> Event:
    """Note what changed; every session of the account that is open now ends."""
    db.session.flush()
    db.session.execute(
        update(Account).where(Account.id == account.id).values(epoch=Account.epoch + 1)
    )
    entry = events.record(f"account/{account.id}", name, by, at, facts=facts, once=once)
    forget_actor(account.id)
    db.session.expire(account)
    return entry


def roles_of_person(person_id: int) -> set[Role]:
    """Everything a person holds today, by whatever account."""
    rows = db.session.scalars(
        select(Grant.role)
        .join(Account)
        .where(Account.person_id == person_id, Grant.until.is_(None))
    )
    return {Role(role) for role in rows}


def lent_to(person_id: int, today: date) -> set[Role]:
    """Everything a person holds for others, today or on a day to come."""
    rows = db.session.scalars(
        select(Delegation.role).where(
            Delegation.deputy_person_id == person_id,
            Delegation.revoked_at.is_(None),
            Delegation.until >= today,
        )
    )
    return {Role(role) for role in rows}


def colleagues(section_id: int, role: Role) -> list[Account]:
    """The active accounts that hold a role in this section itself."""
    return list(
        db.session.scalars(
            select(Account)
            .join(Grant)
            .where(
                Grant.section_id == section_id,
                Grant.role == role,
                Grant.until.is_(None),
                Account.active,
            )
            .order_by(Account.id)
        )
    )


def office_of(section_id: int) -> int:
    """The office of the bureau this section belongs to; the section itself where there is none."""
    house = db.session.get_one(Section, section_id).house_id
    office = select(Section.id).where(Section.bureau_id == house, Section.is_office)
    return db.session.scalar(office.order_by(Section.id)) or section_id


def served_by(sections: frozenset[int]) -> frozenset[int]:
    """These sections, and all of a bureau whose office is among them."""
    houses = select(Section.bureau_id).where(Section.id.in_(sections), Section.is_office)
    below = select(Section.id).where(Section.bureau_id.in_(houses) | Section.id.in_(houses))
    return sections | frozenset(db.session.scalars(below)) if sections else sections
