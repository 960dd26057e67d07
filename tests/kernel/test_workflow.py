"""advance: permit, decide, remember, act; all of it, or nothing."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.kernel import cases, clock, events
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken
from app.kernel.tx import FAULTS, transaction
from app.kernel.workflow import NotNow, NotYours, Stale, advance
from tests.conftest import actor
from tests.factories import make_repair, said, step


def acts_on(case: Case) -> int:
    query = select(func.count()).select_from(events.Event).where(events.Event.stream == case.stream)
    return db.session.scalar(query) or 0


def test_an_accepted_act_adds_one_event_and_one_version(house: Flask) -> None:
    case = make_repair("filed")
    before = acts_on(case)
    case = step(case, "accept")
    assert (case.state, case.version, acts_on(case)) == ("reviewing", before + 1, before + 1)


def test_a_refused_act_adds_nothing(house: Flask) -> None:
    case = make_repair("filed")
    before = acts_on(case)
    with pytest.raises(NotYours):
        step(case, "accept", "legal")
    with pytest.raises(NotNow):
        step(case, "publish", "publisher")
    db.session.refresh(case)
    assert (case.state, acts_on(case)) == ("filed", before)


def test_a_broken_rule_leaves_the_case_where_it_was(house: Flask) -> None:
    case = make_repair("reviewing")
    with pytest.raises(RuleBroken) as why:
        step(case, "recommend", findings={})
    assert why.value.code == "no_finding"
    db.session.refresh(case)
    assert case.state == "reviewing"


def test_a_fault_after_the_move_undoes_the_move(house: Flask) -> None:
    case = make_repair("filed")

    def broken() -> None:
        raise OSError("disk")

    FAULTS["moved"] = broken
    with pytest.raises(OSError, match="disk"):
        step(case, "accept")
    FAULTS.clear()
    db.session.refresh(case)
    assert (case.state, acts_on(case)) == ("filed", 2)


def test_the_second_of_two_hands_is_told_that_the_case_moved(house: Flask) -> None:
    case = make_repair("filed")
    seen = case.version
    step(case, "accept")
    late = cases.find(actor("handler.road2"), case.ref)
    assert late is not None
    with pytest.raises(Stale):
        advance(
            late, "decline", actor("handler.road2"), clock.now(), said(late, "decline"), seen=seen
        )


def test_the_same_key_sent_twice_acts_once(house: Flask) -> None:
    case = make_repair("filed")
    who = actor("handler.road")
    first = advance(case, "accept", who, clock.now(), seen=case.version, once="k1")
    case = cases.find(who, case.ref) or case
    again = advance(case, "accept", who, clock.now(), seen=first.seq - 1, once="k1")
    assert again.seq == first.seq
    assert acts_on(case) == first.seq


def test_the_database_refuses_a_state_that_moves_without_its_event(house: Flask) -> None:
    case = make_repair("filed")
    with pytest.raises(DatabaseError, match="event"), transaction():
        db.session.execute(
            text("""update "case" set state = 'published' where ref = :ref"""), {"ref": case.ref}
        )


@pytest.mark.parametrize("statement", ["update event set name = 'x'", "delete from event"])
def test_the_database_refuses_to_change_or_forget_an_event(house: Flask, statement: str) -> None:
    make_repair("draft")
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(text(statement))
