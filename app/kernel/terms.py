"""期限与参数 the bureau's own dated values over the law's defaults; which one applies to a case."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import events
from app.kernel.people import Actor
from app.lib.workdays import Term

STREAM = "bureau/terms"


class BureauTerm(Base):
    """本局期限 a value the bureau set for a term of law, from a day on, with its basis."""

    __tablename__ = "bureau_term"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(64), index=True)
    length: Mapped[int]
    since: Mapped[date]
    cite: Mapped[str] = mapped_column(String(300))
    entered_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    # 撤回 a planned value taken back before its day: it never applied.
    withdrawn_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))


_OWNS = table_of(BureauTerm).c
_OWN = (
    select(_OWNS.length, _OWNS.cite)
    .where(_OWNS.key == bindparam("key"), _OWNS.since <= bindparam("on"))
    .where(_OWNS.withdrawn_event.is_(None))
    .order_by(_OWNS.since.desc(), _OWNS.id.desc())
    .limit(1)
)


def applying(term: Term, on: date) -> Term:
    """The term as it applies on this day: the bureau's value if it set one, else the default."""
    own = db.session.execute(_OWN, {"key": term.key, "on": on}).first()
    if own is None:
        return term
    return replace(term, length=own.length, cite=own.cite)


def set_term(
    term: Term,
    length: int,
    since: date,
    cite: str,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> BureauTerm:
    """Set the bureau's own value from a day on; cases opened earlier keep theirs.

    Raises ValueError when the law does not let a bureau set this length.
    """
    if not term.may_be(length):
        raise ValueError(f"term {term.key}: {length} is outside what the law allows")
    facts = {"key": term.key, "length": length, "since": since.isoformat(), "cite": cite}
    entry = events.record(STREAM, "set_term", by, at, facts=facts, once=once)
    row = BureauTerm(key=term.key, length=length, since=since, cite=cite, entered_event=entry.id)
    db.session.add(row)
    db.session.flush()
    return row


def withdraw(
    row: BureauTerm, reason: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """撤回 take a planned value back; that its day has not come, the caller knows."""
    facts = {"key": row.key, "length": row.length, "since": row.since.isoformat()}
    entry = events.record(
        STREAM, "withdraw_term", by, at, facts=facts | {"reason": reason}, once=once
    )
    row.withdrawn_event = entry.id
    db.session.flush()


def own_values(key: str) -> list[BureauTerm]:
    """Every value the bureau ever set for this term, the newest first."""
    query = select(BureauTerm).where(BureauTerm.key == key).order_by(BureauTerm.id.desc())
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def all_values() -> dict[str, list[BureauTerm]]:
    """The same of every term, by key: asked once a page."""
    found: dict[str, list[BureauTerm]] = {}
    for row in db.session.scalars(select(BureauTerm).order_by(BureauTerm.id.desc())):
        found.setdefault(row.key, []).append(row)
    return found


def as_set(term: Term, row: BureauTerm | None) -> Term:
    """The term as this value of the bureau has it; without one, as the law has it."""
    if row is None:
        return term
    return replace(term, length=row.length, cite=row.cite)
