"""程序性文书: the receipt, and the two ways back to the ordinary procedure."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases.commitment.rules import NOT_FOR, VOLUNTARY
from app.cases.spine import wording
from app.cases.spine.matter import Matter, ended, within
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, said

_ORDINARY = "可以按照一般程序提出申请，已经提交的材料可以继续使用；办理不收取任何费用。"


def receipt(
    matter: Matter,
    *,
    about: str,
    category: str,
    received_on: date,
    promised_days: int,
    due_on: date,
    **received: Any,
) -> PaperContent:
    """业务受理单: what was handed in, to whom, and by when the applicant hears."""
    told = (
        f"本机关自收到承诺书之日起{within(promised_days, due_on)}作出是否同意承诺办理的决定。",
        "承诺书将依法向社会公示，履约情况将纳入监管并记入信用档案。",
        "在作出决定以前，可以随时撤回承诺，改按一般程序办理。",
        "凭办件编号和查询码可以随时查询办理进度。查询码请勿告诉无关的人。",
    )
    return wording.receipt(
        matter,
        by="承诺人",
        what=("承诺事项", f"{about}（{category}）"),
        taken="下列信用承诺，本机关已经收到。",
        means="本单只证明收件，不表示已经同意按承诺办理。",
        told=told,
        received_on=received_on,
        **received,
    )


def diverted(matter: Matter, *, issued_on: date, received_on: date, reason: str) -> PaperContent:
    """转一般程序告知书: why the promise does not serve, and that the ordinary way stays open."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(received_on)}收到。依照{VOLUNTARY}，"
            "本机关将该事项转为一般程序办理。理由如下："
        ),
        *said(ended(reason)),
        *said(f"{matter.you}{_ORDINARY}"),
    )
    return matter.paper("diverted", N_("转一般程序告知书"), issued_on, body)


def not_suited(matter: Matter, *, issued_on: date, received_on: date, reason: str) -> PaperContent:
    """不适用告知承诺告知书: the decision against it, its reason, and what remains open."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(received_on)}收到。依照{NOT_FOR}，"
            "经核查，本机关决定该事项不适用承诺办理。理由如下："
        ),
        *said(ended(reason)),
        *said(f"{matter.you}{_ORDINARY}"),
    )
    return matter.paper(
        "not_suited",
        N_("不适用告知承诺告知书"),
        issued_on,
        body,
        remedy=matter.remedy("告知书"),
    )
