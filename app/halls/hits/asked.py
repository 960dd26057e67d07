"""筛选 what the address asks of the hits: a rule, a state, a period, a subject."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.lib.markers import N_
from app.lib.overload import BY_NUMBER
from app.lib.width import half_width, seen

STATES = {
    "open": N_("待处理"),
    "proposed": N_("已提出"),
    "dismissed": N_("不予提出"),
    "all": N_("全部"),
}
MOST_WORDS = 60


@dataclass(frozen=True)
class Asked:
    """筛选条件 as the address gives them; what cannot be read counts as not asked."""

    rule: int | None = None
    state: str = "open"
    since: date | None = None
    until: date | None = None
    q: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.rule or self.since or self.until or self.q)

    def but(self, **other: Any) -> dict[str, Any]:
        """The same question with something changed, as it stands in an address."""
        values = {
            "rule": self.rule,
            "state": self.state if self.state != "open" else None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "q": self.q or None,
        } | other
        return {name: value for name, value in values.items() if value not in (None, "")}


def asked_in(args: MultiDict[str, str]) -> Asked:
    rule = args.get("rule", "")
    state = args.get("state", "open")
    return Asked(
        rule=int(rule) if rule.isascii() and rule.isdecimal() and int(rule) in BY_NUMBER else None,
        state=state if state in STATES else "open",
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
        q=half_width(seen(args.get("q", ""))).strip()[:MOST_WORDS],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
