"""D6: each penalty enters once."""

from app.halls.collection.line import RowKey
from app.halls.collection.rules.duplicates import row_key
from tests.halls.collection.table import ADULT, BUREAU, COMPANY, PERSON, SOUND, check, context, only

KEY = RowKey(BUREAU, "资交执罚〔2026〕12号", COMPANY)


def test_d6_the_key_is_authority_number_and_subject() -> None:
    assert check().key == KEY
    assert check(**PERSON).key.subject == ADULT


def test_d6_the_key_can_be_told_from_the_good_rows_file() -> None:
    assert row_key({**SOUND, "CF_JDRQ": "2026-11-16"}) == KEY


def test_d6_a_subject_without_a_code_is_known_as_the_house_knows_it() -> None:
    values = {"CF_CFJGDM": BUREAU, "CF_WSH": "1", "CF_XDR_MC": "资州货运部", "CF_XDR_ZJHM": ADULT}
    assert row_key({**values, "CF_XDR_LB": "个体工商户"}).subject == "资州货运部"
    assert row_key({**values, "CF_XDR_LB": "自然人"}).subject == ADULT


def test_d6_brackets_do_not_make_another_penalty() -> None:
    assert check(CF_WSH="资交执罚[2026]012号").key == KEY


def test_d6_a_row_the_house_holds_adds_nothing() -> None:
    first = check()
    house = context(known=lambda keys: dict.fromkeys(keys, first.fingerprint))
    again = check(house)
    assert again.already_here
    assert not again.is_good
    assert (only(again).rule, only(again).level) == ("D6", "notice")


def test_d6_the_same_penalty_told_otherwise_is_an_error() -> None:
    first = check()
    house = context(known=lambda keys: dict.fromkeys(keys, first.fingerprint))
    other = check(house, CF_NR="处以罚款人民币 2 万元整。")
    assert not other.already_here
    assert (only(other).rule, only(other).level) == ("D6", "error")


def test_d6_the_house_is_not_asked_about_bad_rows() -> None:
    def must_not_ask(_keys: object) -> dict[RowKey, str]:
        raise AssertionError

    assert not check(context(known=must_not_ask), CF_SY="").is_good


def test_fingerprints_tell_contents_apart_and_not_ways_of_writing() -> None:
    assert check().fingerprint == check(CF_NR_FK=2.0, CF_JDRQ="2026/11/16", BZ=" ").fingerprint
    assert check().fingerprint == check(CF_WSH="资交执罚[2026]12号").fingerprint
    assert check().fingerprint != check(CF_FRDB="李某").fingerprint
    assert len(check().fingerprint) == 64
