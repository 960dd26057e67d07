"""提出 what staff may propose because of how a case ended: the words on the button, and where."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.kernel.cases import Case
from app.kernel.people import Actor
from app.kernel.rooms import ROOMS, room_of


def offers_of(case: Case, actor: Actor, kin: Sequence[Case]) -> list[tuple[str, str]]:
    """Once, by whoever may open it in the section of this case, with this case's grounds."""
    room = room_of(case)
    given = room.grounds(case) if room.grounds else None
    if given is None or any(one.grew_from == case.id for one in kin):
        return []
    proposed = [r for r in ROOMS.values() if not r.by_application and not r.only_on_a_record]
    asked: Any = {"record": given.record_id, "source": case.ref}
    return [
        (given.offer, url_for("opening.begin", kind=other.kind, **asked))
        for other in proposed
        if any(actor.holds(role, case.section_id) for role in other.opened_by)
    ]
