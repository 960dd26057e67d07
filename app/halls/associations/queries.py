"""协会会员的查询 the associations that have a roll, pages of one roll, who is on file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel import associations
from app.kernel.associations import STREAM, Membership
from app.kernel.events import Event, Stream
from app.kernel.people import Person
from app.kernel.subjects import Subject
from app.lib.width import half_width

ROWS = 50
MOST_EXPORTED = 20_000
SHOWN = ("now", "left")


@dataclass(frozen=True)
class Asked:
    """筛选条件 who is on the roll or who left, by name or code."""

    show: str = "now"
    q: str = ""

    def but(self, **other: str) -> dict[str, str]:
        """The same question with something changed, as it stands in an address."""
        values = {"show": self.show if self.show != "now" else "", "q": self.q} | other
        return {name: value for name, value in values.items() if value}


def listed(today: date, after: int | None) -> Sequence[Row[Any]]:
    """Every association with its members of today, and the last act in its story."""
    size = select(func.count(Membership.member_id.distinct())).where(
        Membership.association_id == Subject.id, associations.applies_on(today)
    )
    columns: tuple[Any, ...] = (
        *(Subject.id, Subject.name, Subject.code, Event.at, Person.name.label("by")),
        size.correlate(Subject).scalar_subquery().label("size"),
    )
    query = (
        select(*columns)
        .outerjoin(Stream, Stream.name == STREAM + cast(Subject.id, String))
        .outerjoin(Event, and_(Event.stream == Stream.name, Event.seq == Stream.seq))
        .outerjoin(Person, Person.id == Event.person_id)
        .where(exists().where(Membership.association_id == Subject.id))
    )
    if after:
        query = query.where(Subject.id > after)
    return db.session.execute(query.order_by(Subject.id).limit(ROWS + 1)).all()


def roll(
    association_id: int,
    asked: Asked,
    today: date,
    before: int | None = None,
    limit: int = ROWS + 1,
) -> Sequence[Row[Any]]:
    """会员名册, the newest first, with who entered and who ended each membership."""
    entered, left = aliased(Event), aliased(Event)
    clerk, other = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (
        *(Membership.id, Subject.name, Subject.code, Membership.since, Membership.until),
        *(entered.at.label("entered_at"), clerk.name.label("entered_by")),
        *(left.at.label("left_at"), other.name.label("left_by")),
    )
    query = (
        select(*columns)
        .join(Subject, Subject.id == Membership.member_id)
        .join(entered, entered.id == Membership.entered_event)
        .outerjoin(clerk, clerk.id == entered.person_id)
        .outerjoin(left, left.id == Membership.left_event)
        .outerjoin(other, other.id == left.person_id)
        .where(Membership.association_id == association_id)
    )
    if before:
        query = query.where(Membership.id < before)
    query = _narrowed(query, asked, today).order_by(Membership.id.desc())
    return db.session.execute(query.limit(limit)).all()


def _narrowed(query: Select[Any], asked: Asked, today: date) -> Select[Any]:
    current = _current(today)
    query = query.where(current if asked.show == "now" else not_(current))
    if asked.q:
        words = half_width(asked.q)
        pattern = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in words)
        code = "".join(words.upper().split())
        named = Subject.name.like(f"%{pattern}%", escape="\\")
        query = query.where(or_(named, Subject.code == code))
    return query


def _current(today: date) -> ColumnElement[bool]:
    """在册: a member today; of one who left and came back today, only the newer period."""
    later = aliased(Membership)
    again = exists().where(
        later.member_id == Membership.member_id,
        later.association_id == Membership.association_id,
        later.id > Membership.id,
    )
    return and_(associations.applies_on(today), not_(again))


def counts(association_id: int, today: date) -> dict[str, int]:
    """How many rows each part of the roll has."""
    query = select(func.count()).select_from(Membership)
    query = query.where(Membership.association_id == association_id)
    current = _current(today)
    parts = {"now": current, "left": not_(current)}
    return {show: db.session.scalar(query.where(parts[show])) or 0 for show in SHOWN}


def on_file(codes: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Of these codes those that have a file, with its name."""
    query = select(Subject.code, Subject.id, Subject.name).where(Subject.code.in_(list(codes)))
    return {code: (number, name) for code, number, name in db.session.execute(query) if code}


def member(association_id: int, code: str) -> Subject | None:
    """Who is a member without end under this code."""
    query = (
        select(Subject)
        .join(Membership, Membership.member_id == Subject.id)
        .where(Membership.association_id == association_id, Subject.code == code)
    )
    return db.session.scalar(query.where(Membership.until.is_(None)))
