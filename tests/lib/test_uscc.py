"""Unified social credit codes: vectors, the second opinion of python-stdnum, made codes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from app.lib.uscc import ALPHABET, check_uscc, is_uscc, make_uscc

signs = st.sampled_from(ALPHABET)
bodies = st.text(signs, min_size=8, max_size=8)
divisions = st.text(string.digits, min_size=6, max_size=6)
prefixes = st.builds(
    "{}{}{}".format, st.sampled_from("123456789ANY"), st.sampled_from("123456789"), divisions
)


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L",
        "121200004013590816",
        "9144030071526726XG",  # the organisation digit is X
        "91620105L015101280",  # a letter in the organisation code
        "92340602MA2PBQAH7E",
        "91512081MA62K0260E",
        "91350100M000100Y43",
        "91330100799655058B",
        "91440300708461136T",
        "91310000631696382C",
        "9111000071093123XX",
        "11100000000013338W",
        "N1350100MF0001008H",  # a registering department may be a letter
        "91512000MA0000015M",
        "91512002MA0000023D",
        "92512021MA0000031M",
        "52512000MJ00000421",
        "11512000MB0000051P",
        "93512022MA0000066K",
        "12512000MB0000078C",
        "51512000MJ0000085H",
    ],
)
def test_a_good_code_passes(code: str) -> None:
    assert check_uscc(code).fault is None
    assert is_uscc(code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "length"),
        ("91110000600037341", "length"),
        ("91110000600037341L0", "length"),
        ("9111000060003IOZSV", "alphabet"),
        ("9111000060003734-L", "alphabet"),
        ("91110000600037341١", "alphabet"),
        ("00110000600037341L", "prefix"),
        ("9A110000600037341L", "prefix"),
        ("B1110000600037341L", "prefix"),
        ("9111000A600037341L", "prefix"),
        ("91110000600037341N", "check"),
        ("91110000100006021L", "check"),
        ("91350203M0001QAY9B", "check"),
        ("911100001011223354", "orgcode"),  # the check character alone would let it pass
    ],
)
def test_a_bad_code_names_the_check_it_fails(code: str, fault: str) -> None:
    assert check_uscc(code).fault == fault
    assert not is_uscc(code)


@pytest.mark.parametrize(
    "typed",
    ["91512000ma0000015m", "　９１５１２０００ＭＡ０００００１５Ｍ ", "91512000MA0000015M\n"],
)
def test_what_an_input_method_leaves_behind_is_cleaned(typed: str) -> None:
    assert check_uscc(typed).code == "91512000MA0000015M"
    assert check_uscc(typed).ok


@given(prefixes, bodies)
def test_a_made_code_is_good(prefix: str, body: str) -> None:
    code = make_uscc(prefix, body)
    assert code.startswith(prefix + body)
    assert check_uscc(code).ok


@given(prefixes, bodies, st.integers(8, 17), signs)
def test_one_wrong_character_never_passes(prefix: str, body: str, place: int, sign: str) -> None:
    code = make_uscc(prefix, body)
    typed = code[:place] + sign + code[place + 1 :]
    assert is_uscc(typed) is (typed == code)


@given(prefixes, bodies, st.integers(8, 16))
def test_two_swapped_neighbours_never_pass(prefix: str, body: str, place: int) -> None:
    code = make_uscc(prefix, body)
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_uscc(typed) is (typed == code)


@given(st.from_regex(rf"[1-9][1-9][0-9]{{6}}[{ALPHABET}]{{10}}", fullmatch=True))
def test_stdnum_agrees_about_the_check_character(code: str) -> None:
    # stdnum looks neither at the organisation digit nor at departments with letters
    assert (check_uscc(code).fault in (None, "orgcode")) is stdnum_uscc.is_valid(code)


@given(prefixes.filter(str.isdigit), bodies)
def test_stdnum_accepts_what_we_make(prefix: str, body: str) -> None:
    assert stdnum_uscc.is_valid(make_uscc(prefix, body))


@given(st.text())
def test_any_text_is_answered(typed: str) -> None:
    assert check_uscc(typed).ok is (check_uscc(typed).fault is None)


@pytest.mark.parametrize(
    ("prefix", "body"),
    [
        ("0151200", "MA000001"),
        ("91512000", "MA00001"),
        ("91512000", "MAI00001"),
        ("Z1512000", "MA000001"),
    ],
)
def test_a_code_is_not_made_from_a_bad_beginning(prefix: str, body: str) -> None:
    with pytest.raises(ValueError, match="do not begin"):
        make_uscc(prefix, body)
