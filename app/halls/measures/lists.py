"""三清单 对象、措施、成效: what was in force at the end of a quarter, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, or_, select

from app.extensions import db
from app.halls.measures import written
from app.halls.measures.written import Asked
from app.kernel import feedback
from app.kernel.cases import READS_THE_BUREAU
from app.kernel.feedback import MeasureFeedback, MeasureResponse
from app.kernel.measures import MeasureOrder
from app.kernel.people import Actor, Section
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.subjects import Subject
from app.lib.markers import N_

SIZE = 50
LIST = literal_column("'list'")  # as it is written in the index, so that it is used
MOST_EXPORTED = 20_000


def reach(actor: Actor) -> tuple[frozenset[int], frozenset[int]]:
    """全局 for those who read the bureau and for enforcement; the others their own part."""
    house_of = dict(actor.houses)
    whole = actor.sections_with(*READS_THE_BUREAU)
    mine = actor.sections_with(Role.HANDLER, Role.HEAD)
    leading = (Section.key == "enforcement") | Section.key.like("%.enforcement") | Section.is_office
    keeps = set(db.session.scalars(select(Section.id).where(Section.id.in_(mine), leading)))
    return frozenset(house_of[one] for one in {*whole, *keeps}), mine


def _house() -> Any:
    return func.coalesce(Section.bureau_id, Section.id)


def _listed_then(as_of: date) -> Any:
    """A list entry in force on that day, whatever became of it since."""
    record = CreditRecord
    return and_(
        record.kind == LIST,
        record.decided_on <= as_of,
        or_(record.ended_on.is_(None), record.ended_on > as_of),
        or_(record.maximum_until.is_(None), record.maximum_until >= as_of),
    )


def _ordered_then(as_of: date) -> Any:
    return and_(
        MeasureOrder.started_on <= as_of,
        or_(MeasureOrder.lifted_on.is_(None), MeasureOrder.lifted_on > as_of),
    )


def subjects(asked: Asked) -> Select[Any]:
    """对象清单."""
    own = select(MeasureOrder.record_id).where(
        MeasureOrder.section_id.in_(asked.sections), _ordered_then(asked.as_of)
    )
    orders = select(func.count()).where(
        MeasureOrder.record_id == CreditRecord.id, _ordered_then(asked.as_of)
    )
    return (
        select(
            CreditRecord.id,
            Subject.id.label("subject_id"),
            Subject.name.label("subject_name"),
            Subject.kind.label("subject_kind"),
            Subject.code.label("subject_code"),
            CreditRecord.title,
            CreditRecord.body,
            CreditRecord.doc_no,
            CreditRecord.decided_on,
            CreditRecord.maximum_until,
            Section.name.label("section"),
            orders.correlate(CreditRecord).scalar_subquery().label("orders"),
        )
        .join(Subject, Subject.id == CreditRecord.subject_id)
        .join(Section, Section.id == CreditRecord.section_id)
        .where(_listed_then(asked.as_of))
        .where(
            or_(
                _house().in_(asked.houses),
                CreditRecord.section_id.in_(asked.sections),
                CreditRecord.id.in_(own),
            )
        )
    )


def _orders(asked: Asked, *columns: Any) -> Select[Any]:
    said = and_(
        MeasureResponse.order_id == MeasureOrder.id, MeasureResponse.answered_on <= asked.as_of
    )
    return (
        select(
            MeasureOrder.id,
            MeasureOrder.name,
            MeasureOrder.basis,
            MeasureOrder.started_on,
            MeasureOrder.lifted_on,
            MeasureOrder.answer_by,
            Subject.name.label("subject_name"),
            Subject.kind.label("subject_kind"),
            Subject.code.label("subject_code"),
            CreditRecord.doc_no,
            Section.name.label("section"),
            MeasureResponse.answer,
            MeasureResponse.reason,
            MeasureResponse.answered_on,
            *columns,
        )
        .select_from(MeasureOrder)
        .join(Subject, Subject.id == MeasureOrder.subject_id)
        .join(CreditRecord, CreditRecord.id == MeasureOrder.record_id)
        .join(Section, Section.id == MeasureOrder.section_id)
        .outerjoin(MeasureResponse, said)
        .where(or_(_house().in_(asked.houses), MeasureOrder.section_id.in_(asked.sections)))
    )


def measures(asked: Asked) -> Select[Any]:
    """措施清单."""
    return _orders(asked).where(_ordered_then(asked.as_of))


def effects(asked: Asked) -> Select[Any]:
    """成效清单: every measure of the quarter, with what was fed back of it."""
    fed = and_(
        MeasureFeedback.order_id == MeasureOrder.id,
        MeasureFeedback.quarter == asked.quarter.first,
    )
    columns = (
        *(MeasureFeedback.times, MeasureFeedback.effect),
        *(MeasureFeedback.fed_back_on, MeasureFeedback.due_on),
    )
    return (
        _orders(asked, *columns)
        .outerjoin(MeasureFeedback, fed)
        .where(feedback.in_force_during(asked.quarter))
    )


@dataclass(frozen=True)
class OneList:
    """一张清单 its name, its columns, what it asks and how a row is written."""

    name: str
    columns: tuple[str, ...]
    query: Callable[[Asked], Select[Any]]
    cells: Callable[[Any, Asked], list[str]]
    key: Any
    empty: str


LISTS: Mapping[str, OneList] = {
    "subjects": OneList(
        N_("对象清单"),
        (
            *(N_("主体"), N_("统一社会信用代码"), N_("名单"), N_("列入决定书"), N_("决定日期")),
            *(N_("公示至"), N_("认定科室"), N_("在施措施")),
        ),
        subjects,
        written.subject_cells,
        CreditRecord.id,
        N_("这一天没有列入名单的主体"),
    ),
    "measures": OneList(
        N_("措施清单"),
        (
            *(N_("主体"), N_("列入决定书"), N_("惩戒措施"), N_("依据"), N_("责任科室")),
            *(N_("启动日期"), N_("响应"), N_("说明")),
        ),
        measures,
        written.measure_cells,
        MeasureOrder.id,
        N_("这一天没有在施的惩戒措施"),
    ),
    "effects": OneList(
        N_("成效清单"),
        (
            *(N_("主体"), N_("列入决定书"), N_("惩戒措施"), N_("责任科室"), N_("采取次数")),
            *(N_("成效"), N_("反馈日期"), N_("反馈情况")),
        ),
        effects,
        written.effect_cells,
        MeasureOrder.id,
        N_("这个季度没有在施的惩戒措施"),
    ),
}


def rows(one: OneList, asked: Asked, before: int | None, limit: int) -> Sequence[Any]:
    query = one.query(asked).order_by(one.key.desc()).limit(limit)
    return db.session.execute(query.where(one.key < before) if before else query).all()


def totals(key: str, asked: Asked) -> list[tuple[str, int]]:
    """合计: over the whole list, not the page."""
    whole = LISTS[key].query(asked).subquery()
    c = whole.c
    if key == "subjects":
        counted = (
            func.count(c.subject_id.distinct()),
            func.count(),
            func.coalesce(func.sum(c.orders), 0),
        )
        names: tuple[str, ...] = (N_("主体"), N_("列入记录"), N_("在施措施"))
    elif key == "measures":
        answered = func.count(c.answer)
        counted = (func.count(), answered, func.count() - answered)
        names = (N_("在施措施"), N_("已响应"), N_("未响应"))
    else:
        fed = func.count(c.times)
        late = func.count().filter(c.fed_back_on > c.due_on)
        counted = (func.count(), fed, late, func.coalesce(func.sum(c.times), 0))  # type: ignore[assignment]
        names = (N_("措施"), N_("已反馈"), N_("其中逾期"), N_("采取次数"))
    figures = db.session.execute(select(*counted).select_from(whole)).one()
    return [(name, int(figure)) for name, figure in zip(names, figures, strict=True)]
