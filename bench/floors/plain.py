"""裸连接 one kept connection of the bare driver, spoken to alike on both databases."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from bench.stores import Store


@cache
def _for_psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


class Plain:
    """The driver's connection; statements are written with question marks."""

    def __init__(self, store: Store) -> None:
        self.kind = store.kind
        self.connection = store.plain()

    def run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self.connection.execute(sql if self.kind == "sqlite" else _for_psycopg(sql), values)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return list(self.run(sql, values).fetchall())

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if self.kind == "sqlite":
            self.connection.executemany(sql, rows)
        else:
            self.connection.cursor().executemany(_for_psycopg(sql), rows)

    @contextmanager
    def commit(self) -> Iterator[None]:
        """One durable transaction."""
        if self.kind == "sqlite":
            self.connection.execute("begin immediate")
            yield
            self.connection.execute("commit")
        else:
            with self.connection.transaction():
                yield
