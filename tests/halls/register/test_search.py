"""公示查询: what is found, how it is paged, and that nothing typed into it does harm."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel import clock, search
from app.lib.publicity import Severity
from tests.browser import page_of
from tests.conftest import MORNING
from tests.factories import HONGTU, SHUNDA
from tests.halls.register.conftest import table

DAY = timedelta(days=1)


def rows(visitor, query: str) -> list[str]:
    page = page_of(visitor, f"/register{query}")
    assert page.status == 200
    return [str(ref) for ref in page.tree.xpath("//tr/@data-ref")]


def test_the_home_page_counts_exactly_and_shows_what_came_last(hand, visitor):
    first = hand.publish(until=MORNING.date())
    clock.stand_at(MORNING + 40 * DAY)
    kept, gone = hand.publish(), hand.publish(HONGTU)
    hand.withdraw(gone)
    clock.stand_at(clock.now() + DAY)
    page = page_of(visitor, "/")
    numbers = [str(n) for n in page.tree.xpath("//*[@class='count-number']/text()")]
    assert numbers == ["1", "2", "1"]  # the first one ended 40 days ago
    assert page.tree.xpath("//tr/@data-ref") == [kept.slug]
    assert first.slug not in page.body


def test_removals_nobody_wrote_down_are_counted_on_their_day(hand, visitor):
    hand.publish(until=MORNING.date())
    hand.publish()
    for days, removed in ((0, "0"), (1, "1"), (30, "1"), (31, "1"), (32, "0")):
        clock.stand_at(MORNING + days * DAY)
        page = page_of(visitor, "/")
        numbers = [str(n) for n in page.tree.xpath("//*[@class='count-number']/text()")]
        assert numbers[2] == removed, days


def test_an_empty_register_says_what_would_be_here(hand, visitor):
    page = page_of(visitor, "/")
    assert "现在没有公示的信息" in page.text
    assert "企业登录" in page.text


@pytest.mark.parametrize(
    "words",
    [
        "顺达",
        "示例货运",
        "资阳市 顺达",
        "91512000MA0000015M",
        "91512000ma0000015m",
        "0000015",
        "资交执罚〔2026〕118号",
        "资交执罚[2026]118号",
        "２０２６",
        "6〕118",
        "顺达 2026 118号",
    ],
)
def test_name_code_and_number_find_the_entry(hand, visitor, words):
    shown = hand.publish(SHUNDA, doc_no="资交执罚〔2026〕118号")
    hand.publish(HONGTU, doc_no="雁交执罚〔2025〕7号")
    assert rows(visitor, f"?q={quote(words)}")[:1] == [shown.slug]


def test_all_pieces_are_not_yet_the_words(hand, visitor):
    hand.publish()  # 资阳市顺达示例货运有限公司
    assert rows(visitor, "?q=" + quote("货运示例")) == []
    assert rows(visitor, "?q=" + quote("公司有限")) == []


@pytest.mark.parametrize("words", ["顺", "1", "顺达 货", "。。", "%", "_"])
def test_words_too_short_get_advice(hand, visitor, words):
    answer = visitor.get(f"/register?q={quote(words)}")
    assert answer.status_code == 422
    assert 'data-refusal="too_short"' in answer.text
    assert "至少两个相连的汉字" in answer.text


def test_words_too_long_get_advice_and_are_not_looked_up(hand, visitor):
    answer = visitor.get("/register?q=" + "顺达" * 51)
    assert (answer.status_code, 'data-refusal="too_long"' in answer.text) == (422, True)


def test_class_and_year_narrow_it_down_and_stay_in_the_address(hand, visitor):
    serious = hand.publish(severity=Severity.SERIOUS, decided_on=date(2025, 3, 3))
    general = hand.publish(severity=Severity.GENERAL, decided_on=date(2026, 3, 3))
    assert rows(visitor, "") == [general.slug, serious.slug]
    assert rows(visitor, "?severity=serious") == [serious.slug]
    assert rows(visitor, "?severity=minor") == []
    assert rows(visitor, "?year=2026") == [general.slug]
    assert rows(visitor, f"?year=2025&q={quote('顺达')}") == [serious.slug]
    assert rows(visitor, "?year=2025&severity=general") == []
    page = page_of(visitor, f"/register?year=2025&q={quote('顺达')}")
    chips = [str(u) for u in page.tree.xpath("//a[@class='chip']/@href")]
    assert all("q=%E9%A1%BA%E8%BE%BE" in chip for chip in chips)
    assert page.tree.xpath("//a[@class='chip'][@aria-current]/text()") == ["全部", "全部", "2025"]
    assert page.tree.xpath("//form[@role='search']//input[@name='year']/@value") == ["2025"]


def test_what_is_published_narrows_it_down(hand, visitor):
    penalty = hand.publish(decided_on=date(2026, 3, 1))
    breach = hand.publish(decided_on=date(2026, 3, 2), kind="breach")
    listing = hand.publish(decided_on=date(2026, 3, 3), kind="list", severity=Severity.SERIOUS)
    assert rows(visitor, "") == [listing.slug, breach.slug, penalty.slug]
    assert rows(visitor, "?kind=penalty") == [penalty.slug]
    assert rows(visitor, "?kind=breach") == [breach.slug]
    assert rows(visitor, f"?kind=list&severity=serious&q={quote('顺达')}") == [listing.slug]
    assert rows(visitor, "?kind=list&severity=general") == []
    assert [row["条目标识"] for row in table(visitor, "?kind=list")] == [listing.slug]
    page = page_of(visitor, "/register?kind=list")
    assert page.tree.xpath("//a[@class='chip'][@aria-current]/text()")[0] == "失信主体名单"
    hand.withdraw(listing)
    assert rows(visitor, "?kind=list") == []


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "severity=x",
        "severity=%00",
        "year=20",
        "year=0000",
        "year=x",
        "year=２０２６",
        "year=9999",
    ],
)
def test_a_filter_that_is_none_is_refused(hand, visitor, query):
    for path in ("/register", "/register.csv", "/register.json"):
        answer = visitor.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert "data-refusal" in answer.text


@pytest.mark.parametrize("query", ["?", f"?q={quote('顺达')}&", "?severity=general&"])
def test_pages_follow_each_other_without_gap_or_repeat(hand, visitor, query):
    days = [date(2026, 5, 1) + n // 2 * DAY for n in range(45)]  # two decisions on most days
    slugs = [hand.publish(decided_on=day).slug for day in days]
    seen, path = [], f"/register{query}"
    while path:
        page = page_of(visitor, path)
        seen += page.tree.xpath("//tr/@data-ref")
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")
    assert seen == slugs[::-1]


def test_the_count_is_exact_up_to_where_counting_stops(hand, visitor, monkeypatch):
    for _ in range(3):
        hand.publish()
    assert "找到 3 条" in page_of(visitor, f"/register?q={quote('顺达')}").text
    monkeypatch.setattr("app.halls.register.views.COUNTED", 2)
    monkeypatch.setattr("app.halls.register.views.PAGE", 2)
    assert "找到 2 条以上" in page_of(visitor, f"/register?q={quote('顺达')}").text


def test_a_question_that_finds_little_goes_on_where_it_stopped(hand, visitor, monkeypatch):
    """However many candidates hold the pieces and not the words, one page costs the same."""
    monkeypatch.setattr(search, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr("app.halls.register.views.COUNTED", 1)
    monkeypatch.setattr("app.halls.register.views.PAGE", 1)
    wanted = hand.publish(decided_on=date(2026, 1, 5), doc_no="资交执罚〔2026〕12号")
    for number in range(6):
        hand.publish(decided_on=date(2026, 2, 5), doc_no=f"资交执罚〔2026〕12{number}2号")
    path, seen, pages = "/register?q=" + quote("〔2026〕12号"), [], 0
    while path:
        page = page_of(visitor, path)
        seen += page.tree.xpath("//tr/@data-ref")
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")
        pages += 1
    assert seen == [wanted.slug]
    assert pages > 2


def test_absent_and_hidden_answers_are_the_same_to_the_last_sign(hand, visitor):
    hand.publish(HONGTU)
    gone, over = hand.publish(), hand.publish(until=MORNING.date())
    hand.withdraw(gone)
    clock.stand_at(MORNING + DAY)
    hand.publish(HONGTU, doc_no="雁交执罚〔2026〕9号")
    over = hand.publish(until=clock.today())
    clock.stand_at(MORNING + 2 * DAY)  # ended and not written down

    def told(words):
        answer = visitor.get(f"/register?q={quote(words)}")
        headers = {
            k: v for k, v in answer.headers if k not in ("Date", "Set-Cookie", "Content-Length")
        }
        body = re.sub(r'(value|content|hx-headers)=("[^"]*"|\'[^\']*\')', "", answer.text)
        return answer.status_code, headers, body.replace(words, "").replace(quote(words), "")

    assert over.slug not in told("顺达")[2]
    assert told("顺达") == told("从无")
    assert visitor.get(f"/register.json?q={quote('顺达')}").json["entries"] == []


def test_a_persons_number_finds_nothing_and_says_nothing(hand, visitor):
    hand.publish()
    for number in ("512001198001010011", "512021197512310025"):
        assert rows(visitor, f"?q={number}") == []


SIGNS = st.lists(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("顺达公司%_*?\\\"'`;:()[]{}<>&|!^~-+=@#\0\t\n\x1f\u202e\ufeff〔〕号0129aZ"),
        st.sampled_from(["OR ", "AND ", "NOT ", "NEAR(", "--", "/*", "' or 1=1", "{{7*7}}", "𰻝"]),
    ),
    max_size=40,
).map("".join)


def test_nothing_typed_into_the_search_breaks_it(hand, visitor):
    hand.publish()

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(SIGNS, st.sampled_from(["", "minor", "general"]), st.sampled_from(["", "2026"]), SIGNS)
    def typed(words, severity, year, after):
        asked = {"q": words, "severity": severity, "year": year, "after": after}
        answer = visitor.get("/register", query_string=asked)
        assert answer.status_code in (200, 422)
        if answer.status_code == 422:
            assert "data-refusal" in answer.text

    typed()


@pytest.mark.parametrize(
    "words", ["顺" * 10_000, "a" * 10_000, "\0" * 500, "顺达 " * 30, "' " * 50, "𰻝𰻝", "ﷺ" * 100]
)
def test_the_extremes_get_an_answer_too(hand, visitor, words):
    hand.publish()
    for path in ("/register", "/register.csv", "/register.json"):
        answer = visitor.get(path, query_string={"q": words})
        assert answer.status_code in (200, 400, 422)


def test_what_is_typed_is_shown_as_typed_and_not_run(hand, visitor):
    page = visitor.get("/register", query_string={"q": "<script>顺达</script>"}).text
    assert "<script>顺达" not in page
    assert "&lt;script&gt;顺达" in page


def test_repeated_and_unknown_parameters_change_nothing(hand, visitor):
    shown = hand.publish()
    query = f"?q={quote('顺达')}&q={quote('宏途')}&order=drop&after="
    assert rows(visitor, query) == [shown.slug]
