"""白话 where an application stands, in the applicant's words: whose turn, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.kernel.people import ROLE_NAMES, Role
from app.kernel.rooms import ROOMS
from app.lib.markers import N_
from app.web.language import say, translated


class Told(Protocol):
    """What is asked of a case, or of a row of a list."""

    kind: str
    state: str
    turn: str
    due_on: date | None


@dataclass(frozen=True)
class Standing:
    """现状 in words; `mine` when the next step is the applicant's."""

    tone: str
    state: str
    whose: str
    next_step: str
    mine: bool


@dataclass(frozen=True)
class _Words:
    tone: str
    state: str
    then: str
    then_by: str = ""  # the same with a day


# The states that all kinds of case share; an end is called by the name its room gives it.
SPINE: Mapping[str, _Words] = {
    "draft": _Words("draft", N_("草稿，还没有提交"), N_("填好内容、上传证明、签署承诺后提交。")),
    "filed": _Words(
        "waiting",
        N_("已提交，等待受理"),
        N_("由%(who)s决定是否受理。"),
        N_("由%(who)s在%(due)s前决定是否受理。"),
    ),
    "correcting": _Words(
        "theirs",
        N_("需要您补正"),
        N_("请按补正通知书补充。"),
        N_("请在%(due)s前按补正通知书补充，逾期未补的，本次申请终止。"),
    ),
    "reviewing": _Words(
        "ours",
        N_("已受理，正在核查"),
        N_("由%(who)s核查，之后审核、审批。"),
        N_("由%(who)s核查，审核、审批后在%(due)s前作出决定。"),
    ),
    "vetting": _Words(
        "ours",
        N_("核查完毕，正在审核"),
        N_("由%(who)s审核，之后审批。"),
        N_("由%(who)s审核，审批后在%(due)s前作出决定。"),
    ),
    "deciding": _Words(
        "ours",
        N_("审核完毕，正在审批"),
        N_("由%(who)s作出决定。"),
        N_("由%(who)s在%(due)s前作出决定。"),
    ),
    "approved": _Words("ours", N_("已经批准，正在执行"), N_("由%(who)s执行，完成后通知您。")),
}
TONES = {
    "published": "good",
    "declined": "bad",
    "refused": "bad",
    "revoked": "bad",
    "withdrawn": "ended",
    "lapsed": "ended",
}


def standing(case: Told, section: str, house: str) -> Standing:
    """Where this application stands; `section` holds it, `house` is the bureau above."""
    mine = case.turn == Role.APPLICANT
    whose = whose_turn(case.turn, section, house)
    words = SPINE.get(case.state)
    if words is None:
        state = ROOMS[case.kind].states[case.state]
        return Standing(
            TONES.get(case.state, "ended"), translated(state), whose, say(N_("已经办结。")), mine
        )
    then = words.then_by if case.due_on and words.then_by else words.then
    next_step = say(then, who=whose, due=case.due_on)
    return Standing(words.tone, translated(words.state), whose, next_step, mine)


def whose_turn(turn: str, section: str, house: str) -> str:
    """您, the section that holds the case, or the office it waits for; nobody at the end."""
    if not turn:
        return ""
    if turn == Role.APPLICANT:
        return say(N_("您"))
    if turn in (Role.HANDLER, Role.HEAD):
        return section
    return say(N_("%(house)s（%(role)s）"), house=house, role=ROLE_NAMES[Role(turn)])
