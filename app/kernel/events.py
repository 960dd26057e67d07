"""事件 append-only, hash-chained per stream: what was done, by whom, when.

A stream is one story: a case (`case/XF2026-000001`), an import, a subject, the bureau itself.
The chain covers who, when and what; the facts themselves are held by a salted commitment,
so that a personal value can be erased and the chain still verifies.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db, table_of
from app.lib import digest

FORMAT = 1


class Conflict(Exception):
    """Somebody else moved first."""


class Doer(Protocol):
    """Who did it, as far as the trail needs to know."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def for_person_id(self) -> int | None: ...


class Event(Base):
    """事件 one act, never changed."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        UniqueConstraint("account_id", "once"),
        Index("ix_event_at", "at"),
        Index("ix_event_account", "account_id", "id"),
        Index(
            "ix_event_for",
            "for_person_id",
            "id",
            sqlite_where=text("for_person_id is not null"),
            postgresql_where=text("for_person_id is not null"),
        ),
    )

    id: Mapped[Id]
    stream: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(24), default="")
    target: Mapped[str] = mapped_column(String(24), default="")
    round: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int | None] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(BigId)
    for_person_id: Mapped[int | None] = mapped_column(BigId)  # 代: the absent, in whose name
    role: Mapped[str] = mapped_column(String(24), default="")
    section_id: Mapped[int | None] = mapped_column(BigId)
    cause_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    algorithm: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class EventFacts(Base):
    """事实 what was said in an act: erasable, held to the chain by a salted commitment."""

    __tablename__ = "event_facts"

    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[dict[str, Any]]


class Stream(Base):
    """链头 where each story stands, and how far it is sealed."""

    __tablename__ = "stream"
    __table_args__ = (
        Index(
            "ix_stream_unsealed",
            "name",
            sqlite_where=text("sealed_seq < seq"),
            postgresql_where=text("sealed_seq < seq"),
        ),
    )

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    sealed_seq: Mapped[int] = mapped_column(default=0)


# The statements behind every act, on the tables themselves: no object of them is ever pending.
_EVENTS, _HEADS = table_of(Event), table_of(Stream)
_LAST = (
    select(_EVENTS.c.seq, _EVENTS.c.digest, _EVENTS.c.at)
    .where(_EVENTS.c.stream == bindparam("stream"))
    .order_by(_EVENTS.c.seq.desc())
    .limit(1)
)
_MOVE = (
    update(_HEADS)
    .where(_HEADS.c.name == bindparam("stream"), _HEADS.c.seq == bindparam("stood_at"))
    .values(seq=_HEADS.c.seq + 1, digest=bindparam("head"))
)
# Where an act takes place that has no place in a case.
_NOWHERE: Mapping[str, Any] = {
    "source": "",
    "target": "",
    "round": 0,
    "role": "",
    "section_id": None,
    "cause_id": None,
}
_WRITE, _WRITE_FACTS = insert(_EVENTS), insert(table_of(EventFacts))
_ANSWERED = select(Event).where(
    Event.account_id == bindparam("account"), Event.once == bindparam("key")
)


def header_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an event that the chain covers, as written in docs/formats/audit.md."""
    return {
        "format": FORMAT,
        "stream": event["stream"],
        "seq": event["seq"],
        "name": event["name"],
        "source": event["source"],
        "target": event["target"],
        "round": event["round"],
        "account": event["account_id"],
        "person": event["person_id"],
        "for": event["for_person_id"],
        "role": event["role"],
        "section": event["section_id"],
        "cause": event["cause_id"],
        "at": event["at"],
        "commitment": event["commitment"],
    }


def record(
    stream: str,
    name: str,
    doer: Doer,
    at: datetime,
    *,
    expected: int | None = None,
    facts: Mapping[str, Any] | None = None,
    once: str | None = None,
    **place: Any,
) -> Event:
    """Add one act to a story. `expected` is the number the story must stand at before it.

    Raises Conflict when somebody else added to the story first. Without `expected` the act waits
    for its turn instead.
    """
    if expected is None:
        _wait_for_turn(stream)
    seq, previous, moment = _head(stream, expected, at)
    salt, body = secrets.token_bytes(16), dict(facts or {})
    act = {"stream": stream, "seq": seq + 1, "name": name, "at": moment, "once": once}
    bound = {"commitment": digest.commitment(salt, body)}
    row = _chained(previous, {**_NOWHERE, **place, **act, **bound}, doer)
    session = db.session()
    with session.no_autoflush:
        event = Event(**row)
        _move_head(stream, seq, row["digest"])
        event.id = session.execute(_WRITE, row).inserted_primary_key[0]  # type: ignore[attr-defined,index,unused-ignore]
        session.execute(_WRITE_FACTS, {"event_id": event.id, "salt": salt, "body": body})
    return event


def _chained(previous: str, act: Mapping[str, Any], doer: Doer) -> dict[str, Any]:
    """The act as a row, whose digest covers who did it and everything that was done before it."""
    row: dict[str, Any] = {
        **act,
        "account_id": doer.account_id,
        "person_id": doer.person_id,
        "for_person_id": doer.for_person_id,
        "algorithm": digest.ALGORITHM,
        "previous": previous,
    }
    return row | {"digest": digest.linked(previous, header_of(row), row["algorithm"])}


def _head(stream: str, expected: int | None, at: datetime) -> tuple[int, str, datetime]:
    """Where the story stands, and a moment not before its last one (clocks do run back)."""
    last = db.session.execute(_LAST, {"stream": stream}).first()
    seq, previous, last_at = last if last else (0, digest.GENESIS, at)
    if expected is not None and expected != seq:
        raise Conflict(stream)
    return seq, previous, max(at, last_at)


def _wait_for_turn(stream: str) -> None:
    """Lock the head of a story, made if need be; on SQLite there is one writer anyway."""
    if db.engine.dialect.name == "sqlite":
        return
    heads: Any = Stream.__table__
    head = {"name": stream, "seq": 0, "digest": digest.GENESIS, "sealed_seq": 0}
    db.session.execute(postgresql.insert(heads).values(head).on_conflict_do_nothing())
    db.session.execute(select(Stream.seq).where(Stream.name == stream).with_for_update())


def _move_head(stream: str, seq: int, head: str) -> None:
    """Compare and set, before the event is written: the second of two finds the head moved."""
    if seq == 0:
        dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
        heads: Any = Stream.__table__
        first = dialect.insert(heads).values(name=stream, seq=1, digest=head, sealed_seq=0)
        moved = db.session.execute(
            first.on_conflict_do_update(
                index_elements=["name"], set_={"seq": 1, "digest": head}, where=Stream.seq == 0
            ),
            execution_options={"preserve_rowcount": True},  # else not kept for an insert
        )
    else:
        moved = db.session.execute(_MOVE, {"stream": stream, "stood_at": seq, "head": head})
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(stream)


def answered(account_id: int | None, once: str | None) -> Event | None:
    """The act this one-time key already did, if any: sending it again gets the same answer."""
    if not once or account_id is None:
        return None
    return db.session.scalar(_ANSWERED, {"account": account_id, "key": once})


def facts_of(event_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What was said in these acts; an erased one is missing."""
    rows = db.session.execute(
        select(EventFacts.event_id, EventFacts.body).where(EventFacts.event_id.in_(event_ids))
    )
    return {row[0]: row[1] for row in rows}


def history(stream: str) -> list[Event]:
    """The whole story, first to last."""
    return list(db.session.scalars(select(Event).where(Event.stream == stream).order_by(Event.seq)))
