"""预演 an act carried out in full and undone: what it would issue, tell, publish and start.

Nothing is guessed: the same step is taken under the same lock by the same code, everything it
wrote is read, and then all of it is rolled back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.kernel import cases
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.documents import Document
from app.kernel.machines import RuleBroken
from app.kernel.notices import Notice
from app.kernel.outbox import Receipt
from app.kernel.people import Account, Actor, Person
from app.kernel.public_entries import PublicEntry
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, Stale, advance
from app.lib.papers import PaperContent, from_body


@dataclass(frozen=True)
class Draft:
    """拟发文书 a paper as it would go out, with the number it would take."""

    title: str
    number: str
    content: PaperContent


@dataclass(frozen=True)
class Foreseen:
    """预见 what an act would bring about."""

    state: str
    turn: str
    due_on: date | None
    papers: tuple[Draft, ...]
    told: tuple[str, ...]
    clocks: tuple[tuple[str, date], ...]
    down: tuple[Mapping[str, Any], ...]
    up: tuple[Mapping[str, Any], ...]
    receipts: tuple[tuple[str, str, date | None], ...]


class _Undone(Exception):
    """Carries what was seen out of the transaction that it ends."""

    def __init__(self, seen: Foreseen) -> None:
        self.seen = seen
        super().__init__()


def rehearse(
    ref: str, event: str, actor: Actor, now: datetime, facts: Mapping[str, Any]
) -> Foreseen | RuleBroken | None:
    """What this act would do; the rule that still refuses it; or nothing, if it cannot be tried.

    Objects read before are expired by it: read the case again afterwards.
    """
    try:
        with transaction():
            case = cases.find(actor, ref, lock=True)
            if case is None:
                return None
            raise _Undone(_look(case, advance(case, event, actor, now, facts).id))
    except _Undone as undone:
        return undone.seen
    except RuleBroken as why:
        return why
    except (Closed, Stale, OperationalError):
        return None


def _look(case: Case, event_id: int) -> Foreseen:
    """Everything that names the act as its cause."""
    db.session.flush()
    issued = select(Document).where(Document.event_id == event_id, Document.direction == "issued")
    told = (
        select(Person.name)
        .join(Account, Account.person_id == Person.id)
        .join(Notice, Notice.account_id == Account.id)
        .where(Notice.event_id == event_id)
    )
    started = select(Deadline.kind, Deadline.due_on).where(
        Deadline.started_event == event_id, Deadline.due_on.is_not(None)
    )
    expected = select(Receipt.effect, Receipt.recipient, Receipt.due_on)
    return Foreseen(
        state=case.state,
        turn=case.turn,
        due_on=case.due_on,
        papers=tuple(_draft(d) for d in db.session.scalars(issued.order_by(Document.id))),
        told=tuple(dict.fromkeys(db.session.scalars(told.order_by(Notice.id)))),
        clocks=tuple((kind, due) for kind, due in db.session.execute(started) if due),
        down=_faces(PublicEntry.withdrawn_event == event_id),
        up=_faces(PublicEntry.published_event == event_id),
        receipts=tuple(
            (effect, recipient, due)
            for effect, recipient, due in db.session.execute(
                expected.where(Receipt.event_id == event_id).order_by(Receipt.id)
            )
        ),
    )


def _draft(paper: Document) -> Draft:
    return Draft(paper.title, paper.number or "", from_body(paper.body or b""))


def _faces(condition: ColumnElement[bool]) -> tuple[Mapping[str, Any], ...]:
    """The public faces this act would take down or put up, as the public reads them."""
    entries = db.session.scalars(select(PublicEntry).where(condition))
    return tuple(
        {
            "subject": entry.subject_name,
            "doc_no": entry.doc_no,
            "title": entry.title,
            "authority": entry.authority,
            "decided_on": entry.decided_on,
            "until_on": entry.until_on,
            "slug": entry.slug,
        }
        for entry in entries
    )
