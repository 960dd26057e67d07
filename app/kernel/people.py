"""人员 natural persons, their accounts and what they hold in which section, and who acts.

Separation of duties counts persons, not accounts: one person may sign in as two accounts.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
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
from app.kernel.roles import Role


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


@dataclass(frozen=True)
class Actor:
    """办事的人 a snapshot of who acts and what they may be, taken at this epoch."""

    account_id: int | None
    person_id: int | None
    name: str
    kind: str
    epoch: int = 0
    login: str = ""
    section_id: int | None = None
    section_name: str = ""
    roles: frozenset[tuple[Role, int]] = frozenset()
    subjects: frozenset[int] = frozenset()
    houses: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    must_change: bool = False  # signed in with a one-time password: nothing else before a new one

    is_active = True
    is_anonymous = False

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def id(self) -> int | None:
        return self.account_id

    @property
    def home_section_name(self) -> str:
        return self.section_name

    @cached_property
    def _sections_with(self) -> dict[tuple[Role, ...], frozenset[int]]:
        return {}

    @cached_property
    def _house_of(self) -> dict[int, int]:
        return dict(self.houses)

    def holds(self, role: Role, section_id: int) -> bool:
        """Held in this section, or in the bureau the section belongs to."""
        house = self._house_of.get(section_id, section_id)
        return (role, section_id) in self.roles or (role, house) in self.roles

    def represents(self, subject_id: int) -> bool:
        return subject_id in self.subjects

    @cached_property
    def all_roles(self) -> frozenset[Role]:
        return frozenset(role for role, _ in self.roles)

    def sections_with(self, *roles: Role) -> frozenset[int]:
        """Every section in which one of these roles is held, through its bureau too."""
        if roles not in self._sections_with:
            self._sections_with[roles] = frozenset(
                section
                for section in self._house_of
                if any(self.holds(role, section) for role in roles)
            )
        return self._sections_with[roles]

    @cached_property
    def all_sections(self) -> frozenset[int]:
        return self.sections_with(*self.all_roles)


CLOCK = Actor(account_id=None, person_id=None, name="时钟", kind="clock")

# Actors by account, good for as long as the account's epoch stands.
_known: dict[tuple[str, int], Actor] = {}


def _remembered_as(account_id: int) -> tuple[str, int]:
    return str(db.engine.url), account_id


def actor_of(account: Account) -> Actor:
    """The account as somebody who acts."""
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
    )


def actor_with(account_id: int, epoch: int) -> Actor:
    """The actor at this epoch, from memory while the epoch stands."""
    key = _remembered_as(account_id)
    known = _known.get(key)
    if known is None or known.epoch != epoch:
        account = db.session.get(Account, account_id, populate_existing=True)
        if account is None:
            raise LookupError(account_id)
        _known[key] = known = actor_of(account)
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
