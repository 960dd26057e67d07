"""案面 everything the template of the desk reads: numbers, tabs, chips, rows and the next page."""

from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from app.halls.desk import facts, queries
from app.halls.desk.asked import DUES, LATE, SORTS, TODAY, WEEK, Asked, kept_in, open_states
from app.halls.desk.batch import offered
from app.halls.desk.columns import COLUMNS, REF, chosen
from app.halls.desk.piles import Pile, first_of, piles_of
from app.halls.desk.rows import Shown, shown
from app.kernel import desks, feedback, tips
from app.kernel.cases import READS_THE_BUREAU, READS_THE_SECTION
from app.kernel.desks import SavedView
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
        self.me, self.now, self.only = me, now, only
        self.view, self.lost = _opened(me, asked)
        self.asked = kept_in(self.view.asks)[0] if self.view and not asked.but(view="") else asked
        if self.asked.section and self.asked.section not in self.sections:
            self.lost = [*self.lost, f"section={self.asked.section}"]
            self.asked = self.asked.anywhere
        self.piles = piles_of(me)
        self.first: Pile = first_of(self.piles)
        # Whoever reads for the whole bureau looks for what is late, of whichever kind.
        self.kinds = () if self.first.key == "open" else desks.kinds_first(me)
        self.pile: Pile = next((p for p in self.piles if p.key == asked.tab), self.first)

    @property
    def view_is_as_kept(self) -> bool:
        """Whether what is shown is what the open view keeps."""
        return self.view is not None and kept_in(self.view.asks)[0].kept == self.asked.kept

    @property
    def view_is_mine(self) -> bool:
        return self.view is not None and self.view.account_id == self.me.account_id

    @cached_property
    def numbers(self) -> dict[str, int]:
        return queries.counts(self.me, self.now)

    @cached_property
    def _found(self) -> tuple[list[Shown], str | None]:
        if self.only:
            rows = facts.one(self.me, self.only)
        else:
            rows = queries.page(self.me, self.pile.key, self.asked, self.now, self.kinds)
        here = rows[: queries.SIZE]
        more = len(rows) > queries.SIZE
        key = queries.key_of(here[-1], self.pile, self.asked, self.kinds) if more else None
        return shown(here, facts.duties_of(here), self.me, self.now), key

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

    @cached_property
    def beside(self) -> list[Link]:
        """另有: what waits for me that is no case: what was told to the office, measures."""
        waiting = (
            (Permission.TAKE_TIPS, N_("待处理的反映"), "tips.office", tips.waiting_for),
            (Permission.ANSWER_MEASURES, N_("待响应、待反馈的措施"), "measures.home", self._owed),
        )
        found = [
            (label, to, count(self.me))
            for asked, label, to, count in waiting
            if can(self.me, asked)
        ]
        return [
            {"label": translated(label), "url": address(to), "count": number}
            for label, to, number in found
            if number
        ]

    def _owed(self, me: Actor) -> int:
        return feedback.waiting_for(me, self.now.date())

    @property
    def folds(self) -> bool:
        """Whoever only signs has a short pile, mostly in one hand: the cases stand first."""
        return self.me.all_roles <= {Role.APPROVER, Role.SIGNER}

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
        """Groups of choices; a group of one choice is none. The section's own kinds come first."""
        names = open_states(self.asked.kind)
        here = dict.fromkeys(s.state for s in self.pile.stretches if s.state in names)
        kinds = dict.fromkeys([*(kind for kind in self.kinds if kind in ROOMS), *ROOMS])
        groups = {
            "kind": (say(N_("种类")), {kind: (ROOMS[kind].name,) for kind in kinds}),
            "state": (say(N_("环节")), {state: names[state] for state in here}),
        }
        return [
            (label, self._group(part, options))
            for part, (label, options) in groups.items()
            if len(options) > 1
        ]

    def _group(self, part: str, options: dict[str, tuple[str, ...]]) -> list[Link]:
        chosen = getattr(self.asked, part)
        counts = self._in_kinds if part == "kind" else None
        also = {"state": ""} if part == "kind" else {}
        links: list[Link] = [
            {
                "label": " / ".join(translated(words) for words in names),
                "url": self.url(**also, **{part: "" if chosen == value else value}),
                "active": chosen == value,
                "count": counts.get(value, 0) if counts is not None else None,
            }
            for value, names in options.items()
        ]
        return links

    @cached_property
    def _in_kinds(self) -> dict[str, int] | None:
        """How many of each kind lie in the pile; of what one did oneself nobody counts."""
        if not self.pile.stretches or self.pile.newest_first:
            return None
        return queries.by_kinds(self.me, self.pile.key, self.now)

    @cached_property
    def sections(self) -> dict[str, str]:
        """The sections among whose cases one can choose; none for whoever reads but one."""
        reads = self.me.sections_with(*READS_THE_BUREAU, *READS_THE_SECTION)
        return {key: place(name) for key, name in queries.sections(reads)} if len(reads) > 1 else {}

    @property
    def sorts(self) -> dict[str, str]:
        """In which orders the pile can be read, the usual one first."""
        usual = "kind" if self.kinds else "due"
        return {key: translated(SORTS[key]) for key in dict.fromkeys([usual, *SORTS])}

    @property
    def columns_shown(self) -> tuple[str, ...]:
        return chosen(self.asked.columns)

    @property
    def columns(self) -> list[Link]:
        """The heads of the table; two of them sort, where the pile can be sorted."""
        by = "" if self.pile.newest_first else self.asked.sort or next(iter(self.sorts))
        heads = [self._column(translated(REF), "new", "desc", by)]
        for name in self.columns_shown:
            label = translated(COLUMNS[name])
            due = name == "due"
            heads.append(self._column(label, "due", "asc", by) if due else {"label": label})
        return [*heads, {"label": say(N_("办理")), "kind": "act"}]

    def _column(self, label: str, sort: str, order: str, by: str) -> Link:
        if not by:
            return {"label": label}
        return {
            "label": label,
            "sort_url": self.url(sort="" if sort == next(iter(self.sorts)) else sort),
            "sorted": order if by == sort else None,
        }

    @cached_property
    def batch_acts(self) -> dict[str, str]:
        """What can be done with several cases of this pile at once."""
        return offered(self.me, self.pile)

    @property
    def kept(self) -> dict[str, str]:
        """What the form over the list carries along unseen."""
        return self.asked.but(q="", before="", section="", sort="")

    @property
    def clear_url(self) -> str | None:
        return address("desk.home", tab=self.pile.key) if self.asked.narrowed else None

    @property
    def window(self) -> int | None:
        """How many of my steps were looked through, where not all were."""
        return queries.WINDOW if self.pile.key == "done" and self.asked.narrowed else None


def _opened(me: Actor, asked: Asked) -> tuple[SavedView | None, list[str]]:
    """The view that is open: the one named, or the one a bare desk begins with."""
    if asked.view:
        view = desks.view_with(me, int(asked.view))
    else:
        view = None if asked.but() else desks.start_of(me)
    return view, kept_in(view.asks)[1] if view else []
