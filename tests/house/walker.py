"""A reader of English pages, who follows every link and reads what stands there."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from babel.messages.catalog import Catalog
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from app.extensions import Base, db
from app.kernel.people import Section
from tests.browser import Page, page_of, post
from tests.house.test_words import QUOTED, in_chinese

ITSELF = ("中文",)  # what each language calls itself
TYPED = ("顺达", "无此企业", "缴款凭证")  # what the reader looks for
# Laws by name, the numbers of papers, plates, covered names, and what the trail keeps as it keeps it.
CITED = re.compile(
    r"《[^》]*》|（）|[\u4e00-\u9fff]*〔\d{4}〕\d+号|[\u4e00-\u9fff]\*+|川\w+（\w）|^\[\{.*\}\]$",
    re.DOTALL,
)


LOOKED_AT = ("title", "alt", "placeholder", "aria-label", "aria-description", "content", "label")
NOT_PAGES = re.compile(r"\.(pdf|csv|json|jsonl|atom|xlsx|zip)$|^/(static|materials|papers)/")
# Sent empty, these answer with what is missing; a preview changes nothing.
ASKING = re.compile(
    r"/(submit|resubmit|ask_correction|decline|recommend|send_back|refuse|extend|revoke|preview"
    r"|forward|reply|keep|request_review|drop|give_notice|prove_service|state_defence|delist|divert"
    r"|verify_kept|find_unkept|find_broken|overturn|dismiss|respond|fleet|set-aside|write"
    r"|recuse|reassign|version|batch|feedback/\w+|standins/new|absences|accounts/\w+|grants/new)$"
    r"|^/cases/[\w-]+/propose$|^/(sign-in|status|account|desk/views|tips/new|matters/new)$"
    r"|^/associations/(new|\w+/enter)$"
    r"|^/(catalogue/new/\w+|admin/limits/[\w.]+|handover/\d+)$"
)
KEPT = "//details/dl[@hx-disable]//*[@class='said']"  # what the trail keeps, as it keeps it
EVERYBODYS = re.compile(
    r"/(register|help|check|status|sign-in|matters|commitments|catalogue)?($|[/.])"
)  # the same for all


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
    for found in tree.xpath("//mark"):
        found.drop_tag()  # what was looked for stands amid the words it is part of
    for other in tree.xpath(
        f"//body//*[@lang='zh-CN'] | //script | //input[@type='hidden'] | {KEPT}"
    ):
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
    for words in (*data, *TYPED, *ITSELF):
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
