"""How long a penalty is shown, and why it is not."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib import publicity
from app.lib.calendar_data import STATE_COUNCIL_TABLES
from app.lib.publicity import (
    NOT_PUBLIC_CITES,
    NOT_PUBLIC_NAMES,
    PUBLICITY_TERMS,
    NotPublic,
    PublicityPeriod,
    Regime,
    Severity,
    publicity_period,
    regime_on,
    why_not_public,
)
from app.lib.workdays import Unit, WorkCalendar, months_after

CALENDAR = WorkCalendar(STATE_COUNCIL_TABLES, version="2022-2026")
SHOWN: dict[str, Any] = {
    "severity": Severity.GENERAL,
    "kinds": ["罚款"],
    "simple_procedure": False,
    "natural_person": False,
    "under_age": False,
    "secret": False,
}


def day(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("decided_on", "severity", "minimum_raw", "repairable_from", "maximum_raw", "maximum_until"),
    [
        ("2026-04-15", "general", "2026-07-15", "2026-07-16", "2027-04-15", "2027-04-15"),
        ("2026-11-30", "general", "2027-02-28", "2027-03-02", "2027-11-30", "2027-11-30"),
        ("2024-02-29", "serious", "2025-02-28", "2025-03-01", "2027-02-28", "2027-03-01"),
        ("2026-04-15", "minor", "2026-04-15", "2026-04-15", "2026-07-15", "2026-07-15"),
        ("2026-07-01", "general", "2026-10-01", "2026-10-09", "2027-07-01", "2027-07-01"),
        ("2022-09-03", "general", "2022-12-03", "2022-12-06", "2023-09-03", "2023-09-04"),
        (
            "2023-11-18",
            "general",
            "2024-02-18",
            "2024-02-19",
            "2024-11-18",
            "2024-11-18",
        ),  # worked Sunday
    ],
)
def test_the_examples_of_the_law(
    decided_on: str,
    severity: str,
    minimum_raw: str,
    repairable_from: str,
    maximum_raw: str,
    maximum_until: str,
) -> None:
    found = publicity_period(Severity(severity), day(decided_on), CALENDAR)
    assert found.minimum_raw == day(minimum_raw)
    assert found.repairable_from == day(repairable_from)
    assert found.maximum_raw == day(maximum_raw)
    assert found.maximum_until == day(maximum_until)


def test_a_period_is_provisional_when_either_end_is() -> None:
    decided = {"2024-01-02": False, "2026-04-15": True, "2026-11-30": True}
    for written, provisional in decided.items():
        found = publicity_period(Severity.GENERAL, day(written), CALENDAR)
        assert found.provisional is provisional
    assert publicity_period(Severity.MINOR, day("2026-04-15"), CALENDAR).provisional is False
    assert publicity_period(Severity.GENERAL, day("2021-09-01"), CALENDAR).provisional is True


def test_order_58_is_still_there_for_its_records() -> None:
    terms = PUBLICITY_TERMS[Regime.ORDER_58, Severity.GENERAL]
    assert publicity_period(
        Severity.GENERAL, day("2023-06-01"), CALENDAR, terms
    ) == PublicityPeriod(
        minimum_raw=day("2023-09-01"),
        minimum_until=day("2023-09-01"),
        repairable_from=day("2023-09-02"),
        maximum_raw=day("2026-06-01"),
        maximum_until=day("2026-06-01"),
        provisional=False,
    )


@given(st.sampled_from(Severity), st.dates(date(2022, 1, 1), date(2026, 12, 31)))
def test_the_ends_stand_in_order(severity: Severity, decided_on: date) -> None:
    found = publicity_period(severity, decided_on, CALENDAR)
    terms = PUBLICITY_TERMS[Regime.ORDER_36, severity]
    assert decided_on <= found.minimum_raw <= found.minimum_until <= found.maximum_until
    assert found.minimum_raw == months_after(decided_on, terms.minimum.length)
    assert found.maximum_raw == months_after(decided_on, terms.maximum.length)
    assert CALENDAR.is_working(found.maximum_until)
    assert found.repairable_from <= found.maximum_until
    if severity is not Severity.MINOR:
        assert CALENDAR.is_working(found.minimum_until)
        assert found.repairable_from == found.minimum_until + timedelta(days=1)


@given(st.dates(date(2022, 1, 1), date(2026, 12, 31)))
def test_a_more_serious_class_is_never_shown_shorter(decided_on: date) -> None:
    found = [publicity_period(severity, decided_on, CALENDAR) for severity in Severity]
    assert [period.maximum_until for period in found] == sorted(
        period.maximum_until for period in found
    )
    assert [period.repairable_from for period in found] == sorted(
        period.repairable_from for period in found
    )


@pytest.mark.parametrize(
    ("on", "regime"),
    [
        ("2023-04-30", None),
        ("2023-05-01", Regime.ORDER_58),
        ("2026-03-31", Regime.ORDER_58),
        ("2026-04-01", Regime.ORDER_36),
    ],
)
def test_the_order_in_force(on: str, regime: Regime | None) -> None:
    assert regime_on(day(on)) is regime
    for (order, _), terms in PUBLICITY_TERMS.items():
        assert terms.minimum.applies_on(day(on)) is (order is regime)
        assert terms.maximum.applies_on(day(on)) is (order is regime)


def test_every_length_is_in_months_and_names_its_order() -> None:
    for (regime, severity), terms in PUBLICITY_TERMS.items():
        assert terms.minimum.key == f"publicity.{severity}.minimum"
        assert terms.maximum.key == f"publicity.{severity}.maximum"
        for term in (terms.minimum, terms.maximum):
            assert term.unit is Unit.MONTHS
            assert f"第{regime[-2:]}号" in term.cite


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"severity": Severity.SERIOUS}, None),
        ({"secret": True}, NotPublic.SECRET),
        ({"under_age": True, "natural_person": True}, NotPublic.UNDER_AGE),
        ({"natural_person": True}, NotPublic.NATURAL_PERSON),
        ({"kinds": ["警告"], "severity": Severity.MINOR}, NotPublic.WARNING_ONLY),
        ({"kinds": ["通报批评", "警告"], "needed": True}, NotPublic.WARNING_ONLY),
        ({"kinds": ["警告", "罚款"]}, None),
        ({"kinds": []}, None),
        ({"simple_procedure": True, "severity": Severity.MINOR}, NotPublic.SIMPLE_PROCEDURE),
        ({"severity": None}, NotPublic.UNCLASSED),
        ({"severity": None, "needed": True}, NotPublic.UNCLASSED),
        ({"severity": Severity.MINOR}, NotPublic.MINOR_CLASS),
        ({"severity": Severity.MINOR, "needed": True}, None),
        ({"secret": True, "severity": Severity.MINOR, "needed": True}, NotPublic.SECRET),
    ],
)
def test_the_weightiest_reason_is_given(facts: dict[str, Any], reason: NotPublic | None) -> None:
    assert why_not_public(**SHOWN | facts) is reason


def test_every_reason_has_words_and_a_source() -> None:
    for reason in NotPublic:
        assert NOT_PUBLIC_NAMES[reason].endswith("公示")
        assert NOT_PUBLIC_CITES[reason].startswith("《")


def test_the_module_offers_what_it_lists() -> None:
    assert all(hasattr(publicity, name) for name in publicity.__all__)
