"""变更流水 what came to the public register, changed and left: replaying it rebuilds the register.

Numbers have no gaps and follow the order of commits, so whoever read up to one has missed nothing
before it. Each row carries how many entries had come and gone by then: to count is one look-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, db

_LOCK = 7_246_882  # any number that nobody else locks


class RegisterChange(Base):
    """变更 one addition, change or removal, never altered afterwards."""

    __tablename__ = "register_change"
    __table_args__ = (
        CheckConstraint("kind in ('added','changed','removed')", name="kind"),
        Index("ix_register_change_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("public_entry.id"), index=True)
    slug: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(8))
    why: Mapped[str] = mapped_column(String(12), default="")
    at: Mapped[datetime]
    added: Mapped[int]  # entries added so far, this one included
    removed: Mapped[int]


@dataclass(frozen=True)
class Change:
    """What is to be written: which entry, what happened to it, why and when."""

    entry_id: int
    slug: str
    kind: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """进度 where the log stood: its last number, and the entries added and removed up to it."""

    seq: int = 0
    added: int = 0
    removed: int = 0
    at: datetime | None = None


def take_turn() -> None:
    """Write one at a time from here to the commit, so that numbers follow the order of commits."""
    if db.engine.dialect.name == "postgresql":  # on SQLite a transaction is alone anyway
        db.session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def last() -> Standing:
    """Where the log stands now."""
    return _standing(_numbers().order_by(RegisterChange.id.desc()))


def standing_before(at: datetime) -> Standing:
    """Where the log stood just before this moment."""
    return _standing(
        _numbers()
        .where(RegisterChange.at < at)
        .order_by(RegisterChange.at.desc(), RegisterChange.id.desc())
    )


def _numbers() -> Select[int, int, int, datetime]:
    change = RegisterChange
    return select(change.id, change.added, change.removed, change.at)


def _standing(query: Select[int, int, int, datetime]) -> Standing:
    row = db.session.execute(query.limit(1)).first()
    return Standing(*row) if row else Standing()


def append(changes: Sequence[Change]) -> None:
    """Write these changes at the end, in this order. Take your turn first."""
    stood = last()
    added, removed = stood.added, stood.removed
    rows = []
    for seq, change in enumerate(changes, stood.seq + 1):
        added += change.kind == "added"
        removed += change.kind == "removed"
        rows.append({"id": seq, "added": added, "removed": removed} | vars(change))
    if rows:
        db.session.execute(insert(RegisterChange), rows)
