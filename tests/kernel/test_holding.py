"""领办: one holder at a time, the next case by the time that is left, and nobody holds what they may not move."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import claims, clock, holding
from app.kernel.people import Account
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours
from tests.conftest import MORNING, actor
from tests.factories import make_repair, step


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def test_the_next_case_is_the_one_with_the_least_time_left(house: Flask) -> None:
    clock.stand_at(MORNING - timedelta(days=1))
    early = make_repair("filed", doc_no="资交执罚〔2026〕1号")
    clock.stand_at(MORNING)
    make_repair("filed", doc_no="资交执罚〔2026〕2号")
    with transaction():
        found = holding.next_for(actor("handler.road"), clock.now())
    assert found is not None
    assert found.ref == early.ref


def test_what_somebody_holds_is_not_next(house: Flask) -> None:
    case = make_repair("filed")
    with transaction():
        holding.take_up(case, actor("handler.road"), clock.now())
    with transaction():
        assert holding.next_for(actor("handler.road2"), clock.now()) is None
    late = clock.now() + claims.LEASE + timedelta(seconds=1)
    with transaction():
        again = holding.next_for(actor("handler.road2"), late)
    assert again is not None
    assert again.ref == case.ref


def test_what_one_may_not_move_is_not_next_and_cannot_be_held(house: Flask) -> None:
    case = make_repair("vetting")
    case = step(case, "pass", "legal.publisher")
    case = step(case, "approve")
    both = actor("legal.publisher")
    with transaction():
        assert holding.next_for(both, clock.now()) is None
    with pytest.raises(NotYours) as why:
        holding.take_up(case, both, clock.now())
    assert why.value.reason.code == "separation"
    with transaction():
        found = holding.next_for(actor("publisher"), clock.now())
    assert found is not None
    assert found.ref == case.ref


def test_a_case_is_given_only_to_somebody_whose_turn_it_can_be(house: Flask) -> None:
    case = make_repair("vetting")
    with pytest.raises(NotYours) as why:
        holding.reassign(case, account("handler.road"), actor("head.road"), clock.now(), "均衡任务")
    assert why.value.reason.code == "turn"
    assert claims.standing(case, clock.now()) is None


def test_a_recused_colleague_is_not_given_the_case(house: Flask) -> None:
    case = make_repair("filed")
    who = account("handler.road2")
    head = actor("head.road")
    holding.recuse(case, who, head, clock.now(), "亲属在该企业任职")
    with pytest.raises(NotYours) as why:
        holding.reassign(case, who, head, clock.now(), "均衡任务")
    assert why.value.reason.code == "recused"


def test_places_name_a_bureau_once_and_sections_beside_it(house: Flask) -> None:
    legal, handler = actor("legal"), actor("handler.road")
    assert [(role, place.is_bureau) for role, place in holding.waits_for(legal)] == [
        (Role.LEGAL, True)
    ]
    assert [(role, place.is_bureau) for role, place in holding.waits_for(handler)] == [
        (Role.HANDLER, False)
    ]
