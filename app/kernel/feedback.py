"""响应与反馈 what the responding section says of a measure: once that it acts, then every quarter.

An order owes its section's response by a day, and feedback for each quarter in which it was in
force; not for quarters after it was lifted, and not where the section said why it does not apply.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import deadlines, events, notices, outbox
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.measures import MeasureOrder
from app.kernel.outbox import Receipt
from app.kernel.people import CLOCK, Account, Actor, Grant, Section
from app.kernel.roles import Role
from app.lib import masking
from app.lib.markers import N_
from app.lib.quarters import FEEDBACK, Quarter

ANSWERS = {"carried": N_("实施"), "not_applicable": N_("不适用")}


class MeasureResponse(Base):
    """响应 the section carries the measure out, or says why it does not apply."""

    __tablename__ = "measure_response"
    __table_args__ = (CheckConstraint("answer in ('carried','not_applicable')", name="answer"),)

    order_id: Mapped[int] = mapped_column(BigId, ForeignKey("measure_order.id"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(500))
    answered_on: Mapped[date]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


class MeasureFeedback(Base):
    """反馈 what one measure came to in one quarter."""

    __tablename__ = "measure_feedback"
    __table_args__ = (
        UniqueConstraint("order_id", "quarter"),
        CheckConstraint("times >= 0", name="times"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(BigId, ForeignKey("measure_order.id"))
    quarter: Mapped[date]  # its first day
    times: Mapped[int]
    effect: Mapped[str] = mapped_column(String(1000))
    due_on: Mapped[date]  # as it was when it was first fed back
    fed_back_on: Mapped[date]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


def sections_of(actor: Actor) -> frozenset[int]:
    """Where this person answers for measures."""
    return actor.sections_with(Role.HANDLER, Role.HEAD)


def find(actor: Actor, order_id: int, lock: bool = False) -> MeasureOrder | None:
    """An order of one's own sections; no other exists."""
    query = select(MeasureOrder).where(
        MeasureOrder.id == order_id, MeasureOrder.section_id.in_(sections_of(actor) or {-1})
    )
    query = query.execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update(of=MeasureOrder) if lock else query)


def in_force_during(quarter: Quarter) -> Any:
    """Started by its end, and not lifted before it began."""
    return and_(
        MeasureOrder.started_on <= quarter.last,
        or_(MeasureOrder.lifted_on.is_(None), MeasureOrder.lifted_on >= quarter.first),
    )


def owes(order: MeasureOrder, quarter: Quarter) -> bool:
    """Whether there is something to feed back for this quarter."""
    answer = db.session.get(MeasureResponse, order.id)
    begun = order.started_on <= quarter.last
    ended = order.lifted_on is not None and order.lifted_on < quarter.first
    return begun and not ended and (answer is None or answer.answer == "carried")


def due_on(quarter: Quarter) -> date:
    """By when a quarter is fed back, by the calendar and the bureau's term."""
    return deadlines.day_due(FEEDBACK, quarter.last, quarter.last)


def respond(
    order: MeasureOrder, answer: str, reason: str, by: Actor, at: datetime, once: str | None
) -> None:
    """响应: the receipt that its case waits for is given by the same act."""
    facts = {"order": order.id, "answer": answer, "reason": reason}
    entry = events.record(stream(order), "respond_measure", by, at, facts=facts, once=once)
    said = db.session.get(MeasureResponse, order.id) or MeasureResponse(order_id=order.id)
    said.answer, said.reason = answer, reason
    said.answered_on, said.event_id = at.date(), entry.id
    db.session.add(said)
    section = db.session.get_one(Section, order.section_id)
    waiting = select(Receipt).where(
        Receipt.event_id == order.started_event,
        Receipt.effect == "measures_on",
        Receipt.recipient == recipient(section, order),
        Receipt.done_on.is_(None),
    )
    for receipt in db.session.scalars(waiting):
        proof = f"{ANSWERS[answer]}：{reason}" if reason else ANSWERS[answer]
        outbox.acknowledge(receipt, at.date(), proof[:300], entry.id)
    db.session.flush()


def feed_back(
    order: MeasureOrder,
    quarter: Quarter,
    times: int,
    effect: str,
    by: Actor,
    at: datetime,
    once: str | None,
) -> MeasureFeedback:
    """反馈; said again, it is mended, and the day it was first said stands."""
    facts = {"order": order.id, "quarter": quarter.key, "times": times, "effect": effect}
    entry = events.record(stream(order), "feed_back_measure", by, at, facts=facts, once=once)
    said = given(order, quarter) or MeasureFeedback(
        order_id=order.id, quarter=quarter.first, due_on=due_on(quarter), fed_back_on=at.date()
    )
    said.times, said.effect, said.event_id = times, effect, entry.id
    db.session.add(said)
    db.session.flush()
    return said


def given(order: MeasureOrder, quarter: Quarter) -> MeasureFeedback | None:
    return db.session.scalar(
        select(MeasureFeedback).where(
            MeasureFeedback.order_id == order.id, MeasureFeedback.quarter == quarter.first
        )
    )


def owed(quarter: Quarter, columns: Iterable[Any]) -> Select[Any]:
    """The orders for which feedback of this quarter has not been given."""
    fed = and_(
        MeasureFeedback.order_id == MeasureOrder.id, MeasureFeedback.quarter == quarter.first
    )
    return (
        select(*columns)
        .select_from(MeasureOrder)
        .outerjoin(MeasureResponse, MeasureResponse.order_id == MeasureOrder.id)
        .outerjoin(MeasureFeedback, fed)
        .where(
            in_force_during(quarter),
            MeasureFeedback.id.is_(None),
            func.coalesce(MeasureResponse.answer, "carried") == "carried",
        )
    )


def waiting_for(actor: Actor, today: date) -> int:
    """How many responses and feedbacks of ended quarters this person's sections owe."""
    mine = MeasureOrder.section_id.in_(sections_of(actor) or {-1})
    quarter = Quarter.of(today).before
    unanswered = (
        select(func.count())
        .select_from(MeasureOrder)
        .outerjoin(MeasureResponse, MeasureResponse.order_id == MeasureOrder.id)
        .where(mine, MeasureOrder.lifted_on.is_(None), MeasureOrder.answer_by.is_not(None))
        .where(MeasureResponse.order_id.is_(None))
    )
    silent = owed(quarter, (func.count(),)).where(mine)
    both = select(unanswered.scalar_subquery() + silent.scalar_subquery())
    return db.session.scalar(both) or 0


def stream(order: MeasureOrder) -> str:
    return f"measure/{order.id}"


def recipient(section: Section, order: MeasureOrder) -> str:
    """Who owes the receipt, as the case names it."""
    return f"{section.name}：{order.name}"[:80]


# ---------------------------------------------------------------- who is told


def _answering(section_ids: Iterable[int]) -> Select[int, int]:
    """The accounts that answer for these sections."""
    return (
        select(Account.id, Grant.section_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.section_id.in_(list(section_ids)), Grant.until.is_(None), Account.active)
        .where(Grant.role.in_((Role.HANDLER, Role.HEAD)))
        .distinct()
        .order_by(Account.id)
    )


def tell_section(order: MeasureOrder, case: Case, event_id: int, at: datetime) -> None:
    """启动: the responding section hears of it; it need not be able to read the case."""
    words = N_("对%(subject)s的惩戒措施“%(measure)s”由本科室执行，请在%(due)s前响应")
    subject = case.subject_name
    named = masking.mask_name(subject) if case.subject.is_natural_person else subject
    due = order.answer_by.isoformat() if order.answer_by else ""
    said = {"subject": named, "measure": order.name, "due": due}
    for account_id, _ in db.session.execute(_answering([order.section_id])).all():
        notices.tell(account_id, case, event_id, at, words, **said)


def remind(at: datetime) -> int:
    """季度提醒: once after each quarter, whoever owes its feedback; how many were told."""
    quarter = Quarter.of(at.date()).before
    if events.history(f"measures/{quarter.key}"):
        return 0
    columns = (MeasureOrder.section_id, func.count(), func.min(Case.id))
    silent = owed(quarter, columns).join(Event, Event.id == MeasureOrder.started_event)
    silent = silent.join(Case, "case/" + Case.ref == Event.stream)
    owing = {row[0]: row for row in db.session.execute(silent.group_by(MeasureOrder.section_id))}
    if not owing:
        return 0
    entry = events.record(
        f"measures/{quarter.key}", "remind_measures", CLOCK, at, facts={"sections": len(owing)}
    )
    words = N_("%(quarter)s的%(n)s项措施成效还没有反馈，请在%(due)s前反馈")
    due, told = due_on(quarter).isoformat(), 0
    for account_id, section_id in db.session.execute(_answering(owing)).all():
        _, n, case_id = owing[section_id]
        case = db.session.get_one(Case, case_id)
        said = {"quarter": quarter.key, "n": n, "due": due}
        notices.tell(account_id, case, entry.id, at, words, **said)
        told += 1
    return told
