"""程序性文书: what was asked for, that it is taken in, corrected, handed on, or takes longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.objection.rules import RULES
from app.cases.spine import wording
from app.cases.spine.matter import Matter, ended, within
from app.cases.spine.wording import FOLLOW, Asked
from app.lib.markers import N_
from app.lib.papers import PaperContent, Paragraph, chinese_date, facts, grid, items, said

_NOTHING = "（无）"


def application(
    matter: Matter,
    *,
    filed_on: date,
    ground: str,
    statement: str,
    claims: Sequence[tuple[str, str, str]],
    materials: Sequence[str],
    look_up_code: str,
) -> PaperContent:
    """异议申请表: the applicant's paper: what stands in which field, and what should."""
    rows = [
        ("办件编号", matter.ref),
        ("申请人", matter.applicant),
        (matter.code_label, matter.code or ""),
        ("所涉记录", f"《{matter.document}》（{matter.document_no}）"),
        ("异议理由", ground),
        ("异议说明", ended(statement)),
        ("证明材料", "\n".join(f"{n}. {title}" for n, title in enumerate(materials, start=1))),
        ("提交日期", chinese_date(filed_on)),
        ("查询码", look_up_code),
    ]
    body = (
        facts(row for row in rows if row[1]),
        *disputed_fields(claims),
        *said("凭办件编号和查询码可以随时查询办理进度。办理异议不收取任何费用。"),
    )
    content = matter.paper("application", "异议申请表", filed_on, body, head="plain")
    return replace(content, addressee=matter.authority, addressee_code=None)


def disputed_fields(
    claims: Sequence[tuple[str, str, str]], claimed: str = "申请人主张的内容"
) -> tuple[Paragraph, ...]:
    """The fields in dispute, if single ones are: what stands, what is claimed."""
    if not claims:
        return ()
    rows = [(label, old or _NOTHING, claimed) for label, old, claimed in claims]
    return (grid(("有异议的内容", "记录现在的内容", claimed), rows),)


def acceptance(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    section: str,
    total_days: int,
    due_on: date,
) -> PaperContent:
    """受理通知书: the objection is taken up, the record is marked, and the answer is due."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(received_on)}收到。经审查，依照{RULES}的规定，"
            "本机关决定予以受理。现将有关事项通知如下："
        ),
        *items(
            (
                f"本异议由{section}核查。本机关自收到异议之日起{within(total_days, due_on)}作出处理"
                "并告知结果。情况复杂，不能在上述期限内处理完毕的，经批准可以延长一次，延长的期限"
                f"和理由另行告知{matter.you}。",
                "自受理之日起至处理完毕，上述信息标注“异议处理中”。",
                f"本机关可以要求{matter.you}补充证据，请予以配合。{matter.you}应当对所提供材料的"
                "真实性负责。",
                f"作出处理前，{matter.you}可以撤回异议。{FOLLOW}",
            ),
            form="{}、",
        ),
        *said("特此通知。"),
    )
    return matter.paper("acceptance", N_("异议申请受理通知书"), issued_on, body)


def forward_slip(
    matter: Matter,
    *,
    issued_on: date,
    office: str,
    section: str,
    ground: str,
    statement: str,
    claims: Sequence[tuple[str, str, str]],
    reply_days: int,
    due_on: date,
    request: str = "",
) -> PaperContent:
    """核查转办单: from the office to the section that provided the record."""
    rows = [
        ("办件编号", matter.ref),
        ("异议申请人", matter.applicant),
        ("所涉记录", f"《{matter.document}》（{matter.document_no}）"),
        ("异议理由", ground),
        ("异议说明", ended(statement)),
        ("转办科室", office),
        ("承办科室", section),
        ("答复期限", within(reply_days, due_on)),
        ("转办要求", ended(request) if request else ""),
    ]
    body = (
        *said("下列异议已经受理，所涉记录由你科室提供，现转你科室核查。"),
        facts(row for row in rows if row[1]),
        *disputed_fields(claims),
        *said(
            "请逐项核对原始文书，写明记录现在的内容、申请人主张的内容、查明的内容和依据，提出更正、"
            "补充、撤销、停止公示或者维持的意见，在答复期限内答复。录入该记录的人员不参与本异议的审批。"
        ),
    )
    content = matter.paper("forward_slip", N_("异议核查转办单"), issued_on, body, head="plain")
    return replace(content, addressee=section, addressee_code=None)


def own_check(
    matter: Matter,
    *,
    issued_on: date,
    section: str,
    ground: str,
    statement: str,
    claims: Sequence[tuple[str, str, str]],
    total_days: int,
    due_on: date,
) -> PaperContent:
    """依职权核查告知书: the bureau looks into a record by itself; the subject is told."""
    body = (
        *said(
            f"本机关发现{matter.record}所涉失信信息可能有误，依照{RULES}的规定，依职权进行核查"
            f"（办件编号：{matter.ref}）。现将有关事项告知如下："
        ),
        facts((("核查的理由", ground), ("核查的内容", ended(statement)))),
        *disputed_fields(claims, "核查的内容"),
        *items(
            (
                f"本件由{section}核查，自今日起{within(total_days, due_on)}作出处理并告知结果。",
                "核查期间，上述信息标注“异议处理中”。",
                f"{matter.you}可以向本机关说明情况、提交证据，也可以另行提出异议。{FOLLOW}",
            ),
            form="{}、",
        ),
        *said("特此告知。"),
    )
    return matter.paper("own_check", N_("依职权核查告知书"), issued_on, body)


ASKED = Asked(
    name="异议申请",
    it="异议",
    examined="核查",
    done="处理完毕",
    meanwhile="延长期间，上述信息继续标注“异议处理中”。处理结果将送达{you}。",
    over="，“异议处理中”的标注同时取消",
    again="{you}可以重新提出。",
)


def correction_notice(matter: Matter, **told: Any) -> PaperContent:
    """补正通知书."""
    return wording.correction_notice(ASKED, matter, **told)


def extension(matter: Matter, **told: Any) -> PaperContent:
    """延期告知书."""
    return wording.extension(ASKED, matter, **told)
