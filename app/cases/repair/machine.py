"""信用修复状态机 states, events, and who may send them: workflows table, line by line."""

from statemachine import Event, State

from app.cases.repair import rules
from app.cases.repair.requirements import (
    every_condition_found,
    every_condition_met,
    false_papers_found,
    period_over,
    period_reached,
    proven,
    signed,
)
from app.cases.spine.clocks import once_and_within
from app.cases.spine.correction import (
    all_answered,
    came_from,
    items_named,
    second_round_by_the_head,
    term_over,
)
from app.cases.spine.decision import (
    changed_since_approved,
    reasoned,
    the_text_that_was_approved,
    the_text_that_was_shown,
    with_a_reason,
)
from app.cases.spine.hands import APPLICANT, staff
from app.kernel.machines import (
    CaseMachine,
    by,
    fresh_eyes,
    not_interested,
    not_the_one_who_entered_it,
)
from app.kernel.roles import Role
from app.lib.markers import N_, NC_

DESK = staff(Role.HANDLER, Role.HEAD)
ASKED_ONCE = (items_named, second_round_by_the_head)
DECIDES = (*staff(Role.APPROVER), fresh_eyes("approval"), not_the_one_who_entered_it)
# Not held up by whoever has claimed the case: it is the clock that is extended, not the case moved.
EXTENDS = (by(Role.APPROVER), not_interested)
WITHIN = (once_and_within(rules.EXTENSION),)


class RepairMachine(CaseMachine):
    """从提出申请到停止公示 from the application to the record leaving every public surface."""

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待受理"))
    correcting = State(N_("待补正"))
    reviewing = State(N_("核查中"))
    vetting = State(N_("法规审核"))
    deciding = State(N_("待审批"))
    approved = State(N_("待执行修复"))
    published = State(N_("已修复"))
    revoked = State(N_("修复已撤销"), final=True)
    declined = State(N_("不予受理"), final=True)
    refused = State(N_("不予修复"), final=True)
    withdrawn = State(N_("已撤回"), final=True)
    lapsed = State(N_("逾期未补正"), final=True)

    submit = Event(
        draft.to(filed, cond=APPLICANT, validators=[signed, proven, period_reached]),
        name=NC_("event", "提交"),
    )
    accept = Event(filed.to(reviewing, cond=staff(Role.HANDLER)), name=NC_("event", "受理"))
    ask_correction = Event(
        correcting.from_(filed, reviewing, cond=DESK, validators=ASKED_ONCE),
        name=NC_("event", "一次性告知补正"),
    )
    resubmit = Event(
        correcting.to(filed, cond=[*APPLICANT, came_from("filed")], validators=all_answered)
        | correcting.to(
            reviewing, cond=[*APPLICANT, came_from("reviewing")], validators=all_answered
        ),
        name=NC_("event", "补正提交"),
    )
    lapse = Event(
        correcting.to(lapsed, cond=by(Role.CLOCK), validators=term_over),
        name=NC_("event", "逾期终止"),
    )
    decline = Event(
        filed.to(declined, cond=DESK, validators=reasoned), name=NC_("event", "不予受理")
    )
    recommend = Event(
        reviewing.to(
            vetting,
            cond=[*staff(Role.HANDLER), fresh_eyes("review")],
            validators=every_condition_found,
        ),
        name=NC_("event", "提出意见"),
    )
    pass_ = Event(
        vetting.to(deciding, cond=[*staff(Role.LEGAL), fresh_eyes("vetting")]),
        id="pass",
        name=NC_("event", "审核通过"),
    )
    send_back = Event(
        vetting.to(
            reviewing, cond=[*staff(Role.LEGAL), fresh_eyes("vetting")], validators=with_a_reason
        )
        | deciding.to(
            vetting, cond=[*staff(Role.APPROVER), fresh_eyes("approval")], validators=with_a_reason
        ),
        name=NC_("event", "退回"),
    )
    approve = Event(
        deciding.to(
            approved,
            cond=DECIDES,
            validators=[period_over, every_condition_met, the_text_that_was_shown],
        ),
        name=NC_("event", "准予修复"),
    )
    refuse = Event(
        deciding.to(refused, cond=DECIDES, validators=[reasoned, the_text_that_was_shown]),
        name=NC_("event", "不予修复"),
    )
    extend = Event(
        reviewing.to(reviewing, cond=EXTENDS, validators=WITHIN)
        | vetting.to(vetting, cond=EXTENDS, validators=WITHIN)
        | deciding.to(deciding, cond=EXTENDS, validators=WITHIN),
        name=NC_("event", "延期"),
    )
    recall = Event(
        approved.to(
            deciding,
            cond=[*staff(Role.PUBLISHER), fresh_eyes("publication"), changed_since_approved],
            validators=with_a_reason,
        ),
        name=NC_("event", "退回审批"),
    )
    publish = Event(
        approved.to(
            published,
            cond=[*staff(Role.PUBLISHER), fresh_eyes("publication")],
            validators=the_text_that_was_approved,
        ),
        name=NC_("event", "执行修复"),
    )
    revoke = Event(
        published.to(
            revoked,
            cond=[by(Role.APPROVER), not_interested, not_the_one_who_entered_it],
            validators=false_papers_found,
        ),
        name=NC_("event", "撤销修复"),
    )
    withdraw = Event(
        withdrawn.from_(draft, filed, correcting, reviewing, vetting, deciding, cond=APPLICANT),
        name=NC_("event", "撤回"),
    )
