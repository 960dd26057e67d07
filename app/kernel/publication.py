"""公示 the public face of records: allow-listed columns, the period checked at every read.

The public register reads only these tables.
Every row cites the act that put it there and the act that took it away.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import search
from app.kernel.records import CreditRecord
from app.lib import digest
from app.lib.grams import folded, grams
from app.lib.markers import N_

# What the public may read of a penalty: 双公示 columns that name no natural person (§4.3, §9).
PUBLIC_COLUMNS = (
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_NR_WFFF",
    "CF_JDRQ",
    "CF_CFJG",
    "CF_CFJGDM",
)

WHY = {
    "repaired": N_("已信用修复"),
    "expired": N_("公示期届满"),
    "annulled": N_("所依据的决定已变更或撤销"),
    "corrected": N_("内容更正"),
}


class PublicEntry(Base):
    """公示条目 what anybody may read about one record, until its last day."""

    __tablename__ = "public_entry"
    __table_args__ = (
        Index(
            "uq_public_entry_standing",
            "record_id",
            unique=True,
            sqlite_where=text("withdrawn_event is null"),
            postgresql_where=text("withdrawn_event is null"),
        ),
        Index("ix_public_entry_subject_code", "subject_code"),
        Index("ix_public_entry_doc_no", "doc_no"),
        Index("ix_public_entry_until_on", "until_on"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("credit_record.id"))
    subject_name: Mapped[str] = mapped_column(String(200))
    subject_code: Mapped[str] = mapped_column(String(18))
    doc_no: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(2000))
    authority: Mapped[str] = mapped_column(String(200))
    severity: Mapped[str] = mapped_column(String(8))
    decided_on: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date]
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    search_text: Mapped[str] = mapped_column(String(400))
    disputed: Mapped[bool] = mapped_column(default=False)  # 异议处理中
    published_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    withdrawn_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(String(12))


class RegisterChange(Base):
    """变更流水 every addition and removal, in order: replaying it rebuilds the register."""

    __tablename__ = "register_change"

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("public_entry.id"), index=True)
    slug: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(8))  # added | changed | removed
    why: Mapped[str] = mapped_column(String(12), default="")
    at: Mapped[datetime]


def face_of(record: Mapping[str, Any], subject_name: str, subject_code: str) -> dict[str, Any]:
    """The public face: allow-listed columns and nothing else."""
    shown = {
        column: record["body"][column] for column in PUBLIC_COLUMNS if record["body"].get(column)
    }
    return shown | {"subject_name": subject_name, "subject_code": subject_code}


def _row(
    record: Mapping[str, Any], subject_name: str, subject_code: str, on: date, event_id: int
) -> dict[str, Any]:
    face = face_of(record, subject_name, subject_code)
    return {
        "slug": secrets.token_hex(10),
        "record_id": record["id"],
        "subject_name": subject_name,
        "subject_code": subject_code,
        "doc_no": record["doc_no"],
        "title": record["title"],
        "authority": record["authority"],
        "severity": record["severity"],
        "decided_on": record["decided_on"],
        "from_on": on,
        "until_on": record["maximum_until"],
        "body": face,
        "digest": digest.digest_of(digest.canonical(face)),
        "search_text": _searchable(subject_name, subject_code, record["doc_no"]),
        "disputed": False,
        "published_event": event_id,
    }


def _searchable(subject_name: str, subject_code: str, doc_no: str) -> str:
    return f"{folded(subject_name)} {folded(subject_code)} {folded(doc_no)}"


def _indexed(row: Mapping[str, Any]) -> str:
    """The grams under which an entry is found: by name, by credit code, by document number."""
    return " ".join(
        dict.fromkeys(
            g
            for part in (row["subject_name"], row["subject_code"], row["doc_no"])
            for g in grams(part)
        )
    )


def publish(record: CreditRecord, on: date, event_id: int, at: datetime) -> PublicEntry:
    """Put one record on the public register."""
    values = {
        "id": record.id,
        "body": record.body,
        "doc_no": record.doc_no,
        "title": record.title,
        "authority": record.authority,
        "severity": record.severity,
        "decided_on": record.decided_on,
        "maximum_until": record.maximum_until,
    }
    row = _row(values, record.subject.name, record.subject.code or "", on, event_id)
    entry = PublicEntry(**row)
    db.session.add(entry)
    db.session.flush()
    search.add([(entry.id, _indexed(row))])
    _note([(entry.id, entry.slug)], "added", "", at)
    return entry


def publish_many(
    faces: Iterable[tuple[Mapping[str, Any], str, str]], on: date, event_id: int, at: datetime
) -> int:
    """Put many records on the register at once: (record columns with id, name, code) each."""
    rows = [_row(record, name, code, on, event_id) for record, name, code in faces]
    if not rows:
        return 0
    db.session.execute(insert(PublicEntry), rows)
    ids = dict(
        db.session.execute(
            select(PublicEntry.slug, PublicEntry.id).where(PublicEntry.published_event == event_id)
        ).all()
    )
    search.add([(ids[row["slug"]], _indexed(row)) for row in rows])
    _note([(ids[row["slug"]], row["slug"]) for row in rows], "added", "", at)
    return len(rows)


def withdraw(entry: PublicEntry, why: str, on: date, event_id: int, at: datetime) -> None:
    """Take an entry off every public surface, in this one step; a tombstone says why."""
    entry.withdrawn_event, entry.withdrawn_on, entry.withdrawn_why = event_id, on, why
    db.session.flush()
    search.drop(
        entry.id,
        _indexed(
            {
                "subject_name": entry.subject_name,
                "subject_code": entry.subject_code,
                "doc_no": entry.doc_no,
            }
        ),
    )
    _note([(entry.id, entry.slug)], "removed", why, at)


def mark(entry: PublicEntry, disputed: bool, at: datetime) -> None:
    """异议处理中: show, or no longer show, that the entry is disputed."""
    entry.disputed = disputed
    _note([(entry.id, entry.slug)], "changed", "disputed" if disputed else "settled", at)


def _note(entries: Sequence[tuple[int, str]], kind: str, why: str, at: datetime) -> None:
    db.session.execute(
        insert(RegisterChange),
        [{"entry_id": i, "slug": slug, "kind": kind, "why": why, "at": at} for i, slug in entries],
    )


def standing(today: date, columns: Any = PublicEntry) -> Select[Any]:
    """What is public today: every public surface begins here, and a period ends by itself."""
    query = select(*columns) if isinstance(columns, tuple) else select(columns)
    return query.where(PublicEntry.withdrawn_event.is_(None), PublicEntry.until_on >= today)


def entry_of(record_id: int, today: date) -> PublicEntry | None:
    """The entry under which this record is public today."""
    query: Select[PublicEntry] = standing(today)
    return db.session.scalar(query.where(PublicEntry.record_id == record_id))


def entry_with(slug: str) -> PublicEntry | None:
    """The entry with this address, public or not; one that is not is shown as a tombstone."""
    return db.session.scalar(select(PublicEntry).where(PublicEntry.slug == slug))


def is_public(entry: PublicEntry, today: date) -> bool:
    return entry.withdrawn_event is None and entry.until_on >= today


def expired(today: date, limit: int = 500) -> list[PublicEntry]:
    """Entries whose period is over and whose removal is not yet in the feed."""
    return list(
        db.session.scalars(
            select(PublicEntry)
            .where(PublicEntry.withdrawn_event.is_(None), PublicEntry.until_on < today)
            .order_by(PublicEntry.id)
            .limit(limit)
        )
    )
