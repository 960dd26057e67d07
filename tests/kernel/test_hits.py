"""规则命中: each rule by hand-written penalties, at its limits and at the edges of the year."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.extensions import BEIJING, db
from app.kernel import clock, events, hits, overloads, records, subjects
from app.kernel.hits import HitRow, RuleHit
from app.kernel.overloads import OverloadPenalty
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from tests.conftest import actor
from tests.factories import HONGTU, SHUNDA
from tests.overloads import found, penalty

TODAY = date(2026, 11, 23)
DIRECTED = "指使、强令车辆违法超限运输"
TENTH = "一年内违法超限运输的货运车辆超过本单位货运车辆总数百分之十"


def told(some: list[RuleHit]) -> list[tuple[int, str, date, int]]:
    return [(hit.rule, hit.who, hit.until_on, hit.times) for hit in some]


def rows_of(hit: RuleHit) -> list[str]:
    query = (
        select(CreditRecord.doc_no)
        .join(HitRow, HitRow.record_id == CreditRecord.id)
        .where(HitRow.hit_id == hit.id)
        .order_by(CreditRecord.decided_on, CreditRecord.id)
    )
    return list(db.session.scalars(query))


def ended(record: CreditRecord, status: str) -> None:
    with transaction():
        entry = events.record("test/end", "end", actor("approver"), clock.now())
        records.end(db.session.get_one(CreditRecord, record.id), status, clock.today(), entry.id)


def at(day: date) -> None:
    clock.stand_at(datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING))


# ---------------------------------------------------------------- 1: the truck


def test_a_truck_is_one_too_many_at_the_fourth_time_and_shows_all_four(house: Flask) -> None:
    days = [date(2026, 2, 3), date(2026, 5, 6), date(2026, 8, 7), date(2026, 11, 20)]
    three = [penalty(day) for day in days[:3]]
    assert found() == []
    fourth = penalty(days[3])
    (hit,) = found()
    assert told([hit]) == [(1, "川M12345|黄", date(2026, 11, 20), 4)]
    assert (hit.since, hit.state, hit.truck) == (date(2025, 11, 20), "open", "川M12345（黄）")
    assert rows_of(hit) == [record.doc_no for record in (*three, fourth)]


@pytest.mark.parametrize(
    ("first", "last", "hit"),
    [
        (date(2025, 11, 20), date(2026, 11, 20), False),  # the corresponding day is out
        (date(2025, 11, 21), date(2026, 11, 20), True),
        (date(2026, 11, 20), date(2026, 11, 20), True),  # all on one day
    ],
)
def test_the_year_rolls_with_the_last_penalty(
    house: Flask, first: date, last: date, hit: bool
) -> None:
    for day in (first, last, last, last):
        penalty(day)
    assert bool(found()) is hit


@pytest.mark.parametrize(
    ("today", "first", "hit"),
    [
        (date(2028, 2, 29), date(2027, 2, 28), False),
        (date(2028, 2, 29), date(2027, 3, 1), True),
        (date(2029, 2, 28), date(2028, 2, 28), False),
        (date(2029, 2, 28), date(2028, 2, 29), True),
    ],
)
def test_a_leap_day_rolls_too(house: Flask, today: date, first: date, hit: bool) -> None:
    at(today)
    for day in (first, today, today, today):
        penalty(day)
    assert bool(found()) is hit


def test_a_plate_of_another_colour_or_of_none_is_another_truck(house: Flask) -> None:
    for day in range(1, 3):
        penalty(date(2026, 6, day), colour="黄色")
        penalty(date(2026, 6, day), colour="蓝色")
        penalty(date(2026, 6, day), colour="")
    assert found() == []
    unread = overloads.unreadable({1})
    assert (unread.all, unread.no_plate, unread.no_colour) == (6, 0, 2)


def test_a_penalty_without_a_plate_counts_for_no_truck(house: Flask) -> None:
    for day in range(1, 6):
        penalty(date(2026, 6, day), facts="车货总质量60吨，超过限定标准")
    assert found() == []
    assert overloads.unreadable({1}).no_plate == 5


def test_a_truck_is_counted_whoever_runs_it_and_is_the_last_ones(house: Flask) -> None:
    for day, code in ((1, SHUNDA), (2, SHUNDA), (3, SHUNDA), (4, HONGTU)):
        penalty(date(2026, 6, day), code=code)
    (hit,) = found()
    assert hit.subject.code == HONGTU


def test_what_is_older_than_a_year_is_shown_no_more(house: Flask) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2025, 11, 20 + day - 1))
    assert [hit.until_on for hit in found()] == []  # the last is of 23 November 2025
    penalty(date(2025, 11, 24))
    assert [hit.until_on for hit in found()] == [date(2025, 11, 24)]


def test_what_is_decided_later_is_not_counted_yet(house: Flask) -> None:
    for day in (20, 21, 22, 24):
        penalty(date(2026, 11, day))
    assert found() == []
    at(date(2026, 11, 24))
    assert len(found()) == 1


# ---------------------------------------------------------------- 2: the driver


def person(name: str = "赵某某") -> Subject:
    with transaction():
        return subjects.enter("person", name)


def test_a_driver_is_counted_over_all_trucks(house: Flask) -> None:
    driver, other = person(), person("钱某某")
    for n in range(4):
        penalty(date(2026, 6, 1), f"川M1000{n}", subject=driver)
    for n in range(3):
        penalty(date(2026, 6, 1), f"川M2000{n}", subject=other)
    assert told(found()) == [(2, str(driver.id), date(2026, 6, 1), 4)]


def test_a_company_is_no_driver(house: Flask) -> None:
    for n in range(5):
        penalty(date(2026, 6, 1), f"川M1000{n}")
    assert found() == []


# ---------------------------------------------------------------- 3: the fleet


def fleet(trucks: int, on: date = date(2026, 1, 5)) -> None:
    with transaction():
        subject = db.session.scalars(select(Subject).where(Subject.code == SHUNDA)).one()
        overloads.count_fleet(
            subject, trucks, on, "运政系统", actor("handler.enforcement"), clock.now(), None
        )


@pytest.mark.parametrize(
    ("trucks", "size", "ordered", "hit"),
    [
        (2, 20, True, False),  # exactly a tenth is not more than a tenth
        (3, 20, True, True),
        (3, 20, False, False),  # without the order to suspend
        (3, None, True, False),  # a fleet that nobody counted shows no share
        (3, 30, True, False),
        (3, 29, True, True),
    ],
)
def test_a_company_by_its_share_of_the_fleet_and_the_order(
    house: Flask, trucks: int, size: int | None, ordered: bool, hit: bool
) -> None:
    for n in range(trucks):
        penalty(date(2026, 6, n + 1), f"川M1000{n}")
    penalty(date(2026, 6, 9), "川M10000")  # the same truck again is the same truck
    if ordered:
        penalty(date(2026, 7, 1), facts="责令停业整顿", kinds=("责令停产停业",))
    if size is not None:
        fleet(size)
    by_fleet = [found_ for found_ in found() if found_.rule == 3]
    assert bool(by_fleet) is hit
    if hit:
        assert (by_fleet[0].trucks, by_fleet[0].fleet) == (trucks, size)
        assert len(rows_of(by_fleet[0])) == trucks + 2  # the repeated one, and the order


def test_a_decision_that_found_the_tenth_itself_needs_no_fleet(house: Flask) -> None:
    order = penalty(date(2026, 7, 1), title=TENTH, facts="", kinds=("吊销许可证件",))
    (hit,) = found()
    assert (hit.rule, hit.fleet, rows_of(hit)) == (3, None, [order.doc_no])


def test_a_fleet_counted_after_the_order_does_not_count(house: Flask) -> None:
    for n in range(3):
        penalty(date(2026, 6, n + 1), f"川M1000{n}")
    penalty(date(2026, 7, 1), facts="责令停业整顿", kinds=("责令停产停业",))
    fleet(20, on=date(2026, 7, 2))
    assert found() == []


# ---------------------------------------------------------------- 5: who directs


@pytest.mark.parametrize(
    ("n", "fine", "hit"),
    [(1, "1.999999", False), (1, "2", True), (2, "0.5", False), (3, "0.5", True)],
)
def test_directing_overload_by_one_great_fine_or_three_penalties(
    house: Flask, n: int, fine: str, hit: bool
) -> None:
    for day in range(n):
        penalty(date(2026, 6, day + 1), title=DIRECTED, fine=fine)
    assert [found_.rule for found_ in found()] == ([5] if hit else [])


def test_an_ordinary_fine_is_no_directing(house: Flask) -> None:
    for day in range(3):
        penalty(date(2026, 6, day + 1), fine="5")
    assert found() == []


# ---------------------------------------------------------------- 4, 6, 7: the document alone


@pytest.mark.parametrize(
    ("title", "kinds", "rules"),
    [
        ("机动车维修经营者擅自改装货运车辆", ("吊销许可证件",), [4]),
        ("机动车维修经营者擅自改装货运车辆", ("罚款",), []),
        ("提供虚假材料取得超限运输许可", ("罚款",), [6]),
        ("拒绝接受超限检测检查", ("罚款",), [7]),
    ],
)
def test_a_document_shows_it_by_itself(
    house: Flask, title: str, kinds: tuple[str, ...], rules: list[int]
) -> None:
    record = penalty(date(2026, 6, 1), title=title, kinds=kinds)
    some = found()
    assert [(hit.rule, hit.who) for hit in some] == [(rule, str(record.id)) for rule in rules]


# ---------------------------------------------------------------- what becomes of a hit


@pytest.mark.parametrize("status", ["annulled", "repaired"])
def test_a_hit_nobody_judged_vanishes_with_a_row_that_stands_no_more(
    house: Flask, status: str
) -> None:
    four = [penalty(date(2026, 6, day)) for day in (1, 2, 3, 4)]
    assert len(found()) == 1
    ended(four[1], status)
    assert found() == []
    assert db.session.scalars(select(HitRow)).all() == []


def test_a_further_penalty_carries_the_hit_on_and_a_lost_one_reckons_it_again(
    house: Flask,
) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    found()
    fifth = penalty(date(2026, 6, 5))
    (hit,) = found()
    assert (hit.until_on, hit.times) == (date(2026, 6, 5), 5)
    first = db.session.scalars(
        select(CreditRecord).where(CreditRecord.decided_on == date(2026, 6, 1))
    )
    ended(first.one(), "annulled")
    (again,) = found()
    assert (again.id, again.times, len(rows_of(again))) == (hit.id, 4, 4)
    ended(fifth, "annulled")
    assert found() == []


def test_a_dismissed_hit_stays_dismissed_until_there_is_a_further_penalty(house: Flask) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    (hit,) = found()
    head = actor("head.enforcement")
    with transaction():
        hits.dismiss(hit, "车辆已过户", head, clock.now())
    assert [(one.state, one.reason) for one in found()] == [("dismissed", "车辆已过户")]
    penalty(date(2026, 6, 5))
    assert [one.state for one in found()] == ["dismissed", "open"]


def test_a_dismissal_is_taken_back(house: Flask) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    (hit,) = found()
    head = actor("head.enforcement")
    with transaction():
        hits.dismiss(hit, "误判", head, clock.now())
        hits.take_up_again(hit, head, clock.now())
    assert [(one.state, one.reason) for one in found()] == [("open", "")]
    assert [e.name for e in events.history(hit.stream)] == ["dismiss_hit", "restore_hit"]


def test_a_dismissed_hit_keeps_its_rows_when_one_of_them_is_annulled(house: Flask) -> None:
    four = [penalty(date(2026, 6, day)) for day in (1, 2, 3, 4)]
    (hit,) = found()
    with transaction():
        hits.dismiss(hit, "误判", actor("head.enforcement"), clock.now())
    ended(four[0], "annulled")
    (kept,) = found()
    assert (kept.state, len(rows_of(kept))) == ("dismissed", 4)


def test_a_correction_is_read_again(house: Flask) -> None:
    four = [penalty(date(2026, 6, day)) for day in (1, 2, 3, 4)]
    found()
    with transaction():
        entry = events.record("test/correct", "correct", actor("approver"), clock.now())
        record = db.session.get_one(CreditRecord, four[0].id)
        records.correct(record, {"CF_SY": "驾驶黄色川M99999重型货车行驶"}, entry.id)
    assert found() == []
    read = db.session.get_one(OverloadPenalty, four[0].id, populate_existing=True)
    assert read.truck == "川M99999|黄"


def test_a_record_corrected_into_an_overload_is_read_too(house: Flask) -> None:
    three = [penalty(date(2026, 6, day)) for day in (1, 2, 3)]
    other = penalty(date(2026, 6, 4), title="未按规定维护车辆")
    assert (found(), len(three)) == ([], 3)
    with transaction():
        entry = events.record("test/correct", "correct", actor("approver"), clock.now())
        record = db.session.get_one(CreditRecord, other.id)
        records.correct(record, {"CF_WFXW": "车辆违法超限运输"}, entry.id)
    assert [hit.times for hit in found()] == [4]


def test_looking_again_changes_nothing(house: Flask) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    before = [(hit.id, hit.found_at) for hit in found()]
    assert [(hit.id, hit.found_at) for hit in found()] == before


def test_only_the_own_bureau_sees_its_hits(house: Flask) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    (hit,) = found()
    assert hits.find(actor("handler.yanjiang"), hit.id) is None
    assert hits.find(actor("applicant.a"), hit.id) is None
    for login in ("handler.enforcement", "handler.licensing", "legal", "auditor"):
        assert hits.find(actor(login), hit.id) is not None, login


# ---------------------------------------------------------------- what it costs


@contextmanager
def counted() -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def test_it_takes_no_more_statements_for_many_trucks_than_for_one(house: Flask) -> None:
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    with counted() as one:
        found()
    for n in range(10, 20):
        for day in (1, 2, 3, 4):
            penalty(date(2026, 6, day), f"川M100{n}")
    with counted() as many:
        assert len(found()) == 11
    assert len(many) <= len(one) + 1


def test_the_rolling_year_is_reckoned_by_the_index_of_trucks(house: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads so small a table without its indexes")
    from app.kernel.hit_rules import STATEMENTS

    statement = STATEMENTS[1].compile(db.engine)
    day = TODAY - timedelta(days=365)
    plan = db.session.connection().exec_driver_sql(
        f"explain query plan {statement.string}",
        tuple(
            {"today": TODAY.isoformat(), "oldest": day.isoformat()}.get(name, 1)
            for name in statement.positiontup
        ),
    )
    assert "ix_overload_truck" in " ".join(str(row) for row in plan)
