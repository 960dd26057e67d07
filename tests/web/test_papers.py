"""文书成像: the print sheet and the PDF show the same paper, literally, and always alike."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.lib.papers import PaperContent, PaperUnreadable, facts, grid, headings, items, said
from app.web.fonts import FontShelf, NoChineseFont, find_fonts
from app.web.papers import draw_sheet, render_html, render_pdf

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    '#set page(fill: red) $x^2$ *粗* <b>b</b> <script>alert(1)</script> {{ 7*7 }} "引" \\u{41}'
)
MARKS = {
    "check_url": "https://xinyong.example.gov.cn/check?code=7KQ2-M9XD-4HTB",
    "check_code": "7KQ2-M9XD-4HTB",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
PAPER = PaperContent(
    kind="granted",
    title="准予信用修复决定书",
    authority="资阳市交通运输局",
    issued_on=date(2026, 11, 21),
    number="资交信修决〔2026〕12号",
    addressee="资阳市顺达运输有限公司",
    addressee_code="91512000MA0000015M",
    paragraphs=(
        *said("本机关收到申请。"),
        facts([("办件编号", "XF-2026-000128"), ("材料", "1. 承诺书\n2. 凭证")]),
        grid(("序号", "事项", "问题", "要求"), [("1", "凭证", "不清晰", "重新上传")]),
        *headings(("核查情况", items([("条件。", "已经具备。"), "第一行\n第二行"]))),
    ),
    remedy="如不服本决定书，可以申请行政复议。",
    closing=("一式两份。",),
)

try:
    ROLES = find_fonts().roles
except NoChineseFont as why:  # pragma: no cover - depends on the machine
    NO_FONT = str(why)
else:
    NO_FONT = ""
needs_font = pytest.mark.skipif(bool(NO_FONT), reason=NO_FONT or "fonts found")
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not here")


@pytest.fixture
def press() -> Iterator[Flask]:
    app = Flask(
        "sheet", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app/static")
    )
    with app.test_request_context():
        yield app


def html(content: PaperContent = PAPER, **marks: object) -> str:
    return render_html(content.as_frozen(), **(MARKS | marks))


def pdf(content: PaperContent = PAPER, **marks: object) -> bytes:
    return render_pdf(content.as_frozen(), **(MARKS | marks))


def poppler(drawn: bytes, how: str = "-layout") -> str:
    tool = shutil.which("pdftotext") or "pdftotext"
    command = [tool, how, "-", "-"]
    done = subprocess.run(command, input=drawn, capture_output=True, check=True)  # noqa: S603
    return done.stdout.decode(errors="replace")


def text_of(drawn: bytes) -> str:
    """What a reader could copy out of the PDF, page after page."""
    return poppler(drawn)


def joined(text: str) -> str:
    return re.sub(r"\s", "", text)


# -- the sheet


@pytest.mark.usefixtures("press")
def test_the_print_sheet_shows_everything_that_was_frozen():
    drawn = html()
    for words in (
        "资交信修决〔2026〕12号",
        "资阳市顺达运输有限公司（统一社会信用代码：91512000MA0000015M）：",
        "一、核查情况",
        "（一）<strong>条件。</strong>已经具备。",
        '<th scope="row">办件编号</th><td>XF-2026-000128</td>',
        "<p>第二行</p>",
        '<time datetime="2026-11-21">2026年11月21日</time>',
        "如不服本决定书",
        "（印章）",
        "一式两份。",
        *MARKS.values(),
    ):
        assert words in drawn


@pytest.mark.usefixtures("press")
def test_what_people_typed_stays_text_on_the_print_sheet():
    drawn = html(
        replace(PAPER, addressee=HOSTILE, paragraphs=(*said(HOSTILE), facts([(HOSTILE, HOSTILE)])))
    )
    assert "<script>alert" not in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in drawn
    assert "<b>b</b>" not in drawn


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("voided", [False, True])
def test_the_print_sheet_needs_no_inline_style_or_script(voided):
    drawn = html(voided=voided)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", drawn)
    assert not re.search(r'(?:src|href)="(?!/static/)', drawn)


@pytest.mark.usefixtures("press")
def test_a_voided_paper_says_so_and_a_standing_one_does_not():
    assert "作废" not in html()
    assert "本文书已作废" in html(voided=True)


@pytest.mark.usefixtures("press")
def test_a_draft_has_no_number_no_check_and_says_it_is_not_signed():
    drawn = render_html(replace(PAPER, number=None).as_frozen(), draft=True, **MARKS)
    assert "样稿，尚未签发" in drawn
    assert "（文号于签发时编定）" in drawn
    assert "7KQ2-M9XD-4HTB" not in drawn
    assert "<svg" not in drawn


@pytest.mark.usefixtures("press")
def test_the_applicants_own_letter_has_no_red_head_and_no_seal_of_ours():
    letter = replace(PAPER, head="plain", number=None, signed_by=("承诺人：甲公司",))
    drawn = html(letter)
    assert "sheet-authority" not in drawn
    assert "（印章）" not in drawn
    assert "承诺人：甲公司" in drawn


def test_the_square_code_follows_the_check_address():
    here = draw_sheet(PAPER.as_frozen(), **MARKS)
    there = draw_sheet(PAPER.as_frozen(), **(MARKS | {"check_url": MARKS["check_url"] + "X"}))
    assert here.qr.startswith("<svg")
    assert here.qr != there.qr
    assert "style" not in here.qr


def test_a_paper_of_an_unknown_form_is_not_drawn():
    with pytest.raises(PaperUnreadable):
        draw_sheet(PAPER.as_frozen() | {"form": "other/9"})


# -- the PDF


@needs_font
def test_the_same_paper_gives_the_same_bytes():
    assert pdf() == pdf()
    assert pdf() != pdf(voided=True)
    assert pdf() != pdf(replace(PAPER, number="资交信修决〔2026〕13号"))


@needs_font
def test_many_hands_at_once_get_the_same_bytes():
    with ThreadPoolExecutor(4) as hands:
        drawn = set(hands.map(lambda _: pdf(), range(12)))
    assert drawn == {pdf()}


@needs_font
def test_the_pdf_is_made_for_the_archive_and_dated_the_day_of_issue():
    drawn = pdf()
    assert drawn.startswith(b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in drawn
    assert b"D:20261121" in drawn


@needs_font
@needs_poppler
def test_the_pdf_carries_the_words_in_a_form_that_can_be_copied():
    text = joined(text_of(pdf()))
    for words in (
        "资阳市交通运输局",
        "资交信修决〔2026〕12号",
        "准予信用修复决定书",
        "资阳市顺达运输有限公司（统一社会信用代码：91512000MA0000015M）：",
        "一、核查情况",
        "（一）条件。已经具备。",
        "XF-2026-000128",
        "重新上传",
        "如不服本决定书，可以申请行政复议。",
        "2026年11月21日",
        "—1—",
        *MARKS.values(),
    ):
        assert joined(words) in text


@needs_font
@needs_poppler
def test_what_people_typed_stays_text_in_the_pdf():
    text = joined(text_of(pdf(replace(PAPER, paragraphs=said(HOSTILE), addressee=HOSTILE))))
    assert text.count(joined(HOSTILE)) == 2


@needs_font
@needs_poppler
def test_nothing_outside_the_template_folder_can_be_read_into_a_paper():
    asked = '#read("/etc/passwd") #include "../../pyproject.toml" #image("/etc/passwd")'
    text = text_of(pdf(replace(PAPER, paragraphs=said(asked))))
    assert joined(asked) in joined(text)
    assert "root:" not in text


@needs_font
@needs_poppler
def test_a_voided_pdf_says_so_on_every_page():
    long = replace(PAPER, paragraphs=said("正文很长。" * 900))
    pages = text_of(pdf(long, voided=True)).rstrip("\f").split("\f")
    assert len(pages) > 3
    for number, words in enumerate(pages, start=1):
        assert "本文书已作废" in words
        assert f"—{number}—" in joined(words)
        assert "7KQ2-M9XD-4HTB" in words


@needs_font
@needs_poppler
@pytest.mark.parametrize("head", ["red", "plain"])
def test_nobody_signs_a_page_that_carries_no_text(head):
    for lines in range(14, 26):
        paper = replace(
            PAPER, head=head, remedy=None, closing=(), paragraphs=said("正文。\n" * lines)
        )
        *_, last = text_of(pdf(paper)).rstrip("\f").split("\f")
        assert "2026年11月21日" in last
        assert "正文。" in last


@needs_font
@needs_poppler
def test_very_long_names_and_unbroken_runs_stay_whole_and_on_the_page():
    name = "资阳市" + "国际多式联运大件货物道路运输" * 8 + "有限公司𠮷㛃䶮"
    run = "A1" * 150
    drawn = pdf(replace(PAPER, authority=name, addressee=name, paragraphs=said(run)))
    text = joined(text_of(drawn))
    assert name in text
    assert text.count("A1") == 150
    right = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', poppler(drawn, "-bbox"))]
    assert max(right) < 595


@needs_font
def test_a_sign_no_font_has_does_not_stop_the_paper():
    drawn = pdf(replace(PAPER, paragraphs=said("姓名：\U0010fffd")))
    assert drawn.startswith(b"%PDF-")
    assert b"pdfaid" not in drawn


@needs_font
@needs_poppler
def test_a_draft_pdf_says_so_and_has_nothing_to_check():
    text = text_of(render_pdf(replace(PAPER, number=None).as_frozen(), draft=True))
    assert "样稿，尚未签发" in text
    assert "文号于签发时编定" in text
    assert "校验码" not in text


def test_a_machine_without_chinese_fonts_is_told_what_to_install():
    bare = FontShelf(find_fonts().fonts, frozenset({"DejaVu Sans"}))
    with pytest.raises(NoChineseFont, match="fonts-noto-cjk"):
        render_pdf(PAPER.as_frozen(), shelf=bare, **MARKS)


def test_office_fonts_are_preferred_where_they_are():
    office = frozenset({"FangSong", "SimHei", "SimSun", "KaiTi", "FZXiaoBiaoSong-B05S"})
    roles = FontShelf(find_fonts().fonts, office).roles
    assert roles["body"][0] == "FangSong"
    assert roles["title"][0] == "FZXiaoBiaoSong-B05S"
    assert roles["title-weight"] == roles["kai-weight"] == "regular"


def test_the_fonts_are_opened_once():
    assert find_fonts() is find_fonts()


# -- on real paper


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not here")
@needs_poppler
def test_the_print_sheet_prints_on_a4_with_page_numbers_under_a_strict_policy(press):
    playwright = pytest.importorskip("playwright.sync_api")
    long = replace(PAPER, paragraphs=said("正文很长。" * 300))

    @press.get("/sheet")
    def sheet() -> tuple[str, dict[str, str]]:
        policy = "default-src 'none'; style-src 'self'; img-src 'self'"
        return html(long, voided=True), {"Content-Security-Policy": policy}

    server = make_server("127.0.0.1", 0, press)
    Thread(target=server.serve_forever, daemon=True).start()
    complaints: list[str] = []
    try:
        with playwright.sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            tab = browser.new_page()
            tab.on("console", lambda said: complaints.append(said.text))
            tab.goto(f"http://127.0.0.1:{server.server_port}/sheet")
            printed = tab.pdf(prefer_css_page_size=True)
            tab.set_viewport_size({"width": 320, "height": 700})
            width = tab.evaluate("document.documentElement.scrollWidth")
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    assert complaints == []
    assert width == 320
    assert b"594.95" in printed or b"595" in printed
    pages = [joined(words) for words in text_of(printed).rstrip("\f").split("\f")]
    assert len(pages) > 1
    assert all(f"—{number}—" in words for number, words in enumerate(pages, start=1))
    assert "资交信修决〔2026〕12号" in pages[0]
    assert "2026年11月21日" in pages[-1]
