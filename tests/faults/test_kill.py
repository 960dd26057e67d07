"""Killed at any moment: acknowledged acts are there once, unanswered ones zero or one time.

And an act sent again under its key gets the same answer and is not done again. `XINTU_KILLS` says
how many times to kill; the server works while it dies, four hands at once.
"""

import contextlib
import http.client
import os
import queue
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from tests.faults.served import Hand, Served, fresh_key

pytestmark = pytest.mark.slow

HANDS = ("handler.road", "handler.road2", "handler.road", "handler.road2")
KILLS = {"sqlite": 30, "postgresql": 8}
CASES_A_KILL = 14


@dataclass
class Act:
    """One acceptance that somebody sent, and what they heard."""

    hand: Hand
    ref: str
    once: str
    heard: int | None = None


def engine_of(served: Served) -> Engine:
    url = served.database or f"sqlite:///{served.instance / 'xintu.sqlite'}"
    return create_engine(url, poolclass=NullPool)


def done(served: Served) -> Counter[str]:
    """How often each key did its act, as the database says."""
    with engine_of(served).connect() as connection:
        query = "select once from event where name = 'accept' and once is not null"
        return Counter(once for (once,) in connection.execute(text(query)))


def waiting(served: Served) -> list[str]:
    with engine_of(served).connect() as connection:
        query = "select ref from \"case\" where state = 'filed' order by ref"
        return [ref for (ref,) in connection.execute(text(query))]


def accept(act: Act) -> int:
    answer = act.hand.post(f"/cases/{act.ref}/accept", once=act.once, version="2")
    assert answer.status < 500, answer.body[:500]
    return answer.status


class Crowd:
    """Hands that accept one case after another until the server is gone."""

    def __init__(self, hands: list[Hand], refs: "queue.SimpleQueue[str]") -> None:
        self.acts: list[Act] = []
        self.threads = [
            threading.Thread(target=self._work, args=(hand, refs), daemon=True) for hand in hands
        ]
        for thread in self.threads:
            thread.start()

    def _work(self, hand: Hand, refs: "queue.SimpleQueue[str]") -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                act = Act(hand, refs.get_nowait(), fresh_key())
                self.acts.append(act)
                try:
                    act.heard = accept(act)
                except (OSError, http.client.HTTPException):
                    return

    def rest(self) -> list[Act]:
        for thread in self.threads:
            thread.join(60)
        return self.acts


def test_acts_survive_the_death_of_the_server_once(served: Served, postgresql: str) -> None:
    kills = int(os.environ.get("XINTU_KILLS", KILLS["postgresql" if postgresql else "sqlite"]))
    made = served.run("tests.faults.prepare", str(kills * CASES_A_KILL))
    assert made.returncode == 0, made.stderr
    served.start()
    hands = [Hand(served).sign_in(login) for login in HANDS]
    for hand in hands:
        hand.learn_csrf(f"/cases/{waiting(served)[0]}")
    acts, starts = [], []
    for _ in range(kills):
        refs: queue.SimpleQueue[str] = queue.SimpleQueue()
        for ref in random.sample(left := waiting(served), len(left)):
            refs.put(ref)
        crowd = Crowd(hands, refs)
        time.sleep(random.uniform(0.05, 0.6))  # noqa: S311 - a moment, not a secret
        served.kill()
        acts += (these := crowd.rest())
        starts.append(served.start())
        settle(served, these)
    assert served.stop() == 0
    judge(served, acts, kills)
    told = f"{len(acts)} acts, {kills} kills, ready again after {max(starts):.1f} s at most"
    (served.instance / "told.txt").write_text(told)


def settle(served: Served, acts: list[Act]) -> None:
    """Whatever was not answered was done zero or one time; sent again, it is done exactly once."""
    before = done(served)
    for act in acts:
        if act.heard == 303:
            assert before[act.once] == 1, f"acknowledged and lost: {act.ref}"
        else:
            assert act.heard is None, (act.ref, act.heard)
            assert before[act.once] <= 1
        assert accept(act) == 303, act.ref
    after = done(served)
    assert all(after[act.once] == 1 for act in acts)


def judge(served: Served, acts: list[Act], kills: int) -> None:
    """At the end everything holds, and the load was a load."""
    unanswered = [act for act in acts if act.heard is None]
    assert len(acts) - len(unanswered) >= kills, "too few acts for a test"
    assert unanswered, "no kill hit an act in hand"
    assert sum(done(served).values()) == len(acts)
    verified = served.flask("verify")
    assert verified.returncode == 0, verified.stdout


def test_a_server_asked_to_stop_finishes_what_is_in_hand(served: Served) -> None:
    made = served.run("tests.faults.prepare", "40")
    assert made.returncode == 0, made.stderr
    served.start()
    hands = [Hand(served).sign_in(login) for login in HANDS]
    for hand in hands:
        hand.learn_csrf(f"/cases/{waiting(served)[0]}")
    refs: queue.SimpleQueue[str] = queue.SimpleQueue()
    for ref in waiting(served):
        refs.put(ref)
    crowd = Crowd(hands, refs)
    time.sleep(0.4)
    assert served.stop() == 0
    acts = crowd.rest()
    counted = done(served)
    answered = [act for act in acts if act.heard == 303]
    assert answered
    assert all(counted[act.once] == 1 for act in answered)
    refused = [act for act in acts if act.heard is None]
    assert all(counted[act.once] == 0 for act in refused), "done, and not told"
    assert not (served.instance / "running").exists()
