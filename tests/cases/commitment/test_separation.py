"""职责分离: persons, not accounts, in the round of the decision and in the round of its keeping."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import cases, clock, deputies, people, rights, separation
from app.kernel.deputies import Lent
from app.kernel.people import CLOCK, Account, Section
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours
from tests.cases.commitment.scenes import make_commitment, step
from tests.cases.objection import scenes as objection
from tests.conftest import actor

TODAY = date(2026, 11, 23)


def grant(login: str, role: Role, section: str) -> None:
    """One more role for somebody who has done something already."""
    with transaction():
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        where = db.session.scalars(select(Section).where(Section.key == section)).one()
        rights.grant(account, role, where, CLOCK, clock.now())
    people.forget_actors()


def closed(case: object, event: str, login: str) -> str:
    with pytest.raises(NotYours) as why:
        step(case, event, login)  # type: ignore[arg-type]
    return why.value.reason.code


def test_whoever_recommended_neither_decides_nor_publishes(house: Flask) -> None:
    grant("handler.licensing", Role.HEAD, "licensing")
    grant("handler.licensing", Role.PUBLISHER, "bureau")
    case = make_commitment("deciding")
    assert closed(case, "approve", "handler.licensing") == "separation"
    assert closed(case, "send_back", "handler.licensing") == "separation"
    case = step(case, "approve")
    assert closed(case, "publish", "handler.licensing") == "separation"


def test_whoever_decided_does_not_publish(house: Flask) -> None:
    grant("head.licensing", Role.PUBLISHER, "bureau")
    assert closed(make_commitment("approved"), "publish", "head.licensing") == "separation"


def test_after_a_return_the_review_is_anybodys_again(house: Flask) -> None:
    case = step(make_commitment("deciding"), "send_back")
    assert separation.doers(case) == {}
    case = step(case, "recommend", "handler.licensing2")
    assert step(case, "approve").state == "approved"


def test_publication_begins_a_round_and_the_publisher_stays_out_of_it(house: Flask) -> None:
    case = make_commitment("performing")
    assert case.round == 2
    assert separation.doers(case) == {"publication": actor("publisher").person_id}
    grant("publisher", Role.APPROVER, "bureau")
    for event in ("find_unkept", "find_broken"):
        case = step(case, event)
    assert closed(case, "confirm", "publisher") == "separation"


def test_whoever_referred_a_breach_does_not_judge_it(house: Flask) -> None:
    grant("handler.licensing", Role.APPROVER, "bureau")
    case = make_commitment("breaking")
    assert closed(case, "confirm", "handler.licensing") == "separation"
    assert closed(case, "overturn", "handler.licensing") == "separation"


def test_whoever_found_it_does_not_judge_it_though_a_colleague_referred_it(house: Flask) -> None:
    grant("handler.licensing", Role.APPROVER, "bureau")
    case = step(make_commitment("rectifying"), "find_broken", "handler.licensing2")
    assert closed(case, "confirm", "handler.licensing") == "finder"
    assert closed(case, "overturn", "handler.licensing") == "finder"
    assert step(case, "confirm").state == "broken"


def test_the_one_who_confirmed_has_entered_the_record(house: Flask) -> None:
    from app.kernel import records

    case = make_commitment("broken")
    (record,) = records.of_subject(case.subject_id)
    assert record.entered_by == actor("approver").person_id


def test_whoever_stands_on_the_subjects_side_has_no_hand_in_it(house: Flask) -> None:
    case = make_commitment("filed")
    with transaction():
        account = db.session.scalars(
            select(Account).where(Account.login == "handler.licensing")
        ).one()
        person = db.session.scalars(select(Account.person_id).where(Account.login == "agent")).one()
        account.person_id = person
    people.forget_actors()
    assert closed(cases.find(actor("applicant.a"), case.ref), "accept", "handler.licensing") == (
        "interested"
    )


def test_a_breach_confirmed_in_somebodys_name_is_decided_about_by_neither(house: Flask) -> None:
    absent, deputy = actor("approver"), actor("head.road")
    with transaction():
        account = {a.login: a for a in db.session.scalars(select(Account))}
        bureau = db.session.scalars(select(Section).where(Section.key == "bureau")).one()
        lent = Lent(Role.APPROVER, bureau, "", ("confirm", "uphold"), TODAY, TODAY)
        deputies.give(
            account["approver"], account["head.road"], lent, "出差", absent, clock.now(), None
        )
    case = step(make_commitment("breaking"), "confirm", "head.road")
    assert (case.breach.entered_by, case.breach.entered_for) == (
        deputy.person_id,
        absent.person_id,
    )
    dispute = objection.make_objection("draft", case.breach)
    for event, who in (
        *(("submit", "applicant.a"), ("accept", "handler.office")),
        *(("forward", "handler.office"), ("reply", "handler.licensing"), ("pass", "legal2")),
    ):
        dispute = objection.step(dispute, event, who)
    for login in ("approver", "head.road"):
        with pytest.raises(NotYours) as why:
            objection.step(dispute, "uphold", login)
        assert why.value.reason.code == "own_record", login
    assert objection.step(dispute, "uphold", "approver2").state == "approved"
