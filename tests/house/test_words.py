"""译文: every word has its English, and no English page shows a Chinese word that is not data."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from app.config import ROOT
from app.extensions import Base, db
from app.halls.collection.sample import sample_rows, sample_subjects, write_sample_workbook
from app.kernel import clock
from app.kernel.people import Section
from app.kernel.rooms import ROOMS
from tests.browser import Page, page_of, post
from tests.cases.objection import scenes as objections
from tests.factories import HONGTU, STANDS_AFTER, make_record, make_repair

CATALOGUE = ROOT / "app/translations/en/messages.po"
MARKS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "say": (1,),
    "NC_": ((1, "c"), 2),
}
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
CHINESE = re.compile(r"[\u2e80-\u2fff\u3001-\u3017\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e]")

# What English names in Chinese because the reader will see it so: forms of numbers, names, a table.
QUOTED = (
    "资交执罚〔2026〕12号",
    "资交执罚〔2026〕1号",
    "〔year〕serial号",
    "“顺达”",
    "双公示",
    "“其他-name”",
)
TYPED = ("顺达", "无此企业")  # what the reader looks for
# Laws by name, the numbers of papers, covered names, and what the trail keeps as it keeps it.
CITED = re.compile(
    r"《[^》]+》|[\u4e00-\u9fff]*〔\d{4}〕\d+号|[\u4e00-\u9fff]\*+|^\[\{.*\}\]$", re.DOTALL
)


def in_chinese(text: str) -> bool:
    """Whether it holds a Chinese character, or a sign as wide as one."""
    return bool(CHINESE.search(text))


def marked() -> Iterator[tuple[str, str | None]]:
    """Every word marked for translators, with the context it is marked for."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as settings:
        methods, options = parse_mapping_cfg(settings)
    found = extract_from_dir(ROOT, methods, options, keywords=MARKS)
    for _file, _line, words, _comments, context in found:
        yield (words[0] if isinstance(words, tuple) else words), context


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def english_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def test_every_marked_word_has_its_english(catalogue: Catalog) -> None:
    missing = set()
    for words, context in marked():
        entry = catalogue.get(words, context)
        if entry is None or entry.fuzzy or not all(english_of(entry)):
            missing.add(f"{context or ''} {words}")
    assert sorted(missing) == []


def test_every_step_has_its_words_for_the_button_and_for_the_story(catalogue: Catalog) -> None:
    marks = set(marked())
    for room in ROOMS.values():
        for words in room.events.values():
            assert {(words, "event"), (words, "past")} <= marks, words
            button, story = (english_of(catalogue.get(words, c))[0] for c in ("event", "past"))
            assert button != story, words


def test_no_button_reads_as_a_state(catalogue: Catalog) -> None:
    for room in ROOMS.values():
        buttons = {english_of(catalogue.get(w, "event")) for w in room.events.values()}
        states = {english_of(catalogue[w]) for w in room.states.values()}
        assert not buttons & states


def test_the_english_keeps_every_hole(catalogue: Catalog) -> None:
    for message in catalogue:
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in english_of(message) if source else ():
            assert sorted(HOLES.findall(text)) == sorted(HOLES.findall(source)), source


def test_the_english_is_english(catalogue: Catalog) -> None:
    for message in catalogue:
        for text in english_of(message) if message.id else ():
            for quoted in QUOTED:
                text = text.replace(quoted, "")
            assert not in_chinese(text), text


# What the pages show: its own words in English, and data as it is.

LOOKED_AT = ("title", "alt", "placeholder", "aria-label", "aria-description", "content", "label")
STARTS: dict[str, tuple[str, ...]] = {
    "": ("/", "/register", "/register?q=顺达", "/register?q=a", "/status", "/check", "/none"),
    "applicant.a": ("/portal", "/portal/applications", "/messages", "/account"),
    "handler.road": ("/desk", "/search?q=顺达", "/search?q=无此企业", "/collection/"),
    "head.road": ("/desk",),
    "handler.office": ("/desk", "/portal/find?q=91512000MA0000015M"),
    "legal": ("/desk", "/recheck"),
    "approver": ("/desk",),
    "publisher": ("/desk",),
    "auditor": ("/home",),
    "sysadmin": ("/home",),
    "secadmin": ("/home",),
}
NOT_PAGES = re.compile(r"\.(pdf|csv|json|jsonl|atom|xlsx|zip)$|^/(static|materials|papers)/")
# Sent empty, these answer with what is missing; a preview changes nothing.
ASKING = re.compile(
    r"/(submit|resubmit|ask_correction|decline|recommend|send_back|refuse|extend|revoke|preview"
    r"|forward|reply|keep|request_review"
    r"|recuse|reassign)$|^/(sign-in|status|account)$"
)
EVERYBODYS = re.compile(r"/(register|help|check|status|sign-in)?($|[/.])")  # the same for all
BUREAU = "11512000MB0000051P"


class Walker:
    """A reader who follows every link once, sends forms empty, and reads what stands there."""

    def __init__(
        self, client: FlaskClient, data: list[str], known: set[tuple[str, object]]
    ) -> None:
        self.client, self.data, self.known = client, data, known
        self.chinese: dict[str, str] = {}

    def walk(self, starts: tuple[str, ...]) -> None:
        waiting = list(starts)
        while waiting:
            path = waiting.pop()
            if self._new(path):
                page = page_of(self.client, path)
                self.look(page, path)
                waiting += [str(link) for link in page.tree.xpath("//a/@href")]
                self.send(page)

    def send(self, page: Page) -> None:
        """Send the forms of this page with nothing filled in but what it fills in itself."""
        for form in page.tree.xpath("//form[@method='post']"):
            kept = form.xpath(".//input[@type='hidden']")
            hidden = {str(field.get("name")): field.get("value", "") for field in kept}
            places = {form.get("action") or page.path, *form.xpath(".//button/@formaction")}
            for place in sorted(str(p) for p in places):
                if ASKING.search(urlsplit(place).path) and self._new(f"{place}?sent"):
                    self.look(post(self.client, place, hidden), f"POST {place}")

    def look(self, page: Page, path: str) -> None:
        if page.status >= 500:
            self.chinese.setdefault(f"status {page.status}", path)
        for said in shown(page):
            if left := without(said, self.data):
                self.chinese.setdefault(left, path)

    def _new(self, path: str) -> bool:
        parts = urlsplit(path)
        if parts.netloc or not parts.path.startswith("/") or NOT_PAGES.search(parts.path):
            return False
        asks = parse_qs(parts.query, keep_blank_values=True)
        kind = (parts.path, parts.query if "q" in asks else tuple(asks))
        new = kind not in self.known
        self.known.add(kind)
        return new


def shown(page: Page) -> Iterator[str]:
    """What the page shows or says; not what it declares to be Chinese, as the papers are."""
    tree = html.fromstring(page.body)
    for term in tree.xpath("//*[@lang='zh-CN'][@title][*[@lang='en']]"):
        del term.attrib["lang"], term.attrib["title"]  # Chinese is its title, and no more
    for other in tree.xpath("//body//*[@lang='zh-CN'] | //script | //input[@type='hidden']"):
        other.drop_tree()
    for node in tree.iter():
        yield from (str(node.get(name) or "") for name in LOOKED_AT)
        yield from (v for k, v in node.items() if k.startswith("data-"))
        if node.tag in ("input", "button"):
            yield str(node.get("value") or "")
        if isinstance(node.tag, str):
            yield node.text or ""
        yield node.tail or ""


def without(said: str, data: list[str]) -> str:
    """The Chinese that is left when everything known to be data is taken away."""
    if not in_chinese(said):
        return ""
    for words in (*data, *TYPED):
        said = said.replace(words, "")
    said = CITED.sub("", said)
    return said.strip() if in_chinese(said) else ""


def data_of_the_house(catalogue: Catalog) -> list[str]:
    """Every Chinese text in the database that is not a word of the screens, the longest first."""
    found: set[str] = set(QUOTED)
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for value in row:
                found.update(texts_in(value))
    sections = set(db.session.scalars(select(Section.name)))  # these have English names
    return sorted((t for t in found - sections if t not in catalogue), key=len, reverse=True)


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str) and in_chinese(value):
        yield value.strip()


@pytest.fixture
def scene(app: Flask, inside: Callable[[], AbstractContextManager[None]]) -> None:
    """A repair and an objection in every state, and records that cannot be repaired yet."""
    with inside():
        for n, state in enumerate(STANDS_AFTER, 1):
            make_repair(state, doc_no=f"资交执罚〔2026〕{n}号")
        for n, state in enumerate(objections.STANDS_AFTER, 40):
            objections.make_objection(state, doc_no=f"资交执罚〔2026〕{n}号")
        make_record(doc_no="资交执罚〔2026〕90号", decided_on=date(2026, 11, 2))
        make_record(doc_no="资交执罚〔2026〕91号", public=False)
        make_record(HONGTU, doc_no="资交执罚〔2026〕92号")


@pytest.fixture
def reader(
    app: Flask, sign_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> Callable[[str], FlaskClient]:
    """A client that reads English."""

    def reads(login: str) -> FlaskClient:
        client = sign_in(login) if login else visitor
        with client.session_transaction() as cookie:
            cookie["locale"] = "en"
        return client

    return reads


@pytest.fixture
def uploaded(
    app: Flask,
    inside: Callable[[], AbstractContextManager[None]],
    reader: Callable[[str], FlaskClient],
    tmp_path: Path,
) -> list[str]:
    """One table that is sound and one full of mistakes; what stands in them."""
    with inside():
        road = db.session.scalars(select(Section.id).where(Section.key == "road")).one()
        rows = sample_rows(3, 12, clock.today(), BUREAU, sample_subjects(3, 8))
    wrong = [row | {"CF_JDRQ": "昨天", "CF_WSH": "", "CF_XDR_SHXYM": "9151"} for row in rows[:3]]
    for name, table in (("sound.xlsx", rows), ("wrong.xlsx", wrong)):
        write_sample_workbook(tmp_path / name, table)
        file = (io.BytesIO((tmp_path / name).read_bytes()), name)
        sent = {"section": str(road), "reason": "", "file": file}
        page = post(reader("handler.road"), "/collection/", sent)
        assert page.state == "checked", page.text
    return ["行政处罚", *texts_in([rows, wrong])]  # the first is the name of the sheet


@pytest.mark.slow
def test_english_pages_show_chinese_only_as_data(
    scene: None,
    uploaded: list[str],
    reader: Callable[[str], FlaskClient],
    inside: Callable[[], AbstractContextManager[None]],
    catalogue: Catalog,
) -> None:
    with inside():
        data = sorted({*data_of_the_house(catalogue), *uploaded}, key=len, reverse=True)
    chinese: dict[str, str] = {}
    everybodys: set[tuple[str, object]] = set()
    for login, starts in STARTS.items():
        walker = Walker(reader(login), data, set(everybodys))
        walker.walk(starts)
        everybodys |= {page for page in walker.known if EVERYBODYS.match(page[0])}
        chinese |= {said: f"{login} {path}" for said, path in walker.chinese.items()}
    assert chinese == {}
