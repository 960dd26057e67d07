"""第三方反映 somebody who is not the subject says that a record is wrong; the office looks at it.

Who told is known to the office alone: it enters no case, no paper and no line the subject can read.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Row, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import cases, deadlines, events, people, rights, vault
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor, Section
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, Room
from app.kernel.workflow import open_case
from app.lib.markers import N_
from app.lib.reports import ANSWERED

HOW = {
    "online": N_("网上反映"),
    "phone": N_("来电"),
    "letter": N_("来信"),
    "visit": N_("来访"),
}
STATES = {
    "received": N_("已收到，等待办公室处理"),
    "accepted": N_("已采纳，正在核查"),
    "set_aside": N_("未采纳"),
}
SET_ASIDE = {
    "no_fault": N_("反映的内容与记录一致，没有发现错误"),
    "unclear": N_("没有写明哪里不对，也联系不上反映人"),
    "running": N_("同一事项已经在核查"),
    "not_ours": N_("这条记录不由本局提供，请向提供的单位反映"),
    "other": N_("其他理由（须写明）"),
}


class Tip(Base):
    """线索 what somebody said is wrong with a record, and what the office made of it."""

    __tablename__ = "tip"
    __table_args__ = (
        CheckConstraint("state in ('received','accepted','set_aside')", name="state"),
        CheckConstraint("(state = 'received') = (decided_event is null)", name="decided"),
        CheckConstraint("(state = 'accepted') = (case_id is not null)", name="case"),
        Index("ix_tip_office_state", "office_id", "state", "due_on", "id"),
        Index("ix_tip_account_id", "account_id", "id"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(24), unique=True)
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("credit_record.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    how: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(2000))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("account.id"))  # who told
    name: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    phone: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    state: Mapped[str] = mapped_column(String(12), default="received")
    due_on: Mapped[date]
    told_at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(String(16), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")  # told to whoever told us
    decided_on: Mapped[date | None]
    decided_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), unique=True)

    record: Mapped[CreditRecord] = relationship()

    @property
    def stream(self) -> str:
        return f"tip/{self.key}"


def room_for_tips() -> Room:
    """The kind of case in which the bureau looks into a record by itself."""
    return next(room for room in ROOMS.values() if room.own_motion is not None)


def take_in(
    record: CreditRecord,
    words: str,
    by: Actor,
    at: datetime,
    *,
    how: str = "online",
    name: str = "",
    phone: str = "",
    once: str | None = None,
) -> Tip:
    """Take in what somebody says. Raises RuleBroken when they may object, or told already."""
    people.confirm(by)
    if by.kind == "applicant" and by.represents(record.subject_id):
        raise RuleBroken(N_("这是您自己的记录，请直接提出异议"), "words", "own_record")
    if record.status != "effective":
        raise RuleBroken(N_("这条记录已不再有效，不需要反映"), "words", "ended")
    if how == "online" and _told_already(record.id, by.account_id):
        raise RuleBroken(N_("您已经反映过这条记录，正在处理"), "words", "told_already")
    tip = Tip(
        key=secrets.token_hex(10),
        record_id=record.id,
        office_id=rights.office_of(record.section_id),
        how=how,
        words=words,
        account_id=by.account_id if how == "online" else None,
        name=vault.keep("name", name).id if name else None,
        phone=vault.keep("phone", phone).id if phone else None,
        due_on=deadlines.day_due(ANSWERED, at.date(), at.date()),
        told_at=at,
    )
    db.session.add(tip)
    events.record(
        tip.stream, "tell_tip", by, at, facts={"record": record.id, "how": how}, once=once
    )
    db.session.flush()
    return tip


def _told_already(record_id: int, account_id: int | None) -> bool:
    query = select(Tip.id).where(Tip.record_id == record_id, Tip.account_id == account_id)
    return db.session.scalar(query.where(Tip.state == "received").limit(1)) is not None


def accept(tip: Tip, by: Actor, at: datetime, once: str | None = None) -> Case:
    """采纳: the bureau looks into the record by itself. Raises RuleBroken where it does already."""
    room = room_for_tips()
    entry = _decided(tip, "accept_tip", by, at, once, {})
    about = cases.about(tip.record)
    case = open_case(room.kind, about, by, at, **(room.own_motion or {}))
    tip.state, tip.case_id, tip.decided_event = "accepted", case.id, entry.id
    db.session.flush()
    return case


def set_aside(
    tip: Tip, ground: str, words: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """不予采纳: with a reason, which whoever told us reads."""
    if ground not in SET_ASIDE:
        raise RuleBroken(N_("请选择理由"), "ground", "no_ground")
    if ground == "other" and not words:
        raise RuleBroken(N_("请写明理由"), "words", "no_words")
    facts = {"ground": ground, "words": words}
    entry = _decided(tip, "set_aside_tip", by, at, once, facts)
    tip.state, tip.ground, tip.answer = "set_aside", ground, words
    tip.decided_event = entry.id
    db.session.flush()


def _decided(
    tip: Tip, name: str, by: Actor, at: datetime, once: str | None, facts: dict[str, Any]
) -> Event:
    """Decided once, by somebody of the office who did not tell it themselves."""
    people.confirm(by)
    if tip.state != "received":
        raise RuleBroken(N_("这条反映已经处理，不能再改"), None, "decided_already")
    if not by.holds(Role.HANDLER, tip.office_id) or tip.account_id == by.account_id:
        raise RuleBroken(N_("反映由办公室的其他经办人处理"), None, "not_theirs")
    tip.decided_on = at.date()
    return events.record(tip.stream, name, by, at, facts=facts, once=once)


def taken_in_by(actor: Actor) -> frozenset[int]:
    """The offices in which this person takes in what is told."""
    offices = select(Section.id).where(
        Section.is_office, Section.id.in_(actor.sections_with(Role.HANDLER) or {-1})
    )
    return frozenset(db.session.scalars(offices))


def with_key(actor: Actor, key: str, lock: bool = False) -> Tip | None:
    """A tip of one's own office; any other does not exist."""
    query = select(Tip).where(Tip.key == key, Tip.office_id.in_(taken_in_by(actor) or {-1}))
    query = query.execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update(of=Tip) if lock else query)


def inbox(actor: Actor, waiting: bool, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """What was told to one's office: what waits, the nearest day first; or what was decided."""
    columns: Any = (
        Tip.id,
        Tip.key,
        Tip.how,
        Tip.state,
        Tip.due_on,
        Tip.told_at,
        CreditRecord.doc_no,
    )
    query = (
        select(*columns)
        .join(CreditRecord, CreditRecord.id == Tip.record_id)
        .where(Tip.office_id.in_(taken_in_by(actor) or {-1}))
        .where((Tip.state == "received") == waiting)
    )
    if before:
        query = query.where(Tip.id < before)
    return db.session.execute(query.order_by(Tip.id.desc()).limit(limit + 1)).all()


def told_by(account_id: int, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """What this account told: that it was received, and decided; never what the case says."""
    over = Case.closed_on.is_not(None)
    columns: Any = (
        Tip.id,
        Tip.state,
        Tip.ground,
        Tip.answer,
        Tip.told_at,
        Tip.decided_on,
        Tip.due_on,
    )
    query: Any = (
        select(*columns, CreditRecord.doc_no, func.coalesce(over, False).label("checked"))
        .join(CreditRecord, CreditRecord.id == Tip.record_id)
        .outerjoin(Case, Case.id == Tip.case_id)
        .where(Tip.account_id == account_id)
    )
    if before:
        query = query.where(Tip.id < before)
    rows: Sequence[Row[Any]] = db.session.execute(
        query.order_by(Tip.id.desc()).limit(limit + 1)
    ).all()
    return rows
