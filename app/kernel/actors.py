"""办事的人 who acts: a snapshot of one account on one day, with what it holds for the absent."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from app.kernel.roles import Role


@dataclass(frozen=True)
class Mandate:
    """代理授权 what one holds for somebody absent: one role in one section, some events."""

    delegation_id: int
    account_id: int  # of the absent
    person_id: int
    name: str
    role: Role
    section_id: int
    kind: str  # of case; empty for every kind
    events: frozenset[str]
    since: date
    until: date

    def covers(self, kind: str, event: str, today: date) -> bool:
        """Whether it reaches this event of this kind of case today; both its days count."""
        return (
            self.kind in ("", kind) and event in self.events and self.since <= today <= self.until
        )


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
    mandates: tuple[Mandate, ...] = ()  # 代理: none of it is one's own, so none is passed on
    stands_for: Mandate | None = None  # whose hand this is, while it is somebody absent's

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

    @property
    def for_person_id(self) -> int | None:
        """In whose name this hand acts, if not in its own."""
        return self.stands_for.person_id if self.stands_for else None

    @cached_property
    def persons(self) -> frozenset[int]:
        """Whoever acts, and in whose name: what keeps either out keeps out both."""
        return frozenset(p for p in (self.person_id, self.for_person_id) if p is not None)

    def hands(self, kind: str, event: str, today: date) -> "Iterator[Actor]":
        """One's own hand first; then one for each absent colleague whose mandate reaches this."""
        yield self
        for mandate in self.mandates:
            if mandate.covers(kind, event, today):
                yield self.standing_in(mandate)

    def standing_in(self, mandate: Mandate) -> "Actor":
        """The same person with the absent one's role and nothing else."""
        role = frozenset({(mandate.role, mandate.section_id)})
        return replace(self, roles=role, mandates=(), stands_for=mandate)

    @cached_property
    def lent(self) -> tuple[tuple[frozenset[int], str], ...]:
        """The sections that mandates reach, each with its kind of case; empty for every kind."""
        return tuple(
            (self.standing_in(mandate).sections_with(mandate.role), mandate.kind)
            for mandate in self.mandates
        )

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
