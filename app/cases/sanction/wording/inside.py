"""局内文书: the proposal that goes round the house, and the letter to the province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.cases.sanction.wording.terms import Listing
from app.cases.spine.matter import Matter, ended
from app.lib.papers import PaperContent, chinese_date, facts, said


def proposal(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    section: str,
    proposer: str,
    evidence: Sequence[str],
) -> PaperContent:
    """失信惩戒建议表: everything that the head and the lawyers look at, in one table."""
    rows = (
        ("办件编号", matter.ref),
        ("建议对象", matter.applicant),
        (matter.code_label, matter.code or ""),
        ("拟列入名单", listing.name),
        ("所依据的文书", listing.found_in),
        ("事实和证据", ended(listing.facts)),
        ("责任人员", listing.responsible),
        ("依据", ended(listing.basis)),
        ("拟采取的措施", "\n".join(f"{name}（{basis}）" for name, basis in listing.measures)),
        ("证据材料", "\n".join(evidence)),
        ("提出科室", section),
        ("提出人", f"{proposer}　{chinese_date(issued_on)}"),
    )
    content = matter.paper(
        "proposal",
        "失信惩戒建议表",
        issued_on,
        (facts(row for row in rows if row[1]),),
        head="plain",
    )
    return replace(content, addressee="", addressee_code=None)


def report(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    to: str,
    listed_no: str,
    listed_on: date,
    until_on: date,
) -> PaperContent:
    """报送函: one listing, reported upward."""
    rows = (
        ("主体名称", matter.applicant),
        (matter.code_label, matter.code or ""),
        ("列入名单", listing.name),
        ("列入决定书", f"{listed_no}（{chinese_date(listed_on)}）"),
        ("列入依据", ended(listing.basis)),
        ("惩戒措施", "、".join(name for name, _ in listing.measures)),
        ("公示截止日期", chinese_date(until_on)),
    )
    body = (
        *said("现将我局作出的失信主体名单列入决定报送如下，请予复核、汇总："),
        facts(row for row in rows if row[1]),
        *said("特此函报。"),
    )
    content = matter.paper("report", "失信主体名单报送函", issued_on, body)
    return replace(content, addressee=to, addressee_code=None)
