"""时钟 the only reader of the clock; everybody else is told what day it is."""

from datetime import date, datetime

from app.extensions import BEIJING

_fixed: datetime | None = None


def now() -> datetime:
    """Tell the moment, in Beijing time."""
    return _fixed or datetime.now(BEIJING)  # noqa: TID251 - the one place


def today() -> date:
    """Tell the day, in Beijing."""
    return now().date()


def stand_at(moment: datetime | None) -> None:
    """Stop the clock at a moment (demonstration and tests only); None lets it run again."""
    global _fixed  # one clock per process
    _fixed = moment.astimezone(BEIJING) if moment else None
