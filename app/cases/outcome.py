"""结果 what was decided about an application, in the applicant's words: why, what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cases.page import CasePage
from app.kernel.documents import Document
from app.kernel.events import Event, facts_of
from app.lib.markers import N_
from app.lib.papers import from_body
from app.web.language import say, translated

# What an end means for the applicant; what follows a grant is told by the room's own effects.
MEANS: Mapping[str, tuple[str, str]] = {
    "approved": ("good", N_("申请已经批准。正在执行，完成以前原记录照旧；执行后：")),
    "published": ("good", N_("申请已经批准并执行完毕。")),
    "refused": ("bad", N_("申请没有批准，原记录照旧。条件具备以后可以再次申请。")),
    "declined": ("bad", N_("这次没有受理，原记录照旧。条件具备以后可以再次申请。")),
    "lapsed": ("ended", N_("到期没有补正，这次申请终止。材料备齐以后可以再次申请。")),
    "terminated": ("ended", N_("所涉记录已经撤回，没有需要继续办理的内容，这次申请终止。")),
    "withdrawn": ("ended", N_("您撤回了这次申请，原记录照旧。以后可以再次申请。")),
    "revoked": ("bad", N_("原来的批准已经撤销，记录恢复有效。")),
}


@dataclass(frozen=True)
class Outcome:
    """结果 tone, sentence, reason, remedy, and the paper that says it in full."""

    tone: str
    says: str
    reason: str
    remedy: str
    paper: Document | None
    follows: tuple[str, ...]


def outcome_of(page: CasePage) -> Outcome | None:
    """The outcome of this case; None while it is open and nothing is decided."""
    case = page.case
    means = page.room.means or MEANS
    if case.state not in means:
        return None
    tone, says = means[case.state]
    entry = _the_act(page.story, case.state)
    paper = next((d for d in page.papers if entry and d.event_id == entry.id), None)
    follows = page.consequences("publish") if case.state == "approved" else []
    return Outcome(
        tone=tone,
        says=say(says),
        reason=_reason(page, entry),
        remedy=from_body(paper.body).remedy or "" if paper and paper.body else "",
        paper=paper or _last_decision(page),
        follows=tuple(translated(words) for words in follows),
    )


def _the_act(story: list[Event], state: str) -> Event | None:
    """The act that brought the case to where it stands."""
    return next((e for e in reversed(story) if e.target == state and e.source != state), None)


def _last_decision(page: CasePage) -> Document | None:
    """An end without a paper of its own rests on the decision before it."""
    numbered = [d for d in page.papers if d.number and d.standing]
    return numbered[-1] if page.case.state == "published" and numbered else None


def _reason(page: CasePage, entry: Event | None) -> str:
    """The ground from the library and the words added to it, as the paper gives them."""
    if entry is None or entry.name not in page.room.refusing or entry.name == "withdraw":
        return ""
    facts = facts_of([entry.id]).get(entry.id, {})
    ground, words = str(facts.get("ground") or ""), str(facts.get("opinion") or "")
    named = "" if ground == "other" else _ground(page, entry.name, ground)
    return "\n".join(part for part in (named, words) if part)


def _ground(page: CasePage, event: str, ground: str) -> str:
    field: Any = getattr(page.room.forms[event], "ground", None)
    choices = dict(field.kwargs["choices"]) if field is not None else {}
    return translated(choices.get(ground, ""))
