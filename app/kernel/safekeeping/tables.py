"""库内容 the database in and out of a backup: SQLite by its online copy, PostgreSQL by COPY."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, String, Table, create_engine, text

from app.extensions import Base
from app.kernel.search import INDEXES

SQLITE_FILE = "database.sqlite"
FOLDER = "tables"
SEARCH = [(name, ("place", "grams"), ("place",)) for name in INDEXES]
BLOCK = 1 << 20


@contextmanager
def taken(engine: Engine, folder: Path) -> Iterator[Connection]:
    """Write the database into the folder; a connection that sees exactly what was written."""
    if engine.dialect.name == "sqlite":
        copy_sqlite(Path(str(engine.url.database)), folder / SQLITE_FILE)
        copy = create_engine(f"sqlite:///{folder / SQLITE_FILE}")
        try:
            with copy.connect() as connection:
                yield connection
        finally:
            copy.dispose()
        return
    snapshot = engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    with snapshot as connection:
        (folder / FOLDER).mkdir()
        for name, columns, key in _tables():
            _copy_out(connection, name, columns, key, folder / FOLDER / f"{name}.copy")
        yield connection


def copy_sqlite(source: Path, target: Path) -> None:
    """The database file at one moment, by SQLite's own online backup."""
    here, there = sqlite3.connect(source, timeout=60), sqlite3.connect(target)
    with closing(here), closing(there):
        here.backup(there)


def _tables() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Every table with its columns and key, parents before children."""
    found = [_shape(table) for table in Base.metadata.sorted_tables]
    return [*found, *SEARCH]


def _shape(table: Table) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return table.name, tuple(table.columns.keys()), tuple(c.name for c in table.primary_key)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _copy_out(
    connection: Connection, name: str, columns: tuple[str, ...], key: tuple[str, ...], place: Path
) -> None:
    """In the order of the key, so that the same rows always give the same bytes."""
    connection.execute(text("select 1"))  # the snapshot begins with the first statement
    driver: Any = connection.connection.driver_connection
    rows = f'select {_quoted(columns)} from "{name}" order by {_quoted(key)}'
    with (
        place.open("wb") as out,
        driver.cursor() as cursor,
        cursor.copy(f"copy ({rows}) to stdout") as copy,
    ):
        for block in copy:
            out.write(block)


def bring_back(engine: Engine, folder: Path) -> None:
    """Fill an empty database of the same kind, whose tables stand already (PostgreSQL)."""
    if engine.dialect.name == "sqlite":
        target = Path(str(engine.url.database))
        engine.dispose()
        copy_sqlite(folder / SQLITE_FILE, target)
        return
    with engine.begin() as connection:
        connection.execute(text("select 1"))
        for name, columns, _key in _tables():
            _copy_in(connection, name, columns, folder / FOLDER / f"{name}.copy")
        for table in Base.metadata.sorted_tables:
            _continue_numbering(connection, table)


def _copy_in(connection: Connection, name: str, columns: tuple[str, ...], place: Path) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        place.open("rb") as rows,
        driver.cursor() as cursor,
        cursor.copy(f'copy "{name}" ({_quoted(columns)}) from stdin') as copy,
    ):
        while block := rows.read(BLOCK):
            copy.write(block)


def _continue_numbering(connection: Connection, table: Table) -> None:
    for column in table.primary_key:
        sequence = connection.execute(
            text("select pg_get_serial_sequence(:table, :column)"),
            {"table": f'"{table.name}"', "column": column.name},
        ).scalar()
        if sequence:
            highest = f'(select coalesce(max("{column.name}"), 0) + 1 from "{table.name}")'
            connection.execute(text(f"select setval(:s, {highest}, false)"), {"s": sequence})


def named_files(connection: Connection) -> set[str]:
    """Every stored file that any row names, in whatever column."""
    named: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) and f"_{column.name}".endswith("_file"):
                query = f'select "{column.name}" from "{table.name}"'
                named.update(name for (name,) in connection.execute(text(query)) if name)
    return named


def heads(connection: Connection) -> list[tuple[str, int, str]]:
    found = connection.execute(text("select name, seq, digest from stream"))
    return [(name, seq, head) for name, seq, head in found]


def last_seal(connection: Connection) -> dict[str, Any] | None:
    found = connection.execute(text("select id, digest from seal order by id desc limit 1")).first()
    return {"id": found[0], "digest": found[1]} if found else None
