"""A house that really runs, and people who use it with a real browser: for the journeys and for the guide's pictures."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from app.demonstration import PASSWORD
from app.halls.collection.sample import sample_rows, write_sample_workbook

ROOT = Path(__file__).parent.parent.parent
PROOF = ROOT / "tests/files/receipt.pdf"
AXE = (ROOT / "tests/vendor/axe.min.js").read_text()
MONDAY = "2026-11-23T09:30"
CONDITIONS = ("minimum_period", "duty_performed", "commitment", "other")


def chromium() -> str | None:
    """The distribution's Chromium, where there is one."""
    return (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )


@contextmanager
def running_house(folder: Path) -> Iterator[str]:
    """Start the product as `make run` does, on a port of its own; the address it answers at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    settings = {
        "XINTU_PROFILE": "demonstration",
        "XINTU_INSTANCE": str(folder),
        "XINTU_DEMO": "1",
        "XINTU_PORT": str(port),
        "XINTU_NOW": MONDAY,
        "XINTU_DATABASE_URL": "",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
        if server.poll() is not None:
            told = server.stdout.read().decode() if server.stdout else ""
            raise RuntimeError(f"the server ended: {told}")
    raise TimeoutError(url)


@contextmanager
def browser() -> Iterator[Browser]:
    place = chromium()
    if place is None:
        raise RuntimeError("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=place, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


def penalty_table(place: Path, first: int, count: int = 6) -> Path:
    """A workbook of sound penalties of one enterprise, numbered from `first`, old enough to repair."""
    subject = [("资阳市顺达示例货运有限公司", "91512000MA0000015M")]
    rows = sample_rows(
        first, 60, date(2026, 11, 23), "11512000MB0000051P", subject, spread_days=170
    )
    chosen = [
        row
        for row in rows
        if row["CF_CFLB"] == "罚款"
        and row["CF_JDRQ"] < date(2026, 8, 1)
        and float(row.get("CF_NR_FK") or 0) >= 1
    ]
    for number, row in enumerate(chosen):
        row["CF_WSH"] = f"资交执罚〔2026〕{first + number}号"
    write_sample_workbook(place, chosen[:count])
    return place


@dataclass
class Visitor:
    """One person at one browser window."""

    page: Page
    address: str

    def go(self, path: str) -> "Visitor":
        self.page.goto(self.address + path)
        return self

    def sign_in(self, login: str) -> "Visitor":
        self.go("/sign-in")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        return self

    def use(self, language: str) -> "Visitor":
        """Switch the language, if the page speaks another."""
        spoken = "en" if self.page.get_attribute("html", "lang") == "en" else "zh"
        if spoken != language:
            with self.page.expect_navigation():
                self.page.click(f"button[name=language][value={language}]")
        return self

    def press(self, selector: str, within: Locator | None = None) -> "Visitor":
        """Press what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            (within or self.page).locator(selector).first.click()
        return self

    def find(self, selector: str, words: str) -> Locator:
        """Whatever says these words, on this page of a list or on a later one."""
        while not (there := self.page.locator(selector, has_text=words)).count():
            self.press("a[rel=next]")
        return there.first

    def shows(self, words: str) -> bool:
        """Whether the page says this, outside its head and navigation."""
        return words in self.page.inner_text("main")

    @property
    def state(self) -> str:
        return self.page.get_attribute("[data-state][data-version]", "data-state") or ""

    def act(self, side: str, ref: str, event: str, **said: Any) -> "Visitor":
        """Open what an event asks, fill it in, send it."""
        self.go(f"/{side}/{ref}/{event}")
        for name, value in said.items():
            self._say(name, value)
        with self.page.expect_navigation():
            self.page.click(f"form[id*='{event}'] .actions button[type=submit] >> nth=0")
        return self

    def _say(self, name: str, value: Any) -> None:
        named = f"[name='{name}']"
        field = self.page.locator(named).first
        kind = field.get_attribute("type") or field.evaluate("it => it.localName")
        if kind == "radio" or (kind == "checkbox" and value is not True):
            self.page.check(f"{named}[value='{value}']")
        elif kind == "checkbox":
            field.check()
        elif kind == "select":
            field.select_option(str(value))
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(str(value))


def visitor(browser: Browser, address: str, width: int = 1280, language: str = "zh") -> Visitor:
    """A fresh browser window."""
    locale = "zh-CN" if language == "zh" else "en-GB"
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=locale)
    return Visitor(context.new_page(), address)


def looked_over(who: Visitor) -> Visitor:
    """Nothing serious found by axe, nothing wider than the window."""
    page = who.page
    found = page.evaluate(
        f"(() => {{ {AXE} }})(); axe.run(document, {{resultTypes: ['violations']}})"
    )
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in serious]
    assert told == [], f"{page.url}: {told}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"
    return who


def bring_in(importer: Visitor, table: Path) -> None:
    """Upload a table of penalties, look at what was found in it, and accept it."""
    looked_over(importer.go("/collection/"))
    importer.page.set_input_files("[name=file]", table)
    importer.press("#upload button[type=submit]")
    assert importer.page.get_attribute("#batch", "data-state") == "checked"
    looked_over(importer).press("form[action$='/accept'] button")
    assert importer.page.get_attribute("#batch", "data-state") == "accepted"


def entry_of(public: Visitor, doc_no: str) -> str:
    """Where the public entry of a decision is, found as anybody finds it."""
    public.go(f"/register?q={doc_no}")
    where = public.page.locator("a[href^='/register/']").first.get_attribute("href")
    assert where
    return where


def case_number(page: Page) -> str:
    """The number of the case a page is about."""
    found = re.search(r"\b[A-Z]{2}\d{4}-\d{6}\b", page.url + page.content())
    if found is None:
        raise LookupError(page.url)
    return found.group()
