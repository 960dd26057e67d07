"""A database without a bureau, for those who lay one out themselves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.extensions import Base, db
from app.kernel import calendar, clock, people
from tests.conftest import MORNING


@contextmanager
def an_empty_house(house: tuple[Flask, Any]) -> Iterator[Flask]:
    """The application on nothing but tables; afterwards everything is as others expect it."""
    app, store = house
    clock.stand_at(MORNING)
    with app.app_context():
        _emptied()
        Base.metadata.create_all(db.engine)
        people.forget_actors()
        calendar.forget_calendars()
        yield app
        db.session.rollback()
        store.put_back()
    for name in ("seals", "exchange", "samples"):
        shutil.rmtree(app.config["INSTANCE"] / name, ignore_errors=True)


def _emptied() -> None:
    """Also of the tables that search lays out beside the models'."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        Path(str(db.engine.url.database)).unlink()
        return
    with db.engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
