"""承诺书 what an approved commitment says, in the fields of the standard: published, exported.

The room of commitments writes it; the register and the export read it, and know no case.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import findable, search, vault
from app.kernel.indexed import Whole
from app.kernel.public_face import redacted, why_not_shown
from app.kernel.series import next_in
from app.lib.commitment_code import commitment_code
from app.lib.commitments import (
    FULFILMENT,
    KEPT,
    NAMES,
    OPEN_TO_ALL,
    OPEN_TO_SOME,
    OPENNESS,
    SUBJECT_KINDS,
    WATCH_OVER,
    WATCHED,
)
from app.lib.slugs import new_slug


class Letter(Base):
    """承诺书 one commitment from its approval on; on the register once it is published."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("status in ('kept','part','unkept')", name="status"),
        CheckConstraint("openness in ('public','limited','closed')", name="openness"),
        CheckConstraint("(status is null) = (found_on is null)", name="found"),
        CheckConstraint("(published_event is null) = (from_on is null)", name="published"),
        Index("ix_letter_section", "section_id", "id"),
        Index("ix_letter_from_on", "from_on", "id"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    subject_name: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(8))
    subject_code: Mapped[str | None] = mapped_column(String(18))
    citizen_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    kind: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(512))
    content: Mapped[str] = mapped_column(Text)
    liability: Mapped[str] = mapped_column(Text)
    made_on: Mapped[date]
    valid_until: Mapped[date | None]
    status: Mapped[str | None] = mapped_column(String(8))  # none: 待核查, which is not exported
    unkept: Mapped[str] = mapped_column(Text, default="")
    consequence: Mapped[str] = mapped_column(Text, default="")
    found_on: Mapped[date | None]
    authority: Mapped[str] = mapped_column(String(200))
    authority_code: Mapped[str] = mapped_column(String(18))
    openness: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(512), default="")
    over: Mapped[bool] = mapped_column(default=False)  # 监管完成
    broken: Mapped[bool] = mapped_column(default=False)  # 认定违诺
    approved_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    from_on: Mapped[date | None]
    published_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    changed_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))


class CodeSeries(Base):
    """承诺编码序号 one gap-free counter a division and day."""

    __tablename__ = "code_series"

    division: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[int]


def next_code(division: str, made_on: date) -> str:
    """The next 承诺编码 of this division and day, taken in the same transaction as its use."""
    serial = next_in(CodeSeries, division=division, day=made_on.isoformat())
    return commitment_code(division, made_on, serial)


def found_by(letter: Any) -> findable.Named:
    """The words a letter is found by: whose it is, about what, and its code."""
    return letter.subject_name, letter.subject_code, letter.reason, letter.code


# What the index of letters holds, and the words of one row.
_FOUND_BY: tuple[Any, ...] = (
    *(Letter.id, Letter.subject_name, Letter.subject_code, Letter.reason, Letter.code),
)
FOUND: Whole = (select(*_FOUND_BY).order_by(Letter.id), found_by)


def enter(**values: Any) -> Letter:
    """Enter a commitment as it was approved. One that nobody else may read is open to some only."""
    if values["openness"] == OPEN_TO_ALL and why_not_shown(
        values["subject_code"], values["made_on"], values["made_on"]
    ):
        values["openness"] = OPEN_TO_SOME
    letter = Letter(slug=new_slug(), **values)
    db.session.add(letter)
    db.session.flush()
    findable.file(findable.LETTERS, [(letter.id, found_by(letter))])
    return letter


def with_code(code: str) -> Letter:
    return db.session.scalars(select(Letter).where(Letter.code == code)).one()


def publish(letter: Letter, on: date, event_id: int) -> None:
    """公示: from this day anybody may read it, if it is open to all."""
    letter.from_on, letter.published_event = on, event_id


def find(
    letter: Letter, status: str, on: date, event_id: int, unkept: str = "", consequence: str = ""
) -> None:
    """认定履行状态: kept, in part or not at all; with what was not, and what follows."""
    if (status == KEPT) == bool(unkept or consequence):
        raise ValueError("what was not kept, and what follows, belong together")
    letter.status, letter.found_on, letter.changed_event = status, on, event_id
    letter.unkept, letter.consequence = unkept, consequence


def find_nothing(letter: Letter, event_id: int) -> None:
    """A finding was overturned: its keeping is to be verified again."""
    letter.status, letter.found_on, letter.changed_event = None, None, event_id
    letter.unkept, letter.consequence = "", ""


def end(letter: Letter, broken: bool, event_id: int) -> None:
    """监管完成: kept, or found broken."""
    letter.over, letter.broken, letter.changed_event = True, broken, event_id


def set_aside(letter: Letter, why: str, event_id: int) -> None:
    """撤销认定: nothing is held against it any more, and it is not verified a second time."""
    find_nothing(letter, event_id)
    end(letter, False, event_id)
    letter.note = why


# ---------------------------------------------------------------- what may be read

# Columns, not objects: what the public page and its list may say of a letter, and no more.
FACE = (
    *(Letter.id, Letter.slug, Letter.code, Letter.subject_name, Letter.subject_code),
    *(Letter.kind, Letter.reason, Letter.content, Letter.liability, Letter.made_on),
    *(Letter.valid_until, Letter.status, Letter.found_on, Letter.authority),
    *(Letter.over, Letter.broken, Letter.from_on),
)


def published(columns: Any = FACE) -> Select[Any]:
    """What is public: every public surface begins here."""
    return select(*columns).where(Letter.from_on.is_not(None), Letter.openness == OPEN_TO_ALL)


def public_one(slug: str) -> Any:
    """The public face of the letter with this address, its texts covered where personal."""
    row = db.session.execute(published().where(Letter.slug == slug)).first()
    if row is None:
        return None
    face = dict(row._mapping)
    return face | {name: redacted(face[name]) for name in ("content", "liability", "reason")}


def public_page(words: str, below: int | None, most: int) -> Sequence[Any]:
    """Published letters, the newest first, with these words in name, code or matter."""
    query, below = published().order_by(Letter.id.desc()), below or search.ABOVE_ALL
    if not words:
        return db.session.execute(query.where(Letter.id < below).limit(most)).all()
    rows, _ = findable.look_up(
        findable.LETTERS,
        words,
        lambda numbers: db.session.execute(query.where(Letter.id.in_(numbers))),
        found_by,
        below,
        most,
    )
    return rows


def found_in(sections: Sequence[int]) -> Sequence[Letter]:
    """Every letter of these sections whose keeping has been verified, as it is reported."""
    query = select(Letter).where(Letter.section_id.in_(sections), Letter.status.is_not(None))
    return db.session.scalars(query.order_by(Letter.id)).all()


def row_of(letter: Letter) -> dict[str, str]:
    """The twenty-one fields of the standard; a natural person's number in clear, as it asks."""
    found = (_day(letter.found_on), letter.authority, letter.authority_code)
    values = (
        *(letter.code, letter.subject_name, SUBJECT_KINDS[letter.subject_kind], _code_of(letter)),
        *(letter.kind, letter.reason, letter.content, letter.liability),
        *(_day(letter.made_on), _day(letter.valid_until)),
        *(FULFILMENT[letter.status or ""], letter.unkept, letter.consequence),
        *found,
        *(letter.authority, letter.authority_code, OPENNESS[letter.openness], letter.note),
        WATCH_OVER if letter.over else WATCHED,
    )
    return dict(zip(NAMES, values, strict=True))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _code_of(letter: Letter) -> str:
    kept = db.session.get(vault.PersonalValue, letter.citizen_id) if letter.citizen_id else None
    return vault.for_the_record(kept) if kept else letter.subject_code or ""
