"""公文内容: what is frozen comes back unchanged, and reads as it was written."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib import digest
from app.lib.papers import (
    PaperContent,
    PaperUnreadable,
    Paragraph,
    chinese_date,
    chinese_number,
    clean,
    facts,
    from_body,
    frozen_in,
    grid,
    headings,
    items,
    said,
    to_body,
)

DAY = date(2026, 11, 21)
words = st.text(st.characters(exclude_categories=()), max_size=40)


def a_paper(**more: object) -> PaperContent:
    fields: dict[str, object] = {
        "kind": "granted",
        "title": "准予信用修复决定书",
        "authority": "资阳市交通运输局",
        "issued_on": DAY,
        "number": "资交信修决〔2026〕12号",
        "addressee": "资阳市顺达运输有限公司",
        "addressee_code": "91512000MA0000015M",
        "paragraphs": (*said("正文"), facts([("文号", "一")]), grid(("序号",), [("1",)])),
        "remedy": "救济",
        "closing": ("附注",),
    }
    return PaperContent(**(fields | more))  # type: ignore[arg-type]


def test_a_paper_comes_back_from_its_frozen_form_unchanged():
    assert PaperContent.from_frozen(a_paper().as_frozen()) == a_paper()


def test_the_frozen_form_is_plain_json():
    frozen = a_paper().as_frozen()
    assert json.loads(json.dumps(frozen)) == frozen


def test_the_stored_bytes_are_those_the_house_digests():
    assert to_body(a_paper()) == digest.canonical(a_paper().as_frozen())


@given(title=words, name=words, body=words, code=st.none() | words)
def test_whatever_people_type_is_stored_and_read_back_the_same(title, name, body, code):
    paper = a_paper(
        title=title, addressee=name, addressee_code=code, paragraphs=(Paragraph("text", body),)
    )
    stored = to_body(paper)
    assert from_body(stored) == paper
    assert to_body(from_body(stored)) == stored


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"7",
        b"[1]",
        b"[1,7]",
        b'[2,{"form":"xintu-paper/1"}]',
        b'[1,{"form":"x"}]',
    ],
)
def test_bytes_that_are_no_paper_are_refused(body):
    with pytest.raises(PaperUnreadable):
        from_body(body)


@pytest.mark.parametrize(
    "change",
    [
        {"form": "xintu-paper/2"},
        {"issued_on": None},
        {"paragraphs": [{"kind": "text"}]},
        {
            "paragraphs": [
                {"kind": "html", "text": "", "number": "", "lead": "", "columns": [], "rows": []}
            ]
        },
        {"surprise": 1},
    ],
)
def test_a_frozen_form_of_another_shape_is_refused(change):
    with pytest.raises(PaperUnreadable):
        PaperContent.from_frozen(a_paper().as_frozen() | change)


def test_a_missing_field_is_refused():
    frozen = a_paper().as_frozen()
    del frozen["title"]
    with pytest.raises(PaperUnreadable):
        PaperContent.from_frozen(frozen)


def test_a_paper_gets_its_number_and_day_at_signing_and_nothing_else_changes():
    draft = a_paper(number=None, issued_on=date(2026, 11, 1))
    assert draft.numbered("资交信修决〔2026〕12号", DAY) == a_paper()


def test_the_authority_signs_unless_the_paper_is_somebody_elses():
    assert a_paper().signatories == ("资阳市交通运输局",)
    assert a_paper(signed_by=("承诺人：甲",)).signatories == ("承诺人：甲",)


def test_frozen_in_gives_the_form_the_renderers_take():
    assert frozen_in(to_body(a_paper())) == a_paper().as_frozen()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("甲\u202e乙", "甲乙"),  # a bidi override would print otherwise than it reads
        ("甲\u200b\ufeff\u00ad乙", "甲乙"),
        ("甲\x00\x07乙", "甲乙"),
        ("甲\ud800乙", "甲乙"),
        ("一\r\n二\u2028三\x85四", "一\n二\n三\n四"),
        ("一\t二", "一 二"),
        ("𠮷㛃䶮", "𠮷㛃䶮"),
        ("葛󠄀", "葛󠄀"),  # a variation selector is part of a name
        ("#set *粗* <b>$x$</b>", "#set *粗* <b>$x$</b>"),
    ],
)
def test_only_what_cannot_be_printed_truly_is_dropped(typed, printed):
    assert clean(typed) == printed


def test_a_title_is_one_line():
    assert a_paper(title=" 准予\n信用修复 ").title == "准予 信用修复"


def test_each_line_somebody_wrote_is_a_paragraph():
    assert [part.text for part in said("一\n\n  二 \r\n三")] == ["一", "二", "三"]
    assert said("  \n ") == ()


def test_points_and_sections_are_numbered_in_chinese():
    drawn = headings(("情况", items(["甲", ("条件。", "乙")])), ("决定", said("丙")))
    assert [(p.kind, p.number, p.lead, p.text) for p in drawn] == [
        ("heading", "一、", "", "情况"),
        ("item", "（一）", "", "甲"),
        ("item", "（二）", "条件。", "乙"),
        ("heading", "二、", "", "决定"),
        ("text", "", "", "丙"),
    ]
    assert items(["甲"], form="{}、")[0].number == "一、"


def test_days_are_written_in_figures_without_leading_zeros():
    assert chinese_date(date(2026, 4, 5)) == "2026年4月5日"


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        (0, "零"),
        (9, "九"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (60, "六十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (2026, "二千零二十六"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_written_in_words(figure, written):
    assert chinese_number(figure) == written


@pytest.mark.parametrize("figure", [-1, 10000])
def test_numbers_no_paper_needs_are_refused(figure):
    with pytest.raises(ValueError, match="outside"):
        chinese_number(figure)
