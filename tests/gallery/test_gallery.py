"""画廊: the sample pages keep what every page promises: policy, width, and nothing serious from axe."""

import re
import shutil
import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.gallery import render

NAMES = render.pages()
SCREENS = [name for name in NAMES if name != "paper"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, render.gallery_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
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


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_has_no_inline_script_or_style(name, language):
    page = render.gallery_app().test_client().get(f"/{name}?lang={language}").text
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_has_one_first_heading_and_one_main_part(name):
    page = render.gallery_app().test_client().get(f"/{name}").text
    assert page.count("<h1") == 1
    assert page.count("<main") == 1


@pytest.mark.parametrize("name", SCREENS)
def test_every_form_that_posts_carries_the_token_where_it_is_ours(name):
    page = render.gallery_app().test_client().get(f"/{name}").text
    for form in re.findall(
        r'<form[^>]*method="post"[^>]*action="/account/[^"]*".*?</form>', page, re.S
    ):
        assert 'name="csrf_token"' in form


@pytest.mark.parametrize("name", NAMES)
def test_no_form_stands_inside_another(name):
    page = render.gallery_app().test_client().get(f"/{name}").text
    depth = 0
    for tag in re.findall(r"</?form\b", page):
        depth += 1 if tag == "<form" else -1
        assert depth in (0, 1)


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", render.THEMES)
def test_axe_and_the_console_are_quiet(address, chromium, tmp_path, name, theme):
    for width in render.WIDTHS:
        page = chromium.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        assert render.look(page, f"{address}/{name}?theme={theme}", tmp_path, name) == []
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_fits_into_320_pixels(address, chromium, name, language):
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{address}/{name}?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", SCREENS)
def test_a_page_works_without_script(address, chromium, name):
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{address}/{name}")
    for only_with_script in page.locator(".needs-script").all():
        assert not only_with_script.is_visible()
    assert page.locator("h1").is_visible()
    page.close()
