"""事务: reading goes on beside a long write, and nobody waits only to say that they were here."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from app.extensions import db
from app.kernel import clock
from app.kernel.refusals import Refusal
from app.kernel.tx import somebody_writes, transaction, weigh_the_tables
from tests.conftest import MORNING

Inside = Callable[[], AbstractContextManager[None]]
PLENTY = [
    {"account_id": None, "about": "x" * 100, "asked": "GET", "code": "c" * 20, "at": MORNING}
    for _ in range(2000)
]


def test_readers_go_on_while_more_is_written_than_the_cache_holds(app: Flask) -> None:
    read: list[int] = []

    def count() -> None:
        with app.app_context():
            if db.engine.dialect.name == "sqlite":
                db.session.execute(text("pragma busy_timeout=200"))
            read.append(db.session.scalar(select(func.count()).select_from(Refusal)) or 0)

    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Refusal)) or 0
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("pragma cache_size=-64"))
        with transaction():
            db.session.execute(insert(Refusal), PLENTY)
            reader = threading.Thread(target=count)
            reader.start()
            reader.join()
        assert read == [before]
        assert db.session.scalar(select(func.count()).select_from(Refusal)) == before + len(PLENTY)
        db.session.rollback()
        db.engine.dispose()


def test_a_page_does_not_wait_for_a_long_write_to_note_who_opened_it(
    app: Flask, sign_in: Any
) -> None:
    client = sign_in("handler.road")
    clock.stand_at(MORNING + timedelta(minutes=10))  # time to note that the session is alive
    answers: list[int] = []
    with app.app_context(), transaction():
        reader = threading.Thread(target=lambda: answers.append(client.get("/desk").status_code))
        reader.start()
        reader.join(timeout=20)
        assert answers == [200]
    assert not somebody_writes()


def test_sqlite_is_told_how_common_things_are(app: Flask) -> None:
    with app.app_context():
        weigh_the_tables()
        if db.engine.dialect.name != "sqlite":
            return
        told = text("select count(*) from sqlite_stat1 where tbl = 'event'")
        assert db.session.scalar(told)
        weigh_the_tables()  # as often as one likes
