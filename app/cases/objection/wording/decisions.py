"""异议处理告知书: what was found field by field, what is done about it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.objection.rules import REVIEWED, RULES
from app.cases.spine.matter import Matter, ended
from app.lib.papers import PaperContent, Paragraph, chinese_date, grid, headings, items, said

DONE = {
    "correct": "更正记录：按查明的内容改正上述信息，原内容作为旧版本留存",
    "supplement": "补充记录：按查明的内容补上遗漏的信息，原内容作为旧版本留存",
    "reclassify": "调整失信程度：按查明的程度改列，公示期按改列后的程度重新计算，原程度留存备查",
    "annul": "撤销记录：上述信息的依据不能成立，予以撤销，停止公示、共享和使用",
    "end": "停止公示：上述信息不再公示，记录依法留存",
}
"""处理决定, by what was decided."""

_NOTHING = "（无）"
Found = Sequence[tuple[str, str, str, str, str]]


def upheld(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    accepted_on: date,
    outcome: str,
    findings: Found,
    reason: str,
    review: bool = False,
    review_until: date | None = None,
) -> PaperContent:
    """予以更正: each field as it stood, as claimed, as found; then what is done."""
    body = (
        *_opening(matter, received_on, accepted_on, review),
        *headings(
            ("核查情况", _found(findings, reason, matter.own_motion)),
            (
                "处理决定及依据",
                said(f"经核查，{_holds(matter)}。依照{RULES}的规定，本机关决定：{DONE[outcome]}。"),
            ),
            (
                "有关事项",
                items(
                    (
                        "本机关自本告知书作出之日起执行上述决定，“异议处理中”的标注同时取消。",
                        "更正的情况将告知接收过该信息的单位，由其同步更正或者停止使用。",
                        *_once_more(matter, review_until),
                    )
                ),
            ),
        ),
    )
    return _paper(matter, "upheld", issued_on, body, review)


def kept(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    accepted_on: date,
    findings: Found,
    verified: str,
    reason: str,
    review: bool = False,
    review_until: date | None = None,
) -> PaperContent:
    """维持: each field as found, the reason, and what remains open."""
    body = (
        *_opening(matter, received_on, accepted_on, review),
        *headings(
            ("核查情况", _found(findings, verified, matter.own_motion)),
            (
                "处理决定及理由",
                said(
                    f"经核查，{_fails(matter)}。依照{RULES}的规定，本机关决定：维持原记录。"
                    f"理由如下：\n{ended(reason)}"
                ),
            ),
            (
                "有关事项",
                items(
                    (
                        "“异议处理中”的标注自本告知书作出之日起取消，"
                        "上述信息在公示期内继续公示、共享和使用。",
                        *_once_more(matter, review_until),
                    )
                ),
            ),
        ),
    )
    return _paper(matter, "kept", issued_on, body, review)


def _paper(
    matter: Matter, kind: str, issued_on: date, body: tuple[Paragraph, ...], review: bool
) -> PaperContent:
    title = "异议复核决定书" if review else "异议处理告知书"
    name = "决定书" if review else "告知书"
    return matter.paper(kind, title, issued_on, body, remedy=matter.remedy(name))


def _holds(matter: Matter) -> str:
    return "上述信息有误" if matter.own_motion else "异议成立"


def _fails(matter: Matter) -> str:
    return "没有发现上述信息有误" if matter.own_motion else "异议不成立"


def _opening(
    matter: Matter, received_on: date, accepted_on: date, review: bool
) -> tuple[Paragraph, ...]:
    end = "现已复核终结。" if review else "现已核查终结。"
    if matter.own_motion:
        since = chinese_date(received_on)
        return said(
            f"本机关于{since}起依职权就{matter.record}所涉失信信息进行核查"
            f"（办件编号：{matter.ref}）。{end}"
        )
    return said(
        f"{matter.asked}，本机关于{chinese_date(received_on)}收到，"
        f"于{chinese_date(accepted_on)}受理。{end}"
    )


def _found(findings: Found, words: str, own_motion: bool) -> tuple[Paragraph, ...]:
    """A row for each disputed field, then what was found in words."""
    rows = [
        (label, old or _NOTHING, claimed, found, ended(evidence))
        for label, old, claimed, found, evidence in findings
    ]
    claimed = "核查的内容" if own_motion else "申请人主张"
    table = grid(("有异议的内容", "原记录", claimed, "查明的内容", "依据"), rows)
    return (*((table,) if rows else ()), *said(ended(words)))


def _once_more(matter: Matter, until: date | None) -> tuple[str, ...]:
    """复核 may be asked for once, until a day; a review is not reviewed."""
    if until is None:
        return ()
    return (
        f"对处理结果有异议的，{matter.you}可以在{chinese_date(until)}前（含当日）向本机关申请复核一次，"
        f"由未办理过本异议的人员另行核查（{REVIEWED}）。",
    )
