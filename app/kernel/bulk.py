"""批量报送 an association's workbook of its members' letters, and the filing of one row of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import associations, cases, matters, notices
from app.kernel.cases import Case
from app.kernel.machines import Reason, RuleBroken
from app.kernel.matters import OpenMatter
from app.kernel.people import Actor
from app.kernel.rooms import ROOMS, Room
from app.kernel.subjects import Subject
from app.kernel.workflow import NotYours, advance, open_case
from app.lib.commitments import ASSOCIATION
from app.lib.markers import N_


class BulkBatch(Base):
    """报送批次 one workbook for one version of one matter's letter, and what became of it."""

    __tablename__ = "bulk_batch"
    __table_args__ = (
        CheckConstraint(
            "state in ('waiting','checked','unreadable','filing','filed','dropped')", name="state"
        ),
        Index("ix_bulk_batch_association", "association_id", "matter_id", "id"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    association_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"))
    matter_id: Mapped[int] = mapped_column(BigId, ForeignKey("open_matter.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    says: Mapped[str] = mapped_column(String(400), default="")
    counts: Mapped[dict[str, Any]]
    faults_file: Mapped[str | None] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    filed: Mapped[int] = mapped_column(default=0)

    matter: Mapped[OpenMatter] = relationship(lazy="joined", innerjoin=True)
    association: Mapped[Subject] = relationship()

    @property
    def stream(self) -> str:
        return f"bulk/{self.key}"


class BulkRow(Base):
    """报送行 one row of a workbook: will be filed, is wrong, stands already, was filed, or not."""

    __tablename__ = "bulk_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "row"),
        CheckConstraint("outcome in ('good','bad','here','filed','refused')", name="outcome"),
        CheckConstraint("(outcome = 'filed') = (case_id is not null)", name="filed"),
    )

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("bulk_batch.id"))
    row: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(400), default="")  # why it was not filed
    params: Mapped[dict[str, Any]]
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("case.id"), unique=True)


def begin(**values: Any) -> BulkBatch:
    """Note a workbook that was brought in; it waits to be checked."""
    batch = BulkBatch(counts={}, **values)
    db.session.add(batch)
    db.session.flush()
    return batch


def note_rows(batch: BulkBatch, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what was found of each row: its number, name, code and outcome."""
    db.session.add_all(BulkRow(batch_id=batch.id, params={}, **row) for row in rows)


@dataclass(frozen=True)
class Said:
    """一行所说 what a member's letter says, and who may be rung up about it."""

    row: int
    subject_id: int
    blanks: Mapping[str, str]
    signer: str
    signed_on: date
    valid_until: date | None
    contact_name: str
    contact_phone: str

    def facts(self, association: Subject) -> dict[str, Any]:
        until = {"valid_until": self.valid_until.isoformat()} if self.valid_until else {}
        return {
            "said": dict(self.blanks),
            "signer": self.signer,
            "commitment": True,
            "signed_on": self.signed_on.isoformat(),
            "association": association.id,
            **until,
        }


def room_for_letters() -> Room:
    """The kind of case that is opened about a matter."""
    return next(room for room in ROOMS.values() if "matter" in room.asks)


def may_be_filed(matter: OpenMatter, today: date) -> bool:
    """Only letters of self-discipline are filed for others, in the version in force."""
    return matter.kind == ASSOCIATION and matters.may_be_signed(matter, today)


def standing(matter_id: int, subject_ids: Iterable[int]) -> frozenset[int]:
    """已报送: for whom this very version was filed, by whomever, and is open or in force."""
    own = table_of(room_for_letters().model).c
    query = (
        select(Case.subject_id)
        .join(own.id.table, own.id == Case.id)
        .where(own.matter_id == matter_id, Case.subject_id.in_(list(subject_ids)))
        .where(Case.filed_on.is_not(None), Case.closed_on.is_(None))
    )
    return frozenset(db.session.scalars(query))


@dataclass(frozen=True)
class _Whom:
    """The subject alone, as the rules about its file ask for it."""

    subject_id: int


def obstacle(subject_id: int, today: date) -> Any | None:
    """What on a member's file keeps it from promising; nothing when nothing does."""
    judge = room_for_letters().obstacles
    return next(iter(judge(_Whom(subject_id), today)), None) if judge else None


def file_row(batch: BulkBatch, said: Said, actor: Actor, now: datetime) -> Case:
    """Open and submit one member's letter. Raises NotYours, RuleBroken; leaves nothing then.

    The hand lent for it reaches this one member and this one act.
    """
    if not _may_file_for(batch, said.subject_id, actor, now.date()):
        raise NotYours(
            Reason("member", N_("本企业现在不是贵协会的会员，或者这份承诺书不能代为报送"))
        )
    hand, room = replace(actor, subjects=frozenset({said.subject_id})), room_for_letters()
    with db.session.begin_nested():
        found = room.about({"subject": said.subject_id, "matter": batch.matter_id}, now.date())
        if found is None:
            raise RuleBroken(N_("没有这个承诺事项"), code="no_matter")
        if why := obstacle(said.subject_id, now.date()):
            raise RuleBroken(why.says, None, why.code, **why.params)
        what, columns = found
        key = f"{batch.stream}/{said.row}"
        case = open_case(room.kind, what, hand, now, once=f"{key}/open", **columns)
        contact = {"contact_name": said.contact_name, "contact_phone": said.contact_phone}
        cases.save_draft(case, contact, now)
        facts = said.facts(batch.association)
        entry = advance(case, "submit", hand, now, facts, once=f"{key}/submit")
        words = N_("%(association)s已代贵企业报送信用承诺%(ref)s；不同意的，可以在作出决定前撤回")
        told = {"association": batch.association.name, "ref": case.ref}
        notices.tell_applicant(case, entry.id, now, words, "legal", **told)
    return case


def _may_file_for(batch: BulkBatch, subject_id: int, actor: Actor, today: date) -> bool:
    """The association's own account, a member of today, a letter of this kind in force."""
    query = select(Subject.code).where(Subject.id == subject_id)
    code = db.session.scalar(query) or ""
    return (
        actor.kind == "applicant"
        and actor.represents(batch.association_id)
        and may_be_filed(batch.matter, today)
        and code in associations.members(batch.association_id, [code], today)
    )


def with_key(actor: Actor, key: str) -> BulkBatch | None:
    """A batch of one's own association; another's does not exist."""
    query = select(BulkBatch).where(
        BulkBatch.key == key, BulkBatch.association_id.in_(actor.subjects or {-1})
    )
    return db.session.scalar(query)
