"""公示条目 what anybody may read about one record, and which of it stands on which day.

The period is checked at read: an entry whose last day is over is gone by itself, whatever jobs ran.
"""

from collections.abc import Sequence
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
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import BEIJING, Base, BigId, db
from app.kernel.register_log import Change
from app.lib.markers import N_

WHY = {
    "repaired": N_("已信用修复"),
    "expired": N_("公示期届满"),
    "annulled": N_("所依据的决定已变更或撤销"),
    "corrected": N_("内容更正"),
    "regraded": N_("失信程度调整，不再公示"),
    "stopped": N_("异议成立，停止公示"),
}

# What an entry publishes: the kinds of record that may be shown.
ENTRY_KINDS = {
    "penalty": N_("行政处罚"),
    "breach": N_("违诺认定"),
    "list": N_("失信主体名单"),
}

ONE_DAY = timedelta(days=1)
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
    kind: Mapped[str] = mapped_column(String(16))  # of the record: penalty | breach | list
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
    withdrawn_words: Mapped[str] = mapped_column(String(400), default="")  # 公开说明理由


def place_of(day: date) -> int:
    """Where the entries of decisions of this day begin in the register."""
    return day.toordinal() << _ENTRY_BITS


def entry_at(place: int) -> int:
    """The id of the entry in this place."""
    return place & ((1 << _ENTRY_BITS) - 1)


def ending(row: Any) -> Change:
    """The removal of an entry whose period is over: at the first moment after its last day."""
    over = datetime.combine(row.until_on + ONE_DAY, time.min, BEIJING)
    return Change(row.id, row.slug, "removed", "expired", over)


def expired(today: date, offset: int = 0, limit: int = _AT_ONCE) -> Sequence[Any]:
    """Entries whose period is over and whose removal is not written down yet, in its order."""
    columns = (
        *(PublicEntry.id, PublicEntry.slug, PublicEntry.place, PublicEntry.until_on),
        *(PublicEntry.subject_name, PublicEntry.subject_code, PublicEntry.doc_no),
        *(PublicEntry.severity, PublicEntry.kind),
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
    return entry.until_on + ONE_DAY, "expired"
