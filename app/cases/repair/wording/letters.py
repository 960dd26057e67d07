"""承诺书与告知书: the applicant's own promise, and the notice served together with the penalty."""

from __future__ import annotations

from datetime import date

from app.cases.repair.rules import ORDER_36
from app.cases.spine.matter import Matter, ended
from app.lib.papers import PaperContent, chinese_date, facts, headings, items, said

COMMITMENT = (
    "提交的申请材料和填报的信息真实、准确、完整，没有隐瞒、伪造或者变造。",
    "已经停止并纠正失信行为，有关文书确定的义务已经全部履行。",
    "今后遵守法律法规和行业管理规定，依法诚信经营，接受监督检查和社会监督。",
    "同意将本承诺书向社会公开，并按规定共享。",
    "违背上述承诺的，自愿承担下列责任：信用修复决定被撤销，所涉失信信息公示至最长期限，"
    "违诺情况被通报、公示并记入信用记录，以及法律法规规定的其他责任。",
)
"""承诺内容与违诺责任: what the applicant reads before signing, point by point."""


def commitment_letter(
    matter: Matter,
    *,
    signer: str,
    signed_on: date,
    text: str = "",
) -> PaperContent:
    """信用修复承诺书: the applicant's paper, not the authority's; one for each decision."""
    me = "本人" if matter.natural_person else "本单位"
    points = text.strip().splitlines() if text.strip() else COMMITMENT
    code = f"，{matter.code_label}：{matter.code}" if matter.code else ""
    record = matter.record.replace("本机关", matter.authority, 1)
    body = (
        *said(
            f"{me}（{matter.applicant}{code}）就{record}所涉失信信息申请信用修复，自愿作出如下承诺："
        ),
        *items((ended(point) for point in points if point.strip()), form="{}、"),
        *said("特此承诺。"),
    )
    signed_by = [f"承诺人：{matter.applicant}"]
    if signer != matter.applicant:
        signed_by.append(f"签署人：{signer}")
    return PaperContent(
        kind="commitment_letter",
        title="信用修复承诺书",
        authority=matter.authority,
        issued_on=signed_on,
        addressee=matter.authority,
        paragraphs=body,
        signed_by=tuple(signed_by),
        head="plain",
    )


def repair_notice(
    matter: Matter,
    *,
    issued_on: date,
    severity: str,
    published: bool,
    min_ends_on: date | None,
    may_apply_from: date | None,
    stops_on: date | None,
    channel: str,
    accept_days: int,
    decide_days: int,
    contact: str = "",
) -> PaperContent:
    """信用修复告知书: served with the penalty: how to repair, from when, until when it shows."""
    body = (
        *said(
            f"依照{ORDER_36}的规定，现将{matter.record}所涉失信信息的信用修复事项告知{matter.you}："
        ),
        facts(_terms(matter, severity, published, min_ends_on, may_apply_from, stops_on)),
        *headings(
            ("申请条件", items(_CONDITIONS)),
            ("申请材料", items(_MATERIALS)),
            ("申请和办理", said(_course(matter, channel, accept_days, decide_days, contact))),
            ("权利和责任", said(_rights(matter))),
        ),
        *said("特此告知。"),
    )
    return matter.paper("repair_notice", "信用修复告知书", issued_on, body)


_CONDITIONS = (
    "已达到最短公示期；属于轻微失信信息的，没有最短公示期的要求。",
    "已经纠正失信行为，全部履行有关文书确定的义务。",
    "公开作出信用承诺，承诺申请材料真实，并自愿承担违背承诺的责任。",
    "法律、法规和国务院部门规章规定的其他条件。",
)
_MATERIALS = (
    "已经履行义务、纠正失信行为的证明材料，如缴纳罚款的票据、整改情况证明。",
    "信用修复承诺书，每一份决定书对应一份。",
    "法律、法规和国务院部门规章规定的其他材料。委托他人办理的，提交授权委托书。",
)


def _terms(
    matter: Matter,
    severity: str,
    published: bool,
    min_ends_on: date | None,
    may_apply_from: date | None,
    stops_on: date | None,
) -> list[tuple[str, str]]:
    """The row of days: they count from the day of the finding document."""
    rows = [
        ("所涉文书", f"{matter.document} {matter.document_no}"),
        ("文书日期", chinese_date(matter.decided_on)),
        ("失信类别", f"{severity}失信信息"),
        ("是否公示", "公示，期限自文书日期起算" if published else "不公示"),
    ]
    if published and min_ends_on is not None:
        rows.append(("最短公示期", f"至{chinese_date(min_ends_on)}止"))
    first = "义务履行完毕后即可申请"
    if may_apply_from is not None:
        first = f"自{chinese_date(may_apply_from)}起"
    rows.append(("可以申请修复", first))
    if published and stops_on is not None:
        rows.append(("最长公示期", f"至{chinese_date(stops_on)}止，期满自动停止公示"))
    return rows


def _course(matter: Matter, channel: str, accept_days: int, decide_days: int, contact: str) -> str:
    ask = f"咨询方式：{contact}。\n" if contact else ""
    return (
        f"{matter.you}可以通过{channel}提出申请。\n"
        f"本机关自收到申请之日起{accept_days}个工作日内决定是否受理，自受理之日起{decide_days}个"
        "工作日内作出决定；依法需要补正或者延长的，另行告知。\n"
        f"{ask}办理信用修复不收取任何费用。"
    )


def _rights(matter: Matter) -> str:
    return (
        f"{matter.you}认为公示的信息有错误、遗漏或者超过公示期限的，可以向本机关提出异议。\n"
        "准予修复后，本机关停止公示、共享和使用该信息，解除相应措施，更新信用评价。\n"
        "提供虚假材料或者作出不实承诺的，不予修复；已经修复的，依法撤销，并记入信用记录。"
    )
