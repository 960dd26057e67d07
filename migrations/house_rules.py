"""What a revision says besides tables: triggers and search tables, each in the words of one database.

`alembic` knows tables, columns, indexes and constraints. Our databases also refuse things by themselves
(app/kernel/triggers.py) and search by grams (app/kernel/search.py); this makes `flask db revision`
notice those too, and write them into the revision as plain SQL, frozen there for good.
"""

import re
from typing import Any

from alembic.autogenerate import comparators, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import UpgradeOps
from sqlalchemy import text

from app.kernel import search, triggers

SEARCH = search.INDEXES
_NAME = re.compile(
    r"(trigger|table|index|function) (?:if not exists )?(\w+)(?:.*? on (\"?\w+\"?))?", re.S
)


@Operations.register_operation("only_on")
class OnlyOn(MigrateOperation):
    """`op.only_on("sqlite", "create trigger …")`: a statement for one kind of database."""

    def __init__(self, dialect: str, *statements: str) -> None:
        self.dialect, self.statements = dialect, statements

    @classmethod
    def only_on(cls, operations: Operations, dialect: str, *statements: str) -> Any:
        return operations.invoke(cls(dialect, *statements))

    def reverse(self) -> MigrateOperation:
        return OnlyOn(self.dialect, *(_undone(s, self.dialect) for s in reversed(self.statements)))


@Operations.implementation_for(OnlyOn)
def _carry_out(operations: Operations, operation: OnlyOn) -> None:
    bind = operations.get_bind()
    if bind.dialect.name == operation.dialect:
        for statement in operation.statements:
            bind.exec_driver_sql(statement)


@renderers.dispatch_for(OnlyOn)
def _written(_context: AutogenContext, operation: OnlyOn) -> str:
    lines = "".join(f"    {statement!r},\n" for statement in operation.statements)
    return f"op.only_on(\n    {operation.dialect!r},\n{lines})"


@comparators.dispatch_for("schema")
def _notice(context: AutogenContext, operations: UpgradeOps, _schemas: Any) -> None:
    """Add whatever the application lays down that the (SQLite) database in hand does not have."""
    connection = context.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    there = {
        row.sql
        for row in connection.execute(text("select sql from sqlite_master where sql is not null"))
    }
    known = {_plain(sql) for sql in there}
    if fresh := [sql for sql in search.CREATE_SQLITE if _plain(sql) not in known]:
        operations.ops.append(OnlyOn("sqlite", *fresh))
        operations.ops.append(OnlyOn("postgresql", *search.CREATE_POSTGRESQL))
    new = [rule for rule in triggers.SQLITE if _plain(rule) not in known]
    if new:
        operations.ops.append(OnlyOn("sqlite", *new))
        operations.ops.append(OnlyOn("postgresql", *triggers.POSTGRESQL))


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace("if not exists ", "")).strip().lower()


def _undone(statement: str, dialect: str) -> str:
    """The statement that takes this one back."""
    found = _NAME.search(statement)
    if found is None:
        raise ValueError(statement)
    what, name, table = found.groups()
    if what == "trigger" and dialect == "postgresql":
        return f"drop trigger if exists {name} on {table}"
    return f"drop {what} if exists {name}" + ("()" if what == "function" else "")
