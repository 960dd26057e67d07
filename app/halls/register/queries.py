"""公示查询 the rows each screen of the register shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.extensions import BEIJING, db
from app.halls.register.asked import Asked
from app.kernel import public_entries, register_log, search
from app.kernel.public_entries import PublicEntry

RECENT = timedelta(days=30)
MOST_YEARS = 6

LINE = (
    PublicEntry.id,
    PublicEntry.place,
    PublicEntry.slug,
    PublicEntry.subject_name,
    PublicEntry.subject_code,
    PublicEntry.doc_no,
    PublicEntry.title,
    PublicEntry.kind,
    PublicEntry.severity,
    PublicEntry.decided_on,
    PublicEntry.from_on,
    PublicEntry.until_on,
    PublicEntry.disputed,
    PublicEntry.search_text,
)


@dataclass(frozen=True)
class Found:
    """结果 rows from the newest decision down; where looking stopped, if it was not through."""

    rows: Sequence[Any]
    stopped_at: int | None = None

    def next_below(self, size: int) -> int | None:
        """The place under which the next page of this size begins; None when this is the last."""
        return self.rows[size - 1].place if len(self.rows) > size else self.stopped_at


@dataclass(frozen=True)
class Numbers:
    """公示概况 how many entries stand, and how many came and went of late."""

    public: int
    added: int
    removed: int
    days: int = RECENT.days


def found(asked: Asked, today: date, below: int, want: int, columns: Any = LINE) -> Found:
    """Up to this many entries that answer the question, in places below this one."""
    below = min(below, asked.to_place)
    if asked.by_index:
        return _looked_up(asked, today, below, want, columns)
    rows = db.session.execute(
        public_entries.standing(today, columns)
        .where(PublicEntry.place >= asked.from_place, PublicEntry.place < below)
        .order_by(PublicEntry.place.desc())
        .limit(want)
    ).all()
    return Found(rows)


def _looked_up(asked: Asked, today: date, below: int, want: int, columns: Any) -> Found:
    """Those of the index that stand and hold the very words."""
    rows, stopped_at = search.look_through(
        lambda below, most: search.find(asked.words, asked.sorts, asked.from_place, below, most),
        lambda places: _holding(asked.terms, places, today, columns),
        below,
        want,
    )
    return Found(rows, stopped_at)


def _holding(terms: Sequence[str], places: Sequence[int], today: date, columns: Any) -> list[Any]:
    ids = [public_entries.entry_at(place) for place in places]
    rows = db.session.execute(
        public_entries.standing(today, columns)
        .where(PublicEntry.id.in_(ids))
        .order_by(PublicEntry.place.desc())
    )
    return [row for row in rows if all(term in row.search_text for term in terms)]


def latest(today: date, most: int) -> Sequence[Any]:
    """The entries put on the register last."""
    query = public_entries.standing(today, LINE).order_by(PublicEntry.id.desc())
    return db.session.execute(query.limit(most)).all()


def numbers(today: date) -> Numbers:
    """The numbers of the home page: exact, and read from the log without counting."""
    since = today - RECENT
    now = register_log.last()
    then = register_log.standing_before(datetime.combine(since, time.min, BEIJING))
    unwritten = public_entries.count_expired(today)
    # A period that ended on the day before `since` left the register at its first moment.
    lately = public_entries.count_expired(today, since - timedelta(days=1))
    return Numbers(
        public=now.added - now.removed - unwritten,
        added=now.added - then.added,
        removed=now.removed - then.removed + lately,
    )


def years(today: date) -> list[int]:
    """The years of the decisions on the register, newest first."""
    query = public_entries.standing(today, (PublicEntry.decided_on,)).limit(1)
    newest = db.session.scalar(query.order_by(PublicEntry.place.desc()))
    oldest = db.session.scalar(query.order_by(PublicEntry.place))
    if newest is None or oldest is None:
        return []
    return list(range(newest.year, oldest.year - 1, -1))[:MOST_YEARS]
