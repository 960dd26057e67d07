"""在办事例 the words in which the demonstration is told: a story, its acts, and their days.

A story is one case told as a table row: what it is about, who begins it, and its road.
Days are told as working days back from today, so the bureau is at work whenever it is begun.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from app.extensions import BEIJING
from app.lib.calendar_data import STATE_COUNCIL_TABLES
from app.lib.workdays import WorkCalendar

Facts = dict[str, Any]

OPENS = time(9)
BETWEEN_STORIES, OF_THESE = 11, 19  # minutes; so many stories begin apart from each other
BETWEEN_ACTS = 35


@dataclass(frozen=True)
class Ago:
    """多少天前 a day in what is said, so many days before today."""

    days: int


@dataclass(frozen=True)
class Back:
    """多少个工作日前 a day in what is said, so many working days before today."""

    working_days: int


THAT_DAY = object()
"""当天: in what is said, the day on which it is said."""
YEAR = "{year}"
"""当年: within a number that is told, the year in which it is told."""


@dataclass(frozen=True)
class Act:
    """一步 how many working days back (0: today), which event, by whom if not as usual."""

    back: int
    event: str
    who: str
    files: tuple[str, ...]
    says: Facts


def act(back: int, event: str, who: str = "", files: tuple[str, ...] = (), **says: Any) -> Act:
    return Act(back, event, who, files, says)


@dataclass(frozen=True)
class Story:
    """事例 what the case is about, whose application or proposal it is, and its road."""

    about: str
    by: str
    road: tuple[Act, ...]
    begun: int
    draft: Facts = field(default_factory=dict)


def story(about: str, by: str, *road: Act, begun: int = 0, **draft: Any) -> Story:
    """A story that was begun on the day of its first act; a mere draft says on which."""
    return Story(about, by, road, begun or road[0].back, draft)


@dataclass(frozen=True)
class Table:
    """事例表 all stories of one kind: who takes which step, and what is said in it."""

    kind: str
    hands: Mapping[str, str]  # the post that takes an event; without one it is whoever began
    usual: Callable[[Any, str, Facts], Facts]  # what a form would give beside what the row says
    stories: tuple[Story, ...]


class Days:
    """日子 the working days before a moment, by the State Council's tables, and moments on them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._calendar = WorkCalendar(STATE_COUNCIL_TABLES, version="demonstration")

    def back(self, working_days: int) -> date:
        """So many working days before today, which itself need not be one."""
        day = self.now.date()
        for _ in range(working_days):
            day = self._worked(day - timedelta(1))
        return day

    def ago(self, days: int) -> date:
        """So many days before today, or the working day before that."""
        return self._worked(self.now.date() - timedelta(days))

    def _worked(self, day: date) -> date:
        while not self._calendar.is_working(day):
            day -= timedelta(1)
        return day

    def moment(self, working_days: int, story: int = 0, step: int = 0) -> datetime:
        """In office hours of that day; what happens today happens now."""
        if not working_days:
            return self.now
        minutes = story % OF_THESE * BETWEEN_STORIES + step * BETWEEN_ACTS
        begin = datetime.combine(self.back(working_days), OPENS, BEIJING)
        return begin + timedelta(minutes=minutes)

    def told(self, says: Any, on: date) -> Any:
        """What a row says on this day, with the days it names."""
        if isinstance(says, dict):
            return {name: self.told(value, on) for name, value in says.items()}
        if isinstance(says, list | tuple):
            return [self.told(each, on) for each in says]
        if isinstance(says, str):
            return says.replace(YEAR, str(on.year))
        return day.isoformat() if (day := self._named(says, on)) else says

    def _named(self, says: Any, on: date) -> date | None:
        if isinstance(says, Ago):
            return self.ago(says.days)
        if isinstance(says, Back):
            return self.back(says.working_days)
        return on if says is THAT_DAY else None
