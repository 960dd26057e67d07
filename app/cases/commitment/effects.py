"""信用承诺后续 what follows each event: clocks, papers, the code, the public letter."""

from dataclasses import replace

from app.cases.commitment import rules
from app.cases.commitment.breach import enter_breach, note_broken, take_back_the_finding
from app.cases.spine.application import drop_the_draft, take_in_application, take_in_files
from app.cases.spine.clocks import meet, start_clock, start_clock_as
from app.cases.spine.decision import bind_decision, note_findings, return_for_review
from app.cases.spine.linked import seal_soon, update_evaluation
from app.cases.spine.telling import tell, tell_whoever_did_it
from app.kernel import letters, separation
from app.kernel.machines import RuleBroken
from app.kernel.papers import issue
from app.kernel.rooms import Act, Effect, consequence
from app.lib.commitment_code import division_of
from app.lib.commitments import KEPT, KINDS
from app.lib.markers import N_
from app.lib.papers import chinese_date
from app.lib.workdays import Term


@consequence(N_("编制二十位承诺编码"))
def number_the_letter(act: Act) -> None:
    """承诺编码 is given here, and the letter enters the ledger that is published and reported."""
    case = act.case
    matter, subject, bureau = case.matter, case.subject, case.house
    if not bureau.code:
        raise RuleBroken(N_("本局没有登记统一社会信用代码，不能编制承诺编码"), None, "no_code")
    case.code = letters.next_code(division_of(bureau.code), case.filed_on)
    kind = KINDS[matter.kind]
    letters.enter(
        code=case.code,
        section_id=case.section_id,
        subject_name=subject.name,
        subject_kind=subject.kind,
        subject_code=subject.code,
        citizen_id=subject.citizen_id,
        kind=f"{kind}：{matter.name}"[:64] if matter.kind == "other" else kind,
        reason=matter.name,
        content="\n".join(case.letter),
        liability="\n".join(matter.liability),
        made_on=case.filed_on,
        valid_until=case.valid_until,
        authority=bureau.name,
        authority_code=bureau.code,
        openness=matter.openness,
        approved_event=act.event.id,
    )


@consequence(N_("承诺书在公示页向社会公开"))
def publish_the_letter(act: Act) -> None:
    letters.publish(letters.with_code(act.case.code), act.today, act.event.id)


def begin_follow_up(act: Act) -> None:
    """履约监管 is a round of its own: who verifies and who judges are again different persons."""
    separation.new_round(act.case, ("publication",))


def verification_term(act: Act) -> Term:
    """核实期限 two months, unless the matter sets its own."""
    matter = act.case.matter
    if not matter.verify_months:
        return rules.VERIFICATION
    return replace(
        rules.VERIFICATION,
        key=f"{rules.VERIFICATION.key}.{matter.key}"[:64],
        length=matter.verify_months,
        cite=f"{matter.basis}；{matter.label}"[:300],
    )


def rectification_term(act: Act) -> Term:
    """整改期限 as many days as the order gives."""
    term = rules.RECTIFICATION
    return replace(term, key=f"{term.key}.ordered", length=int(act.facts["days"]))


@consequence(N_("履约情况记入信用档案"))
def note_kept(act: Act) -> None:
    letter = letters.with_code(act.case.code)
    letters.find(letter, KEPT, act.today, act.event.id)
    letters.end(letter, False, act.event.id)


def note_unkept(act: Act) -> None:
    """What was not kept, and by whom that was found."""
    case, facts = act.case, act.facts
    case.extent, case.unkept = facts["extent"], facts["unkept"]
    case.found_by, case.found_for = act.actor.person_id, act.actor.for_person_id


def report_unkept(act: Act) -> None:
    """The ledger says what was ordered, until it is said what came of it."""
    case = act.case
    letters.find(
        letters.with_code(case.code),
        case.extent,
        act.today,
        act.event.id,
        unkept=case.unkept,
        consequence=f"{chinese_date(act.today)}责令整改，期限{act.facts['days']}个工作日。",
    )


@consequence(N_("恢复履约监管，重新核实"))
def forget_the_finding(act: Act) -> None:
    case = act.case
    letters.find_nothing(letters.with_code(case.code), act.event.id)
    case.extent, case.unkept, case.found_by, case.found_for = None, "", None, None
    begin_follow_up(act)


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "submit": (
        take_in_files,
        take_in_application,
        start_clock(rules.HANDLING, "handling", N_("即时办理时限开始计算")),
        issue("commitment_letter", N_("保存您签署的《信用承诺书》")),
        issue("receipt", N_("出具《业务受理单》和查询码")),
        tell(N_("承诺%(ref)s已提交，即时办理")),
    ),
    "accept": (tell(N_("承诺%(ref)s已受理")),),
    "divert": (
        drop_the_draft,
        issue("diverted", N_("发出《转一般程序告知书》，载明理由")),
        tell(N_("承诺%(ref)s已转一般程序办理，理由见告知书")),
    ),
    "recommend": (note_findings,),
    "send_back": (tell_whoever_did_it, return_for_review),
    "approve": (
        bind_decision,
        number_the_letter,
        meet("handling"),
        start_clock(rules.PUBLICATION, "publication", N_("承诺书公示时限开始计算")),
        tell(N_("承诺%(ref)s已获同意，承诺书将向社会公示")),
    ),
    "refuse": (
        bind_decision,
        issue("not_suited", N_("发出《不适用告知承诺告知书》，载明理由和一般程序")),
        tell(N_("承诺%(ref)s不适用承诺办理，理由见告知书；可按一般程序申请")),
    ),
    "publish": (
        publish_the_letter,
        meet("publication"),
        start_clock_as(verification_term, "verification", N_("履约核实期限开始计算")),
        begin_follow_up,
        tell(N_("承诺%(ref)s的承诺书已公示，请按承诺履行")),
        seal_soon,
    ),
    "verify_kept": (
        note_kept,
        issue("verification_record", N_("出具《履约核查记录》")),
        tell(N_("承诺%(ref)s经核实已履行")),
    ),
    "find_unkept": (
        take_in_files,
        note_unkept,
        report_unkept,
        meet("verification"),
        issue("verification_record", N_("出具《履约核查记录》")),
        start_clock_as(rectification_term, "rectification", N_("整改期限开始计算")),
        issue("rectification_order", N_("发出《责令整改通知书》，载明整改期限")),
        tell(N_("承诺%(ref)s经核实未履行，请按《责令整改通知书》整改")),
    ),
    "find_broken": (take_in_files, meet("rectification")),
    "confirm": (
        note_broken,
        issue("breach_finding", N_("编号并签发《违诺认定书》")),
        enter_breach,
        update_evaluation,
        tell(N_("承诺%(ref)s被认定为违诺，理由和救济途径见认定书")),
        seal_soon,
    ),
    "overturn": (
        forget_the_finding,
        start_clock_as(verification_term, "verification", N_("履约核实期限重新计算")),
        tell(N_("承诺%(ref)s不认定违诺，请继续履行承诺")),
    ),
    "set_aside": (take_back_the_finding, tell(N_("承诺%(ref)s的违诺认定已撤销"))),
    "withdraw": (drop_the_draft, tell(N_("承诺%(ref)s已撤回"))),
}
