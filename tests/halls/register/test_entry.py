"""公示条目: readable by anybody while it stands; afterwards only that, when and why it went."""

from datetime import date, timedelta

import pytest

from app.halls.register.entry import in_yuan
from app.kernel import clock
from app.lib.publicity import Severity
from tests.browser import page_of
from tests.conftest import MORNING

DAY = timedelta(days=1)
FACTS = {
    "CF_SY": "该公司所属货车未按规定检验。",
    "CF_YJ": "《道路货物运输及站场管理规定》第六十一条",
    "CF_CFLB": ["罚款", "没收违法所得"],
    "CF_NR_FK": "0.35",
    "CF_NR_WFFF": "1.23456",
    "CF_FRDB": "赵某某",
    "CF_XDR_ZJHM": "512001198001010011",
}


def test_a_layman_reads_what_happened_who_decided_and_until_when(hand, visitor):
    shown = hand.publish(body=FACTS, decided_on=date(2026, 9, 1))
    page = page_of(visitor, f"/register/{shown.slug}")
    assert page.status == 200
    for words in (
        "2026年9月1日，资阳市交通运输局认定该企业有“违反道路货物运输管理规定”的行为",
        "该公司所属货车未按规定检验。",
        "罚款、没收违法所得",
        "3,500 元",
        "12,345.60 元",
        "一般 三个等级中的中间一级",
        "2026年11月23日起公示，到2027年9月1日为止，到期自动停止。",
        "从2026年12月2日起可以申请提前停止公示",
        "《信用修复管理办法》",
        "《政府信息公开条例》第四十一条",
        "《行政处罚法》第四十八条",
    ):
        assert words in page.text, words
    assert "赵某某" not in page.body
    assert "512001198001010011" not in page.body


def test_repair_that_may_be_asked_for_now_is_said_to_be(hand, visitor):
    shown = hand.publish(decided_on=date(2026, 5, 6))
    assert "现在就可以申请" in page_of(visitor, f"/register/{shown.slug}").text
    minor = hand.publish(severity=Severity.MINOR, decided_on=date(2026, 11, 2))
    assert "最轻的一级" in page_of(visitor, f"/register/{minor.slug}").text


def test_a_dispute_stands_over_the_entry(hand, visitor):
    shown = hand.publish()
    hand.mark(shown)
    assert "异议处理中" in page_of(visitor, f"/register/{shown.slug}").text


@pytest.mark.parametrize(
    ("why", "words"), [("repaired", "已信用修复"), ("annulled", "所依据的决定已变更或撤销")]
)
def test_a_tombstone_says_when_and_why_and_not_who(hand, visitor, why, words):
    shown = hand.publish(body=FACTS)
    hand.withdraw(shown, why)
    clock.stand_at(MORNING + 3 * DAY)
    answer = visitor.get(f"/register/{shown.slug}")
    assert answer.status_code == 410
    assert f"2026年11月23日起停止公示，原因：{words}" in answer.text
    assert 'data-refusal="gone"' in answer.text
    for left in ("顺达", "MA0000015M", "违反道路", "资交执罚", "罚款"):
        assert left not in answer.text.split("<main")[1]


def test_a_period_that_ended_leaves_a_tombstone_whether_written_down_or_not(hand, visitor):
    shown = hand.publish(until=MORNING.date())
    assert visitor.get(f"/register/{shown.slug}").status_code == 200
    clock.stand_at(MORNING.replace(hour=0, minute=0) + DAY)
    unswept = visitor.get(f"/register/{shown.slug}")
    assert unswept.status_code == 410
    assert "2026年11月24日起停止公示，原因：公示期届满" in unswept.text
    hand.sweep()
    assert (
        "2026年11月24日起停止公示，原因：公示期届满" in visitor.get(f"/register/{shown.slug}").text
    )


@pytest.mark.parametrize(
    "slug", ["0" * 20, "x", "a" * 200, "%00" * 20, "..%2f..", "0" * 19 + "%0a", "é", "' or 1=1"]
)
def test_an_address_that_never_was_is_not_found(hand, visitor, slug):
    assert visitor.get(f"/register/{slug}").status_code == 404


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.1", "1,000"),
        ("12", "120,000"),
        ("0.00015", "1.50"),
        ("0", ""),
        ("", ""),
        ("约1", "约1"),
        ("1e400", "1e400"),
        ("NaN", "NaN"),
    ],
)
def test_ten_thousands_read_as_yuan(written, read):
    assert in_yuan(written) == read
