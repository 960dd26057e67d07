"""信用承诺状态机 states, events, and who may send them: workflows table, line by line."""

from statemachine import Event, State

from app.cases.commitment.requirements import (
    breach_annulled,
    complete,
    every_condition_found,
    every_condition_met,
    graded,
    may_be_trusted,
    not_the_one_who_found_it,
    on_the_list,
    shown_unkept,
    signed,
    told_how,
)
from app.cases.spine.decision import (
    reasoned,
    the_text_that_was_approved,
    the_text_that_was_shown,
    with_a_reason,
)
from app.cases.spine.hands import APPLICANT, staff
from app.kernel.machines import CaseMachine, by, fresh_eyes
from app.kernel.roles import Role
from app.lib.markers import N_, NC_

DESK = staff(Role.HANDLER)
DECIDES = (*staff(Role.HEAD), fresh_eyes("approval"))
JUDGES = (*staff(Role.APPROVER), fresh_eyes("approval"), not_the_one_who_found_it)


class CommitmentMachine(CaseMachine):
    """从签署承诺书到核实履约 from the letter that is signed to the promise kept or broken."""

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待受理"))
    reviewing = State(N_("核查中"))
    deciding = State(N_("待审批"))
    approved = State(N_("待公示"))
    performing = State(N_("履约中"))
    rectifying = State(N_("责令整改中"))
    breaking = State(N_("违诺待认定"))
    kept = State(N_("已履行"), final=True)
    broken = State(N_("违诺"))
    cleared = State(N_("违诺认定已撤销"), final=True)
    diverted = State(N_("已转一般程序"), final=True)
    refused = State(N_("不适用承诺"), final=True)
    withdrawn = State(N_("已撤回"), final=True)

    submit = Event(
        draft.to(filed, cond=APPLICANT, validators=[signed, complete, on_the_list]),
        name=NC_("event", "提交"),
    )
    accept = Event(
        filed.to(reviewing, cond=DESK, validators=may_be_trusted), name=NC_("event", "受理")
    )
    divert = Event(
        diverted.from_(filed, reviewing, cond=DESK, validators=reasoned),
        name=NC_("event", "转一般程序"),
    )
    recommend = Event(
        reviewing.to(
            deciding, cond=[*DESK, fresh_eyes("review")], validators=every_condition_found
        ),
        name=NC_("event", "提出意见"),
    )
    approve = Event(
        deciding.to(
            approved,
            cond=DECIDES,
            validators=[may_be_trusted, every_condition_met, the_text_that_was_shown],
        ),
        name=NC_("event", "同意承诺办理"),
    )
    refuse = Event(
        deciding.to(refused, cond=DECIDES, validators=[reasoned, the_text_that_was_shown]),
        name=NC_("event", "不适用承诺办理"),
    )
    send_back = Event(
        deciding.to(reviewing, cond=DECIDES, validators=with_a_reason), name=NC_("event", "退回")
    )
    publish = Event(
        approved.to(
            performing,
            cond=[*staff(Role.PUBLISHER), fresh_eyes("publication")],
            validators=the_text_that_was_approved,
        ),
        name=NC_("event", "公示承诺书"),
    )
    verify_kept = Event(
        kept.from_(performing, rectifying, cond=DESK, validators=told_how),
        name=NC_("event", "核实履约"),
    )
    find_unkept = Event(
        performing.to(rectifying, cond=DESK, validators=shown_unkept),
        name=NC_("event", "责令整改"),
    )
    find_broken = Event(
        rectifying.to(breaking, cond=[*DESK, fresh_eyes("review")], validators=told_how),
        name=NC_("event", "提请认定违诺"),
    )
    confirm = Event(
        breaking.to(broken, cond=JUDGES, validators=graded), name=NC_("event", "认定违诺")
    )
    overturn = Event(
        breaking.to(performing, cond=JUDGES, validators=told_how),
        name=NC_("event", "不认定违诺"),
    )
    set_aside = Event(
        broken.to(cleared, cond=by(Role.CLOCK), validators=breach_annulled),
        name=NC_("event", "撤销认定"),
    )
    withdraw = Event(
        withdrawn.from_(draft, filed, reviewing, deciding, cond=APPLICANT),
        name=NC_("event", "撤回"),
    )
