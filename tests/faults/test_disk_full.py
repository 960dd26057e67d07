"""Disk full: reading goes on, writing says why, and nothing needs repair when there is room again."""

import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from tests.faults.served import Answer, Hand, Served, fresh_key

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def on_sqlite(postgresql: str) -> None:
    if postgresql:
        pytest.skip("the disk of a database server is its own affair")


@contextmanager
def no_file_may_grow(served: Served) -> Iterator[None]:
    """As a quota does: every byte that would lengthen a file is refused."""
    pid = served.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def a_full_volume(served: Served) -> Iterator[None]:
    """A small disk of its own, filled to the last byte."""
    filler = served.instance / "filler"
    with filler.open("wb", buffering=0) as out:
        while True:
            try:
                out.write(b"\0" * 4096)
            except OSError:
                break
    yield
    filler.unlink()


def forget_that_they_were_seen(served: Served) -> None:
    """So that the next page would note it, if it could."""
    engine = create_engine(f"sqlite:///{served.instance / 'xintu.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("update sign_in set seen_at = datetime(seen_at, '-10 minutes')"))
    engine.dispose()


def accept(hand: Hand, ref: str, once: str) -> Answer:
    return hand.post(f"/cases/{ref}/accept", once=once, version="2")


def works_while_full(served: Served, full: "object") -> None:
    served.start()
    hand = Hand(served).sign_in("handler.road")
    found = re.search(r'data-ref="([^"]+)"', hand.get("/desk").body)
    assert found, "nothing waits on the desk"
    ref = found[1]
    hand.learn_csrf(f"/cases/{ref}")
    forget_that_they_were_seen(served)
    once = fresh_key()
    with full(served):  # type: ignore[operator]
        assert hand.get(f"/cases/{ref}").status == 200
        assert Hand(served).get("/register").status == 200
        refused = accept(hand, ref, once)
        assert (refused.status, refused.refusal) == (507, "disk_full")
        assert hand.get(f"/cases/{ref}").status == 200
        assert Hand(served).get("/healthz").status == 200
    assert 'data-state="filed"' in hand.get(f"/cases/{ref}").body
    assert accept(hand, ref, once).status == 303
    assert 'data-state="reviewing"' in hand.get(f"/cases/{ref}").body
    assert served.stop() == 0
    verified = served.flask("verify")
    assert verified.returncode == 0, verified.stdout


def test_where_no_file_may_grow_reading_goes_on_and_writing_says_why(served: Served) -> None:
    made = served.run("tests.faults.prepare", "2")
    assert made.returncode == 0, made.stderr
    works_while_full(served, no_file_may_grow)


def test_on_a_full_volume_reading_goes_on_and_writing_says_why(served: Served) -> None:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount:
        pytest.skip("no way to make a small volume here")
    small = [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(served.instance)]
    if subprocess.run(small, capture_output=True, check=False).returncode != 0:  # noqa: S603
        pytest.skip("a small volume needs rights that this process does not have")
    try:
        made = served.run("tests.faults.prepare", "2")
        assert made.returncode == 0, made.stderr
        works_while_full(served, a_full_volume)
    finally:
        subprocess.run([umount, "-l", str(served.instance)], check=False)  # noqa: S603
