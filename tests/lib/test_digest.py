"""Canonical bytes and digests: one value, one form; one changed byte, another digest."""

import hashlib
import json
from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.digest import (
    ALGORITHM,
    GENESIS,
    AlgorithmAbsent,
    canonical,
    commitment,
    digest_of,
    linked,
)

BEIJING = timezone(timedelta(hours=8))
SALT = b"0123456789abcdef"

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


class Colour(StrEnum):
    RED = "red"


class Grade(IntEnum):
    FIRST = 1


class Kind(Enum):
    LATE = ("late", 3)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "[1,null]"),
        (True, "[1,true]"),
        (12, "[1,12]"),
        ("内江", '[1,"内江"]'),
        ("e\u0301", '[1,"é"]'),
        ({"b": 1, "a": [1, (2, 3)]}, '[1,{"a":[1,[2,3]],"b":1}]'),
        (Decimal("0.200000"), '[1,"0.2"]'),
        (Decimal("1E+3"), '[1,"1000"]'),
        (Decimal("-0.00"), '[1,"0"]'),
        (Decimal("100"), '[1,"100"]'),
        (date(2026, 4, 15), '[1,"2026-04-15"]'),
        (datetime(2026, 4, 15, 9, 2, 3, tzinfo=BEIJING), '[1,"2026-04-15T01:02:03.000000+00:00"]'),
        (Colour.RED, '[1,"red"]'),
        ({Colour.RED: Grade.FIRST}, '[1,{"red":1}]'),
        (Kind.LATE, '[1,["late",3]]'),
    ],
)
def test_every_kind_of_value_has_one_form(value: object, written: str) -> None:
    assert canonical(value) == written.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"a": [float("nan")]},
        {1, 2},
        b"bytes",
        object(),
        {1: "a"},
        {Grade.FIRST: "a"},
        {date(2026, 1, 1): 1},
    ],
)
def test_what_could_be_written_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(TypeError, match="zone"):
        canonical(datetime(2026, 4, 15))  # noqa: DTZ001 - the fault under test


def test_an_infinite_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        canonical(Decimal("NaN"))


def test_two_keys_that_read_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="two keys"):
        canonical({"é": 1, "e\u0301": 2})


def test_a_broken_character_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        canonical("\ud800")


@given(plain)
def test_the_form_is_json_that_reads_back_as_the_value(value: object) -> None:
    try:
        written = canonical(value)
    except ValueError:  # two keys fold into one, or a lone surrogate
        return
    assert canonical(json.loads(written)[1]) == written


@given(st.dictionaries(st.text("abc内江"), st.integers()))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(OrderedDict(reversed(value.items()))) == canonical(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(0, 6))
def test_equal_amounts_have_equal_bytes_however_many_zeros_a_database_adds(
    amount: Decimal, zeros: int
) -> None:
    padded = Decimal(f"{amount:f}" + "0" * zeros)
    assert padded == amount
    assert canonical(padded) == canonical(amount)


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2199, 1, 1)))  # noqa: DTZ001
def test_one_instant_has_one_form_in_every_zone(moment: datetime) -> None:
    here = moment.replace(tzinfo=UTC)
    assert canonical(here) == canonical(here.astimezone(BEIJING))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_is_composed(words: str) -> None:
    assert canonical(normalize("NFD", words)) == canonical(words)


def test_digests_agree_with_the_published_vectors() -> None:
    assert ALGORITHM == "sha256"
    assert digest_of(b"abc") == hashlib.sha256(b"abc").hexdigest()
    # GB/T 32905-2016, appendix A.1
    assert (
        digest_of(b"abc", "sm3")
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


@pytest.mark.parametrize("name", ["md5", "SHA256", "", "shake_128"])
def test_an_algorithm_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(AlgorithmAbsent, match="unknown"):
        digest_of(b"abc", name)


def test_a_machine_without_sm3_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str, data: bytes) -> None:
        raise ValueError("unsupported hash type " + name)

    monkeypatch.setattr(hashlib, "new", absent)
    with pytest.raises(AlgorithmAbsent, match="OpenSSL"):
        digest_of(b"abc", "sm3")


def test_a_commitment_depends_on_salt_and_value() -> None:
    told = commitment(SALT, "512001198001010011")
    assert told == commitment(SALT, "512001198001010011")
    assert told != commitment(SALT, "512021197512310025")
    assert told != commitment(SALT[::-1], "512001198001010011")
    assert told != commitment(SALT, "512001198001010011", "sm3")


def test_salt_and_value_cannot_trade_bytes() -> None:
    assert commitment(SALT + b"[1,", "a") != commitment(SALT, "[1,a")


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(b"short", "张三")


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_chain_breaks_at_any_changed_link(algorithm: str) -> None:
    first = linked(GENESIS, {"seq": 1, "name": "open"}, algorithm)
    second = linked(first, {"seq": 2, "name": "submit"}, algorithm)
    forged = linked(GENESIS, {"seq": 1, "name": "Open"}, algorithm)
    assert (
        len({first, second, forged, linked(forged, {"seq": 2, "name": "submit"}, algorithm)}) == 4
    )


def test_a_link_can_be_recomputed_with_nothing_but_a_hash() -> None:
    assert linked(GENESIS, {"seq": 1}) == hashlib.sha256(b"0" * 64 + b'[1,{"seq":1}]').hexdigest()


@pytest.mark.parametrize("previous", ["", "0" * 63, "G" * 64, "A" * 64])
def test_a_link_needs_a_whole_digest_before_it(previous: str) -> None:
    with pytest.raises(ValueError, match="64"):
        linked(previous, {})
