"""终止性文书: a repair that ends before it is examined: not accepted, or never corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases.repair.rules import ORDER_36
from app.cases.repair.wording.notices import ASKED
from app.cases.spine import wording
from app.cases.spine.matter import Matter, come_again, ended
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, said


def not_accepted(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    reason: str,
    cite: str = ORDER_36,
    may_apply_from: date | None = None,
) -> PaperContent:
    """不予受理通知书: the reason, its basis, and what remains open."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(received_on)}收到。依照{cite}的规定，经审查，"
            "本机关决定对该申请不予受理。理由如下："
        ),
        *said(ended(reason)),
        *said(
            f"不予受理期间，上述失信信息仍按规定公示、共享和使用。"
            f"{come_again(matter, may_apply_from)}"
        ),
    )
    return matter.paper(
        "not_accepted",
        N_("信用修复申请不予受理通知书"),
        issued_on,
        body,
        remedy=matter.remedy("通知书"),
    )


def lapsed(matter: Matter, **told: Any) -> PaperContent:
    """逾期未补正终止告知书."""
    afterwards = (
        "终止办理不影响再次申请。材料齐备、具备申请条件后，"
        f"{matter.you}可以重新提出申请；已经提交的材料可以继续使用。"
    )
    return wording.lapsed(ASKED, matter, afterwards=afterwards, **told)
