"""归集页的查询 the batches of one's sections, and pages of the files a dry run left."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.halls.collection.entering import good_rows
from app.kernel import files, imports
from app.kernel.calendar import work_calendar
from app.kernel.imports import ImportBatch
from app.kernel.people import Account, Actor, Person, Section
from app.kernel.roles import Role
from app.lib.penalties import Severity
from app.lib.publicity import PublicityPeriod, publicity_period
from app.lib.tables.faults import Fault, fault_from

ROWS = 50


def my_sections(actor: Actor) -> list[Section]:
    """The sections for which this person brings records in."""
    ids = actor.sections_with(Role.HANDLER) or {-1}
    return list(db.session.scalars(select(Section).where(Section.id.in_(ids)).order_by(Section.id)))


def batches(actor: Actor) -> list[Any]:
    """The latest batches of one's sections, with who brought them."""
    ids = actor.sections_with(Role.HANDLER) or {-1}
    query = (
        select(
            ImportBatch.key,
            ImportBatch.file_name,
            ImportBatch.state,
            ImportBatch.counts,
            ImportBatch.entered,
            ImportBatch.uploaded_at,
            Section.name.label("section"),
            Person.name.label("person"),
        )
        .join(Section, Section.id == ImportBatch.section_id)
        .join(Account, Account.id == ImportBatch.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(ImportBatch.section_id.in_(ids))
        .order_by(ImportBatch.id.desc())
        .limit(ROWS)
    )
    return list(db.session.execute(query))


def batch_for(actor: Actor, key: str) -> ImportBatch | None:
    """A batch of one's own sections; another's does not exist."""
    batch = imports.with_key(key)
    mine = batch is not None and batch.section_id in actor.sections_with(Role.HANDLER)
    return batch if mine else None


def faults(batch: ImportBatch, start: int, size: int = ROWS) -> list[Fault]:
    """One page of what was found, in the order of the file."""
    if not batch.faults_file:
        return []
    return [fault_from(line) for line in _lines(files.path_of(batch.faults_file), start, size)]


def good(batch: ImportBatch, start: int, size: int = ROWS) -> list[dict[str, Any]]:
    """One page of what would be entered, each row with its class and its periods."""
    if not batch.good_file:
        return []
    rows = islice(good_rows(files.path_of(batch.good_file), start), size)
    return [dict(row) | {"period": _period(row)} for row in rows]


def _period(row: Any) -> PublicityPeriod | None:
    if not row["severity"]:
        return None
    decided_on = date.fromisoformat(row["values"]["CF_JDRQ"])
    return publicity_period(Severity(row["severity"]), decided_on, work_calendar())


def _lines(path: Path, start: int, size: int) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, start, start + size):
            yield json.loads(line)
