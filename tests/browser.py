"""A client that looks at every page it fetches, and sends forms as a browser would."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from lxml import html
from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Page:
    """A page as it came back, with what the outside contract promises on it."""

    path: str
    status: int
    body: str

    @cached_property
    def tree(self) -> Any:
        return html.fromstring(self.body)

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    @property
    def state(self) -> str:
        found = self.tree.xpath("//*[@data-state]/@data-state")
        return str(found[0]) if found else ""

    @property
    def events(self) -> set[str]:
        return {str(event) for event in self.tree.xpath("//*[@data-event]/@data-event")}

    @property
    def refusals(self) -> list[str]:
        return [str(code) for code in self.tree.xpath("//*[@data-refusal]/@data-refusal")]

    def field(self, name: str) -> str:
        found = self.tree.xpath(f"//*[@name='{name}']/@value")
        return str(found[-1]) if found else ""


def seen(answer: TestResponse) -> Page:
    """Look a page over: whole, one title, no id twice, no inline script."""
    page = Page(
        urlsplit(answer.request.path).path, answer.status_code, answer.get_data(as_text=True)
    )
    if answer.mimetype == "text/html" and page.body:
        ids = page.tree.xpath("//*[@id]/@id")
        assert len(ids) == len(set(ids)), f"{page.path}: an id stands twice: {sorted(ids)}"
        assert not page.tree.xpath("//script[not(@src)]"), f"{page.path}: inline script"
        assert not page.tree.xpath("//*[@style]"), f"{page.path}: inline style"
    return page


def page_of(client: FlaskClient, path: str) -> Page:
    return seen(client.get(path, follow_redirects=True))


def post(client: FlaskClient, path: str, fields: dict[str, Any], **more: Any) -> Page:
    """Send a form with this browser's token, and follow to where it leads."""
    data = {"csrf_token": token_of(client)} | fields
    return seen(client.post(path, data=data, follow_redirects=True, **more))


def token_of(client: FlaskClient) -> str:
    """A token that the pages of this browser would carry."""
    with client.session_transaction() as cookie:
        raw = cookie.setdefault("csrf_token", "0" * 40)
    signer = URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token")
    return str(signer.dumps(raw))
