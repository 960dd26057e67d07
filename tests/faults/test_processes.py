"""Several processes on PostgreSQL: one command, an orderly end, the background beside it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.config import ROOT
from tests.faults.served import Hand, Served

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def on_postgresql(postgresql: str) -> None:
    if not postgresql:
        pytest.skip("several processes need PostgreSQL")


def test_two_processes_answer_and_end_in_order(served: Served) -> None:
    served.more = {"XINTU_PROCESSES": "2", "XINTU_DEMO": "1"}
    served.start()
    hand = Hand(served).sign_in("handler.road")
    assert {hand.get("/desk").status for _ in range(12)} == {200}
    assert "flask worker" in (served.instance / "server.log").read_text()
    assert served.stop() == 0


def test_a_worker_does_the_background_work_and_ends_in_order(served: Served) -> None:
    assert served.flask("db", "upgrade").returncode == 0
    assert served.flask("demonstrate").returncode == 0
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
        cwd=ROOT,
        env=served.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not list((served.instance / "seals").glob("*.json")):
            assert worker.poll() is None
            assert time.monotonic() < until, "the worker sealed nothing"
            time.sleep(0.1)
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    finally:
        if worker.poll() is None:
            worker.kill()
    engine = create_engine(served.database, poolclass=NullPool)
    with engine.connect() as connection:
        left = connection.execute(text("select count(*) from job where done_at is null")).scalar()
    assert left == 0


def test_a_database_behind_this_version_is_not_touched(served: Served) -> None:
    assert served.flask("db", "upgrade").returncode == 0
    engine = create_engine(served.database, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    refused = served.flask("serve")
    assert refused.returncode == 1
    assert "由更新的版本建立" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_sqlite_is_not_served_by_several_processes(served: Served) -> None:
    served.database, served.more = "", {"XINTU_PROCESSES": "2"}
    refused = served.flask("serve")
    assert refused.returncode == 1
    assert "SQLite 只能用一个进程" in refused.stderr
