"""回避: whoever is recused, or acts for the applicant under another account, takes no step."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, holding
from app.kernel.people import Account
from app.kernel.workflow import NotYours
from tests.conftest import actor
from tests.factories import make_repair, step


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def test_a_recused_handler_takes_no_step_and_loses_the_claim(house: Flask) -> None:
    case = make_repair("filed")
    me = actor("handler.road")
    holding.take_up(case, me, clock.now())
    holding.recuse(case, account("handler.road"), me, clock.now(), "申请人是本人亲属")
    with pytest.raises(NotYours) as why:
        step(case, "accept", "handler.road")
    assert why.value.reason.code == "interested"
    assert step(case, "accept", "handler.road2").state == "reviewing"


def test_only_the_head_has_a_colleague_keep_out(house: Flask) -> None:
    case = make_repair("filed")
    other = account("handler.road2")
    with pytest.raises(NotYours):
        holding.recuse(case, other, actor("handler.road"), clock.now(), "听说是亲属")
    holding.recuse(case, other, actor("head.road"), clock.now(), "利害关系")
    with pytest.raises(NotYours):
        step(case, "accept", "handler.road2")
