"""陈述申辩笔录、送达回证: what was said at the desk, taken down; and that a paper was served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.cases.sanction.wording.terms import Listing
from app.cases.spine.matter import Matter, ended
from app.lib.papers import PaperContent, chinese_date, facts, items, said

SIGNED_HERE = "（签名或者盖章）　　　　　　　　年　　月　　日"
READ_BACK = "以上笔录已向陈述申辩人宣读或者交其阅读，陈述申辩人认为无误。"


def defence_record(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    section: str,
    recorder: str,
    notice_no: str,
    points: Sequence[tuple[int, str]],
    waived: bool,
    evidence: Sequence[str],
) -> PaperContent:
    """陈述申辩笔录: point by point as numbered in the case, or that nothing is put forward."""
    rows = (
        ("办件编号", matter.ref),
        ("陈述申辩人", matter.applicant),
        (matter.code_label, matter.code or ""),
        ("案由", f"拟列入{listing.name}"),
        ("所对告知书", notice_no),
        ("记录日期", chinese_date(issued_on)),
        ("记录科室", section),
        ("记录人", recorder),
    )
    heard = (
        said(f"{matter.applicant}表示没有意见，放弃陈述申辩。")
        if waived
        else (
            *said("陈述申辩人提出下列意见："),
            *items((f"（第{n}条）{ended(words)}" for n, words in points)),
        )
    )
    brought = said(f"同时提交证据材料：{'、'.join(evidence)}。") if evidence else ()
    body = (
        facts(row for row in rows if row[1]),
        *heard,
        *brought,
        *said(READ_BACK),
        facts((("陈述申辩人", SIGNED_HERE), ("记录人", SIGNED_HERE))),
    )
    content = matter.paper("defence_record", "陈述申辩笔录", issued_on, body, head="plain")
    return replace(content, addressee="", addressee_code=None)


def service_receipt(
    matter: Matter,
    *,
    issued_on: date,
    paper: str,
    paper_no: str,
    service: str,
    served_on: date,
    online: bool,
    server: str,
) -> PaperContent:
    """送达回证: which paper, to whom, how, on which day; who received it signs, but online."""
    received = (
        f"通过本系统送达受送达人账户，{chinese_date(served_on)}到达" if online else SIGNED_HERE
    )
    rows = (
        ("办件编号", matter.ref),
        ("受送达人", matter.applicant),
        (matter.code_label, matter.code or ""),
        ("送达文书", f"《{paper}》（{paper_no}）"),
        ("送达方式", service),
        ("送达日期", chinese_date(served_on)),
        ("送达人", server),
        ("受送达人签收", received),
    )
    body = (facts(row for row in rows if row[1]),)
    content = matter.paper("service_receipt", "送达回证", issued_on, body, head="plain")
    return replace(content, addressee="", addressee_code=None)
