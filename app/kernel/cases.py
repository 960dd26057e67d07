"""办件 what every case is, whatever its kind; and where every list begins."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    bindparam,
    false,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel.events import Event
from app.kernel.people import Actor, Section
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.series import next_in
from app.kernel.subjects import Subject
from app.lib.numbers import case_ref

# Those who read every case of their bureau; handlers and heads read their own section's.
READS_THE_BUREAU = (Role.LEGAL, Role.APPROVER, Role.SIGNER, Role.PUBLISHER, Role.AUDITOR)
READS_THE_SECTION = (Role.HANDLER, Role.HEAD)


def _where(holds: str) -> dict[str, Any]:
    """For an index of some rows only."""
    return {"sqlite_where": text(holds), "postgresql_where": text(holds)}


class Case(Base):
    """办件 one matter from filing to its end. `version` is the number of acts in its story."""

    __tablename__ = "case"
    __table_args__: Any = (
        # The kind comes last: the desk counts kinds without looking at the cases themselves.
        Index("ix_case_section_turn", "section_id", "turn", "state", "due_on", "id", "kind"),
        Index("ix_case_house_turn", "house_id", "turn", "state", "due_on", "id", "kind"),
        Index("ix_case_subject", "subject_id", "id"),
        Index("ix_case_title", "title"),
        Index("ix_case_handed_on", "handed_on_by", "id", **_where("handed_on_by is not null")),
        Index("ix_case_grew_from", "grew_from", **_where("grew_from is not null")),
        Index("ix_case_draft", "opened_by", "due_on", "id", **_where("state = 'draft'")),
        Index(
            "uq_case_open_record",
            "kind",
            "record_id",
            unique=True,
            **_where("closed_on is null"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    edition: Mapped[int] = mapped_column(default=1)  # of the workflow, kept from its opening on
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=1)
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    house_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    # The section that took it in and handed it on: it goes on reading what it handed on.
    handed_on_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("section.id"))
    # 复核: the case that this one looks at again, which may be asked for once.
    review_of: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), unique=True)
    # 由哪一件而来: the case whose outcome this one was opened because of.
    grew_from: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"))
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    subject_name: Mapped[str] = mapped_column(String(200))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("credit_record.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    turn: Mapped[str] = mapped_column(
        String(24), default=""
    )  # the role it waits for; "" when closed
    due_on: Mapped[date | None]  # while the clock runs; none while it is stopped
    due_provisional: Mapped[bool] = mapped_column(default=False)
    opened_on: Mapped[date]
    opened_by: Mapped[int | None] = mapped_column(BigId)  # the account
    filed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    moved_at: Mapped[datetime]
    lookup: Mapped[str | None] = mapped_column(String(64), unique=True)  # its code, as a digest
    disclosed: Mapped[bool] = mapped_column(default=True)  # the subject may know that it is there

    section: Mapped[Section] = relationship(foreign_keys=[section_id])
    house: Mapped[Section] = relationship(foreign_keys=[house_id])
    subject: Mapped[Subject] = relationship()
    record: Mapped[CreditRecord | None] = relationship()

    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012

    @property
    def stream(self) -> str:
        return f"case/{self.ref}"

    @property
    def concerns(self) -> CreditRecord | None:
        """The record that ends with this case; one that a case made itself, its kind names."""
        return self.record


class Draft(Base):
    """草稿 what an applicant has typed so far; saved as they type, outside the story."""

    __tablename__ = "draft"

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class CaseSeries(Base):
    """办件编号 one gap-free counter a kind and year."""

    __tablename__ = "case_series"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_ref(prefix: str, year: int) -> str:
    """The next number of this series, taken in the same transaction as the case."""
    return case_ref(prefix, year, next_in(CaseSeries, prefix=prefix, year=year))


def visible_to(actor: Actor, columns: Any = Case) -> Select[Any]:
    """Every list and look-up of cases begins here; the rest does not exist for the actor."""
    query = select(*columns) if isinstance(columns, tuple) else select(columns)
    if actor.kind == "applicant":
        return query.where(Case.subject_id.in_(actor.subjects or {-1}), Case.disclosed)
    reach: list[ColumnElement[bool]] = [
        Case.section_id.in_(sections)
        for roles in (READS_THE_BUREAU, READS_THE_SECTION)
        if (sections := actor.sections_with(*roles))
    ]
    if handing := actor.sections_with(*READS_THE_SECTION):
        reach.append(Case.handed_on_by.in_(handing))
    for sections, kind in actor.lent:  # 代理
        lent = Case.section_id.in_(sections)
        reach.append(and_(lent, Case.kind == kind) if kind else lent)
    seen = query.where(or_(*reach)) if reach else query.where(false())
    # A draft is the applicant's own until it is submitted, unless staff opened it at the desk.
    return seen.where(or_(Case.state != "draft", Case.opened_by == actor.account_id))


# What every page and every paper of a case speaks of.
_WITH_CASE = (
    joinedload(Case.section, innerjoin=True),
    joinedload(Case.house, innerjoin=True),
    joinedload(Case.subject, innerjoin=True),
    joinedload(Case.record),
)


def find(actor: Actor, ref: str, lock: bool = False) -> Case | None:
    """The case with this number, if the actor may see it; locked for writing when asked."""
    return db.session.scalar(_finding(actor, lock), {"ref": ref})


@lru_cache(maxsize=500)
def _finding(actor: Actor, lock: bool) -> Select[Case]:
    """The statement behind every page of a case, made once for as long as the rights last."""
    query: Select[Case] = visible_to(actor).where(Case.ref == bindparam("ref"))
    query = query.options(*_WITH_CASE).execution_options(populate_existing=True)
    return query.with_for_update(of=Case) if lock else query


def with_lookup(kept: str) -> Case | None:
    """The case with this look-up code, which is kept as a digest; only the status page asks."""
    return db.session.scalar(select(Case).where(Case.lookup == kept))


def save_draft(case: Case, body: dict[str, Any], at: datetime) -> Draft:
    """Keep what was typed, whole, in place of what was kept before."""
    draft = db.session.get(Draft, case.id) or Draft(case_id=case.id)
    draft.body, draft.saved_at = body, at
    db.session.add(draft)
    return draft


def draft_of(case: Case) -> dict[str, Any]:
    draft = db.session.get(Draft, case.id)
    return dict(draft.body) if draft else {}


@dataclass(frozen=True)
class About:
    """案由 what a case is opened about: a subject, where it is handled, and mostly a record."""

    subject: Subject
    section: Section
    title: str
    record: CreditRecord | None = None


def about(record: CreditRecord) -> About:
    """A case about a record is handled where the record was found (谁认定、谁修复)."""
    section = db.session.get_one(Section, record.section_id)
    return About(record.subject, section, record.doc_no, record)


def begin(
    model: type[Case], prefix: str, what: About, by: Actor, now: datetime, **own: Any
) -> Case:
    """A draft; `own` is what its room says of it, and what only this kind has."""
    return model(
        ref=next_ref(prefix, now.year),
        state="draft",
        version=1,
        section_id=what.section.id,
        house_id=what.section.house_id,
        subject_id=what.subject.id,
        subject_name=what.subject.name,
        record_id=what.record.id if what.record else None,
        title=what.title,
        opened_on=now.date(),
        opened_by=by.account_id,
        moved_at=now,
        **own,
    )


def hand_on(case: Case, section_id: int) -> None:
    """转办: another section goes on with it; the one that had it may still read it."""
    case.handed_on_by, case.section_id = case.section_id, section_id
    db.session.flush()
    db.session.expire(case, ["section"])


_CASES = table_of(Case)
_MOVE = (
    update(_CASES)
    .where(
        _CASES.c.id == bindparam("case_id"),
        _CASES.c.version == bindparam("stood_at"),
        _CASES.c.state == bindparam("stood_in"),
    )
    .values(
        {
            column: bindparam(f"new_{column}")
            for column in ("state", "version", "turn", "moved_at", "closed_on")
        }
    )
)


def move(case: Case, entry: Event, turn: str) -> bool:
    """Compare and set: the row moves only from the state and version that were judged."""
    values: dict[str, Any] = {
        "state": entry.target,
        "version": entry.seq,
        "turn": turn,
        "moved_at": entry.at,
        "closed_on": case.closed_on or (None if turn else entry.at.date()),
    }
    db.session.flush()
    judged = {"case_id": case.id, "stood_at": entry.seq - 1, "stood_in": entry.source}
    moved = db.session.execute(_MOVE, judged | {f"new_{k}": v for k, v in values.items()})
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        return False
    for column, value in values.items():
        set_committed_value(case, column, value)
    return True
