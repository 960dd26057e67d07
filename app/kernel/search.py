"""检索 indexes over grams, which find Chinese names that the databases' own do not.

FTS5 on SQLite, tsvector on PostgreSQL: both are built in, neither needs an extension. One index for
the public register, and one each for what staff look for (findable.py). An entry of the register is
filed under its *place* (the newest decision has the highest), so results come out in the order in
which they are shown, a year is a range of places, and page one thousand costs what page one costs.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import DDL, BindParameter, bindparam, event, text

from app.extensions import Base, db
from app.lib.grams import query_grams, query_terms

# Every sign beyond ASCII belongs to a word here; which signs Unicode 6.1 knew must not matter.
_SQLITE = (
    "create virtual table if not exists {0} using fts5"
    "(grams, content='', detail=none, tokenize='ascii')"
)
_POSTGRESQL = (
    "create table if not exists {0} (place bigint primary key, grams tsvector not null)",
    "create index if not exists ix_{0}_grams on {0} using gin (grams)",
)
REGISTER = "entry_search"
INDEXES = (
    *(REGISTER, "case_search", "subject_search", "record_search", "note_search"),
    "letter_search",
)
CREATE_SQLITE = tuple(_SQLITE.format(name) for name in INDEXES)
CREATE_POSTGRESQL = tuple(words.format(name) for name in INDEXES for words in _POSTGRESQL)


def _with_the_tables(statement: str, dialect: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))


for _statement in CREATE_SQLITE:
    _with_the_tables(_statement, "sqlite")
for _statement in CREATE_POSTGRESQL:
    _with_the_tables(_statement, "postgresql")

# How many candidates of an index are looked at for one answer. They nearly always are results; if
# not, the next page goes on from there, and no question costs more than this.
MOST_LOOKED_AT = 5000
MOST_AT_ONCE = 1000
ABOVE_ALL = 1 << 62

# The rarest pieces of a query narrow it down enough, and each common one costs as much as it finds;
# the reader checks the words themselves. The serial of a document number tells more than its words:
# 〔2026〕12号 is rarer by 2612 and 2号 than by 资交 and 执罚.
_MOST_PIECES = 3
_WHOLE_CODE = re.compile(r"\^.{18}")
_TELLING = (re.compile(r"\^.{18}|(?!19|20)[0-9a-z]{4}"), re.compile(r"[0-9a-z][^0-9a-z^]"))

_ADD = {
    "sqlite": "insert into {0}(rowid, grams) values (:place, :grams)",
    "postgresql": "insert into {0}(place, grams) "
    "values (:place, array_to_tsvector(string_to_array(:grams, ' ')))",
}
_DROP = {
    "sqlite": "insert into {0}({0}, rowid, grams) values ('delete', :place, :grams)",
    "postgresql": "delete from {0} where place = :place",
}
_CLEAR = {
    "sqlite": ("insert into {0}({0}) values ('delete-all')",),
    "postgresql": ("lock table {0} in exclusive mode", "delete from {0}"),
}
_FIND_SQLITE = (
    "select rowid from {0} where {0} match :asked "
    "and rowid >= :above and rowid < :below order by rowid desc limit :most"
)
# PostgreSQL cannot know how rare a piece is that it kept no numbers about: it would rather walk
# down all places until it meets one. So what is common is found among the newest, and what is not
# met there often enough is rare, and looked up first, by itself.
_FIND_COMMON = (
    "select place from (select place, grams from {0} where place >= :above and place < :below "
    "order by place desc limit 20000) newest "
    "where grams @@ cast(:asked as tsquery) order by place desc limit :most"
)
_FIND_RARE = (
    "with found as materialized "
    "(select place from {0} where grams @@ cast(:asked as tsquery)) "
    "select place from found where place >= :above and place < :below "
    "order by place desc limit :most"
)

Filed = tuple[int, str]  # place, grams separated by blanks


def add(entries: Sequence[Filed], index: str = REGISTER) -> None:
    """File entries in an index; in the order of their places, which FTS5 takes in one go."""
    _each(_ADD, sorted(entries), index)


def drop(entries: Sequence[Filed], index: str = REGISTER) -> None:
    """Forget entries; SQLite wants to hear again what it had been told."""
    _each(_DROP, sorted(entries), index)


def _each(statement: dict[str, str], entries: Sequence[Filed], index: str) -> None:
    if entries:
        rows = [{"place": place, "grams": grams} for place, grams in entries]
        db.session.execute(text(statement[db.engine.dialect.name].format(index)), rows)


def clear(index: str) -> None:
    """Forget everything, and let nobody else write to the index until the end of this."""
    for statement in _CLEAR[db.engine.dialect.name]:
        db.session.execute(text(statement.format(index)))


def class_gram(sort: str) -> str:
    """The piece under which all entries of a sort are filed; longer than any piece of a code."""
    return f"class{sort}"


def too_short(words: str) -> bool:
    """Whether some part of the words is filed nowhere, as a single character is."""
    terms = query_terms(words)
    return not terms or not all(query_grams(term) for term in terms)


def find(
    words: str, sorts: Sequence[str], above: int, below: int, most: int, index: str = REGISTER
) -> list[int]:
    """Places from `above` up to `below` that hold every piece asked for, highest first.

    An entry may hold all pieces and not the words; the caller checks.
    """
    pieces = sorted(query_grams(words), key=_commonness)[:_MOST_PIECES]
    pieces += map(class_gram, sorts)
    limits = {"above": above, "below": below, "most": most}
    if db.engine.dialect.name == "sqlite":
        return _found(_FIND_SQLITE.format(index), " AND ".join(f'"{p}"' for p in pieces), limits)
    asked = " & ".join(f"'{piece}'" for piece in pieces)
    if not any(map(_WHOLE_CODE.fullmatch, pieces)):
        common = _found(_FIND_COMMON.format(index), asked, limits)
        if len(common) == most:
            return common
    return _found(_FIND_RARE.format(index), asked, limits)


def look_through(
    candidates: Callable[[int, int], list[int]],
    holding: Callable[[Sequence[int]], Iterable[Any]],
    below: int,
    want: int,
) -> tuple[list[Any], int | None]:
    """Take candidates, the highest first, until enough of them hold what was asked for.

    `candidates(below, most)` names places, `holding(places)` gives the rows of those that hold.
    Returns up to `want` rows, and where looking stopped, if it was not through.
    """
    rows: list[Any] = []
    most, looked_at = want, 0
    while len(rows) < want and looked_at < MOST_LOOKED_AT:
        places = candidates(below, most)
        rows += holding(places) if places else ()
        if len(places) < most:
            return rows[:want], None
        looked_at, below, most = looked_at + most, places[-1], min(most * 4, MOST_AT_ONCE)
    return rows[:want], below


def _found(statement: str, asked: str, limits: dict[str, int]) -> list[int]:
    # PostgreSQL plans by how common the pieces are, so it has to see them: a literal, made of
    # letters and digits alone.
    seen = db.engine.dialect.name == "postgresql"
    bound: BindParameter[str] = bindparam("asked", asked, literal_execute=seen)
    return list(db.session.scalars(text(statement).bindparams(bound), limits))


def _commonness(piece: str) -> int:
    """The most telling pieces first; among equals the order that the pieces came in."""
    return next(
        (rank for rank, kind in enumerate(_TELLING) if kind.fullmatch(piece)), len(_TELLING)
    )
