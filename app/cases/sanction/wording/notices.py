"""拟列入告知书: told before anything is decided: reasons, basis, measures, rights."""

from __future__ import annotations

from datetime import date

from app.cases.sanction.wording.terms import Listing
from app.cases.spine.matter import Matter
from app.lib.catalogue_seeds import GUIDANCE
from app.lib.papers import PaperContent, chinese_date, items, said

RIGHTS = (
    "有权陈述和申辩，可以在网上提出，也可以书面或者当面提出，由本机关记录。",
    "提出的事实、理由和证据成立的，本机关应当采纳；不因陈述申辩加重惩戒。",
    "可以放弃陈述申辩。期限届满没有提出的，视为没有意见，本机关依法作出决定。",
)
"""当事人的权利: what the subject may do before the decision."""


def notice(
    matter: Matter,
    listing: Listing,
    *,
    issued_on: date,
    service: str,
    served_on: date,
    days: int,
    due_on: date,
) -> PaperContent:
    """拟列入告知书: the term runs from service, and its last day is named."""
    body = (
        *said(
            f"本机关拟将{matter.you}列入{listing.name}（办件编号：{matter.ref}）。"
            f"依照{GUIDANCE}的规定，现将拟作出决定的事实、依据、措施和{matter.you}享有的权利告知如下："
        ),
        *listing.grounds(matter),
        *said(f"对上述拟作出的决定，{matter.you}享有下列权利："),
        *items(RIGHTS),
        *said(
            f"本告知书以{service}方式于{chinese_date(served_on)}送达。陈述申辩的期限为自送达之日起"
            f"{days}个工作日，至{chinese_date(due_on)}止。"
        ),
        *said("特此告知。"),
    )
    return matter.paper("notice", "拟列入告知书", issued_on, body)
