"""查找 cases one may see, by what people write down: number, document number, code, or name."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from app.extensions import db
from app.halls.desk.asked import CASE_REF, MOST_WORDS, has_digit, within_number
from app.halls.desk.facts import described
from app.halls.desk.queries import SIZE
from app.kernel.cases import Case
from app.kernel.people import Actor
from app.kernel.subjects import Subject
from app.lib.numbers import is_document_number, normalise_document_number
from app.lib.width import half_width

__all__ = ["MOST_WORDS", "cases_like", "names_one"]

SHORT_REF = re.compile(r"([A-Z]{1,8})\s*([0-9]{4})\s*-?\s*([0-9]{1,7})")
CODE = re.compile(r"[0-9A-Z]{18}")
MOST_SUBJECTS = 200  # a name that more subjects share is looked for among the cases themselves


def cases_like(words: str, actor: Actor, before_id: int | None) -> Sequence[Row[Any]]:
    """The newest first, one more than a page shows."""
    exact = _exactly(words)
    found = _found(exact, actor, before_id) if exact is not None else []
    return found or _found(_partly(words), actor, before_id)


def _found(
    condition: ColumnElement[bool], actor: Actor, before_id: int | None
) -> Sequence[Row[Any]]:
    query = described(actor).where(condition)
    if before_id:
        query = query.where(Case.id < before_id)
    return db.session.execute(query.order_by(Case.id.desc()).limit(SIZE + 1)).all()


def names_one(words: str) -> bool:
    """Whether the words can only mean one case: then it opens at once."""
    return CASE_REF.fullmatch(_number_in(words)) is not None


def _number_in(words: str) -> str:
    """xf2026-12 → XF2026-000012."""
    upper = half_width(words).upper()
    parts = SHORT_REF.fullmatch(upper)
    return f"{parts[1]}{parts[2]}-{int(parts[3]):06d}" if parts else upper


def _exactly(words: str) -> ColumnElement[bool] | None:
    """What can be looked up, if the words have its form."""
    number, document = _number_in(words), normalise_document_number(words)
    if CASE_REF.fullmatch(number):
        return Case.ref == number
    if is_document_number(document):
        return Case.title == document
    if CODE.fullmatch(number):
        return Case.subject_id.in_(select(Subject.id).where(Subject.code == number))
    return None


def _partly(words: str) -> ColumnElement[bool]:
    named = _named(words)
    return named | within_number(words) if has_digit(words) else named


def _named(words: str) -> ColumnElement[bool]:
    """A part of the subject's name: few subjects lead to their cases, many are met on the way."""
    like = Subject.name.contains(words, autoescape=True)
    few = list(db.session.scalars(select(Subject.id).where(like).limit(MOST_SUBJECTS + 1)))
    if len(few) > MOST_SUBJECTS:
        return Case.subject_name.contains(words, autoescape=True)
    return Case.subject_id.in_(few or [-1])
