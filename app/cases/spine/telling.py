"""告知 who hears of a step: the applicant, and whoever did what comes back."""

from app.kernel import notices, separation
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_


def tell(words: str) -> Effect:
    """Effect: the applicant is told."""

    def told(act: Act) -> None:
        notices.tell_applicant(act.case, act.event.id, act.event.at, words, ref=act.case.ref)

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
