"""单元格: what a cell may hold when it comes from the reader."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.lib.tables.sheet_scan import Damage


@dataclass(frozen=True, slots=True)
class Damaged:
    """A cell whose value was lost before it reached us: #N/A, or an uncomputed formula."""

    damage: Damage

    def __str__(self) -> str:
        return "#错误" if self.damage == "error" else "#公式"


Cell = str | float | bool | date | datetime | time | timedelta | Damaged
