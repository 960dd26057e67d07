"""公示 puts records on the public register, marks them there, moves their ends, takes them off.

Every entry cites the act that put it there and the act that took it away.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from app.extensions import db
from app.kernel import register_log, search
from app.kernel.public_entries import (
    ONE_DAY,
    PublicEntry,
    ending,
    entry_of,
    expired,
    is_public,
    place_of,
)
from app.kernel.public_face import face_of, may_be_shown, redacted
from app.kernel.records import CreditRecord
from app.kernel.register_log import Change
from app.lib import digest
from app.lib.grams import folded, grams
from app.lib.slugs import new_slug

Face = tuple[
    Mapping[str, Any], str, str | None
]  # a record's columns with its id; name; credit code


def _row(entry_id: int, face: Face, on: date, event_id: int) -> dict[str, Any]:
    record, name, code = face
    body = face_of(record, name, code or "")
    return {
        "id": entry_id,
        "slug": new_slug(),
        "place": place_of(record["decided_on"]) + entry_id,
        "record_id": record["id"],
        "kind": record["kind"],
        "subject_name": name,
        "subject_code": code,
        "doc_no": record["doc_no"],
        "title": redacted(record["title"]),
        "authority": record["authority"],
        "severity": record["severity"],
        "decided_on": record["decided_on"],
        "from_on": on,
        "until_on": record["maximum_until"],
        "repairable_from": record.get("repairable_from"),
        "body": body,
        "digest": digest.digest_of(digest.canonical(body)),
        "search_text": " ".join(map(folded, (name, code or "", record["doc_no"]))),
        "disputed": bool(record.get("disputed")),
        "published_event": event_id,
        "withdrawn_words": "",
    }


def _filed(row: Mapping[str, Any]) -> search.Filed:
    """The pieces under which an entry is found: of name, code and number, its class and kind."""
    parts = (row["subject_name"], row["subject_code"], row["doc_no"])
    pieces = [piece for part in parts for piece in grams(part)]
    sorts = [search.class_gram(row[column]) for column in ("severity", "kind")]
    return row["place"], " ".join(dict.fromkeys([*pieces, *sorts]))


def publish(record: CreditRecord, on: date, event_id: int, at: datetime) -> PublicEntry | None:
    """Put one record on the public register; None when it may not be shown."""
    columns = (
        *("id", "kind", "body", "doc_no", "title", "authority", "severity", "decided_on"),
        *("maximum_until", "repairable_from", "disputed"),
    )
    values = {column: getattr(record, column) for column in columns}
    added = publish_many([(values, record.subject.name, record.subject.code)], on, event_id, at)
    return entry_of(record.id, on) if added else None


def publish_many(faces: Iterable[Face], on: date, event_id: int, at: datetime) -> int:
    """Put many records on the register at once; how many of them were put there."""
    shown = [f for f in faces if may_be_shown(f[2], f[0]["maximum_until"], on)]
    _take_turn(on)
    first = register_log.last().seq + 1
    rows = [_row(first + n, face, on, event_id) for n, face in enumerate(shown)]
    if rows:
        db.session.execute(insert(PublicEntry), rows)
        search.add([_filed(row) for row in rows])
        register_log.append([Change(row["id"], row["slug"], "added", "", at) for row in rows])
    return len(rows)


def withdraw(
    entry: PublicEntry, why: str, on: date, event_id: int, at: datetime, words: str = ""
) -> None:
    """Take an entry off every public surface, in this one step; a tombstone says why."""
    if not _still_stands(entry, on):
        return
    entry.withdrawn_event, entry.withdrawn_on, entry.withdrawn_why = event_id, on, why
    entry.withdrawn_words = words
    db.session.flush()
    search.drop([_filed(vars(entry))])
    register_log.append([Change(entry.id, entry.slug, "removed", why, at)])


def replace(
    entry: PublicEntry, record: CreditRecord, on: date, event_id: int, at: datetime
) -> PublicEntry | None:
    """更正: the entry gives way to one that reads as the record does now; a tombstone stays."""
    withdraw(entry, "corrected", on, event_id, at)
    return publish(record, on, event_id, at)


def mark(entry: PublicEntry, disputed: bool, at: datetime) -> None:
    """异议处理中: show, or no longer show, that the entry is disputed."""
    if not _still_stands(entry, at.date()) or entry.disputed == disputed:
        return
    entry.disputed = disputed
    db.session.flush()
    why = "disputed" if disputed else "settled"
    register_log.append([Change(entry.id, entry.slug, "changed", why, at)])


def move_ends(pairs: Sequence[tuple[PublicEntry, CreditRecord]], at: datetime) -> int:
    """改期: show the end of a record's period as it has been reckoned again; how many moved."""
    _take_turn(at.date())
    moved = [
        (entry, record)
        for entry, record in pairs
        if (entry.until_on, entry.repairable_from) != (record.maximum_until, record.repairable_from)
        and is_public(entry, at.date())
    ]
    for entry, record in moved:
        entry.until_on = record.maximum_until or entry.until_on
        entry.repairable_from = record.repairable_from
    db.session.flush()
    register_log.append([Change(e.id, e.slug, "changed", "calendar", at) for e, _ in moved])
    return len(moved)


def _take_turn(on: date) -> None:
    """Every writer comes here first, and writes down what ended by itself before anything else.

    So the removals that a reader works out at the end of the log get the numbers it gave them.
    """
    register_log.take_turn()
    end_expired(on)


def _still_stands(entry: PublicEntry, on: date) -> bool:
    """Take the turn, then look again: somebody may have been quicker."""
    _take_turn(on)
    db.session.refresh(entry)
    return is_public(entry, on)


def end_expired(today: date) -> int:
    """到期: write down whose period is over; they had left every page without it. How many."""
    register_log.take_turn()
    ended = 0
    while over := expired(today):
        db.session.execute(update(PublicEntry), [_ended(row) for row in over])
        search.drop([_filed(dict(row._mapping)) for row in over])
        register_log.append([ending(row) for row in over])
        ended += len(over)
    return ended


def _ended(row: Any) -> dict[str, Any]:
    return {"id": row.id, "withdrawn_on": row.until_on + ONE_DAY, "withdrawn_why": "expired"}
