"""交接: looked at first, which moves nothing; then everything that can go, at once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import absences, accounts, cases, claims, clock, deputies, handover, holding
from app.kernel.cases import Case
from app.kernel.deputies import Lent
from app.kernel.events import Event, facts_of, history
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Section
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.workflow import open_case
from tests.conftest import actor
from tests.factories import make_record, make_repair, step

TODAY = date(2026, 11, 23)


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def holder(case: Case) -> str:
    claim = claims.standing(case, clock.now())
    return db.session.get_one(Account, claim.account_id).login if claim else ""


def in_hand() -> tuple[Case, Case, Case]:
    """Of 罗法规: a case that 梁法规 could vet, one that 梁 approved of elsewhere, nothing else."""
    one = make_repair("filed", make_record(doc_no="资交执罚〔2026〕11号"))
    two = make_repair("filed", make_record(doc_no="资交执罚〔2026〕12号"))
    for case in (one, two):
        holding.take_up(case, actor("handler.road"), clock.now())
    record = make_record(doc_no="资交执罚〔2026〕13号")
    draft = open_case(
        "repair", cases.about(record), actor("handler.road"), clock.now(), at_desk=True
    )
    return one, two, draft


def test_a_look_moves_nothing(house: Flask) -> None:
    one, _, draft = in_hand()
    before = db.session.scalar(select(func.count(Event.id)))
    found = handover.plan(account("handler.road"), account("handler.road2"), clock.now())
    assert len(found.moving) == 3
    db.session.expire_all()
    assert db.session.scalar(select(func.count(Event.id))) == before
    assert holder(one) == "handler.road"
    assert draft.opened_by == account("handler.road").id


def test_one_act_moves_everything_and_says_so_on_each_case(house: Flask) -> None:
    one, two, draft = in_hand()
    leaver, to = account("handler.road"), account("handler.road2")
    entry = handover.hand_over(leaver, to, "调离", actor("head.road"), clock.now(), "k" * 24)
    again = handover.hand_over(leaver, to, "调离", actor("head.road"), clock.now(), "k" * 24)
    assert again.id == entry.id
    assert {holder(one), holder(two)} == {"handler.road2"}
    assert db.session.get_one(Case, draft.id, populate_existing=True).opened_by == to.id
    for case in (one, two, draft):
        assert history(case.stream)[-1].name == "hand_over"
    told = facts_of([entry.id])[entry.id]
    assert sorted(told["moved"]) == sorted([one.ref, two.ref, draft.ref])
    assert told["kept"] == []
    with transaction():
        accounts.close(account("handler.road"), "调离", actor("sysadmin"), clock.now())


def test_what_the_successor_may_not_do_stays_with_its_reason(house: Flask) -> None:
    """邓双岗 vetted the case; so it is not handed to 邓 for publication."""
    case = step(make_repair("vetting"), "pass", "legal.publisher")
    case = step(case, "approve")
    other = make_repair("approved", make_record(doc_no="资交执罚〔2026〕14号"))
    for one in (case, other):
        holding.take_up(one, actor("publisher"), clock.now())
    leaver, to = account("publisher"), account("legal.publisher")
    found = handover.plan(leaver, to, clock.now())
    assert [item.case.ref for item in found.moving] == [other.ref]
    assert [(i.case.ref, i.why_not and i.why_not.code) for i in found.staying] == [
        (case.ref, "separation")
    ]
    handover.hand_over(leaver, to, "调离", actor("sysadmin"), clock.now())
    assert (holder(case), holder(other)) == ("publisher", "legal.publisher")


def test_a_successor_without_the_post_takes_nothing(house: Flask) -> None:
    in_hand()
    found = handover.plan(account("handler.road"), account("handler.waterway"), clock.now())
    assert not found.moving
    assert {item.why_not.code for item in found.staying if item.why_not} == {"role"}


@pytest.mark.parametrize("who", ["handler.road2", "head.enforcement", "handler.road", "secadmin"])
def test_not_everybody_hands_over(house: Flask, who: str) -> None:
    one, *_ = in_hand()
    with pytest.raises(RuleBroken):
        handover.hand_over(
            account("handler.road"), account("handler.road2"), "调离", actor(who), clock.now()
        )
    assert holder(one) == "handler.road"


def test_deputies_end_with_a_hand_over_and_are_never_passed_on(house: Flask) -> None:
    bureau = db.session.scalars(select(Section).where(Section.key == "bureau")).one()
    lent = Lent(Role.APPROVER, bureau, "", ("approve",), TODAY, TODAY + timedelta(days=3))
    with transaction():
        to = account("handler.road")
        deputies.give(account("approver"), to, lent, "", actor("approver"), clock.now())
    assert actor("handler.road").mandates
    leaver, to = account("handler.road"), account("handler.road2")
    assert len(handover.plan(leaver, to, clock.now()).ends) == 1
    handover.hand_over(leaver, to, "调离", actor("head.road"), clock.now())
    assert actor("handler.road").mandates == ()
    assert actor("handler.road2").mandates == ()


# ---------------------------------------------------------------- somebody away


def test_what_somebody_away_holds_is_reassigned_in_one_go(house: Flask) -> None:
    one, two, draft = in_hand()
    away, to, head = account("handler.road"), account("handler.road2"), actor("head.road")
    with pytest.raises(RuleBroken) as why:
        handover.reassign_all(away, to, "请假", head, clock.now())
    assert why.value.code == "not_away"
    with transaction():
        absences.mark(away, TODAY, TODAY + timedelta(days=2), "病假", head, clock.now())
    handover.reassign_all(away, to, "请假", head, clock.now())
    assert {holder(one), holder(two)} == {"handler.road2"}
    assert history(one.stream)[-1].name == "reassign"
    assert db.session.get_one(Case, draft.id, populate_existing=True).opened_by == away.id


def test_an_absence_ends_on_its_last_day_or_when_one_is_back(house: Flask) -> None:
    me, who = account("handler.road"), actor("handler.road")
    with transaction():
        away = absences.mark(me, TODAY, TODAY + timedelta(days=2), "", who, clock.now())
    assert absences.away([me.id], TODAY + timedelta(days=2)) == {me.id}
    assert absences.away([me.id], TODAY + timedelta(days=3)) == frozenset()
    with transaction():
        absences.end(away, who, clock.now())
    assert absences.away([me.id], TODAY) == frozenset()


def test_only_oneself_and_the_head_mark_an_absence(house: Flask) -> None:
    for login in ("handler.road2", "head.enforcement", "sysadmin"):
        with pytest.raises(RuleBroken), transaction():
            absences.mark(account("handler.road"), TODAY, TODAY, "", actor(login), clock.now())
