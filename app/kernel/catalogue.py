"""名单和措施目录 the published lists and measures; versions are added, never changed.

A case keeps the versions that it was proposed under.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import events
from app.kernel.people import CLOCK, Actor, Section
from app.kernel.roles import Role
from app.lib.catalogue_seeds import PERIODS, SEEDS, Wording


class CatalogueLine(Base):
    """目录条目 one version of one list, or of one measure."""

    __tablename__ = "catalogue_line"
    __table_args__ = (
        UniqueConstraint("kind", "key", "version"),
        CheckConstraint("kind in ('list','measure')", name="kind"),
        CheckConstraint("until is null or until >= since", name="until"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    basis: Mapped[str] = mapped_column(String(300))
    section: Mapped[str] = mapped_column(String(32))  # 责任科室 of a measure, by its key
    measures: Mapped[list[Any]]  # of a list: what may follow, by key
    period: Mapped[str] = mapped_column(String(16))
    removal: Mapped[str] = mapped_column(String(300))  # 移出条件
    since: Mapped[date]
    until: Mapped[date | None]  # the last day on which it can be chosen
    entered_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))

    @property
    def period_name(self) -> str:
        return PERIODS.get(self.period, "")

    def applies_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def stream(kind: str, key: str) -> str:
    return f"catalogue/{kind}/{key}"


def add_version(
    kind: str,
    key: str,
    wording: Wording,
    since: date,
    by: Actor,
    at: datetime,
    once: str | None = None,
    until: date | None = None,
) -> CatalogueLine:
    """A first or a further version, from this day on; the one before ends the day before."""
    before = latest(kind, key)
    number = before.version + 1 if before else 1
    said = {"version": number, "since": since.isoformat(), **wording.as_columns()}
    entry = events.record(stream(kind, key), "catalogue_version", by, at, facts=said, once=once)
    if before is not None and (before.until is None or before.until >= since):
        # Begun and replaced on one day: the older one ends where it began.
        before.until = max(before.since, since - timedelta(days=1))
    added = CatalogueLine(
        kind=kind,
        key=key,
        version=number,
        since=since,
        until=until,
        entered_event=entry.id,
        **wording.as_columns(),
    )
    db.session.add(added)
    db.session.flush()
    return added


def close(line: CatalogueLine, why: str, by: Actor, at: datetime, once: str | None = None) -> None:
    """停止适用: from tomorrow nobody chooses it; what was chosen stands."""
    facts = {"version": line.version, "reason": why}
    events.record(stream(line.kind, line.key), "catalogue_close", by, at, facts=facts, once=once)
    line.until = max(line.since, at.date())
    db.session.flush()


def lay_out(at: datetime) -> int:
    """初稿: what a house begins with, where it has no catalogue yet; how many lines."""
    if db.session.scalar(select(CatalogueLine.id).limit(1)) is not None:
        return 0
    for seed in SEEDS:
        add_version(seed.kind, seed.key, seed.wording, seed.since, CLOCK, at, until=seed.until)
    return len(SEEDS)


def latest(kind: str, key: str) -> CatalogueLine | None:
    """The newest version, in force or not."""
    query = select(CatalogueLine).where(CatalogueLine.kind == kind, CatalogueLine.key == key)
    return db.session.scalar(query.order_by(CatalogueLine.version.desc()).limit(1))


def version_of(kind: str, key: str, version: int) -> CatalogueLine:
    """The very version that a case keeps."""
    return db.session.scalars(
        select(CatalogueLine).where(
            CatalogueLine.kind == kind,
            CatalogueLine.key == key,
            CatalogueLine.version == version,
        )
    ).one()


def these(kind: str, versions: Mapping[str, int]) -> list[CatalogueLine]:
    """The very versions that a case keeps, in the order of the catalogue."""
    query = select(CatalogueLine).where(
        CatalogueLine.kind == kind, CatalogueLine.key.in_(list(versions))
    )
    found = db.session.scalars(query.order_by(CatalogueLine.id))
    kept = {one.key: one for one in found if versions[one.key] == one.version}
    return sorted(kept.values(), key=_place)


def _place(line: CatalogueLine) -> tuple[int, str]:
    """Where a line stands: those the house began with first, in their order."""
    seeded = [(seed.kind, seed.key) for seed in SEEDS]
    known = (line.kind, line.key)
    return (seeded.index(known) if known in seeded else len(seeded), line.key)


def in_force(kind: str, day: date) -> dict[str, CatalogueLine]:
    """What can be chosen on this day: of each key the newest version that applies."""
    query = _newest(kind).where(
        CatalogueLine.since <= day, or_(CatalogueLine.until.is_(None), CatalogueLine.until >= day)
    )
    newest = query.group_by(CatalogueLine.key)
    return _by_key(select(CatalogueLine).where(CatalogueLine.id.in_(newest)))


def all_latest(kind: str) -> dict[str, CatalogueLine]:
    """The newest version of everything, ended lines too."""
    newest = _newest(kind).group_by(CatalogueLine.key)
    return _by_key(select(CatalogueLine).where(CatalogueLine.id.in_(newest)))


def _newest(kind: str) -> Select[int]:
    return select(func.max(CatalogueLine.id)).where(CatalogueLine.kind == kind)


def _by_key(query: Select[CatalogueLine]) -> dict[str, CatalogueLine]:
    found: Iterable[CatalogueLine] = db.session.scalars(query)
    ordered = sorted(found, key=_place)
    return {one.key: one for one in ordered}


def versions(kind: str, key: str) -> Sequence[CatalogueLine]:
    """Every version, the newest first."""
    query = select(CatalogueLine).where(CatalogueLine.kind == kind, CatalogueLine.key == key)
    return db.session.scalars(query.order_by(CatalogueLine.version.desc())).all()


def keeps(actor: Actor) -> bool:
    """局办公室（政策法规科） keeps the catalogue: its handlers and its head."""
    mine = actor.sections_with(Role.HANDLER, Role.HEAD)
    office = select(Section.id).where(Section.id.in_(mine or {-1}), Section.is_office)
    return db.session.scalar(office.limit(1)) is not None
