"""信用主体 one enterprise, one file; and who is barred from what, until when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Row, String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import findable, search
from app.lib.width import half_width

KINDS = ("org", "sole", "person")  # 法人及非法人组织 | 个体工商户 | 自然人


class Subject(Base):
    """信用主体 an organisation, a sole trader or a natural person."""

    __tablename__ = "subject"
    __table_args__ = (CheckConstraint("kind in ('org','sole','person')", name="kind"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200), index=True)
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    citizen_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("personal_value.id"), unique=True
    )

    @property
    def is_natural_person(self) -> bool:
        return self.kind == "person"


FOUND_BY = (Subject.name, Subject.code)


class Bar(Base):
    """限制申请 a subject may not file this kind of case until a day; cites the act."""

    __tablename__ = "bar"

    id: Mapped[Id]
    subject_id: Mapped[int] = mapped_column(BigId, ForeignKey("subject.id"), index=True)
    case_kind: Mapped[str] = mapped_column(String(16))
    since: Mapped[date]
    until: Mapped[date]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))


def with_code(code: str) -> Subject | None:
    return db.session.scalar(select(Subject).where(Subject.code == code))


def named(
    words: str, most: int, *narrower: ColumnElement[bool]
) -> Sequence[Row[int, str, str | None, str, int | None]]:
    """Subjects with this code, or else with these words in their name, the newest first."""
    query = select(Subject.id, Subject.name, Subject.code, Subject.kind, Subject.citizen_id)
    query = query.where(*narrower).order_by(Subject.id.desc())
    coded = query.where(Subject.code == half_width(words).upper().replace(" ", ""))
    found = db.session.execute(coded).all()
    if found:
        return found
    rows, _ = findable.look_up(
        findable.SUBJECTS,
        words,
        lambda numbers: db.session.execute(query.where(Subject.id.in_(numbers))),
        lambda row: (row.name,),
        search.ABOVE_ALL,
        most,
    )
    return rows


def enter(kind: str, name: str, code: str | None = None, citizen_id: int | None = None) -> Subject:
    """Open the one file of a subject."""
    subject = Subject(kind=kind, name=name, code=code, citizen_id=citizen_id)
    db.session.add(subject)
    db.session.flush()
    findable.file(findable.SUBJECTS, [(subject.id, (name, code))])
    return subject


def with_codes(codes: Iterable[str]) -> dict[str, int]:
    """The files already open under these credit codes."""
    rows = db.session.execute(select(Subject.code, Subject.id).where(Subject.code.in_(list(codes))))
    return {code: subject_id for code, subject_id in rows if code}


def with_citizen_id(value_id: int) -> Subject | None:
    return db.session.scalar(select(Subject).where(Subject.citizen_id == value_id))


def without_code(kind: str, name: str) -> Subject | None:
    """A sole trader that has no credit code is known by its name alone."""
    return db.session.scalar(
        select(Subject).where(Subject.kind == kind, Subject.name == name, Subject.code.is_(None))
    )


def enter_many(rows: Sequence[Mapping[str, Any]]) -> None:
    """Open many files at once: {kind, name, code} each."""
    if rows:
        entering = insert(Subject).returning(Subject.id, *FOUND_BY)
        made = db.session.execute(entering, rows)
        findable.file(findable.SUBJECTS, [(number, (name, code)) for number, name, code in made])


def bar(subject_id: int, case_kind: str, since: date, until: date, event_id: int) -> Bar:
    barred = Bar(
        subject_id=subject_id, case_kind=case_kind, since=since, until=until, event_id=event_id
    )
    db.session.add(barred)
    return barred


def barred_until(subject_id: int, case_kind: str, today: date) -> date | None:
    """The last day on which this subject may not file; None when it may."""
    return db.session.scalar(
        select(Bar.until)
        .where(Bar.subject_id == subject_id, Bar.case_kind == case_kind, Bar.until >= today)
        .order_by(Bar.until.desc())
        .limit(1)
    )
