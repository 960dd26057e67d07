"""咨询答复后续 what follows each event, in order."""

from collections.abc import Mapping

from app.cases.spine.application import declare
from app.cases.spine.clocks import meet, start_clock
from app.kernel.papers import issue
from app.kernel.rooms import Act, Effect
from app.lib.markers import N_
from tests.cases.fifth.inquiry import rules


def take_in_question(act: Act) -> None:
    declare(act.case, act.facts)
    act.case.filed_on = act.today


def take_in_answer(act: Act) -> None:
    act.case.answer = act.facts["answer"]


EFFECTS: Mapping[str, tuple[Effect, ...]] = {
    "submit": (
        take_in_question,
        start_clock(rules.REPLY, "reply", N_("答复时限自今日起计算")),
    ),
    "answer": (
        take_in_answer,
        issue("answer_letter", N_("出具咨询答复函，自动编号")),
        meet("reply"),
    ),
}
