"""季度 the quarter by which joint measures are fed back, and when a section's feedback is due."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.lib.markers import N_
from app.lib.workdays import Term, Unit

_KEY = re.compile(r"(20\d\d)Q([1-4])")

# 联合奖惩 goes start, response, feedback, by the quarter; the days after its end are the bureau's.
FEEDBACK = Term(
    "sanction.feedback",
    10,
    Unit.WORKING,
    N_("《关于进一步完善失信约束制度构建诚信建设长效机制的指导意见》（国办发〔2020〕49号）")
    + "；"
    + N_("措施反馈期限为本局设定"),
    date(2020, 12, 7),
    name=N_("季度终了后反馈措施成效的时限"),
)


@dataclass(frozen=True, order=True)
class Quarter:
    """一个季度 three months of one year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def read(cls, key: str) -> "Quarter | None":
        """2026Q4, as it stands in an address."""
        found = _KEY.fullmatch(key)
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def key(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter.of(self.first - timedelta(days=1))

    def as_of(self, today: date) -> date:
        """截至 the day as of which it is told: its last, or today while it runs."""
        return min(self.last, today)
