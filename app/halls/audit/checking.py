"""当场核验 one story held against everything that vouches for it, each answer in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.kernel import events, vault
from app.kernel.cases import Case
from app.kernel.events import Event, EventFacts, Stream
from app.kernel.seals import Seal
from app.lib import digest
from app.lib.markers import N_

SEALS_LOOKED_AT = 3  # after an act: it stands in the next one, if clocks were right


@dataclass(frozen=True)
class Answer:
    """核验结果 whether one promise holds, and the sentence that says so."""

    holds: bool
    says: str
    params: Mapping[str, Any] = field(default_factory=dict)


def check(stream: str) -> list[Answer]:
    """Everything that can be asked of one story, in the order in which trust is built."""
    story = events.history(stream)
    answers = [_chain(story), _facts(story), _head(stream, story), _seal(stream, story)]
    return answers + ([_case(stream, story)] if stream.startswith("case/") else [])


def _chain(story: Sequence[Event]) -> Answer:
    previous = digest.GENESIS
    for place, event in enumerate(story, start=1):
        reckoned = digest.linked(previous, events.header_of(vars(event)), event.algorithm)
        if (event.seq, event.previous, event.digest) != (place, previous, reckoned):
            return Answer(
                False,
                N_("第%(n)s步与前一步接不上，或内容与摘要不符：被改动、插入或删除过"),
                {"n": place},
            )
        previous = event.digest
    return Answer(True, N_("共%(n)s步，编号连续，每一步都接在前一步之后"), {"n": len(story)})


def _facts(story: Sequence[Event]) -> Answer:
    ids = [event.id for event in story]
    kept = {
        row.event_id: row
        for row in db.session.scalars(select(EventFacts).where(EventFacts.event_id.in_(ids)))
    }
    for event in story:
        said = kept.get(event.id)
        if said and digest.commitment(said.salt, said.body) != event.commitment:
            return Answer(False, N_("第%(n)s步所述内容与承诺值不符：被改动过"), {"n": event.seq})
    if len(kept) < len(story):
        erased = len(story) - len(kept)
        return Answer(True, N_("所述内容与承诺值一致，其中%(n)s步的内容已删除"), {"n": erased})
    return Answer(True, N_("每一步所述内容与承诺值一致"))


def _head(stream: str, story: Sequence[Event]) -> Answer:
    """A cut tail leaves the head behind."""
    head, last = db.session.get(Stream, stream), story[-1]
    if head is None or (head.seq, head.digest) != (last.seq, last.digest):
        known = head.seq if head else 0
        return Answer(
            False,
            N_("链头记到第%(head)s步，实有%(n)s步：末尾被截去或替换"),
            {"head": known, "n": len(story)},
        )
    return Answer(True, N_("链头就是最后一步，末尾没有被截去"))


def _seal(stream: str, story: Sequence[Event]) -> Answer:
    """What was sealed stands as it was sealed, under this house's signature."""
    head = db.session.get(Stream, stream)
    sealed = head.sealed_seq if head else 0
    if not sealed:
        return Answer(True, N_("还没有封存过，下一次封存时封存"))
    act = next((event for event in story if event.seq == sealed), None)
    made = _seal_of(act) if act else None
    if act is None or made is None:
        return Answer(False, N_("封存过第%(n)s步，现在不见了或变了样"), {"n": sealed})
    if not vault.is_ours(made.digest.encode(), made.signature):
        return Answer(False, N_("第%(seal)s次封存的签名不是本系统的"), {"seal": made.id})
    return Answer(
        True,
        N_("前%(n)s步已在第%(seal)s次封存中，签名有效"),
        {"n": sealed, "seal": made.id},
    )


def _seal_of(act: Event) -> Seal | None:
    later = select(Seal).where(Seal.at >= act.at).order_by(Seal.id).limit(SEALS_LOOKED_AT)
    head = [act.stream, act.seq, act.digest]
    return next((made for made in db.session.scalars(later) if head in made.heads), None)


def _case(stream: str, story: Sequence[Event]) -> Answer:
    case = db.session.scalar(select(Case).where(Case.ref == stream.removeprefix("case/")))
    last = story[-1]
    if case is None or (case.state, case.version) != (last.target, last.seq):
        return Answer(False, N_("办件现在的状态与经过的最后一步不一致"))
    return Answer(True, N_("办件现在的状态与经过的最后一步一致"))
