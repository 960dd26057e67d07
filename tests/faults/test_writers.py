"""Writers on SQLite wait in line: everybody comes to their turn, and the line moves."""

import threading
import time
from datetime import timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.kernel import clock, events, refusals, seals
from app.kernel.people import CLOCK
from app.kernel.tx import WriterQueue, transaction
from tests.conftest import MORNING

WRITERS = 8
SECONDS = 4.0


@pytest.mark.slow
def test_eight_writers_get_their_share_and_nobody_waits_long(app: Flask) -> None:
    """F12: the slowest at least 80 % of the mean, the longest wait at most a second."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has no line to wait in")
    shares, waits = [0] * WRITERS, [0.0] * WRITERS
    until = time.monotonic() + SECONDS

    def write(number: int) -> None:
        with app.app_context():
            while time.monotonic() < until:
                begun = time.monotonic()
                with transaction():
                    refusals.note(None, f"writer {number}", "write", "test", clock.now())
                waits[number] = max(waits[number], time.monotonic() - begun)
                shares[number] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(shares) >= 0.8 * sum(shares) / WRITERS, shares
    assert max(waits) <= 1.0, waits


def test_the_line_is_first_in_first_out() -> None:
    line, served = WriterQueue(), []
    line.enter()

    def wait(number: int) -> None:
        line.enter()
        served.append(number)
        line.leave()

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join()
    assert served == list(range(6))


def test_a_writer_that_fails_lets_the_next_one_in(app: Flask) -> None:
    with app.app_context():
        for _ in range(3):
            with pytest.raises(ZeroDivisionError), transaction():
                raise ZeroDivisionError
        with transaction():
            refusals.note(None, "after", "write", "test", clock.now())


def test_times_never_run_back_along_a_story(house: Flask) -> None:
    """D18: the machine's clock may be set back; the trail's is not."""
    moments = (MORNING, MORNING - timedelta(hours=3), MORNING + timedelta(minutes=1))
    with transaction():
        acts = [events.record("note/clock", "note", CLOCK, at) for at in moments]
    assert [act.at for act in acts] == [MORNING, MORNING, moments[2]]


def test_seals_never_run_back_either(house: Flask) -> None:
    with transaction():
        events.record("note/clock", "note", CLOCK, MORNING)
        first = seals.make(MORNING)
        events.record("note/clock", "note", CLOCK, MORNING)
        second = seals.make(MORNING - timedelta(days=1))
    assert first is not None
    assert second is not None
    assert second.at == first.at
