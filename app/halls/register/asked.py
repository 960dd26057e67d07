"""查询条件 what somebody asked of the register, read from the address and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.kernel import search
from app.kernel.public_entries import ENTRY_KINDS, place_of
from app.lib.grams import query_terms
from app.lib.penalties import Severity

MOST_SIGNS = 100
YEARS = range(1990, 2100)
LOWEST, HIGHEST = 0, 1 << 62  # places below and above every entry


class Unreadable(ValueError):
    """A filter in the address is none that we know; what it names is given."""


@dataclass(frozen=True)
class Asked:
    """查询 words, kind, class and year of the decision; each may be missing."""

    words: str = ""
    kind: str | None = None
    severity: str | None = None
    year: int | None = None

    @property
    def terms(self) -> list[str]:
        """The words as they must be found, folded."""
        return query_terms(self.words)

    @property
    def sorts(self) -> list[str]:
        """What else the index knows of the entries asked for."""
        return [sort for sort in (self.kind, self.severity) if sort]

    @property
    def by_index(self) -> bool:
        return bool(self.words or self.sorts)

    @property
    def obstacle(self) -> str | None:
        """Why these words cannot be looked up: short, long, or nothing stands in the way."""
        if len(self.words) > MOST_SIGNS:
            return "too_long"
        return "too_short" if self.words and search.too_short(self.words) else None

    @property
    def from_place(self) -> int:
        return place_of(date(self.year, 1, 1)) if self.year else LOWEST

    @property
    def to_place(self) -> int:
        return place_of(date(self.year + 1, 1, 1)) if self.year else HIGHEST

    @property
    def filtered(self) -> bool:
        return bool(self.by_index or self.year)

    def but(self, **changes: Any) -> "Asked":
        """The same question with another filter."""
        return replace(self, **changes)

    def address(self) -> dict[str, str]:
        """The question as it stands in an address."""
        given = {
            "q": self.words,
            "kind": self.kind,
            "severity": self.severity,
            "year": self.year,
        }
        return {name: str(value) for name, value in given.items() if value}


def asked_in(address: Mapping[str, str]) -> Asked:
    """Read the question out of an address. Raises Unreadable."""
    kind, severity, year = (address.get(name) or None for name in ("kind", "severity", "year"))
    if kind is not None and kind not in ENTRY_KINDS:
        raise Unreadable("kind")
    if severity is not None and severity not in set(Severity):
        raise Unreadable("severity")
    if year is not None and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Unreadable("year")
    if year is not None and int(year) not in YEARS:
        raise Unreadable("year")
    words = " ".join(address.get("q", "").split())
    return Asked(words, kind, severity, int(year) if year else None)


def place_in(address: Mapping[str, str]) -> int:
    """Where the next page begins; a place that is none counts as the beginning."""
    text = address.get("after", "")
    usable = text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if usable else HIGHEST
