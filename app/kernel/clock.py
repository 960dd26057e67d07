"""时钟 the only reader of the clock; everybody else is told what day it is."""

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment while something is played, then be as it was."""
    before = _fixed
    stand_at(moment)
    try:
        yield
    finally:
        stand_at(before)
