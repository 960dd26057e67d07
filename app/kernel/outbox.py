"""外发 what must leave the house: written in the act, delivered in order, receipts kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel.cases import Case


class Message(Base):
    """外发消息 one message to one recipient outside; it gets its number when it leaves."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "ix_message_waiting",
            "id",
            sqlite_where=text("sent_at is null"),
            postgresql_where=text("sent_at is null"),
        ),
    )

    id: Mapped[Id]
    recipient: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]]
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    number: Mapped[int | None] = mapped_column(unique=True)  # its file, given when it leaves
    digest: Mapped[str | None] = mapped_column(String(64))


class Mail(Base):
    """邮件 notices of one account in one mail; the address is asked of the vault when it leaves."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("account_id", "day"),  # 每日汇总: one a day
        Index(
            "ix_mail_waiting",
            "next_at",
            "id",
            sqlite_where=text("sent_at is null and given_up_at is null"),
            postgresql_where=text("sent_at is null and given_up_at is null"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    day: Mapped[date | None]  # of a daily mail
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class Receipt(Base):
    """联动回执 one effect that a decision must have, and the proof that it had it."""

    __tablename__ = "receipt"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    effect: Mapped[str] = mapped_column(String(24))
    recipient: Mapped[str] = mapped_column(String(80))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("message.id"))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(String(300), default="")
    done_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))


class Recipient(Base):
    """共享单位 who receives a bureau's records, and therefore every correction of them."""

    __tablename__ = "recipient"

    id: Mapped[Id]
    house_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))


def recipients(house_id: int) -> list[str]:
    """Everyone a bureau shares its records with."""
    return list(
        db.session.scalars(
            select(Recipient.name).where(Recipient.house_id == house_id).order_by(Recipient.id)
        )
    )


def write(
    recipient: str, kind: str, body: dict[str, Any], case: Case | None, event_id: int, at: datetime
) -> Message:
    """Put a message in the outbox, in the same transaction as the act that causes it."""
    message = Message(
        recipient=recipient,
        kind=kind,
        body=body,
        case_id=case.id if case else None,
        event_id=event_id,
        written_at=at,
    )
    db.session.add(message)
    db.session.flush()
    return message


def expect(
    case: Case,
    event_id: int,
    effect: str,
    recipient: str,
    *,
    due_on: date | None = None,
    message: Message | None = None,
    done_on: date | None = None,
    proof: str = "",
) -> Receipt:
    """Note an effect that must happen; done at once when it is of our own house."""
    receipt = Receipt(
        case_id=case.id,
        event_id=event_id,
        effect=effect,
        recipient=recipient,
        due_on=due_on,
        message_id=message.id if message else None,
        done_on=done_on,
        proof=proof,
        done_event=event_id if done_on else None,
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt


def acknowledge(receipt: Receipt, on: date, proof: str, event_id: int) -> None:
    """The recipient answered."""
    receipt.done_on, receipt.proof, receipt.done_event = on, proof, event_id


def receipts(case: Case) -> list[Receipt]:
    return list(
        db.session.scalars(select(Receipt).where(Receipt.case_id == case.id).order_by(Receipt.id))
    )


def waiting(limit: int = 100) -> list[Message]:
    """What has not left yet, in order."""
    return list(
        db.session.scalars(
            select(Message).where(Message.sent_at.is_(None)).order_by(Message.id).limit(limit)
        )
    )


def sent(message: Message, at: datetime) -> None:
    message.sent_at = at
