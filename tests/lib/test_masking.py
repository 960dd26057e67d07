"""What hides a person, and what finds one in a text. All numbers are synthetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.masking import (
    Finding,
    find_personal,
    mask_account,
    mask_id,
    mask_name,
    mask_phone,
    masked_text,
)
from app.lib.uscc import make_uscc

ID = "512001198001010011"
CARD = "6222020200112233453"


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in find_personal(text)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("欧阳修", "欧**"), (" 李四 ", "李*"), ("张", "*"), ("", ""), ("Ann", "A**")],
)
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (ID, "512***********0011"),
        ("11010519491231002X", "110***********002X"),
        ("512001 19800101 0011", "512***********0011"),
        ("512001800101001", "512********1001"),
        ("1234567890", "**********"),
        ("", ""),
    ],
)
def test_an_id_keeps_three_and_four(number: str, shown: str) -> None:
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800000000", "138****0000"),
        ("+86 138-0000-0000", "138****0000"),
        ("0086 13800000000", "138****0000"),
        ("8613800000000", "138****0000"),
        ("１３８００００００００", "138****0000"),
        ("0832-2000000", "083****0000"),
        ("86000000", "******00"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_ends(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (CARD, "***************3453"),
        ("6222 0202 0011 2233", "************2233"),
        ("1234567", "*******"),
    ],
)
def test_an_account_keeps_its_last_four(number: str, shown: str) -> None:
    assert mask_account(number) == shown


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        (f"当事人身份证号{ID}，男", "citizen_id", ID),
        ("证件：11010519491231002x。", "citizen_id", "11010519491231002x"),
        ("512001 19800101 0011", "citizen_id", "512001 19800101 0011"),
        (
            "５１２００１１９８００１０１００１１",
            "citizen_id",
            "５１２００１１９８００１０１００１１",
        ),
        ("联系电话13800000000转1", "mobile", "13800000000"),
        ("Tel13800000000", "mobile", "13800000000"),
        ("+86-138 0000 0000", "mobile", "+86-138 0000 0000"),
        ("手机：1３8-0000-0000", "mobile", "1３8-0000-0000"),
        ("罚款 2000 13800000000", "mobile", "13800000000"),
        (f"开户行账号{CARD}", "bank_account", CARD),
        ("卡号6222 0202 0011 2233 453。", "bank_account", "6222 0202 0011 2233 453"),
        ("4111-1111-1111-1111", "bank_account", "4111-1111-1111-1111"),
        ("缴款账号：2308 0001 0920 0012 3", "bank_account", "2308 0001 0920 0012 3"),  # no card
        (
            "住址：某省某市某区幸福路8号2栋3单元501室。",
            "address",
            "某省某市某区幸福路8号2栋3单元501室",
        ),
        ("张某，男，住某省某县严陵镇建设街12号，系司机", "address", "某省某县严陵镇建设街12号"),
        ("住某市幸福路8号", "address", "某市幸福路8号"),
        ("家住某镇某村三组", "address", "某镇某村三组"),
        ("户籍所在地为某省某县某乡某村5组", "address", "某省某县某乡某村5组"),
        ("现住于某市东街 9 幢", "address", "某市东街 9 幢"),
    ],
)
def test_a_persons_data_is_found_where_it_stands(text: str, kind: str, found: str) -> None:
    start = text.index(found)
    assert find_personal(text) == [Finding(kind, start, start + len(found))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "罚款2000元，没收违法所得0.2万元",
        "512001198001010012",  # the check digit is wrong
        "512001199902290019",  # no such day
        "统一社会信用代码91512000MA0000015M",
        "121200004013590816",  # an institution's code of digits only
        "9151200013800000000",  # a mobile inside a longer number
        "91512000138000000X",  # a mistyped code with a letter
        "9A1380000000055555",
        "某交罚〔2026〕13800000000号",
        "某交罚（2026）第4111111111111111号",
        "川交运管许可内字512000000001号",
        "4111111111111112",  # fails Luhn
        "12800000000",  # no such mobile range
        "账号2026年停用",
        "2026-11-21 09:30:00",
        "住所：某省某市某区幸福路8号",  # an enterprise's registered place
        "户籍管理规定第3号",
        "户籍地某市，处罚决定书〔2026〕1号",
        "居住于某市某区",
        "入住酒店8号",
    ],
)
def test_what_is_no_persons_data_raises_no_alarm(text: str) -> None:
    assert find_personal(text) == []


def test_an_id_is_one_finding_even_if_it_also_passes_for_an_account() -> None:
    both = next(
        number
        for serial in range(1000)
        for digit in "0123456789"
        if kinds(number := f"51200119800101{serial:03d}{digit}") == ["citizen_id"] and luhn(number)
    )
    assert kinds(both) == ["citizen_id"]


def luhn(digits: str) -> bool:
    """Sum from the right, doubling every second digit: the textbook way."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


@given(st.from_regex(r"[1-9][0-9]{15}", fullmatch=True))
def test_accounts_are_told_by_luhn(digits: str) -> None:
    assert (kinds(digits) == ["bank_account"]) is luhn(digits)


def test_findings_stand_in_the_order_of_the_text() -> None:
    text = f"电话13800000000，证件{ID}，家住某市某街3号，电话13900000000"
    assert kinds(text) == ["mobile", "citizen_id", "address", "mobile"]


def test_masking_a_text_changes_nothing_else() -> None:
    text = f"张某（证件{ID}，电话+86 138-0000-0000，卡{CARD}）家住某市某街3号，罚款2000元。"
    assert masked_text(text) == (
        "张某（证件512***********0011，电话+86 138-****-0000，"
        "卡***************3453）家住******，罚款2000元。"
    )


def test_a_number_inside_an_address_is_hidden_with_it() -> None:
    text = "住址某市某街13800000000旁3号"
    assert kinds(text) == ["address", "mobile"]
    assert masked_text(text) == "住址" + "*" * (len(text) - 2)


words = st.lists(
    st.text()
    | st.sampled_from([ID, CARD, "13800000000", "家住某市某街3号", "〔2026〕1号", " ", "，"])
).map("".join)


@given(words)
def test_a_masked_text_has_the_same_length_and_nothing_left_to_find(text: str) -> None:
    masked = masked_text(text)
    assert len(masked) == len(text)
    assert {masked[place] for place in range(len(text)) if masked[place] != text[place]} <= {"*"}
    assert find_personal(masked) == []


@given(
    st.from_regex(r"[1-9][1-9][0-9]{6}", fullmatch=True),
    st.text("ABCDEFGH", min_size=8, max_size=8),
)
def test_a_credit_code_raises_no_alarm(prefix: str, body: str) -> None:
    assert find_personal(f"代码{make_uscc(prefix, body)}") == []


@given(st.text(), st.text())
def test_a_mobile_is_found_between_any_words(before: str, after: str) -> None:
    text = f"{before}，13800000000，{after}"
    assert "13800000000" not in masked_text(text)
