"""The quick look never says no where the close look finds something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.masking import find_personal
from app.lib.tables.personal import may_be_personal

PIECES = st.sampled_from(
    ["512001198001010011", "512001 19800101 0011", "13800000000", "138-0000-0000",
     "+86 138 0000 0000", "１３８００００００００", "6222020200112233453", "6222 0202 0011 2233 453",
     "账号：12345678", "账户 1234 5678 90", "卡号是12  34567-89", "住资州市雁江区和平路12号",
     "家庭地址：资州市雁江区和平路一号", "户籍地资州市安岳县石桥镇3组", "现居住于资州市乐至县北街8号",
     "，", "。", " ", "罚款", "2026年11月1日", "超限 13 吨", "资交执罚〔2026〕12号"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=6), max_size=6).map("".join))
def test_whatever_is_found_was_expected(text: str) -> None:
    if find_personal(text):
        assert may_be_personal(text)


@pytest.mark.parametrize(
    "text",
    ["处以罚款人民币 20000 元整。", "2026年11月2日7时许", "国道 319 线", "资交执罚〔2026〕12号"],
)
def test_ordinary_text_needs_no_close_look(text: str) -> None:
    assert not may_be_personal(text)
