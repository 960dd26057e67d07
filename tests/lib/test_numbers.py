"""Document numbers, case references, look-up codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.numbers import (
    DOCUMENT_NUMBER,
    case_ref,
    is_document_number,
    lookup_code,
    normalise_brackets,
    normalise_code,
    normalise_document_number,
    paper_number,
)


@pytest.mark.parametrize(
    "number",
    [
        "资交信修受〔2026〕1号",
        "津交发〔2023〕103号",
        "交办政研〔2017〕131号",
        "国发〔2014〕21号",
        "某A交罚〔1999〕999999号",
    ],
)
def test_a_document_number_is_recognised(number: str) -> None:
    assert is_document_number(number)
    assert DOCUMENT_NUMBER.fullmatch(number)
    assert normalise_brackets(number) == number
    assert normalise_document_number(number) == number


@pytest.mark.parametrize(
    "number",
    [
        "",
        "津交发[2023]103号",
        "津交发〔2023〕0103号",
        "津交发〔2023〕第103号",
        "津交发〔23〕103号",
        "津交发〔2023〕103",
        "〔2023〕103号",
        "津交发〔2023〕1000000号",
        "津交发〔2023〕103号\n",
        "津交发〔2022〕—264",
        "津交发〔２０２３〕103号",
    ],
)
def test_what_is_no_document_number_is_told(number: str) -> None:
    assert not is_document_number(number)


@pytest.mark.parametrize(
    "pair", ["[]", "()", "【】", "〈〉", "（）", "［］", "<>", "{}", "〔]", "(】"]
)
def test_any_bracket_around_the_year_becomes_hexagonal(pair: str) -> None:
    assert normalise_brackets(f"津交发{pair[0]}2023{pair[1]}103号") == "津交发〔2023〕103号"
    assert normalise_brackets(f"津交发 {pair[0]} 2023 {pair[1]} 103号") == "津交发〔2023〕103号"


def test_brackets_around_other_words_stay() -> None:
    assert normalise_brackets("津交罚（简）[2023]1号") == "津交罚（简）〔2023〕1号"
    assert normalise_brackets("（第3号）(12345)(0999)") == "（第3号）(12345)(0999)"


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        (" 津交发（２０２３）第００１０３号 ", "津交发〔2023〕103号"),
        ("津交发[2023]103", "津交发〔2023〕103号"),
        ("津交罚（简）[2023]1号", "津交罚（简）〔2023〕1号"),
        ("津交发〔2023〕 7 号", "津交发〔2023〕7号"),
        ("津交发〔2023〕No.7", "津交发〔2023〕7号"),
        ("津交发〔2023〕0号", "津交发〔2023〕0号"),  # nothing to mend it to
        ("无", "无"),
    ],
)
def test_a_typed_document_number_is_mended(typed: str, mended: str) -> None:
    assert normalise_document_number(typed) == mended


@given(
    st.text()
    | st.from_regex(r"津交发[\[（〔] ?20\d\d[\]）〕] ?第?0*[1-9]\d{0,3} ?号?", fullmatch=True)
)
def test_mending_twice_changes_nothing_more(typed: str) -> None:
    once = normalise_document_number(typed)
    assert normalise_document_number(once) == once


@given(st.integers(1900, 2099), st.integers(1, 999_999))
def test_an_issued_number_is_a_document_number(year: int, serial: int) -> None:
    number = paper_number("资交信修受", year, serial)
    assert is_document_number(number)
    assert number == f"资交信修受〔{year}〕{serial}号"


@pytest.mark.parametrize(
    ("series", "year", "serial"),
    [
        ("资交信修受", 2026, 0),
        ("资交信修受", 26, 1),
        ("", 2026, 1),
        ("资交 信", 2026, 1),
        ("资交", 2026, 1_000_000),
    ],
)
def test_a_number_that_would_not_be_one_is_not_issued(series: str, year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="not a document number"):
        paper_number(series, year, serial)


def test_a_case_reference_sorts_within_its_year() -> None:
    assert case_ref("XF", 2026, 123) == "XF2026-000123"
    assert case_ref("YY", 2027, 1_234_567) == "YY2027-1234567"


@pytest.mark.parametrize(
    ("prefix", "year", "serial"),
    [("", 2026, 1), ("xf", 2026, 1), ("XF", 26, 1), ("XF", 2026, 0), ("XF", 2100, 1)],
)
def test_a_case_reference_needs_its_parts(prefix: str, year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="no case reference"):
        case_ref(prefix, year, serial)


def test_a_lookup_code_uses_every_bit_it_is_given() -> None:
    assert lookup_code(bytes(8)) == "0000-0000-0000"
    assert lookup_code(b"\xff" * 8) == "ZZZZ-ZZZZ-ZZZZ"
    assert lookup_code(b"\xff" * 8 + b"more") == "ZZZZ-ZZZZ-ZZZZ"
    one_bit_each = {lookup_code((1 << bit).to_bytes(8, "big")) for bit in range(4, 64)}
    assert len(one_bit_each) == 60


def test_a_lookup_code_needs_enough_randomness() -> None:
    with pytest.raises(ValueError, match="8 random bytes"):
        lookup_code(b"1234567")


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD-1F0H-JKMN",
        "abcd1f0hjkmn",
        " abcd if0h jkmn ",
        "ABCD–LFOH—JKMN",
        "ａｂｃｄ－１ｆｏｈ－ｊｋｍｎ",
        "abcd_1foh.jkmn",
    ],
)
def test_a_typed_code_is_read_as_issued(typed: str) -> None:
    assert normalise_code(typed) == "ABCD-1F0H-JKMN"


@given(st.binary(min_size=8, max_size=16))
def test_an_issued_code_reads_back_however_it_is_typed(random_bytes: bytes) -> None:
    code = lookup_code(random_bytes)
    assert len(code) == 14
    assert not set(code) & set("ILOU")
    misread = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert normalise_code(code) == normalise_code(misread) == code


@given(st.text())
def test_any_typed_code_is_answered_and_stays(typed: str) -> None:
    assert normalise_code(normalise_code(typed)) == normalise_code(typed)
