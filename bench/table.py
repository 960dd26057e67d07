"""比值表 the one table: what the product took, what the floor took, and whether that is the aim."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_GROWN = 1.2  # a page at a million, against the same at a thousand
HEAD = ("what", "database", "cases", "product", "floor", "rate", "aim", "grown", "aim")


@dataclass(frozen=True)
class Line:
    """One measured thing on one database of one size; times in seconds."""

    what: str
    database: str
    size: int
    product: float
    floor: float
    aim: float | None
    grown: float | None  # against the smallest size of the same run

    @property
    def rate(self) -> float:
        """How much of the floor's rate the product reaches."""
        return self.floor / self.product

    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            self.database,
            f"{self.size:,}",
            f"{self.product * 1000:.2f} ms",
            f"{self.floor * 1000:.2f} ms",
            f"{self.rate:.2f}",
            "" if self.aim is None else f"{self.aim:.2f} {_met(self.rate >= self.aim)}",
            "" if self.grown is None else f"{self.grown:.2f}",
            "" if self.grown is None else f"{MOST_GROWN} {_met(self.grown <= MOST_GROWN)}",
        )


def _met(kept: bool) -> str:
    return "met" if kept else "missed"


def table(lines: Sequence[Line]) -> str:
    """As Markdown, so that it can be read on a terminal and stand in docs/bench.md."""
    rows = [HEAD, *(line.cells() for line in lines)]
    wide = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    written = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(r, wide, strict=True)) + " |" for r in rows
    ]
    written.insert(1, "|" + "|".join("-" * (w + 2) for w in wide) + "|")
    return "\n".join(written)
