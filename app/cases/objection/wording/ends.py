"""终止性文书: an objection that ends before it is examined: not accepted, or never corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.objection.rules import RULES
from app.cases.spine.matter import Matter, ended
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, items, said


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


def lapsed(
    matter: Matter,
    *,
    issued_on: date,
    notice_no: str,
    notified_on: date,
    due_on: date,
    missing: Sequence[str],
) -> PaperContent:
    """逾期未补正终止告知书: the term ran out with these items open."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(notified_on)}向{matter.you}发出《异议申请补正"
            f"通知书》（{notice_no}），通知{matter.you}于{chinese_date(due_on)}前（含当日）补正。"
            "至期限届满，下列事项仍未补正："
        ),
        *items(ended(words) for words in missing),
        *said(
            f"因申请材料不齐全，无法继续核查，本机关按照上述通知书载明的后果，自{chinese_date(issued_on)}"
            "起终止办理该异议，“异议处理中”的标注同时取消。"
        ),
        *said(f"终止办理不影响再次提出。材料齐备后，{matter.you}可以重新提出异议。"),
    )
    return matter.paper(
        "lapsed",
        N_("异议申请逾期未补正终止告知书"),
        issued_on,
        body,
        remedy=matter.remedy("告知书"),
    )
