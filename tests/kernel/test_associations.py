"""会员名册: who may keep it, one key one act, a day that is the last, and a new period after it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import associations, clock, events, people, rights, subjects
from app.kernel.associations import Membership
from app.kernel.machines import RuleBroken
from app.kernel.people import CLOCK, Account
from app.kernel.tx import transaction
from tests.conftest import MORNING, actor

HOUSE = "51512000MJ0000018K"
SHUNDA, CHUANCHANG = "91512000MA0000015M", "91512000MA00010186"
ANJIE = "92512021MA0000031M"  # on file, and no member
TODAY = date(2026, 11, 23)


def number(code: str) -> int:
    found = subjects.with_code(code)
    assert found is not None
    return found.id


def admit(*codes: str, login: str = "handler.licensing", once: str | None = None) -> frozenset[int]:
    with transaction():
        asked = [number(code) for code in codes]
        return associations.admit(number(HOUSE), asked, actor(login), clock.now(), once)


def leave(code: str, login: str = "handler.licensing", once: str | None = None) -> None:
    with transaction():
        associations.leave(number(HOUSE), number(code), actor(login), clock.now(), once)


def periods(code: str) -> list[tuple[date, date | None]]:
    query = select(Membership.since, Membership.until).where(Membership.member_id == number(code))
    return [(since, until) for since, until in db.session.execute(query.order_by(Membership.id))]


def story() -> list[str]:
    return [entry.name for entry in events.history(f"association/{number(HOUSE)}")]


@pytest.mark.parametrize("login", ["handler.licensing", "head.licensing"])
def test_the_section_that_keeps_the_matters_keeps_the_roll(house: Flask, login: str) -> None:
    assert admit(ANJIE, login=login) == {number(ANJIE)}
    assert periods(ANJIE) == [(TODAY, None)]


@pytest.mark.parametrize(
    "login",
    [
        "handler.road",
        "head.road",
        "handler.yanjiang",
        "legal",
        "auditor",
        "sysadmin",
        "association",
    ],
)
def test_nobody_else_enters_a_member_or_ends_a_membership(house: Flask, login: str) -> None:
    before = story()
    for act in (lambda: admit(ANJIE, login=login), lambda: leave(SHUNDA, login=login)):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "not_yours"
    assert periods(ANJIE) == []
    assert [until for _since, until in periods(SHUNDA)] == [None]
    assert story() == before


def test_rights_at_the_moment_of_the_act_decide(house: Flask) -> None:
    before = actor("handler.licensing")
    with transaction():
        account = db.session.scalars(
            select(Account).where(Account.login == "handler.licensing")
        ).one()
        rights.take_back(account.grants[0], CLOCK, clock.now())
    with pytest.raises(people.NotNow), transaction():
        associations.admit(number(HOUSE), [number(ANJIE)], before, clock.now())
    assert periods(ANJIE) == []


def test_the_same_key_adds_nothing_and_answers_the_same(house: Flask) -> None:
    first = admit(ANJIE, SHUNDA, once="key-1")
    assert first == {number(ANJIE)}  # the other is a member already
    before = story()
    assert admit(ANJIE, SHUNDA, once="key-1") == first
    assert story() == before
    assert periods(ANJIE) == [(TODAY, None)]


def test_a_key_that_did_something_else_does_nothing_here(house: Flask) -> None:
    admit(ANJIE, once="key-1")
    with pytest.raises(RuleBroken) as refused:
        leave(ANJIE, once="key-1")
    assert refused.value.code == "key_reused"
    assert periods(ANJIE) == [(TODAY, None)]


def test_the_whole_list_is_one_act_that_names_its_members(house: Flask) -> None:
    admit(ANJIE)
    last = events.history(f"association/{number(HOUSE)}")[-1]
    assert last.name == "admit"
    assert events.facts_of([last.id])[last.id] == {"members": [number(ANJIE)]}
    assert last.person_id == actor("handler.licensing").person_id


def test_who_is_a_member_stays_one_and_leaves_no_line(house: Flask) -> None:
    before, since = story(), periods(SHUNDA)
    assert admit(SHUNDA) == frozenset()
    assert (story(), periods(SHUNDA)) == (before, since)


def test_an_association_is_no_member_of_itself(house: Flask) -> None:
    with pytest.raises(RuleBroken) as refused:
        admit(ANJIE, HOUSE)
    assert refused.value.code == "itself"
    assert periods(ANJIE) == []  # all of it, or nothing


def test_who_leaves_is_a_member_until_the_day_is_over(house: Flask) -> None:
    leave(SHUNDA)
    ours, tomorrow = number(HOUSE), TODAY + timedelta(days=1)
    assert SHUNDA in associations.members(ours, [SHUNDA], TODAY)
    assert SHUNDA not in associations.members(ours, [SHUNDA], tomorrow)
    assert associations.sizes([ours], TODAY) == {ours: 5}
    assert associations.sizes([ours], tomorrow) == {ours: 4}


def test_leaving_twice_ends_it_once(house: Flask) -> None:
    leave(SHUNDA, once="key-1")
    before = story()
    leave(SHUNDA, once="key-1")
    leave(SHUNDA, once="key-2")
    assert story() == before


def test_entered_again_on_the_same_day_is_a_new_period_and_one_member(house: Flask) -> None:
    leave(CHUANCHANG)
    since = periods(CHUANCHANG)[0][0]
    assert admit(CHUANCHANG) == {number(CHUANCHANG)}
    assert periods(CHUANCHANG) == [(since, TODAY), (TODAY, None)]
    ours, tomorrow = number(HOUSE), TODAY + timedelta(days=1)
    assert associations.sizes([ours], TODAY) == {ours: 5}
    assert associations.sizes([ours], tomorrow) == {ours: 5}
    assert story()[-2:] == ["leave", "admit"]


def test_the_server_s_keyboard_goes_on_working(house: Flask) -> None:
    run = house.test_cli_runner()
    said = run.invoke(args=["members", "add", HOUSE, ANJIE, SHUNDA]).output
    assert said == "已登记 1 家会员\n"
    assert "已注销 安岳县安捷示例客运服务部" in (
        run.invoke(args=["members", "remove", HOUSE, ANJIE]).output
    )
    clock.stand_at(MORNING)
    assert "不是会员" in run.invoke(args=["members", "remove", HOUSE, ANJIE]).output
    assert run.invoke(args=["members", "add", HOUSE, ANJIE]).output == "已登记 1 家会员\n"
    itself = run.invoke(args=["members", "add", HOUSE, HOUSE])
    assert itself.exit_code == 1
    assert "协会不能是自己的会员" in itself.output


@pytest.mark.parametrize("keys", [("key-1", "key-1"), ("key-1", "key-2")])
def test_of_two_lists_at_once_each_member_comes_in_once(app: Flask, keys: tuple[str, str]) -> None:
    with app.app_context():
        before = len(story())

    def enter(key: str) -> int:
        with app.app_context():
            return len(admit(ANJIE, SHUNDA, once=key))

    with ThreadPoolExecutor(2) as both:
        came = sorted(both.map(enter, keys))
    assert came == ([1, 1] if keys[0] == keys[1] else [0, 1])  # one key, one answer
    with app.app_context():
        assert periods(ANJIE) == [(TODAY, None)]
        assert len(story()) == before + 1
