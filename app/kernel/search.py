"""检索 the register's index over grams, which finds Chinese names that the databases' own do not.

FTS5 on SQLite, tsvector on PostgreSQL: both are built in, neither needs an extension. An entry is
filed under its *place* (the newest decision has the highest), so results come out in the order in
which they are shown, a year is a range of places, and page one thousand costs what page one costs.
"""

import re
from collections.abc import Sequence

from sqlalchemy import DDL, BindParameter, bindparam, event, text

from app.extensions import Base, db
from app.lib.grams import query_grams, query_terms

# Every sign beyond ASCII belongs to a word here; which signs Unicode 6.1 knew must not matter.
CREATE_SQLITE = (
    "create virtual table if not exists entry_search using fts5"
    "(grams, content='', detail=none, tokenize='ascii')"
)
CREATE_POSTGRESQL = (
    "create table if not exists entry_search (place bigint primary key, grams tsvector not null)",
    "create index if not exists ix_entry_search_grams on entry_search using gin (grams)",
)


def _with_the_tables(statement: str, dialect: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))


_with_the_tables(CREATE_SQLITE, "sqlite")
for _statement in CREATE_POSTGRESQL:
    _with_the_tables(_statement, "postgresql")

# The rarest pieces of a query narrow it down enough, and each common one costs as much as it finds;
# the reader checks the words themselves. The serial of a document number tells more than its words:
# 〔2026〕12号 is rarer by 2612 and 2号 than by 资交 and 执罚.
_MOST_PIECES = 3
_WHOLE_CODE = re.compile(r"\^.{18}")
_TELLING = (re.compile(r"\^.{18}|(?!19|20)[0-9a-z]{4}"), re.compile(r"[0-9a-z][^0-9a-z^]"))

_ADD = {
    "sqlite": "insert into entry_search(rowid, grams) values (:place, :grams)",
    "postgresql": "insert into entry_search(place, grams) "
    "values (:place, array_to_tsvector(string_to_array(:grams, ' ')))",
}
_DROP = {
    "sqlite": "insert into entry_search(entry_search, rowid, grams) "
    "values ('delete', :place, :grams)",
    "postgresql": "delete from entry_search where place = :place",
}
_FIND = {
    "sqlite": "select rowid from entry_search where entry_search match :asked "
    "and rowid >= :above and rowid < :below order by rowid desc limit :most",
    "postgresql": "select place from entry_search where grams @@ cast(:asked as tsquery) "
    "and place >= :above and place < :below order by place desc limit :most",
}
# A whole code is rare, which PostgreSQL cannot know of a piece it kept no numbers about: it would
# rather walk down all places until it meets one. So the code is looked up first, by itself.
_FIND_CODE = (
    "with found as materialized "
    "(select place from entry_search where grams @@ cast(:asked as tsquery)) "
    "select place from found where place >= :above and place < :below "
    "order by place desc limit :most"
)

Filed = tuple[int, str]  # place, grams separated by blanks


def add(entries: Sequence[Filed]) -> None:
    """File entries in the index; in the order of their places, which FTS5 takes in one go."""
    _each(_ADD, sorted(entries))


def drop(entries: Sequence[Filed]) -> None:
    """Forget entries; SQLite wants to hear again what it had been told."""
    _each(_DROP, sorted(entries))


def _each(statement: dict[str, str], entries: Sequence[Filed]) -> None:
    if entries:
        rows = [{"place": place, "grams": grams} for place, grams in entries]
        db.session.execute(text(statement[db.engine.dialect.name]), rows)


def class_gram(severity: str) -> str:
    """The piece under which every entry of a class is filed; longer than any piece of a code."""
    return f"class{severity}"


def too_short(words: str) -> bool:
    """Whether some part of the words is filed nowhere, as a single character is."""
    terms = query_terms(words)
    return not terms or not all(query_grams(term) for term in terms)


def find(words: str, severity: str | None, above: int, below: int, most: int) -> list[int]:
    """Places from `above` up to `below` that hold every piece asked for, highest first.

    An entry may hold all pieces and not the words; the caller checks.
    """
    pieces = sorted(query_grams(words), key=_commonness)[:_MOST_PIECES]
    if severity:
        pieces.append(class_gram(severity))
    dialect = db.engine.dialect.name
    joint, quote = (" AND ", '"') if dialect == "sqlite" else (" & ", "'")
    asked = joint.join(f"{quote}{piece}{quote}" for piece in pieces)
    # PostgreSQL plans by how common the pieces are, so it has to see them: a literal, made of
    # letters and digits alone.
    seen: BindParameter[str] = bindparam("asked", asked, literal_execute=dialect == "postgresql")
    by_code = dialect == "postgresql" and any(map(_WHOLE_CODE.fullmatch, pieces))
    query = text(_FIND_CODE if by_code else _FIND[dialect]).bindparams(seen)
    return list(db.session.scalars(query, {"above": above, "below": below, "most": most}))


def _commonness(piece: str) -> int:
    """The most telling pieces first; among equals the order that the pieces came in."""
    return next(
        (rank for rank, kind in enumerate(_TELLING) if kind.fullmatch(piece)), len(_TELLING)
    )
