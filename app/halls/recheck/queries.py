"""复查页的查询 the draws of one's bureau, and the drawn cases."""

from typing import Any

from sqlalchemy import func, select

from app.extensions import db
from app.kernel.people import Actor, Person, Section
from app.kernel.samples import Draw, Recheck

MOST = 50


def houses(actor: Actor) -> frozenset[int]:
    """The bureaux of the sections in which this person holds a post."""
    ids = actor.all_sections or frozenset({-1})
    rows = db.session.scalars(select(Section).where(Section.id.in_(ids)))
    return frozenset(section.house_id for section in rows)


def draws(actor: Actor) -> list[Any]:
    """The latest draws, with how many of each are re-checked."""
    done = (
        select(func.count())
        .where(Recheck.draw_id == Draw.id, Recheck.finding.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(Draw, Person.name.label("by"), done.label("done"))
        .join(Person, Person.id == Draw.drawn_by)
        .where(Draw.house_id.in_(houses(actor) or {-1}))
        .order_by(Draw.id.desc())
        .limit(MOST)
    )
    return list(db.session.execute(query))


def draw_for(actor: Actor, draw_id: int) -> Draw | None:
    """A draw of one's own bureau; another's does not exist."""
    made = db.session.get(Draw, draw_id)
    return made if made and made.house_id in houses(actor) else None
