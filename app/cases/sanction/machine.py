"""失信惩戒状态机 states, events, and who may send them: workflows table, line by line."""

from datetime import datetime
from typing import Any

from statemachine import Event, State

from app.cases.sanction.requirements import (
    delisting_grounded,
    discussed,
    every_point_answered,
    from_the_catalogue,
    proposed_for_listing,
    served,
    signed_for,
    something_said,
)
from app.cases.spine.decision import (
    changed_since_approved,
    reasoned,
    the_text_that_was_approved,
    the_text_that_was_shown,
    with_a_reason,
)
from app.cases.spine.hands import staff
from app.kernel import deadlines
from app.kernel.machines import CaseMachine, by, closed_saying, fresh_eyes, not_interested
from app.kernel.people import Actor
from app.kernel.roles import Role
from app.lib.markers import N_, NC_


@closed_saying("proposer", N_("本件由您提出，后面的环节须由其他人办理"))
def not_the_proposer(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: whoever proposed the sanction decides nothing about it later."""
    return actor is not None and actor.persons.isdisjoint({model.proposed_by, model.proposed_for})


@closed_saying("hearing_runs", N_("陈述申辩期限未满，当事人也没有放弃陈述申辩"))
def hearing_over(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the term for the defence is over, or the subject has waived it."""
    if actor is None or now is None:
        return False
    due = [clock.due_on for clock in deadlines.running(model.case, "hearing")]
    over = bool(due) and all(day is not None and now.date() > day for day in due)
    return over or (actor.kind != "clock" and model.waived_on is not None)


@closed_saying("service_unproven", N_("告知书的送达回证还没有存入，不能证明已经送达"))
def service_proven(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the notice is known to have been served; without that no term has run."""
    return actor is not None and model.served_for_sure_on is not None


@closed_saying("served_online", N_("电子送达以本系统的记录为准，不用送达回证"))
def served_by_hand(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the notice went on paper, so that somebody signs for it."""
    return actor is not None and bool(model.service != "online")


@closed_saying("interested", N_("您应当回避：您是申请人一方的人员，或者已登记回避"))
def on_ones_own_side(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the subject speaks for itself; staff take it down whom nothing binds to a side."""
    if actor is None:
        return False
    return actor.kind == "applicant" or actor.persons.isdisjoint(model.interested)


def by_others(*roles: Role) -> tuple[Any, ...]:
    """Guards: these roles, in hands other than the proposer's."""
    return (*staff(*roles), not_the_proposer)


HEAD = (*by_others(Role.HEAD), fresh_eyes("review"))
LEGAL = (*by_others(Role.LEGAL), fresh_eyes("vetting"))
SIGNS = (*by_others(Role.SIGNER), fresh_eyes("approval"))
# 撤回建议: a draft by whoever writes it; what has been handed in, by the head of the section.
TAKES_BACK = (by(Role.HEAD), not_interested)


class SanctionMachine(CaseMachine):
    """从提出建议到移出名单 from the proposal to the day the entry leaves the list."""

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待初审"))
    vetting = State(N_("法规审核"))
    hearing = State(N_("陈述申辩"))
    reconsidering = State(N_("复核中"))
    deciding = State(N_("待集体讨论决定"))
    approved = State(N_("待列入公示"))
    published = State(N_("已列入"))
    delisted = State(N_("已移出"), final=True)
    dropped = State(N_("不予提出"), final=True)
    refused = State(N_("不予列入"), final=True)
    withdrawn = State(N_("已撤回"), final=True)

    propose = Event(
        draft.to(filed, cond=staff(Role.HANDLER), validators=from_the_catalogue),
        name=NC_("event", "提出建议"),
    )
    endorse = Event(filed.to(vetting, cond=HEAD), name=NC_("event", "初审同意"))
    drop = Event(
        filed.to(dropped, cond=HEAD, validators=with_a_reason), name=NC_("event", "不予提出")
    )
    give_notice = Event(
        vetting.to(hearing, cond=LEGAL, validators=served), name=NC_("event", "事先告知")
    )
    prove_service = Event(
        hearing.to(
            hearing,
            cond=[by(Role.HANDLER, Role.LEGAL), not_interested, served_by_hand],
            validators=signed_for,
        ),
        name=NC_("event", "存入送达回证"),
    )
    state_defence = Event(
        hearing.to(
            hearing,
            cond=[by(Role.APPLICANT, Role.HANDLER), on_ones_own_side],
            validators=something_said,
        ),
        name=NC_("event", "陈述申辩"),
    )
    close_hearing = Event(
        hearing.to(
            reconsidering,
            cond=[
                by(Role.LEGAL, Role.CLOCK),
                not_interested,
                not_the_proposer,
                service_proven,
                hearing_over,
            ],
        ),
        name=NC_("event", "终结陈述申辩"),
    )
    recommend = Event(
        reconsidering.to(deciding, cond=LEGAL, validators=every_point_answered),
        name=NC_("event", "提出复核意见"),
    )
    send_back = Event(
        filed.to(draft, cond=HEAD, validators=with_a_reason)
        | vetting.to(filed, cond=LEGAL, validators=with_a_reason)
        | deciding.to(reconsidering, cond=SIGNS, validators=with_a_reason),
        name=NC_("event", "退回"),
    )
    approve = Event(
        deciding.to(
            approved,
            cond=SIGNS,
            validators=[proposed_for_listing, discussed, the_text_that_was_shown],
        ),
        name=NC_("event", "决定列入"),
    )
    refuse = Event(
        deciding.to(refused, cond=SIGNS, validators=[reasoned, discussed, the_text_that_was_shown]),
        name=NC_("event", "不予列入"),
    )
    recall = Event(
        approved.to(
            deciding,
            cond=[*by_others(Role.PUBLISHER), fresh_eyes("publication"), changed_since_approved],
            validators=with_a_reason,
        ),
        name=NC_("event", "退回审批"),
    )
    publish = Event(
        approved.to(
            published,
            cond=[*by_others(Role.PUBLISHER), fresh_eyes("publication")],
            validators=the_text_that_was_approved,
        ),
        name=NC_("event", "列入公示"),
    )
    delist = Event(
        published.to(
            delisted,
            cond=[by(Role.SIGNER, Role.CLOCK), not_interested, not_the_proposer],
            validators=delisting_grounded,
        ),
        name=NC_("event", "移出名单"),
    )
    withdraw = Event(
        draft.to(withdrawn, cond=staff(Role.HANDLER))
        | withdrawn.from_(
            filed,
            vetting,
            hearing,
            reconsidering,
            deciding,
            cond=TAKES_BACK,
            validators=with_a_reason,
        ),
        name=NC_("event", "撤回建议"),
    )
