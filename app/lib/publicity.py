"""公示期限: how long a penalty is shown, from when it may be repaired, and why it may not be shown.

The law in force is Order 36, 《信用修复管理办法》, since 2026-04-01; Order 58 stays for records it
governed. The classes themselves, and how a penalty gets one, are in `penalties`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.lib.markers import N_
from app.lib.penalties import (
    CRITICISM,
    DEFAULT_THRESHOLDS,
    ORDER_36_CITE,
    PENALTY_KINDS,
    SEVERITY_NAMES,
    WARNING,
    Classification,
    Severity,
    Thresholds,
    classify,
    known_kind,
    split_kinds,
)
from app.lib.workdays import ONE_DAY, Term, Unit, WorkCalendar

__all__ = [
    "DEFAULT_THRESHOLDS",
    "NOT_PUBLIC_CITES",
    "NOT_PUBLIC_NAMES",
    "PENALTY_KINDS",
    "PUBLICITY_TERMS",
    "SEVERITY_NAMES",
    "Classification",
    "NotPublic",
    "PublicityPeriod",
    "PublicityTerms",
    "Regime",
    "Severity",
    "Thresholds",
    "classify",
    "publicity_period",
    "regime_on",
    "split_kinds",
    "why_not_public",
]

ORDER_58_CITE = "《失信行为纠正后的信用信息修复管理办法（试行）》（国家发展改革委令第58号）"


class Regime(StrEnum):
    ORDER_36 = "order_36"
    ORDER_58 = "order_58"


ORDER_58_FROM, ORDER_58_TO = date(2023, 5, 1), date(2026, 3, 31)
ORDER_36_FROM = date(2026, 4, 1)


def regime_on(day: date) -> Regime | None:
    """Say which order an application filed that day falls under; None before both."""
    if day >= ORDER_36_FROM:
        return Regime.ORDER_36
    return Regime.ORDER_58 if day >= ORDER_58_FROM else None


@dataclass(frozen=True)
class PublicityTerms:
    minimum: Term
    maximum: Term


_IN_FORCE: Mapping[Regime, tuple[str, date, date | None]] = MappingProxyType(
    {
        Regime.ORDER_36: (ORDER_36_CITE, ORDER_36_FROM, None),
        Regime.ORDER_58: (ORDER_58_CITE, ORDER_58_FROM, ORDER_58_TO),
    }
)


def _terms(regime: Regime, severity: Severity, minimum: int, maximum: int) -> PublicityTerms:
    def months(end: str, length: int) -> Term:
        return Term(f"publicity.{severity}.{end}", length, Unit.MONTHS, *_IN_FORCE[regime])

    return PublicityTerms(months("minimum", minimum), months("maximum", maximum))


# Order 36: 轻微 repairable once the duty is performed, at most 3 months; 一般 3 months to 1 year;
# 严重 1 to 3 years. Order 58 knew no classes and did not collect what is minor now: 3 months to 3
# years, in the fields of food, medicine, special equipment, work safety and fire 1 to 3 years;
# those five fields stand here as 严重.
PUBLICITY_TERMS: Mapping[tuple[Regime, Severity], PublicityTerms] = MappingProxyType(
    {
        (regime, severity): _terms(regime, severity, minimum, maximum)
        for regime, severity, minimum, maximum in (
            (Regime.ORDER_36, Severity.MINOR, 0, 3),
            (Regime.ORDER_36, Severity.GENERAL, 3, 12),
            (Regime.ORDER_36, Severity.SERIOUS, 12, 36),
            (Regime.ORDER_58, Severity.GENERAL, 3, 36),
            (Regime.ORDER_58, Severity.SERIOUS, 12, 36),
        )
    }
)


@dataclass(frozen=True)
class PublicityPeriod:
    """Both ends as corresponding days and shifted off rest days (民法典 §200–203)."""

    minimum_raw: date
    minimum_until: date
    repairable_from: date
    maximum_raw: date
    maximum_until: date
    provisional: bool


def publicity_period(
    severity: Severity,
    decided_on: date,
    calendar: WorkCalendar,
    terms: PublicityTerms | None = None,
) -> PublicityPeriod:
    """Count from the date of the decision; the last day shown is `maximum_until`.

    届满后 is read as the day after the minimum ends. Without a minimum, repair may be asked for as
    soon as the duty is performed, so from the decision on.
    """
    terms = terms or PUBLICITY_TERMS[Regime.ORDER_36, severity]
    shown = calendar.end_of(terms.maximum, decided_on)
    if not terms.minimum.length:
        return PublicityPeriod(
            decided_on, decided_on, decided_on, shown.raw, shown.on, shown.provisional
        )
    least = calendar.end_of(terms.minimum, decided_on)
    return PublicityPeriod(
        minimum_raw=least.raw,
        minimum_until=least.on,
        repairable_from=least.on + ONE_DAY,
        maximum_raw=shown.raw,
        maximum_until=shown.on,
        provisional=least.provisional or shown.provisional,
    )


class NotPublic(StrEnum):
    """不公示的理由, weightiest first."""

    SECRET = "secret"  # noqa: S105 - a reason, not a password
    UNDER_AGE = "under_age"
    NATURAL_PERSON = "natural_person"
    WARNING_ONLY = "warning_only"
    SIMPLE_PROCEDURE = "simple_procedure"
    UNCLASSED = "unclassed"
    MINOR_CLASS = "minor_class"


NOT_PUBLIC_NAMES: Mapping[NotPublic, str] = MappingProxyType(
    {
        NotPublic.SECRET: N_("涉及国家秘密、商业秘密或者个人隐私，不予公示"),
        NotPublic.UNDER_AGE: N_("当事人是未成年人，不予公示"),
        NotPublic.NATURAL_PERSON: N_("当事人是自然人，不予公示"),
        NotPublic.WARNING_ONLY: N_("仅警告、通报批评，不予公示"),
        NotPublic.SIMPLE_PROCEDURE: N_("适用简易程序，不予公示"),
        NotPublic.UNCLASSED: N_("失信等级未确定，暂不公示"),
        NotPublic.MINOR_CLASS: N_("轻微失信信息，原则上不予公示"),
    }
)

NOT_PUBLIC_CITES: Mapping[NotPublic, str] = MappingProxyType(
    {
        NotPublic.SECRET: N_("《政府信息公开条例》第十四条、第十五条"),
        NotPublic.UNDER_AGE: N_("《个人信息保护法》第二十八条")
        + "；"
        + N_("《未成年人保护法》第四条"),
        NotPublic.NATURAL_PERSON: N_("《个人信息保护法》第六条、第二十五条"),
        NotPublic.WARNING_ONLY: ORDER_36_CITE,
        NotPublic.SIMPLE_PROCEDURE: ORDER_36_CITE,
        NotPublic.UNCLASSED: ORDER_36_CITE,
        NotPublic.MINOR_CLASS: ORDER_36_CITE,
    }
)


def why_not_public(
    *,
    severity: Severity | None,
    kinds: Collection[str],
    simple_procedure: bool,
    natural_person: bool,
    under_age: bool,
    secret: bool,
    needed: bool = False,
) -> NotPublic | None:
    """Give the weightiest reason not to show a penalty, or None.

    `needed` is the authority's finding that a minor record must be shown all the same (确有必要
    公示); it lifts no other reason.
    """
    reasons = {
        NotPublic.SECRET: secret,
        NotPublic.UNDER_AGE: under_age,
        NotPublic.NATURAL_PERSON: natural_person,
        NotPublic.WARNING_ONLY: bool(kinds) and {*map(known_kind, kinds)} <= {WARNING, CRITICISM},
        NotPublic.SIMPLE_PROCEDURE: simple_procedure,
        NotPublic.UNCLASSED: severity is None,
        NotPublic.MINOR_CLASS: severity is Severity.MINOR and not needed,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)
