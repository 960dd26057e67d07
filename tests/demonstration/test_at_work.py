"""演示局在办: everybody who can sign in finds something to do, and all of it was really done."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import demonstration
from app.cli import starting
from app.demonstration import association
from app.extensions import db
from app.halls.desk import queries as desk
from app.halls.portal import queries as portal
from app.kernel import cases, clock, feedback, tips
from app.kernel.bulk import BulkBatch
from app.kernel.cases import Case
from app.kernel.claims import Claim
from app.kernel.delegations import Delegation
from app.kernel.documents import Document
from app.kernel.events import Event
from app.kernel.hits import RuleHit
from app.kernel.notes import CaseNote
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.samples import Recheck
from tests.conftest import MORNING, actor
from tests.demonstration.conftest import an_empty_house

# Whose roles bring them no case: they keep the system and the rights in it.
NO_CASES = {"sysadmin", "secadmin", "secadmin2"}
READS_ONLY = {"auditor"}
STAFF = [one.key for one in (*demonstration.STAFF, *demonstration.STAFF_AT_WORK)]
APPLICANTS = [*(key for key, *_ in demonstration.APPLICANTS), association.OFFICER[0]]

# Where cases stand, and how they ended, kind by kind.
STAND = {
    "repair": {
        *("draft", "filed", "correcting", "reviewing", "vetting", "deciding", "approved"),
        *("published", "revoked", "declined", "refused", "withdrawn", "lapsed", "terminated"),
    },
    "objection": {
        *("draft", "filed", "correcting", "forwarding", "reviewing", "vetting", "deciding"),
        *("approved", "published", "declined", "refused", "withdrawn"),
    },
    "commitment": {
        *("draft", "filed", "reviewing", "deciding", "approved", "performing", "rectifying"),
        *("breaking", "kept", "broken", "diverted", "refused", "withdrawn"),
    },
    "sanction": {
        *("draft", "filed", "vetting", "hearing", "reconsidering", "deciding", "approved"),
        *("published", "delisted", "dropped", "refused", "withdrawn"),
    },
    "revocation": {"draft", "filed", "published", "refused", "withdrawn"},
}


@pytest.fixture(scope="module")
def bureau(_house: tuple[Flask, Any]) -> Iterator[Flask]:
    """The bureau at work, laid out once for all of these."""
    with an_empty_house(_house) as app:
        told = starting.demonstrated(app.config["INSTANCE"], MORNING, at_work=True)
        assert "处罚 172 条" in told
        yield app


@pytest.fixture(autouse=True)
def _morning(bureau: Flask) -> Iterator[None]:
    clock.stand_at(MORNING)
    yield
    db.session.rollback()


def count(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.mark.parametrize("login", [key for key in STAFF if key not in NO_CASES])
def test_every_desk_has_something_on_it(login: str) -> None:
    lies = desk.counts(actor(login), MORNING)
    assert lies["open" if login in READS_ONLY else "mine"] >= 1


@pytest.mark.parametrize("login", sorted(NO_CASES))
def test_who_keeps_the_system_has_no_case(login: str) -> None:
    assert db.session.scalars(cases.visible_to(actor(login))).all() == []


@pytest.mark.parametrize("login", APPLICANTS)
def test_every_applicant_has_an_application_on_its_way(login: str) -> None:
    assert portal.applications(actor(login), None, False, None)


@pytest.mark.parametrize("login", ["applicant.a", "applicant.b", "agent"])
def test_their_first_page_asks_applicants_for_something(login: str) -> None:
    me = actor(login)
    assert portal.waits_for_them(me)


@pytest.mark.parametrize("kind", sorted(STAND))
def test_cases_of_every_kind_stand_in_every_stage(kind: str) -> None:
    assert set(db.session.scalars(select(Case.state).where(Case.kind == kind))) == STAND[kind]


def test_some_are_late_some_are_due_today_and_some_soon() -> None:
    lies = desk.counts(actor("handler.road"), MORNING)
    assert lies["late"] == 1
    assert lies["today"] >= 1
    assert lies["week"] >= 1


def test_every_act_stands_in_the_order_of_time_and_none_is_to_come() -> None:
    moments = list(db.session.scalars(select(Event.at).order_by(Event.id)))
    assert moments == sorted(moments)
    assert moments[-1] == MORNING
    assert (MORNING - moments[0]).days > 35


def test_what_lies_beside_the_cases_is_there() -> None:
    assert count(Claim, Claim.until > MORNING) == 1
    assert count(Delegation, Delegation.since <= MORNING.date()) == 1
    assert count(CaseNote) == 2
    assert set(db.session.scalars(select(RuleHit.state))) == {"open", "proposed"}
    assert list(db.session.execute(select(BulkBatch.state, BulkBatch.filed))) == [("filed", 3)]
    assert tips.waiting_for(actor("handler.office")) == 1
    assert feedback.waiting_for(actor("handler.licensing"), MORNING.date()) >= 1
    assert count(Recheck, Recheck.finding.is_(None)) >= 1


def test_entries_stand_under_objection_and_on_a_list() -> None:
    assert count(PublicEntry, PublicEntry.disputed, PublicEntry.withdrawn_on.is_(None)) >= 3
    listed = select(CreditRecord.status).where(CreditRecord.kind == "list")
    assert sorted(db.session.scalars(listed)) == ["annulled", "effective"]


def test_what_was_handed_in_can_be_read() -> None:
    received = select(Document.media_type).where(Document.direction == "received").distinct()
    assert set(db.session.scalars(received)) == {"application/pdf", "image/png"}


def test_all_of_it_verifies(bureau: Flask) -> None:
    run = bureau.test_cli_runner()
    assert run.invoke(args=["seal"]).exit_code == 0
    verified = run.invoke(args=["verify"])
    assert verified.exit_code == 0, verified.output


def test_a_second_start_adds_nothing(bureau: Flask) -> None:
    before = count(Case), count(Event), count(CreditRecord)
    assert starting.demonstrated(bureau.config["INSTANCE"], MORNING, at_work=True) == ""
    assert (count(Case), count(Event), count(CreditRecord)) == before


def test_the_start_names_everybody_and_whom_they_act_for() -> None:
    told = {login: what for login, _name, what in demonstration.who_can_sign_in()}
    assert set(told) == {*STAFF, *APPLICANTS}
    assert "资阳市康达示例物流有限公司" in told["agent"]
