"""超限处罚 what the imported penalties show of overloading, read once each; and fleets, by hand."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Row,
    Select,
    String,
    UniqueConstraint,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import events
from app.kernel.people import Actor, Section
from app.kernel.records import CreditRecord, RecordVersion
from app.kernel.subjects import Subject
from app.lib import overload

CHUNK = 1000
LATEST = 200_000  # records looked through for new ones: as many as one import may bring
FEN = 1_000_000  # in one 万元


class OverloadPenalty(Base):
    """超限处罚 one penalty that bears on the ten behaviours, in columns that can be counted."""

    __tablename__ = "overload_penalty"
    # Each behaviour is counted along an index of its own, which holds nothing else.
    __table_args__ = tuple(
        Index(
            f"ix_overload_{name}",
            column,
            "decided_on",
            sqlite_where=text(" and ".join(f"{flag} = 1" for flag in flags)),
            postgresql_where=text(" and ".join(flags)),
        )
        for name, column, flags in (
            ("truck", "truck", ("overloaded", "standing", "plated")),
            ("driver", "subject_id", ("overloaded", "standing", "person")),
            ("subject", "subject_id", ("standing",)),
            ("directed", "subject_id", ("directed", "standing")),
            ("ordered", "subject_id", ("ordered", "standing")),
            ("alone", "alone", ("standing",)),
        )
    )

    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("credit_record.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    house_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    person: Mapped[bool]  # 自然人: then it is the driver
    decided_on: Mapped[date]
    year_from: Mapped[date]  # the rolling year that ends with it begins after this day
    plated: Mapped[bool]
    truck: Mapped[str] = mapped_column(String(16))
    fine: Mapped[int] = mapped_column(BigId)  # in 分
    overloaded: Mapped[bool]
    directed: Mapped[bool]
    ordered: Mapped[bool]
    share_found: Mapped[bool]
    alone: Mapped[int]
    standing: Mapped[bool]  # the record is in force: neither annulled nor repaired
    version: Mapped[int]  # of the record, as it was read


class Fleet(Base):
    """货运车辆总数 of one enterprise on one day, by whose register; no imported column has it."""

    __tablename__ = "fleet"
    __table_args__ = (UniqueConstraint("subject_id", "counted_on"),)

    id: Mapped[Id]
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    trucks: Mapped[int]
    counted_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    entered_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


_READ = (
    CreditRecord.id,
    CreditRecord.subject_id,
    CreditRecord.title,
    CreditRecord.decided_on,
    CreditRecord.body,
    CreditRecord.status,
    CreditRecord.version,
    Subject.kind,
    func.coalesce(Section.bureau_id, Section.id).label("house_id"),
)


def read_what_is_new() -> int:
    """Read the penalties that are new or changed since they were read; how many were."""
    db.session.flush()
    changed = list(db.session.execute(_changed()))
    for row in changed:
        values = _columns(row)
        facts = table_of(OverloadPenalty)
        db.session.execute(
            update(facts).where(facts.c.record_id == values.pop("record_id")).values(values)
        )
    read = len(changed)
    for query in (_new(), _corrected()):
        rows = iter(db.session.execute(query).all())
        while chunk := [_columns(row) for row, _ in zip(rows, range(CHUNK), strict=False)]:
            db.session.execute(insert(OverloadPenalty), chunk)
            read += len(chunk)
    return read


def _of_records() -> Select[Any]:
    return (
        select(*_READ)
        .join(Subject, Subject.id == CreditRecord.subject_id)
        .join(Section, Section.id == CreditRecord.section_id)
        .outerjoin(OverloadPenalty, OverloadPenalty.record_id == CreditRecord.id)
        .where(CreditRecord.kind == "penalty")
    )


def _named() -> Any:
    return or_(*(CreditRecord.title.like(f"%{word}%") for word in overload.WORDS))


def _new() -> Select[Any]:
    """Of the latest records, by their key: the table is never read from its beginning."""
    last = select(func.max(CreditRecord.id) - LATEST).scalar_subquery()
    fresh = (CreditRecord.id > last, OverloadPenalty.record_id.is_(None))
    return _of_records().where(*fresh, _named()).order_by(CreditRecord.id)


def _corrected() -> Select[Any]:
    """An old record that reads otherwise since it was corrected."""
    mended = select(RecordVersion.record_id)
    unread = (CreditRecord.id.in_(mended), OverloadPenalty.record_id.is_(None))
    return _of_records().where(*unread, _named()).order_by(CreditRecord.id)


def _changed() -> Select[Any]:
    return _of_records().where(OverloadPenalty.version != CreditRecord.version)


def _columns(row: Row[Any]) -> dict[str, Any]:
    body = row.body
    kinds = body.get("CF_CFLB") or ()
    shown = overload.shown_by(
        row.title,
        str(body.get("CF_SY") or ""),
        [kinds] if isinstance(kinds, str) else kinds,
    )
    return {
        "record_id": row.id,
        "subject_id": row.subject_id,
        "house_id": row.house_id,
        "person": row.kind == "person",
        "decided_on": row.decided_on,
        "year_from": overload.year_before(row.decided_on),
        "plated": bool(shown.plate),
        "truck": shown.truck,
        "fine": int(Decimal(str(body.get("CF_NR_FK") or 0)) * FEN),
        "overloaded": shown.overloaded,
        "directed": shown.directed,
        "ordered": shown.ordered,
        "share_found": shown.share_found,
        "alone": shown.alone,
        "standing": row.status == "effective",
        "version": row.version,
    }


def unreadable(houses: Iterable[int]) -> Any:
    """Of the overloads in force: all, those without a plate, those without its colour."""
    facts = OverloadPenalty
    here = facts.house_id.in_(list(houses)) & facts.overloaded & facts.standing
    return db.session.execute(
        select(
            func.count().label("all"),
            func.count().filter(facts.plated.is_(False)).label("no_plate"),
            func.count().filter(facts.truck.like("%|")).label("no_colour"),
            func.count().filter(facts.person.is_(False)).label("no_driver"),
        ).where(here)
    ).one()


def count_fleet(
    subject: Subject, trucks: int, on: date, source: str, by: Actor, at: datetime, once: str | None
) -> Fleet:
    """登记货运车辆总数: what was counted on that day; counted again, it is replaced."""
    facts = {"trucks": trucks, "on": on.isoformat(), "source": source}
    entry = events.record(f"fleet/{subject.id}", "count_fleet", by, at, facts=facts, once=once)
    query = select(Fleet).where(Fleet.subject_id == subject.id, Fleet.counted_on == on)
    fleet = db.session.scalar(query) or Fleet(subject_id=subject.id, counted_on=on)
    fleet.trucks, fleet.source, fleet.entered_event = trucks, source, entry.id
    db.session.add(fleet)
    db.session.flush()
    return fleet
