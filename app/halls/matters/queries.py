"""承诺事项查询 the sections one keeps matters in, and a subject found at the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from app.extensions import db
from app.kernel import matters
from app.kernel.people import Actor, Section
from app.kernel.roles import Role
from app.kernel.subjects import Subject
from app.lib.width import half_width

SUBJECTS = 10


def sections(actor: Actor) -> list[Section]:
    """Where this person works on what was promised."""
    mine = actor.sections_with(Role.HANDLER, Role.HEAD)
    query = select(Section).where(Section.id.in_(mine))
    return list(db.session.scalars(query.order_by(Section.id)))


def keeping(actor: Actor) -> list[Section]:
    """Of which sections this person keeps the list; mostly of none."""
    query = select(Section).where(Section.id.in_(matters.kept_for(actor)))
    return list(db.session.scalars(query.order_by(Section.id)))


def represented(actor: Actor) -> Sequence[Row[Any]]:
    """The subjects for which this applicant may promise."""
    query = select(Subject.id, Subject.name, Subject.code).where(Subject.id.in_(actor.subjects))
    return db.session.execute(query.order_by(Subject.id)).all()


def at_desk(words: str) -> Sequence[Row[Any]]:
    """Enterprises with this code, or these words in their name."""
    if len(words) < 2:
        return []
    pattern = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in words)
    named = Subject.name.like(f"%{pattern}%", escape="\\")
    coded = Subject.code == half_width(words).upper().replace(" ", "")
    query = select(Subject.id, Subject.name, Subject.code).where(
        Subject.kind != "person", or_(coded, named)
    )
    return db.session.execute(query.order_by(Subject.id).limit(SUBJECTS)).all()
