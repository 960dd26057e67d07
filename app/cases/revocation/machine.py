"""依据撤销状态机 one of the section that provided the record proposes, its head confirms."""

from statemachine import Event, State

from app.cases.revocation.requirements import proven, shown, still_stands
from app.cases.spine.decision import reasoned, the_text_that_was_shown
from app.cases.spine.hands import staff
from app.kernel.machines import CaseMachine, fresh_eyes
from app.kernel.roles import Role
from app.lib.markers import N_, NC_

PROPOSES = (*staff(Role.HANDLER), fresh_eyes("review"))
CONFIRMS = (*staff(Role.HEAD), fresh_eyes("approval"))


class RevocationMachine(CaseMachine):
    """从收到撤销文书到撤回记录 from the revoking paper to the record leaving every surface."""

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待负责人确认"))
    published = State(N_("记录已撤回"), final=True)
    refused = State(N_("不予撤回"), final=True)
    withdrawn = State(N_("草稿已作废"), final=True)

    propose = Event(
        draft.to(filed, cond=PROPOSES, validators=[shown, proven]), name=NC_("event", "提请撤回")
    )
    confirm = Event(
        filed.to(published, cond=CONFIRMS, validators=[the_text_that_was_shown, still_stands]),
        name=NC_("event", "确认撤回"),
    )
    send_back = Event(filed.to(draft, cond=CONFIRMS), name=NC_("event", "退回"))
    refuse = Event(
        filed.to(refused, cond=CONFIRMS, validators=[reasoned, the_text_that_was_shown]),
        name=NC_("event", "不予撤回"),
    )
    withdraw = Event(draft.to(withdrawn, cond=staff(Role.HANDLER)), name=NC_("event", "作废草稿"))
