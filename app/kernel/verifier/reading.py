"""核验所读 rows as the databases give them, in one form from both; and the files outside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

AT_A_TIME = 10_000


@dataclass(frozen=True)
class Outside:
    """库外之物 what lies beside the database, listed before the database was read.

    So every seal and message on disk must be known to the database; it may know later ones.
    """

    files: Path
    seals: tuple[Path, ...]
    messages: tuple[Path, ...]

    @classmethod
    def of(cls, instance: Path, seals: Path | None = None) -> "Outside":
        """What an installation keeps; the seals from another folder, if they are kept there."""
        return cls(
            files=instance / "files",
            seals=tuple(sorted((seals or instance / "seals").glob("*.json"))),
            messages=tuple(sorted((instance / "exchange" / "out").glob("*.json"))),
        )


def rows(connection: Connection, sql: str, **values: Any) -> Iterator[Any]:
    """The rows of a statement, a few thousand at a time."""
    with connection.execution_options(yield_per=AT_A_TIME).execute(text(sql), values) as found:
        yield from found


def raw(connection: Connection, sql: str) -> Iterable[tuple[Any, ...]]:
    """The same without any layer between: for the loops over every event there is."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        return driver.execute(sql)  # type: ignore[no-any-return]
    return _on_the_server(driver, sql)


def _on_the_server(driver: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    with driver.cursor(name="verifier") as cursor:
        cursor.itersize = AT_A_TIME
        yield from cursor.execute(sql)


def moment(connection: Connection, column: str) -> str:
    """SQL for a moment in its canonical form: UTC with microseconds."""
    if connection.dialect.name == "sqlite":
        return f"substr({column}, 1, 10) || 'T' || substr({column}, 12) || '+00:00'"
    return f"""to_char({column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
