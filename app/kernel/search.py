"""检索 the index of the public register over grams, for Chinese names no index would find.

FTS5 on SQLite, tsvector on PostgreSQL: both are built in (decision 0009).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import DDL, BigInteger, ColumnElement, column, event, text

from app.extensions import Base, db
from app.lib.grams import query_grams

CREATE_SQLITE = (
    "create virtual table if not exists entry_search using fts5"
    "(grams, content='', detail=none, tokenize='unicode61 remove_diacritics 0')"
)
CREATE_POSTGRESQL = (
    "create table if not exists entry_search (id bigint primary key, grams tsvector not null)",
    "create index if not exists ix_entry_search_grams on entry_search using gin (grams)",
)


def _with_the_tables(statement: str, dialect: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))


_with_the_tables(CREATE_SQLITE, "sqlite")
for _statement in CREATE_POSTGRESQL:
    _with_the_tables(_statement, "postgresql")


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def add(entries: Sequence[tuple[int, str]]) -> None:
    """Index entries: (id, grams separated by blanks) each."""
    if not entries:
        return
    rows = [{"id": entry_id, "grams": grams} for entry_id, grams in entries]
    if _on_sqlite():
        db.session.execute(
            text("insert into entry_search(rowid, grams) values (:id, :grams)"), rows
        )
    else:
        db.session.execute(
            text(
                "insert into entry_search(id, grams) "
                "values (:id, array_to_tsvector(string_to_array(:grams, ' ')))"
            ),
            rows,
        )


def drop(entry_id: int, grams: str) -> None:
    """Forget an entry; SQLite wants to hear again what it had been told."""
    if _on_sqlite():
        db.session.execute(
            text(
                "insert into entry_search(entry_search, rowid, grams) "
                "values ('delete', :id, :grams)"
            ),
            {"id": entry_id, "grams": grams},
        )
    else:
        db.session.execute(text("delete from entry_search where id = :id"), {"id": entry_id})


def holding(words: str, entry_id: ColumnElement[Any]) -> ColumnElement[bool] | None:
    """The condition that an entry holds every gram of the words; None when they have none."""
    wanted = query_grams(words)
    if not wanted:
        return None
    if _on_sqlite():
        match = " AND ".join(f'"{g}"' for g in wanted)
        found = text("select rowid from entry_search where entry_search match :match")
    else:
        match = " & ".join(f"'{g}'" for g in wanted)
        found = text("select id from entry_search where grams @@ cast(:match as tsquery)")
    return entry_id.in_(found.bindparams(match=match).columns(column("id", BigInteger)))
