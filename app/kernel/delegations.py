"""代理 who stands in for whom: one role in one section, for some events, from a day to a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id


class Delegation(Base):
    """代理授权 never changed but to be taken back; its days pass without anybody's act."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("since <= until", name="days"),
        CheckConstraint("person_id <> deputy_person_id", name="another_person"),
        CheckConstraint("(revoked_at is null) = (revoked_event is null)", name="revoked"),
        Index(
            "ix_delegation_deputy",
            "deputy_id",
            sqlite_where=text("revoked_at is null"),
            postgresql_where=text("revoked_at is null"),
        ),
        Index("ix_delegation_account", "account_id", "id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    deputy_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    deputy_person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(24))
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    kind: Mapped[str] = mapped_column(String(16), default="")  # of case; empty for every kind
    events: Mapped[list[Any]]
    since: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[int | None] = mapped_column(BigId)
    given_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    revoked_at: Mapped[datetime | None]
    revoked_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))

    def stands_on(self, today: date) -> bool:
        return self.revoked_at is None and self.since <= today <= self.until

    def is_to_come(self, today: date) -> bool:
        return self.revoked_at is None and today < self.since


class Absence(Base):
    """不在岗 a member of staff who is away for some days, whether or not somebody stands in."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("since <= until", name="days"),
        Index("ix_absence_account", "account_id", "until"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    since: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    ended_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
