"""报送作业 a workbook on its way in: taken, checked, filed or dropped; each an act of its own."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.halls.bulk.checking import HERE, Found, Line, examine, said_in
from app.kernel import bulk, clock, events, files, jobs, people, progress
from app.kernel.bulk import BulkBatch, BulkRow
from app.kernel.machines import Reason, RuleBroken
from app.kernel.matters import OpenMatter
from app.kernel.people import Account, Actor
from app.kernel.tx import transaction
from app.kernel.workflow import NotNow, NotYours
from app.lib.markers import N_
from app.lib.tables.faults import Fault
from app.lib.tables.unreadable import Unreadable

# Checked while the person waits up to this size, filed up to this many; more in the background.
AT_ONCE, FEW = 512 * 1024, 30


def take_in(
    file: FileStorage, matter: OpenMatter, association_id: int, actor: Actor, at: datetime
) -> str:
    """Keep an uploaded workbook and have it checked; the key of its batch."""
    stored, key = files.store(file.stream), secrets.token_hex(12)
    with transaction():
        people.confirm(actor)
        batch = bulk.begin(
            key=key,
            account_id=actor.account_id or 0,
            association_id=association_id,
            matter_id=matter.id,
            file_name=(file.filename or "")[-200:],
            file=stored.name,
            digest=stored.digest,
            size=stored.size,
            uploaded_at=at,
        )
        facts = {"file": stored.digest, "size": stored.size, "matter": matter.id}
        events.record(batch.stream, "upload", actor, at, facts=facts)
        jobs.enqueue("check_bulk", at, key=f"check:{key}", key_of=key)
    if stored.size <= AT_ONCE:
        check(key)
    return key


def check(key_of: str) -> None:
    """Look at every row, and keep what was found beside the batch."""
    batch = db.session.scalars(select(BulkBatch).where(BulkBatch.key == key_of)).one()
    if batch.state != "waiting":
        return
    try:
        found = examine(batch, clock.today())
    except Unreadable as why:
        with transaction():
            batch = _locked(key_of)
            batch.state, batch.says = "unreadable", why.says
        return
    name = _kept(found.faults)
    with transaction():
        batch = _locked(key_of)
        if batch.state == "waiting":
            batch.state, batch.counts, batch.faults_file = "checked", found.counts(), name
            bulk.note_rows(batch, [_as_row(line) for line in found.lines])


def _kept(faults: Iterable[Fault]) -> str:
    name = files.fresh_name()
    with files.path_of(name).open("w", encoding="utf-8") as out:
        out.writelines(fault.as_json() + "\n" for fault in faults)
    return name


def _as_row(line: Line) -> dict[str, object]:
    shown = {"name": line.shown("NAME"), "code": line.shown("CODE")}
    return shown | {"row": line.row, "outcome": line.outcome}


def accept(key: str, actor: Actor, at: datetime, once: str | None) -> None:
    """报送 the good rows of a checked batch, now or in the background."""
    with transaction():
        people.confirm(actor)
        batch = _locked(key)
        if events.answered(actor.account_id, once) is not None:
            return
        if batch.state != "checked" or not batch.counts["good"]:
            raise NotNow(Reason("state", N_("这一批已经报送、放弃或还在核对，不能再次报送")))
        if not bulk.may_be_filed(batch.matter, at.date()):
            raise NotNow(
                Reason(
                    "not_on_list", N_("这份承诺书已经更换或者停止适用，请用现行的报送表重新上传")
                )
            )
        facts = {"counts": batch.counts}
        entry = events.record(batch.stream, "accept", actor, at, facts=facts, once=once)
        batch.state, batch.accepted_event, batch.accepted_at = "filing", entry.id, at
        few = batch.counts["good"] <= FEW
        jobs.enqueue("file_bulk", at, key=f"file:{key}", key_of=key)
    if few:
        file_all(key)


def file_all(key_of: str) -> None:
    """File what was shown as good and still is, in one transaction; killed half-way, nothing stays.

    Whatever changed since it was shown keeps back its own row, which says why.
    """
    with transaction():
        batch = _locked(key_of)
        if batch.state != "filing" or batch.accepted_at is None:
            return
        # Two workbooks for one letter go one after the other; others may sign it meanwhile.
        db.session.get_one(OpenMatter, batch.matter_id, with_for_update={"key_share": True})
        account = db.session.get_one(Account, batch.account_id)
        actor = people.actor_with(account.id, account.epoch, clock.today())
        _file_rows(batch, examine(batch, clock.today()), actor, clock.now())
        batch.state = "filed"
    progress.forget(key_of)


def _file_rows(batch: BulkBatch, found: Found, actor: Actor, now: datetime) -> None:
    query = select(BulkRow).where(BulkRow.batch_id == batch.id, BulkRow.outcome == "good")
    shown = {row.row: row for row in db.session.scalars(query)}
    lines = [line for line in found.lines if line.row in shown]
    for done, line in enumerate(lines):
        progress.tell(batch.key, "file", done, len(lines))
        row = shown[line.row]
        if line.outcome != "good":
            row.outcome, row.words, row.params = _why_not(line)
            continue
        said = said_in(line, found.members[line.code], batch.matter)
        try:
            row.case_id = bulk.file_row(batch, said, actor, now).id
            row.outcome = "filed"
            batch.filed += 1
        except RuleBroken as why:
            row.outcome, row.words, row.params = "refused", why.says, dict(why.params)
        except NotYours as why:
            row.outcome, row.words = "refused", why.reason.says


def _why_not(line: Line) -> tuple[str, str, dict[str, object]]:
    """What came between the look and the filing."""
    if line.outcome == "here":
        return "here", HERE, {}
    fault = next(fault for fault in line.faults if fault.level == "error")
    return "refused", fault.words, dict(fault.params)


def drop(key: str, actor: Actor, at: datetime, once: str | None) -> None:
    """放弃 a batch that was not filed."""
    with transaction():
        people.confirm(actor)
        batch = _locked(key)
        if events.answered(actor.account_id, once) is not None:
            return
        if batch.state not in ("checked", "unreadable"):
            raise NotNow(Reason("state", N_("这一批已经报送或正在报送，不能放弃")))
        events.record(batch.stream, "drop", actor, at, once=once)
        batch.state = "dropped"


def _locked(key: str) -> BulkBatch:
    return db.session.scalars(
        select(BulkBatch)
        .where(BulkBatch.key == key)
        .with_for_update(of=BulkBatch)
        .execution_options(populate_existing=True)
    ).one()


JOBS = {"check_bulk": check, "file_bulk": file_all}
