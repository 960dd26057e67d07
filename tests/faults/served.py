"""A server in a process of its own, that can be killed; and hands that work on it over HTTP."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app.config import ROOT
from app.demonstration import PASSWORD

PATIENCE = 90.0  # seconds a start may take on a busy machine


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Served:
    """An installation and the server that runs on it, if one does."""

    instance: Path
    database: str = ""
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    nursery: "subprocess.Popen[str] | None" = None
    pid: int = 0

    @property
    def log(self) -> Path:
        return self.instance / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "XINTU_PROFILE": "demonstration",
            "XINTU_INSTANCE": str(self.instance),
            "XINTU_DATABASE_URL": self.database,
            "XINTU_PORT": str(self.port),
            "XINTU_DEMO": "0",
            "XINTU_NOW": "",
            **self.more,
        }

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command on the installation, to its end."""
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def flask(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return self.run("flask", "--app", "wsgi", *words)

    def start(self) -> float:
        """Start, and wait until it is ready; how long that took."""
        begun = time.monotonic()
        if self.nursery is None:
            with self.log.open("ab") as log:
                self.nursery = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [sys.executable, "-m", "tests.faults.nursery", str(self.log)],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
        self.pid = self._ask("start")
        while not self.is_ready():
            if not self.is_alive() or time.monotonic() - begun > PATIENCE:
                raise RuntimeError(self.log.read_text()[-3000:])
            time.sleep(0.02)
        return time.monotonic() - begun

    def _ask(self, what: str) -> int:
        assert self.nursery
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(f"{what}\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def is_alive(self) -> bool:
        """Neither gone nor dead and unburied."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] != "Z"

    def is_ready(self) -> bool:
        try:
            return Hand(self).get("/healthz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def kill(self) -> None:
        """As a power cut of the process: nothing is said, nothing is finished."""
        os.kill(self.pid, signal.SIGKILL)
        self._ended()

    def stop(self) -> int:
        """As the operating system asks: finish and go; the exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return self._ended()

    def _ended(self) -> int:
        code, self.pid = self._ask("wait"), 0
        return code

    def close(self) -> None:
        """Leave nothing running."""
        if self.pid and self.is_alive():
            self.kill()
        if self.nursery:
            self.nursery.communicate(timeout=30)


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: str

    @property
    def refusal(self) -> str:
        found = re.search(r'data-refusal="([^"]*)"', self.body)
        return found[1] if found else ""


class Hand:
    """One person's browser, down to its cookies; it keeps them when the server dies."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: Any) -> Answer:
        body = urlencode({"csrf_token": self.csrf} | fields)
        return self._ask("POST", path, body)

    def sign_in(self, login: str) -> "Hand":
        self.learn_csrf("/sign-in")
        answer = self.post("/sign-in", login=login, password=PASSWORD, next="/")
        assert answer.status == 303, (login, answer.status, answer.refusal)
        return self

    def learn_csrf(self, path: str) -> Answer:
        answer = self.get(path)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.body)
        assert found, (path, answer.status)
        self.csrf = found[1]
        return answer

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(link):
            link.request(method, path, body, headers)
            answer = link.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            text = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, answer.getheader("Location") or "", text)


def fresh_key() -> str:
    return secrets.token_urlsafe(18)
