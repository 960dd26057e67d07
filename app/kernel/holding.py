"""领办 taking a waiting case up, letting it go, giving it to a colleague: acts of their own."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from app.extensions import db
from app.kernel import cases, claims, workflow
from app.kernel.cases import Case, visible_to
from app.kernel.claims import Claim
from app.kernel.machines import Reason
from app.kernel.people import Account, Actor, Role
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


def waits_for(actor: Actor) -> list[ColumnElement[bool]]:
    """The conditions, one a role, under which a case waits for somebody like this actor."""
    return [
        (Case.turn == role) & Case.section_id.in_(sections)
        for role in ROLES_THAT_HOLD
        if (sections := actor.sections_with(role))
    ]


def take_up(case: Case, actor: Actor, now: datetime, once: str | None = None) -> None:
    """认领: only a case that waits for one's own role, and that nobody holds. Raises NotYours."""
    with transaction():
        if not case.turn or not _role_is_theirs(case, actor):
            raise NotYours(Reason("role", N_("本件现在不由您的岗位办理")))
        held = claims.standing(case, now)
        if held is not None and held.account_id != actor.account_id:
            raise NotYours(Reason("held", N_("本件已由他人认领，请其释放或由科室负责人改派")))
        workflow.note(case, "claim", actor, now, once=once)
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
        facts = {"to": to.id, "reason": reason}
        workflow.note(case, "reassign", actor, now, facts, once=once)
        claims.hold(case, to.id, to.person_id, now)


def recuse(
    case: Case, who: Account, actor: Actor, now: datetime, reason: str, once: str | None = None
) -> None:
    """回避: one keeps out oneself, or the head of the section has a colleague keep out."""
    with transaction():
        mine = who.person_id == actor.person_id
        if not mine and not actor.holds(Role.HEAD, case.section_id):
            raise NotYours(Reason("role", N_("只能为自己申请回避；他人回避由科室负责人决定")))
        if who.person_id in cases.recused(case.subject_id):
            return
        facts = {"person": who.person_id, "reason": reason}
        entry = workflow.note(case, "recuse", actor, now, facts, once=once)
        cases.recuse(case, who.person_id, entry.id)
        held = claims.standing(case, now)
        if held is not None and held.person_id == who.person_id:
            claims.let_go(case)


def next_for(actor: Actor, now: datetime) -> Case | None:
    """下一件: of what waits for the actor unheld, the case with the least legal time left."""
    waits = waits_for(actor)
    if not waits:
        return None
    held = select(Claim.case_id).where(Claim.until > now)
    mine: Select[Case] = visible_to(actor).where(or_(*waits), Case.id.not_in(held))
    return db.session.scalar(mine.order_by(Case.due_on.is_(None), Case.due_on, Case.id).limit(1))


def _role_is_theirs(case: Case, actor: Actor) -> bool:
    return actor.kind == "staff" and actor.holds(Role(case.turn), case.section_id)


def _account(actor: Actor) -> int:
    if actor.account_id is None:
        raise ValueError("the clock holds no case")
    return actor.account_id


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise ValueError("the clock holds no case")
    return actor.person_id
