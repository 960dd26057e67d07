"""录入的底线 the rows that an acceptance writes, by plain executemany, a statement for each table."""

from dataclasses import dataclass, field
from typing import Any

from bench.floors.pages import Heard
from bench.floors.plain import Plain
from bench.measure import Run, Thunk
from bench.stores import Store


@dataclass
class Entered:
    """Where the counters of the database stood before the rows came: the floor begins there too."""

    store: Store
    counters: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.store.kind != "postgresql":
            return  # SQLite counts on from its last row by itself
        plain = Plain(self.store)
        self.counters = plain.rows(
            "select schemaname || '.' || sequencename, last_value from pg_sequences"
            " where last_value is not null"
        )
        plain.connection.close()


def floor(store: Store, entered: Entered, told: list[Heard]) -> Run:
    """The product's own writes again, table by table, in one transaction that is undone."""
    plain, writes = Plain(store), _by_statement(told)

    def ready() -> Thunk:
        for name, stood in entered.counters:
            plain.run("select setval(?, ?)", (name, stood))
        plain.connection.execute("begin")
        plain.connection.execute("pragma defer_foreign_keys=on") if store.kind == "sqlite" else None
        return write

    def write() -> None:
        for sql, rows in writes:
            plain.connection.cursor().executemany(sql, rows)

    return Run(f"{store.name} insert", ready, lambda: plain.connection.execute("rollback"))


def _by_statement(told: list[Heard]) -> list[tuple[str, list[Any]]]:
    """Every write once, with all its rows; the chunks of the product run together."""
    found: dict[str, list[Any]] = {}
    for each in told:
        if each.sql.lstrip().lower().startswith(("insert", "update", "delete")):
            many = isinstance(each.values, list)
            found.setdefault(each.sql, []).extend(each.values if many else [each.values])
    return list(found.items())
