"""Kinds of penalty and the class each leads to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.penalties import (
    DEFAULT_THRESHOLDS,
    PENALTY_KINDS,
    SEVERITY_NAMES,
    Severity,
    Thresholds,
    classify,
    kinds_with_amounts,
    known_kind,
    split_kinds,
)

LIMITS = Thresholds(large_fine=Decimal(1), huge_fine=Decimal(50))
MINOR, GENERAL, SERIOUS = Severity

some_kinds = st.lists(st.sampled_from([*PENALTY_KINDS, "警示约谈"]), min_size=1, max_size=4)
fines = st.none() | st.decimals(0, 100, places=4)


def test_every_class_has_a_name() -> None:
    assert [SEVERITY_NAMES[severity] for severity in Severity] == ["轻微", "一般", "严重"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("警告", ["警告"]),
        (
            "警告;罚款；没收违法所得、没收非法财物,责令关闭，限制从业",
            ["警告", "罚款", "没收违法所得", "没收非法财物", "责令关闭", "限制从业"],
        ),
        (" 罚款 ； ;罚款", ["罚款"]),
        ("", []),
        ("；、,", []),
    ],
)
def test_kinds_are_split_at_every_sign_people_use(text: str, kinds: list[str]) -> None:
    assert split_kinds(text) == kinds


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("罚款", "罚款"),
        ("行政罚款", "罚款"),
        ("暂扣许可证", "暂扣许可证件"),
        ("责令停业", "责令停产停业"),
        ("其他-责令改正", "其他"),
        ("警示约谈", None),
        ("", None),
    ],
)
def test_a_kind_is_known_by_the_name_the_law_gives_it(name: str, known: str | None) -> None:
    assert known_kind(name) == known


@pytest.mark.parametrize(
    ("kinds", "severity"),
    [
        (["警告"], MINOR),
        (["通报批评"], MINOR),
        (["没收违法所得"], GENERAL),
        (["没收非法财物"], GENERAL),
        (["暂扣许可证件"], SERIOUS),
        (["降低资质等级"], SERIOUS),
        (["吊销许可证件"], SERIOUS),
        (["限制开展生产经营活动"], SERIOUS),
        (["责令停产停业"], SERIOUS),
        (["责令关闭"], SERIOUS),
        (["限制从业"], SERIOUS),
        (["行政拘留"], None),
        (["其他-取消资格"], None),
        (["警示约谈"], None),
        ([], None),
        (["警告", "没收违法所得"], GENERAL),
        (["没收违法所得", "吊销许可证件", "警告"], SERIOUS),
        (["其他", "吊销许可证件"], SERIOUS),  # nothing can raise it further
        (["其他", "没收违法所得"], None),  # the other kind might
    ],
)
def test_the_most_serious_kind_decides(kinds: list[str], severity: Severity | None) -> None:
    found = classify(kinds, None, None, simple_procedure=False, thresholds=LIMITS)
    assert found.severity is severity
    assert found.cite


@pytest.mark.parametrize(
    ("fine", "severity"),
    [
        ("0.9999", MINOR),
        ("1", GENERAL),
        ("49.999999", GENERAL),
        ("50", SERIOUS),
        ("0", None),
        ("-1", None),
        (None, None),
    ],
)
def test_a_fine_rises_with_its_amount(fine: str | None, severity: Severity | None) -> None:
    amount = Decimal(fine) if fine else None
    assert classify(["罚款"], amount, None, False, LIMITS).severity is severity


def test_an_amount_betrays_a_forgotten_kind() -> None:
    assert kinds_with_amounts(["警告"], Decimal(2), Decimal(3)) == ["警告", "罚款", "没收违法所得"]
    assert kinds_with_amounts(["罚款", "没收非法财物"], Decimal(2), Decimal(3)) == [
        "罚款",
        "没收非法财物",
    ]
    assert classify(["警告"], Decimal(2), None, False).severity is GENERAL
    assert classify([], None, Decimal(1), False).severity is GENERAL


@pytest.mark.parametrize(
    ("kinds", "fine", "severity"),
    [
        (["警告"], None, MINOR),
        (["罚款"], "0.2", MINOR),
        (["警告", "罚款"], "0.3", MINOR),
        (["罚款"], "0.300001", None),  # more than may be fined on the spot
        (["吊销许可证件"], None, None),
        (["没收违法所得"], None, None),
        ([], None, None),
    ],
)
def test_the_simple_procedure_is_minor_or_was_not_simple(
    kinds: list[str], fine: str | None, severity: Severity | None
) -> None:
    found = classify(kinds, Decimal(fine) if fine else None, None, simple_procedure=True)
    assert found.severity is severity


@given(some_kinds, fines, fines)
def test_the_order_of_kinds_does_not_matter(
    kinds: list[str], fine: Decimal | None, confiscated: Decimal | None
) -> None:
    there = classify(kinds, fine, confiscated, False)
    back = classify(kinds[::-1], fine, confiscated, False)
    assert there.severity is back.severity


@given(some_kinds, st.sampled_from(list(PENALTY_KINDS)), fines)
def test_one_more_kind_never_makes_it_milder(
    kinds: list[str], more: str, fine: Decimal | None
) -> None:
    order = [MINOR, GENERAL, None, SERIOUS]
    before = classify(kinds, fine, None, False, LIMITS).severity
    after = classify([*kinds, more], fine, None, False, LIMITS).severity
    assert order.index(after) >= order.index(before)


@given(st.decimals(Decimal("0.0001"), 100, places=4), st.decimals(Decimal("0.0001"), 100, places=4))
def test_a_larger_fine_is_never_milder(one: Decimal, other: Decimal) -> None:
    small, large = sorted([one, other])
    order = list(Severity)
    classes = [classify(["罚款"], fine, None, False).severity for fine in (small, large)]
    assert classes[0] is not None
    assert classes[1] is not None
    assert order.index(classes[0]) <= order.index(classes[1])


def test_thresholds_are_ordered() -> None:
    assert DEFAULT_THRESHOLDS.large_fine < DEFAULT_THRESHOLDS.huge_fine
    for large, huge in (("0", "1"), ("-1", "1"), ("2", "1")):
        with pytest.raises(ValueError, match="threshold"):
            Thresholds(Decimal(large), Decimal(huge))
