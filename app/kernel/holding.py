"""领办 taking a waiting case up, letting it go, giving it to a colleague: acts of their own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, exists, select

from app.extensions import db
from app.kernel import choices, claims, notices, separation, workflow
from app.kernel.cases import Case, visible_to
from app.kernel.claims import Claim
from app.kernel.machines import Reason, steps_of
from app.kernel.people import Account, Actor, Mandate
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, room_of, states_waiting_for
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours
from app.lib.markers import N_

ROLES_THAT_HOLD = (
    Role.HANDLER,
    Role.HEAD,
    Role.LEGAL,
    Role.APPROVER,
    Role.SIGNER,
    Role.PUBLISHER,
)
NEXT_OF = 50  # how far down the line the next case is looked for


@dataclass(frozen=True)
class Place:
    """办件所在 a whole bureau, or one section of it: one stretch of an index of cases."""

    id: int
    is_bureau: bool
    kind: str = ""  # of case, where a mandate is for one kind
    states: frozenset[str] = frozenset()  # those a mandate's events leave; empty for every state

    @property
    def where(self) -> ColumnElement[bool]:
        here = (Case.house_id if self.is_bureau else Case.section_id) == self.id
        return here & (Case.kind == self.kind) if self.kind else here


def places(actor: Actor, *roles: Role) -> list[Place]:
    """Where these roles are held: whole bureaux, then single sections outside them.

    Together they never name a case twice.
    """
    houses, held = dict(actor.houses), {at for role, at in actor.roles if role in roles}
    bureaux = sorted(at for at in held if houses.get(at) == at)
    sections = sorted(at for at in held if houses.get(at, at) not in bureaux)
    return [*(Place(at, True) for at in bureaux), *(Place(at, False) for at in sections)]


def waits_for(actor: Actor) -> list[tuple[Role, Place]]:
    """The roles in which cases may wait for this actor, each with where; then what is lent."""
    own = [(role, place) for role in ROLES_THAT_HOLD for place in places(actor, role)]
    return own + [(mandate.role, lent_place(actor, mandate)) for mandate in actor.mandates]


def lent_place(actor: Actor, mandate: Mandate) -> Place:
    """Where a mandate reaches, and in which states its events can be taken."""
    is_bureau = dict(actor.houses).get(mandate.section_id) == mandate.section_id
    states = {
        step.source
        for kind, room in ROOMS.items()
        if mandate.kind in ("", kind)
        for step in steps_of(room.machine)
        if step.event in mandate.events and mandate.role in step.roles
    }
    return Place(mandate.section_id, is_bureau, mandate.kind, frozenset(states))


def states_of(turn: str, place: Place) -> tuple[str, ...]:
    """The states in which a case waits for this role in this place."""
    states = states_waiting_for(turn)
    return tuple(s for s in states if s in place.states) if place.states else states


def waiting(turn: str, state: str, place: Place) -> tuple[ColumnElement[bool], ...]:
    """The conditions of one stretch of the index of cases, which lies in order of the due day."""
    return (place.where, Case.turn == turn, Case.state == state)


def take_up(case: Case, actor: Actor, now: datetime, once: str | None = None) -> None:
    """认领: only a case that waits for one's own role, and that nobody holds. Raises NotYours."""
    with transaction():
        hand = _hand_that_holds(case, actor, now)
        if hand is None:
            raise NotYours(Reason("role", N_("本件现在不由您的岗位办理")))
        held = claims.standing(case, now)
        theirs = {actor.account_id, *(mandate.account_id for mandate in actor.mandates)}
        if held is not None and held.account_id not in theirs:
            raise NotYours(Reason("held", N_("本件已由他人认领，请其释放或由科室负责人改派")))
        if why := _nothing_to_do(case, actor, now):
            raise NotYours(why)
        workflow.note(case, "claim", hand, now, once=once)
        claims.hold(case, _account(actor), _person(actor), now)


def release(case: Case, actor: Actor, now: datetime, once: str | None = None) -> None:
    """释放: one's own claim, or anybody's by the head of the section."""
    with transaction():
        held = claims.standing(case, now)
        if held is None:
            return
        if held.account_id != actor.account_id and not actor.holds(Role.HEAD, case.section_id):
            raise NotYours(Reason("held", N_("本件由他人认领，只有本人或科室负责人可以释放")))
        workflow.note(case, "release", actor, now, once=once)
        claims.let_go(case)


def reassign(
    case: Case, to: Account, actor: Actor, now: datetime, reason: str, once: str | None = None
) -> None:
    """改派: the head gives the case to a colleague of the section, with a reason."""
    with transaction():
        if not actor.holds(Role.HEAD, case.section_id):
            raise NotYours(Reason("role", N_("改派由科室负责人办理")))
        if case.turn not in _roles_of(to, case.section_id):
            raise NotYours(Reason("turn", N_("本件现在不由这位同事的岗位办理，不能改派")))
        if to.person_id in separation.recused(case.subject_id):
            raise NotYours(Reason("recused", N_("这位同事对该主体已经回避，请改派他人")))
        facts = {"to": to.id, "reason": reason}
        entry = workflow.note(case, "reassign", actor, now, facts, once=once)
        claims.hold(case, to.id, to.person_id, now)
        if to.id != actor.account_id:
            says = N_("办件%(ref)s已改派给您办理")
            notices.tell(to.id, case, entry.id, entry.at, says, "given", ref=case.ref)


def recuse(
    case: Case, who: Account, actor: Actor, now: datetime, reason: str, once: str | None = None
) -> None:
    """回避: one keeps out oneself, or the head of the section has a colleague keep out."""
    with transaction():
        mine = who.person_id == actor.person_id
        if not mine and not actor.holds(Role.HEAD, case.section_id):
            raise NotYours(Reason("role", N_("只能为自己申请回避；他人回避由科室负责人决定")))
        if who.person_id in separation.recused(case.subject_id):
            return
        facts = {"person": who.person_id, "reason": reason}
        entry = workflow.note(case, "recuse", actor, now, facts, once=once)
        separation.recuse(case, who.person_id, entry.id)
        held = claims.standing(case, now)
        if held is not None and held.person_id == who.person_id:
            claims.let_go(case)


def next_for(actor: Actor, now: datetime) -> Case | None:
    """下一件: of what waits unheld and is open to the actor, the case with the least time left.

    It comes locked; one that somebody else is just taking is passed over.
    """
    for case_id in _in_line(actor, now):
        query: Select[Case] = visible_to(actor).where(Case.id == case_id)
        query = query.execution_options(populate_existing=True)
        case = db.session.scalar(query.with_for_update(of=Case, skip_locked=True))
        if case is not None and not _nothing_to_do(case, actor, now):
            return case
    return None


def _in_line(actor: Actor, now: datetime) -> list[int]:
    """What waits for the actor and nobody holds, least time left first."""
    held = exists().where(Claim.case_id == Case.id, Claim.until > now)
    heads: list[Row[tuple[int, date | None]]] = []
    for role, place in waits_for(actor):
        for state in states_of(role, place):
            line = select(Case.id, Case.due_on).where(*waiting(role, state, place), ~held)
            line = line.order_by(Case.due_on.asc().nulls_last(), Case.id)
            heads += db.session.execute(line.limit(NEXT_OF))
    heads.sort(key=lambda head: (head.due_on or date.max, head.id))
    return list(dict.fromkeys(head.id for head in heads))[:NEXT_OF]


def _nothing_to_do(case: Case, actor: Actor, now: datetime) -> Reason | None:
    """Why the step the case waits for is closed to the actor: holding it would only block it."""
    here = [c for c in choices.choices(case, actor, now) if c.primary]
    closed = [c.reason for c in here if c.reason is not None and c.reason.code != "state"]
    return closed[0] if closed and not any(c.open for c in here) else None


def _hand_that_holds(case: Case, actor: Actor, now: datetime) -> Actor | None:
    """The hand, one's own or 代, in whose role the case waits; none when it waits for another."""
    if actor.kind != "staff" or not case.turn:
        return None
    steps = [s for s in steps_of(room_of(case).machine) if s.source == case.state]
    hands = (hand for step in steps for hand in actor.hands(case.kind, step.event, now.date()))
    return next((hand for hand in hands if hand.holds(Role(case.turn), case.section_id)), None)


def _roles_of(account: Account, section_id: int) -> set[str]:
    """The roles this account holds in the section itself, if it may act at all."""
    standing = [g for g in account.grants if g.until is None and g.section_id == section_id]
    return {grant.role for grant in standing} if account.active else set()


def _account(actor: Actor) -> int:
    if actor.account_id is None:
        raise ValueError("the clock holds no case")
    return actor.account_id


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise ValueError("the clock holds no case")
    return actor.person_id
