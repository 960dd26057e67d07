"""信用承诺信息标准: exact to the field."""

import pytest

from app.lib.commitments import COLUMNS, NAMES, faults

GOOD = {
    "承诺编码": "51200020261123000001",
    "承诺人名称": "资阳市顺达示例货运有限公司",
    "承诺人类别": "法人及非法人组织",
    "承诺人代码": "91512000MA0000015M",
    "承诺类型": "容缺受理型",
    "承诺事由": "道路货物运输经营许可",
    "承诺内容": "补交验资报告。",
    "违诺责任": "撤销决定。",
    "承诺作出日期": "2026-11-23",
    "承诺有效期": "",
    "承诺履行状态": "全部履行",
    "未履行的承诺内容": "",
    "违诺责任追究内容": "",
    "承诺履行状态认定日期": "2026-12-01",
    "承诺履行状态认定单位": "资阳市交通运输局",
    "承诺履行状态认定单位代码": "11512000MB0000051P",
    "承诺受理单位": "资阳市交通运输局",
    "承诺受理单位代码": "11512000MB0000051P",
    "公开类型": "可向社会公开",
    "备注": "",
    "承诺监管状态": "监管完成",
}


def test_the_standard_has_twenty_one_fields_in_its_order() -> None:
    assert tuple(GOOD) == NAMES
    assert len(COLUMNS) == 21
    assert [c.length for c in COLUMNS] == [
        *(20, 200, 16, 18, 64, 512, 4000, 4000, 0, 0, 0),
        *(4000, 4000, 0, 200, 18, 200, 18, 0, 512, 0),
    ]
    assert "".join(c.type for c in COLUMNS) == "CCECECCCDDECCDCCCCECE"
    assert [n for n, c in enumerate(COLUMNS, 1) if c.required] == [
        *range(1, 10), 11, 17, 18, 19
    ]  # fmt: skip


def test_a_row_as_the_standard_has_it_has_no_fault() -> None:
    assert faults(GOOD) == []
    part = {"承诺履行状态": "部分履行", "未履行的承诺内容": "甲", "违诺责任追究内容": "乙"}
    assert faults(GOOD | part) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"承诺编码": "51200020261399000001"}, ["承诺编码"]),
        ({"承诺编码": ""}, ["承诺编码"]),
        ({"承诺人名称": "名" * 201}, ["承诺人名称"]),
        ({"承诺人类别": "企业"}, ["承诺人类别"]),
        ({"承诺作出日期": "2026年11月23日"}, ["承诺作出日期"]),
        ({"承诺履行状态": "待核查"}, ["承诺履行状态", "未履行的承诺内容", "违诺责任追究内容"]),
        ({"未履行的承诺内容": "甲"}, ["未履行的承诺内容"]),
        ({"承诺履行状态": "全部未履行", "违诺责任追究内容": "乙"}, ["未履行的承诺内容"]),
        ({"第二十二栏": ""}, ["第二十二栏"]),
    ],
)
def test_what_the_standard_refuses_is_named(change: dict[str, str], wrong: list[str]) -> None:
    assert faults(GOOD | change) == wrong
