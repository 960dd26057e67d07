"""拒绝记录 the one line a refused act leaves behind."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db


class Refusal(Base):
    """拒绝 who asked for what and was refused, with the stable code of the reason."""

    __tablename__ = "refusal"
    __table_args__ = (Index("ix_refusal_at", "at"),)

    id: Mapped[Id]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(BigId)
    about: Mapped[str] = mapped_column(String(120))
    asked: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))


def note(account_id: int | None, about: str, asked: str, code: str, at: datetime) -> None:
    db.session.add(
        Refusal(account_id=account_id, about=about[:120], asked=asked[:40], code=code[:40], at=at)
    )
