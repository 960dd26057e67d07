"""工作日历: what the preview of a year says is what happens, in every kind of case, with an act on each."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, events, recalendar
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.rooms import ROOMS
from tests.browser import post
from tests.cases.commitment.scenes import make_commitment
from tests.cases.objection.scenes import make_objection
from tests.cases.revocation.scenes import make_revocation
from tests.cases.sanction.scenes import make_sanction
from tests.factories import make_record, make_repair

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]
YEAR = {
    "year": "2027",
    "notice": "国务院办公厅关于2027年部分节假日安排的通知（示例）",
    "days_off": "2027-01-01 至 2027-01-05",
    "makeup_days": "2027-01-09",
    "once": "y1",
}


def number(n: int) -> str:
    return f"资交执罚〔2026〕{n}号"


def days() -> dict[int, tuple[str, str, date | None, bool]]:
    """Of every running clock: whose, which, until when, and whether that is provisional."""
    query = select(
        *(Deadline.id, Case.ref, Deadline.kind, Deadline.due_on, Deadline.provisional)
    ).join(Case, Case.id == Deadline.case_id)
    rows = db.session.execute(query.where(Deadline.met_on.is_(None)))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def acts() -> dict[str, dict[str, str]]:
    """What each case was told, by its number."""
    query = select(events.Event).where(events.Event.name == "recalendar")
    found = [e for e in db.session.scalars(query) if e.stream.startswith("case/")]
    said = events.facts_of([e.id for e in found])
    assert len({e.stream for e in found}) == len(found), "one act a case"
    return {e.stream.removeprefix("case/"): said[e.id] for e in found}


def test_the_preview_is_what_happens_in_every_room(sign_in: SignIn, inside: Inside) -> None:
    clock.stand_at(clock.now().replace(month=12, day=28))
    with inside():
        make_repair("reviewing", make_record(doc_no=number(1)))
        make_repair("correcting", make_record(doc_no=number(2)))
        make_objection("reviewing", doc_no=number(3))
        make_commitment("filed")
        make_sanction("hearing", doc_no=number(4))
        make_revocation("filed", doc_no=number(5))
        before = days()
        kinds = set(db.session.scalars(select(Case.kind).where(Case.due_on.is_not(None))))
        assert kinds == set(ROOMS)
    client = sign_in("sysadmin")
    shown = post(client, "/admin/calendar", YEAR)
    foretold = int(re.findall(r"有 (\d+) 个正在计算的时限会改变到期日", shown.text)[0])
    with inside():
        assert days() == before  # looking moves nothing
    assert "已录入" in post(client, "/admin/calendar?step=enter", YEAR).text
    with inside():
        recalendar.recalendar(clock.now())
        after = days()
        moved = {n for n in before if before[n][2] != after[n][2]}
        assert len(moved) == foretold > 3
        told = acts()
        for n in moved:
            ref, kind, was, _ = before[n]
            assert told[ref][kind] == f"{was} → {after[n][2]}"
        touched = {before[n][0] for n in before if before[n] != after[n]}
        assert set(told) == touched
        for case in db.session.scalars(select(Case).where(Case.closed_on.is_(None))):
            running = [due for ref, _, due, _ in after.values() if ref == case.ref and due]
            assert case.due_on == min(running, default=None)


def test_a_year_that_moves_no_day_writes_no_moved_day(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        make_repair("filed", make_record(doc_no=number(1)))
        before = days()
    post(sign_in("sysadmin"), "/admin/calendar?step=enter", YEAR)
    with inside():
        recalendar.recalendar(clock.now())
        assert days() == before
        assert acts() == {}
