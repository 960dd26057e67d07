"""复查查询 the draws of a bureau, and what one of them drew: one statement each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel.cases import Case, visible_to
from app.kernel.events import Event
from app.kernel.people import Actor, Person, Section
from app.kernel.samples import Draw, Recheck

SIZE = 30


def house_of(actor: Actor) -> int:
    """The bureau whose repairs this person draws or re-checks."""
    return dict(actor.houses).get(actor.section_id or 0, 0)


def draws(house_id: int, before: int | None) -> Sequence[Row[Any]]:
    """The draws of a bureau, newest first, each with how far its re-check has come."""
    query: Select[Any] = (
        select(
            Draw.id,
            Draw.kind,
            Draw.since,
            Draw.until,
            Draw.seed,
            Draw.population,
            Draw.drawn_at,
            Person.name.label("drawn_by"),
            func.count(Recheck.id).label("drawn"),
            func.count(Recheck.finding).label("found"),
            func.sum(case((Recheck.finding == "false_papers", 1), else_=0)).label("false"),
        )
        .join(Person, Person.id == Draw.drawn_by)
        .outerjoin(Recheck, Recheck.draw_id == Draw.id)
        .where(Draw.house_id == house_id)
        .group_by(Draw.id, Person.name)
        .order_by(Draw.id.desc())
        .limit(SIZE + 1)
    )
    if before:
        query = query.where(Draw.id < before)
    return db.session.execute(query).all()


def draw_of(house_id: int, draw_id: int) -> Draw | None:
    """One draw of this bureau."""
    return db.session.scalar(select(Draw).where(Draw.id == draw_id, Draw.house_id == house_id))


def items(draw_id: int, actor: Actor) -> Sequence[Row[Any]]:
    """What was drawn, as far as this person may see the cases."""
    checker = aliased(Person)
    columns = (
        Recheck.id,
        Recheck.finding,
        Recheck.checked_on,
        checker.name.label("checked_by"),
        Case.ref,
        Case.subject_name,
        Case.title,
        Case.closed_on,
        Section.name.label("section"),
        _had_a_hand(actor).label("mine"),
    )
    query = (
        visible_to(actor, columns)
        .select_from(Case)
        .join(Recheck, Recheck.case_id == Case.id)
        .join(Section, Section.id == Case.section_id)
        .outerjoin(checker, checker.id == Recheck.checked_by)
        .where(Recheck.draw_id == draw_id)
        .order_by(Recheck.id)
    )
    return db.session.execute(query).all()


def _had_a_hand(actor: Actor) -> Any:
    """Whether this person stands in the story of the case."""
    act = aliased(Event)
    return (
        select(act.id)
        .where(act.stream == "case/" + Case.ref, act.person_id == actor.person_id)
        .exists()
    )


def name_of(person_id: int | None) -> str:
    person = db.session.get(Person, person_id) if person_id else None
    return person.name if person else ""
