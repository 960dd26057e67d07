"""归集批次 a file brought in: checked as a whole, reported row by row, accepted as one act."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db


class ImportBatch(Base):
    """归集批次 one uploaded file and what became of it."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "state in ('waiting','checking','checked','unreadable',"
            "'entering','accepted','dropped')",
            name="state",
        ),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    says: Mapped[str] = mapped_column(String(400), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    counts: Mapped[dict[str, Any]]
    good_file: Mapped[str | None] = mapped_column(String(64))
    faults_file: Mapped[str | None] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    entered: Mapped[int] = mapped_column(default=0)

    @property
    def stream(self) -> str:
        return f"import/{self.key}"


def begin(**values: Any) -> ImportBatch:
    """Note a file that was brought in; it waits to be checked."""
    batch = ImportBatch(counts={}, **values)
    db.session.add(batch)
    db.session.flush()
    return batch


def with_key(key: str) -> ImportBatch | None:
    return db.session.scalar(select(ImportBatch).where(ImportBatch.key == key))


def of_sections(section_ids: frozenset[int], limit: int = 50) -> list[ImportBatch]:
    """The latest batches of these sections."""
    return list(
        db.session.scalars(
            select(ImportBatch)
            .where(ImportBatch.section_id.in_(section_ids or {-1}))
            .order_by(ImportBatch.id.desc())
            .limit(limit)
        )
    )
