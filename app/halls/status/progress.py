"""办理进度 what whoever has the code may know: the state in words, whose turn, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cases import plain
from app.cases.plain import Standing
from app.extensions import db
from app.kernel.cases import Case
from app.kernel.people import Section
from app.kernel.rooms import PHASE_NAMES, PHASES, room_of
from app.lib.markers import N_
from app.web.terms import term

# What was decided, and what the applicant can do after each end.
DECISIONS: Mapping[str, tuple[str, str]] = {
    "approved": ("granted", N_("准予")),
    "published": ("granted", N_("准予")),
    "refused": ("refused", N_("不予准许")),
    "declined": ("declined", N_("不予受理")),
    "revoked": ("revoked", N_("原决定已撤销")),
}
AFTERWARDS: Mapping[str, str] = {
    "published": N_("决定已经执行，不需要您再做什么。"),
    "refused": N_("理由和救济途径见决定书，登录后可以查看、打印。"),
    "declined": N_("理由和救济途径见不予受理通知书；条件具备后可以再次申请。"),
    "revoked": N_("理由和救济途径见撤销决定书，登录后可以查看、打印。"),
    "lapsed": N_("材料备齐后可以重新申请。"),
    "withdrawn": N_("需要时可以重新申请。"),
}


@dataclass(frozen=True)
class Progress:
    """进度 no name, no file, no opinion."""

    kind: str
    state: str
    standing: Standing
    afterwards: str
    decision: tuple[str, str] | None
    running: bool
    due_on: date | None
    due_provisional: bool
    filed_on: date | None
    phases: list[dict[str, Any]]


def progress_of(case: Case) -> Progress:
    """Where a case stands, as far as it may be told without asking who wants to know."""
    house = db.session.get_one(Section, case.house_id)
    room, running = room_of(case), bool(case.turn)
    return Progress(
        kind=room.name,
        state=case.state,
        standing=plain.standing(case, case.section.name, house.name),
        afterwards=AFTERWARDS.get(case.state, ""),
        decision=room.decisions.get(case.state) or DECISIONS.get(case.state),
        running=running,
        due_on=case.due_on if running else None,
        due_provisional=case.due_provisional,
        filed_on=case.filed_on,
        phases=_phases(room.phase(case.state), running),
    )


def _phases(here: str, running: bool) -> list[dict[str, Any]]:
    now = PHASES.index(here)
    states = ["done"] * now + ["now" if running else "ended"] + ["todo"] * len(PHASES)
    return [
        {"label": term(PHASE_NAMES[phase], "phase"), "state": state}
        for phase, state in zip(PHASES, states, strict=False)
    ]
