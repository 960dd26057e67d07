"""授权两人办理: one proposes, another confirms, nobody for themselves, three administrations apart."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.kernel import clock, grants, people, rights, sessions
from app.kernel.grants import GrantProposal
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Section
from app.kernel.roles import Role
from app.kernel.tx import transaction
from tests.conftest import actor


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def section(key: str) -> Section:
    return db.session.scalars(select(Section).where(Section.key == key)).one()


def propose(
    role: Role = Role.HEAD,
    to: str = "handler.road2",
    where: str = "road",
    by: str = "secadmin",
    act: str = "give",
) -> GrantProposal:
    with transaction():
        return grants.propose(
            act, account(to), role, section(where), "岗位调整", actor(by), clock.now()
        )


def confirm(proposal: GrantProposal, by: str) -> None:
    with transaction():
        found = grants.find(proposal.id, lock=True)
        assert found is not None
        grants.confirm(found, actor(by), clock.now())


def decline(proposal: GrantProposal, by: str) -> GrantProposal:
    with transaction():
        found = grants.find(proposal.id, lock=True)
        assert found is not None
        grants.decline(found, actor(by), clock.now(), "不需要")
    return found


def code_of(refused: pytest.ExceptionInfo[RuleBroken]) -> str:
    return refused.value.code


def test_a_proposal_alone_changes_nothing(house: Flask) -> None:
    propose()
    assert not actor("handler.road2").holds(Role.HEAD, section("road").id)


@pytest.mark.parametrize("second", ["secadmin2", "signer"])
def test_a_second_person_makes_it_so(house: Flask, second: str) -> None:
    confirm(propose(), second)
    assert actor("handler.road2").holds(Role.HEAD, section("road").id)


def test_taking_back_needs_two_as_well(house: Flask) -> None:
    proposal = propose(Role.HANDLER, act="take_back")
    assert actor("handler.road2").holds(Role.HANDLER, section("road").id)
    confirm(proposal, "secadmin2")
    assert not actor("handler.road2").holds(Role.HANDLER, section("road").id)


@pytest.mark.parametrize(
    ("second", "why"),
    [("secadmin", "same_person"), ("sysadmin", "not_yours"), ("head.road", "not_yours")],
)
def test_nobody_else_confirms(house: Flask, second: str, why: str) -> None:
    proposal = propose()
    with pytest.raises(RuleBroken) as refused:
        confirm(proposal, second)
    assert code_of(refused) == why


def test_nobody_proposes_for_themselves(house: Flask) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(Role.HANDLER, to="secadmin")
    assert code_of(refused) == "oneself"


def test_nobody_confirms_what_is_for_themselves(house: Flask) -> None:
    proposal = propose(Role.PUBLISHER, to="signer", where="bureau")
    with pytest.raises(RuleBroken) as refused:
        confirm(proposal, "signer")
    assert code_of(refused) == "oneself"


@pytest.mark.parametrize("by", ["sysadmin", "auditor", "handler.road", "signer"])
def test_only_a_security_administrator_proposes(house: Flask, by: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(by=by)
    assert code_of(refused) == "not_yours"


def test_a_security_administrator_answers_for_their_own_bureau_only(house: Flask) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(to="handler.yanjiang", where="yanjiang")
    assert code_of(refused) == "not_yours"


@pytest.mark.parametrize(
    ("role", "to", "where", "act", "why"),
    [
        (Role.HANDLER, "applicant.a", "road", "give", "not_staff"),
        (Role.APPLICANT, "handler.road", "road", "give", "not_staff"),
        (Role.CLOCK, "handler.road", "road", "give", "not_staff"),
        (Role.HANDLER, "handler.yanjiang", "road", "give", "other_house"),
        (Role.HANDLER, "handler.road", "road", "give", "held_already"),
        (Role.HEAD, "handler.road", "road", "take_back", "not_held"),
        (Role.AUDITOR, "handler.road", "bureau", "give", "incompatible"),
        (Role.HANDLER, "sysadmin", "road", "give", "incompatible"),
        (Role.SECURITY_ADMIN, "sysadmin", "bureau", "give", "incompatible"),
        # the same person under a second account
        (Role.AUDITOR, "handler.road.b", "bureau", "give", "incompatible"),
    ],
)
def test_what_may_not_be_given_says_why(
    house: Flask, role: Role, to: str, where: str, act: str, why: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(role, to, where, act=act)
    assert code_of(refused) == why


def test_the_same_proposal_waits_once(house: Flask) -> None:
    propose()
    with pytest.raises(RuleBroken) as refused:
        propose()
    assert code_of(refused) == "waiting_already"


def test_a_closed_account_gets_nothing(house: Flask) -> None:
    with transaction():
        rights.close_account(account("handler.road2"), actor("sysadmin"), clock.now())
    with pytest.raises(RuleBroken) as refused:
        propose()
    assert code_of(refused) == "closed_account"


def test_a_proposal_is_settled_once(house: Flask) -> None:
    proposal = propose()
    confirm(proposal, "secadmin2")
    with pytest.raises(RuleBroken) as refused:
        confirm(proposal, "secadmin2")
    assert code_of(refused) == "settled"


def test_the_proposer_may_take_it_back_and_another_may_decline_it(house: Flask) -> None:
    for by in ("secadmin", "secadmin2"):
        assert decline(propose(), by).decision == "declined"
    assert not actor("handler.road2").holds(Role.HEAD, section("road").id)


def test_nobody_else_declines(house: Flask) -> None:
    proposal = propose()
    with pytest.raises(RuleBroken) as refused:
        decline(proposal, "sysadmin")
    assert code_of(refused) == "not_yours"


def test_what_became_impossible_meanwhile_is_refused_at_the_second_signature(house: Flask) -> None:
    proposal = propose(Role.HANDLER, to="handler.road2", act="take_back")
    with transaction():
        held = next(g for g in account("handler.road2").grants if g.until is None)
        rights.take_back(held, actor("secadmin"), clock.now())
    with pytest.raises(RuleBroken) as refused:
        confirm(proposal, "secadmin2")
    assert code_of(refused) == "not_held"


def test_a_confirmed_change_ends_every_open_session(house: Flask) -> None:
    with transaction():
        token = sessions.begin(account("handler.road2"), clock.now())
    assert sessions.whoever_holds(token, clock.now()) is not None
    confirm(propose(), "secadmin2")
    assert sessions.whoever_holds(token, clock.now()) is None


def test_an_actor_whose_rights_changed_proposes_nothing(house: Flask) -> None:
    earlier = actor("secadmin")
    with transaction():
        rights.close_account(account("secadmin"), actor("sysadmin"), clock.now())
    with pytest.raises(people.NotNow), transaction():
        grants.propose(
            "give",
            account("handler.road2"),
            Role.HEAD,
            section("road"),
            "岗位调整",
            earlier,
            clock.now(),
        )


def test_rights_refuse_two_administrations(house: Flask) -> None:
    with pytest.raises(rights.Incompatible), transaction():
        rights.grant(
            account("auditor"), Role.SYSTEM_ADMIN, section("bureau"), people.CLOCK, clock.now()
        )


@pytest.mark.parametrize(("login", "role"), [("auditor", "handler"), ("handler.road.b", "auditor")])
def test_the_database_itself_keeps_the_administrations_apart(
    house: Flask, login: str, role: str
) -> None:
    with pytest.raises(DatabaseError, match="administrations apart"), transaction():
        db.session.execute(
            text(
                'insert into "grant" (account_id, role, section_id, since) '
                "values (:account, :role, :section, '2026-11-23')"
            ),
            {"account": account(login).id, "role": role, "section": section("road").id},
        )


def test_the_database_itself_wants_two_persons(house: Flask) -> None:
    proposal = propose()
    with pytest.raises(DatabaseError, match="two_persons"), transaction():
        db.session.execute(
            text(
                "update grant_proposal set decision = 'confirmed', decided_by = proposed_by "
                "where id = :id"
            ),
            {"id": proposal.id},
        )
