"""发文 the effect by which a room issues a paper: number taken, content frozen, in the act."""

from collections.abc import Sequence
from dataclasses import replace

from app.kernel import documents
from app.kernel.people import Section
from app.kernel.roles import ROLE_NAMES
from app.kernel.rooms import Act, Effect, Paper, consequence, room_of
from app.lib.papers import PaperContent

_issues: dict[Effect, str] = {}


def issued_by(effects: Sequence[Effect]) -> list[str]:
    """The kinds of paper these effects issue, in order."""
    return [_issues[effect] for effect in effects if effect in _issues]


def bureau_of(act: Act) -> Section:
    """The bureau in whose name the paper goes out."""
    house: Section = act.case.house
    return house


def series_of(paper: Paper, bureau: Section) -> str:
    return f"{bureau.mark or ''}{paper.series}"


def _naming_both(content: PaperContent, act: Act) -> PaperContent:
    """代: a paper that a deputy issues names the deputy and whoever is away."""
    mandate = act.actor.stands_for
    if mandate is None:
        return content
    hand = f"{ROLE_NAMES[mandate.role]}：{act.actor.name}（代{mandate.name}）"
    return replace(content, closing=(*content.closing, hand))


def issue(kind: str, says: str) -> Effect:
    """Effect: issue this paper of the room. `says` is what the preview tells."""

    def issued(act: Act) -> None:
        paper, bureau = room_of(act.case).papers[kind], bureau_of(act)
        number = None
        if paper.series:
            number = documents.next_number(series_of(paper, bureau), act.today.year)
        content = _naming_both(paper.content(act), act)
        frozen = content.numbered(number, act.today) if number else content
        documents.issue(act.case, act.event.id, kind, frozen.title, number, frozen, act.event.at)

    issued.__name__ = f"issue_{kind}"
    _issues[issued] = kind
    return consequence(says)(issued)
