"""录入的底线 the rows that an acceptance writes, by plain executemany, a statement for each table."""

from dataclasses import dataclass, field
from typing import Any

from bench.floors.pages import Heard
from bench.floors.plain import Plain
from bench.measure import Run, Thunk
from bench.stores import Store


@dataclass
class Before:
    """Where the counters of the database stood before the rows came: the floor begins there too."""

    store: Store
    counters: list[tuple[str, int, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.store.kind != "postgresql":
            return  # SQLite counts on from its last row by itself
        plain = Plain(self.store)
        self.counters = plain.rows(
            "select quote_ident(schemaname) || '.' || quote_ident(sequencename),"
            " coalesce(last_value, 1), last_value is not null from pg_sequences"
        )
        plain.connection.close()


def floor(before: Before, begun: list[Heard], told: list[Heard]) -> Run:
    """The product's own writes again, table by table, in one transaction that is undone.

    What stands before the rows, the batch and the act, is written outside the measured time.
    """
    plain, first, writes = Plain(before.store), _by_statement(begun), _by_statement(told)

    def ready() -> Thunk:
        for counter in before.counters:
            plain.run("select setval(?, ?, ?)", counter)
        plain.connection.execute("begin")
        _write(plain, first)
        return lambda: _write(plain, writes)

    name = f"{before.store.name} insert"
    return Run(name, ready, lambda: plain.connection.execute("rollback"))


def _write(plain: Plain, writes: list[tuple[str, list[Any]]]) -> None:
    for sql, rows in writes:
        plain.connection.cursor().executemany(sql, rows)


def _by_statement(told: list[Heard]) -> list[tuple[str, list[Any]]]:
    """Every write once, with all its rows; the chunks of the product run together.

    The last chunk is smaller and may read differently; it still comes with its table, before what
    refers to it.
    """
    tables: dict[str, dict[str, list[Any]]] = {}
    for each in told:
        verb, *rest = each.sql.split(maxsplit=3)
        if verb.lower() in ("insert", "update", "delete"):
            many = isinstance(each.values, list)
            name = rest[1] if rest[0].lower() in ("into", "from") else rest[0]
            table = tables.setdefault(f"{verb} {name}", {})
            table.setdefault(each.sql, []).extend(each.values if many else [each.values])
    return [write for table in tables.values() for write in table.items()]
