"""依据撤销后续 what follows each event: three days, then the end of the record everywhere."""

from app.cases.revocation import rules
from app.cases.spine.application import declare, take_in_files
from app.cases.spine.clocks import meet
from app.cases.spine.linked import (
    lift_measures,
    seal_soon,
    take_off,
    tell_recipients,
    update_evaluation,
)
from app.cases.spine.telling import tell, tell_whoever_did_it
from app.kernel import deadlines, notices, records, rights, separation
from app.kernel.papers import issue
from app.kernel.public_face import redacted
from app.kernel.roles import Role
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_


def take_in_proposal(act: Act) -> None:
    declare(act.case, act.facts)
    act.case.filed_on = act.today


@consequence(N_("撤回时限自收到撤销文书之日起计算"))
def start_the_clock(act: Act) -> None:
    """Once; proposed again with another day of receipt, it is reckoned from there."""
    case = act.case
    for clock in deadlines.running(case, "withdrawal"):
        clock.started_on = case.received_on
        deadlines.reckon_again(clock)
        return
    deadlines.start(case, rules.WITHDRAW, "withdrawal", case.received_on, act.event.id)


@consequence(N_("科室负责人收到消息"))
def tell_the_head(act: Act) -> None:
    for account in rights.colleagues(act.case.section_id, Role.HEAD):
        words = N_("%(ref)s提请撤回一条依据已被撤销的记录，请确认")
        notices.tell(account.id, act.case, act.event.id, act.event.at, words, ref=act.case.ref)


def begin_anew(act: Act) -> None:
    """退回: a new round; whoever proposes again may be another."""
    separation.new_round(act.case, ())


@consequence(N_("撤回记录：公示条目即刻撤下并说明理由，记录不再有效"))
def take_the_record_back(act: Act) -> None:
    """The record is over; where it was shown, a tombstone says why it is not."""
    case = act.case
    records.end(case.record, "annulled", act.today, act.event.id)
    told = f"{case.paper_by}{case.paper}：所依据的决定{case.how_name}。{case.reason}"
    take_off(act, "annulled", redacted(told)[:400])


@consequence(N_("停止共享使用：向每一个接收过该记录的单位发出撤回通知，并跟踪回执"))
def tell_whoever_received_it(act: Act) -> None:
    case = act.case
    records.stop_sharing(case.record)
    paper = {"revoked_by": case.paper_by, "revoking_paper": case.paper_no}
    tell_recipients(act, "withdraw", "sharing", rules.SHARE, how=case.how, **paper)


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "propose": (take_in_files, take_in_proposal, start_the_clock, tell_the_head),
    "send_back": (tell_whoever_did_it, begin_anew),
    "confirm": (
        take_the_record_back,
        tell_whoever_received_it,
        lift_measures,
        update_evaluation,
        meet("withdrawal"),
        issue("notice", N_("编号并签发《信用记录撤回告知书》")),
        tell(N_("您的一条失信记录因依据被撤销已经撤回（%(ref)s），详见告知书")),
        seal_soon,
    ),
    "refuse": (tell_whoever_did_it, meet("withdrawal")),
}
