"""Search pieces: what a text contains is found, by words, by parts of codes, by beginnings."""

import sys
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.grams import folded, found_in, grams, query_grams, query_terms
from app.lib.numbers import case_ref, paper_number
from app.lib.uscc import ALPHABET, make_uscc

NAME = "内江甜城运输有限责任公司"
USCC = "91512000MA0000015M"

chinese = st.text("内江甜城运输有限责任公司川省号", min_size=1)
codes = st.text("0123456789ABXYabxy", min_size=1, max_size=20)
credit_codes = st.builds(
    make_uscc,
    st.from_regex(r"9[123][0-9]{6}", fullmatch=True),
    st.text(ALPHABET, min_size=8, max_size=8),
)
papers = st.builds(
    paper_number, st.just("资交信修受"), st.integers(2000, 2099), st.integers(1, 999_999)
)
refs = st.builds(case_ref, st.just("XF"), st.integers(2000, 2099), st.integers(1, 999_999))
fields = (
    chinese | codes | credit_codes | papers | refs | st.text() | st.sampled_from(" ，〔〕（）-·")
)
texts = st.lists(fields, min_size=1, max_size=5).map("".join)


def finds(query: str, text: str) -> bool:
    asked = query_grams(query)
    return bool(asked) and set(asked) <= set(grams(text))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("内江甜城运输（集团）有限公司", "内江甜城运输集团有限公司"),
        ("某交罚〔2026〕12号", "某交罚202612号"),
        ("ＸＦ２０２６－000123", "xf2026000123"),
        ("Straße Ⅳ ㎏", "strasseivkg"),
        (" \t，。", ""),
    ],
)
def test_folding_drops_case_width_and_signs(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_the_pieces_of_a_text() -> None:
    assert grams("川A12345 内江") == ["川a", "5内", "内江", "a123", "1234", "2345", "^a1", "^a12"]
    assert grams("某〔2026〕1号") == ["某2", "1号", "2026", "0261", "^20", "^202"]
    assert grams(USCC)[-3:] == ["^91", "^915", "^91512000ma0000015m"]
    assert grams("内内内") == ["内内"]
    assert grams("") == []


def test_the_pieces_of_a_query() -> None:
    assert query_grams("运输有限公司 甜城") == ["输有", "甜城", "运输", "有限", "限公", "公司"]
    assert query_grams("川A1234") == ["川a", "1234", "a123"]
    assert query_grams("川A1") == ["川a", "^a1"]
    assert query_grams("12号") == ["2号"]  # what stands before the 12 is unknown
    assert query_grams("2026 0123") == ["0123", "2026"]
    assert query_grams("XF") == ["^xf"]
    assert query_grams("MA00000") == ["0000", "a000", "ma00"]
    assert query_grams(USCC.lower()) == ["^91512000ma0000015m"]
    assert query_grams(f"代码{USCC}") == ["^91512000ma0000015m", "代码", "码9"]


@pytest.mark.parametrize("query", ["", " ", "内", "9", "，", "内 江", "A 1"])
def test_a_query_of_single_signs_asks_for_more(query: str) -> None:
    assert query_grams(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "甜城",
        "运输有限",
        "内江 运输",
        "公司 甜城",
        USCC,
        USCC[:2],
        USCC[:3],
        USCC[:4],
        USCC[-4:],
        "〔2026〕12号",
        "资交信修受[2026]12号",
        "202612",
        "12号",
        "026-0001",
        "XF2026",
        "XF",
        "20",
    ],
)
def test_a_register_row_is_found_by(query: str) -> None:
    row = f"{NAME} {USCC} 资交信修受〔2026〕12号 XF2026-000123"
    assert finds(query, row)


@pytest.mark.parametrize(
    "query", ["甜成", "内江 泸州", "91512000MA0000023D", "512", "2027", "XF2025", "F2"]
)
def test_a_register_row_is_not_found_by(query: str) -> None:
    row = f"{NAME} {USCC} 资交信修受〔2026〕12号 XF2026-000123"
    assert not finds(query, row)


@given(st.data(), texts)
def test_any_part_with_a_word_sign_finds_the_text(data: st.DataObject, text: str) -> None:
    whole = folded(text)
    start = data.draw(st.integers(0, len(whole)))
    part = whole[start : data.draw(st.integers(start, len(whole)))]
    if len(part) >= 2 and not part.isascii():
        assert finds(part, text)
        assert found_in(text, part)


@given(st.data(), texts, credit_codes | papers | refs, texts)
def test_four_signs_from_anywhere_in_a_number_find_it(
    data: st.DataObject, before: str, number: str, after: str
) -> None:
    plain = folded(number)
    start = data.draw(st.integers(0, len(plain) - 4))
    part = plain[start : data.draw(st.integers(start + 4, len(plain)))]
    assert finds(part, f"{before} {number} {after}")


@given(texts, codes | credit_codes | refs, st.integers(2, 20), texts)
def test_the_beginning_of_a_code_finds_it(before: str, code: str, length: int, after: str) -> None:
    if len(folded(code)) >= 2:
        assert finds(folded(code)[:length], f"{before} {code} {after}")


@given(texts, credit_codes, texts)
def test_a_whole_credit_code_is_one_look_up(before: str, code: str, after: str) -> None:
    assert len(query_grams(code)) == 1
    assert finds(code.lower(), f"{before} {code} {after}")


@given(st.lists(chinese.filter(lambda word: len(word) >= 2), min_size=1, max_size=4))
def test_words_are_found_in_any_order(words: list[str]) -> None:
    text = "，".join(reversed(words))
    assert finds(" ".join(words), text)
    assert found_in(text, " ".join(words))


@given(texts, texts)
def test_a_piece_that_is_missing_means_the_query_is_not_in_the_text(query: str, text: str) -> None:
    long_enough = all(len(term) >= 4 for term in query_terms(query))
    whole_code = any(piece.startswith("^") for piece in query_grams(query))
    if long_enough and not whole_code and found_in(text, query):
        assert set(query_grams(query)) <= set(grams(text))


@given(texts | st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_every_sign_that_folds_at_all_folds_to_something_stable() -> None:
    signs = map(chr, range(sys.maxunicode + 1))
    every = " ".join(sign for sign in signs if normalize("NFKC", sign).casefold() != sign)
    assert folded(folded(every)) == folded(every)


@given(texts)
def test_a_text_is_filed_under_each_piece_once(text: str) -> None:
    pieces = grams(text)
    assert len(pieces) == len(set(pieces))
    assert len(pieces) <= 4 * len(folded(text))
    assert {len(piece) for piece in pieces} <= {2, 3, 4, 19}


def test_found_in_is_certain_where_pieces_are_not() -> None:
    assert finds("内江市", "内江，江市")
    assert not found_in("内江江市", "内江市")
