"""白话 where an application stands, in the applicant's words: whose turn, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.cases.tones import tone_of
from app.kernel import deadlines
from app.kernel.cases import Case
from app.kernel.corrections import Correction
from app.kernel.machines import steps_of
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import room_of
from app.lib.markers import N_
from app.web.language import listed, long_day, say, translated
from app.web.terms import place


class Told(Protocol):
    """What is asked of a case, or of a row of a list."""

    kind: str
    edition: int
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
    state: str
    then: str
    then_by: str = ""  # the same with a day


# The states that all kinds of case share; an end is called by the name its room gives it.
SPINE: Mapping[str, _Words] = {
    "draft": _Words(N_("草稿，还没有提交"), N_("填好内容、上传证明、签署承诺后提交。")),
    "filed": _Words(
        N_("已提交，等待受理"),
        N_("由%(who)s决定是否受理。"),
        N_("由%(who)s在%(due)s前决定是否受理。"),
    ),
    "correcting": _Words(
        N_("需要您补正"),
        N_("请按补正通知书补充。"),
        N_("请在%(due)s前按补正通知书补充，逾期未补的，本次申请终止。"),
    ),
    "reviewing": _Words(
        N_("已受理，正在核查"),
        N_("由%(who)s核查，之后审核、审批。"),
        N_("由%(who)s核查，审核、审批后在%(due)s前作出决定。"),
    ),
    "vetting": _Words(
        N_("核查完毕，正在审核"),
        N_("由%(who)s审核，之后审批。"),
        N_("由%(who)s审核，审批后在%(due)s前作出决定。"),
    ),
    "deciding": _Words(
        N_("审核完毕，正在审批"),
        N_("由%(who)s作出决定。"),
        N_("由%(who)s在%(due)s前作出决定。"),
    ),
    "approved": _Words(N_("已经批准，正在执行"), N_("由%(who)s执行，完成后通知您。")),
}


# A state that only one kind has, in no words of its own; an end.
_THEN, _OVER = N_("由%(who)s办理。"), N_("已经办结。")


def standing(case: Told, section: str, house: str) -> Standing:
    """Where this application stands; `section` holds it, `house` is the bureau above."""
    mine = case.turn == Role.APPLICANT
    whose = whose_turn(case.turn, section, house)
    tone, words = tone_of(case.state, case.turn), _words_of(case)
    if words is None:
        state = room_of(case).states[case.state]
        then = _THEN if case.turn else _OVER
        return Standing(tone, translated(state), whose, say(then, who=whose), mine)
    then = words.then_by if case.due_on and words.then_by else words.then
    next_step = say(then, who=whose, due=case.due_on)
    return Standing(tone, translated(words.state), whose, next_step, mine)


def _words_of(case: Told) -> _Words | None:
    """The room's own words for this state, or those that all kinds share; none at an end."""
    own = room_of(case).plain.get(case.state)
    return _Words(*own) if own else SPINE.get(case.state)


def standing_of(case: Case) -> Standing:
    """Where this case stands, read from the case itself."""
    return standing(case, case.section.name, case.house.name)


def who_did(case: Case, line: Any) -> str:
    """Which office took a step; its people are not named to the applicant."""
    return whose_turn(line.event.role, line.section, case.house.name)


def whose_turn(turn: str, section: str, house: str) -> str:
    """您, the section that holds the case, or the office it waits for; nobody at the end."""
    if turn not in set(Role) or turn == Role.CLOCK:
        return ""
    if turn == Role.APPLICANT:
        return say(N_("您"))
    if turn in (Role.HANDLER, Role.HEAD):
        return place(section)
    return say(N_("%(house)s（%(role)s）"), house=place(house), role=ROLE_NAMES[Role(turn)])


def my_events(case: Case) -> frozenset[str]:
    """The events of this kind of case that an applicant may ever send."""
    steps = steps_of(room_of(case).machine)
    return frozenset(step.event for step in steps if Role.APPLICANT in step.roles)


def decision_days(case: Case) -> int | None:
    """In how many working days after acceptance a decision is due, where the room says so."""
    term = next((t for t in room_of(case).terms if t.key == f"{case.kind}.decision"), None)
    return deadlines.term_for(term, case.opened_on).length if term else None


@dataclass(frozen=True)
class Difference:
    """改动 one item of a correction: what was wrong, what stood, what stands."""

    field: str
    label: str
    wrong: str
    before: str
    after: str


def differences(asked: Correction) -> list[Difference]:
    """The difference view of one correction, item by item."""
    after = asked.after or {}
    return [
        Difference(
            item["field"],
            item["label"],
            item["wrong"],
            _shown(asked.before.get(item["field"])),
            _shown(after.get(item["field"])),
        )
        for item in asked.items
    ]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return listed(value)
    try:
        return long_day(date.fromisoformat(value or ""))
    except ValueError:
        return str(value or "")
