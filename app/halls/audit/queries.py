"""留痕页的查询 acts, refusals, reveals and seals, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, func, null, or_, select
from sqlalchemy.orm import aliased

from app.extensions import BEIJING, db
from app.kernel.events import Event, EventFacts
from app.kernel.people import Account, Actor, Person, Section
from app.kernel.refusals import Refusal
from app.kernel.seals import Seal

ROWS = 50


@dataclass(frozen=True)
class Asked:
    """查询条件 one story, one account, some days; nothing asked is everything."""

    of: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrowed(self) -> bool:
        return self != Asked()


def acts(actor: Actor, asked: Asked, before: int | None) -> Sequence[Row[Any]]:
    """The latest acts that answer what was asked."""
    query = _acts(actor, before)
    if asked.of:
        query = query.where(Event.stream == asked.of)
    if asked.who:
        query = query.where(Account.login == asked.who)
    if asked.since:
        query = query.where(Event.at >= _midnight(asked.since))
    if asked.until:
        query = query.where(Event.at < _midnight(asked.until + timedelta(days=1)))
    return db.session.execute(query).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _acts(actor: Actor, before: int | None) -> Select[Any]:
    absent = aliased(Person)
    query: Select[Any] = (
        select(
            Event.id,
            Event.stream,
            Event.seq,
            Event.name,
            Event.source,
            Event.target,
            Event.role,
            Event.at,
            Account.login,
            Account.kind,
            Person.name.label("person"),
            absent.name.label("absent"),
            Section.name.label("section"),
            EventFacts.body,
        )
        .outerjoin(Account, Account.id == Event.account_id)
        .outerjoin(Person, Person.id == Event.person_id)
        .outerjoin(absent, absent.id == Event.for_person_id)
        .outerjoin(Section, Section.id == Event.section_id)
        .outerjoin(EventFacts, EventFacts.event_id == Event.id)
        .where(_within(actor))
        .order_by(Event.id.desc())
        .limit(ROWS + 1)
    )
    return query.where(Event.id < before) if before else query


def _within(actor: Actor) -> ColumnElement[bool]:
    """In the sections this person audits; what has no section, if their people or the clock did."""
    sections = actor.all_sections or {-1}
    ours = or_(Event.account_id.is_(None), Account.section_id.in_(sections))
    return or_(Event.section_id.in_(sections), and_(Event.section_id.is_(None), ours))


def reveals(actor: Actor, before: int | None) -> Sequence[Row[Any]]:
    """Who looked at which personal value, and why."""
    return db.session.execute(_acts(actor, before).where(_begins("reveal/"))).all()


def _begins(prefix: str) -> ColumnElement[bool]:
    """Stories of one sort, along their index where the database has one for it."""
    if db.engine.dialect.name == "sqlite":
        return Event.stream.op("glob", is_comparison=True)(f"{prefix}*")
    return Event.stream.startswith(prefix)


def refused(actor: Actor, code: str, before: int | None) -> Sequence[Row[Any]]:
    """What was asked for and refused: by people of one's bureau, by applicants, by nobody known."""
    query: Select[Any] = (
        select(
            Refusal.id,
            Refusal.at,
            Refusal.about,
            Refusal.asked,
            Refusal.code,
            null().label("absent"),
            Account.login,
            Account.kind,
            Person.name.label("person"),
        )
        .outerjoin(Account, Account.id == Refusal.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(or_(Account.section_id.is_(None), Account.section_id.in_(actor.all_sections)))
        .order_by(Refusal.id.desc())
        .limit(ROWS + 1)
    )
    if code:
        query = query.where(Refusal.code == code)
    if before:
        query = query.where(Refusal.id < before)
    return db.session.execute(query).all()


def seals(before: int | None) -> Sequence[Row[Any]]:
    """The seals, each with how many heads it took; the heads themselves stay where they are."""
    query: Select[Any] = (
        select(
            Seal.id,
            Seal.at,
            func.json_array_length(Seal.heads, type_=Integer).label("heads"),
            Seal.digest,
            Seal.signature,
        )
        .order_by(Seal.id.desc())
        .limit(ROWS + 1)
    )
    if before:
        query = query.where(Seal.id < before)
    return db.session.execute(query).all()
