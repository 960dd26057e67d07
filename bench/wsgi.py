"""叩门 a browser without a network: one WSGI call, answered in process, by product and floor alike."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.test import EnvironBuilder


@dataclass(frozen=True)
class Answer:
    """答复 status, headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', self.text) or re.search(
            rf'value="([^"]*)"[^>]*?name="{name}"', self.text
        )
        if found is None:
            raise LookupError(f"no hidden field {name} in the page")
        return found[1]


@dataclass
class Browser:
    """Sends requests straight into a WSGI application."""

    app: Flask
    cookies: dict[str, str] = field(default_factory=dict)

    def environ(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """A request, made ready outside the time that is measured."""
        parts = urlsplit(path)
        made = EnvironBuilder(
            path=parts.path, query_string=parts.query, base_url="http://localhost", method=method
        ).get_environ()
        made["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        made["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
        if form is not None:
            body = urlencode(form).encode()
            made["wsgi.input"] = io.BytesIO(body)
            made["CONTENT_LENGTH"] = str(len(body))
            made["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        return made

    def send(self, environ: dict[str, Any]) -> Answer:
        """The measured part: the whole application, from the request to the last byte."""
        told: list[Any] = []
        parts = self.app.wsgi_app(
            environ, lambda status, headers, _e=None: told.extend((status, headers))
        )
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Answer(int(told[0][:3]), dict(told[1]), body)

    def get(self, path: str) -> Answer:
        answer = self.send(self.environ("GET", path))
        self._keep_cookies(answer)
        return answer

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        answer = self.send(self.environ("POST", path, form))
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer: Answer) -> None:
        if "Set-Cookie" in answer.headers:
            name, _, value = answer.headers["Set-Cookie"].partition(";")[0].partition("=")
            self.cookies[name] = value
