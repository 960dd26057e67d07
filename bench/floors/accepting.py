"""受理的底线 a bare Flask POST that writes what an acceptance writes, in one durable commit.

The rows have the sizes of the product's own; nothing is judged, worked out or looked up but ids.
"""

from typing import Any

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from bench.floors.pages import Heard
from bench.floors.plain import Plain
from bench.scenes import Scene
from bench.stores import Store

# Table and verb of every statement below: what the product's own are compared with.
WRITES = (
    ("update", "stream"),
    ("insert", "event"),
    ("insert", "event_facts"),
    ("update", "case"),
    ("update", "deadline"),
    ("insert", "deadline"),
    ("insert", "paper_series"),
    ("insert", "document"),
    ("insert", "notice"),
)
MOMENT = "2026-11-23 01:30:00.000000"
DIGEST = "5" * 64


def floor(store: Store, scenes: list[Scene], paper: bytes, facts: str, params: str) -> Flask:
    """A Flask application with the one route; the paper and the facts are as long as the real ones."""
    app, plain = Flask(f"floor-{store.name}"), Plain(store)
    ids = {scene.ref: scene for scene in scenes}
    account, person = store.places.account, store.places.person
    teller = plain.rows("select id from account where login = 'applicant.a'")[0][0]

    @app.post("/cases/<string:ref>/accept")
    def accept(ref: str) -> ResponseReturnValue:
        scene, once = ids[ref], request.form["once"]
        with plain.commit():
            _write(plain, scene, once, (account, person, teller), (paper, facts, params))
        return redirect(f"/cases/{ref}", code=303)

    return app


def _write(
    plain: Plain,
    scene: Scene,
    once: str,
    people: tuple[int, int, int],
    words: tuple[bytes, str, str],
) -> None:
    case_id, seq, stream = scene.case_id, scene.version + 1, f"case/{scene.ref}"
    account, person, teller = people
    paper, facts, params = words
    plain.run("update stream set seq = ?, digest = ? where name = ? and seq = ?",
              (seq, DIGEST, stream, seq - 1))  # fmt: skip
    (event,) = plain.run(
        "insert into event (stream, seq, name, source, target, round, account_id, person_id, role,"
        " section_id, cause_id, at, once, commitment, algorithm, previous, digest) values"
        " (?, ?, 'accept', 'filed', 'reviewing', 1, ?, ?, 'handler', 8, null, ?, ?, ?, 'sha256', ?, ?)"
        " returning id",
        (stream, seq, account, person, MOMENT, once, DIGEST, DIGEST, DIGEST),
    ).fetchone()  # fmt: skip
    plain.run("insert into event_facts (event_id, salt, body) values (?, ?, ?)",
              (event, b"0123456789abcdef", facts))  # fmt: skip
    plain.run(
        "update \"case\" set state = 'reviewing', version = ?, turn = 'handler', moved_at = ?,"
        " due_on = '2026-12-02' where id = ? and version = ? and state = 'filed'",
        (seq, MOMENT, case_id, seq - 1),
    )
    plain.run(
        "update deadline set met_on = '2026-11-23', met_event = ?"
        " where case_id = ? and kind = 'intake' and met_on is null",
        (event, case_id),
    )
    plain.run(
        "insert into deadline (case_id, kind, key, length, extension, unit, cite, started_on, due_on,"
        " provisional, calendar, met_on, started_event, met_event) values (?, 'decision',"
        " 'repair.decision', 7, 0, 'working', ?, '2026-11-23', '2026-12-02', ?, '1', null, ?, null)",
        (case_id, "《关于进一步完善信用修复制度的实施方案》（国办发〔2025〕22号）", False, event),
    )  # fmt: skip
    (number,) = plain.run(
        "insert into paper_series (series, year, last) values ('测速信修受', 2026, 1)"
        " on conflict (series, year) do update set last = paper_series.last + 1 returning last"
    ).fetchone()
    plain.run(
        "insert into document (key, case_id, event_id, direction, kind, title, media_type, size,"
        " digest, file, body, number, check_code, issued_on, at, withdrawn_event) values"
        " (?, ?, ?, 'issued', 'acceptance', '受理通知书', 'application/json', ?, ?, null, ?, ?, ?,"
        " '2026-11-23', ?, null)",
        (f"floor{case_id}-{seq}", case_id, event, len(paper), DIGEST, paper,
         f"测速信修受〔2026〕{number}号", f"F{case_id}-{seq}", MOMENT),
    )  # fmt: skip
    plain.run(
        "insert into notice (account_id, case_id, event_id, kind, words, params, at, read_at)"
        " values (?, ?, ?, 'step', '申请%%(ref)s已受理', ?, ?, null)".replace("%%", "%"),
        (teller, case_id, event, params, MOMENT),
    )


def writes_of(told: list[Heard]) -> list[tuple[str, str]]:
    """Table and verb of every write among these statements."""
    found = []
    for each in told:
        words: list[Any] = each.sql.replace('"', "").split()
        if words and words[0].lower() in ("insert", "update", "delete"):
            verb = words[0].lower()
            found.append((verb, words[1] if verb == "update" else words[2]))
    return found
