"""代理审批 a colleague takes one's place for some days; whoever is away hears what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.kernel import events, notices, people, rights
from app.kernel.cases import Case
from app.kernel.delegations import Delegation
from app.kernel.machines import RuleBroken, steps_of
from app.kernel.people import Account, Actor, Grant, Person, Section
from app.kernel.roles import ROLE_NAMES, Role, compatible
from app.kernel.rooms import ROOMS, Act, room_of
from app.lib.markers import N_

LONGEST = timedelta(days=92)  # 代理 is for an absence, not for a post that is vacant


@dataclass(frozen=True)
class Lent:
    """所代 what is lent: which role and where, for which kind of case and events, on which days."""

    role: Role
    section: Section
    kind: str  # empty for every kind
    events: Sequence[str]
    since: date
    until: date


def events_of(role: Role, kind: str = "") -> dict[str, str]:
    """The events that a role may take in cases of this kind, or of every kind, with their names."""
    return {
        step.event: step.name
        for name, room in ROOMS.items()
        if kind in ("", name)
        for step in steps_of(room.machine)
        if role in step.roles
    }


def can_be_lent(role: Role) -> bool:
    """Only what the tables of the workflows name: no administration, no audit."""
    return role not in (Role.APPLICANT, Role.CLOCK) and bool(events_of(role))


def give(
    absent: Account,
    deputy: Account,
    lent: Lent,
    reason: str,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> Delegation:
    """Have a colleague stand in. Raises RuleBroken with what stands in the way.

    The holder gives it; for somebody away already, the security administrator, with a reason.
    """
    people.confirm(by)
    earlier = _given_by(events.answered(by.account_id, once))
    if earlier is not None:
        return earlier
    db.session.execute(
        select(Person.id).where(Person.id == deputy.person_id).with_for_update()
    )  # as a grant: one after the other
    _may_give(absent, deputy, lent.section, reason, by)
    _is_theirs(absent, lent)
    _may_stand_in(absent, deputy, lent.role, at.date())
    _fits(lent, at.date())
    return _given(absent, deputy, lent, reason, by, at, once)


def _given_by(entry: events.Event | None) -> Delegation | None:
    if entry is None:
        return None
    return db.session.scalar(select(Delegation).where(Delegation.given_event == entry.id))


def _may_give(absent: Account, deputy: Account, section: Section, reason: str, by: Actor) -> None:
    if by.account_id == absent.id:
        return
    if by.kind != "staff" or not by.holds(Role.SECURITY_ADMIN, section.id):
        raise RuleBroken(
            N_("代理由本人设定；本人已经不在岗的，由安全管理员设定"), None, "not_yours"
        )
    if deputy.person_id == by.person_id:
        raise RuleBroken(N_("任何人不能给自己授权，请由另一位管理员办理"), "deputy", "oneself")
    if not reason:
        raise RuleBroken(N_("请写明理由"), "reason", "no_reason")


def _is_theirs(absent: Account, lent: Lent) -> None:
    """No chains: only what one holds oneself is lent, never what one holds for another."""
    held = select(Grant.id).where(
        Grant.account_id == absent.id,
        Grant.role == lent.role,
        Grant.section_id == lent.section.id,
        Grant.until.is_(None),
    )
    if not absent.active or db.session.scalar(held) is None:
        raise RuleBroken(
            N_("只能交由他人代理本人自己的岗位，代理来的岗位不能再转"), "post", "not_held"
        )
    if not can_be_lent(lent.role):
        raise RuleBroken(N_("这个岗位不能由他人代理"), "post", "not_lent")


def _may_stand_in(absent: Account, deputy: Account, role: Role, today: date) -> None:
    if not deputy.active or deputy.kind != "staff":
        raise RuleBroken(N_("代理人须是在岗的工作人员"), "deputy", "not_staff")
    if deputy.person_id == absent.person_id:
        raise RuleBroken(N_("代理人须是另一个人，同一人的另一个账号不算"), "deputy", "same_person")
    ours, theirs = absent.section, deputy.section
    if ours is None or theirs is None or ours.house_id != theirs.house_id:
        raise RuleBroken(N_("代理人须是本单位的工作人员"), "deputy", "other_house")
    held = rights.roles_of_person(deputy.person_id) | rights.lent_to(deputy.person_id, today)
    if not compatible(held | {role}):
        raise RuleBroken(
            N_("系统管理、安全管理、督查三权分立：同一人不能兼任，也不能兼办业务"),
            "deputy",
            "incompatible",
        )


def _fits(lent: Lent, today: date) -> None:
    """The days lie ahead and are not too many; the events are the role's own."""
    if lent.since < today:
        raise RuleBroken(N_("代理从今天或以后开始"), "since", "past")
    if lent.until < lent.since:
        raise RuleBroken(N_("结束日期不能早于开始日期"), "until", "ends_before")
    if lent.until - lent.since >= LONGEST:
        raise RuleBroken(
            N_("代理一次最长%(days)s天，更久的请另行授权"), "until", "too_long", days=LONGEST.days
        )
    if not lent.events or not set(lent.events) <= events_of(lent.role, lent.kind).keys():
        raise RuleBroken(N_("请在这个岗位能办的环节中选择"), "events", "other_events")


def _given(
    absent: Account,
    deputy: Account,
    lent: Lent,
    reason: str,
    by: Actor,
    at: datetime,
    once: str | None,
) -> Delegation:
    what = {
        "role": str(lent.role),
        "kind": lent.kind,
        "events": sorted(set(lent.events)),
        "reason": reason,
    }
    days = {"since": lent.since.isoformat(), "until": lent.until.isoformat()}
    facts = what | days | {"absent": absent.id, "section": lent.section.key}
    entry = rights.rights_changed(deputy, "delegate", by, at, once=once, **facts)
    given = Delegation(
        **what,
        account_id=absent.id,
        person_id=absent.person_id,
        deputy_id=deputy.id,
        deputy_person_id=deputy.person_id,
        section_id=lent.section.id,
        since=lent.since,
        until=lent.until,
        given_by=by.person_id,
        given_event=entry.id,
    )
    db.session.add(given)
    db.session.flush()
    _tell_both(given, entry, N_("%(since)s至%(until)s，%(deputy)s代%(absent)s办理：%(role)s"))
    return given


def revoke(
    given: Delegation, reason: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """收回: at once, by whoever is away, by the deputy, or by the security administrator."""
    people.confirm(by)
    if events.answered(by.account_id, once) is not None:
        return
    theirs = by.account_id in (given.account_id, given.deputy_id)
    if not theirs and not by.holds(Role.SECURITY_ADMIN, given.section_id):
        raise RuleBroken(N_("代理由本人、代理人或者安全管理员收回"), None, "not_yours")
    if given.revoked_at is not None or given.until < at.date():
        raise RuleBroken(N_("这项代理已经结束"), None, "ended")
    entry = rights.end_delegation(given, by, at, reason, once)
    _tell_both(given, entry, N_("%(deputy)s不再代%(absent)s办理：%(role)s"))


def find(delegation_id: int, lock: bool = False) -> Delegation | None:
    """The delegation with this number, locked for writing when asked."""
    query = select(Delegation).where(Delegation.id == delegation_id)
    query = query.execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update() if lock else query)


def _tell_both(given: Delegation, entry: events.Event, words: str) -> None:
    names = {
        "deputy": db.session.get_one(Person, given.deputy_person_id).name,
        "absent": db.session.get_one(Person, given.person_id).name,
        "role": ROLE_NAMES[Role(given.role)],
        "since": given.since.isoformat(),
        "until": given.until.isoformat(),
    }
    for account_id in (given.account_id, given.deputy_id):
        notices.tell(account_id, None, entry.id, entry.at, words, **names)


def standing_in(case: Case, today: date) -> list[tuple[str, str, date]]:
    """Who stands in where this case waits: the deputy, for whom, and until which day."""
    absent, deputy = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(deputy.name, absent.name, Delegation.until)
        .join(deputy, deputy.id == Delegation.deputy_person_id)
        .join(absent, absent.id == Delegation.person_id)
        .where(Delegation.revoked_at.is_(None), Delegation.role == case.turn)
        .where(Delegation.since <= today, Delegation.until >= today)
        .where(Delegation.section_id.in_({case.section_id, case.house_id}))
        .where(Delegation.kind.in_(("", case.kind)))
        .order_by(Delegation.id)
    )
    return [(one, other, until) for one, other, until in rows]


def tell_the_absent(act: Act) -> None:
    """Whoever is away hears of every step that was taken in their name."""
    mandate = act.actor.stands_for
    if mandate is None:
        return
    notices.tell_person(
        mandate.person_id,
        act.case,
        act.event.id,
        act.event.at,
        N_("%(name)s代您办理了%(ref)s的“%(event)s”"),
        name=act.actor.name,
        ref=act.case.ref,
        event=room_of(act.case).events[act.event.name],
    )
