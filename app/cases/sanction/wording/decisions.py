"""决定书: listed, not listed, or taken off the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.sanction.wording.terms import Listing
from app.cases.spine.matter import Matter, ended
from app.lib.catalogue_seeds import GUIDANCE
from app.lib.papers import PaperContent, Paragraph, chinese_date, headings, items, said


def listed(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    notice_no: str,
    noticed_on: date,
    heard: Sequence[tuple[str, str]],
    until_on: date,
    repairable_from: date,
    met_on: date,
) -> PaperContent:
    """列入决定书: facts, basis, the defence and the answers, measures, removal, remedies."""
    body = (
        *_opening(matter, listing, notice_no, noticed_on, met_on),
        *listing.grounds(matter),
        *_heard(matter, heard),
        *headings(
            (
                "决定",
                said(f"本机关决定：将{matter.you}列入{listing.name}，并采取上述惩戒措施。"),
            ),
            (
                "移出条件和程序",
                said(
                    f"名单信息自公示之日起公示，最长至{chinese_date(until_on)}止，期满自动移出。"
                    f"有下列情形之一的移出名单：{ended(listing.removal)}\n"
                    f"自{chinese_date(repairable_from)}起，{matter.you}可以申请信用修复；"
                    "认为列入有误的，可以提出异议。"
                ),
            ),
        ),
    )
    return matter.paper("listed", "列入决定书", issued_on, body, remedy=matter.remedy("决定书"))


def not_listed(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    notice_no: str,
    noticed_on: date,
    heard: Sequence[tuple[str, str]],
    reason: str,
    met_on: date,
) -> PaperContent:
    """不予列入决定书: the reason, and that nothing follows."""
    body = (
        *_opening(matter, listing, notice_no, noticed_on, met_on),
        *_heard(matter, heard),
        *headings(
            (
                "决定及理由",
                said(
                    f"本机关决定：不将{matter.you}列入{listing.name}，不采取告知书所列的惩戒措施。"
                    f"理由如下：\n{ended(reason)}"
                ),
            ),
        ),
    )
    return matter.paper(
        "not_listed", "不予列入决定书", issued_on, body, remedy=matter.remedy("决定书")
    )


def delisted(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    listed_no: str,
    listed_on: date,
    reason: str,
    words: str = "",
) -> PaperContent:
    """移出决定书: since when, and why."""
    because = f"{reason}。{ended(words)}" if words else ended(reason)
    body = (
        *said(
            f"本机关于{chinese_date(listed_on)}作出《列入决定书》（{listed_no}），将{matter.you}列入"
            f"{listing.name}（办件编号：{matter.ref}）。"
        ),
        *said(
            f"因{because}\n依照{GUIDANCE}的规定，本机关决定：自{chinese_date(issued_on)}起将"
            f"{matter.you}移出该名单，停止公示、共享和使用该名单信息，解除因列入名单采取的惩戒措施。"
        ),
    )
    return matter.paper("delisted", "移出决定书", issued_on, body)


def _opening(
    matter: Matter, listing: Listing, notice_no: str, noticed_on: date, met_on: date
) -> tuple[Paragraph, ...]:
    return said(
        f"本机关于{chinese_date(noticed_on)}向{matter.you}制发《拟列入告知书》（{notice_no}），告知拟将"
        f"{matter.you}列入{listing.name}的事实、依据、措施和享有的权利。现经复核，并经本机关"
        f"{chinese_date(met_on)}集体讨论，作出如下决定（办件编号：{matter.ref}）。"
    )


def _heard(matter: Matter, heard: Sequence[tuple[str, str]]) -> tuple[Paragraph, ...]:
    """陈述申辩 and what the authority says to each point."""
    if not heard:
        return said(f"{matter.you}在期限内没有提出陈述申辩意见。")
    return (
        *said(f"{matter.you}的陈述申辩意见和本机关的复核意见："),
        *items((f"{ended(words)}", f"复核意见：{ended(answered)}") for words, answered in heard),
    )
