"""消息 who is told what, read or unread; mail leaves later, through the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel.cases import Case
from app.kernel.people import Account, Representation


class Notice(Base):
    """消息 one sentence to one account, mostly about one case."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "ix_notice_unread",
            "account_id",
            sqlite_where=text("read_at is null"),
            postgresql_where=text("read_at is null"),
        ),
        Index("ix_notice_account_id", "account_id", "id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    words: Mapped[str] = mapped_column(String(200))
    params: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


_NOTICES, _AGENTS = table_of(Notice), table_of(Representation).c
_SAME_FOR_ALL = ("case_id", "event_id", "words", "params", "at")
_TELL_APPLICANT = insert(_NOTICES).from_select(
    ("account_id", *_SAME_FOR_ALL),
    select(
        _AGENTS.account_id,
        *(bindparam(name, type_=_NOTICES.c[name].type) for name in _SAME_FOR_ALL),
    ).where(_AGENTS.subject_id == bindparam("subject"), _AGENTS.until.is_(None)),
)


def tell(
    account_id: int, case: Case | None, event_id: int, at: datetime, words: str, **params: Any
) -> Notice:
    """Tell one account; `words` is a marked sentence, `params` its parts."""
    case_id = case.id if case is not None else None
    notice = Notice(
        account_id=account_id, case_id=case_id, event_id=event_id, at=at, words=words, params=params
    )
    db.session.add(notice)
    return notice


def tell_applicant(case: Case, event_id: int, at: datetime, words: str, **params: Any) -> None:
    """Tell every account that acts for the subject of the case."""
    said = {"words": words, "params": params, "at": at}
    about = {"subject": case.subject_id, "case_id": case.id, "event_id": event_id}
    db.session.execute(_TELL_APPLICANT, about | said)


def tell_person(
    person_id: int, case: Case, event_id: int, at: datetime, words: str, **params: Any
) -> None:
    """Tell a person of the staff, by every account they have."""
    accounts = db.session.scalars(
        select(Account.id).where(
            Account.person_id == person_id, Account.active, Account.kind == "staff"
        )
    )
    for account_id in accounts:
        tell(account_id, case, event_id, at, words, **params)


def unread(account_id: int) -> int:
    """How many are unread, counted up to a hundred."""
    some = select(Notice.id).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(some.limit(100).subquery())) or 0


def latest(account_id: int, before_id: int | None = None, limit: int = 30) -> list[Notice]:
    query = select(Notice).where(Notice.account_id == account_id)
    if before_id:
        query = query.where(Notice.id < before_id)
    return list(db.session.scalars(query.order_by(Notice.id.desc()).limit(limit)))


def mark_read(account_id: int, at: datetime) -> None:
    db.session.execute(
        update(Notice)
        .where(Notice.account_id == account_id, Notice.read_at.is_(None))
        .values(read_at=at)
    )
