"""交接 what somebody has in hand goes to a colleague: looked at first, then moved at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app.extensions import db
from app.kernel import absences, claims, events, people, rights, workflow
from app.kernel.cases import Case
from app.kernel.choices import steps_by_event, whose_hand
from app.kernel.claims import Claim
from app.kernel.delegations import Delegation
from app.kernel.events import Event
from app.kernel.machines import Reason, RuleBroken
from app.kernel.people import Account, Actor
from app.kernel.roles import Role
from app.kernel.rooms import room_of
from app.kernel.separation import recused
from app.kernel.standing import Standing
from app.kernel.tx import transaction
from app.lib.markers import N_

MOST = 500  # cases in one hand-over; whoever holds more hands over twice


@dataclass(frozen=True)
class Item:
    """一项 one case in hand, claimed or begun at the desk, and why it cannot go, if it cannot."""

    case: Case
    is_draft: bool
    why_not: Reason | None


@dataclass(frozen=True)
class Plan:
    """交接清单 what would move and what would not; what ends with the leaver in any case."""

    items: Sequence[Item]
    ends: Sequence[Delegation]

    def as_told(self) -> dict[str, Any]:
        """The report, as the trail keeps it."""
        kept = [(item.case.ref, item.why_not) for item in self.staying]
        return {
            "moved": [item.case.ref for item in self.moving],
            "kept": [[ref, why.says, dict(why.params)] for ref, why in kept if why],
            "ended": [lent.id for lent in self.ends],
        }

    @property
    def moving(self) -> list[Item]:
        return [item for item in self.items if item.why_not is None]

    @property
    def staying(self) -> list[Item]:
        return [item for item in self.items if item.why_not is not None]


def may_hand_over(leaver: Account, by: Actor) -> bool:
    """The head of the section, or whoever keeps its accounts; nobody for themselves."""
    if leaver.kind != "staff" or leaver.section_id is None or leaver.person_id == by.person_id:
        return False
    return any(by.holds(role, leaver.section_id) for role in (Role.HEAD, Role.SYSTEM_ADMIN))


def plan(leaver: Account, to: Account, now: datetime, lock: bool = False) -> Plan:
    """试算: what a hand-over would do, line by line; nothing is written."""
    successor = people.actor_of(to, now.date())
    mine = or_(_held_by(leaver, now), _draft_of(leaver))
    items = [_judged(case, successor, now) for case in _cases(mine, lock)]
    return Plan(items, _ending(leaver, now))


def hand_over(
    leaver: Account,
    to: Account,
    reason: str,
    by: Actor,
    now: datetime,
    once: str | None = None,
) -> Event:
    """移交 everything that can go, in one transaction, with an event on each case.

    Raises RuleBroken with what stands in the way. The act that comes back is the report: what
    went, what stays and why, which delegations ended.
    """
    with transaction():
        people.confirm(by)
        if answered := events.answered(by.account_id, once):
            return answered
        if not may_hand_over(leaver, by):
            raise RuleBroken(N_("交接由科室负责人或者系统管理员办理"), None, "not_yours")
        _may_take_over(leaver, to)
        found = plan(leaver, to, now, lock=True)
        facts = found.as_told() | {"to": to.id, "reason": reason}
        name = "hand_over"
        entry = events.record(f"account/{leaver.id}", name, by, now, facts=facts, once=once)
        for item in found.moving:
            _move(item, name, leaver, to, reason, by, now)
        for lent in found.ends:
            rights.end_delegation(lent, by, now, reason)
    return entry


def plan_of_absent(
    away: Account, to: Account, by: Actor, now: datetime, lock: bool = False
) -> Plan:
    """试算: which claims of somebody away, in the sections one leads, would go to a colleague."""
    successor = people.actor_of(to, now.date())
    mine = _held_by(away, now) & Case.section_id.in_(by.sections_with(Role.HEAD))
    return Plan([_judged(case, successor, now) for case in _cases(mine, lock)], ())


def reassign_all(
    away: Account, to: Account, reason: str, by: Actor, now: datetime, once: str | None = None
) -> Event:
    """改派 in one go what a colleague who is away has claimed. Raises RuleBroken."""
    with transaction():
        people.confirm(by)
        if answered := events.answered(by.account_id, once):
            return answered
        if not absences.away([away.id], now.date()):
            raise RuleBroken(N_("这位同事今天在岗，请逐件改派"), None, "not_away")
        _may_take_over(away, to)
        found = plan_of_absent(away, to, by, now, lock=True)
        facts = found.as_told() | {"to": to.id, "reason": reason}
        name = "reassign_all"
        entry = events.record(f"account/{away.id}", name, by, now, facts=facts, once=once)
        for item in found.moving:
            _move(item, "reassign", away, to, reason, by, now)
    return entry


def _may_take_over(leaver: Account, to: Account) -> None:
    if not to.active or to.kind != "staff" or to.person_id == leaver.person_id:
        raise RuleBroken(N_("请选择另一位在岗的工作人员"), "to", "not_staff")
    ours, theirs = leaver.section, to.section
    if ours is None or theirs is None or ours.house_id != theirs.house_id:
        raise RuleBroken(N_("只能移交给本单位的工作人员"), "to", "other_house")


def _held_by(account: Account, now: datetime) -> ColumnElement[bool]:
    held = select(Claim.case_id).where(Claim.account_id == account.id, Claim.until > now)
    return Case.id.in_(held)


def _draft_of(account: Account) -> ColumnElement[bool]:
    return (Case.opened_by == account.id) & (Case.state == "draft")


def _cases(which: ColumnElement[bool], lock: bool) -> Sequence[Case]:
    """In the order of their numbers, so that two who move cases never wait for each other."""
    query: Select[Case] = select(Case).where(which).order_by(Case.id).limit(MOST)
    query = query.execution_options(populate_existing=True)
    return db.session.scalars(query.with_for_update(of=Case) if lock else query).all()


def _judged(case: Case, successor: Actor, now: datetime) -> Item:
    if case.state == "draft":
        return Item(case, True, _why_not_open(case, successor))
    return Item(case, False, _why_not_take(case, successor, now))


def _why_not_open(case: Case, successor: Actor) -> Reason | None:
    """A draft goes on in the hands of whoever could have begun it."""
    if not any(successor.holds(role, case.section_id) for role in room_of(case).opened_by):
        return Reason("role", N_("接手人在该科室没有登记这类办件的岗位"))
    if successor.person_id in recused(case.subject_id):
        return Reason("recused", N_("接手人对该主体已经回避"))
    return None


def _why_not_take(case: Case, successor: Actor, now: datetime) -> Reason | None:
    """Why the step that the case waits for would be closed to the successor with the case free."""
    if not case.turn or not successor.holds(Role(case.turn), case.section_id):
        return Reason("role", N_("接手人没有本件现在所需的岗位"))
    room, standing = room_of(case), Standing(case, now)
    standing.holder = None
    closed = [
        whose_hand(room, steps, standing, successor, now)[1]
        for event, steps in steps_by_event(room).items()
        if event in room.primary and any(step.source == case.state for step in steps)
    ]
    return None if not closed or None in closed else closed[0]


def _ending(leaver: Account, now: datetime) -> list[Delegation]:
    """What the leaver lent and what was lent to them: it ends, and is never passed on."""
    query = select(Delegation).where(
        or_(Delegation.account_id == leaver.id, Delegation.deputy_id == leaver.id),
        Delegation.revoked_at.is_(None),
        Delegation.until >= now.date(),
    )
    return list(db.session.scalars(query.order_by(Delegation.id)))


def _move(
    item: Item, name: str, owner: Account, to: Account, reason: str, by: Actor, now: datetime
) -> None:
    facts = {"from": owner.id, "to": to.id, "reason": reason}
    workflow.note(item.case, name, by, now, facts)
    if item.is_draft:
        item.case.opened_by = to.id
    else:
        claims.hold(item.case, to.id, to.person_id, now)
