"""随机走: whatever steps are tried in whatever order, an objection ends well or goes on, never breaks."""

import random
from datetime import timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.kernel import clock, deadlines, events
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken, steps_of
from app.kernel.people import CLOCK
from app.kernel.records import CreditRecord
from app.kernel.rooms import room_of
from app.kernel.workflow import Closed, Stale, advance
from tests.cases.objection.scenes import WHO, make_objection, said
from tests.conftest import MORNING, actor
from tests.factories import make_record

EVENTS = (*WHO, "lapse", "terminate")
TRIES = 120


def tried(case: Case, event: str) -> bool:
    who = CLOCK if event in ("lapse", "terminate") else actor(WHO[event])
    try:
        advance(case, event, who, clock.now(), said(case, event), seen=case.version)
    except (Closed, RuleBroken, Stale):
        db.session.rollback()
        return False
    return True


@pytest.mark.parametrize("seed", range(6))
def test_a_random_walk_keeps_what_is_always_true(house: Flask, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    record = make_record()
    case = make_objection("draft", record)
    known = {(s.source, s.event, s.target) for s in steps_of(room_of(case).machine)}
    for turn in range(TRIES):
        clock.stand_at(MORNING + timedelta(hours=turn))
        db.session.expire_all()
        before, version = case.state, case.version
        event = dice.choice(EVENTS)
        took = tried(case, event)
        case = db.session.get_one(Case, case.id)
        record = db.session.get_one(CreditRecord, record.id)
        if took:
            assert (before, event, case.state) in known
            assert case.version == version + 1
        else:
            assert (case.state, case.version) == (before, version)
        assert len(events.history(case.stream)) == case.version
        assert case.turn == room_of(case).turn(case.state)
        over = case.turn == ""
        assert (case.closed_on is not None) == over
        assert not (over and deadlines.running(case))
        marked = case.state in ("forwarding", "reviewing", "vetting", "deciding", "approved")
        if case.state not in ("correcting", "draft", "filed"):
            assert record.disputed == marked
