"""画廊 Renders sample pages from the real templates, serves them under the real content policy, looks at them in Chromium.

`python tests/gallery/render.py OUT [page …]` writes OUT/<page>-<width>-<theme>.png and prints what axe and the console say.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(HERE)]

import sample  # noqa: E402 - found through the path set above

AXE = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WIDTHS = (1440, 768, 360)
THEMES = ("light", "dark")


def gallery_app() -> Flask:
    """A bare application around the real templates: no database, sample words only."""
    app = Flask(__name__, template_folder=None, static_folder=str(ROOT / "app/static"))
    app.secret_key = "gallery"
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: stretch(words),
        lambda one, many, count: one if count == 1 else many,
        newstyle=True,
    )
    app.jinja_loader = ChoiceLoader(  # type: ignore[assignment]
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(HERE / "pages")]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # as app.web.filters sets them
    app.jinja_env.filters |= {"translated": str, "place_term": lambda name: stretch(name or "")}
    CSRFProtect(app)
    for name in ("language", "theme", "sign_out"):
        app.add_url_rule(f"/account/{name}", f"account.{name}", lambda: "", methods=["POST"])
    app.add_url_rule("/favicon.ico", "favicon", lambda: ("", 204))
    app.add_url_rule("/help/keys", "help.keys", lambda: "")
    app.add_url_rule("/nothing", "nothing", lambda: ("", 204))
    app.add_url_rule("/<page>", "page", show)
    app.after_request(harden)
    return app


def stretch(words: str) -> str:
    """Stand in for English, which runs twice as long: `?lang=en` shows where words do not fit."""
    if request.args.get("lang") != "en" or words.isascii():
        return words
    filler = ("Review", "of", "recommendation", "by", "section", "head", "public", "register")
    return "".join(
        part if part.startswith("%(") else " ".join(filler[: max(1, len(part) // 3)])
        for part in re.split(r"(%\(\w+\)s)", words)
    )


def show(page: str) -> str:
    context: dict[str, Any] = {
        "locale": request.args.get("lang", "zh"),
        "theme": request.args.get("theme", "auto"),
        "current_user": sample.person(page),
        **sample.context(page),
    }
    return render_template(f"{page}.html", **context)


def harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def pages() -> list[str]:
    return sorted(path.stem for path in (HERE / "pages").glob("*.html"))


def look(page: Page, address: str, out: Path, name: str) -> list[str]:
    """Take one picture, and say what axe, the console and the width have against it."""
    said: list[str] = []
    page.on(
        "console",
        lambda line: said.append(line.text) if line.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=str(out / f"{name}.png"), full_page=True)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append("wider than the window")
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    for rule in found["violations"]:
        spots = "; ".join(str(node["target"][0]) for node in rule["nodes"][:3])
        said.append(f"axe {rule['impact']} {rule['id']}: {rule['help']} — {spots}")
    return said


def main(out: Path, chosen: list[str]) -> int:
    out.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, gallery_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"],
        )
        for name in chosen or pages():
            for width in WIDTHS:
                for theme in THEMES:
                    page = browser.new_page(
                        viewport={"width": width, "height": 900}, locale="zh-CN"
                    )
                    address = f"http://127.0.0.1:{server.port}/{name}?theme={theme}"
                    said = look(page, address, out, f"{name}-{width}-{theme}")
                    for line in said:
                        sys.stdout.write(f"{name} {width} {theme}: {line}\n")
                    faults += len(said)
                    page.close()
        browser.close()
    server.shutdown()
    return faults


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), sys.argv[2:]) else 0)
