"""The standard columns, and how a header row names them."""

import pytest

from app.halls.collection.columns import (
    BY_CODE,
    COLUMNS,
    REQUIRED,
    column_letters,
    column_named,
    fold,
    header_map,
    is_header,
)
from app.lib.tables.unreadable import Unreadable


def test_there_are_thirty_columns_each_with_its_own_code_and_name() -> None:
    assert len(COLUMNS) == len(BY_CODE) == 30
    assert len({fold(column.name) for column in COLUMNS}) == 30


def test_fourteen_columns_are_required() -> None:
    assert [column.code for column in REQUIRED] == [
        "CF_XDR_MC", "CF_XDR_LB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR",
        "CF_JDRQ", "CF_YXQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("CF_WSH", "CF_WSH"),
        ("cf_wsh", "CF_WSH"),
        ("行政处罚决定书文号", "CF_WSH"),
        (" *行政处罚 决定书文号＊（必填） ", "CF_WSH"),
        ("行政处罚\n决定书文号", "CF_WSH"),
        ("行政相对人代码_1 (统一社会信用代码)", "CF_XDR_SHXYM"),
        ("行政相对人代码＿１（统一社会信用代码）", "CF_XDR_SHXYM"),
        ("统一社会信用代码", "CF_XDR_SHXYM"),
        ("罚款金额(万元)", "CF_NR_FK"),
        ("没收违法所得、没收非法财物的金额 (万元)", "CF_NR_WFFF"),
        ("处罚决定日期（YYYY/MM/DD）", "CF_JDRQ"),
        ("证件号码", "CF_XDR_ZJHM"),
        ("法定代表人身份证号", "CF_FR_ZJHM"),
        ("处罚机关统一社会信用代码", "CF_CFJGDM"),
        ("备注", "BZ"),
    ],
)
def test_a_header_cell_is_known_by_code_or_by_name(cell: str, code: str) -> None:
    column = column_named(cell)
    assert column is not None
    assert column.code == code


@pytest.mark.parametrize("cell", ["", "序号", "罚款金额（元）", 12.0, None, "处罚"])
def test_other_words_name_no_column(cell: object) -> None:
    assert column_named(cell) is None


def test_the_map_says_where_each_column_stands() -> None:
    header = ["序号", *(column.name for column in REQUIRED), ""]
    found = header_map(header)
    assert found.places["CF_XDR_MC"] == 1
    assert found.places["CF_SJLYDM"] == 14
    assert found.unknown == ((0, "序号"),)


def test_a_missing_required_column_is_named() -> None:
    header = [column.code for column in REQUIRED if column.code not in ("CF_WSH", "CF_YJ")]
    with pytest.raises(Unreadable, match="行政处罚决定书文号、处罚依据") as why:
        header_map(header)
    assert why.value.code == "header_missing"


def test_a_conditional_column_may_be_missing() -> None:
    assert "CF_NR_FK" not in header_map([column.code for column in REQUIRED]).places


def test_a_column_named_twice_is_refused_with_both_places() -> None:
    header = [*(column.code for column in REQUIRED), "决定书文号"]
    with pytest.raises(Unreadable, match="C 列和 O 列") as why:
        header_map(header)
    assert why.value.code == "header_duplicate"


@pytest.mark.parametrize("name", ["罚款金额（元）", "罚款金额(人民币元)", "没收金额 元"])
def test_an_amount_headed_in_yuan_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="万元") as why:
        header_map([*(column.code for column in REQUIRED), name])
    assert why.value.code == "header_unit"


def test_a_header_has_at_least_five_known_names() -> None:
    assert is_header(["CF_WSH", "CF_SY", "CF_YJ", "CF_NR", "BZ"])
    assert not is_header(["CF_WSH", "CF_SY", "CF_YJ", "CF_NR", "资州市2026年行政处罚"])


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (103, "CZ")])
def test_places_are_told_in_letters(place: int, letters: str) -> None:
    assert column_letters(place) == letters
