"""超限超载十项行为: counted to the row, by the rolling year, strictly more than three."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.cases.sanction import overload
from app.cases.sanction.overload import Hit, Overload, hits

TODAY = date(2026, 11, 23)


def rows(n: int, **own: Any) -> list[Overload]:
    """So many penalties, a month apart, the last one today."""
    made = {"subject": "91512000MA0000015M"} | own
    return [Overload(f"{i}号", TODAY - timedelta(days=30 * i), **made) for i in range(n)]


def behaviours(found: list[Hit]) -> list[int]:
    return [hit.behaviour for hit in found]


def test_a_truck_is_one_too_many_at_the_fourth_time_and_shows_all_four() -> None:
    assert hits(rows(3, plate="川M00001", colour="黄"), TODAY) == []
    (hit,) = hits(rows(4, plate="川M00001", colour="黄"), TODAY)
    assert (hit.behaviour, hit.who) == (1, "川M00001|黄")
    assert [row.doc_no for row in hit.rows] == ["3号", "2号", "1号", "0号"]


def test_a_plate_of_another_colour_is_another_truck() -> None:
    mixed = rows(3, plate="川M00001", colour="黄") + rows(3, plate="川M00001", colour="蓝")
    assert hits(mixed, TODAY) == []


def test_a_driver_is_counted_over_all_trucks() -> None:
    mixed = [
        Overload(f"{i}号", TODAY, "91512000MA0000015M", f"川M0000{i}", "黄", "d1") for i in range(4)
    ]
    assert behaviours(hits(mixed, TODAY)) == [2]


@pytest.mark.parametrize(("oldest", "found"), [(date(2025, 11, 23), []), (date(2025, 11, 24), [1])])
def test_the_year_rolls(oldest: date, found: list[int]) -> None:
    four = [
        *rows(3, plate="川M00001", colour="黄"),
        Overload("9号", oldest, "x", "川M00001", "黄"),
    ]
    assert behaviours(hits(four, TODAY)) == found


def test_what_is_decided_later_is_not_counted_yet() -> None:
    four = rows(4, plate="川M00001", colour="黄")
    assert hits(four, TODAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("trucks", "fleet", "ordered", "found"),
    [
        (2, 20, True, []),  # exactly a tenth is not more than a tenth
        (3, 20, True, [3]),
        (3, 20, False, []),  # without the order to suspend
        (3, 0, True, []),  # a fleet that nobody knows shows no share
    ],
)
def test_a_company_by_its_share_of_the_fleet_and_the_order(
    trucks: int, fleet: int, ordered: bool, found: list[int]
) -> None:
    code = "91512000MA0000015M"
    one_each = [Overload(f"{i}号", TODAY, code, f"川M0000{i}", "黄") for i in range(trucks)]
    one_each += [Overload("again", TODAY, code, "川M00000", "黄")]
    ordered_to = [code] if ordered else []
    assert behaviours(hits(one_each, TODAY, {code: fleet}, ordered_to)) == found


@pytest.mark.parametrize(
    ("n", "fine", "found"),
    [(1, "1.99", []), (1, "2.0", [5]), (2, "0.5", []), (3, "0.5", [5])],
)
def test_directing_overload_by_one_great_fine_or_three_penalties(
    n: int, fine: str, found: list[int]
) -> None:
    assert behaviours(hits(rows(n, directed=True, fine=Decimal(fine)), TODAY)) == found


def test_an_ordinary_fine_is_no_directing() -> None:
    assert hits(rows(3, fine=Decimal(5)), TODAY) == []


def test_each_of_the_ten_is_counted_or_rests_on_a_document() -> None:
    assert overload.COUNTED | overload.BY_DOCUMENT == set(overload.BEHAVIOURS) == set(range(1, 11))
    assert not overload.COUNTED & overload.BY_DOCUMENT
