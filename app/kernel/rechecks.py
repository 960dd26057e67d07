"""复查 a drawn case looked at again by somebody who had no hand in it, and what they found."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel import events, notices, people, rights
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor, Representation
from app.kernel.roles import Role
from app.kernel.samples import Recheck
from app.kernel.separation import recused
from app.lib.markers import N_

FINDINGS = {
    "sound": N_("属实"),
    "false_papers": N_("材料虚假"),
    "other_fault": N_("其他问题"),
}


class NotTheirs(Exception):
    """Whoever had a hand in a case does not re-check it; carries the reason's code."""


def item(item_id: int, lock: bool = False) -> Recheck | None:
    """One drawn case, locked for writing when asked."""
    query = select(Recheck).where(Recheck.id == item_id).execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update(of=Recheck) if lock else query)


def why_not_check(case: Case, person_id: int | None) -> str | None:
    """Why this person may not re-check this case: a code, or None when they may."""
    if person_id is None or handled(case, person_id):
        return "handled"
    theirs = (
        select(Account.id)
        .join(Representation, Representation.account_id == Account.id)
        .where(Representation.subject_id == case.subject_id, Account.person_id == person_id)
    )
    if person_id in recused(case.subject_id) or db.session.scalar(theirs.limit(1)) is not None:
        return "interested"
    return None


def handled(case: Case, person_id: int) -> bool:
    """Whether this person had a hand in the case, or entered the record it is about."""
    if case.record is not None and person_id in case.record.enterers:
        return True
    act = aliased(Event)
    did = select(act.id).where(act.stream == case.stream, act.person_id == person_id).limit(1)
    return db.session.scalar(did) is not None


def find(
    item: Recheck, finding: str, note: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """Note what the re-check found, once and with reasons. Raises NotTheirs, RuleBroken.

    Those who may revoke are told of false papers.
    """
    people.confirm(by)
    why = why_not_check(item.case, by.person_id)
    if why:
        raise NotTheirs(why)
    if item.finding is not None:
        raise RuleBroken(N_("这一件已有复查结论，不能再改"), "finding", "found_already")
    if finding not in FINDINGS:
        raise RuleBroken(N_("请选择复查结论"), "finding", "no_finding")
    if not note.strip():
        raise RuleBroken(N_("请写明复查情况和依据"), "note", "no_note")
    entry = events.record(
        f"recheck/{item.case.ref}",
        "find",
        by,
        at,
        facts={"draw": item.draw_id, "finding": finding, "note": note},
        once=once,
    )
    item.finding, item.note, item.event_id = finding, note, entry.id
    item.checked_by, item.checked_on = by.person_id, at.date()
    if finding == "false_papers":
        _tell_approvers(item.case, entry.id, entry.at)
    db.session.flush()


def _tell_approvers(case: Case, event_id: int, at: datetime) -> None:
    for account in rights.colleagues(case.house_id, Role.APPROVER):
        words = N_("复查发现办件%(ref)s材料虚假，可以撤销修复")
        notices.tell(account.id, case, event_id, at, words, "given", ref=case.ref)


def fault_found(case: Case) -> Recheck | None:
    """The re-check that found this case's papers false."""
    return db.session.scalar(
        select(Recheck)
        .where(Recheck.case_id == case.id, Recheck.finding == "false_papers")
        .order_by(Recheck.id.desc())
        .limit(1)
    )
