"""进度查询: whoever has the code reads where it stands; whoever has none reads one sentence."""

import pytest

from app.halls.status.progress import AFTERWARDS
from app.halls.status.views import WINDOW, WRONG, WRONG_TRIES
from app.kernel import vault
from app.kernel.cases import Case
from app.kernel.rooms import ROOMS
from app.web import budget
from tests.browser import page_of, post
from tests.factories import STANDS_AFTER, make_repair

PERSONAL = ("顺达", "91512000MA0000015M", "王某某", "王*", "13800001111", "138****1111", "赵某")


@pytest.fixture(autouse=True)
def now(app, monkeypatch):
    app.extensions.pop("budgets", None)
    seconds = [0.0]
    monkeypatch.setattr(budget, "seconds", lambda: seconds[0])
    yield seconds
    app.extensions.pop("budgets", None)


def code_of(case: Case) -> str:
    return vault.lookup_code_of(case.ref)


EXPECTED = {
    "filed": ("ours", None, "等待受理"),
    "correcting": ("theirs", None, "需要您补正"),
    "reviewing": ("ours", None, "正在核查"),
    "vetting": ("ours", None, "正在审核"),
    "deciding": ("ours", None, "正在审批"),
    "approved": ("ours", "granted", "准予"),
    "published": ("", "granted", "不需要您再做什么"),
    "declined": ("", "declined", "理由和救济途径见不予受理通知书"),
    "refused": ("", "refused", "理由和救济途径见决定书"),
}


@pytest.mark.parametrize("state", EXPECTED)
def test_the_code_shows_state_turn_next_step_and_decision_and_nobodys_name(inside, visitor, state):
    turn, decision, words = EXPECTED[state]
    with inside():
        code = code_of(make_repair(state))
    page = post(visitor, "/status", {"code": code})
    assert page.status == 200
    [progress] = page.tree.xpath("//*[@id='progress']")
    assert progress.get("data-state") == state
    assert progress.get("data-turn") == turn
    assert progress.get("data-decision") == decision
    assert words in page.text
    for personal in PERSONAL:
        assert personal not in page.body


def test_the_due_day_is_said_and_a_stopped_clock_too(inside, visitor):
    with inside():
        filed = make_repair("filed")
        due, code = filed.due_on, code_of(filed)
    day = f"{due.year}年{due.month}月{due.day}日"
    assert day in post(visitor, "/status", {"code": code}).text


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} "])
def test_a_code_may_be_typed_as_people_type(inside, visitor, typed):
    with inside():
        code = code_of(make_repair("filed"))
    assert post(visitor, "/status", {"code": typed(code)}).status == 200


@pytest.mark.parametrize(
    "code",
    ["", "x", "AAAA-BBBB-CCCC", "顺达", "\0", "\u202e", "A" * 5000, "' or 1=1", "XF2026-000001"],
)
def test_a_wrong_code_always_gets_the_same_sentence(inside, visitor, code):
    with inside():
        make_repair("filed")
    page = post(visitor, "/status", {"code": code})
    assert page.status == 422
    assert page.refusals == ["not_found"]
    assert page.tree.xpath("//*[@id='code-error']/span/text()") == [WRONG]


def test_a_draft_cannot_be_looked_up(inside, visitor):
    with inside():
        code = code_of(make_repair("draft"))
    assert post(visitor, "/status", {"code": code}).status == 422


def test_after_ten_wrong_codes_a_source_waits_with_a_right_one_too(inside, visitor, now):
    with inside():
        code = code_of(make_repair("filed"))
    for _ in range(WRONG_TRIES):
        assert post(visitor, "/status", {"code": "AAAA-AAAA-AAAA"}).status == 422
        assert post(visitor, "/status", {"code": code}).status in (200, 429)
    page = post(visitor, "/status", {"code": code})
    assert (page.status, page.refusals) == (429, ["slow_down"])
    assert "请15分钟后再试" in page.text
    assert page.field("code") == code  # nothing typed is lost
    now[0] = WINDOW
    assert post(visitor, "/status", {"code": code}).status == 200


def test_right_codes_are_never_counted(inside, visitor):
    with inside():
        code = code_of(make_repair("filed"))
    assert {post(visitor, "/status", {"code": code}).status for _ in range(15)} == {200}


def test_the_code_is_never_in_an_address_or_a_cache(inside, visitor):
    with inside():
        code = code_of(make_repair("filed"))
    page = page_of(visitor, "/status")
    [form] = page.tree.xpath("//form[@id='lookup']")
    assert form.get("method") == "post"
    assert visitor.get(f"/status?code={code}").text.count(code) == visitor.get(
        f"/status?other={code}"
    ).text.count(code)
    assert "顺达" not in visitor.get(f"/status?code={code}").text
    assert visitor.get("/status").headers["Cache-Control"] == "no-store"


def test_a_field_nobody_asked_for_is_refused(visitor):
    assert post(visitor, "/status", {"code": "x", "ref": "XF2026-000001"}).status == 400


def test_every_end_says_what_can_be_done(app):
    ends = {
        state
        for room in ROOMS.values()
        for state in room.states
        if not room.turn(state) and state in STANDS_AFTER
    }
    assert ends <= set(AFTERWARDS)
