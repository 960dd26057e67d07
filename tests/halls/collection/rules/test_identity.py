"""D1, D2, D11: who was punished, and by whom."""

import pytest

from app.lib.uscc import make_uscc
from tests.halls.collection.table import (
    ADULT,
    BUREAU,
    COMPANY,
    PERSON,
    TRADER,
    check,
    context,
    only,
    said,
)

WRONG_CHECK = COMPANY[:-1] + ("0" if COMPANY[-1] != "0" else "1")


def test_d1_a_right_code_passes() -> None:
    assert check().faults == ()


def test_d1_a_lower_case_code_is_the_same_code() -> None:
    checked = check(CF_XDR_SHXYM=COMPANY.lower())
    assert checked.is_good
    assert checked.values["CF_XDR_SHXYM"] == COMPANY


@pytest.mark.parametrize(
    "code",
    [
        COMPANY[:17],
        COMPANY + "1",
        COMPANY[:10] + "IOSVZ" + COMPANY[15:],
        WRONG_CHECK,
        "00000000" + COMPANY[8:],
        "91110000600037341N",
        "91350203M0001QAY9B",
    ],
)
def test_d1_a_code_that_fails_its_checks_is_an_error(code: str) -> None:
    fault = only(check(CF_XDR_SHXYM=code))
    assert (fault.rule, fault.column_code, fault.level) == ("D1", "CF_XDR_SHXYM", "error")
    assert fault.value == code


@pytest.mark.parametrize("column", ["CF_CFJGDM", "CF_SJLYDM"])
def test_d1_codes_of_authority_and_source_are_checked_too(column: str) -> None:
    assert ("D1", column) in said(check(**{column: WRONG_CHECK}))


def test_d1_a_row_may_vouch_for_its_code_in_the_remarks() -> None:
    checked = check(CF_XDR_SHXYM="91350203M0001QAY9B", BZ="代码核实：营业执照原件一致；已归档")
    assert checked.is_good
    assert said(checked, "warning") == [("D1", "CF_XDR_SHXYM")]
    assert only(checked).params["reason"] == "营业执照原件一致"


def test_d1_a_batch_may_vouch_for_its_codes() -> None:
    house = context(code_reason="已与市场监管部门核对")
    checked = check(house, CF_XDR_SHXYM="91350203M0001QAY9B")
    assert checked.is_good
    assert "已与市场监管部门核对" in only(checked).says


def test_d1_a_reason_of_a_word_is_no_reason() -> None:
    assert said(check(CF_XDR_SHXYM=WRONG_CHECK, BZ="代码核实：是")) == [("D1", "CF_XDR_SHXYM")]
    house = context(code_reason=" 是 ")
    assert said(check(house, CF_XDR_SHXYM=WRONG_CHECK)) == [("D1", "CF_XDR_SHXYM")]


@pytest.mark.parametrize("code", [COMPANY[:17], COMPANY[:10] + "IOSVZ" + COMPANY[15:]])
def test_d1_what_is_no_code_at_all_cannot_be_vouched_for(code: str) -> None:
    house = context(code_reason="已与市场监管部门核对")
    assert said(check(house, CF_XDR_SHXYM=code)) == [("D1", "CF_XDR_SHXYM")]


@pytest.mark.parametrize("column", ["CF_XDR_SHXYM", "CF_FRDB"])
def test_d2_an_organisation_needs_code_and_representative(column: str) -> None:
    assert said(check(**{column: ""})) == [("D2", column)]


def test_d2_an_organisation_has_no_identity_card() -> None:
    checked = check(CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=ADULT)
    assert said(checked) == [("D2", "CF_XDR_ZJHM")]
    assert only(checked).value == "512***********0011"


def test_d2_a_person_needs_a_certificate_and_its_number() -> None:
    assert check(**PERSON).is_good
    assert said(check(**{**PERSON, "CF_XDR_ZJLX": ""})) == [("D2", "CF_XDR_ZJLX")]
    assert said(check(**{**PERSON, "CF_XDR_ZJHM": ""})) == [("D2", "CF_XDR_ZJHM")]


def test_d2_a_person_has_no_credit_code() -> None:
    assert said(check(**{**PERSON, "CF_XDR_SHXYM": COMPANY})) == [("D2", "CF_XDR_SHXYM")]


@pytest.mark.parametrize("number", ["512001198001010012", "512001199902290019", "51200119800101"])
def test_d2_an_identity_number_is_checked(number: str) -> None:
    assert said(check(**{**PERSON, "CF_XDR_ZJHM": number})) == [("D2", "CF_XDR_ZJHM")]


def test_d2_other_certificates_have_other_numbers() -> None:
    assert check(**{**PERSON, "CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E12345678"}).is_good


def test_d2_the_representatives_number_is_checked_when_given() -> None:
    assert check(CF_FR_ZJLX="身份证", CF_FR_ZJHM=ADULT).is_good
    assert said(check(CF_FR_ZJLX="身份证", CF_FR_ZJHM=ADULT[:-1] + "2")) == [("D2", "CF_FR_ZJHM")]
    assert said(check(CF_FR_ZJHM=ADULT)) == [("D2", "CF_FR_ZJLX")]


def test_d2_a_sole_trader_is_known_by_one_identifier_at_least() -> None:
    trader = {"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": TRADER}
    assert check(**trader).is_good
    assert said(check(**{**trader, "CF_XDR_SHXYM": ""})) == [("D2", "CF_XDR_SHXYM")]
    assert check(**{**trader, "CF_XDR_SHXYM": "", "CF_XDR_GSZC": "512021600012345"}).is_good
    assert said(check(**{**trader, "CF_FRDB": ""})) == [("D2", "CF_FRDB")]


def test_d2_a_code_of_the_other_category_is_pointed_out() -> None:
    assert said(check(CF_XDR_SHXYM=TRADER), "warning") == [("D2", "CF_XDR_LB")]
    assert said(check(CF_XDR_LB="个体工商户"), "warning") == [("D2", "CF_XDR_LB")]


def test_d2_a_cell_complained_of_is_not_called_empty() -> None:
    assert said(check(CF_XDR_SHXYM=9.1512e17)) == [("F7", "CF_XDR_SHXYM")]
    assert said(check(CF_FRDB="王\u200b某")) == [("F3", "CF_FRDB")]


def test_d11_only_the_bureaus_own_penalties_enter() -> None:
    other = make_uscc("11512100", "MB000099")
    assert said(check(CF_CFJGDM=other)) == [("D11", "CF_CFJGDM")]
    assert check(context(bureau_codes={BUREAU, other}), CF_CFJGDM=other).is_good
    assert check(CF_CFJGDM=BUREAU.lower()).is_good
