"""规则命中查询 the hits one may see, their rows, what is known of fleets: one statement each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from app.extensions import db
from app.halls.hits.asked import Asked
from app.kernel import hits
from app.kernel.cases import Case
from app.kernel.hits import HitRow, RuleHit
from app.kernel.overloads import Fleet, OverloadPenalty
from app.kernel.people import Actor
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.lib import masking

SIZE = 30
MOST_EXPORTED = 20_000


def listed(actor: Actor, asked: Asked, before: int | None = None, limit: int = SIZE + 1) -> Any:
    """Newest first, each with how many of its rows stand."""
    standing = (
        select(func.count())
        .select_from(HitRow)
        .join(OverloadPenalty, OverloadPenalty.record_id == HitRow.record_id)
        .where(HitRow.hit_id == RuleHit.id, OverloadPenalty.standing)
        .correlate(RuleHit)
        .scalar_subquery()
    )
    shown = select(func.count()).select_from(HitRow).where(HitRow.hit_id == RuleHit.id)
    columns = (
        *(RuleHit.id, RuleHit.rule, RuleHit.who, RuleHit.since, RuleHit.until_on, RuleHit.times),
        *(RuleHit.trucks, RuleHit.fleet, RuleHit.state, RuleHit.reason, RuleHit.found_at),
        Subject.name.label("subject_name"),
        Subject.kind.label("subject_kind"),
        Subject.code.label("subject_code"),
        Case.ref,
        standing.label("standing"),
        shown.correlate(RuleHit).scalar_subquery().label("shown"),
    )
    query = (
        hits.visible_to(actor, columns)
        .select_from(RuleHit)
        .join(Subject, Subject.id == RuleHit.subject_id)
        .outerjoin(Case, Case.id == RuleHit.case_id)
        .order_by(RuleHit.id.desc())
        .limit(limit)
    )
    if before:
        query = query.where(RuleHit.id < before)
    return db.session.execute(_narrowed(query, asked)).all()


def _narrowed(query: Select[Any], asked: Asked) -> Select[Any]:
    if asked.rule:
        query = query.where(RuleHit.rule == asked.rule)
    if asked.state != "all":
        query = query.where(RuleHit.state == asked.state)
    if asked.since:
        query = query.where(RuleHit.until_on >= asked.since)
    if asked.until:
        query = query.where(RuleHit.until_on <= asked.until)
    if asked.q:
        pattern = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in asked.q)
        query = query.where(
            or_(
                Subject.code == asked.q.upper(),
                Subject.name.like(f"%{pattern}%", escape="\\") & (Subject.kind != "person"),
                RuleHit.who.like(f"{pattern.upper()}%", escape="\\"),
            )
        )
    return query


def counts(actor: Actor) -> dict[int, int]:
    """How many are open of each rule."""
    query = hits.visible_to(actor, (RuleHit.rule, func.count()))
    rows = db.session.execute(query.where(RuleHit.state == "open").group_by(RuleHit.rule))
    return dict(rows.all())  # type: ignore[arg-type]


def rows(hit_id: int) -> Sequence[Row[Any]]:
    """证据行, the oldest first."""
    query = (
        select(
            CreditRecord.id,
            CreditRecord.doc_no,
            CreditRecord.decided_on,
            CreditRecord.title,
            CreditRecord.authority,
            CreditRecord.status,
            CreditRecord.disputed,
            OverloadPenalty.truck,
            OverloadPenalty.fine,
            OverloadPenalty.ordered,
            Subject.name.label("subject_name"),
            Subject.kind.label("subject_kind"),
        )
        .join(HitRow, HitRow.record_id == CreditRecord.id)
        .join(OverloadPenalty, OverloadPenalty.record_id == CreditRecord.id)
        .join(Subject, Subject.id == CreditRecord.subject_id)
        .where(HitRow.hit_id == hit_id)
        .order_by(CreditRecord.decided_on, CreditRecord.id)
    )
    return db.session.execute(query).all()


def earlier(hit: RuleHit, actor: Actor) -> Sequence[Row[Any]]:
    """What became of the earlier hits of the same rule about the same."""
    columns = (RuleHit.id, RuleHit.until_on, RuleHit.state, RuleHit.reason, Case.ref)
    query = (
        hits.visible_to(actor, columns)
        .select_from(RuleHit)
        .outerjoin(Case, Case.id == RuleHit.case_id)
        .where(RuleHit.rule == hit.rule, RuleHit.who == hit.who, RuleHit.id != hit.id)
        .order_by(RuleHit.until_on.desc())
        .limit(10)
    )
    return db.session.execute(query).all()


def fleets(subject_id: int) -> Sequence[Fleet]:
    query = select(Fleet).where(Fleet.subject_id == subject_id)
    return db.session.scalars(query.order_by(Fleet.counted_on.desc()).limit(10)).all()


def named(name: str, kind: str) -> str:
    """A natural person's name is covered wherever hits are listed."""
    return masking.mask_name(name) if kind == "person" else name


def truck_of(rule_counts: str, who: str) -> str:
    plate, _, colour = who.partition("|")
    return (f"{plate}（{colour}）" if colour else plate) if rule_counts == "truck" else ""
