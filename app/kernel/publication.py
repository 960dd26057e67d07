"""公示 what stands on the public register: a projection of records, its period checked at read.

Every row cites the act that put it there and the act that took it away; an entry whose last day is
over is gone by itself, whatever jobs ran.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import BEIJING, Base, BigId, db
from app.kernel import register_log, search
from app.kernel.public_face import face_of, may_be_shown, redacted
from app.kernel.records import CreditRecord
from app.kernel.register_log import Change
from app.lib import digest
from app.lib.grams import folded, grams
from app.lib.markers import N_

WHY = {
    "repaired": N_("已信用修复"),
    "expired": N_("公示期届满"),
    "annulled": N_("所依据的决定已变更或撤销"),
    "corrected": N_("内容更正"),
}

_ONE_DAY = timedelta(days=1)
_ENTRY_BITS = 32  # of a place: the entry's number, below the day of its decision
_AT_ONCE = 1000


def _while_standing() -> dict[str, Any]:
    """For indexes of what is on the register, which hold nothing of what has left it."""
    where = text("withdrawn_on is null")
    return {"sqlite_where": where, "postgresql_where": where}


class PublicEntry(Base):
    """公示条目 what anybody may read about one record, until its last day.

    Its id is the number of the change that added it: who knows change n knows every entry up to n.
    """

    __tablename__ = "public_entry"
    __table_args__ = (
        CheckConstraint("(withdrawn_on is null) = (withdrawn_why is null)", name="withdrawn"),
        CheckConstraint(
            "withdrawn_on is null or withdrawn_why = 'expired' or withdrawn_event is not null",
            name="cited",
        ),
        Index("uq_public_entry_standing", "record_id", unique=True, **_while_standing()),
        Index("ix_public_entry_place", "place", **_while_standing()),
        Index("ix_public_entry_until_on", "until_on", "id", **_while_standing()),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    place: Mapped[int] = mapped_column(BigId)  # the day of the decision, then the id
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("credit_record.id"), index=True)
    subject_name: Mapped[str] = mapped_column(String(200))
    subject_code: Mapped[str] = mapped_column(String(18))
    doc_no: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(2000))
    authority: Mapped[str] = mapped_column(String(200))
    severity: Mapped[str] = mapped_column(String(8))
    decided_on: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date]
    repairable_from: Mapped[date | None]  # the first day on which repair may be asked for
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    search_text: Mapped[str] = mapped_column(Text)
    disputed: Mapped[bool] = mapped_column(default=False)  # 异议处理中
    published_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    withdrawn_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(String(12))


Face = tuple[
    Mapping[str, Any], str, str | None
]  # a record's columns with its id; name; credit code


def _row(entry_id: int, face: Face, on: date, event_id: int) -> dict[str, Any]:
    record, name, code = face
    body = face_of(record, name, code or "")
    return {
        "id": entry_id,
        "slug": secrets.token_hex(10),
        "place": place_of(record["decided_on"]) + entry_id,
        "record_id": record["id"],
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
        "disputed": False,
        "published_event": event_id,
    }


def place_of(day: date) -> int:
    """Where the entries of decisions of this day begin in the register."""
    return day.toordinal() << _ENTRY_BITS


def entry_at(place: int) -> int:
    """The id of the entry in this place."""
    return place & ((1 << _ENTRY_BITS) - 1)


def _filed(row: Mapping[str, Any]) -> search.Filed:
    """The pieces under which an entry is found: of name, code and number, and its class."""
    parts = (row["subject_name"], row["subject_code"], row["doc_no"])
    pieces = [piece for part in parts for piece in grams(part)]
    return row["place"], " ".join(dict.fromkeys([*pieces, search.class_gram(row["severity"])]))


def publish(record: CreditRecord, on: date, event_id: int, at: datetime) -> PublicEntry | None:
    """Put one record on the public register; None when it may not be shown."""
    columns = (
        *("id", "body", "doc_no", "title", "authority", "severity", "decided_on"),
        *("maximum_until", "repairable_from"),
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


def withdraw(entry: PublicEntry, why: str, on: date, event_id: int, at: datetime) -> None:
    """Take an entry off every public surface, in this one step; a tombstone says why."""
    if not _still_stands(entry, on):
        return
    entry.withdrawn_event, entry.withdrawn_on, entry.withdrawn_why = event_id, on, why
    db.session.flush()
    search.drop([_filed(vars(entry))])
    register_log.append([Change(entry.id, entry.slug, "removed", why, at)])


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
    return {"id": row.id, "withdrawn_on": row.until_on + _ONE_DAY, "withdrawn_why": "expired"}


def ending(row: Any) -> Change:
    """The removal of an entry whose period is over: at the first moment after its last day."""
    over = datetime.combine(row.until_on + _ONE_DAY, time.min, BEIJING)
    return Change(row.id, row.slug, "removed", "expired", over)


def expired(today: date, offset: int = 0, limit: int = _AT_ONCE) -> Sequence[Any]:
    """Entries whose period is over and whose removal is not written down yet, in its order."""
    columns = (
        *(PublicEntry.id, PublicEntry.slug, PublicEntry.place, PublicEntry.until_on),
        *(PublicEntry.subject_name, PublicEntry.subject_code, PublicEntry.doc_no),
        PublicEntry.severity,
    )
    return db.session.execute(
        select(*columns)
        .where(*_over(today))
        .order_by(PublicEntry.until_on, PublicEntry.id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_expired(today: date, since: date = date.min) -> int:
    """How many removals are not yet written down, of periods that ended on this day or later."""
    over = (*_over(today), PublicEntry.until_on >= since)
    return db.session.scalar(select(func.count()).select_from(PublicEntry).where(*over)) or 0


def _over(today: date) -> tuple[ColumnElement[bool], ...]:
    return PublicEntry.withdrawn_on.is_(None), PublicEntry.until_on < today


def standing(today: date, columns: Any = PublicEntry) -> Select[Any]:
    """What is public today: every public surface begins here."""
    query = select(*columns) if isinstance(columns, tuple) else select(columns)
    return query.where(PublicEntry.withdrawn_on.is_(None), PublicEntry.until_on >= today)


def entry_of(record_id: int, today: date) -> PublicEntry | None:
    """The entry under which this record is public today."""
    query: Select[PublicEntry] = standing(today)
    return db.session.scalar(query.where(PublicEntry.record_id == record_id))


def entry_with(slug: str) -> PublicEntry | None:
    """The entry with this address, public or not; one that is not gets a tombstone."""
    return db.session.scalar(select(PublicEntry).where(PublicEntry.slug == slug))


def is_public(entry: PublicEntry, today: date) -> bool:
    return entry.withdrawn_on is None and entry.until_on >= today


def ending_of(entry: PublicEntry) -> tuple[date, str]:
    """Since when, and why, an entry that is not public is not."""
    if entry.withdrawn_on and entry.withdrawn_why:
        return entry.withdrawn_on, entry.withdrawn_why
    return entry.until_on + _ONE_DAY, "expired"
