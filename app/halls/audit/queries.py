"""留痕页的查询 stories, refusals, reveals and seals, newest first, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from app.extensions import db
from app.kernel import events
from app.kernel.events import Event, EventFacts, Seal
from app.kernel.people import Account, Actor, Person
from app.kernel.refusals import Refusal
from app.lib import digest

ROWS = 50


def _within(actor: Actor) -> Any:
    """What happened in the sections this person audits, and what belongs to no section."""
    return or_(Event.section_id.is_(None), Event.section_id.in_(actor.all_sections or {-1}))


def _acts(actor: Actor) -> Select[Any]:
    return (
        select(
            Event.id,
            Event.stream,
            Event.seq,
            Event.name,
            Event.source,
            Event.target,
            Event.role,
            Event.at,
            Person.name.label("person"),
        )
        .outerjoin(Person, Person.id == Event.person_id)
        .where(_within(actor))
        .order_by(Event.id.desc())
        .limit(ROWS + 1)
    )


def acts(actor: Actor, stream: str, before: int | None) -> list[Any]:
    """The latest acts; of one story when it is named."""
    query = _acts(actor)
    if stream:
        query = query.where(Event.stream == stream)
    if before:
        query = query.where(Event.id < before)
    return list(db.session.execute(query))


def reveals(actor: Actor, before: int | None) -> list[Any]:
    """Who looked at which personal value, and why."""
    query = (
        _acts(actor)
        .add_columns(EventFacts.body)
        .outerjoin(EventFacts, EventFacts.event_id == Event.id)
        .where(Event.name == "reveal")
    )
    if before:
        query = query.where(Event.id < before)
    return list(db.session.execute(query))


def refused(before: int | None) -> list[Any]:
    """What was asked for and refused."""
    query = (
        select(
            Refusal.id,
            Refusal.at,
            Refusal.about,
            Refusal.asked,
            Refusal.code,
            Person.name.label("person"),
        )
        .outerjoin(Account, Account.id == Refusal.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .order_by(Refusal.id.desc())
        .limit(ROWS + 1)
    )
    if before:
        query = query.where(Refusal.id < before)
    return list(db.session.execute(query))


def seals(before: int | None) -> list[Any]:
    query = select(Seal).order_by(Seal.id.desc()).limit(ROWS + 1)
    if before:
        query = query.where(Seal.id < before)
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Checked:
    """核验结果 of one story: how many acts, and the number of the first that does not hold."""

    acts: int
    broken_at: int | None


def check(stream: str) -> Checked:
    """Reckon the chain of one story again, with the commitments to what was said."""
    story = events.history(stream)
    rows = db.session.scalars(
        select(EventFacts).where(EventFacts.event_id.in_([event.id for event in story]))
    )
    said = {facts.event_id: facts for facts in rows}
    previous = digest.GENESIS
    for place, event in enumerate(story, start=1):
        if not _holds(event, place, previous, said.get(event.id)):
            return Checked(len(story), event.seq)
        previous = event.digest
    return Checked(len(story), None)


def _holds(event: Event, place: int, previous: str, said: EventFacts | None) -> bool:
    expected = digest.linked(previous, events.header_of(vars(event)), event.algorithm)
    kept = said is None or digest.commitment(said.salt, said.body) == event.commitment
    return event.seq == place and event.previous == previous and event.digest == expected and kept
