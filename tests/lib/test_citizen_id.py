"""Citizen numbers: vectors, birthdays, minors."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from app.lib.citizen_id import check_citizen_id, is_minor

birthdays = st.dates(date(1900, 1, 1), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("360426199101010071", date(1991, 1, 1)),
        ("11010519491231002X", date(1949, 12, 31)),
        ("440524188001010014", date(1880, 1, 1)),
        ("512001198001010011", date(1980, 1, 1)),
        ("512021197512310025", date(1975, 12, 31)),
        ("512001201206150039", date(2012, 6, 15)),
        (" １１０１０５１９４９１２３１００２ｘ", date(1949, 12, 31)),
    ],
)
def test_a_good_number_gives_the_birthday(number: str, born: date) -> None:
    found = check_citizen_id(number)
    assert (found.ok, found.fault, found.born) == (True, None, born)


@pytest.mark.parametrize(
    ("number", "fault", "born"),
    [
        ("", "length", None),
        ("512001800101001", "length", None),  # fifteen digits: no longer issued
        ("5120011980010100111", "length", None),
        ("51200119800101001Y", "form", None),
        ("512X01198001010011", "form", None),
        ("012001198001010011", "form", None),
        ("592001198001010011", "form", None),  # no such province
        ("51200119800101001١", "form", None),
        ("512001199902290019", "date", None),  # the check digit is right, the day impossible
        ("512001177601010011", "date", None),
        ("512001198013010011", "date", None),
        ("512001198001010012", "check", date(1980, 1, 1)),
    ],
)
def test_a_bad_number_names_the_check_it_fails(number: str, fault: str, born: date | None) -> None:
    found = check_citizen_id(number)
    assert (found.ok, found.fault, found.born) == (False, fault, born)


@given(birthdays, st.integers(0, 999))
def test_exactly_one_check_digit_passes_and_stdnum_computes_the_same(
    born: date, serial: int
) -> None:
    first17 = f"512001{born:%Y%m%d}{serial:03d}"
    passing = [digit for digit in "0123456789X" if check_citizen_id(first17 + digit).ok]
    assert passing == [ric.calc_check_digit(first17 + "0")]
    assert check_citizen_id(first17 + passing[0]).born == born


@given(st.text())
def test_any_text_is_answered(typed: str) -> None:
    assert check_citizen_id(typed).ok is (check_citizen_id(typed).fault is None)


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2012, 6, 15), date(2026, 11, 21), True),
        (date(2012, 6, 15), date(2030, 6, 14), True),
        (date(2012, 6, 15), date(2030, 6, 15), False),
        (date(2008, 2, 29), date(2026, 2, 27), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(1980, 1, 1), date(2026, 11, 21), False),
    ],
)
def test_a_minor_is_under_eighteen(born: date, on: date, minor: bool) -> None:
    assert is_minor(born, on) is minor


@given(birthdays, st.integers(0, 20_000))
def test_whoever_is_of_age_stays_so(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    assert is_minor(born, on) or not is_minor(born, on + timedelta(days=1))
