"""D7, D9, D10: entered, but not shown."""

import pytest

from app.lib.penalties import Severity
from tests.halls.collection.table import CHILD, PERSON, check, only, said


def test_a_general_penalty_of_an_enterprise_is_public() -> None:
    checked = check()
    assert checked.severity is Severity.GENERAL
    assert checked.will_be_public
    assert checked.reason == ""


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("CF_SY", "驾驶员身份证 512001198001010011"),
        ("CF_SY", "联系电话 13800000000"),
        ("CF_NR", "缴至账号 6222020200112233453"),
        ("CF_NR_ZKDX", "从业资格证 512001198001010011"),
        ("CF_SY", "住资州市雁江区和平路12号"),
        ("BZ", "电话１３８００００００００"),
    ],
)
def test_d7_personal_data_in_text_blocks_publication_not_entry(column: str, text: str) -> None:
    checked = check(**{column: text})
    assert checked.is_good
    assert not checked.will_be_public
    assert "个人信息" in checked.reason
    assert ("D7", column) in said(checked, "warning")


def test_d7_document_numbers_codes_and_days_are_not_personal() -> None:
    text = "依据资交执罚〔2026〕12号，91512000MA0000015M，2026年11月1日，道路运输证512000123456号"
    assert check(CF_SY=text).will_be_public


@pytest.mark.parametrize("kinds", ["警告", "通报批评", "警告;通报批评"])
def test_d9_warnings_and_criticism_are_not_published(kinds: str) -> None:
    checked = check(CF_CFLB=kinds, CF_NR_FK="", CF_NR="给予警告")
    assert checked.is_good
    assert checked.reason == "仅警告、通报批评，不予公示"
    assert said(checked, "notice") == [("D9", "CF_CFLB")]


@pytest.mark.parametrize(
    "changes",
    [
        {"BZ": "适用简易程序"},
        {"BZ": "当场处罚"},
        {"CF_WSH": "资交当罚〔2026〕12号"},
        {"CF_WSH": "资交执简罚〔2026〕12号"},
    ],
)
def test_d9_simple_procedure_is_not_published(changes: dict[str, str]) -> None:
    checked = check(CF_NR_FK="0.1", CF_NR="罚款", **changes)
    assert checked.is_good
    assert checked.reason == "适用简易程序，不予公示"
    assert '"simple":true' in checked.as_json_line().decode()


@pytest.mark.parametrize("remark", ["未适用简易程序", "不适用简易程序", "非简易程序"])
def test_d9_a_denied_simple_procedure_is_none(remark: str) -> None:
    assert check(BZ=remark).will_be_public


def test_a_minor_penalty_is_kept_back_without_a_line_of_its_own() -> None:
    checked = check(CF_NR_FK="0.2", CF_NR="罚款2000元")
    assert checked.severity is Severity.MINOR
    assert checked.reason == "轻微失信信息，原则上不予公示"
    assert checked.faults == ()


def test_d9_a_class_set_by_hand_waits_unpublished() -> None:
    checked = check(CF_CFLB="其他-责令改正", CF_NR_FK="", CF_NR="责令改正")
    assert checked.is_good
    assert checked.severity is None
    assert checked.reason == "失信等级未确定，暂不公示"
    assert '"severity":null' in checked.as_json_line().decode()


def test_d10_natural_persons_are_not_published() -> None:
    checked = check(**PERSON)
    assert checked.is_good
    assert checked.reason == "当事人是自然人，不予公示"
    assert said(checked, "notice") == [("D10", "CF_XDR_LB")]


def test_d10_being_under_age_weighs_more() -> None:
    checked = check(**{**PERSON, "CF_XDR_ZJHM": CHILD})
    assert checked.reason == "当事人是未成年人，不予公示"


@pytest.mark.parametrize("remark", ["涉及国家秘密", "含商业秘密，不予公开", "涉密", "涉及个人隐私"])
def test_d10_secrets_are_not_published(remark: str) -> None:
    checked = check(BZ=remark)
    assert checked.is_good
    assert checked.reason == "涉及国家秘密、商业秘密或者个人隐私，不予公示"
    assert only(checked).rule == "D10"


@pytest.mark.parametrize(
    "remark", ["不涉及国家秘密、商业秘密和个人隐私", "不涉密", "未涉及商业秘密"]
)
def test_d10_a_denied_secret_is_none(remark: str) -> None:
    assert check(BZ=remark).will_be_public


def test_d10_a_minors_privacy_is_not_a_denial() -> None:
    assert not check(BZ="涉及未成年人个人隐私").will_be_public


def test_the_weightiest_reason_is_told() -> None:
    checked = check(
        **{**PERSON, "CF_XDR_ZJHM": CHILD}, BZ="涉密", CF_SY="电话13800000000", CF_CFLB="警告"
    )
    assert checked.reason == "涉及国家秘密、商业秘密或者个人隐私，不予公示"
