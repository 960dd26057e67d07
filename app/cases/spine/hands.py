"""经手 whose hand takes a step: the applicant's, or that of staff whom nothing keeps out."""

from datetime import datetime
from typing import Any

from app.kernel.machines import Guard, by, closed_saying, not_held_by_another, not_interested
from app.kernel.people import Actor
from app.kernel.roles import Role
from app.lib.markers import N_


@closed_saying("desk", N_("申请人已用自己的账号办理，请由申请人提交"))
def the_applicants_hand(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: the applicant, or the desk that writes for somebody who came in person."""
    return actor is not None and (actor.kind == "applicant" or model.at_desk)


APPLICANT = (by(Role.APPLICANT, Role.HANDLER), the_applicants_hand)


def staff(*roles: Role) -> tuple[Guard, ...]:
    """Guards: these roles, while nobody else holds the case and nothing binds them to a side."""
    return (by(*roles), not_held_by_another, not_interested)
