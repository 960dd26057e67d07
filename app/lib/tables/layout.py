"""表样: the columns a table has to have, and how a header row names them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from app.lib.markers import N_
from app.lib.tables.limits import HEADER_MIN_NAMES
from app.lib.tables.unreadable import Unreadable

Kind = Literal["text", "code", "date", "money", "kinds", "choice"]
Need = Literal["required", "conditional", "optional"]

# Remarks that template makers put behind a name and that change nothing about it.
_REMARK = re.compile(
    r"[（(【\[](?:必填项?|选填|可空|非必填|条件必填|必须|日期|YYYY[^）)\]】]*)[）)】\]]", re.I
)
_NOT_LETTER = re.compile(r"[^0-9A-Z\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, how long it may be, when it is needed."""

    code: str
    name: str
    need: Need
    length: int
    kind: Kind = "text"
    lines: bool = False  # may hold line breaks
    secret: bool = False  # never shown, never published
    credit_code: bool = False  # its length is a matter of rule D1
    endless: bool = False  # a day that may be 长期
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """Which place of a row holds which column; the places nobody knows are kept out and named."""

    places: Mapping[str, int]
    unknown: tuple[tuple[int, str], ...] = ()


def fold(name: object) -> str:
    """Reduce a header cell to what counts: no blanks, stars, brackets, remarks or wide letters."""
    text = _REMARK.sub("", str(name))
    return _NOT_LETTER.sub("", unicodedata.normalize("NFKC", text).upper())


def anything(_name: str) -> None:
    """A column that nobody knows is left alone, whatever it is called."""


@dataclass(frozen=True)
class Layout:
    """表样 the columns of one kind of table, and further names for them."""

    columns: tuple[Column, ...]
    also: Mapping[str, str] = field(default_factory=dict)
    least: int = HEADER_MIN_NAMES  # fewer known names in a row are a coincidence, not a header
    look_over: Callable[[str], None] = anything  # refuses a column nobody knows. Raises Unreadable

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(column.code for column in self.columns)

    @cached_property
    def by_code(self) -> Mapping[str, Column]:
        return {column.code: column for column in self.columns}

    @cached_property
    def _known(self) -> Mapping[str, Column]:
        return {
            fold(name): column
            for column in self.columns
            for name in (column.code, column.name, *self.also.get(column.code, "").split())
        }

    @cached_property
    def examples(self) -> str:
        """Two required names, by which people know the table that is meant."""
        return "、".join([c.name for c in self.columns if c.need == "required"][:3:2])

    def named(self, cell: object) -> Column | None:
        """Return the column that a header cell names, by code or by Chinese name."""
        return self._known.get(fold(cell)) if isinstance(cell, str) else None

    def is_header(self, row: Sequence[object]) -> bool:
        """Say whether a row names enough columns to be the header."""
        return len({c.code for c in map(self.named, row) if c}) >= self.least

    def header_map(self, header_row: Sequence[object]) -> HeaderMap:
        """Find every column in the header row; refuse one missing, doubled or misleading."""
        places: dict[str, int] = {}
        unknown: list[tuple[int, str]] = []
        for place, cell in enumerate(header_row):
            column = self.named(cell)
            if column is None:
                self._keep_out(place, cell, unknown)
            elif column.code in places:
                raise _twice(column, places[column.code], place)
            else:
                places[column.code] = place
        self._refuse_missing(places)
        return HeaderMap(places, tuple(unknown))

    def _keep_out(self, place: int, cell: object, unknown: list[tuple[int, str]]) -> None:
        text = str(cell).strip()
        if text:
            self.look_over(text)
            unknown.append((place, text))

    def _refuse_missing(self, places: Mapping[str, int]) -> None:
        required = [column for column in self.columns if column.need == "required"]
        missing = [column.name for column in required if column.code not in places]
        if missing:
            raise Unreadable(
                "header_missing",
                N_("表头缺少必填列：%(names)s。请使用标准模板的表头，不要删除或改名。"),
                names="、".join(missing),
            )


def _twice(column: Column, first: int, second: int) -> Unreadable:
    return Unreadable(
        "header_duplicate",
        N_("表头“%(name)s”出现了两次（%(first)s 列和 %(second)s 列），请只保留一列。"),
        name=column.name,
        first=column_letters(first),
        second=column_letters(second),
    )


def column_letters(place: int) -> str:
    """Return the letters Excel shows above the column at this place (0 is A)."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
