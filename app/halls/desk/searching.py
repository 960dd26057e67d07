"""查找页 what was found, sort by sort: a few of each, or one page of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for

from app.extensions import db
from app.halls.desk import facts, finding, queries
from app.halls.desk.finding import SORTS, Found
from app.halls.desk.rows import Shown, shown
from app.kernel import search
from app.kernel.cases import Case
from app.kernel.people import Actor
from app.lib.markers import N_, NC_
from app.web.marking import marked
from app.web.paging import Page

NAMES = {
    "cases": NC_("many", "办件"),
    "subjects": NC_("many", "主体"),
    "records": NC_("many", "信用记录"),
    "notes": N_("批注"),
}
FEW = {"cases": 10, "subjects": 5, "records": 5, "notes": 5}


@dataclass(frozen=True)
class Searching:
    """查找 the question, one sort or all of them, and where the page begins."""

    words: str
    sort: str
    below: int | None
    me: Actor
    now: datetime

    @cached_property
    def too_short(self) -> bool:
        return search.too_short(self.words)

    @cached_property
    def found(self) -> dict[str, Found]:
        """Every sort from its newest; the one that was asked for from where its page begins."""
        if not self.words:
            return {}
        return {
            sort: finding.look_for(
                sort, self.words, self.me, self.below if sort == self.sort else None
            )
            for sort in SORTS
        }

    @property
    def anything(self) -> bool:
        """Whether anything was found, or may still be further down."""
        return any(found.rows or found.stopped_at is not None for found in self.found.values())

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Each sort with its number; on a later page of one, its number is not counted again."""
        tabs: list[dict[str, Any]] = [
            {"label": N_("全部"), "sort": None, "active": not self.sort, "count": None}
        ]
        for sort, found in self.found.items():
            count = None if self.below and sort == self.sort else found.count
            tab = {"label": NAMES[sort], "sort": sort, "active": sort == self.sort}
            tabs.append(tab | {"count": count})
        return tabs

    def shows(self, sort: str) -> bool:
        return self.sort in ("", sort)

    def rows(self, sort: str) -> Sequence[Any]:
        size = queries.SIZE if self.sort else FEW[sort]
        return self.found[sort].rows[:size]

    def more(self, sort: str) -> bool:
        """Whether a sort has more than the few that are shown among all."""
        found = self.found[sort]
        return not self.sort and (len(found.rows) > FEW[sort] or found.stopped_at is not None)

    @property
    def page(self) -> Page:
        if not self.sort:
            return Page([], None)
        return Page(self.rows(self.sort), self.found[self.sort].next_below(queries.SIZE))

    @cached_property
    def cases(self) -> list[Shown]:
        """The cases found, as the desk shows cases, with the words marked."""
        ids = [row.number for row in self.rows("cases")]
        if not ids:
            return []
        query = facts.described(self.me).where(Case.id.in_(ids)).order_by(Case.id.desc())
        rows = db.session.execute(query).all()
        lines = shown(rows, facts.duties_of(rows), self.me, self.now)
        return [
            replace(line, subject=self.marked(line.subject), title=self.marked(line.title))
            for line in lines
        ]

    def marked(self, text: str | None) -> Any:
        return marked(text or "", self.words)

    def url(self, sort: str | None = None, words: str | None = None) -> str:
        return url_for("desk.search", q=words or self.words, sort=sort)
