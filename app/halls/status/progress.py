"""办理进度 what whoever has the code may know: the state in words, whose turn, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kernel.cases import Case
from app.kernel.people import Role
from app.kernel.rooms import PHASE_NAMES, PHASES, room_of
from app.lib.markers import N_

# The states every kind of case shares: what it means to the applicant, and what happens next.
PLAIN: Mapping[str, tuple[str, str]] = {
    "draft": (N_("还没有提交。"), N_("请登录后填写完整并提交。")),
    "filed": (
        N_("已经收到，等待受理。"),
        N_("承办单位查看材料，决定受理，或者一次性告知要补正的内容。"),
    ),
    "correcting": (
        N_("需要您补正。"),
        N_("请登录查看补正通知，在期限内补齐所列内容；等您补正期间不计入办理时限。"),
    ),
    "reviewing": (N_("已经受理，正在核查。"), N_("经办人逐项核查后提出意见，再送法规审核。")),
    "vetting": (N_("正在进行法规审核。"), N_("审核通过后，送负责人审批。")),
    "deciding": (N_("等待负责人审批。"), N_("负责人作出决定后，会发出决定书。")),
    "approved": (N_("已经作出决定，等待执行。"), N_("公示岗执行决定，完成后会通知您。")),
    "published": (N_("决定已经执行，办理完毕。"), N_("不需要您再做什么。")),
    "revoked": (N_("原来的决定已经撤销。"), N_("理由和救济途径见撤销决定书。")),
    "declined": (
        N_("没有受理，办理结束。"),
        N_("理由和救济途径见不予受理通知书；条件具备后可以再次申请。"),
    ),
    "refused": (N_("没有准予，办理结束。"), N_("理由和救济途径见决定书。")),
    "lapsed": (N_("逾期没有补正，办理终止。"), N_("材料备齐后可以重新申请。")),
    "withdrawn": (N_("申请人已经撤回，办理结束。"), N_("需要时可以重新申请。")),
}

DECISIONS: Mapping[str, tuple[str, str]] = {
    "approved": ("granted", N_("准予")),
    "published": ("granted", N_("准予")),
    "refused": ("refused", N_("不予准许")),
    "declined": ("declined", N_("不予受理")),
    "revoked": ("revoked", N_("原决定已撤销")),
}


@dataclass(frozen=True)
class Progress:
    """进度 no name, no file, no opinion."""

    kind: str
    state: str
    state_name: str
    says: str
    next: str
    turn: str  # ours, theirs, or nobody's
    section: str
    due_on: date | None
    due_provisional: bool
    decision: tuple[str, str] | None
    phases: list[dict[str, Any]]
    filed_on: date | None


def progress_of(case: Case) -> Progress:
    """Where a case stands, as far as it may be told without asking who wants to know."""
    room = room_of(case)
    name = room.states[case.state]
    says, next_step = PLAIN.get(case.state, (name, ""))
    return Progress(
        kind=room.name,
        state=case.state,
        state_name=name,
        says=says,
        next=next_step,
        turn=_turn(case),
        section=case.section.name,
        due_on=case.due_on if case.turn else None,
        due_provisional=case.due_provisional,
        decision=DECISIONS.get(case.state),
        phases=_phases(room.phase(case.state), over=not case.turn),
        filed_on=case.filed_on,
    )


def _turn(case: Case) -> str:
    if not case.turn:
        return ""
    return "theirs" if case.turn == Role.APPLICANT else "ours"


def _phases(here: str, over: bool) -> list[dict[str, Any]]:
    now = PHASES.index(here)
    return [
        {"label": PHASE_NAMES[phase], "state": _of(place, now, over)}
        for place, phase in enumerate(PHASES)
    ]


def _of(place: int, now: int, over: bool) -> str:
    if place == now:
        return "ended" if over else "now"
    return "done" if place < now else "todo"
