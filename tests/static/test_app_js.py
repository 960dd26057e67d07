"""交互: what app.js adds, seen in a real browser under the real content policy."""

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, redirect, render_template_string, request
from werkzeug.serving import make_server

from tests.gallery import render

pytestmark = pytest.mark.browser

FORM = """
{% extends "layouts/staff.html" %}
{% from "components/button.html" import post_button %}
{% block title %}意见{% endblock %}
{% block main %}<h1>意见</h1>
<form id="opinion" method="post" action="/opinion" data-keep data-autosave><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<label>意见 <textarea id="words" name="words" hx-post="/save" hx-trigger="input changed delay:50ms" hx-swap="none"></textarea></label>
<label><input type="checkbox" name="sure" value="yes"> 核对过</label>
<label>密码 <input type="password" name="secret"></label>
<p class="field-count" data-count="words" data-most="5" data-left="还可以写 {n} 字" data-over="多了 {n} 字"></p>
<p data-save-status data-saving="正在保存" data-saved="已保存" data-failed="没存上"></p>
<button>提交</button></form>
<a href="/part" hx-get="/part" hx-target="#part" hx-swap="outerHTML">打开</a>
<a href="/quiet" hx-get="/quiet" hx-target="#part" hx-swap="outerHTML" data-quiet>安静</a>
<a href="/refused" hx-get="/refused" hx-target="#part">不许</a>
<a href="/slow" hx-get="/slow" hx-target="#part">慢</a>
<section id="part">旧</section>
{{ post_button("去掉", "/removed", confirm="去掉以后对方会收到通知。") }}
{% endblock %}
"""
SIGN_IN = '{% extends "base.html" %}{% block person %}{% endblock %}{% block main %}<h1>登录</h1><form data-sign-in method="get" action="/opinion"><button>登录</button></form>{% endblock %}'


def desk() -> Flask:
    """A few pages that behave as the house does."""
    app = render.gallery_app()
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.globals.update(theme="auto", locale="zh", nav=[], rail=[])
    app.state = SimpleNamespace(signed_in=True, said=[])  # type: ignore[attr-defined]

    @app.context_processor
    def who() -> dict[str, Any]:
        return {"current_user": SimpleNamespace(is_authenticated=True, id=7, name="周晓岚")}

    def opinion() -> Any:
        app.state.said.append(request.form.get("words"))  # type: ignore[attr-defined]
        if request.method == "POST":
            return redirect("/desk", 303) if app.state.signed_in else redirect("/sign-in", 303)  # type: ignore[attr-defined]
        app.state.signed_in = True  # type: ignore[attr-defined]
        return render_template_string(FORM)

    def part() -> Response:
        answer = Response('<section id="part"><h2 data-focus>新的一步</h2></section>')
        answer.headers["HX-Trigger"] = json.dumps({"announce": "已受理"})
        return answer

    def slow() -> str:
        time.sleep(1)
        return "好了"

    rules: dict[str, Any] = {
        "/opinion": opinion,
        "/sign-in": lambda: render_template_string(SIGN_IN),
        "/part": part,
        "/quiet": lambda: '<section id="part">静静换了</section>',
        "/refused": lambda: (
            render_template_string(
                '{% extends "errors/403.html" %}', says="这一件归道路运输中心办。"
            ),
            403,
        ),
        "/slow": slow,
        "/save": lambda: ("", 204),
        "/removed": lambda: render_template_string(
            '{% extends "base.html" %}{% block main %}<h1>去掉了</h1>{% endblock %}'
        ),
    }
    for path, view in rules.items():
        app.add_url_rule(path, path, view, methods=["GET", "POST"])
    return app


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Flask, str]]:
    app = desk()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium")
    if not found:
        pytest.skip("chromium is not installed here")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def tab(house, chromium) -> Iterator[Any]:
    app, address = house
    app.state.signed_in = True
    context = chromium.new_context(base_url=address)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security" in line.text else None,
    )
    yield opened
    context.close()
    assert complaints == []


def becomes(tab: Any, asked: str, wanted: str) -> bool:
    """Ask the page until it answers so (the policy forbids Playwright's own waiting)."""
    for _ in range(100):
        if tab.evaluate(asked) == wanted:
            return True
        tab.wait_for_timeout(30)
    return False


def focused(tab: Any) -> str:
    return str(tab.evaluate("document.activeElement.textContent.trim()"))


def test_after_a_swap_the_focus_and_the_live_region_say_what_happened(tab):
    tab.goto("/opinion")
    tab.click("text=打开")
    assert becomes(tab, "document.activeElement.textContent", "新的一步")
    assert becomes(tab, "document.getElementById('live-region').textContent", "已受理")


def test_a_quiet_swap_leaves_the_focus(tab):
    tab.goto("/opinion")
    tab.click("text=安静")
    tab.wait_for_selector("text=静静换了")
    assert focused(tab) == "安静"


def test_a_refusal_that_is_not_swapped_still_says_its_sentence(tab):
    tab.goto("/opinion")
    tab.fill("#words", "写了一半")
    tab.click("text=不许")
    assert "这一件归道路运输中心办。" in tab.inner_text("#flash .flash")
    assert tab.input_value("#words") == "写了一半"


def test_a_broken_line_is_said_in_words(tab):
    tab.goto("/opinion")
    tab.context.set_offline(True)
    tab.click("text=打开")
    assert "网络不通" in tab.inner_text("#flash .flash")


def test_only_long_waits_show_the_line(tab):
    tab.goto("/opinion")
    tab.click("text=慢")
    assert not tab.evaluate("document.getElementById('wait-line').classList.contains('is-on')")
    tab.wait_for_selector("#wait-line.is-on", state="attached")
    tab.wait_for_selector("#part:has-text('好了')")
    assert not tab.evaluate("document.getElementById('wait-line').classList.contains('is-on')")


def test_a_weighty_act_asks_once_and_can_be_left(tab):
    tab.goto("/opinion")
    tab.click("text=去掉")
    assert tab.inner_text("#confirm-first-words") == "去掉以后对方会收到通知。"
    tab.click("[data-no]")
    assert tab.url.endswith("/opinion")
    assert focused(tab) == "去掉"
    tab.click("text=去掉")
    tab.click("[data-yes]")
    tab.wait_for_selector("h1:has-text('去掉了')")


def test_words_typed_before_the_session_ended_come_back_after_signing_in(house, tab):
    house[0].state.signed_in = False
    tab.goto("/opinion")
    house[0].state.signed_in = False
    tab.fill("#words", "缴款凭证与决定书金额不一致")
    tab.check("[name=sure]")
    tab.fill("[name=secret]", "不该留下")
    tab.click("text=提交")
    tab.wait_for_url("**/sign-in")
    tab.click("text=登录 >> nth=-1")
    tab.wait_for_url(re.compile("/opinion"))
    assert tab.input_value("#words") == "缴款凭证与决定书金额不一致"
    assert tab.is_checked("[name=sure]")
    assert tab.input_value("[name=secret]") == ""
    assert "已找回" in tab.inner_text("#flash .flash")
    tab.click("#flash button")
    assert tab.input_value("#words") == ""
    tab.reload()
    assert tab.input_value("#words") == ""


def test_accepted_words_do_not_come_back(tab):
    tab.goto("/opinion")
    tab.fill("#words", "已经交了")
    tab.click("text=提交")
    tab.wait_for_url("**/desk")
    tab.goto("/opinion")
    assert tab.input_value("#words") == ""


def test_signing_out_leaves_no_words_behind(tab):
    tab.goto("/opinion")
    tab.fill("#words", "只给我看")
    tab.click("summary")
    tab.click("text=退出登录")
    tab.wait_for_url("**/account/sign_out")
    assert "只给我看" not in tab.evaluate("JSON.stringify(sessionStorage)")


def test_the_draft_line_speaks_and_the_count_cuts_nothing(tab):
    tab.goto("/opinion")
    tab.fill("#words", "一二三四五六七")
    assert tab.inner_text("[data-count]") == "多了 2 字"
    tab.wait_for_selector("text=/已保存 \\d\\d:\\d\\d/")
    assert tab.input_value("#words") == "一二三四五六七"


def test_the_theme_changes_at_once(tab):
    tab.goto("/opinion")
    tab.click("summary")
    with tab.expect_request("**/account/theme") as sent:
        tab.click("button[value=dark]")
    assert "theme=dark" in (sent.value.post_data or "")
    assert tab.get_attribute("html", "data-theme") == "dark"
    assert tab.get_attribute("button[value=dark]", "aria-pressed") == "true"


def test_a_list_is_walked_by_keys_but_never_while_typing(tab):
    tab.goto("/desk")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    assert focused(tab) == "资交信修〔2026〕17号"
    tab.keyboard.press("/")
    tab.keyboard.type("jkc?n")
    assert tab.input_value("#top-search") == "jkc?n"
    tab.keyboard.press("Tab")
    tab.keyboard.press("?")
    assert tab.is_visible("#keys-sheet")
    tab.uncheck("[data-keys-switch]")
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    assert focused(tab) != "资交信修〔2026〕17号"


def test_escape_closes_the_menu_and_gives_the_focus_back(tab):
    tab.goto("/desk")
    tab.click("summary")
    tab.focus("button[value=dark]")
    tab.keyboard.press("Escape")
    assert not tab.is_visible(".menu-body")
    assert "周晓岚" in focused(tab)


def test_chosen_files_are_listed_with_their_size(tab):
    tab.goto("/apply")
    tab.set_input_files(
        "#proof", [{"name": "缴款凭证.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048}]
    )
    assert tab.inner_text("[data-files=proof]").split() == ["缴款凭证.pdf", "2", "KB"]


def test_the_page_opens_on_the_summary_of_errors_and_its_links_lead_to_the_fields(tab):
    tab.goto("/apply")
    assert tab.evaluate("document.activeElement.className") == "error-summary"
    tab.click(".error-summary a[href='#opinion']")
    assert tab.evaluate("document.activeElement.id") == "opinion"
