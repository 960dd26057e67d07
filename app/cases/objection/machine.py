"""异议处理状态机 states, events, and who may send them: workflows table, line by line."""

from statemachine import Event, State

from app.cases.objection import rules
from app.cases.objection.requirements import (
    disputed,
    every_field_answered,
    found_elsewhere,
    found_here,
    grounded,
    outcome_follows,
    proven,
    reviewed_once,
    upheld_as_found,
)
from app.cases.spine.clocks import once_and_altogether
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
    Guard,
    by,
    fresh_eyes,
    not_a_review_of_their_own,
    not_interested,
    not_the_one_who_entered_it,
)
from app.kernel.roles import Role
from app.lib.markers import N_, NC_

TAKES_IN = staff(Role.HANDLER)
DESK = staff(Role.HANDLER, Role.HEAD)
ASKED_ONCE = (items_named, second_round_by_the_head)
# Not held up by whoever has claimed the case: it is the clock that is extended, not the case moved.
EXTENDS = (by(Role.APPROVER), not_interested)
WITHIN = (once_and_altogether(rules.LONGEST),)


def does(role: Role, duty: str) -> tuple[Guard, ...]:
    """One of the four separated duties, by somebody who had none in a case this one reviews."""
    return (*staff(role), fresh_eyes(duty), not_a_review_of_their_own)


DECIDES = (*does(Role.APPROVER, "approval"), not_the_one_who_entered_it)


class ObjectionMachine(CaseMachine):
    """从提出异议到更正 from the objection to a record that is right, or is kept with reasons."""

    # Decided, it waits for nobody, but a review may still be asked for: no end has no way on.
    validate_final_reachability = False

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待受理"))
    correcting = State(N_("待补正"))
    forwarding = State(N_("待转办"))
    reviewing = State(N_("核查中"))
    vetting = State(N_("法规审核"))
    deciding = State(N_("待审批"))
    approved = State(N_("待执行更正"))
    published = State(N_("已更正"))
    declined = State(N_("不予受理"), final=True)
    refused = State(N_("维持原记录"))
    withdrawn = State(N_("已撤回"), final=True)
    lapsed = State(N_("逾期未补正"), final=True)

    submit = Event(
        draft.to(filed, cond=APPLICANT, validators=[grounded, disputed, proven]),
        name=NC_("event", "提交"),
    )
    accept = Event(
        filed.to(forwarding, cond=[*TAKES_IN, found_elsewhere])
        | filed.to(reviewing, cond=[*TAKES_IN, found_here]),
        name=NC_("event", "受理"),
    )
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
    forward = Event(forwarding.to(reviewing, cond=TAKES_IN), name=NC_("event", "转办"))
    reply = Event(
        reviewing.to(
            vetting,
            cond=does(Role.HANDLER, "review"),
            validators=[every_field_answered, outcome_follows],
        ),
        name=NC_("event", "核查答复"),
    )
    pass_ = Event(
        vetting.to(deciding, cond=does(Role.LEGAL, "vetting")),
        id="pass",
        name=NC_("event", "审核通过"),
    )
    send_back = Event(
        vetting.to(reviewing, cond=does(Role.LEGAL, "vetting"), validators=with_a_reason)
        | deciding.to(vetting, cond=does(Role.APPROVER, "approval"), validators=with_a_reason),
        name=NC_("event", "退回"),
    )
    uphold = Event(
        deciding.to(approved, cond=DECIDES, validators=[upheld_as_found, the_text_that_was_shown]),
        name=NC_("event", "予以更正"),
    )
    keep = Event(
        deciding.to(refused, cond=DECIDES, validators=[reasoned, the_text_that_was_shown]),
        name=NC_("event", "维持"),
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
            cond=[*does(Role.PUBLISHER, "publication"), changed_since_approved],
            validators=with_a_reason,
        ),
        name=NC_("event", "退回审批"),
    )
    publish = Event(
        approved.to(
            published,
            cond=does(Role.PUBLISHER, "publication"),
            validators=the_text_that_was_approved,
        ),
        name=NC_("event", "执行更正"),
    )
    request_review = Event(
        refused.to(refused, cond=[by(Role.APPLICANT), reviewed_once])
        | published.to(published, cond=[by(Role.APPLICANT), reviewed_once]),
        name=NC_("event", "申请复核"),
    )
    withdraw = Event(
        withdrawn.from_(
            draft, filed, correcting, forwarding, reviewing, vetting, deciding, cond=APPLICANT
        ),
        name=NC_("event", "撤回"),
    )
