"""规则语句 each of the ten behaviours as one statement over the penalties that were read."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.extensions import table_of
from app.kernel.overloads import FEN, Fleet, OverloadPenalty
from app.lib.overload import RULES, Rule

TODAY, OLDEST = bindparam("today", type_=Date()), bindparam("oldest", type_=Date())

Condition = ColumnElement[bool]

COUNTS: Mapping[str, Callable[[Any], Condition]] = {
    "truck": lambda f: and_(f.overloaded, f.standing, f.plated),
    "driver": lambda f: and_(f.overloaded, f.standing, f.person),
    "directed": lambda f: and_(f.directed, f.standing),
}


def _who(rule: Rule, facts: Any) -> Any:
    return facts.truck if rule.counted == "truck" else facts.subject_id


def _window(rule: Rule, last: Any) -> tuple[Condition, ...]:
    """The last row of a rolling year: found up to a year ago, while the rule was in force."""
    ends = [last.decided_on <= TODAY, last.decided_on > OLDEST, last.decided_on >= rule.since]
    if rule.until is not None:
        ends.append(last.decided_on <= rule.until)
    return tuple(ends)


def _within(one: Any, last: Any) -> Condition:
    """In the rolling year that ends with the last row: 一年内, its first day not counted."""
    return and_(one.decided_on > last.year_from, one.decided_on <= last.decided_on)


def _newest(found: Select[Any]) -> Select[Any]:
    """Of each truck, driver or enterprise the window that ends last."""
    windows = found.subquery()
    place = func.row_number().over(
        partition_by=windows.c.who, order_by=(windows.c.until_on.desc(), windows.c.record_id.desc())
    )
    ranked = select(windows, place.label("place")).subquery()
    return select(ranked).where(ranked.c.place == 1)


def _columns(last: Any, who: Any, **figures: Any) -> list[Any]:
    named = {"times": literal(1), "trucks": literal(0), "fleet": cast(None, Integer)} | figures
    return [
        last.record_id,
        cast(who, String(40)).label("who"),
        last.subject_id,
        last.house_id,
        last.year_from.label("since"),
        last.decided_on.label("until_on"),
        *(value.label(name) for name, value in named.items()),
    ]


def _grouped(last: Any, *more: Any) -> list[Any]:
    return [
        *(last.record_id, last.subject_id, last.house_id, last.truck),
        *(last.year_from, last.decided_on, *more),
    ]


def counted(rule: Rule) -> Select[Any]:
    """Rules 1, 2 and 5: so many within the year, or one fine that is large enough."""
    last, one = aliased(OverloadPenalty), aliased(OverloadPenalty)
    counts = COUNTS[rule.counted]
    enough = func.count() >= rule.least
    if rule.fine is not None:
        enough = or_(enough, func.max(one.fine) >= int(rule.fine * FEN))
    return _newest(
        select(*_columns(last, _who(rule, last), times=func.count()))
        .join(one, and_(_who(rule, one) == _who(rule, last), _within(one, last)))
        .where(counts(last), counts(one), *_window(rule, last))
        .group_by(*_grouped(last))
        .having(enough)
    )


def share_of_fleet(rule: Rule) -> Select[Any]:
    """Rule 3: an order to suspend, and more than a tenth of the fleet, found or reckoned."""
    last, one = aliased(OverloadPenalty), aliased(OverloadPenalty)
    counted_last = (
        select(table_of(Fleet).c.trucks)
        .where(Fleet.subject_id == last.subject_id, Fleet.counted_on <= last.decided_on)
        .order_by(Fleet.counted_on.desc())
        .limit(1)
        .correlate(last)
        .scalar_subquery()
    )
    trucks = func.count(one.truck.distinct())
    size = func.max(counted_last)
    theirs = and_(
        one.subject_id == last.subject_id,
        one.overloaded,
        one.standing,
        one.plated,
        _within(one, last),
    )
    return _newest(
        select(
            *_columns(
                last,
                last.subject_id,
                times=func.count(one.record_id),
                trucks=trucks,
                fleet=size,
            )
        )
        .outerjoin(one, theirs)
        .where(last.ordered, last.standing, *_window(rule, last))
        .group_by(*_grouped(last, last.share_found))
        .having(or_(last.share_found, trucks * 100 > (rule.percent or 0) * size))
    )


def by_document(rule: Rule) -> Select[Any]:
    """Rules 4, 6 and 7: the decision shows it by itself."""
    last = aliased(OverloadPenalty)
    return select(*_columns(last, last.record_id)).where(
        last.alone == rule.number, last.standing, *_window(rule, last)
    )


def statement_of(rule: Rule) -> Select[Any] | None:
    if rule.counted == "fleet":
        return share_of_fleet(rule)
    if rule.counted == "document":
        return by_document(rule)
    return counted(rule) if rule.counted else None


STATEMENTS: Mapping[int, Select[Any]] = {
    rule.number: statement for rule in RULES if (statement := statement_of(rule)) is not None
}
