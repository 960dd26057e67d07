"""One cell: what it means by the kind, length and duty of its column."""

from datetime import date

import pytest

from app.halls.collection.columns import BY_CODE
from app.lib.tables.cells import Damaged
from app.lib.tables.readers import read_cell


def rule_of(code: str, cell: object) -> str | None:
    trouble = read_cell(BY_CODE[code], cell).trouble  # type: ignore[arg-type]
    return trouble[1] if trouble else None


@pytest.mark.parametrize("cell", ["", "   ", "\t", "　"])
def test_a_required_cell_must_not_be_empty(cell: str) -> None:
    assert rule_of("CF_SY", cell) == "F1"
    assert rule_of("BZ", cell) is None


def test_text_may_be_as_long_as_its_column_and_no_longer() -> None:
    assert rule_of("CF_XDR_MC", "长" * 200) is None
    assert rule_of("CF_XDR_MC", "长" * 201) == "F2"
    assert rule_of("CF_SY", "长" * 5000) is None
    assert rule_of("CF_SY", "长" * 5001) == "F2"


def test_codes_have_their_length_too() -> None:
    assert rule_of("CF_XDR_ZZJG", "MA0000015") is None
    assert rule_of("CF_XDR_ZZJG", "MA00000150") == "F2"
    assert rule_of("CF_WSH", "资交执罚〔2026〕" + "1" * 80 + "号") == "F2"


def test_invisible_signs_are_refused_in_text_codes_and_choices() -> None:
    assert rule_of("CF_XDR_MC", "顺\u200b达") == "F3"
    assert rule_of("CF_XDR_MC", "顺\ufffd达") == "F3"
    assert rule_of("CF_WSH", "资交\u202e执罚〔2026〕12号") == "F3"
    assert rule_of("CF_XDR_LB", "自然\u200b人") == "F3"


def test_lines_stay_where_a_column_may_have_them() -> None:
    assert read_cell(BY_CODE["CF_SY"], "一\n二").value == "一\n二"
    assert read_cell(BY_CODE["CF_XDR_MC"], "资州\n顺达").value == "资州 顺达"


def test_an_error_value_is_no_value() -> None:
    assert rule_of("CF_SY", Damaged("error")) == "F8"
    assert rule_of("BZ", Damaged("formula")) == "F8"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("法人", "法人及非法人组织"), ("个体户", "个体工商户"), ("自然人", "自然人")],
)
def test_usual_names_of_a_category_are_understood(cell: str, value: str) -> None:
    assert read_cell(BY_CODE["CF_XDR_LB"], cell).value == value


def test_unknown_choices_are_refused() -> None:
    assert rule_of("CF_XDR_LB", "企业") == "F9"
    assert rule_of("CF_XDR_ZJLX", "学生证") == "F9"
    assert rule_of("CF_XDR_ZJLX", "其他-") == "F9"
    assert rule_of("CF_XDR_ZJLX", "其他-学生证") is None


def test_kinds_are_split_and_must_be_known() -> None:
    assert read_cell(BY_CODE["CF_CFLB"], "罚款;没收违法所得").value == ("罚款", "没收违法所得")
    assert read_cell(BY_CODE["CF_CFLB"], "其他-责令改正").value == ("其他-责令改正",)
    assert rule_of("CF_CFLB", "罚款;批评教育") == "F9"
    assert rule_of("CF_CFLB", ";") == "F9"


def test_a_tidied_code_is_told_of() -> None:
    reading = read_cell(BY_CODE["CF_XDR_SHXYM"], "9151 2000 MA00 0001 5M")
    assert reading.value == "91512000MA0000015M"
    assert reading.trouble is not None
    assert reading.trouble[:2] == ("notice", "F11")


def test_values_are_written_as_members_of_json() -> None:
    assert read_cell(BY_CODE["CF_XDR_MC"], '资州"顺达"').member == '"CF_XDR_MC":"资州\\"顺达\\""'
    assert read_cell(BY_CODE["CF_JDRQ"], date(2026, 1, 2)).member == '"CF_JDRQ":"2026-01-02"'
    assert read_cell(BY_CODE["CF_NR_FK"], "2.50").member == '"CF_NR_FK":"2.5"'
    assert read_cell(BY_CODE["CF_CFLB"], "罚款;警告").member == '"CF_CFLB":["罚款","警告"]'
    assert read_cell(BY_CODE["BZ"], "").member == ""
