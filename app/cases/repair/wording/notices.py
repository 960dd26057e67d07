"""程序性文书: receipt, acceptance, correction and extension, which move a repair along."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases.repair.rules import ORDER_36
from app.cases.spine import wording
from app.cases.spine.matter import Matter, within
from app.cases.spine.wording import FOLLOW, Asked
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, items, said


def receipt(
    matter: Matter,
    *,
    received_on: date,
    category: str,
    promised_days: int,
    due_on: date,
    **received: Any,
) -> PaperContent:
    """业务受理单: what was handed in, to whom, and by when the applicant hears."""
    told = (
        f"本机关自收到申请之日起{within(promised_days, due_on)}作出受理、一次性告知补正或者"
        "不予受理的处理。",
        f"{FOLLOW}查询码请勿告诉无关的人。",
        "办理信用修复不收取任何费用。",
    )
    return wording.receipt(
        matter,
        by="申请人",
        what=(
            "申请事项",
            f"{category}：《{matter.document}》（{matter.document_no}）所涉失信信息",
        ),
        taken="下列信用修复申请，本机关已经收到。",
        means="本单只证明收件，不表示申请已获受理或者准予修复。",
        told=told,
        received_on=received_on,
        **received,
    )


def acceptance(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    section: str,
    decision_days: int,
    due_on: date,
) -> PaperContent:
    """受理通知书: the application is taken up, and the decision is due."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(received_on)}收到。经审查，申请事项属于本机关"
            f"职责范围，申请材料齐全。依照{ORDER_36}的规定，本机关决定予以受理。"
            "现将有关事项通知如下："
        ),
        *items(
            (
                f"本申请由{section}承办。本机关自受理之日起{within(decision_days, due_on)}作出准予"
                "或者不予信用修复的决定。情况复杂或者需要进一步核查，不能在上述期限内作出决定的，"
                f"经批准可以延长一次，延长的期限和理由另行告知{matter.you}。",
                "本机关将核查失信行为纠正、义务履行和信用承诺的情况，必要时向有关单位核实或者"
                f"到现场核查，请{matter.you}予以配合。",
                "作出决定并执行前，上述失信信息仍按规定公示、共享和使用。",
                f"{matter.you}应当对申请材料的真实性负责。提供虚假材料或者作出不实承诺的，本机关依法"
                "不予修复；已经修复的，依法撤销，并将有关情况记入信用记录。",
                f"作出决定前，{matter.you}可以撤回申请。{FOLLOW}",
            ),
            form="{}、",
        ),
        *said("特此通知。"),
    )
    return matter.paper("acceptance", N_("信用修复申请受理通知书"), issued_on, body)


ASKED = Asked(
    name="信用修复申请",
    it="申请",
    examined="审查",
    done="作出决定",
    meanwhile="本机关将在延长后的期限内作出准予或者不予信用修复的决定，并送达{you}。",
    over="",
    again="具备申请条件的，{you}可以重新提出申请。",
)


def correction_notice(matter: Matter, **told: Any) -> PaperContent:
    """补正通知书."""
    return wording.correction_notice(ASKED, matter, **told)


def extension(matter: Matter, **told: Any) -> PaperContent:
    """延期告知书."""
    return wording.extension(ASKED, matter, **told)
