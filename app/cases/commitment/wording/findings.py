"""监管文书: the order to make good what was promised, and the finding that it was broken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.commitment.rules import RECTIFYING_LAW
from app.cases.spine.matter import Matter, ended, within
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, facts, headings, items, said

_OTHERWISE = (
    "逾期不整改或者整改后仍不符合承诺的，本机关将依法认定违诺，记入信用记录并公示，"
    "按照承诺书载明的违诺责任处理。"
)
_RECORDED = (
    "本认定作为失信信息记入信用档案，依照《信用修复管理办法》分类公示；"
    "{you}履行承诺、纠正失信行为后，可以依法申请信用修复。"
)


def rectification_order(
    matter: Matter,
    *,
    issued_on: date,
    about: str,
    code: str,
    made_on: date,
    extent: str,
    unkept: str,
    evidence: str,
    days: int,
    due_on: date,
) -> PaperContent:
    """责令整改通知书: what was not kept, what shows it, and the time to make it good."""
    ordered = (
        f"依照{RECTIFYING_LAW}的规定，责令{matter.you}自收到本通知书之日起"
        f"{within(days, due_on)}履行承诺，并将整改情况书面报告本机关。"
    )
    body = (
        *said(
            f"{matter.you}于{chinese_date(made_on)}就“{about}”事项作出信用承诺（承诺编码：{code}）。"
            f"经核实，该承诺{extent}。"
        ),
        *headings(
            ("未履行的承诺内容", said(ended(unkept))),
            ("查实的证据和方式", said(ended(evidence))),
            ("整改要求", said(ordered)),
            ("不整改的后果", said(_OTHERWISE)),
        ),
        *said(f"{matter.you}对上述情况有异议的，可以在整改期限内向本机关陈述、申辩。"),
    )
    return matter.paper("rectification_order", N_("责令整改通知书"), issued_on, body)


def breach_finding(
    matter: Matter,
    *,
    issued_on: date,
    about: str,
    code: str,
    made_on: date,
    ordered_no: str,
    ordered_on: date,
    extent: str,
    unkept: str,
    reason: str,
    severity: str,
    liability: Sequence[str],
    consequence: str,
) -> PaperContent:
    """违诺认定书: the facts, the grounds, how grave it is, what follows and what can be done."""
    rows = (
        ("承诺编码", code),
        ("承诺事项", about),
        ("承诺作出日期", chinese_date(made_on)),
        ("履行状态", extent),
        ("失信程度", f"{severity}失信信息"),
    )
    why = (
        f"本机关于{chinese_date(ordered_on)}发出《责令整改通知书》（{ordered_no}），"
        f"{matter.you}至今未按要求履行承诺。{ended(reason)}"
    )
    body = (
        facts(rows),
        *headings(
            ("未履行的承诺内容", said(ended(unkept))),
            ("认定的理由", said(why)),
            ("承诺书载明的违诺责任", items(ended(point) for point in liability)),
            ("违诺责任追究", said(ended(consequence))),
            ("信用记录", said(_RECORDED.format(you=matter.you))),
        ),
    )
    return matter.paper(
        "breach_finding", N_("违诺认定书"), issued_on, body, remedy=matter.remedy("认定书")
    )
