"""交换 the outbox leaves the house as numbered files, once each and in order.

The form is told in docs/formats/exchange.md. First number and digest are settled in the database,
then the file is written, then the message is marked sent. Killed between any two, the next round
writes the same bytes under the same number.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.extensions import db
from app.kernel import outbox
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.outbox import Message
from app.kernel.tx import fault, transaction
from app.lib import digest, durable

FOLDER = Path("exchange") / "out"
FORMAT = 1
AT_A_TIME = 100
_DELIVERER = 7_246_883  # the lock under which one worker at a time numbers messages


def deliver(at: datetime, instance: Path) -> int:
    """Send what waits; how many messages left."""
    folder = instance / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    sent = 0
    while messages := _settle():
        for message in messages:
            durable.write(folder / name_of(message), written(message))
        fault("delivered, not marked")
        with transaction():
            for message in messages:
                outbox.sent(db.session.get_one(Message, message.id), at)
        sent += len(messages)
    return sent


def _settle() -> Sequence[Message]:
    """Give the next messages their numbers, in the order they were written."""
    if not outbox.waiting(1):
        db.session.rollback()
        return ()
    with transaction() as session:
        _alone(session)
        waiting = outbox.waiting(AT_A_TIME)
        last, previous = _last()
        for message in waiting:
            if message.number is None:
                last += 1
                message.number = last
                message.digest = previous = digest.linked(previous, letter_of(message))
    return waiting


def _alone(session: Session) -> None:
    if db.engine.dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:one)"), {"one": _DELIVERER})


def _last() -> tuple[int, str]:
    """The highest number given, and the digest it was given with."""
    last = db.session.scalar(select(func.max(Message.number)))
    if last is None:
        return 0, digest.GENESIS
    found = db.session.scalar(select(Message.digest).where(Message.number == last))
    return last, str(found)


def letter_of(message: Message) -> dict[str, Any]:
    """What is said: everything but the digest that holds it to the message before."""
    act = db.session.get_one(Event, message.event_id)
    case = db.session.get(Case, message.case_id) if message.case_id else None
    return {
        "format": FORMAT,
        "number": message.number,
        "recipient": message.recipient,
        "kind": message.kind,
        "body": message.body,
        "case": case.ref if case else None,
        "act": {"stream": act.stream, "seq": act.seq, "digest": act.digest},
        "written_at": digest.moment(message.written_at),
    }


def written(message: Message) -> bytes:
    """The message as a file."""
    previous = digest.GENESIS
    if message.number and message.number > 1:
        before = select(Message.digest).where(Message.number == message.number - 1)
        previous = str(db.session.scalar(before))
    whole = letter_of(message) | {
        "algorithm": digest.ALGORITHM,
        "previous": previous,
        "digest": message.digest,
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def name_of(message: Message) -> str:
    return f"{message.number:08d}.json"
