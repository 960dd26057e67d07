from hypothesis import given
from hypothesis import strategies as st

from app.lib.width import half_width, seen


def test_full_width_becomes_half_width_and_chinese_stays() -> None:
    assert half_width("９１５Ｘ　ａ（〔张〕）") == "915X a(〔张〕)"


@given(st.text())
def test_positions_stay_the_same(words: str) -> None:
    assert len(half_width(words)) == len(words)
    assert half_width(half_width(words)) == half_width(words)


def test_what_nobody_sees_is_not_looked_for() -> None:
    assert seen("顺\x00达\u200b 运输\n") == "顺达 运输"
