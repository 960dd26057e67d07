"""报送页的查询 the batches of one's associations, pages of their rows and of what was found."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.kernel import files
from app.kernel.bulk import BulkBatch, BulkRow
from app.kernel.cases import Case
from app.kernel.matters import OpenMatter
from app.kernel.people import Account, Person
from app.lib.tables.faults import Fault, fault_from

ROWS = 50


def batches(key: str, associations: Sequence[int], below: int | None) -> Sequence[Any]:
    """What these associations uploaded for this matter, the newest first; one more than a page."""
    query = (
        select(
            *(BulkBatch.id, BulkBatch.key, BulkBatch.file_name, BulkBatch.state),
            *(BulkBatch.counts, BulkBatch.filed, BulkBatch.uploaded_at),
            OpenMatter.version,
            Person.name.label("person"),
        )
        .join(OpenMatter, OpenMatter.id == BulkBatch.matter_id)
        .join(Account, Account.id == BulkBatch.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(OpenMatter.key == key, BulkBatch.association_id.in_(associations))
    )
    if below:
        query = query.where(BulkBatch.id < below)
    return db.session.execute(query.order_by(BulkBatch.id.desc()).limit(ROWS + 1)).all()


def rows(batch: BulkBatch, after: int = 0, most: int | None = ROWS + 1) -> Sequence[Any]:
    """The rows of a batch with what became of each; of a filed one no more than its state."""
    query = (
        select(
            *(BulkRow.row, BulkRow.name, BulkRow.code, BulkRow.outcome),
            *(BulkRow.words, BulkRow.params, Case.ref, Case.state, Case.kind),
            *(Case.edition, Case.turn),
        )
        .outerjoin(Case, Case.id == BulkRow.case_id)
        .where(BulkRow.batch_id == batch.id, BulkRow.row > after)
    )
    return db.session.execute(query.order_by(BulkRow.row).limit(most)).all()


def faults(batch: BulkBatch, start: int) -> list[Fault]:
    """One page of what was found, in the order of the file."""
    if not batch.faults_file:
        return []
    with files.path_of(batch.faults_file).open(encoding="utf-8") as lines:
        return [fault_from(json.loads(line)) for line in islice(lines, start, start + ROWS)]
