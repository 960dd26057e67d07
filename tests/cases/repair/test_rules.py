"""信用修复规则: who may ask, from which day, and what stands in the way; every figure cited."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.repair import rules
from app.cases.repair.rules import RecordFacts, eligibility
from app.lib.publicity import Severity
from app.lib.workdays import Unit

TODAY = date(2026, 11, 23)
days = st.dates(date(2026, 1, 1), date(2028, 1, 1))


def record(**different: object) -> RecordFacts:
    values: dict[str, object] = {
        "kind": "penalty",
        "status": "effective",
        "severity": Severity.GENERAL,
        "repairable_from": date(2026, 8, 7),
        "maximum_until": date(2027, 5, 6),
    } | different
    return RecordFacts(**values)  # type: ignore[arg-type]


def codes(**different: object) -> list[str]:
    return [o.code for o in eligibility(record(**different), TODAY).obstacles]


def test_a_record_whose_minimum_is_over_can_be_repaired_now() -> None:
    answer = eligibility(record(), TODAY)
    assert answer.now
    assert not answer.only_waiting
    assert answer.opens_on == date(2026, 8, 7)


@pytest.mark.parametrize(
    ("different", "why"),
    [
        ({"status": "repaired"}, ["ended"]),
        ({"status": "annulled"}, ["ended"]),
        ({"severity": None}, ["unclassified"]),
        ({"repairable_from": None}, ["unclassified"]),
        ({"has_open_case": True}, ["open_case"]),
        ({"barred_until": date(2029, 1, 1)}, ["barred"]),
        ({"repairable_from": TODAY + timedelta(days=1)}, ["too_early"]),
        (
            {"status": "repaired", "barred_until": date(2029, 1, 1), "has_open_case": True},
            ["ended", "open_case", "barred"],
        ),
    ],
)
def test_all_that_stands_in_the_way_is_named(different: dict[str, object], why: list[str]) -> None:
    assert codes(**different) == why


def test_every_obstacle_has_its_words_and_its_article() -> None:
    worst = record(
        status="repaired",
        severity=None,
        has_open_case=True,
        barred_until=date(2029, 1, 1),
        repairable_from=TODAY + timedelta(days=9),
    )
    for obstacle in eligibility(worst, TODAY).obstacles:
        assert obstacle.says % obstacle.params
        assert obstacle.cite


def test_when_only_the_day_is_missing_it_says_so() -> None:
    answer = eligibility(record(repairable_from=TODAY + timedelta(days=3)), TODAY)
    assert answer.only_waiting
    assert not answer.now


@given(days, days, st.integers(0, 60))
def test_the_first_day_is_the_first_on_which_it_opens(
    repairable_from: date, today: date, early: int
) -> None:
    answer = eligibility(record(repairable_from=repairable_from), today, early)
    first = repairable_from - timedelta(days=early)
    assert answer.opens_on == first == rules.opens_on(repairable_from, early)
    assert answer.now == (today >= first)


@given(days, days)
def test_papers_may_come_early_a_grant_never(repairable_from: date, today: date) -> None:
    assert rules.minimum_period_over(repairable_from, today) == (today >= repairable_from)


def test_a_record_without_a_class_is_never_ripe() -> None:
    assert not rules.minimum_period_over(None, TODAY)
    assert rules.opens_on(None, 5) is None


def test_the_limits_are_those_of_the_law() -> None:
    assert {term.key: (term.length, term.unit) for term in rules.TERMS} == {
        "repair.intake": (3, Unit.WORKING),
        "repair.decision": (7, Unit.WORKING),
        "repair.extension": (10, Unit.WORKING),
        "repair.correction": (10, Unit.WORKING),
        "repair.share": (3, Unit.WORKING),
        "repair.bar": (36, Unit.MONTHS),
        "repair.early": (0, Unit.CALENDAR),
    }
    assert all(term.applies_on(date(2026, 4, 1)) for term in rules.TERMS)
    assert not any(term.applies_on(date(2026, 3, 31)) for term in rules.TERMS)


def test_the_reasons_for_turning_away_end_with_any_other() -> None:
    for library in (rules.DECLINE_REASONS, rules.REFUSE_REASONS):
        assert list(library)[-1] == "other"
