"""检索内容 what each index of the staff's search should hold, read from the tables themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, Select, select

from app.extensions import db
from app.kernel import findable, search, subjects
from app.kernel.cases import Case
from app.kernel.records import FOUND_BY, found_by
from app.kernel.subjects import Subject
from app.kernel.tx import transaction

AT_ONCE = 2000


def file_case(case: Case) -> None:
    """File a case that was just opened."""
    words = (case.ref, case.title, case.subject_name, case.subject.code)
    findable.file(findable.CASES, [(case.id, words)])


_CASES: tuple[Any, ...] = (Case.id, Case.ref, Case.title, Case.subject_name, Subject.code)
_SUBJECTS: tuple[Any, ...] = (Subject.id, *subjects.FOUND_BY)

# Each index: everything it should hold, and the words of one row.
Whole = tuple[Select[Any], Callable[[Row[Any]], findable.Named]]
WHOLE: Mapping[str, Whole] = {
    findable.CASES: (
        select(*_CASES).join(Subject, Subject.id == Case.subject_id).order_by(Case.id),
        lambda row: tuple(row)[1:],
    ),
    findable.SUBJECTS: (
        select(*_SUBJECTS).order_by(Subject.id),
        lambda row: tuple(row)[1:],
    ),
    findable.RECORDS: (
        select(*FOUND_BY).order_by(FOUND_BY[0]),
        lambda row: found_by(row.doc_no, row.title, row.body),
    ),
}


def rebuild(index: str, whole: Whole) -> int:
    """Fill an index anew, all of it or nothing; how many things it holds."""
    query, words = whole
    with transaction():
        search.clear(index)
        count = 0
        for rows in db.session.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
            findable.file(index, [(row[0], words(row)) for row in rows])
            count += len(rows)
    return count
