"""材料与文书 received materials and issued papers: bytes with digests, numbers without gaps."""

import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel.cases import Case
from app.kernel.files import Stored
from app.kernel.series import next_in
from app.lib import digest
from app.lib.numbers import lookup_code, paper_number
from app.lib.papers import PaperContent, to_body


class Document(Base):
    """材料或文书 one received file, or one issued paper."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("direction in ('received','issued')", name="direction"),
        CheckConstraint("(direction = 'issued') = (body is not null)", name="issued_body"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    direction: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    file: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    number: Mapped[str | None] = mapped_column(String(64), unique=True)
    check_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    issued_on: Mapped[date | None]
    at: Mapped[datetime]
    withdrawn_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))

    @property
    def standing(self) -> bool:
        """Neither taken back by the applicant nor voided by the bureau."""
        return self.withdrawn_event is None


class PaperSeries(Base):
    """文号 one counter a series and year, gap-free: taken where the paper is signed."""

    __tablename__ = "paper_series"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(series: str, year: int) -> str:
    """Take the next number; if the paper is not issued after all, the transaction gives it back."""
    return paper_number(series, year, next_in(PaperSeries, series=series, year=year))


def peek_number(series: str, year: int) -> str:
    """The number the next paper would get, for the preview only."""
    last = db.session.scalar(
        select(PaperSeries.last).where(PaperSeries.series == series, PaperSeries.year == year)
    )
    return paper_number(series, year, (last or 0) + 1)


def receive(
    case: Case, event_id: int, kind: str, title: str, media_type: str, stored: Stored, at: datetime
) -> Document:
    """Take in a file the applicant handed over; its bytes lie on disk already."""
    received = Document(
        key=secrets.token_hex(16),
        case_id=case.id,
        event_id=event_id,
        direction="received",
        kind=kind,
        title=title,
        media_type=media_type,
        size=stored.size,
        digest=stored.digest,
        file=stored.name,
        at=at,
    )
    db.session.add(received)
    db.session.flush()
    return received


def issue(
    case: Case,
    event_id: int,
    kind: str,
    title: str,
    number: str | None,
    content: PaperContent,
    at: datetime,
) -> Document:
    """Freeze a paper: its content as canonical bytes, its digest, a code to check it by."""
    body = to_body(content)
    paper = Document(
        key=secrets.token_hex(16),
        case_id=case.id,
        event_id=event_id,
        direction="issued",
        kind=kind,
        title=title,
        media_type="application/json",
        size=len(body),
        digest=digest.digest_of(body),
        body=body,
        number=number,
        check_code=lookup_code(secrets.token_bytes(8)),
        issued_on=at.date(),
        at=at,
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def withdraw(document: Document, event_id: int) -> None:
    """Take a material back, or void a paper; bytes and number stay."""
    document.withdrawn_event = event_id


def of_case(case: Case) -> list[Document]:
    return list(
        db.session.scalars(
            select(Document).where(Document.case_id == case.id).order_by(Document.id)
        )
    )


def materials(case: Case, kind: str | None = None) -> list[Document]:
    """The received files that stand."""
    return [
        d
        for d in of_case(case)
        if d.direction == "received" and d.standing and (kind is None or d.kind == kind)
    ]


def papers(case: Case) -> list[Document]:
    return [d for d in of_case(case) if d.direction == "issued"]


def with_key(key: str) -> Document | None:
    return db.session.scalar(select(Document).where(Document.key == key))


def with_check_code(code: str) -> Document | None:
    """The paper this check code stands on; the public check page asks."""
    return db.session.scalar(
        select(Document).where(Document.check_code == code, Document.direction == "issued")
    )
