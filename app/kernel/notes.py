"""批注 words of staff to each other beside a case: no step of it, never shown outside the house.

The words are facts of an act in the case's story, so they cannot be changed. A writer may take a
note back on the day it was written: nobody is shown the words then, and a tombstone stays.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, Id, db
from app.kernel import cases, events, findable, notices, workflow
from app.kernel.cases import READS_THE_BUREAU, READS_THE_SECTION, Case
from app.kernel.events import Event, EventFacts
from app.kernel.holding import ROLES_THAT_HOLD
from app.kernel.indexed import Whole
from app.kernel.machines import Reason, RuleBroken
from app.kernel.people import Account, Actor, Grant, Person, Section
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours
from app.lib.markers import N_

NOTE, WITHDRAWN = "note", "withdraw_note"
_NAMED = re.compile(r"(?<![0-9A-Za-z._-])[@＠](\w[\w·]{0,39})")
_QUOTED = 6  # characters of a name nobody has, in the sentence about it


class CaseNote(Base):
    """批注 where a note stands and whether it was taken back; its words are facts of its act."""

    __tablename__ = "case_note"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), unique=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    at: Mapped[datetime]
    withdrawn_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))


@dataclass(frozen=True)
class Reader:
    """看得到本件的同事 a person of the staff who may see a case, by whatever accounts."""

    person_id: int
    name: str
    section: str
    accounts: tuple[int, ...]


def may_write(case: Case, actor: Actor) -> bool:
    """Whoever works on cases and may see this one; auditors read, and write nothing."""
    works = actor.kind == "staff" and bool(actor.sections_with(*ROLES_THAT_HOLD))
    return works and cases.find(actor, case.ref) is not None


def write(
    case: Case,
    words: str,
    to: Sequence[int],
    actor: Actor,
    now: datetime,
    once: str | None = None,
) -> Event:
    """Write a note, and tell whom it mentions. Raises NotYours, RuleBroken.

    `to` are persons chosen from the list, beside those whom the words name.
    """
    with transaction():
        if not may_write(case, actor):
            raise NotYours(Reason("role", N_("批注由看得到本件的办案人员填写")))
        known = readers(case)
        told = _mentioned(words, to, known)
        facts = {"note": words, "mentioned": [reader.person_id for reader in told]}
        entry = workflow.note(case, NOTE, actor, now, facts, once=once)
        if _note_of(entry.id) is None:
            _keep(case, entry, told, actor)
            findable.file(findable.NOTES, [(entry.id, (words,))])
    return entry


def _keep(case: Case, entry: Event, told: Iterable[Reader], actor: Actor) -> None:
    db.session.add(
        CaseNote(case_id=case.id, event_id=entry.id, account_id=entry.account_id, at=entry.at)
    )
    says = N_("办件%(ref)s的批注提到了您")
    for account_id in sorted(
        {a for r in told if r.person_id != actor.person_id for a in r.accounts}
    ):
        notices.tell(account_id, case, entry.id, entry.at, says, "mention", ref=case.ref)
    db.session.flush()


def _note_of(event_id: int) -> CaseNote | None:
    return db.session.scalar(select(CaseNote).where(CaseNote.event_id == event_id))


def withdraw(
    case: Case, event_id: int, actor: Actor, now: datetime, once: str | None = None
) -> None:
    """撤下: its writer alone, on the day it was written. Raises NotYours, RuleBroken."""
    with transaction():
        note = _note_of(event_id)
        if note is None or note.case_id != case.id or note.account_id != actor.account_id:
            raise NotYours(Reason("not_yours", N_("批注只能由写的人自己撤下")))
        if note.withdrawn_event is not None:
            return
        if note.at.date() != now.date():
            raise RuleBroken(N_("批注只能在写下的当天撤下"), code="too_late")
        facts = {"withdrawn_note": event_id}
        findable.forget(findable.NOTES, event_id, (events.facts_of([event_id])[event_id]["note"],))
        note.withdrawn_event = workflow.note(case, WITHDRAWN, actor, now, facts, once=once).id
        db.session.flush()


# What the index of notes should hold: those not taken back, by their words.
FOUND: Whole = (
    select(CaseNote.event_id, EventFacts.body)
    .join(EventFacts, EventFacts.event_id == CaseNote.event_id)
    .where(CaseNote.withdrawn_event.is_(None))
    .order_by(CaseNote.event_id),
    lambda row: (row.body["note"],),
)


# ---------------------------------------------------------------- whom one may mention


def readers(case: Case) -> list[Reader]:
    """Every person of the staff who may see the case, by name: the other side of `visible_to`."""
    here = {case.section_id, case.house_id}
    reach = Grant.section_id.in_(here) & Grant.role.in_(READS_THE_BUREAU + READS_THE_SECTION)
    if case.handed_on_by is not None:
        house = db.session.get_one(Section, case.handed_on_by).house_id
        earlier = Grant.section_id.in_({case.handed_on_by, house})
        reach |= earlier & Grant.role.in_(READS_THE_SECTION)
    query = (
        select(Person.id, Person.name, Section.name, Account.id)
        .join(Account, Account.person_id == Person.id)
        .join(Grant, Grant.account_id == Account.id)
        .outerjoin(Section, Section.id == Account.section_id)
        .where(reach, Grant.until.is_(None), Account.active, Account.kind == "staff")
        .distinct()
        .order_by(Person.name, Person.id, Account.id)
    )
    if case.state == "draft":
        query = query.where(Account.id == case.opened_by)
    found: dict[int, Reader] = {}
    for person_id, name, section, account_id in db.session.execute(query):
        earlier_ones = found[person_id].accounts if person_id in found else ()
        found[person_id] = Reader(person_id, name, section or "", (*earlier_ones, account_id))
    return list(found.values())


def _mentioned(words: str, chosen: Sequence[int], known: Sequence[Reader]) -> list[Reader]:
    """Whom the words name, and whom the list chose. Raises RuleBroken about anybody else."""
    by_person = {reader.person_id: reader for reader in known}
    if not set(chosen) <= by_person.keys():
        raise RuleBroken(N_("选中的同事看不到本件，请另选"), "to", "cannot_see")
    told = dict.fromkeys(by_person[person_id] for person_id in chosen)
    names = _by_name(known)
    for found in _NAMED.finditer(words):
        told |= dict.fromkeys([_named(found[1], names, set(chosen))])
    return list(told)


def _by_name(known: Sequence[Reader]) -> dict[str, list[Reader]]:
    names: dict[str, list[Reader]] = {}
    for reader in known:
        names.setdefault(reader.name, []).append(reader)
    return names


def _named(said: str, names: Mapping[str, Sequence[Reader]], chosen: set[int]) -> Reader:
    """The one whose name stands behind the sign; the longest name that fits."""
    name = max((name for name in names if said.startswith(name)), key=len, default="")
    if not name:
        raise RuleBroken(
            N_("看得到本件的同事里没有“%(name)s”。请从名单里选，或者去掉前面的“@”"),
            "words",
            "cannot_see",
            name=said[:_QUOTED],
        )
    those = names[name]
    meant = those if len(those) == 1 else [one for one in those if one.person_id in chosen]
    if len(meant) != 1:
        says = N_("叫“%(name)s”的同事不止一位，请在名单里选定")
        raise RuleBroken(says, "to", "two_of_a_name", name=name)
    return meant[0]


def offered(case: Case, words: str, actor: Actor, most: int) -> list[Reader]:
    """Colleagues whose names go on from what stands behind the last sign; none without it."""
    _, sign, begun = words.replace("＠", "@").rpartition("@")
    if not sign or len(begun) > most * 5 or any(c.isspace() for c in begun):
        return []
    fits = (r for r in readers(case) if r.name.startswith(begun) and r.name != begun)
    return [r for r in fits if r.person_id != actor.person_id][:most]
