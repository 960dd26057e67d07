"""D3, D4, D5, D8, D12: the decision's dates, amounts and number."""

from datetime import date, timedelta

import pytest

from app.halls.collection.rules.decision import d12_shown_until
from tests.halls.collection.table import TODAY, check, context, only, said

ONE_DAY = timedelta(days=1)


def test_d3_a_decision_of_tomorrow_is_an_error() -> None:
    assert check(CF_JDRQ=TODAY).is_good
    assert said(check(CF_JDRQ=TODAY + ONE_DAY)) == [("D3", "CF_JDRQ")]


@pytest.mark.parametrize("column", ["CF_YXQ", "CF_GSJZQ"])
def test_d3_nothing_ends_before_it_was_decided(column: str) -> None:
    decided = date(2026, 11, 16)
    assert check(**{column: decided}).is_good
    assert said(check(**{column: decided - ONE_DAY})) == [("D3", column)]


@pytest.mark.parametrize(
    ("decided", "late"),
    [
        (date(2026, 11, 20), 0),
        (date(2026, 11, 11), 0),  # seven working days before Friday the 20th
        (date(2026, 11, 10), 1),
        (date(2026, 9, 30), 26),  # the National Day holiday and the make-up day of 10 October
    ],
)
def test_d4_more_than_seven_working_days_is_late(decided: date, late: int) -> None:
    checked = check(CF_JDRQ=decided)
    assert checked.is_good
    assert checked.late_days == late
    assert said(checked, "warning") == ([("D4", "CF_JDRQ")] if late else [])


def test_d4_says_how_many_days_it_took() -> None:
    assert "8 个工作日" in only(check(CF_JDRQ=date(2026, 11, 10))).says


def test_d4_is_marked_as_estimated_without_an_official_calendar() -> None:
    house = context(today=date(2027, 1, 29))
    assert "未公布放假安排" in only(check(house)).says


def test_d5_a_fine_needs_its_amount() -> None:
    assert said(check(CF_NR_FK="")) == [("D5", "CF_NR_FK")]
    assert said(check(CF_NR_FK="0")) == [("D5", "CF_NR_FK")]
    assert said(check(CF_NR_FK="两万")) == [("F5", "CF_NR_FK")]


def test_d5_a_confiscation_needs_its_amount() -> None:
    kinds = {"CF_CFLB": "没收违法所得", "CF_NR": "没收违法所得", "CF_NR_FK": ""}
    assert said(check(**kinds)) == [("D5", "CF_NR_WFFF")]
    assert check(**kinds, CF_NR_WFFF="0.5").is_good


@pytest.mark.parametrize("kind", ["暂扣许可证件", "吊销许可证件"])
def test_d5_a_licence_taken_is_named(kind: str) -> None:
    kinds = {"CF_CFLB": kind, "CF_NR_FK": ""}
    assert said(check(**kinds)) == [("D5", "CF_NR_ZKDX")]
    assert check(**kinds, CF_NR_ZKDX="道路运输经营许可证").is_good


@pytest.mark.parametrize("amount", ["1000.5", "5000", "100", "300"])
def test_d5_an_amount_that_looks_like_yuan_is_pointed_out(amount: str) -> None:
    checked = check(CF_NR_FK=amount, CF_NR="处以罚款")
    assert checked.is_good
    assert said(checked, "warning") == [("D5", "CF_NR_FK")]


@pytest.mark.parametrize(
    ("content", "agrees"),
    [
        ("处以罚款人民币 20000 元整。", True),
        ("罚款20,000元", True),
        ("罚款2万元", True),
        ("罚款 2000 元", False),
        ("罚款2元", False),
        ("处以罚款", True),
        ("没收违法所得 300 元，罚款 5 元", True),  # two amounts: nothing to compare with
    ],
)
def test_d5_amount_and_content_are_compared(content: str, agrees: bool) -> None:
    warned = said(check(CF_NR=content), "warning")
    assert warned == ([] if agrees else [("D5", "CF_NR_FK")])


def test_d5_an_amount_without_its_kind_is_pointed_out() -> None:
    checked = check(CF_CFLB="警告")
    assert said(checked, "warning") == [("D5", "CF_NR_FK")]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("资交执罚[2026]12号", "资交执罚〔2026〕12号"),
        ("资交执罚（2026）012号", "资交执罚〔2026〕12号"),
        ("资交执罚【2026】第0012号", "资交执罚〔2026〕12号"),
        ("资交执罚〔2026〕12", "资交执罚〔2026〕12号"),
        ("资交执罚〔２０２６〕１２号", "资交执罚〔2026〕12号"),
    ],
)
def test_d8_brackets_and_zeros_are_mended_and_told_of(typed: str, mended: str) -> None:
    checked = check(CF_WSH=typed)
    assert checked.is_good
    assert checked.values["CF_WSH"] == mended
    assert f'"CF_WSH":"{mended}"' in checked.plain_json.decode()
    assert any(f.rule in ("D8", "F11") and f.level != "error" for f in checked.faults)


@pytest.mark.parametrize(
    "number",
    ["资交执罚〔2026〕512002-0012号", "资交执罚〔2026〕12号之一", "资交罚字（一）〔2026〕执3号"],
)
def test_d8_an_unusual_number_is_taken_with_a_warning(number: str) -> None:
    checked = check(CF_WSH=number)
    assert checked.is_good
    assert ("D8", "CF_WSH") in said(checked, "warning")


@pytest.mark.parametrize(
    "number",
    [
        "无",
        "12号",
        "2026年第12号",
        "资交执罚〔26〕12号",
        "〔2026〕12号",
        "=1+1",
        "资交执罚〔2026〕号",
    ],
)
def test_d8_what_identifies_no_paper_is_an_error(number: str) -> None:
    assert said(check(CF_WSH=number)) == [("D8", "CF_WSH")]


def test_d8_a_number_of_another_year_is_pointed_out() -> None:
    assert check(CF_WSH="资交执罚〔2025〕12号").faults == ()  # a case of last year
    assert said(check(CF_WSH="资交执罚〔2020〕12号"), "warning") == [("D8", "CF_WSH")]
    assert said(check(CF_WSH="资交执罚〔2027〕12号"), "warning") == [("D8", "CF_WSH")]


def test_d12_the_last_day_of_2099_is_shown_as_long_term() -> None:
    assert d12_shown_until(date(2099, 12, 31)) == "长期"
    assert d12_shown_until(date(2027, 11, 16)) == "2027-11-16"
    assert d12_shown_until(None) == ""


def test_d12_long_term_may_be_written_in_words() -> None:
    assert check(CF_YXQ="长期").values["CF_YXQ"] == date(2099, 12, 31)
    assert said(check(CF_JDRQ="长期")) == [("F4", "CF_JDRQ")]
