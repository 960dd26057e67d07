"""How migrations reach the database: on SQLite with foreign keys asleep, because rebuilding a parent
table would otherwise delete its children, and with all of them checked before the commit."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import BigInteger, Connection, create_engine, event, make_url
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import SchemaItem

if str(Path(__file__).parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parent))

import house_rules

import app.assembly  # noqa: F401 - every table is declared by a module it opens
from app.extensions import Base, Instant


def address() -> str:
    """The database: one named by the caller, or the application's."""
    given = context.config.attributes.get("url")
    return str(given or current_app.config["SQLALCHEMY_DATABASE_URI"])


def is_ours(
    _object: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: Any
) -> bool:
    """The search index is several tables on one database and another on the other: not compared."""
    return not str(name).removeprefix("ix_").startswith(house_rules.SEARCH)


def written(kind: str, item: Any, _context: Any) -> str | bool:
    """A revision outlives our own types: a moment is a plain timestamp in it, a key a plain number."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "moment"
    return "big_id" if isinstance(item, BigInteger) else False


def run() -> None:
    engine = create_engine(make_url(address()), poolclass=NullPool)
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        event.listen(engine, "connect", _prepared)
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("begin immediate"))
    with engine.connect() as connection, connection.begin():
        if not on_sqlite:  # two starting servers migrate once
            connection.exec_driver_sql("select pg_advisory_xact_lock(7246881)")
        _migrate(connection)
        if on_sqlite:
            _all_children_have_parents(connection)
    engine.dispose()


def _prepared(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("foreign_keys=off", "journal_mode=truncate", "synchronous=full"):
        connection.execute(f"pragma {pragma}")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=is_ours,
        render_item=written,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        process_revision_directives=_in_order,
    )
    with context.begin_transaction():
        context.run_migrations()


def _all_children_have_parents(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("pragma foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"rows without the rows they name, nothing was changed: {orphans[:5]}")


def _in_order(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Rules stand on tables: laid after them, lifted before them. No difference, no revision."""
    script = directives[0]
    if not getattr(context.config.cmd_opts, "autogenerate", False):
        return
    if script.upgrade_ops.is_empty():
        directives[:] = []
        return
    script.upgrade_ops.ops.sort(key=_is_rule)
    script.downgrade_ops.ops.sort(key=lambda operation: not _is_rule(operation))


def _is_rule(operation: Any) -> bool:
    return isinstance(operation, house_rules.OnlyOn)


run()
