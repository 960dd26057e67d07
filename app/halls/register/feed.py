"""变更订阅 what came to the register, changed and left since a number: replaying it rebuilds it.

A period ends without a job. Until its end is written down the removal is worked out at reading,
behind the last written change, under the number it will be written with: nothing can come between,
because every writer first writes down what ended. A removal carries no content, and neither does
the addition of an entry that has left since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.halls.register.columns import ROW, as_json
from app.kernel import public_entries, register_log
from app.kernel.public_entries import PublicEntry
from app.kernel.register_log import Change, RegisterChange

MOST = 500

Numbered = tuple[int, Change]


@dataclass(frozen=True)
class Item:
    """变更 one change and, while its entry is public, what the entry says."""

    seq: int
    change: Change
    row: Any | None


@dataclass(frozen=True)
class Part:
    """一段 some changes in order, and the number to go on from."""

    items: Sequence[Item]
    next: int
    more: bool


def after(seq: int, today: date, most: int) -> Part:
    """The changes after this number, and behind them those that only the calendar made so far."""
    last = register_log.last().seq
    changes = _written(RegisterChange.id.between(seq + 1, last), RegisterChange.id, most)
    if len(changes) < most:
        changes += _unwritten(max(seq, last), last, today, most - len(changes))
    more = len(changes) == most
    # A number behind the last written one is final only when it is written: go on before it.
    onward = changes[-1][0] if more else last
    return Part(_with_content(changes, today), onward, more)


def before(seq: int | None, today: date, most: int) -> list[Item]:
    """The changes before this number, newest first; without a number the newest of all."""
    last = register_log.last().seq
    newest = last + public_entries.count_expired(today)
    upto = min(seq - 1, newest) if seq else newest
    first = max(last, upto - most)
    changes = _unwritten(first, last, today, upto - first)[::-1] if upto > first else []
    if len(changes) < most:
        older = RegisterChange.id <= min(upto, last)
        changes += _written(older, RegisterChange.id.desc(), most - len(changes))
    return _with_content(changes, today)


def newest(today: date, most: int) -> list[Item]:
    """The latest changes, newest first, one an entry: what became of it in the end."""
    seen: dict[int, Item] = {}
    for item in before(None, today, most):
        seen.setdefault(item.change.entry_id, item)
    return list(seen.values())


def _written(which: ColumnElement[bool], order: Any, most: int) -> list[Numbered]:
    columns = (RegisterChange.entry_id, RegisterChange.slug, RegisterChange.kind)
    query = select(RegisterChange.id, *columns, RegisterChange.why, RegisterChange.at)
    rows = db.session.execute(query.where(which).order_by(order).limit(most))
    return [(row.id, Change(row.entry_id, row.slug, row.kind, row.why, row.at)) for row in rows]


def _unwritten(after_seq: int, last: int, today: date, most: int) -> list[Numbered]:
    """Ended periods under the numbers they will get."""
    over = public_entries.expired(today, after_seq - last, most)
    return [(after_seq + n, public_entries.ending(row)) for n, row in enumerate(over, 1)]


def _with_content(changes: Sequence[Numbered], today: date) -> list[Item]:
    ids = {change.entry_id for _seq, change in changes if change.kind != "removed"}
    query = public_entries.standing(today, ROW).where(PublicEntry.id.in_(ids))
    rows = {row.id: row for row in db.session.execute(query)} if ids else {}
    return [
        Item(seq, change, rows.get(change.entry_id) if change.kind != "removed" else None)
        for seq, change in changes
    ]


def as_json_item(item: Item) -> dict[str, Any]:
    """One change as the feed gives it: a removal says what and why, and nothing of the content."""
    change = item.change
    given: dict[str, Any] = {
        "seq": item.seq,
        "at": change.at.isoformat(timespec="seconds"),
        "kind": change.kind,
        "why": change.why,
        "slug": change.slug,
    }
    if change.kind != "removed":
        given["entry"] = as_json(item.row) if item.row is not None else None
    return given
