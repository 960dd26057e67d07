"""承诺事项 the matters open to commitment, each with its letter; versions are added, never changed.

A case keeps the version that its letter was signed under.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import events
from app.kernel.people import Actor, Section
from app.kernel.roles import Role
from app.lib import letter_text
from app.lib.commitments import KINDS
from app.lib.letter_text import Field


class OpenMatter(Base):
    """承诺事项 one version of one matter open to commitment, with the text of its letter."""

    __tablename__ = "open_matter"
    __table_args__ = (
        UniqueConstraint("key", "version"),
        CheckConstraint("verify_months is null or verify_months > 0", name="verify_months"),
        CheckConstraint("until is null or until >= since", name="until"),
        Index("ix_open_matter_section", "section_id", "key"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(16))  # 承诺类型
    basis: Mapped[str] = mapped_column(String(300))  # 依据
    points: Mapped[list[Any]]  # 承诺内容, point by point, with blanks
    liability: Mapped[list[Any]]  # 违诺责任
    fields: Mapped[list[Any]]  # the blanks, as letter_text.Field keeps them
    verify_months: Mapped[int | None]  # 核实期限; none: the common one
    openness: Mapped[str] = mapped_column(String(8), default="public")  # 公开类型
    since: Mapped[date]
    until: Mapped[date | None]  # the last day on which it can be signed
    entered_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))

    section: Mapped[Section] = relationship()

    @property
    def blanks(self) -> list[Field]:
        return [Field.from_kept(kept) for kept in self.fields]

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind]

    @property
    def label(self) -> str:
        """What a paper calls it: name and version."""
        return f"{self.name}（第{self.version}版）"

    def applies_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def letter(self, said: dict[str, str], empty: str = "无") -> list[str]:
        """承诺内容 as it reads with the blanks filled in."""
        return letter_text.filled(self.points, self.blanks, said, empty)


class NotKept(Exception):
    """The list is kept where the bureau says, and not by every section."""


def kept_for(actor: Actor) -> frozenset[int]:
    """Of which sections this person keeps the matters: of all in a bureau, or of none."""
    mine = actor.sections_with(Role.HANDLER, Role.HEAD) or {-1}
    keepers = select(Section).where(Section.keeps_matters, Section.id.in_(mine))
    houses = {section.house_id for section in db.session.scalars(keepers)} or {-1}
    below = select(Section.id).where(Section.bureau_id.in_(houses))
    return frozenset(db.session.scalars(below))


def _must_keep(by: Actor, section_id: int) -> None:
    """The rights of whoever acts, at the moment of the act. Raises NotKept."""
    if by.kind == "staff" and section_id not in kept_for(by):
        raise NotKept(by.login)


@dataclass(frozen=True)
class Wording:
    """一版内容 what one version says: all that may differ between two of them."""

    name: str
    kind: str
    basis: str
    points: tuple[str, ...]
    liability: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    verify_months: int | None = None
    openness: str = "public"

    def as_columns(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "basis": self.basis,
            "points": list(self.points),
            "liability": list(self.liability),
            "fields": [field.as_kept() for field in self.fields],
            "verify_months": self.verify_months,
            "openness": self.openness,
        }


def add_version(
    key: str,
    section: Section,
    wording: Wording,
    since: date,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> OpenMatter:
    """A first or a further version, from this day on; the one before ends the day before.

    Raises letter_text.TemplateFault when blanks and text do not agree.
    """
    _must_keep(by, section.id)
    letter_text.check(wording.points, wording.fields)
    before = latest(key)
    number = before.version + 1 if before else 1
    entry = events.record(
        stream(key),
        "version",
        by,
        at,
        facts={"version": number, "since": since.isoformat(), **wording.as_columns()},
        once=once,
    )
    if before is not None and (before.until is None or before.until >= since):
        # Signed and replaced on one day: the older one ends where it began.
        before.until = max(before.since, date.fromordinal(since.toordinal() - 1))
    added = OpenMatter(
        key=key,
        version=number,
        section_id=section.id,
        since=since,
        entered_event=entry.id,
        **wording.as_columns(),
    )
    db.session.add(added)
    db.session.flush()
    return added


def close(matter: OpenMatter, why: str, by: Actor, at: datetime, once: str | None = None) -> None:
    """停止适用: from tomorrow nobody signs it; what was signed stands."""
    _must_keep(by, matter.section_id)
    facts = {"version": matter.version, "reason": why}
    events.record(stream(matter.key), "close", by, at, facts=facts, once=once)
    matter.until = at.date()
    db.session.flush()


def stream(key: str) -> str:
    return f"matter/{key}"


def latest(key: str) -> OpenMatter | None:
    """The newest version, in force or not."""
    query = select(OpenMatter).where(OpenMatter.key == key)
    return db.session.scalar(query.order_by(OpenMatter.version.desc()).limit(1))


def in_force(key: str, day: date) -> OpenMatter | None:
    """The version that is signed on this day: the newest of those that apply."""
    query = _applying(day).where(OpenMatter.key == key)
    return db.session.scalar(query.order_by(OpenMatter.version.desc()).limit(1))


def may_be_signed(matter: OpenMatter, day: date) -> bool:
    """Whether this very version is the one in force."""
    now = in_force(matter.key, day)
    return now is not None and now.id == matter.id


def on_list(day: date) -> list[OpenMatter]:
    """办理清单: what is open to commitment on this day, by its key; of each the newest version."""
    newest = (
        select(func.max(OpenMatter.id))
        .where(OpenMatter.since <= day, (OpenMatter.until.is_(None)) | (OpenMatter.until >= day))
        .group_by(OpenMatter.key)
    )
    query = select(OpenMatter).where(OpenMatter.id.in_(newest))
    return list(db.session.scalars(query.order_by(OpenMatter.section_id, OpenMatter.key)))


def versions(key: str) -> list[OpenMatter]:
    """Every version of a matter, the newest first."""
    query = select(OpenMatter).where(OpenMatter.key == key)
    return list(db.session.scalars(query.order_by(OpenMatter.version.desc())))


def kept_by(sections: Sequence[int]) -> list[OpenMatter]:
    """The newest version of every matter that these sections keep, ended ones too."""
    newest = select(func.max(OpenMatter.id)).group_by(OpenMatter.key)
    query = select(OpenMatter).where(OpenMatter.id.in_(newest), OpenMatter.section_id.in_(sections))
    return list(db.session.scalars(query.order_by(OpenMatter.key)))


def _applying(day: date) -> Select[OpenMatter]:
    query: Select[OpenMatter] = select(OpenMatter).where(
        OpenMatter.since <= day, (OpenMatter.until.is_(None)) | (OpenMatter.until >= day)
    )
    return query
