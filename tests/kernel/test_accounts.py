"""账号: opened with a one-time password, reset, closed; the person behind it is counted."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import accounts, clock, people, sessions
from app.kernel.accounts import ONE_TIME
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Grant, Person, Section
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from tests.conftest import actor


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def section(key: str) -> Section:
    return db.session.scalars(select(Section).where(Section.key == key)).one()


def opened(
    login: str = "handler.new", same_as: str = "", where: str = "road"
) -> tuple[Account, str]:
    with transaction():
        other = account(same_as) if same_as else None
        return accounts.open_staff(
            login, "新经办", section(where), other, actor("sysadmin"), clock.now()
        )


def sign_in(login: str, password: str) -> str | None:
    with transaction():
        return sessions.sign_in(login, password, "127.0.0.1", clock.now())


def test_a_new_account_signs_in_with_its_one_time_password_and_must_change_it(house: Flask) -> None:
    made, password = opened()
    token = sign_in("handler.new", password)
    assert token is not None
    who = sessions.whoever_holds(token, clock.now())
    assert who is not None
    assert who.must_change
    assert not who.roles
    with transaction():
        sessions.change_password(account("handler.new"), "another-password-1")
    token = sign_in("handler.new", "another-password-1")
    assert token is not None
    who = sessions.whoever_holds(token, clock.now())
    assert who is not None
    assert not who.must_change
    assert sign_in("handler.new", password) is None
    assert made.login == "handler.new"


def test_a_one_time_password_dies(house: Flask) -> None:
    _, password = opened()
    clock.stand_at(clock.now() + ONE_TIME + timedelta(minutes=1))
    assert sign_in("handler.new", password) is None


def test_a_second_account_is_of_the_same_person(house: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Person))
    made, _ = opened(same_as="handler.road")
    assert made.person_id == account("handler.road").person_id
    assert db.session.scalar(select(func.count()).select_from(Person)) == before


@pytest.mark.parametrize(
    ("login", "why"),
    [
        ("handler.road", "login_taken"),
        ("Ab", "bad_login"),
        ("1abc", "bad_login"),
        ("王某", "bad_login"),
        ("a" * 33, "bad_login"),
    ],
)
def test_a_login_is_free_and_plain(house: Flask, login: str, why: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        opened(login)
    assert refused.value.code == why


def test_accounts_of_another_bureau_are_not_theirs(house: Flask) -> None:
    with pytest.raises(RuleBroken) as refused:
        opened(where="yanjiang")
    assert refused.value.code == "not_yours"


def test_an_applicants_account_acts_for_its_enterprise(house: Flask) -> None:
    subject = db.session.scalars(select(Subject)).first()
    assert subject is not None
    with transaction():
        made, _ = accounts.open_applicant(
            "applicant.new", "新专员", subject, "agent", actor("sysadmin"), clock.now()
        )
    assert actor(made.login).represents(subject.id)


def test_a_reset_ends_every_session_and_the_old_password(house: Flask) -> None:
    with transaction():
        token = sessions.begin(account("handler.road"), clock.now())
        password = accounts.reset_password(
            account("handler.road"), "本人到窗口申请", actor("sysadmin"), clock.now()
        )
    assert sessions.whoever_holds(token, clock.now()) is None
    assert sign_in("handler.road", password) is not None


@pytest.mark.parametrize("login", ["secadmin", "auditor"])
def test_the_other_administrations_are_not_reset_by_this_one(house: Flask, login: str) -> None:
    with pytest.raises(RuleBroken) as refused, transaction():
        accounts.reset_password(account(login), "忘记口令", actor("sysadmin"), clock.now())
    assert refused.value.code == "kept_apart"


def test_closing_ends_sessions_grants_and_representations(house: Flask) -> None:
    with transaction():
        token = sessions.begin(account("handler.road2"), clock.now())
        accounts.close(account("handler.road2"), "调离", actor("sysadmin"), clock.now())
        accounts.close(account("agent"), "委托终止", actor("sysadmin"), clock.now())
    assert sessions.whoever_holds(token, clock.now()) is None
    standing = select(func.count()).select_from(Grant).join(Account)
    gone = standing.where(Account.login == "handler.road2", Grant.until.is_(None))
    assert db.session.scalar(gone) == 0
    assert people.actor_of(account("agent"), clock.today()).subjects == frozenset()


def test_a_closed_account_is_closed_once_and_gets_no_password(house: Flask) -> None:
    with transaction():
        accounts.close(account("handler.road2"), "调离", actor("sysadmin"), clock.now())
    for act in (accounts.close, accounts.reset_password):
        with pytest.raises(RuleBroken) as refused, transaction():
            act(account("handler.road2"), "再来", actor("sysadmin"), clock.now())
        assert refused.value.code == "closed_account"


def test_nobody_closes_their_own_account(house: Flask) -> None:
    with pytest.raises(RuleBroken) as refused, transaction():
        accounts.close(account("sysadmin"), "离职", actor("sysadmin"), clock.now())
    assert refused.value.code == "oneself"
