"""承诺编码: twenty digits, each in its place."""

from datetime import date

import pytest

from app.lib.commitment_code import MOST, commitment_code, division_of, is_commitment_code

DAY = date(2026, 11, 23)


def test_division_day_and_serial_stand_in_their_places() -> None:
    assert commitment_code("512000", DAY, 7) == "51200020261123000007"
    assert commitment_code("512000", DAY, MOST) == "51200020261123999999"
    assert len(commitment_code("110000", date(2026, 1, 2), 1)) == 20


@pytest.mark.parametrize(
    ("division", "serial"),
    [("51200", 1), ("012000", 1), ("5120００", 1), ("512000", 0), ("512000", MOST + 1)],
)
def test_what_does_not_fit_makes_no_code(division: str, serial: int) -> None:
    with pytest.raises(ValueError, match="no commitment code"):
        commitment_code(division, DAY, serial)


def test_the_division_is_read_from_the_authoritys_own_code() -> None:
    assert division_of("11512000MB0000051P") == "512000"
    with pytest.raises(ValueError, match="no credit code"):
        division_of("11512000MB0000051X")


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("51200020261123000007", True),
        ("51200020261131000007", False),  # no such day
        ("51200020261123000000", False),  # a serial counts from one
        ("5120002026112300000", False),
        ("05120020261123000007", False),
        ("5120002026112300000７", False),
        ("", False),
    ],
)
def test_a_code_is_told_from_what_only_looks_like_one(text: str, good: bool) -> None:
    assert is_commitment_code(text) is good
