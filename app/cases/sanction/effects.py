"""失信惩戒后续 what follows each event: the hearing's clock, papers, the list entry, its end."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.cases.sanction import catalogue, rules
from app.cases.sanction.hearing import (
    ask_for_the_receipt,
    at_the_desk,
    count_from_the_signature,
    open_the_hearing,
    take_down,
)
from app.cases.sanction.listing import enter_on_the_list, report_upwards, start_measures
from app.cases.sanction.model import Sanction
from app.cases.spine.application import declare, take_in_files
from app.cases.spine.clocks import meet
from app.cases.spine.decision import bind_decision, return_for_review, take_back_the_decision
from app.cases.spine.linked import lift_measures, seal_soon, stop_sharing, update_evaluation
from app.cases.spine.telling import kind_of, tell, tell_whoever_did_it
from app.extensions import db
from app.kernel import (
    measures,
    notices,
    outbox,
    public_entries,
    publication,
    rights,
)
from app.kernel import records as credit_records
from app.kernel.cases import Case
from app.kernel.papers import issue
from app.kernel.people import CLOCK, Account
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.rooms import Act, Effect, consequence, consequences
from app.kernel.workflow import advance
from app.lib.markers import N_


def take_in_proposal(act: Act) -> None:
    """What is proposed stands on the case; so does who proposed it, under whatever account."""
    case = act.case
    declare(case, act.facts)
    case.list_version = catalogue.lists_on(act.today)[case.list_key].version
    standing = catalogue.measures_on(act.today)
    case.measure_versions = {key: standing[key].version for key in case.measures}
    case.proposed_by, case.filed_on = act.actor.person_id, act.today
    case.proposed_for = act.actor.for_person_id


def note_answers(act: Act) -> None:
    case = act.case
    case.answers, case.outcome = dict(act.facts.get("answers") or {}), act.facts["outcome"]


def note_minutes(act: Act) -> None:
    """集体讨论 as it was minuted."""
    case = act.case
    case.minutes = {name: str(act.facts[name]) for name in ("met_on", "attended", "result")}


@consequence(N_("当事人已经知道本件的，在“我的消息”中收到通知"))
def tell_if_it_knows(act: Act) -> None:
    """A proposal that was never told of is taken back without a word."""
    if act.case.disclosed:
        words = N_("拟列入事项%(ref)s已撤回，不再办理")
        notices.tell_applicant(
            act.case, act.event.id, act.event.at, words, kind_of(act), ref=act.case.ref
        )


# ---------------------------------------------------------------- the end of a listing


def why_delisted(act: Act) -> str:
    """Of rules.DELIST_REASONS: told by what caused it, or by whose act it is."""
    if act.facts.get("why") in rules.DELIST_REASONS and act.actor.kind == "clock":
        return str(act.facts["why"])
    return "expired" if act.actor.kind == "clock" else "revoked"


@consequence(N_("停止公示：名单条目即刻从公示页、检索、下载和订阅中撤下"))
def end_the_entry(act: Act) -> None:
    """A period that is over ends by itself; a revocation ends the record before its day."""
    case, record, why = act.case, act.case.listed, why_delisted(act)
    if why == "revoked" and record.status == "effective":
        entry = public_entries.entry_of(record.id, act.today)
        credit_records.end(record, "annulled", act.today, act.event.id)
        if entry is not None:
            publication.withdraw(entry, "annulled", act.today, act.event.id, act.event.at)
    if why in ("revoked", "expired"):
        outbox.expect(
            case,
            act.event.id,
            "publicity",
            N_("公示专栏"),
            done_on=act.today,
            proof=str(rules.DELIST_REASONS[why]),
        )


def where(holds: Callable[[CreditRecord], object], effect: Effect) -> Effect:
    """The same effect, unless whatever caused the delisting has had it already."""

    def tried(act: Act) -> None:
        if holds(act.case.listed):
            effect(act)

    return consequence(consequences([effect])[0])(tried)


def delist_because(why: str) -> Effect:
    """Reaction: another case ended the entry, so the one that published it is at its end too."""

    def reacted(act: Act) -> None:
        query = select(Sanction.id).where(
            Sanction.listed_id == act.case.record_id, Sanction.state == "published"
        )
        found = db.session.scalar(query) if act.case.record_id else None
        if found is None:
            return
        lock = select(Case).where(Case.id == found).with_for_update(of=Case)
        case: Any = db.session.scalars(lock).one()
        if case.listed.status != "effective":
            advance(case, "delist", CLOCK, act.now, {"why": why}, cause=act.event)

    return reacted


def ended_because(why: str) -> Effect:
    """Reaction: a record is no more: its own listing ends, one that rests on it is told of."""
    delist = delist_because(why)

    def reacted(act: Act) -> None:
        delist(act)
        if act.case.record.status == "annulled":
            tell_who_rests_on_it(act)

    return reacted


def tell_who_rests_on_it(act: Act) -> None:
    """The bureau weighs anew what it proposed or listed: that is nobody's but the signer's."""
    standing = select(Sanction).where(
        Sanction.record_id == act.case.record_id,
        Sanction.state.in_(("published", *BEFORE_LISTING)),
    )
    for case in db.session.scalars(standing.order_by(Sanction.id)):
        for account in _who_decides(case):
            words = N_("%(ref)s所依据的记录（%(doc_no)s）已经撤回，请研究撤回建议或者移出名单")
            said = {"ref": case.ref, "doc_no": act.case.record.doc_no}
            notices.tell(account.id, case, act.event.id, act.event.at, words, **said)


BEFORE_LISTING = ("draft", "filed", "vetting", "hearing", "reconsidering", "deciding", "approved")


def _who_decides(case: Sanction) -> list[Account]:
    """The head of the section that proposed; once it goes to the signer, the signer too."""
    told = rights.colleagues(case.section_id, Role.HEAD)
    if case.state in ("deciding", "approved", "published"):
        told = [*told, *rights.colleagues(case.house_id, Role.SIGNER)]
    return told


def over(today: date) -> Select[int]:
    """The listings whose last day is over."""
    return (
        select(Sanction.id)
        .join(CreditRecord, CreditRecord.id == Sanction.listed_id)
        .where(Sanction.state == "published", CreditRecord.maximum_until < today)
        .order_by(Sanction.id)
    )


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "propose": (
        take_in_files,
        take_in_proposal,
        issue("proposal", N_("形成《失信惩戒建议表》，只在局内流转")),
    ),
    "drop": (tell_whoever_did_it,),
    "send_back": (tell_whoever_did_it, return_for_review),
    "give_notice": (
        open_the_hearing,
        issue("notice", N_("编号并制发《拟列入告知书》，载明事实、依据、措施和权利")),
        issue(
            "service_receipt",
            N_("形成《送达回证》，载明送达方式和日期；非电子送达的由受送达人签收"),
        ),
        ask_for_the_receipt,
        tell(N_("拟将贵单位列入名单的事项%(ref)s已告知，可以陈述申辩")),
    ),
    "prove_service": (take_in_files, count_from_the_signature),
    "state_defence": (
        take_in_files,
        take_down,
        at_the_desk(
            issue("defence_record", N_("由经办人记录的，形成《陈述申辩笔录》，由陈述申辩人签名"))
        ),
        tell(N_("事项%(ref)s的陈述申辩已收到")),
    ),
    "close_hearing": (meet("hearing"),),
    "recommend": (note_answers,),
    "approve": (
        note_minutes,
        bind_decision,
        issue("listed", N_("编号并签发《列入决定书》，载明措施、移出条件和救济途径")),
        tell(N_("事项%(ref)s已作出列入决定，理由和救济途径见决定书")),
    ),
    "refuse": (
        note_minutes,
        bind_decision,
        issue("not_listed", N_("编号并签发《不予列入决定书》")),
        tell(N_("事项%(ref)s已决定不予列入")),
    ),
    "recall": (
        tell_whoever_did_it,
        take_back_the_decision,
        return_for_review,
        tell(N_("事项%(ref)s的决定书作废：所依据的内容在决定后有变动，重新决定")),
    ),
    "publish": (
        enter_on_the_list,
        start_measures,
        report_upwards,
        issue("report", N_("制发报送省厅的《报送函》")),
        update_evaluation,
        tell(N_("事项%(ref)s的列入决定已公示，措施开始执行")),
        seal_soon,
    ),
    "delist": (
        end_the_entry,
        where(lambda record: record.shared, stop_sharing(rules.ANSWER)),
        where(lambda record: measures.standing(record.id), lift_measures),
        update_evaluation,
        issue("delisted", N_("编号并签发《移出决定书》")),
        tell(N_("事项%(ref)s已移出名单")),
        seal_soon,
    ),
    "withdraw": (tell_if_it_knows,),
}
