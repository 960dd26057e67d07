"""留痕导出 the whole trail as lines that anybody can check: the form is docs/formats/audit.md."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_

from app.extensions import db
from app.kernel import events, seals, vault
from app.kernel.events import Event, EventFacts
from app.kernel.seals import Seal
from app.lib import digest

AT_A_TIME = 2000


def lines(at: datetime, with_facts: bool = False) -> Iterator[bytes]:
    """The trail, line by line, ending with the digest of all lines before.

    Facts are left out unless asked for: they hold what people wrote. The chain checks without them.
    """
    reckoned, counts = hashlib.sha256(), {"events": 0, "streams": 0, "seals": 0}
    for line in _lines(at, with_facts):
        counts["events"] += line["type"] == "event"
        counts["streams"] += line["type"] == "event" and line["seq"] == 1
        counts["seals"] += line["type"] == "seal"
        written = _written(line)
        reckoned.update(written)
        yield written
    yield _written({"type": "end", **counts, "digest": reckoned.hexdigest()})


def _written(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _lines(at: datetime, with_facts: bool) -> Iterator[dict[str, Any]]:
    # Seals are counted first: whatever they name is then among the acts read after.
    last_seal = db.session.scalar(select(func.max(Seal.id))) or 0
    yield {
        "type": "audit",
        "format": events.FORMAT,
        "made_at": digest.moment(at),
        "facts": with_facts,
        "key": vault.public_key(),
    }
    yield from _events(with_facts)
    for seal_id in _seals_up_to(last_seal):
        yield seals.line_of(db.session.get_one(Seal, seal_id))
        db.session.rollback()


def _seals_up_to(last: int) -> Sequence[int]:
    return db.session.scalars(select(Seal.id).where(Seal.id <= last).order_by(Seal.id)).all()


def _events(with_facts: bool) -> Iterator[dict[str, Any]]:
    """Page by page, letting go between: on SQLite a long reader keeps every writer waiting."""
    query = select(*Event.__table__.columns).order_by(Event.stream, Event.seq).limit(AT_A_TIME)
    if with_facts:
        query = query.add_columns(EventFacts.salt, EventFacts.body)
        query = query.outerjoin(EventFacts, EventFacts.event_id == Event.id)
    last: tuple[str, int] = ("", 0)
    place = tuple_(Event.stream, Event.seq)
    while page := db.session.execute(query.where(place > last)).mappings().all():
        db.session.rollback()
        yield from (_event_line(dict(row), with_facts) for row in page)
        last = (page[-1]["stream"], page[-1]["seq"])


def _event_line(row: dict[str, Any], with_facts: bool) -> dict[str, Any]:
    line = events.header_of(row) | {
        "type": "event",
        "id": row["id"],
        "at": digest.moment(row["at"]),
        "algorithm": row["algorithm"],
        "previous": row["previous"],
        "digest": row["digest"],
    }
    if with_facts and row["salt"] is not None:
        line |= {"salt": row["salt"].hex(), "facts": row["body"]}
    return line
