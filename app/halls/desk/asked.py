"""所问 what the address of the desk asks for: which pile, narrowed how, sorted how, from where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, bindparam, select

from app.halls.desk.columns import columns_in
from app.kernel.cases import Case
from app.kernel.people import Section
from app.kernel.rooms import ROOMS, every_edition
from app.lib.markers import N_
from app.lib.numbers import normalise_document_number
from app.lib.width import half_width, seen

LATE, TODAY, WEEK = "late", "today", "week"
DUES = {LATE: N_("已超期"), TODAY: N_("今天到期"), WEEK: N_("本周到期")}
SORTS = {
    "due": N_("按期限"),
    "kind": N_("主办种类在前"),
    "new": N_("新登记的在前"),
}
MOST_WORDS = 60
CASE_REF = re.compile(r"[A-Z]{1,8}[0-9]{4}-[0-9]{6,7}")
has_digit = re.compile(r"[0-9〔]").search

# The days are given when a statement runs, so that statements are made once and kept.
_TODAY, _SUNDAY = bindparam("today", type_=Date()), bindparam("sunday", type_=Date())


def days(today: date) -> dict[str, date]:
    """What statements about due days are told when they run."""
    return {"today": today, "sunday": today + timedelta(days=6 - today.weekday())}


def due_within(due: str) -> ColumnElement[bool]:
    """Late, due today, or due up to the end of this week."""
    if due == LATE:
        return Case.due_on < _TODAY
    return Case.due_on == _TODAY if due == TODAY else Case.due_on.between(_TODAY, _SUNDAY)


@dataclass(frozen=True)
class Asked:
    """所问 the parts of the address, each known or empty; anything else counts as not asked."""

    tab: str = ""
    kind: str = ""
    state: str = ""
    section: str = ""
    due: str = ""
    before: str = ""
    q: str = ""
    sort: str = ""
    columns: str = ""
    view: str = ""
    after: str = ""

    @property
    def narrowed(self) -> bool:
        parts = (self.kind, self.state, self.section, self.due, self.before, self.q)
        return any(parts)

    @property
    def kept(self) -> dict[str, str]:
        """What a view keeps of the address: all but which view it is and how far one has read."""
        return self.but(view="")

    @property
    def found_by(self) -> "Asked":
        """As far as it decides which rows are found, so that statements are kept for many."""
        return replace(self, tab="", columns="", view="")

    @property
    def from_the_start(self) -> "Asked":
        return replace(self, after="")

    @property
    def anywhere(self) -> "Asked":
        return replace(self, section="")

    def but(self, **changes: str) -> dict[str, str]:
        """The address with these parts changed, from its first page on, without empty parts."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)} | {"after": ""} | changes
        return {name: value for name, value in parts.items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        """What narrows the pile."""
        found: list[ColumnElement[bool]] = []
        if self.kind:
            found.append(Case.kind == self.kind)
        if self.state:
            found.append(Case.state == self.state)
        if self.section:
            there = select(Section.id).where(Section.key == self.section).scalar_subquery()
            found.append(Case.section_id == there)
        if self.before:
            found.append(Case.due_on <= date.fromisoformat(self.before))
        if self.due:
            found.append(due_within(self.due))
        if self.q:
            found.append(said_in(self.q))
        return found


def asked_in(args: Mapping[str, str]) -> Asked:
    """Read the address."""
    given = {f.name: seen(args.get(f.name, "")).strip()[:MOST_WORDS] for f in fields(Asked)}
    known = {
        "kind": given["kind"] in ROOMS,
        "state": given["state"] in open_states(),
        "due": given["due"] in DUES,
        "before": is_day(given["before"]),
        "sort": given["sort"] in SORTS,
        "view": given["view"].isdecimal() and len(given["view"]) < 18,
    }
    given["columns"] = ",".join(columns_in(seen(args.get("columns", ""))))
    return Asked(**{name: words for name, words in given.items() if known.get(name, True)})


def kept_in(asks: Mapping[str, str]) -> tuple[Asked, list[str]]:
    """Read what a view keeps; and what it kept that no longer means anything."""
    asked = asked_in(asks)
    understood = asked.kept
    lost = [f"{name}={words}" for name, words in asks.items() if understood.get(name) != words]
    return asked, lost


def open_states(kind: str = "") -> dict[str, tuple[str, ...]]:
    """Every state in which a submitted case (of this kind) waits, and what each kind calls it."""
    found: dict[str, dict[str, None]] = {}
    for room in every_edition():
        if kind in ("", room.kind):
            for state, name in room.states.items():
                if room.turn(state) and state != "draft":
                    found.setdefault(state, {})[name] = None
    return {state: tuple(names) for state, names in found.items()}


def said_in(words: str) -> ColumnElement[bool]:
    """The words are the number or the document's, or stand in the name of the subject or matter."""
    upper = half_width(words).upper()
    if CASE_REF.fullmatch(upper):
        return Case.ref == upper
    named = Case.subject_name.contains(words, autoescape=True)
    named |= Case.title.contains(words, autoescape=True)
    return named | within_number(words) if has_digit(words) else named


def within_number(words: str) -> ColumnElement[bool]:
    """A part of the document number, its brackets written in whatever way."""
    part = normalise_document_number(words).removesuffix("号")
    return Case.title.contains(part, autoescape=True)


def is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False
