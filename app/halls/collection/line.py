"""一行: one row while it is examined, and everything from outside that examining it needs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from app.halls.collection.columns import BY_CODE, CODES
from app.lib.masking import mask_id
from app.lib.penalties import DEFAULT_THRESHOLDS, Classification, Thresholds
from app.lib.publicity import NotPublic
from app.lib.tables.cells import Cell
from app.lib.tables.faults import Fault, Level, shorten
from app.lib.uscc import UsccFault
from app.lib.workdays import WorkCalendar


class RowKey(NamedTuple):
    """Which penalty a row is about: rule D6 admits each once."""

    authority: str
    number: str
    subject: str


PLACE = {code: place for place, code in enumerate(CODES)}
# Rows in their tens of thousands share dates, classes and subjects; more than this is not shared.
MOST_REMEMBERED = 50_000

Known = Callable[[Sequence[RowKey]], Mapping[RowKey, str]]


def nothing_known(_keys: Sequence[RowKey]) -> Mapping[RowKey, str]:
    """Answer for an empty house: none of these penalties has been entered."""
    return {}


@dataclass(slots=True)
class Memory:
    """What was worked out for earlier rows and holds for later ones; lives as long as one run."""

    cells: dict[str, dict[Any, Any]] = field(default_factory=dict)
    codes: dict[str, UsccFault | None] = field(default_factory=dict)
    promised: dict[tuple[str, ...] | None, frozenset[str]] = field(default_factory=dict)
    units: dict[tuple[Any, ...], str] = field(default_factory=dict)
    late: dict[date, tuple[int, bool]] = field(default_factory=dict)
    classes: dict[tuple[Any, ...], tuple[Classification, NotPublic | None]] = field(
        default_factory=dict
    )


@dataclass(frozen=True)
class Context:
    """The day, the bureau, the law's numbers and the house: passed in, never looked up."""

    today: date
    bureau_codes: Collection[str]
    calendar: WorkCalendar
    known: Known = nothing_known
    code_reason: str = ""  # why codes of this batch that fail their check are right nevertheless
    thresholds: Thresholds = DEFAULT_THRESHOLDS
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)


class Line:
    """One row: its cells as read, its values as understood, and what was found about it."""

    __slots__ = (
        "_cells",
        "_places",
        "classed",
        "faults",
        "late_days",
        "members",
        "personal",
        "private",
        "row",
        "sheet",
        "simple",
        "values",
    )

    def __init__(
        self,
        sheet: str,
        row: int,
        cells: Sequence[Cell],
        places: Sequence[int | None],
        values: dict[str, Any],
        members: Sequence[str],
    ) -> None:
        self.sheet, self.row, self.values = sheet, row, values
        self.members = members  # the values again as members of a JSON object, "" for none
        self._cells, self._places = cells, places
        # Most rows have neither faults nor secrets, so nothing is made for them in advance.
        self.faults: Sequence[Fault] = ()
        self.private: Sequence[str] = ()  # reasons not to publish
        self.personal = self.simple = False  # deserves rule D7's close look; simple procedure
        self.late_days = 0
        self.classed: Classification | None = None

    def error(self, code: str, rule: str, words: str, **params: object) -> None:
        self.note("error", code, rule, words, params)

    def warn(self, code: str, rule: str, words: str, **params: object) -> None:
        self.note("warning", code, rule, words, params)

    def notice(self, code: str, rule: str, words: str, **params: object) -> None:
        self.note("notice", code, rule, words, params)

    def note(
        self, level: Level, code: str, rule: str, words: str, params: Mapping[str, object]
    ) -> None:
        column = BY_CODE[code]
        value = shorten(self.cell(code))
        shown = mask_id(value) if column.secret and value else value
        self.add(Fault(self.sheet, self.row, code, column.name, rule, level, words, params, shown))

    def add(self, fault: Fault) -> None:
        """Add a finding to the row."""
        self.faults = (*self.faults, fault)

    def keep_back(self, reason: str) -> None:
        """Remember a reason not to publish the row."""
        self.private = (*self.private, reason)

    def cell(self, code: str) -> Cell:
        """Return the cell of a column as it was read."""
        place = self._places[PLACE[code]]
        return "" if place is None else self._cells[place]

    def mend(self, code: str, value: str) -> None:
        """Replace a value by its corrected form."""
        self.values[code] = value
        mended = list(self.members)
        mended[PLACE[code]] = f'"{code}":{encode_basestring(value)}'
        self.members = mended

    @property
    def as_json(self) -> str:
        """Return the values that are not empty as a JSON object, in the order of the columns."""
        return f"{{{','.join(filter(None, self.members))}}}"

    @property
    def is_bad(self) -> bool:
        return bool(self.faults) and any(fault.level == "error" for fault in self.faults)
