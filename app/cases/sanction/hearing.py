"""事先告知和陈述申辩 how the notice reaches the subject, and what the subject says to it."""

from datetime import date

from sqlalchemy import Select, select

from app.cases.sanction import rules
from app.cases.sanction.model import Sanction
from app.kernel import deadlines, notices, rights
from app.kernel.deadlines import Deadline
from app.kernel.roles import Role
from app.kernel.rooms import Act, Effect, consequence, consequences
from app.lib.markers import N_


@consequence(N_("记录送达方式和日期，陈述申辩期限自送达之日起计算"))
def open_the_hearing(act: Act) -> None:
    case = act.case
    case.service = act.facts["service"]
    case.served_on = rules.day_of(act.facts["served_on"])
    case.served_for_sure_on = case.served_on if case.service == "online" else None
    case.points, case.waived_on = [], None
    deadlines.start(case, rules.HEARING, "hearing", case.served_on, act.event.id)


@consequence(N_("不是电子送达的，提醒经办人送达后把签收的送达回证存入案卷"))
def ask_for_the_receipt(act: Act) -> None:
    case = act.case
    if case.served_for_sure_on is None:
        words = N_("请送达%(ref)s的告知书，签收后把送达回证存入案卷")
        for account in rights.colleagues(case.section_id, Role.HANDLER):
            notices.tell(account.id, case, act.event.id, act.event.at, words, ref=case.ref)


@consequence(N_("以签收日期为送达日期，陈述申辩期限从这一天起计算"))
def count_from_the_signature(act: Act) -> None:
    case = act.case
    case.served_on = case.served_for_sure_on = rules.day_of(act.facts["signed_on"])
    for running in deadlines.running(case, "hearing"):
        deadlines.begin_on(running, case.served_on)


@consequence(N_("陈述申辩意见逐条编号记入案卷，须逐条答复"))
def take_down(act: Act) -> None:
    """Each point gets the next number; whoever waived and speaks after all has not waived."""
    case = act.case
    said = [words.strip() for words in act.facts.get("points") or () if words.strip()]
    by = "subject" if act.actor.kind == "applicant" else "desk"
    first = len(case.points) + 1
    case.points = case.points + [
        {"n": n, "words": words, "on": act.today.isoformat(), "by": by}
        for n, words in enumerate(said, first)
    ]
    case.waived_on = act.today if act.facts.get("waive") else None
    # Whoever answers the notice has it.
    case.served_for_sure_on = case.served_for_sure_on or act.today


def at_the_desk(effect: Effect) -> Effect:
    """The same effect where staff take it down; what the subject writes is on file as it is."""

    def taken_down(act: Act) -> None:
        if act.actor.kind == "staff":
            effect(act)

    taken_down.__name__ = effect.__name__
    return consequence(consequences([effect])[0])(taken_down)


def heard(today: date) -> Select[int]:
    """The cases in which the term for the defence is over."""
    return (
        select(Sanction.id)
        .join(Deadline, Deadline.case_id == Sanction.id)
        .where(Sanction.state == "hearing", Sanction.served_for_sure_on.is_not(None))
        .where(Deadline.kind == "hearing")
        .where(Deadline.met_on.is_(None), Deadline.due_on < today)
        .order_by(Sanction.id)
    )
