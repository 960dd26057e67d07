"""布置演示局: a start that is cut short leaves nothing, and a day before the rules leaves it lean."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import demonstration
from app.cli import starting
from app.extensions import BEIJING, db
from app.kernel import clock
from app.kernel.cases import Case
from app.kernel.tx import FAULTS
from tests.conftest import MORNING
from tests.demonstration.conftest import an_empty_house


@pytest.fixture
def empty(_house: tuple[Flask, Any]) -> Iterator[Flask]:
    with an_empty_house(_house) as app:
        yield app
    FAULTS.clear()


def test_a_start_cut_in_the_middle_leaves_nothing_half(empty: Flask) -> None:
    steps = iter(range(20))

    def cut() -> None:
        if next(steps, None) is None:
            raise KeyboardInterrupt

    FAULTS["moved"] = cut
    with pytest.raises(KeyboardInterrupt):
        starting.demonstrated(empty.config["INSTANCE"], MORNING, at_work=True)
    assert not demonstration.is_loaded()
    assert clock.now() == MORNING


def test_before_the_rules_were_in_force_there_is_a_bureau_without_cases(empty: Flask) -> None:
    spring = datetime(2026, 5, 10, 9, tzinfo=BEIJING)
    clock.stand_at(spring)
    told = starting.demonstrated(empty.config["INSTANCE"], spring, at_work=True)
    assert "归集样例处罚" in told
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
