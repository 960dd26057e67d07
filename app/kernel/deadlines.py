"""时限 the legal clock as a ledger: started, stopped, extended, met; no due date is typed."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ForeignKey, Index, String, bindparam, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import terms
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case
from app.lib.workdays import DayLine, Pause, Term, Unit, WorkCalendar


class Deadline(Base):
    """时限 one term of law running on one case."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index(
            "ix_deadline_running",
            "due_on",
            "case_id",
            sqlite_where=text("met_on is null"),
            postgresql_where=text("met_on is null"),
        ),
        Index("ix_deadline_case_id", "case_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(64))
    length: Mapped[int]
    extension: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(12))
    cite: Mapped[str] = mapped_column(String(300))
    started_on: Mapped[date]
    due_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    calendar: Mapped[str] = mapped_column(String(24))
    met_on: Mapped[date | None]
    started_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    met_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    # The due day of which people were already warned that it is near, or that it has passed.
    warned_soon: Mapped[date | None]
    warned_late: Mapped[date | None]

    stops: Mapped[list["ClockStop"]] = relationship(order_by="ClockStop.id")

    @property
    def term(self) -> Term:
        """The term as this case keeps it, with any extension."""
        return Term(
            key=self.key,
            length=self.length + self.extension,
            unit=Unit(self.unit),
            cite=self.cite,
            in_force_from=self.started_on,
        )

    @property
    def pauses(self) -> list[Pause]:
        return [Pause(stop.since, stop.until) for stop in self.stops]

    @property
    def stopped(self) -> bool:
        return any(stop.until is None for stop in self.stops)


class ClockStop(Base):
    """中止 an interval in which the clock stood still, and why."""

    __tablename__ = "clock_stop"

    id: Mapped[Id]
    deadline_id: Mapped[int] = mapped_column(BigId, ForeignKey("deadline.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(40))


# With what stopped them: a clock is never read without.
_OF_CASE = (
    select(Deadline)
    .where(Deadline.case_id == bindparam("case"))
    .options(joinedload(Deadline.stops))
    .order_by(Deadline.id)
)
_RUNNING = _OF_CASE.where(Deadline.met_on.is_(None))
_RUNNING_KIND = _RUNNING.where(Deadline.kind == bindparam("kind"))
_CLOCKS = table_of(Deadline).c
_NEAREST = (
    select(_CLOCKS.due_on, _CLOCKS.provisional)
    .where(
        _CLOCKS.case_id == bindparam("case"),
        _CLOCKS.met_on.is_(None),
        _CLOCKS.due_on.is_not(None),
    )
    .order_by(_CLOCKS.due_on, _CLOCKS.id)
    .limit(1)
)


@dataclass(frozen=True)
class Explanation:
    """为什么是这一天 the days of a term, one by one, and what they rest on."""

    deadline: Deadline
    lines: list[DayLine]
    provisional: bool


def start(case: Case, term: Term, kind: str, on: date, event_id: int) -> Deadline:
    """Start a clock, with the length that applies to a case opened when this one was."""
    kept, calendar = terms.applying(term, case.opened_on), work_calendar()
    due = calendar.end_of(kept, on)
    clock = Deadline(
        case_id=case.id,
        kind=kind,
        key=kept.key,
        length=kept.length,
        unit=kept.unit.value,
        cite=kept.cite,
        started_on=on,
        started_event=event_id,
        due_on=due.on,
        provisional=due.provisional,
        calendar=calendar.version,
        stops=[],
    )
    db.session.add(clock)
    db.session.flush()
    return clock


def running(case: Case, kind: str | None = None) -> list[Deadline]:
    """The clocks of a case that are not yet met."""
    query = _RUNNING_KIND if kind else _RUNNING
    return list(db.session.scalars(query, {"case": case.id, "kind": kind}).unique())


def of_case(case: Case) -> list[Deadline]:
    return list(db.session.scalars(_OF_CASE, {"case": case.id}).unique())


def stop(clock: Deadline, on: date, why: str) -> None:
    """The clock stands still from the day after this one."""
    clock.stops.append(ClockStop(since=on, why=why))
    clock.due_on = None


def resume(clock: Deadline, on: date) -> None:
    """The clock runs again; the day of resuming, like the day of receipt, does not count."""
    for open_stop in (s for s in clock.stops if s.until is None):
        open_stop.until = on
    _reckon(clock)


def begin_on(clock: Deadline, on: date) -> None:
    """Count from this day instead: what the clock runs from happened then."""
    clock.started_on = on
    _reckon(clock)


def extend(clock: Deadline, days: int) -> None:
    """Give the clock more days. Whether it may be given is the room's rule."""
    clock.extension += days
    if not clock.stopped:
        _reckon(clock)


def meet(clock: Deadline, on: date, event_id: int) -> None:
    """What the clock was for has been done."""
    clock.met_on, clock.met_event = on, event_id
    for open_stop in (s for s in clock.stops if s.until is None):
        open_stop.until = on


def meet_all(case: Case, on: date, event_id: int) -> None:
    """The case is over: no clock of it runs on."""
    for clock in running(case):
        meet(clock, on, event_id)


def show_on_case(case: Case) -> None:
    """Keep the nearest running due date on the case, where lists read it."""
    db.session.flush()
    nearest = db.session.execute(_NEAREST, {"case": case.id}).first()
    case.due_on, case.due_provisional = nearest or (None, False)


def explain(clock: Deadline) -> Explanation:
    """Day by day: why it is due then. A stopped clock is explained up to where it stopped."""
    lines = work_calendar().ledger(clock.term, clock.started_on, _closed(clock))
    still = next((stop.since for stop in clock.stops if stop.until is None), None)
    shown = [line for line in lines if still is None or line.day <= still]
    return Explanation(clock, shown, clock.provisional)


def _closed(clock: Deadline) -> list[Pause]:
    return [pause for pause in clock.pauses if pause.end is not None]


def _reckon(clock: Deadline) -> None:
    calendar = work_calendar()
    due = calendar.end_of(clock.term, clock.started_on, clock.pauses)
    clock.due_on, clock.provisional, clock.calendar = due.on, due.provisional, calendar.version


def reckon_again(clock: Deadline) -> bool:
    """Reckon a running clock by the calendar as it is now; whether anything of it moved."""
    before = (clock.due_on, clock.provisional)
    _reckon(clock)
    return (clock.due_on, clock.provisional) != before


def moved_by(calendar: WorkCalendar, since: date, most: int) -> int:
    """How many running clocks that reach these days another calendar would make due elsewhere."""
    query = (
        select(Deadline)
        .where(Deadline.met_on.is_(None), Deadline.due_on >= since)
        .options(selectinload(Deadline.stops))
        .order_by(Deadline.due_on)
        .limit(most)
    )
    return sum(
        calendar.end_of(clock.term, clock.started_on, clock.pauses).on != clock.due_on
        for clock in db.session.scalars(query)
    )


def days_left(due_on: date, today: date) -> int:
    """Working days from today to the due day; negative when it has passed."""
    return work_calendar().working_days_between(today, due_on)


def with_extension(term: Term, days: int) -> Term:
    """The term as it would read after an extension, for the preview."""
    return replace(term, length=term.length + days)


def before_extension(clock: Deadline) -> date:
    """The day the clock would have been due without its extension."""
    term = replace(clock.term, length=clock.length)
    return work_calendar().end_of(term, clock.started_on, _closed(clock)).on


def term_for(term: Term, opened_on: date) -> Term:
    """The term as it applies to a case opened on this day."""
    return terms.applying(term, opened_on)


def day_due(term: Term, start: date, opened_on: date) -> date:
    """When a term is due that begins on this day, in a case opened on that, without a ledger."""
    return work_calendar().end_of(terms.applying(term, opened_on), start).on
