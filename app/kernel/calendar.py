"""工作日历 the State Council's days as rows, and the WorkCalendar made of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import events, jobs
from app.kernel.people import Actor
from app.lib.workdays import WorkCalendar, YearTable


class CalendarYear(Base):
    """年度安排 one year's arrangement and its notice; a later edition replaces an earlier."""

    __tablename__ = "calendar_year"

    id: Mapped[Id]
    year: Mapped[int] = mapped_column(index=True)
    edition: Mapped[int] = mapped_column(default=1)
    official: Mapped[bool]
    notice: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]


class CalendarDay(Base):
    """特殊日 a day off or a make-up working day of one edition."""

    __tablename__ = "calendar_day"

    year_id: Mapped[int] = mapped_column(BigId, ForeignKey("calendar_year.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]


_known: dict[tuple[object, int, object], WorkCalendar] = {}
_years = table_of(CalendarYear).c
_LATEST = select(_years.id, _years.entered_at).order_by(_years.id.desc()).limit(1)


def work_calendar() -> WorkCalendar:
    """The calendar in force; its version is stored with every due date reckoned by it.

    Asked for once a transaction: a page shows many due dates, and all by the same calendar.
    """
    session = db.session()
    asked_in, calendar = session.info.get("work_calendar", (None, None))
    if not isinstance(calendar, WorkCalendar) or asked_in is not session.get_transaction():
        latest = session.execute(_LATEST).first()
        calendar = _in_force(*latest) if latest else _in_force(0, None)
        session.info["work_calendar"] = session.get_transaction(), calendar
    return calendar


def _in_force(latest: int, entered_at: object) -> WorkCalendar:
    version = db.engine.url, latest, entered_at  # a number given back may come again
    if version not in _known:
        _known[version] = WorkCalendar(_tables(), version=str(latest))
    return _known[version]


def forget_calendars() -> None:
    """Drop the remembered calendars: the database is another."""
    _known.clear()


def _tables() -> list[YearTable]:
    """The newest edition of each year."""
    newest: dict[int, CalendarYear] = {}
    for row in db.session.scalars(select(CalendarYear).order_by(CalendarYear.id)):
        newest[row.year] = row
    return [_table(row) for row in newest.values()]


def _table(row: CalendarYear) -> YearTable:
    days = db.session.execute(
        select(CalendarDay.day, CalendarDay.working).where(CalendarDay.year_id == row.id)
    ).all()
    return YearTable(
        year=row.year,
        official=row.official,
        notice=row.notice,
        days_off=frozenset(day for day, working in days if not working),
        makeup_days=frozenset(day for day, working in days if working),
    )


def with_year(table: YearTable) -> WorkCalendar:
    """The calendar as it would be with this table in place of the year's earlier one.

    Raises ValueError when the table contradicts itself or its neighbours.
    """
    kept = [known for known in _tables() if known.year != table.year]
    return WorkCalendar([*kept, table], version="trial")


def enter_year(table: YearTable, by: Actor, at: datetime) -> CalendarYear:
    """Enter a year's arrangement from the State Council's notice, as a new edition.

    Raises ValueError when the table contradicts itself or its neighbours.
    """
    with_year(table)
    editions = db.session.scalar(
        select(func.count()).select_from(CalendarYear).where(CalendarYear.year == table.year)
    )
    row = CalendarYear(
        year=table.year,
        edition=(editions or 0) + 1,
        official=table.official,
        notice=table.notice,
        entered_at=at,
    )
    db.session.add(row)
    db.session.flush()
    days = [(day, False) for day in table.days_off] + [(day, True) for day in table.makeup_days]
    db.session.add_all(CalendarDay(year_id=row.id, day=day, working=w) for day, w in days)
    events.record(
        "bureau/calendar",
        "enter_year",
        by,
        at,
        facts={"year": table.year, "edition": row.edition, "notice": table.notice},
    )
    db.session.flush()
    db.session.info.pop("work_calendar", None)
    jobs.enqueue("recalendar", at, key=f"recalendar:{row.id}")
    return row
