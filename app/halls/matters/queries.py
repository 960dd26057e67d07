"""承诺事项查询 the sections one keeps matters in, and a subject found at the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from app.extensions import db
from app.kernel import matters, subjects
from app.kernel.people import Actor, Section
from app.kernel.roles import Role
from app.kernel.subjects import Subject

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
    return subjects.named(words, SUBJECTS, Subject.kind != "person")
