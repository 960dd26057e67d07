"""随机办理: random walks over the repair by everybody at once; the invariants hold after every step.

I1 the state is the fold of the story; I2 an accepted act adds one event, a refused one none; I3 the
story has no gap and its chain holds; I4 the four duties of a round are done by four persons; I8 what
is over stays over; I9 one open case a record; I10 moments never run back; I14 rights at the moment
of the act decide.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, update

from app.cases.spine.decision import digest_of_text
from app.extensions import db
from app.kernel import cases, clock, events, people, rechecks, samples
from app.kernel.cases import Case
from app.kernel.events import Event, EventFacts, Stream, header_of
from app.kernel.machines import RuleBroken
from app.kernel.people import CLOCK, Account
from app.kernel.records import CreditRecord
from app.kernel.subjects import Bar
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, NotYours, Stale, advance, open_case
from app.lib import digest
from tests.conftest import MORNING, actor
from tests.factories import make_record, make_repair, said, step

WALKS = int(os.environ.get("XINTU_WALKS", "60"))

# The workflow's arrows, by hand.
ARROWS: dict[tuple[str, str], set[str]] = {
    ("", "open"): {"draft"},
    ("draft", "submit"): {"filed"},
    ("filed", "accept"): {"reviewing"},
    ("filed", "ask_correction"): {"correcting"},
    ("reviewing", "ask_correction"): {"correcting"},
    ("correcting", "resubmit"): {"filed", "reviewing"},
    ("correcting", "lapse"): {"lapsed"},
    ("filed", "decline"): {"declined"},
    ("reviewing", "recommend"): {"vetting"},
    ("vetting", "pass"): {"deciding"},
    ("vetting", "send_back"): {"reviewing"},
    ("deciding", "send_back"): {"vetting"},
    ("deciding", "approve"): {"approved"},
    ("deciding", "refuse"): {"refused"},
    ("approved", "publish"): {"published"},
    ("published", "revoke"): {"revoked"},
    **{(state, "extend"): {state} for state in ("reviewing", "vetting", "deciding")},
    **{
        (state, "withdraw"): {"withdrawn"}
        for state in ("draft", "filed", "correcting", "reviewing", "vetting", "deciding")
    },
}
EVENTS = sorted({event for _, event in ARROWS} - {"open"})
OVER = {"declined", "refused", "withdrawn", "lapsed", "revoked"}
DUTY = {
    "recommend": "review",
    "pass": "vetting",
    "approve": "approval",
    "refuse": "approval",
    "publish": "publication",
}
# Who usually goes on from here, so that walks get far; anybody may try anything besides.
USUALLY = {
    "draft": [("submit", "applicant.a")],
    "filed": [
        ("accept", "handler.road"),
        ("accept", "handler.road2"),
        ("ask_correction", "handler.road"),
    ],
    "correcting": [("resubmit", "applicant.a"), ("resubmit", "agent")],
    "reviewing": [
        ("recommend", "handler.road"),
        ("recommend", "handler.road2"),
        ("ask_correction", "head.road"),
    ],
    "vetting": [("pass", "legal"), ("pass", "legal.publisher"), ("send_back", "legal2")],
    "deciding": [
        ("approve", "approver"),
        ("approve", "handler.road.b"),
        ("send_back", "approver2"),
    ],
    "approved": [("publish", "publisher"), ("publish", "legal.publisher")],
    "published": [("revoke", "approver")],
}
LOGINS = [
    "applicant.a",
    "applicant.b",
    "agent",
    "handler.road",
    "handler.road2",
    "handler.road.b",
    "head.road",
    "handler.waterway",
    "handler.enforcement",
    "legal",
    "legal2",
    "legal.publisher",
    "approver",
    "approver2",
    "publisher",
    "signer",
    "auditor",
    "sysadmin",
    "secadmin",
    "handler.yanjiang",
    "approver.yanjiang",
    "publisher.yanjiang",
]
REFUSALS = (Closed, Stale, RuleBroken, people.NotNow)


def facts(case: Case, event: str) -> dict[str, Any]:
    told = said(case, event)
    if event == "ask_correction":
        told["again_because"] = "首次告知时遗漏"
    return told


class Walk(RuleBasedStateMachine):
    """One case, and everybody pulling at it."""

    case_id: int
    record_id: int

    @initialize()
    def somebody_applies(self) -> None:
        clock.stand_at(MORNING)
        with transaction():
            db.session.execute(delete(Bar))
        made = db.session.scalar(select(func.count()).select_from(Case)) or 0
        record = make_record(doc_no=f"资交执罚〔2026〕{made + 1000}号")
        self.record_id = record.id
        self.case_id = open_case(
            "repair", cases.about(record), actor("applicant.a"), clock.now()
        ).id
        self.over_at: tuple[str, int] | None = None

    # ------------------------------------------------------------ what people try

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id, populate_existing=True)

    def attempt(self, act: Callable[[Case], Any]) -> bool:
        """Try it; what was accepted is one event and one version more, what was refused none (I2)."""
        case = self.case
        version, state = case.version, case.state
        try:
            act(case)
            accepted = True
        except REFUSALS:
            db.session.rollback()
            accepted = False
        case = self.case
        assert case.version == version + accepted
        assert accepted or case.state == state
        return accepted

    @rule(choice=st.integers(0, 5))
    def somebody_goes_on(self, choice: int) -> None:
        usual = USUALLY.get(self.case.state, [])
        if usual:
            event, login = usual[choice % len(usual)]
            self.attempt(
                lambda case: advance(case, event, actor(login), clock.now(), facts(case, event))
            )

    @rule(event=st.sampled_from(EVENTS), login=st.sampled_from(LOGINS))
    def anybody_tries_anything(self, event: str, login: str) -> None:
        self.attempt(
            lambda case: advance(case, event, actor(login), clock.now(), facts(case, event))
        )

    @rule(event=st.sampled_from(EVENTS), login=st.sampled_from(LOGINS))
    def somebody_acts_on_an_old_page(self, event: str, login: str) -> None:
        def act(case: Case) -> None:
            told, who = facts(case, event), actor(login)
            advance(case, event, who, clock.now(), told, seen=case.version - 1)

        assert not self.attempt(act)

    @precondition(lambda self: self.case.state in USUALLY)
    @rule(choice=st.integers(0, 5))
    def somebody_sends_the_same_form_twice(self, choice: int) -> None:
        usual = USUALLY[self.case.state]
        event, login = usual[choice % len(usual)]
        once, seen = f"{self.case_id}-{self.case.version}-{event}", self.case.version

        def act(case: Case) -> None:
            advance(
                case, event, actor(login), clock.now(), facts(case, event), seen=seen, once=once
            )

        if self.attempt(act):
            version = self.case.version
            act(self.case)
            assert self.case.version == version

    @precondition(lambda self: self.case.state in USUALLY)
    @rule(choice=st.integers(0, 5))
    def rights_change_between_page_and_act(self, choice: int) -> None:
        """I14: whoever lost a right since the page was shown does nothing with it."""
        usual = USUALLY[self.case.state]
        event, login = usual[choice % len(usual)]
        who = actor(login)
        with transaction():
            db.session.execute(
                update(Account).where(Account.login == login).values(epoch=Account.epoch + 1)
            )
        db.session.expire_all()
        assert not self.attempt(
            lambda case: advance(case, event, who, clock.now(), facts(case, event))
        )

    @rule(login=st.sampled_from(["applicant.a", "agent", "handler.road"]))
    def somebody_applies_again(self, login: str) -> None:
        """I9 and the law: not while one is open, not for what was repaired."""
        before = db.session.scalar(select(func.count()).select_from(Case))
        record = self.case.record
        assert record is not None
        may = self.case.state in ("declined", "refused", "withdrawn", "lapsed")
        if not may:
            try:
                open_case("repair", cases.about(record), actor(login), clock.now())
            except REFUSALS:
                db.session.rollback()
            assert db.session.scalar(select(func.count()).select_from(Case)) == before

    @rule(days=st.integers(-1, 6))
    def time_passes(self, days: int) -> None:
        """It may even be set back; the story does not run back with it (I10)."""
        clock.stand_at(clock.now() + timedelta(days=days))

    @precondition(lambda self: self.case.state == "correcting")
    @rule()
    def the_clock_ends_it(self) -> None:
        self.attempt(lambda case: advance(case, "lapse", CLOCK, clock.now()))

    @precondition(lambda self: self.case.state == "published")
    @rule(false=st.booleans())
    def somebody_rechecks(self, false: bool) -> None:
        case = self.case
        assert case.closed_on is not None
        with transaction():
            who, day = actor("legal2"), case.closed_on
            made = samples.draw("repair", case.house_id, day, day, 500, "1", who, clock.now())
            item = next(item for item in made.items if item.case_id == case.id)
            finding = "false_papers" if false else "sound"
            rechecks.find(item, finding, "已核对原件", actor("handler.safety"), clock.now())

    # ------------------------------------------------------------ what must hold

    @invariant()
    def the_story_is_whole(self) -> None:
        case = self.case
        story = events.history(case.stream)
        kept = {
            row.event_id: row
            for row in db.session.scalars(
                select(EventFacts).where(EventFacts.event_id.in_([e.id for e in story]))
            )
        }
        state, previous, last = "", digest.GENESIS, story[0].at
        for number, event in enumerate(story, start=1):
            assert event.source == state  # I1
            assert event.target in ARROWS[event.source, event.name]
            assert event.seq == number  # I3
            assert event.previous == previous
            header = header_of({c.key: getattr(event, c.key) for c in Event.__table__.columns})
            assert event.digest == digest.linked(previous, header, event.algorithm)
            facts_ = kept[event.id]
            assert event.commitment == digest.commitment(facts_.salt, facts_.body)
            assert event.at >= last  # I10
            state, previous, last = event.target, event.digest, event.at
        assert (case.state, case.version) == (state, len(story))
        head = db.session.get_one(Stream, case.stream, populate_existing=True)
        assert (head.seq, head.digest) == (len(story), previous)

    @invariant()
    def four_duties_four_persons(self) -> None:
        """I4, told by the events themselves, not by the table that keeps the duties."""
        did: dict[str, int | None] = {}
        for event in events.history(self.case.stream):
            if event.name == "send_back":  # the step before is done again by whoever
                did = {"review": did["review"]} if event.target == "vetting" else {}
            elif event.name in DUTY:
                assert event.person_id not in did.values()
                did[DUTY[event.name]] = event.person_id

    @invariant()
    def what_is_over_stays_over(self) -> None:
        case = self.case
        if self.over_at is not None:
            assert (case.state, case.version) == self.over_at  # I8
        elif case.state in OVER:
            self.over_at = (case.state, case.version)
            assert case.closed_on is not None
            assert case.turn == ""

    @invariant()
    def one_open_case_a_record(self) -> None:
        still_open = select(func.count()).where(
            Case.record_id == self.record_id, Case.kind == "repair", Case.closed_on.is_(None)
        )
        assert (db.session.scalar(still_open) or 0) <= 1  # I9


def test_whatever_anybody_does_the_invariants_hold(house: Flask) -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_one_person_with_two_roles_does_one_duty_of_a_round(house: Flask) -> None:
    case = step(step(make_repair("vetting"), "pass", "legal.publisher"), "approve")
    with pytest.raises(NotYours) as why:
        step(case, "publish", "legal.publisher")
    assert why.value.reason.code == "separation"


def test_one_person_with_two_accounts_does_one_duty_of_a_round(house: Flask) -> None:
    case = make_repair("deciding")  # reviewed by handler.road
    with pytest.raises(NotYours) as why:
        step(case, "approve", "handler.road.b")
    assert why.value.reason.code == "separation"


@pytest.mark.parametrize("locked", [True, False])
def test_of_twenty_hands_on_one_decision_one_wins(house: Flask, locked: bool) -> None:
    """T04: approve against refuse, twenty at once, with and without the lock of the door."""
    case = make_repair("deciding")
    ref, seen, text = case.ref, case.version, digest_of_text(case)
    hands_up = [actor(login) for login in ("approver", "approver2")]
    start = Barrier(20)
    db.session.rollback()

    def decide(number: int) -> str:
        with house.app_context():
            who = hands_up[number % 2]
            event = ["approve", "refuse"][number // 2 % 2]
            told = {"text": text, "ground": "duty_open"}
            start.wait(30)
            try:
                with transaction():
                    found = cases.find(who, ref, lock=locked)
                    assert found is not None
                    advance(found, event, who, clock.now(), told, seen=seen)
            except (Stale, Closed) as lost:
                return type(lost).__name__
            return event

    with ThreadPoolExecutor(20) as hands:
        answers = list(hands.map(decide, range(20)))
    won = [answer for answer in answers if answer in ("approve", "refuse")]
    assert len(won) == 1
    case = db.session.get_one(Case, case.id, populate_existing=True)
    assert case.version == seen + 1
    assert [event.name for event in events.history(case.stream)][seen:] == won


def test_of_twenty_who_open_the_same_repair_one_opens_it(house: Flask) -> None:
    record_id = make_record().id
    hands_up = [actor(login) for login in ("applicant.a", "agent", "handler.road")]
    start = Barrier(20)
    db.session.rollback()

    def apply(number: int) -> bool:
        with house.app_context():
            who = hands_up[number % 3]
            start.wait(30)
            try:
                with transaction():
                    record = db.session.get_one(CreditRecord, record_id)
                    open_case("repair", cases.about(record), who, clock.now())
            except RuleBroken:
                return False
            return True

    with ThreadPoolExecutor(20) as hands:
        assert sum(hands.map(apply, range(20))) == 1
    opened = select(func.count()).where(Case.record_id == record_id)
    assert db.session.scalar(opened) == 1
