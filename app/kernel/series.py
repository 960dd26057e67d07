"""连号 counters without gaps: the number is taken in the transaction that uses it."""

from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import Base, db, table_of


def next_in(table: type[Base], **key: Any) -> int:
    """The next number of this series, also when two ask for its first at the same moment.

    If what it numbers does not come about after all, the transaction gives the number back.
    """
    taken = _taking(table_of(table), tuple(key), db.engine.dialect.name)
    return int(db.session.execute(taken, key).scalar_one())


@cache
def _taking(table: Table, key: tuple[str, ...], dialect: str) -> Any:
    own = sqlite if dialect == "sqlite" else postgresql
    first = own.insert(table).values(last=1, **{name: bindparam(name) for name in key})
    return first.on_conflict_do_update(
        index_elements=list(key), set_={"last": table.c.last + 1}
    ).returning(table.c.last)
