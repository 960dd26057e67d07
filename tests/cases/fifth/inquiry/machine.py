"""咨询答复状态机 states, events, and who may send them."""

from statemachine import Event, State

from app.cases.spine.hands import staff
from app.kernel.machines import CaseMachine
from app.kernel.roles import Role
from app.lib.markers import N_, NC_

DESK = staff(Role.HANDLER)


class InquiryMachine(CaseMachine):
    """从咨询到答复 from the question to the answer."""

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待受理"))
    answering = State(N_("答复中"))
    answered = State(N_("已答复"), final=True)
    withdrawn = State(N_("已撤回"), final=True)

    submit = Event(draft.to(filed, cond=DESK), name=NC_("event", "提交"))
    accept = Event(filed.to(answering, cond=DESK), name=NC_("event", "受理"))
    answer = Event(answering.to(answered, cond=DESK), name=NC_("event", "书面答复"))
    withdraw = Event(withdrawn.from_(draft, filed, answering, cond=DESK), name=NC_("event", "撤回"))


# As the story tells it; the words of the other steps the house has already.
TOLD = (NC_("past", "书面答复"),)
