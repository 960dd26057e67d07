"""可查找 what cases, subjects, records, notes and letters are found by: filed as they are written.

Every verb that writes one of these files it in the same transaction, so an index never knows more
or less than its table. Each is filed under its own number: the newest is found first.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.kernel import search
from app.lib.grams import grams, holds, query_terms

CASES, SUBJECTS, RECORDS, NOTES, LETTERS = search.INDEXES[1:]

Named = Sequence[str | None]  # the words that one thing is found by


def file(index: str, things: Iterable[tuple[int, Named]]) -> None:
    """File things, each under its number and by its words."""
    search.add([_filed(number, words) for number, words in things], index)


def forget(index: str, number: int, words: Named) -> None:
    """Forget a thing, which was filed by exactly these words."""
    search.drop([_filed(number, words)], index)


def look_up(
    index: str,
    words: str,
    rows_at: Callable[[Sequence[int]], Iterable[Any]],
    named: Callable[[Any], Named],
    below: int,
    want: int,
) -> tuple[list[Any], int | None]:
    """Up to `want` rows that hold the very words, from the newest down; a single sign finds none.

    `rows_at` gives those of the numbers that may be seen, `named` the words of a row. Returns also
    where looking stopped, if it was not through.
    """
    if search.too_short(words):
        return [], None
    terms = query_terms(words)
    return search.look_through(
        lambda below, most: search.find(words, (), 0, below, most, index),
        lambda numbers: [row for row in rows_at(numbers) if holds(named(row), terms)],
        below,
        want,
    )


def _filed(number: int, words: Named) -> search.Filed:
    """What has no piece at all, a single character, is filed too: it is there, and not found."""
    pieces = [piece for said in words for piece in grams(said or "")]
    return number, " ".join(dict.fromkeys(pieces)) or "-"
