"""账号管理 accounts are opened, given a one-time password and closed; rights are another's work."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.extensions import db
from app.kernel import people, rights
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor, Person, Section
from app.kernel.roles import Role
from app.kernel.subjects import Subject
from app.lib.markers import N_
from app.lib.numbers import lookup_code

ONE_TIME = timedelta(hours=72)  # a weekend may lie between handing over and signing in
LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,31}")

# Whoever resets their password could sign in as them and grant: T27.
KEPT_APART = frozenset({Role.SECURITY_ADMIN, Role.AUDITOR})


def one_time_password() -> str:
    """Sixty random bits in signs that nobody misreads."""
    return lookup_code(secrets.token_bytes(8))


def open_staff(
    login: str, name: str, section: Section, same_as: Account | None, by: Actor, at: datetime
) -> tuple[Account, str]:
    """Open an account for a member of staff: it may sign in and do nothing until roles are granted.

    `same_as` names another account of the same person: separation of duties counts persons.
    """
    people.confirm(by)
    _answers_for(by, section)
    person = same_as.person if same_as else _new_person(name)
    return _opened(login, "staff", person, section, by, at)


def open_applicant(
    login: str, name: str, subject: Subject, capacity: str, by: Actor, at: datetime
) -> tuple[Account, str]:
    """Open an account for somebody who acts for an enterprise."""
    people.confirm(by)
    account, password = _opened(login, "applicant", _new_person(name), None, by, at)
    rights.represent(account, subject.id, by, at, capacity)
    return account, password


def _new_person(name: str) -> Person:
    person = Person(name=name)
    db.session.add(person)
    db.session.flush()
    return person


def _opened(
    login: str, kind: str, person: Person, section: Section | None, by: Actor, at: datetime
) -> tuple[Account, str]:
    if not LOGIN.fullmatch(login):
        raise RuleBroken(
            N_("登录名为3至32个字符：小写字母开头，可用小写字母、数字、点、横线"),
            "login",
            "bad_login",
        )
    if db.session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise RuleBroken(N_("这个登录名已有人使用，请换一个"), "login", "login_taken")
    password = one_time_password()
    account = Account(
        login=login,
        password=generate_password_hash(password),
        password_until=at + ONE_TIME,
        kind=kind,
        person_id=person.id,
        section_id=section.id if section else None,
        opened_at=at,
    )
    db.session.add(account)
    rights.rights_changed(account, "open_account", by, at, kind=kind, person=person.id)
    return account, password


def _answers_for(by: Actor, section: Section | None) -> None:
    if section is not None and not by.holds(Role.SYSTEM_ADMIN, section.id):
        raise RuleBroken(N_("这个单位的账号不归您管理"), "section", "not_yours")


def reset_password(account: Account, reason: str, by: Actor, at: datetime) -> str:
    """Give a one-time password in place of a forgotten one; every open session ends."""
    people.confirm(by)
    _answers_for(by, account.section)
    _still_open(account)
    if rights.roles_of_person(account.person_id) & KEPT_APART and account.person_id != by.person_id:
        raise RuleBroken(
            N_("安全管理员和督查的口令不由系统管理员重置，请在服务器上两人在场用命令重置"),
            None,
            "kept_apart",
        )
    return give_one_time_password(account, reason, by, at)


def give_one_time_password(account: Account, reason: str, by: Actor, at: datetime) -> str:
    """What a reset does, once it is known that it may be done."""
    password = one_time_password()
    account.password = generate_password_hash(password)
    account.password_until = at + ONE_TIME
    rights.rights_changed(account, "reset_password", by, at, reason=reason)
    return password


def close(account: Account, reason: str, by: Actor, at: datetime) -> None:
    """Close an account for good. Raises RuleBroken for one's own."""
    people.confirm(by)
    _answers_for(by, account.section)
    _still_open(account)
    if account.person_id == by.person_id:
        raise RuleBroken(N_("不能停用自己的账号"), None, "oneself")
    rights.close_account(account, by, at, reason)


def _still_open(account: Account) -> None:
    if not account.active:
        raise RuleBroken(N_("这个账号已停用"), None, "closed_account")
