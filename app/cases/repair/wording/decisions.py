"""决定书: repair granted, not granted, or granted and later revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.repair.rules import ORDER_36
from app.cases.spine.matter import Matter, come_again, ended
from app.lib.papers import PaperContent, Paragraph, chinese_date, headings, items, said

LINKED_EFFECTS = (
    (
        "停止公示。",
        "在本机关的公示渠道停止公示上述失信信息，并将修复结果推送“信用中国”网站，"
        "由其同步停止公示。",
    ),
    (
        "停止共享和使用。",
        "停止向其他单位共享上述失信信息，并将修复结果告知已获得该信息的单位；"
        "除依法留存备查外，不再使用该信息。",
    ),
    (
        "解除管理措施。",
        "解除因上述失信信息采取的限制和惩戒措施；因其他事由依法采取的措施不在此列。",
    ),
    ("更新信用评价。", "以修复后的信用信息为依据，更新相应的行业信用评价。"),
)
"""四项联动: all four follow one decision, together."""


def granted(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    accepted_on: date,
    findings: Sequence[tuple[str, str]],
    effects: Sequence[tuple[str, str]] = LINKED_EFFECTS,
) -> PaperContent:
    """准予信用修复决定书: each condition as found, the decision, the linked effects."""
    body = (
        _opening(matter, received_on, accepted_on),
        *headings(
            ("核查情况", items(_led(findings))),
            (
                "决定及依据",
                said(
                    f"经核查，{matter.you}申请修复的失信信息符合{ORDER_36}规定的修复条件。"
                    "本机关决定：准予信用修复。"
                ),
            ),
            (
                "修复措施",
                (*said("本机关自本决定作出之日起同步办理下列事项："), *items(effects)),
            ),
            (
                "有关事项",
                said(
                    f"本决定不改变{matter.record}的效力。\n"
                    f"本机关将对信用修复情况进行复查。发现{matter.you}在申请中提供虚假材料或者作出"
                    "不实承诺的，依法撤销本决定，恢复公示、共享和使用，并将有关情况记入信用记录。"
                ),
            ),
        ),
    )
    return matter.paper(
        "granted", "准予信用修复决定书", issued_on, body, remedy=matter.remedy("决定书")
    )


def not_granted(
    matter: Matter,
    *,
    issued_on: date,
    received_on: date,
    accepted_on: date,
    findings: Sequence[tuple[str, str]],
    reason: str,
    may_apply_from: date | None = None,
) -> PaperContent:
    """不予信用修复决定书: each condition as found, the reason, and when to come again."""
    again = come_again(matter, may_apply_from)
    body = (
        _opening(matter, received_on, accepted_on),
        *headings(
            ("核查情况", items(_led(findings))),
            (
                "决定及理由",
                said(
                    f"经核查，{matter.you}申请修复的失信信息不符合{ORDER_36}规定的修复条件。"
                    f"本机关决定：不予信用修复。理由如下：\n{ended(reason)}"
                ),
            ),
            ("有关事项", said(f"上述失信信息在公示期内继续公示、共享和使用。{again}")),
        ),
    )
    return matter.paper(
        "not_granted", "不予信用修复决定书", issued_on, body, remedy=matter.remedy("决定书")
    )


def revoked(
    matter: Matter,
    *,
    issued_on: date,
    granted_no: str,
    granted_on: date,
    evidence: Sequence[str],
    defence: str = "",
    public_until: date | None = None,
    barred_until: date | None = None,
) -> PaperContent:
    """撤销信用修复决定书: what the re-check found, what it undoes, what follows."""
    decision = f"{chinese_date(granted_on)}作出的《准予信用修复决定书》（{granted_no}）"
    heard = said(f"{matter.you}的陈述申辩及本机关的意见：\n{ended(defence)}") if defence else ()
    body = (
        *said(
            f"本机关对{decision}进行复查。该决定准予修复{matter.record}所涉失信信息"
            f"（办件编号：{matter.ref}）。现已复查终结。"
        ),
        *headings(
            ("查明的事实和证据", (*items(map(ended, evidence)), *heard)),
            (
                "决定及依据",
                said(
                    f"上述事实表明，{matter.you}在申请信用修复时提供虚假材料或者作出不实承诺，准予修复的"
                    f"依据不能成立。依照{ORDER_36}的规定，本机关决定：撤销{decision}。"
                ),
            ),
            ("撤销的后果", items(_consequences(matter, public_until, barred_until))),
        ),
    )
    remedy = (
        f"{matter.remedy('决定书')}行政复议、行政诉讼期间，除法律另有规定外，本决定不停止执行。"
    )
    return matter.paper("revoked", "撤销信用修复决定书", issued_on, body, remedy=remedy)


def _opening(matter: Matter, received_on: date, accepted_on: date) -> Paragraph:
    """Who asked for what, when it came and when it was taken up."""
    (opening,) = said(
        f"{matter.asked}，本机关于{chinese_date(received_on)}收到，于{chinese_date(accepted_on)}受理。"
        "现已审查终结。"
    )
    return opening


def _led(findings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Let the name of each condition lead its finding, as a sentence of its own."""
    return [(ended(condition), ended(found)) for condition, found in findings]


def _consequences(
    matter: Matter, public_until: date | None, barred_until: date | None
) -> list[tuple[str, str]]:
    """What the subject must expect; a day is named only where it is known."""
    until = f"，公示至{chinese_date(public_until)}止" if public_until else ""
    points = [
        ("恢复公示。", f"自本决定作出之日起恢复公示上述失信信息{until}。"),
        ("恢复共享、使用和管理措施。", "恢复共享和使用该信息，依法恢复相应措施并更新信用评价。"),
        ("记入信用记录。", f"将{matter.you}提供虚假材料或者违背承诺的情况记入信用记录。"),
    ]
    if barred_until is not None:
        words = f"至{chinese_date(barred_until)}止，本机关不受理{matter.you}提出的信用修复申请。"
        points.append(("限制再次申请。", words))
    return points
