"""期限与参数 the bureau's own dated values over the law's defaults; which one applies to a case."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, Id, db, table_of
from app.kernel import events
from app.kernel.people import Actor
from app.lib.workdays import Term


class BureauTerm(Base):
    """本局期限 a value the bureau set for a term of law, from a day on, with its basis."""

    __tablename__ = "bureau_term"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(64), index=True)
    length: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]
    cite: Mapped[str] = mapped_column(String(300))


_OWNS = table_of(BureauTerm).c
_OWN = (
    select(_OWNS.length, _OWNS.cite)
    .where(_OWNS.key == bindparam("key"), _OWNS.since <= bindparam("on"))
    .where((_OWNS.until.is_(None)) | (_OWNS.until >= bindparam("on")))
    .order_by(_OWNS.since.desc(), _OWNS.id.desc())
    .limit(1)
)


def applying(term: Term, on: date) -> Term:
    """The term as it applies on this day: the bureau's value if it set one, else the default."""
    own = db.session.execute(_OWN, {"key": term.key, "on": on}).first()
    return replace(term, length=own.length, cite=own.cite) if own else term


def set_term(
    term: Term, length: int, since: date, cite: str, by: Actor, at: datetime
) -> BureauTerm:
    """Set the bureau's own value from a day on; cases opened earlier keep theirs."""
    row = BureauTerm(key=term.key, length=length, since=since, cite=cite)
    db.session.add(row)
    db.session.flush()
    events.record(
        "bureau/terms",
        "set_term",
        by,
        at,
        facts={"key": term.key, "length": length, "since": since.isoformat(), "cite": cite},
    )
    return row
