"""信用记录 the fact itself: a penalty, a list entry, a breach; corrected, never deleted."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import findable
from app.kernel.subjects import Subject
from app.lib import digest
from app.lib.markers import NC_
from app.lib.publicity import PUBLICITY_TERMS, Regime, Severity, publicity_period
from app.lib.workdays import WorkCalendar

# effective 有效 | expired by its own maximum | repaired 已修复 | annulled 已撤销
STATUSES = ("effective", "repaired", "annulled")
STATUS_NAMES = {
    "effective": NC_("record", "有效"),
    "repaired": NC_("record", "已修复"),
    "annulled": NC_("record", "已撤销"),
}


class CreditRecord(Base):
    """信用记录 one adverse record, with its class, its periods and its place in public."""

    __tablename__ = "credit_record"
    __table_args__ = (
        UniqueConstraint("authority_code", "doc_no", "subject_id"),
        UniqueConstraint("batch_id", "row_no"),
        CheckConstraint("status in ('effective','repaired','annulled')", name="status"),
        CheckConstraint("(status = 'effective') = (ended_event is null)", name="ended_by"),
        Index("ix_credit_record_subject", "subject_id", "decided_on"),
        Index("ix_credit_record_doc_no", "doc_no", "id"),
        Index(
            "ix_credit_record_list",
            "section_id",
            "id",
            sqlite_where=text("kind = 'list'"),
            postgresql_where=text("kind = 'list'"),
        ),
    )

    id: Mapped[Id]
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # penalty | breach 失信行为 | list 名单
    authority: Mapped[str] = mapped_column(String(200))
    authority_code: Mapped[str] = mapped_column(String(18))
    doc_no: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(2000))
    decided_on: Mapped[date]
    severity: Mapped[str | None] = mapped_column(String(8))
    severity_basis: Mapped[str] = mapped_column(String(300), default="")
    regime: Mapped[str] = mapped_column(String(16))
    minimum_until: Mapped[date | None]
    repairable_from: Mapped[date | None]
    maximum_raw: Mapped[date | None]
    maximum_until: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))
    public: Mapped[bool]
    why_not_public: Mapped[str] = mapped_column(String(200), default="")
    late_days: Mapped[int] = mapped_column(default=0)
    shared: Mapped[bool] = mapped_column(default=True)
    disputed: Mapped[bool] = mapped_column(default=False)  # 异议处理中, on file and in public
    status: Mapped[str] = mapped_column(String(12), default="effective")
    ended_on: Mapped[date | None]
    ended_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(BigId)  # the person, for separation of duties
    entered_for: Mapped[int | None] = mapped_column(BigId)  # 代: in whose name, if not their own
    entered_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    batch_id: Mapped[int | None] = mapped_column(BigId, index=True)
    row_no: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    subject: Mapped[Subject] = relationship()

    @property
    def enterers(self) -> frozenset[int | None]:
        """Who entered it, and in whose name: neither of them decides about it."""
        return frozenset({self.entered_by, self.entered_for})

    @property
    def digest(self) -> str:
        """What an approval of anything about this record binds to."""
        return digest.digest_of(
            digest.canonical({"id": self.id, "version": self.version, "body": self.body})
        )


class RecordVersion(Base):
    """旧版本 how a record read before it was corrected, and the act that changed it."""

    __tablename__ = "record_version"

    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("credit_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    replaced_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


FOUND_BY = (CreditRecord.id, CreditRecord.doc_no, CreditRecord.title, CreditRecord.body)


def found_by(doc_no: str, title: str, body: Mapping[str, Any]) -> findable.Named:
    """The words a record is found by: its number, the kind of breach, the facts found."""
    return doc_no, title, str(body.get("CF_SY") or "")


def _found_by(record: CreditRecord) -> findable.Named:
    return found_by(record.doc_no, record.title, record.body)


def enter(**values: Any) -> CreditRecord:
    """Enter one record."""
    record = CreditRecord(**values)
    db.session.add(record)
    db.session.flush()
    findable.file(findable.RECORDS, [(record.id, _found_by(record))])
    return record


def enter_many(rows: Iterable[Mapping[str, Any]]) -> int:
    """Enter many records at once; each row carries every column."""
    batch = list(rows)
    if batch:
        entering = insert(CreditRecord).returning(*FOUND_BY)
        made = [(row[0], found_by(*row[1:])) for row in db.session.execute(entering, batch)]
        findable.file(findable.RECORDS, made)
    return len(batch)


def of_subject(subject_id: int) -> list[CreditRecord]:
    """Everything on file about a subject, newest decision first."""
    return list(
        db.session.scalars(
            select(CreditRecord)
            .where(CreditRecord.subject_id == subject_id)
            .order_by(CreditRecord.decided_on.desc(), CreditRecord.id.desc())
        )
    )


def end(record: CreditRecord, status: str, on: date, event_id: int) -> None:
    """Close a record: repaired or annulled. It stays in the archive."""
    record.status, record.ended_on, record.ended_event = status, on, event_id
    record.version += 1


def restore(record: CreditRecord) -> None:
    """A repair was revoked: the record stands again as if it had not ended."""
    record.status, record.ended_on, record.ended_event = "effective", None, None
    record.version += 1


def stop_sharing(record: CreditRecord) -> None:
    record.shared = False


def share_again(record: CreditRecord) -> None:
    record.shared = True


def stop_publicity(record: CreditRecord, why: str) -> None:
    """The record stands, but is not for the public any more."""
    record.public, record.why_not_public = False, why
    record.version += 1


# What a record says in columns of its own, beside its body.
_IN_COLUMNS = {
    "CF_WSH": "doc_no",
    "CF_WFXW": "title",
    "CF_CFJG": "authority",
    "CF_CFJGDM": "authority_code",
    "CF_JDRQ": "decided_on",
}


def says(record: CreditRecord, code: str) -> Any:
    """What a record says under this code, wherever it is kept."""
    said = record.body.get(code)
    if said in (None, "", []) and code in _IN_COLUMNS:
        said = getattr(record, _IN_COLUMNS[code])
    return said.isoformat() if isinstance(said, date) else said


def reckon(record: CreditRecord, calendar: WorkCalendar) -> bool:
    """Reckon the periods by the day of the decision; whether any of them moved."""
    if not record.severity:
        return False
    severity = Severity(record.severity)
    terms = PUBLICITY_TERMS[Regime(record.regime), severity]
    period = publicity_period(severity, record.decided_on, calendar, terms)
    kept = {
        "minimum_until": period.minimum_until,
        "repairable_from": period.repairable_from,
        "maximum_raw": period.maximum_raw,
        "maximum_until": period.maximum_until,
        "provisional": period.provisional,
    }
    changed = {name: value for name, value in kept.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)


def correct(record: CreditRecord, changes: Mapping[str, Any], event_id: int) -> None:
    """Change what a record says; how it read before is kept. A new day is reckoned from after."""
    db.session.add(
        RecordVersion(
            record_id=record.id,
            version=record.version,
            body={code: says(record, code) for code in _IN_COLUMNS} | record.body,
            replaced_event=event_id,
        )
    )
    before = _found_by(record)
    record.body = record.body | dict(changes)
    record.version += 1
    for code in _IN_COLUMNS.keys() & changes.keys():
        day = code == "CF_JDRQ"
        value = date.fromisoformat(changes[code]) if day else changes[code]
        setattr(record, _IN_COLUMNS[code], value)
    findable.forget(findable.RECORDS, record.id, before)
    findable.file(findable.RECORDS, [(record.id, _found_by(record))])


def reclassify(
    record: CreditRecord,
    severity: Severity,
    basis: str,
    changes: Mapping[str, Any],
    calendar: WorkCalendar,
    event_id: int,
) -> None:
    """Hold a record to be of another grade; how it stood before is kept, its periods move."""
    before = record.severity
    correct(record, changes, event_id)
    db.session.flush()
    kept = db.session.get_one(RecordVersion, (record.id, record.version - 1))
    kept.body = kept.body | {"SEVERITY": before}
    record.severity, record.severity_basis = severity.value, basis[:300]
    reckon(record, calendar)
    db.session.flush()


def old_versions(record: CreditRecord) -> list[RecordVersion]:
    """How the record read before, the oldest first."""
    query = select(RecordVersion).where(RecordVersion.record_id == record.id)
    return list(db.session.scalars(query.order_by(RecordVersion.version)))
