"""时限设置 a bureau sets a limit of its own: first what it would mean, then from its day on.

A case keeps the limits of the day on which it was opened, so a new value moves no clock that runs:
it is for the cases opened from its day on. What the law bounds, a bureau cannot set beyond.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select

from app.extensions import db
from app.kernel import events, terms
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor, Section, confirm
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, Room
from app.kernel.terms import BureauTerm
from app.lib.markers import N_
from app.lib.workdays import Term

MOST_SHOWN = 50


@dataclass(frozen=True)
class Foreseen:
    """预演 what a new value would mean: who keeps theirs, what is planned already."""

    before: Term  # what applies on its day as things stand
    open_cases: int
    clocks: Sequence[Row[Any]]  # those that run by this limit, the earliest due first
    running: int
    replaced: BureauTerm | None  # planned from the same day: the new one stands in their place
    ended_by: BureauTerm | None  # planned from a later day: from then on that one applies
    seen: int


@dataclass(frozen=True)
class Limit:
    """时限 one limit of a room: as the law has it, as the bureau set it, what is planned."""

    term: Term
    own: BureauTerm | None
    planned: list[BureauTerm]

    @property
    def now(self) -> Term:
        return terms.as_set(self.term, self.own)


def limits_of(room: Room, today: date) -> list[Limit]:
    """Every limit of a room, in the order in which its rules write them."""
    values = terms.all_values()
    return [_limit(term, values.get(term.key, []), today) for term in room.terms]


def _limit(term: Term, rows: list[BureauTerm], today: date) -> Limit:
    """Of one day only the value that was set last counts."""
    counting = [row for row in rows if row.withdrawn_event is None]
    in_force = [row for row in counting if row.since <= today]
    own = max(in_force, key=lambda row: (row.since, row.id), default=None)
    to_come: dict[date, BureauTerm] = {}
    for row in counting:
        if row.since > today:
            to_come.setdefault(row.since, row)
    return Limit(term, own, [to_come[since] for since in sorted(to_come)])


def limit_of(term: Term, today: date) -> Limit:
    return _limit(term, terms.own_values(term.key), today)


def term_with(key: str) -> tuple[Room, Term] | None:
    """The limit with this key, and the room it belongs to."""
    found = ((room, term) for room in ROOMS.values() for term in room.terms if term.key == key)
    return next(found, None)


def foresee(
    room: Room, term: Term, length: int, since: date, today: date, sections: Iterable[int]
) -> Foreseen:
    """What would follow; nothing is written. Raises RuleBroken when it may not be set."""
    _may_be_set(term, length, since, today)
    to_come = limit_of(term, today).planned
    return Foreseen(
        before=terms.applying(term, since),
        open_cases=_open_cases(room.kind),
        clocks=_clocks(term.key, frozenset(sections)),
        running=_running(term.key),
        replaced=next((row for row in to_come if row.since == since), None),
        ended_by=next((row for row in to_come if row.since > since), None),
        seen=newest(term.key),
    )


def newest(key: str) -> int:
    """What was last said about this limit: the number of the act; 0 when nothing was."""
    return _last_said(terms.own_values(key))


def _last_said(rows: Iterable[BureauTerm]) -> int:
    return max((max(row.entered_event, row.withdrawn_event or 0) for row in rows), default=0)


def _open_cases(kind: str) -> int:
    query = select(func.count()).select_from(Case)
    return db.session.scalar(query.where(Case.kind == kind, Case.closed_on.is_(None))) or 0


def _running(key: str) -> int:
    query = select(func.count()).select_from(Deadline)
    return db.session.scalar(query.where(Deadline.key == key, Deadline.met_on.is_(None))) or 0


def _clocks(key: str, sections: frozenset[int]) -> Sequence[Row[Any]]:
    """Numbers and days, no names: whoever keeps the limits reads no cases."""
    columns: Any = (
        *(Case.ref, Case.opened_on, Section.name.label("section")),
        *(Deadline.length, Deadline.extension, Deadline.due_on),
    )
    query = (
        select(*columns)
        .select_from(Deadline)
        .join(Case, Case.id == Deadline.case_id)
        .join(Section, Section.id == Case.section_id)
        .where(Deadline.key == key, Deadline.met_on.is_(None), Case.section_id.in_(sections))
        .order_by(Deadline.due_on, Deadline.id)
        .limit(MOST_SHOWN)
    )
    return db.session.execute(query).all()


def set_limit(
    term: Term,
    length: int,
    since: date,
    cite: str,
    seen: int,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> None:
    """Set it, as it was foreseen: `seen` is the last act about it that was looked at.

    Raises RuleBroken. Sent again with the same key, nothing more is done.
    """
    if _answered(by, once):
        return
    _may_be_set(term, length, since, at.date())
    row = terms.set_term(term, length, since, cite, by, at, once)
    # Looked at under the lock on the story of the limits: of two at once the second sees the first.
    others = [other for other in terms.own_values(row.key) if other.id != row.id]
    if _last_said(others) != seen:
        raise RuleBroken(N_("这项时限刚刚另有设定，请看过再确认"), None, "stale")
    for other in others:
        if other.since == since > at.date() and other.withdrawn_event is None:
            other.withdrawn_event = row.entered_event  # withdrawn too when the new one is
    db.session.flush()


def withdraw(
    row_id: int, reason: str, by: Actor, at: datetime, once: str | None = None
) -> BureauTerm:
    """撤回 take a planned value back before its day. Raises RuleBroken."""
    query = select(BureauTerm).where(BureauTerm.id == row_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if _answered(by, once):
        return row
    if row.withdrawn_event is not None:
        raise RuleBroken(N_("这项改动已经撤回"), None, "withdrawn")
    if row.since <= at.date():
        raise RuleBroken(N_("已经生效，不能撤回；要改回去，请另设一次"), None, "in_force")
    terms.withdraw(row, reason, by, at, once)
    return row


def _answered(by: Actor, once: str | None) -> bool:
    """Whether this key has done its act; and whether they may do it at all. Raises RuleBroken."""
    confirm(by)
    if by.kind != "staff" or Role.SYSTEM_ADMIN not in by.all_roles:
        raise RuleBroken(N_("时限由系统管理员设置"), None, "not_yours")
    earlier = events.answered(by.account_id, once)
    if earlier is not None and earlier.stream != terms.STREAM:
        raise RuleBroken(N_("这张表已经用于别的办理，请重新打开"), None, "key_reused")
    return earlier is not None


def _may_be_set(term: Term, length: int, since: date, today: date) -> None:
    if since < today:
        raise RuleBroken(N_("生效日不能早于今天"), "since", "past")
    bound = term.bound
    cite = bound.cite.split("；") if bound else []
    if bound and bound.most is not None and length > bound.most:
        words = N_("法定上限是%(most)s，不能再长（%(cite)s）")
        raise RuleBroken(words, "length", "too_long", most=bound.most, cite=cite)
    if bound and bound.least is not None and length < bound.least:
        words = N_("法定下限是%(least)s，不能再短（%(cite)s）")
        raise RuleBroken(words, "length", "too_short", least=bound.least, cite=cite)
    if terms.applying(term, since).length == length:
        raise RuleBroken(N_("与那一天适用的数值相同，没有改动"), "length", "same")
