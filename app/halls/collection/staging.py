"""归集作业 a file on its way in: taken, checked, accepted or dropped; each an act of its own."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.halls.collection import entering
from app.halls.collection.dry_run import dry_run
from app.halls.collection.line import Context
from app.halls.collection.reading import open_table
from app.kernel import clock, events, files, imports, jobs, people, progress
from app.kernel.calendar import work_calendar
from app.kernel.imports import ImportBatch
from app.kernel.machines import Reason
from app.kernel.people import Account, Actor, Section
from app.kernel.tx import transaction
from app.kernel.workflow import NotNow
from app.lib.markers import N_
from app.lib.tables.unreadable import Unreadable

# A file this small is checked and entered while the person waits; a larger one in the background.
# Either way the work is queued first: if this process dies, the worker takes it up again.
AT_ONCE = 512 * 1024


def take_in(file: FileStorage, section_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Keep an uploaded table and have it checked; the key of its batch."""
    stored = files.store(file.stream)
    key = secrets.token_hex(12)
    with transaction():
        people.confirm(actor)
        batch = imports.begin(
            key=key,
            account_id=actor.account_id or 0,
            person_id=actor.person_id or 0,
            section_id=section_id,
            file_name=(file.filename or "")[-200:],
            file=stored.name,
            digest=stored.digest,
            size=stored.size,
            reason=reason,
            uploaded_at=at,
        )
        facts = {"file": stored.digest, "size": stored.size, "reason": reason}
        events.record(batch.stream, "upload", actor, at, facts=facts, section_id=section_id)
        jobs.enqueue("check_import", at, key=f"check:{key}", key_of=key)
    if stored.size <= AT_ONCE:
        check(key)
    return key


def check(key_of: str) -> None:
    """Run the dry run of a batch, and keep what it found beside it."""
    batch = imports.with_key(key_of)
    if batch is None or batch.state not in ("waiting", "checking"):
        return
    path, name, context = files.path_of(batch.file), batch.file_name, context_of(batch)
    good, faults = files.fresh_name(), files.fresh_name()
    try:
        found = dry_run(
            open_table(path, name),
            context,
            files.path_of(good),
            files.path_of(faults),
            lambda done, total: progress.tell(key_of, "check", done, total),
        )
    except Unreadable as why:
        _note(key_of, state="unreadable", says=why.says)
        return
    _note(
        key_of,
        state="checked",
        counts=found.as_dict(),
        total=found.read,
        good_file=good,
        faults_file=faults,
        checked_at=clock.now(),
    )


def context_of(batch: ImportBatch) -> Context:
    """What the checks ask from outside: the day, the bureau's codes, the calendar, the house."""
    section = db.session.get_one(Section, batch.section_id)
    house = db.session.get_one(Section, section.house_id)
    return Context(
        today=clock.today(),
        bureau_codes=frozenset({house.code} if house.code else ()),
        calendar=work_calendar(),
        known=entering.known_in_house,
        code_reason=batch.reason,
    )


def accept(key: str, actor: Actor, at: datetime, once: str | None) -> None:
    """Accept a checked batch: enter its good rows, now or in the background."""
    with transaction():
        people.confirm(actor)
        batch = _locked(key)
        if events.answered(actor.account_id, once) is not None:
            return
        _must_stand("checked", batch)
        facts = {"rows": files.digest_on_disk(batch.good_file or ""), "counts": batch.counts}
        entry = events.record(
            batch.stream, "accept", actor, at, facts=facts, once=once, section_id=batch.section_id
        )
        batch.state, batch.accepted_event, batch.accepted_at = "entering", entry.id, at
        small = batch.size <= AT_ONCE
        jobs.enqueue("enter_import", at, key=f"enter:{key}", key_of=key)
    if small:
        enter(key)


def enter(key_of: str) -> None:
    """Enter the good rows in one transaction; killed half-way, nothing stays."""
    with transaction():
        batch = _locked(key_of)
        if batch.state != "entering" or batch.accepted_event is None or batch.accepted_at is None:
            return
        batch.entered = entering.enter(
            batch,
            files.path_of(batch.good_file or ""),
            batch.accepted_event,
            batch.accepted_at,
            lambda done, total: progress.tell(key_of, "enter", done, total),
        )
        batch.state = "accepted"
        jobs.enqueue("seal", clock.now(), key=f"seal:{batch.stream}")
        jobs.enqueue("hits", clock.now(), key=f"hits:{batch.stream}")
    progress.forget(key_of)


def drop(key: str, actor: Actor, at: datetime, once: str | None) -> None:
    """Drop a batch that was not accepted; nothing of it is entered."""
    with transaction():
        people.confirm(actor)
        batch = _locked(key)
        if events.answered(actor.account_id, once) is not None:
            return
        if batch.state not in ("checked", "unreadable"):
            raise NotNow(Reason("state", N_("这一批已经录入或正在录入，不能放弃")))
        events.record(batch.stream, "drop", actor, at, once=once, section_id=batch.section_id)
        batch.state = "dropped"


def _must_stand(state: str, batch: ImportBatch) -> None:
    if batch.state != state:
        raise NotNow(Reason("state", N_("这一批已经录入、放弃或还在核对，不能再次录入")))


def _locked(key: str) -> ImportBatch:
    return db.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _note(key: str, **values: Any) -> None:
    with transaction():
        batch = _locked(key)
        if batch.state in ("waiting", "checking"):
            for name, value in values.items():
                setattr(batch, name, value)
    progress.forget(key)


def uploader_of(batch: ImportBatch) -> str:
    return db.session.get_one(Account, batch.account_id).person.name


JOBS = {"check_import": check, "enter_import": enter}
