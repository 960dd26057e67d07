"""变更订阅: whoever replays it has the register, and a removal says nothing of what it removed."""

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.halls.register import feed as feeds
from app.kernel import clock
from tests.conftest import MORNING
from tests.factories import HONGTU
from tests.halls.register.conftest import feed, replay, table, whole

DAY = timedelta(days=1)

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.integers(0, 3)),
        st.tuples(st.just("withdraw"), st.integers(0, 50)),
        st.tuples(st.just("mark"), st.integers(0, 50)),
        st.tuples(st.just("night"), st.integers(1, 2)),
        st.tuples(st.just("sweep"), st.just(0)),
    ),
    min_size=1,
    max_size=12,
)


class Reader:
    """Follows the feed, in its own time, from the number it was told to go on from."""

    def __init__(self):
        self.held, self.after, self.said = {}, 0, {}

    def catch_up(self, client):
        items, self.after = feed(client, self.after)
        for item in items:
            told = (item["slug"], item["kind"], item["why"], item["at"])
            assert self.said.setdefault(item["seq"], told) == told, "a number changed its meaning"
        replay(items, self.held)


def do(act, value, hand, shown):
    if act == "publish":
        shown.append(hand.publish(until=clock.today() + value * DAY))
    elif act == "withdraw" and shown:
        hand.withdraw(shown[value % len(shown)])
    elif act == "mark" and shown:
        hand.mark(shown[value % len(shown)], disputed=bool(value % 2))
    elif act == "night":
        clock.stand_at(clock.now() + value * DAY)
    elif act == "sweep":
        hand.sweep()


@pytest.mark.slow
def test_whoever_replays_the_feed_has_the_register(hand, visitor, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 3)  # so that parts have ends
    shown, reader = [], Reader()

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(ACTS, st.sets(st.integers(0, 11)))
    def history(acts, looks):
        for place, (act, value) in enumerate(acts):
            do(act, value, hand, shown)
            if place in looks:
                reader.catch_up(visitor)
                assert reader.held == whole(visitor)
        register = whole(visitor)
        items, _ = feed(visitor)
        assert replay(items) == register
        assert [item["seq"] for item in items] == list(range(1, len(items) + 1))
        removed = [item["slug"] for item in items if item["kind"] == "removed"]
        assert len(removed) == len(set(removed)), "an entry left twice"
        assert len(items) - len(removed) - sum(i["kind"] == "changed" for i in items) == len(shown)
        reader.catch_up(visitor)
        assert reader.held == register
        assert {row["条目标识"] for row in table(visitor)} == set(register)

    history()


def test_an_ended_period_is_in_the_feed_without_any_job_under_its_final_number(hand, visitor):
    shown = hand.publish(until=MORNING.date())
    clock.stand_at(MORNING + DAY)
    unswept, onward = feed(visitor)
    assert unswept[-1] == {
        "seq": 2,
        "at": "2026-11-24T00:00:00+08:00",
        "kind": "removed",
        "why": "expired",
        "slug": shown.slug,
    }
    assert onward == 1
    hand.sweep()
    swept, onward = feed(visitor)
    assert swept == unswept
    assert onward == 2


def test_what_has_left_is_not_in_the_feed_any_more_but_for_its_address(hand, visitor):
    shown, other = hand.publish(), hand.publish(HONGTU)
    hand.withdraw(shown)
    items, _ = feed(visitor)
    assert [(i["kind"], i["slug"], i.get("entry") is not None) for i in items] == [
        ("added", shown.slug, False),
        ("added", other.slug, True),
        ("removed", shown.slug, False),
    ]
    for path in ("/register/changes.json", "/register/feed.atom", "/register/changes"):
        page = visitor.get(path).text
        assert "顺达" not in page
        assert "宏途" in page


def test_a_mark_is_a_change(hand, visitor):
    shown = hand.publish()
    hand.mark(shown)
    items, _ = feed(visitor)
    assert (items[-1]["kind"], items[-1]["why"]) == ("changed", "disputed")
    assert items[-1]["entry"]["disputed"] is True


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "１", "9" * 30, "%00"])
def test_a_number_that_is_none_is_refused(hand, visitor, after):
    assert visitor.get(f"/register/changes.json?after={after}").status_code == 400


def test_a_number_beyond_the_end_leads_back_to_it(hand, visitor):
    hand.publish()
    assert feed(visitor, 999) == ([], 1)


def test_the_atom_feed_reads_as_atom_and_takes_back_what_it_said(hand, visitor):
    shown = hand.publish(title="<b>&\x0b")
    atom = "{http://www.w3.org/2005/Atom}"
    tree = ElementTree.fromstring(visitor.get("/register/feed.atom").data)
    assert "<b>&" in tree.find(f"{atom}entry/{atom}title").text
    address = tree.find(f"{atom}entry/{atom}id").text
    assert address.endswith(f"/register/{shown.slug}")
    hand.withdraw(shown)
    tree = ElementTree.fromstring(visitor.get("/register/feed.atom").data)
    deleted = tree.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert deleted.get("ref") == address
    assert tree.find(f"{atom}entry/{atom}id").text == address
    assert "示例货运" not in "".join(tree.itertext())


def test_the_log_of_changes_goes_on_page_by_page(hand, visitor):
    for _ in range(23):
        hand.publish(until=MORNING.date())
    clock.stand_at(MORNING + DAY)  # 23 additions, 23 removals that nobody wrote down
    page, numbers = "/register/changes", []
    while page:
        body = visitor.get(page).text
        numbers += [int(part.split('"')[0]) for part in body.split('<tr data-ref="')[1:]]
        rest = body.split('rel="next" href="')
        page = rest[1].split('"')[0].replace("&amp;", "&") if len(rest) > 1 else ""
    assert numbers == list(range(46, 0, -1))
