"""连号 counters without gaps: the number is taken in the transaction that uses it."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import Base, db


def next_in(table: type[Base], **key: Any) -> int:
    """The next number of this series, also when two ask for its first at the same moment.

    If what it numbers does not come about after all, the transaction gives the number back.
    """
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    counter: Any = table
    first = dialect.insert(table).values(last=1, **key)
    taken = first.on_conflict_do_update(
        index_elements=list(key), set_={"last": counter.last + 1}
    ).returning(counter.last)
    return int(db.session.execute(taken).scalar_one())
