"""承诺书模板: blanks are typed, asked for once, and filled in as they read aloud."""

import pytest

from app.lib.letter_text import (
    Blank,
    Field,
    TemplateFault,
    Unreadable,
    check,
    fields_of,
    filled,
    points_of,
    read,
    written,
)

POINTS = ("于【补交期限】前补交【缺少的材料】。", "车辆【数量】辆。")
FIELDS = [
    Field("补交期限", Blank.DAY),
    Field("缺少的材料", Blank.TEXT),
    Field("数量", Blank.NUMBER, required=False),
]
LINES = "补交期限 日期\n缺少的材料 文字\n数量 数字 选填"


def test_blanks_are_written_as_lines_and_read_back() -> None:
    assert fields_of(f"\n {LINES}\n\n") == FIELDS
    assert written(FIELDS) == LINES


def test_the_blanks_are_edited_in_the_words_of_the_reader_and_read_back() -> None:
    english = {"文字": "Text", "日期": "Date", "数字": "Number", "选填": "optional"}
    lines = written(
        [Field("补交期限", Blank.DAY), Field("车辆数", Blank.NUMBER, False)], english.__getitem__
    )
    assert lines == "补交期限 date\n车辆数 number optional"
    assert fields_of(lines) == [
        Field("补交期限", Blank.DAY),
        Field("车辆数", Blank.NUMBER, False),
    ]
    assert fields_of("说明") == [Field("说明")]
    assert fields_of("数量 number optional") == FIELDS[2:]
    assert fields_of("说明 选填") == [Field("说明", required=False)]
    assert [Field.from_kept(f.as_kept()) for f in FIELDS] == FIELDS


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("数量 数字\n数量 文字", "两次"),
        ("数量 数目", "看不懂"),
        ("数量 数字 必填", "看不懂"),
        ("【数量】 数字", "名称"),
        ("\n".join(f"第{n}项" for n in range(7)), "最多"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(lines: str, words: str) -> None:
    with pytest.raises(TemplateFault) as why:
        fields_of(lines)
    assert words in why.value.says % why.value.params


def test_every_blank_is_asked_for_and_none_in_vain() -> None:
    check(POINTS, FIELDS)
    with pytest.raises(TemplateFault, match="没有") as why:
        check(POINTS, FIELDS[:2])
    assert why.value.params == {"label": "数量"}
    with pytest.raises(TemplateFault, match="用到"):
        check(POINTS[:1], FIELDS)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (FIELDS[0], "2026年12月1日", "2026-12-01"),
        (FIELDS[0], " ２０２６/12/1 ", "2026-12-01"),
        (FIELDS[1], "验资报告", "验资报告"),
        (FIELDS[2], "1,200.5", "1200.5"),
        (FIELDS[2], " ", ""),
    ],
)
def test_what_is_typed_is_kept_in_one_form(field: Field, typed: str, kept: str) -> None:
    assert read(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (FIELDS[0], ""),
        (FIELDS[0], "明天"),
        (FIELDS[0], "2026-02-30"),
        (FIELDS[2], "两辆"),
        (FIELDS[1], "长" * 501),
    ],
)
def test_what_does_not_fit_its_blank_is_refused(field: Field, typed: str) -> None:
    with pytest.raises(Unreadable) as why:
        read(field, typed)
    assert why.value.says


def test_the_letter_reads_as_it_was_filled_in() -> None:
    said = {"补交期限": "2026-12-01", "缺少的材料": "验资报告"}
    assert filled(POINTS, FIELDS, said) == ["于2026年12月1日前补交验资报告。", "车辆无辆。"]
    assert filled(["【别的】", "甲"], FIELDS, {"补交期限": "x"}) == ["【别的】", "甲"]
    assert filled(POINTS[:1], FIELDS, {"补交期限": "不是日期"}, "____")[0].startswith("于不是日期")
    assert points_of(" 甲 \n\n乙") == ["甲", "乙"]
