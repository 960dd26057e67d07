"""公示下载 the whole register, or what was asked of it, as a table for office programs and as JSON.

A file is written while it is sent, each batch read in a transaction of its own, so that a slow
reader holds up nobody. It says at which change it stands: it has every entry up to that change but
those that left while it was written. Whoever goes on from there in the feed has the register.
"""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from flask import Flask, Response, current_app

from app.extensions import db
from app.halls.register.answers import Version, shared, unchanged, version
from app.halls.register.asked import HIGHEST, Asked
from app.halls.register.columns import HEADINGS, ROW, as_cells, as_json
from app.halls.register.queries import found
from app.kernel import clock, public_entries
from app.kernel.public_entries import PublicEntry
from app.web.attached import attached

BATCH = 2000
AT_A_STROKE = 4  # parts: what has fewer is sent whole
SENT_AT_ONCE = 2  # longer ones, of the server's few threads; the others go on answering pages

Batches = Iterable[Sequence[Any]]
Writer = Callable[[Batches, Version], Iterator[str]]

_seats = threading.BoundedSemaphore(SENT_AT_ONCE)


class Full(Exception):
    """As many files are being sent as may be at once."""


class Seat:
    """席位 the right to be sent a file; given back once, whoever notices the end first."""

    def __init__(self) -> None:
        if not _seats.acquire(blocking=False):
            raise Full
        self._taken = True

    def leave(self) -> None:
        if self._taken:
            self._taken = False
            _seats.release()


def send(asked: Asked, name: str, media_type: str, write: Writer, now: datetime) -> Response:
    """The file, being written; or that the reader has it already. Raises Full."""
    current = version(now)
    if current.asked_for_again:
        return unchanged(current)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    parts = write(_batches(app, asked, current.seq), current)
    begun = list(islice(parts, AT_A_STROKE))
    if len(begun) < AT_A_STROKE:
        answer = Response("".join(begun), mimetype=media_type)
    else:
        seat = Seat()
        answer = Response(_seated(chain(begun, parts), seat), mimetype=media_type)
        answer.call_on_close(seat.leave)
    return shared(attached(answer, f"{name}-{current.day}"), current)


def _seated(parts: Iterator[str], seat: Seat) -> Iterator[str]:
    try:
        yield from parts
    finally:
        seat.leave()


def _batches(app: Flask, asked: Asked, upto: int) -> Batches:
    """What was asked for, as far as it was added up to this change.

    Each batch has its own context and with it its own transaction: the request is long answered,
    and between two batches writers have their turn.
    """
    look = _looked_up if asked.by_index else _in_order
    rows: Sequence[Any]
    onward: int | None = None
    while True:
        with app.app_context():
            rows, onward = look(asked, onward, upto)
        yield [row for row in rows if row.id <= upto]
        if onward is None:
            return


def _in_order(asked: Asked, onward: int | None, upto: int) -> tuple[Sequence[Any], int | None]:
    first = onward or 1
    query = (
        public_entries.standing(clock.today(), ROW)
        .where(PublicEntry.id.between(first, first + BATCH - 1))
        .where(PublicEntry.place >= asked.from_place, PublicEntry.place < asked.to_place)
        .order_by(PublicEntry.id)
    )
    following = first + BATCH
    return db.session.execute(query).all(), following if following <= upto else None


def _looked_up(asked: Asked, onward: int | None, _upto: int) -> tuple[Sequence[Any], int | None]:
    part = found(asked, clock.today(), onward or HIGHEST, BATCH + 1, ROW)
    return part.rows[:BATCH], part.next_below(BATCH)


def as_table(batches: Batches, _current: Version) -> Iterator[str]:
    """CSV as Excel and WPS read it: UTF-8 with its mark, quoted throughout."""
    page = io.StringIO()
    line = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    page.write("\ufeff")
    line.writerow(HEADINGS)
    for rows in batches:
        line.writerows(map(as_cells, rows))
        yield page.getvalue()
        page.seek(0)
        page.truncate()
    yield page.getvalue()


def as_document(batches: Batches, current: Version) -> Iterator[str]:
    """One JSON object; the number of its entries stands at the end, where a cut file lacks it."""
    head = {"format": 1, "seq": current.seq, "day": current.day.isoformat()}
    yield json.dumps(head)[:-1] + ', "entries": ['
    count = 0
    for rows in batches:
        lines = [json.dumps(as_json(row), ensure_ascii=False) for row in rows]
        if lines:
            yield (",\n" if count else "\n") + ",\n".join(lines)
        count += len(lines)
    yield f'\n], "count": {count}}}\n'
