"""案面 everything the template of the desk reads: numbers, tabs, chips, rows and the next page."""

from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from app.halls.desk import queries
from app.halls.desk.asked import DUES, LATE, TODAY, WEEK, Asked, open_states
from app.halls.desk.piles import Pile, first_of, piles_of
from app.halls.desk.rows import Shown, shown
from app.kernel.holding import waits_for
from app.kernel.people import Actor
from app.kernel.permissions import Permission, can
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import ROOMS, states_waiting_for
from app.lib.markers import N_
from app.web.language import say, translated
from app.web.templating import address
from app.web.terms import place

Link = dict[str, object]


class Board:
    """案面 one person's desk, asked in one way."""

    def __init__(self, me: Actor, asked: Asked, now: datetime, only: str = "") -> None:
        self.me, self.asked, self.now, self.only = me, asked, now, only
        self.piles = piles_of(me)
        self.first: Pile = first_of(self.piles)
        self.pile: Pile = next((p for p in self.piles if p.key == asked.tab), self.first)

    @cached_property
    def numbers(self) -> dict[str, int]:
        return queries.counts(self.me, self.now)

    @cached_property
    def _found(self) -> tuple[list[Shown], str | None]:
        if self.only:
            rows = queries.one(self.me, self.only)
        else:
            rows = queries.page(self.me, self.pile.key, self.asked, self.now)
        here = rows[: queries.SIZE]
        more = len(rows) > queries.SIZE
        key = queries.key_of(here[-1], self.pile, self.asked) if more else None
        return shown(here, queries.duties_of(here), self.me, self.now), key

    @property
    def rows(self) -> list[Shown]:
        return self._found[0]

    @property
    def next_url(self) -> str | None:
        key = self._found[1]
        return address("desk.home", **self.asked.but(after=key)) if key else None

    @property
    def first_url(self) -> str | None:
        return self.url() if self.asked.after else None

    def url(self, **changes: str) -> str:
        """The desk with these parts of its address changed."""
        return address("desk.home", **self.asked.but(**changes))

    @property
    def query(self) -> str:
        """The address of the desk after the question mark, for acts that come back to it."""
        asked = self.asked.but(after=self.asked.after)
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def can_take(self) -> bool:
        """Whether cases are taken up here at all."""
        return any(states_waiting_for(role) for role, _ in waits_for(self.me))

    @property
    def answers_for_staff(self) -> bool:
        return can(self.me, Permission.HAND_OVER)

    @cached_property
    def lying(self) -> int:
        """不搁着: how many cases colleagues who are away have claimed, where one leads."""
        return queries.lying(self.me, self.now) if Role.HEAD in self.me.all_roles else 0

    def words_of(self, key: str) -> str:
        """A number as it is shown: beyond the cap nobody counts."""
        number = self.numbers[key]
        return f"{queries.CAP - 1}+" if number >= queries.CAP else str(number)

    @property
    def who(self) -> str:
        """Where I sit and what I am there."""
        roles = [translated(ROLE_NAMES[role]) for role in Role if role in self.me.all_roles]
        return " · ".join([place(self.me.section_name), *roles])

    @property
    def heads(self) -> list[Link]:
        """The first line: late, due today, due this week."""
        tones = {LATE: "late", TODAY: "warn", WEEK: "ours"}
        return [
            {
                "number": self.words_of(due),
                "label": translated(DUES[due]),
                "url": address("desk.home", tab=self.first.key, due=due),
                "tone": tones[due],
                "active": self.asked.due == due and self.pile is self.first,
            }
            for due in DUES
        ]

    @property
    def tabs(self) -> list[Link]:
        return [
            {
                "label": translated(pile.label),
                "url": address("desk.home", tab=pile.key),
                "active": pile is self.pile,
                "count": self.words_of(pile.key),
            }
            for pile in self.piles
        ]

    @property
    def chips(self) -> list[tuple[str, list[Link]]]:
        """Groups of choices; a group of one choice is none."""
        names = open_states()
        here = dict.fromkeys(s.state for s in self.pile.stretches if s.state in names)
        groups = {
            "state": (say(N_("环节")), {state: names[state] for state in here}),
            "kind": (say(N_("种类")), {kind: room.name for kind, room in ROOMS.items()}),
        }
        return [
            (label, self._group(part, options))
            for part, (label, options) in groups.items()
            if len(options) > 1
        ]

    def _group(self, part: str, options: dict[str, str]) -> list[Link]:
        chosen = getattr(self.asked, part)
        links: list[Link] = [
            {
                "label": translated(words),
                "url": self.url(**{part: "" if chosen == value else value}),
                "active": chosen == value,
            }
            for value, words in options.items()
        ]
        return links

    @property
    def columns(self) -> list[Link]:
        """The heads of the table; two of them sort, where the pile can be sorted."""
        by = "" if self.pile.newest_first else self.asked.sort or "due"
        return [
            self._column(say(N_("编号")), "new", "desc", by),
            {"label": say(N_("对象"))},
            {"label": say(N_("环节"))},
            {"label": say(N_("轮到谁"))},
            self._column(say(N_("期限")), "due", "asc", by),
            {"label": say(N_("经办人"))},
            {"label": say(N_("办理")), "kind": "act"},
        ]

    def _column(self, label: str, sort: str, order: str, by: str) -> Link:
        if not by:
            return {"label": label}
        return {
            "label": label,
            "sort_url": self.url(sort="" if sort == "due" else sort),
            "sorted": order if by == sort else None,
        }

    @property
    def kept(self) -> dict[str, str]:
        """What the form over the list carries along unseen."""
        return self.asked.but(q="", before="")

    @property
    def clear_url(self) -> str | None:
        return address("desk.home", tab=self.pile.key) if self.asked.narrowed else None

    @property
    def window(self) -> int | None:
        """How many of my steps were looked through, where not all were."""
        return queries.WINDOW if self.pile.key == "done" and self.asked.narrowed else None
