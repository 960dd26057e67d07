"""告知 who hears of a step: the applicant, and whoever did what comes back."""

from app.kernel import notices, separation
from app.kernel.choices import steps_by_event
from app.kernel.papers import issued_by
from app.kernel.roles import Role
from app.kernel.rooms import Act, Effect, consequence, room_of
from app.lib.markers import N_


def kind_of(act: Act) -> str:
    """以本企业名义 what applicants do; 依法告知 what comes with a paper; else how it goes on."""
    room = room_of(act.case)
    steps = steps_by_event(room).get(act.event.name, [])
    if any(Role.APPLICANT in step.roles for step in steps):
        return "own"
    return "legal" if issued_by(room.effects.get(act.event.name, ())) else "step"


def tell(words: str) -> Effect:
    """Effect: the applicant is told."""

    def told(act: Act) -> None:
        notices.tell_applicant(
            act.case, act.event.id, act.event.at, words, kind_of(act), ref=act.case.ref
        )

    told.__name__ = "tell_applicant"
    return consequence(N_("申请人在“我的消息”中收到通知"))(told)


@consequence(N_("原经办人收到退回意见"))
def tell_whoever_did_it(act: Act) -> None:
    """Those whose step comes back hear of it."""
    for person_id in set(separation.doers(act.case).values()):
        notices.tell_person(
            person_id,
            act.case,
            act.event.id,
            act.event.at,
            N_("办件%(ref)s被退回，请查看意见"),
            ref=act.case.ref,
        )
