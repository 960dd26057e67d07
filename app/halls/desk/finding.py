"""查找 cases, subjects, records and notes one may see, by what people write down.

The index names candidates, the newest first; the database keeps those that the actor may see, and
the words themselves are looked for in them. What one may not see is neither shown nor counted.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from app.extensions import db
from app.halls.desk.asked import CASE_REF, MOST_WORDS
from app.kernel import findable, search
from app.kernel.cases import Case, visible_to
from app.kernel.events import EventFacts
from app.kernel.notes import CaseNote
from app.kernel.people import Account, Actor, Person
from app.kernel.public_entries import PublicEntry
from app.kernel.reach import records_visible_to, subjects_visible_to
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.lib.numbers import is_document_number, normalise_document_number
from app.lib.width import half_width

__all__ = ["MOST_WORDS", "SORTS", "Found", "look_for", "names_one"]

SHORT_REF = re.compile(r"([A-Z]{1,8})\s*([0-9]{4})\s*-?\s*([0-9]{1,7})")
CODE = re.compile(r"[0-9A-Z]{18}")
COUNTED = 100  # beyond it we say 100+

Rows = Sequence[Row[Any]]


@dataclass(frozen=True)
class Sort:
    """一类 one sort of thing: its index, who sees it, its number, and where its words are."""

    index: str
    seen_by: Callable[[Actor], Select[Any]]
    number: ColumnElement[int]
    words: Callable[[Row[Any]], Sequence[str | None]]
    exactly: Callable[[str], ColumnElement[bool] | None]


@dataclass(frozen=True)
class Found:
    """结果 of one sort, from the newest down; where looking stopped, if it was not through."""

    rows: Rows
    stopped_at: int | None = None

    @property
    def count(self) -> str:
        through = len(self.rows) <= COUNTED and self.stopped_at is None
        return str(len(self.rows)) if through else f"{min(len(self.rows), COUNTED)}+"

    def next_below(self, size: int) -> int | None:
        """The number under which the next page begins; None when this is the last."""
        return self.rows[size - 1].number if len(self.rows) > size else self.stopped_at


def look_for(sort: str, words: str, actor: Actor, below: int | None) -> Found:
    """What the actor may see of one sort, one more than we count."""
    kind, want = SORTS[sort], COUNTED + 1
    exact = kind.exactly(words)
    if exact is not None:
        query = kind.seen_by(actor).where(exact, kind.number < (below or search.ABOVE_ALL))
        rows = db.session.execute(query.order_by(kind.number.desc()).limit(want)).all()
        if rows:
            return Found(rows)
    return _looked_up(kind, words, actor, below or search.ABOVE_ALL, want)


def _looked_up(kind: Sort, words: str, actor: Actor, below: int, want: int) -> Found:
    """Those of the index that one may see and that hold the very words."""
    query = kind.seen_by(actor).order_by(kind.number.desc())
    rows, stopped_at = findable.look_up(
        kind.index,
        words,
        lambda numbers: db.session.execute(query.where(kind.number.in_(numbers))),
        kind.words,
        below,
        want,
    )
    return Found(rows, None if len(rows) >= want else stopped_at)


# ---------------------------------------------------------------- what can be looked up at once


def names_one(words: str) -> bool:
    """Whether the words can only mean one case: then it opens at once."""
    return CASE_REF.fullmatch(_number_in(words)) is not None


def _number_in(words: str) -> str:
    """xf2026-12 → XF2026-000012."""
    upper = half_width(words).upper()
    parts = SHORT_REF.fullmatch(upper)
    return f"{parts[1]}{parts[2]}-{int(parts[3]):06d}" if parts else upper


def _a_case(words: str) -> ColumnElement[bool] | None:
    number, document = _number_in(words), normalise_document_number(words)
    if CASE_REF.fullmatch(number):
        return Case.ref == number
    if is_document_number(document):
        return Case.title == document
    if CODE.fullmatch(number):
        return Case.subject_id.in_(select(Subject.id).where(Subject.code == number))
    return None


def _a_subject(words: str) -> ColumnElement[bool] | None:
    code = half_width(words).upper()
    return Subject.code == code if CODE.fullmatch(code) else None


def _a_record(words: str) -> ColumnElement[bool] | None:
    document = normalise_document_number(words)
    return CreditRecord.doc_no == document if is_document_number(document) else None


def _nothing(_words: str) -> None:
    return None


# ---------------------------------------------------------------- the sorts


def _cases(actor: Actor) -> Select[Any]:
    columns = (Case.id.label("number"), Case.ref, Case.title, Case.subject_name, Subject.code)
    query: Select[Any] = visible_to(actor, columns)
    return query.select_from(Case).join(Subject, Subject.id == Case.subject_id)


def _subjects(actor: Actor) -> Select[Any]:
    columns = (Subject.id.label("number"), Subject.name, Subject.code, Subject.kind)
    return subjects_visible_to(actor, columns)


def _records(actor: Actor) -> Select[Any]:
    facts = CreditRecord.body["CF_SY"].as_string().label("facts")
    columns = (
        *(CreditRecord.id.label("number"), CreditRecord.doc_no, CreditRecord.title, facts),
        *(CreditRecord.decided_on, CreditRecord.status, Subject.name, PublicEntry.slug),
    )
    shown = (PublicEntry.record_id == CreditRecord.id) & PublicEntry.withdrawn_on.is_(None)
    return (
        records_visible_to(actor, columns)
        .join(Subject, Subject.id == CreditRecord.subject_id)
        .outerjoin(PublicEntry, shown)
    )


def _notes(actor: Actor) -> Select[Any]:
    words = EventFacts.body["note"].as_string().label("words")
    columns = (
        *(CaseNote.event_id.label("number"), CaseNote.at, words, Case.ref, Case.subject_name),
        Person.name.label("writer"),
    )
    query: Select[Any] = visible_to(actor, columns)
    return (
        query.select_from(CaseNote)
        .join(Case, Case.id == CaseNote.case_id)
        .join(EventFacts, EventFacts.event_id == CaseNote.event_id)
        .join(Account, Account.id == CaseNote.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(CaseNote.withdrawn_event.is_(None))
    )


SORTS = {
    "cases": Sort(
        findable.CASES, _cases, Case.id, lambda r: (r.ref, r.title, r.subject_name, r.code), _a_case
    ),
    "subjects": Sort(
        findable.SUBJECTS, _subjects, Subject.id, lambda r: (r.name, r.code), _a_subject
    ),
    "records": Sort(findable.RECORDS, _records, CreditRecord.id, lambda r: r[1:4], _a_record),
    "notes": Sort(findable.NOTES, _notes, CaseNote.event_id, lambda r: (r.words,), _nothing),
}
