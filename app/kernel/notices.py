"""消息 who is told what, read or unread; mail leaves later, through the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Representation
from app.lib.markers import N_


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
        Index(
            "ix_notice_unmailed",
            "account_id",
            "id",
            sqlite_where=text("mailed_at is null"),
            postgresql_where=text("mailed_at is null"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(12), default="step")
    words: Mapped[str] = mapped_column(String(200))
    params: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]  # put into a mail, or found not to be wanted in one


class NoticeChoice(Base):
    """消息设置 how an account wants one kind of notice by mail; without a row, as DEFAULTS say."""

    __tablename__ = "notice_choice"
    __table_args__ = (CheckConstraint("mail in ('once','daily','never')", name="mail"),)

    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    mail: Mapped[str] = mapped_column(String(8))


ONCE, DAILY, NEVER = "once", "daily", "never"
DESK = "desk"  # no notice: what waits on one's desk, told in the daily mail if one wants it
# What an account may hear of, in the application always; and how by mail if nobody chose.
STAFF_KINDS = {
    "given": N_("交给我办的件"),
    "step": N_("我办过的件有变动"),
    "mention": N_("批注提到我"),
    "due_soon": N_("即将到期"),
    "overdue": N_("已经超期"),
    DESK: N_("工作台上等办的件"),
}
APPLICANT_KINDS = {
    "legal": N_("依法告知的事项"),
    "own": N_("以本企业名义办理的事项"),
    "step": N_("办理进展"),
    "due_soon": N_("即将到期"),
}
# 依法应当告知当事人的 (行政许可法 §32, §38; 行政处罚法 §44): told whatever the account chose.
REQUIRED = frozenset({"legal"})
DEFAULTS = {"legal": ONCE, "mention": ONCE, DESK: NEVER}


def kinds_for(kind: str) -> Mapping[str, str]:
    """The kinds of notice that an account of this kind gets."""
    return STAFF_KINDS if kind == "staff" else APPLICANT_KINDS


def chosen(account_id: int) -> dict[str, str]:
    """What an account chose, by kind."""
    query = select(NoticeChoice.kind, NoticeChoice.mail)
    return dict(db.session.execute(query.where(NoticeChoice.account_id == account_id)).all())


def by_mail(kind: str, choices: Mapping[str, str]) -> str:
    """How a notice of this kind leaves by mail."""
    how = choices.get(kind, DEFAULTS.get(kind, DAILY))
    return DAILY if kind in REQUIRED and how == NEVER else how


def wants_its_desk() -> ColumnElement[bool]:
    """Condition on an account: it asked to be told each working day what waits on its desk."""
    asked = select(NoticeChoice.kind).where(NoticeChoice.account_id == Account.id)
    return asked.where(NoticeChoice.kind == DESK, NoticeChoice.mail == DAILY).exists()


def choose(account_id: int, choices: Mapping[str, str]) -> None:
    """Keep how an account wants each kind. Raises RuleBroken for what cannot be switched off."""
    for kind, how in choices.items():
        if kind in REQUIRED and how == NEVER:
            raise RuleBroken(N_("依法应当告知您的事项不能关闭"), kind, "required")
        db.session.merge(NoticeChoice(account_id=account_id, kind=kind, mail=how))
    db.session.flush()


_NOTICES, _AGENTS = table_of(Notice), table_of(Representation).c
_SAME_FOR_ALL = ("case_id", "event_id", "kind", "words", "params", "at")
_TELL_APPLICANT = insert(_NOTICES).from_select(
    ("account_id", *_SAME_FOR_ALL),
    select(
        _AGENTS.account_id,
        *(bindparam(name, type_=_NOTICES.c[name].type) for name in _SAME_FOR_ALL),
    ).where(_AGENTS.subject_id == bindparam("subject"), _AGENTS.until.is_(None)),
)


def tell(
    account_id: int,
    case: Case | None,
    event_id: int,
    at: datetime,
    words: str,
    kind: str = "step",
    **params: Any,
) -> Notice:
    """Tell one account; `words` is a marked sentence, `params` its parts."""
    case_id = case.id if case is not None else None
    notice = Notice(
        account_id=account_id,
        case_id=case_id,
        event_id=event_id,
        at=at,
        kind=kind,
        words=words,
        params=params,
    )
    db.session.add(notice)
    return notice


def tell_applicant(
    case: Case, event_id: int, at: datetime, words: str, kind: str = "step", **params: Any
) -> None:
    """Tell every account that acts for the subject of the case."""
    said = {"kind": kind, "words": words, "params": params, "at": at}
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
