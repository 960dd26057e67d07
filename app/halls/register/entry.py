"""条目说明 what an entry says to whoever has never read one: in words, with what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from app.halls.register.columns import AMOUNT, listed
from app.kernel.public_entries import PublicEntry
from app.lib.catalogue_seeds import GUIDANCE
from app.lib.markers import N_
from app.lib.penalties import ORDER_36_CITE, SEVERITY_NAMES, Severity
from app.web.language import listed as in_order
from app.web.language import translated

# 行政处罚法第四十八条: decisions with a certain effect on society are made public, and taken back
# within three days when they are changed or set aside.
PUBLICITY_CITE = N_("《行政处罚法》第四十八条") + "；" + N_("《政府信息公开条例》第二十条第六项")
# 国办发〔2020〕49号: listings, and breaches that the rules count as such, are published by it.
LISTING_CITE = GUIDANCE
CORRECTION_CITE = N_("《政府信息公开条例》第四十一条") + "；" + N_("国办发〔2025〕22号")
REPAIR_CITE = ORDER_36_CITE


MEANS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.MINOR: N_("三个等级中最轻的一级"),
        Severity.GENERAL: N_("三个等级中的中间一级"),
        Severity.SERIOUS: N_("三个等级中最重的一级"),
    }
)


@dataclass(frozen=True)
class Reading:
    """读法 the parts of an entry page that are more than a column."""

    severity: str
    means: str
    facts: str
    basis: str
    kinds: str
    penalty: str
    fine: str
    confiscated: str
    days_left: int
    listed_on: str  # the list, where the entry is of one
    removal: str
    broken: bool  # 违诺认定
    publicity_cite: str
    repair_open: bool
    repair_from: date | None


def reading_of(entry: PublicEntry, today: date) -> Reading:
    """Read one entry on this day."""
    face = {column: listed(value) for column, value in entry.body.items()}
    listed_on, broken = face.get("LB_MC", ""), entry.kind == "breach"
    severity, first_day = Severity(entry.severity), entry.repairable_from
    return Reading(
        severity=SEVERITY_NAMES[severity],
        means=MEANS[severity],
        facts=face.get("CF_SY", ""),
        basis=face.get("CF_YJ", ""),
        kinds=in_order(map(translated, face.get("CF_CFLB", "").split("、"))),
        penalty=face.get("CF_NR", ""),
        fine=in_yuan(face.get("CF_NR_FK", "")),
        confiscated=in_yuan(face.get("CF_NR_WFFF", "")),
        listed_on=listed_on,
        broken=broken,
        publicity_cite=LISTING_CITE if listed_on or broken else PUBLICITY_CITE,
        removal=face.get("LB_YC", ""),
        days_left=(entry.until_on - today).days + 1,
        repair_open=first_day is not None and first_day <= today,
        repair_from=first_day,
    )


def in_yuan(ten_thousands: str) -> str:
    """0.1 万元 is 1,000 yuan to everybody else; nothing for nothing, and words stay words."""
    if not AMOUNT.fullmatch(ten_thousands):
        return ten_thousands
    amount = Decimal(ten_thousands) * 10_000
    if not amount:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
