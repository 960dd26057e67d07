"""发文 the effect by which a room issues a paper: number taken, content frozen, in the act."""

from collections.abc import Sequence

from app.kernel import documents
from app.kernel.people import Section
from app.kernel.rooms import Act, Effect, Paper, consequence, room_of

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


def issue(kind: str, says: str) -> Effect:
    """Effect: issue this paper of the room. `says` is what the preview tells."""

    def issued(act: Act) -> None:
        paper, bureau = room_of(act.case).papers[kind], bureau_of(act)
        number = None
        if paper.series:
            number = documents.next_number(series_of(paper, bureau), act.today.year)
        content = paper.content(act)
        frozen = content.numbered(number, act.today) if number else content
        documents.issue(act.case, act.event.id, kind, frozen.title, number, frozen, act.event.at)

    issued.__name__ = f"issue_{kind}"
    _issues[issued] = kind
    return consequence(says)(issued)
