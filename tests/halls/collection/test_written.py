"""Dates, amounts and codes as people write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.lib.tables.written import (
    INVISIBLE,
    LONG_TERM,
    BadForm,
    as_shown,
    is_all_seen,
    is_tidy_code,
    made_visible,
    read_amount,
    read_code,
    read_date,
    read_text,
    refuse_invisible,
)

THAT_DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    "cell",
    [
        THAT_DAY,
        datetime.fromisoformat("2026-11-01"),
        "2026-11-01",
        "2026-11-1",
        "2026/11/1",
        "2026/11/01",
        "2026.11.1",
        "20261101",
        20261101.0,
        "2026年11月1日",
        "２０２６年１１月０１日",
        " 2026-11-01 ",
        "2026-11-01 00:00:00",
        "2026/11/1 0:00",
    ],
)
def test_a_date_is_read_in_every_usual_form(cell: object) -> None:
    assert read_date(cell, long_term=False) == THAT_DAY


@pytest.mark.parametrize(
    "cell",
    [
        "2026-13-01",
        "2026-02-30",
        "20260230",
        "2026-11",
        "26-11-01",
        "11/1/2026",
        "2026-11/01",
        "2026年11月",
        "昨天",
        46327.0,
        True,
        "2026-11-01 10:30",
        datetime.fromisoformat("2026-11-01T10:30"),
        "1900-01-01",
        "2199-01-01",
        "长期",
        "2026-11-01至2027-11-01",
    ],
)
def test_a_date_in_another_form_is_refused(cell: object) -> None:
    with pytest.raises(BadForm) as why:
        read_date(cell, long_term=False)
    assert why.value.rule == "F4"


@pytest.mark.parametrize("word", ["长期", "长期有效", "永久", "2099-12-31", "2099/12/31"])
def test_a_term_without_end_is_the_last_day_of_2099(word: str) -> None:
    assert read_date(word, long_term=True) == LONG_TERM


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("0.2", "0.2"),
        (0.2, "0.2"),
        (0.1 + 0.2, "0.3"),
        (2.0, "2"),
        ("2.000000", "2"),
        ("1,234.5", "1234.5"),
        ("1，234.5", "1234.5"),
        ("０．２", "0.2"),
        ("0.2万元", "0.2"),
        ("0.2 万", "0.2"),
        ("0", "0"),
        ("100", "100"),
        ("999999999999.999999", "999999999999.999999"),
    ],
)
def test_an_amount_is_read(cell: str | float, amount: str) -> None:
    assert str(read_amount(as_shown(cell))) == amount
    assert read_amount(as_shown(cell)) == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    [
        "-1",
        -0.5,
        "2000元",
        "￥2000",
        "¥0.2",
        "0.1234567",
        0.1234567,
        "1,23",
        "12,34,567",
        "2千",
        "二千元",
        "1e3",
        1e16,
        "1234567890123",
        "0.2.1",
        "0.2/0.3",
        True,
        date(2026, 1, 2),
        ".5",
        "5.",
    ],
)
def test_an_amount_in_another_form_is_refused(cell: object) -> None:
    with pytest.raises(BadForm) as why:
        read_amount(as_shown(cell))
    assert why.value.rule == "F5"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("91512000MA0000015M", "91512000MA0000015M"),
        ("'91512000MA0000015M", "91512000MA0000015M"),
        (" 9151 2000 MA00 0001 5M\t", "91512000MA0000015M"),
        ("９１５１２０００ＭＡ０００００１５Ｍ", "91512000MA0000015M"),
        ("资交执罚〔2026〕12号", "资交执罚〔2026〕12号"),
        ("资交执罚 〔2026〕 12号", "资交执罚〔2026〕12号"),
    ],
)
def test_a_code_is_tidied(cell: str, code: str) -> None:
    assert read_code(cell) == code


@pytest.mark.parametrize("cell", [9.1512e17, 512001198001010011.0, 12.0, THAT_DAY, True])
def test_a_code_stored_as_a_number_is_already_damaged(cell: object) -> None:
    with pytest.raises(BadForm) as why:
        read_code(cell)
    assert why.value.rule == "F7"


@pytest.mark.parametrize("cell", ["9.1512E+17", "9.1512e17", "5E17", "5.12001198001010E+17"])
def test_a_code_in_scientific_notation_is_already_damaged(cell: str) -> None:
    with pytest.raises(BadForm) as why:
        read_code(cell)
    assert why.value.rule == "F7"


def test_plain_codes_need_no_tidying() -> None:
    assert is_tidy_code("91512000MA0000015M")
    assert is_tidy_code("资交执罚〔2026〕12号")
    assert not is_tidy_code("9151 2000")
    assert not is_tidy_code("资交执罚[2026]12号")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  顺达　", "顺达"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\t乙", "甲 乙"),
        (2026.0, "2026"),
        (0.25, "0.25"),
        (THAT_DAY, "2026-11-01"),
    ],
)
def test_text_is_read_as_typed(cell: object, text: str) -> None:
    assert read_text(cell) == text


def test_a_truth_value_is_no_text() -> None:
    with pytest.raises(BadForm) as why:
        read_text(True)
    assert why.value.rule == "F9"


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\xad", "\u200b", "\u200e", "\u202e", "\u2066",
     "\u2028", "\ufeff", "\ufffd", "\ufffe", "\U000e0041", "\u3164"],
)  # fmt: skip
def test_signs_nobody_sees_are_refused_with_their_place(sign: str) -> None:
    with pytest.raises(BadForm) as why:
        refuse_invisible(f"资州{sign}顺达")
    assert why.value.rule == "F3"
    assert why.value.params == {"place": 3, "sign": f"U+{ord(sign):04X}"}


@pytest.mark.parametrize(
    "text", ["资州顺达", "全　角", "a b", "两\n行", "𠮷野", "（一）〔2026〕・…—“”"]
)
def test_signs_people_see_are_left_alone(text: str) -> None:
    assert INVISIBLE.search(text) is None


def test_the_quick_question_lets_no_invisible_sign_pass() -> None:
    unseen = [chr(code) for code in range(0x110000) if INVISIBLE.match(chr(code))]
    assert len(unseen) > 4_000
    assert not any(map(is_all_seen, unseen))


def test_the_quick_question_passes_ordinary_text() -> None:
    assert is_all_seen("资州顺达（第1）物流有限公司·A—B𠮷")


def test_unseen_signs_are_quoted_by_number() -> None:
    assert made_visible("顺\u200b达\u202e") == "顺⟨U+200B⟩达⟨U+202E⟩"
