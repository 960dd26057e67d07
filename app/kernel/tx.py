"""事务 commit what happened inside, or undo all of it; SQLite writers queue first in, first out."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

from app.extensions import db

_writing: ContextVar[bool] = ContextVar("writing", default=False)

# Named places where a test may make the world fail; empty in service.
FAULTS: dict[str, Callable[[], None]] = {}


class WriterQueue:
    """One writer at a time, served in the order they came.

    SQLite's own busy handler starves: with eight writers the slowest waited eight seconds.
    """

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether whoever comes now has to wait."""
        return self._busy

    def enter(self) -> None:
        with self._door:
            if not self._busy:
                self._busy = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def leave(self) -> None:
        with self._door:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False


_queue = WriterQueue()


def somebody_writes() -> bool:
    """Whether a write would have to wait; what can be left undone is left undone then."""
    return _queue.busy


@contextmanager
def transaction() -> Iterator[Session]:
    """Do everything inside, durably, or nothing. Inside another one, join it."""
    session = db.session()
    if _writing.get():
        yield session
        return
    queued = db.engine.dialect.name == "sqlite"
    session.rollback()  # what was read before the lock is not trusted under it
    if queued:
        _queue.enter()
    token = _writing.set(True)
    try:
        yield session
        session.flush()
        fault("before commit")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)
        if queued:
            _queue.leave()
    fault("after commit")


def weigh_the_tables() -> None:
    """Let SQLite look how common things are, so that it does not walk through a whole section.

    It looks at some rows of each index only: a fifth of a second in a bureau of a million cases.
    What it found is read when a connection opens, so all of them are opened anew. PostgreSQL looks
    for itself.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with transaction() as session:
        session.execute(text("pragma analysis_limit=2000"))
        session.execute(text("analyze"))
    db.session.remove()
    db.engine.dispose()


def fault(place: str) -> None:
    """Fail here if a test asked for it."""
    if place in FAULTS:
        FAULTS[place]()


def prepare(engine: Engine, durable: bool = True) -> None:
    """Give SQLite connections the profile that loses nothing: see docs/decisions/0008."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=truncate",
            f"synchronous={'full' if durable else 'off'}",
            "foreign_keys=on",
            "busy_timeout=15000",
            "cache_size=-65536",
            "cache_spill=off",  # readers go on until the commit of a long import
            "temp_store=memory",
        ):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
