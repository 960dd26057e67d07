"""人员 natural persons, their accounts and what they hold in which section, and who acts.

Separation of duties counts persons, not accounts: one person may sign in as two accounts.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db, table_of
from app.kernel import events
from app.kernel.actors import CLOCK, Actor, Mandate
from app.kernel.delegations import Delegation
from app.kernel.roles import Role

__all__ = [
    "CLOCK",
    "Account",
    "Actor",
    "Grant",
    "Mandate",
    "NotNow",
    "Person",
    "Representation",
    "Section",
    "actor_of",
    "actor_with",
    "confirm",
    "forget_actor",
    "forget_actors",
    "mandates_of",
    "open_section",
]


class Section(Base):
    """科室 a place that holds cases: a bureau, one of its sections or centres."""

    __tablename__ = "section"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    bureau_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("section.id"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("section.id"))
    code: Mapped[str | None] = mapped_column(String(18))  # the bureau's own 统一社会信用代码
    mark: Mapped[str | None] = mapped_column(String(16))  # 机关代字, heads its paper numbers
    review_body: Mapped[str | None] = mapped_column(String(80))  # 行政复议机关
    # 办公室: takes in for its bureau what it then hands on to the other sections.
    is_office: Mapped[bool] = mapped_column(default=False)
    keeps_matters: Mapped[bool] = mapped_column(default=False)  # 维护本局的承诺事项清单

    @property
    def is_bureau(self) -> bool:
        return self.bureau_id is None

    @property
    def house_id(self) -> int:
        """The bureau this section belongs to: itself, if it is one."""
        return self.bureau_id or self.id


class Person(Base):
    """自然人 one human being, however many accounts."""

    __tablename__ = "person"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80))


class Account(Base):
    """账号 one way to sign in; its epoch rises when its rights change, ending old sessions."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("kind in ('staff','applicant')", name="kind"),)

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(256))
    password_until: Mapped[datetime | None]  # a one-time password dies then; others do not
    kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("section.id"))
    active: Mapped[bool] = mapped_column(default=True)
    demonstration: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    mail_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    language: Mapped[str] = mapped_column(String(2), default="zh")  # of what is mailed

    person: Mapped[Person] = relationship()
    section: Mapped[Section | None] = relationship()
    grants: Mapped[list["Grant"]] = relationship(back_populates="account")


class Grant(Base):
    """授权 a role held in a section, from a day until it is taken back."""

    __tablename__ = "grant"
    __table_args__ = (
        Index(
            "uq_grant_standing",
            "account_id",
            "role",
            "section_id",
            unique=True,
            sqlite_where=text("until is null"),
            postgresql_where=text("until is null"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(24))
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    since: Mapped[date]
    until: Mapped[date | None]

    account: Mapped[Account] = relationship(back_populates="grants")
    section: Mapped[Section] = relationship()


class Representation(Base):
    """代理 an applicant's account may act for an enterprise: as itself, or as an agent."""

    __tablename__ = "representation"
    __table_args__ = (UniqueConstraint("account_id", "subject_id"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    subject_id: Mapped[int] = mapped_column(BigId, index=True)
    capacity: Mapped[str] = mapped_column(String(12), default="own")  # own 本企业 | agent 代理人
    until: Mapped[date | None]


# Actors by account, each with its day: good for as long as the account's epoch stands, for the day.
_known: dict[tuple[str, int], tuple[date, Actor]] = {}


def _remembered_as(account_id: int) -> tuple[str, int]:
    return str(db.engine.url), account_id


def mandates_of(account_id: int, today: date) -> tuple[Mandate, ...]:
    """What this account holds for the absent today: no longer than they hold it themselves."""
    held = (
        (Grant.account_id == Delegation.account_id)
        & (Grant.role == Delegation.role)
        & (Grant.section_id == Delegation.section_id)
        & Grant.until.is_(None)
    )
    rows = db.session.execute(
        select(Delegation, Person.name)
        .join(Person, Person.id == Delegation.person_id)
        .join(Account, Account.id == Delegation.account_id)
        .join(Grant, held)
        .where(Delegation.deputy_id == account_id, Delegation.revoked_at.is_(None), Account.active)
        .where(Delegation.since <= today, Delegation.until >= today)
        .order_by(Delegation.id)
    )
    return tuple(
        Mandate(
            delegation_id=one.id,
            account_id=one.account_id,
            person_id=one.person_id,
            name=name,
            role=Role(one.role),
            section_id=one.section_id,
            kind=one.kind,
            events=frozenset(one.events),
            since=one.since,
            until=one.until,
        )
        for one, name in rows
    )


def is_reachable(subject_id: int) -> bool:
    """Whether anybody has an account by which this subject can be told something."""
    agents = (
        select(Representation.id)
        .join(Account, Account.id == Representation.account_id)
        .where(Representation.subject_id == subject_id, Representation.until.is_(None))
        .where(Account.active)
    )
    return db.session.scalar(agents.limit(1)) is not None


def actor_of(account: Account, today: date) -> Actor:
    """The account as somebody who acts today."""
    today_roles = frozenset((Role(g.role), g.section_id) for g in account.grants if g.until is None)
    houses = tuple((s.id, s.house_id) for s in db.session.scalars(select(Section)))
    subjects = db.session.scalars(
        select(Representation.subject_id).where(
            Representation.account_id == account.id, Representation.until.is_(None)
        )
    )
    return Actor(
        account_id=account.id,
        person_id=account.person_id,
        name=account.person.name,
        kind=account.kind,
        epoch=account.epoch,
        login=account.login,
        section_id=account.section_id,
        section_name=account.section.name if account.section else "",
        roles=today_roles,
        subjects=frozenset(subjects),
        houses=houses,
        must_change=account.password_until is not None,
        mandates=mandates_of(account.id, today),
    )


def actor_with(account_id: int, epoch: int, today: date) -> Actor:
    """The actor at this epoch on this day, from memory while both stand."""
    key = _remembered_as(account_id)
    day, known = _known.get(key, (None, None))
    if known is None or known.epoch != epoch or day != today:
        account = db.session.get(Account, account_id, populate_existing=True)
        if account is None:
            raise LookupError(account_id)
        known = actor_of(account, today)
        _known[key] = today, known
    return known


def forget_actor(account_id: int) -> None:
    """Drop what is remembered of one account, whose rights have changed."""
    _known.pop(_remembered_as(account_id), None)


def forget_actors() -> None:
    """Drop the remembered snapshots (a new database, or a changed tree of sections)."""
    _known.clear()


class NotNow(Exception):
    """The actor's rights changed since the page was loaded."""


_ACCOUNTS = table_of(Account).c
_STANDING = select(_ACCOUNTS.epoch, _ACCOUNTS.active).where(_ACCOUNTS.id == bindparam("account"))


def confirm(actor: Actor) -> None:
    """Rights at the moment of the act decide, not those of the page load. Raises NotNow."""
    if actor.account_id is None:
        return
    standing = db.session.execute(_STANDING, {"account": actor.account_id}).first()
    if standing is None or not standing.active or standing.epoch != actor.epoch:
        raise NotNow(actor.login)


def open_section(
    key: str, name: str, name_en: str, under: Section | None, by: Actor, at: datetime, **own: Any
) -> Section:
    """Open a bureau, or a section under one; `own` is what only a bureau has."""
    section = Section(
        key=key,
        name=name,
        name_en=name_en,
        **({"parent_id": under.id, "bureau_id": under.house_id} if under else {}),
        **own,
    )
    db.session.add(section)
    db.session.flush()
    events.record("bureau/sections", "open_section", by, at, facts={"key": key, "name": name})
    forget_actors()
    return section
