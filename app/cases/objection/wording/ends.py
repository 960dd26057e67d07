"""终止性文书: an objection that ends before it is examined: not accepted, or never corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases.objection.rules import RULES
from app.cases.objection.wording.notices import ASKED
from app.cases.spine import wording
from app.cases.spine.matter import Matter, ended
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, said


def not_accepted(
    matter: Matter, *, issued_on: date, received_on: date, reason: str
) -> PaperContent:
    """不予受理通知书: the reason, its basis, and what remains open."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(received_on)}收到。依照{RULES}的规定，经审查，"
            "本机关决定对该异议不予受理。理由如下："
        ),
        *said(ended(reason)),
        *said(
            f"上述信息仍按规定公示、共享和使用。有新的事实和证据的，{matter.you}可以重新提出异议。"
        ),
    )
    return matter.paper(
        "not_accepted",
        N_("异议申请不予受理通知书"),
        issued_on,
        body,
        remedy=matter.remedy("通知书"),
    )


def lapsed(matter: Matter, **told: Any) -> PaperContent:
    """逾期未补正终止告知书."""
    afterwards = f"终止办理不影响再次提出。材料齐备后，{matter.you}可以重新提出异议。"
    return wording.lapsed(ASKED, matter, afterwards=afterwards, **told)
