"""Scenes of the register: what stands on it, and looking at all of its surfaces."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.kernel import clock, events, public_entries, publication
from app.kernel.people import CLOCK
from app.kernel.tx import transaction
from tests.factories import SHUNDA, make_record


@pytest.fixture
def fresh_budgets(app: Flask) -> Iterator[None]:
    """Nobody has asked for anything yet, and a test may ask for much."""
    app.extensions.pop("budgets", None)
    app.config["BUDGETS"] = {
        f"register.{name}": (10**6, 1) for name in ("search", "downloads", "feed")
    }
    yield
    del app.config["BUDGETS"]
    app.extensions.pop("budgets", None)


@dataclass(frozen=True)
class Shown:
    """What a test remembers of an entry."""

    record_id: int
    slug: str


class Hand:
    """Acts on the register between two looks at it."""

    def __init__(self, inside: Callable[[], Any]) -> None:
        self.inside, self.number = inside, 0

    def publish(self, code: str = SHUNDA, until: date | None = None, **values: Any) -> Shown:
        with self.inside():
            self.number += 1
            doc_no = values.pop("doc_no", f"资交执罚〔2026〕{self.number}号")
            body = values.pop("body", {})
            title, kind = values.pop("title", None), values.pop("kind", "penalty")
            record = make_record(code, doc_no=doc_no, public=False, **values)
            with transaction():
                record = db.session.merge(record)
                record.maximum_until = until or record.maximum_until
                record.body = record.body | body
                record.title, record.kind = title or record.title, kind
                db.session.flush()
                entry = publication.publish(record, clock.today(), act(), clock.now())
            return Shown(record.id, entry.slug)

    def withdraw(self, shown: Shown, why: str = "repaired") -> None:
        with self.inside(), transaction():
            entry = public_entries.entry_with(shown.slug)
            publication.withdraw(entry, why, clock.today(), act(), clock.now())

    def mark(self, shown: Shown, disputed: bool = True) -> None:
        with self.inside(), transaction():
            publication.mark(public_entries.entry_with(shown.slug), disputed, clock.now())

    def sweep(self) -> None:
        with self.inside(), transaction():
            publication.end_expired(clock.today())


def act() -> int:
    return events.record("bureau/register", "test", CLOCK, clock.now()).id


@pytest.fixture
def hand(inside: Callable[[], Any], fresh_budgets: None) -> Hand:
    return Hand(inside)


def whole(client: FlaskClient, query: str = "") -> dict[str, dict[str, Any]]:
    """The JSON file, by slug."""
    answer = client.get(f"/register.json{query}")
    assert answer.status_code == 200
    assert answer.json["count"] == len(answer.json["entries"])
    return {entry["slug"]: entry for entry in answer.json["entries"]}


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    """The CSV file, by heading."""
    answer = client.get(f"/register.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def feed(client: FlaskClient, after: int = 0) -> tuple[list[dict[str, Any]], int]:
    """All changes after a number, part by part, and the number to go on from."""
    items, more = [], True
    while more:
        answer = client.get(f"/register/changes.json?after={after}")
        assert answer.status_code == 200
        items += answer.json["changes"]
        after, more = answer.json["next"], answer.json["more"]
    return items, after


def replay(items: list[dict[str, Any]], onto: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a reader of the feed has in the end."""
    held = {} if onto is None else onto
    for item in items:
        if item["kind"] == "removed":
            held.pop(item["slug"], None)
        elif item["entry"] is not None:
            held[item["slug"]] = item["entry"]
    return held
