"""The house with a fifth room, in a process of its own: `python -m tests.cases.fifth.drive FOLDER [URL]`.

A table once declared is declared for good, so the process of the other tests must not know it.
Prints what was seen as JSON; the tests beside say what it should have been.
"""

import json
import sys
from typing import Any

from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from app import create_app, demonstration
from app.cli import schema
from app.extensions import db
from app.kernel import cases, clock, documents, events, sessions, verifier
from app.kernel.people import Account
from app.kernel.tx import transaction
from app.kernel.verifier import Outside
from tests.browser import page_of, post
from tests.conftest import MORNING, actor
from tests.factories import SHUNDA

ROOM = "tests.cases.fifth.inquiry"


def signed_in(app: Flask, login: str, language: str) -> FlaskClient:
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        with transaction():
            token = sessions.begin(account, clock.now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"], cookie["locale"] = token, True, language
    return client


def migrated(app: Flask) -> dict[str, Any]:
    """First the house alone, with people in it; then the room's own revision on top."""
    with app.app_context():
        schema.move("0001")
        demonstration.load(MORNING)
        before = inspect(db.engine).has_table("inquiry")
        schema.move("head")
        command.check(schema._config())  # raises when models and migrations differ
        return {
            "before": before,
            "after": inspect(db.engine).has_table("inquiry"),
            "standing": schema.standing(),
            "needed": schema.needed(),
        }


def opened(app: Flask, client: FlaskClient, title: str) -> str:
    page = page_of(client, "/cases/open/inquiry")
    section = str(page.tree.xpath("//select[@name='section']/option[@value!='']/@value")[0])
    said = {"record": "", "code": SHUNDA, "title": title, "section": section, "once": title}
    shown = post(client, "/cases/open/inquiry", said)
    return shown.tree.xpath("//*[@data-ref]/@data-ref")[0]  # type: ignore[no-any-return]


def take(client: FlaskClient, ref: str, event: str, **said: str) -> dict[str, Any]:
    """Ask for the form as a browser would, fill it in, send it; what the case then shows."""
    form = page_of(client, f"/cases/{ref}/{event}")
    sent = {"version": form.field("version"), "once": form.field("once"), **said}
    shown = post(client, f"/cases/{ref}/{event}", sent)
    head = shown.tree.xpath("//*[contains(@class,'case-head-row')]")[0].text_content()
    return {
        "status": shown.status,
        "state": shown.state,
        "events": sorted(shown.events),
        "head": " ".join(head.split()),
    }


def driven(app: Flask, language: str) -> dict[str, Any]:
    client = signed_in(app, "handler.road", language)
    ref = opened(app, client, f"咨询 {language}")
    refused = post(client, f"/cases/{ref}/submit", {"question": "", "version": "1", "once": "e"})
    steps = [
        take(client, ref, "submit", question="总质量怎样计算？"),
        take(client, ref, "accept"),
        take(client, ref, "answer", answer="按车货总质量计算。"),
    ]
    lost = opened(app, client, f"撤回 {language}")
    withdrawn = take(client, lost, "withdraw", opinion="不再需要")
    with app.app_context():
        case = cases.find(actor("handler.road"), ref)
        assert case is not None
        told = {
            "ref": ref,
            "refused": refused.status,
            "steps": steps,
            "withdrawn": withdrawn,
            "story": [event.name for event in events.history(case.stream)],
            "papers": [(d.kind, d.number) for d in documents.of_case(case)],
            "edition": case.edition,
        }
    help_ = page_of(client, "/help/inquiry")
    desk = page_of(client, f"/search?q={lost}")
    story = page_of(client, f"/cases/{ref}").text
    return told | {
        "help": help_.text,
        "help_status": help_.status,
        "desk": desk.status,
        "story_text": story,
    }


def stranger(app: Flask) -> dict[str, int]:
    """Somebody of another section knows nothing of it."""
    client = signed_in(app, "handler.waterway", "zh")
    return {"page": page_of(client, "/cases/ZX2026-000001").status}


def sound(app: Flask) -> list[str]:
    with app.app_context(), db.engine.connect() as connection:
        found = verifier.verify(connection, Outside.of(app.config["INSTANCE"]), MORNING.date())
        return [str(one) for one in found.findings]


def main(folder: str, url: str = "") -> None:
    told = {"XINTU_PROFILE": "test", "XINTU_INSTANCE": folder, "XINTU_DATABASE_URL": url}
    app = create_app(**told, XINTU_ROOMS=ROOM)
    clock.stand_at(MORNING)
    seen: dict[str, Any] = {"migrated": migrated(app)}
    seen |= {language: driven(app, language) for language in ("zh", "en")}
    seen |= {"stranger": stranger(app), "findings": sound(app)}
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    sys.stdout.write(json.dumps(seen, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
