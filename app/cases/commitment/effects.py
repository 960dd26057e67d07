"""信用承诺后续 what follows each event: clocks, papers, the code, the public letter, the breach."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.commitment import rules
from app.cases.spine.application import drop_the_draft, take_in_application, take_in_files
from app.cases.spine.clocks import meet, start_clock, start_clock_as
from app.cases.spine.decision import bind_decision, note_findings, return_for_review
from app.cases.spine.linked import seal_soon, update_evaluation
from app.cases.spine.telling import tell, tell_whoever_did_it
from app.kernel import documents, letters, publication, records, separation
from app.kernel.calendar import work_calendar
from app.kernel.machines import RuleBroken
from app.kernel.papers import issue
from app.kernel.public_face import why_not_shown
from app.kernel.rooms import Act, Effect, consequence
from app.lib.commitment_code import division_of
from app.lib.commitments import KEPT, KINDS
from app.lib.markers import N_
from app.lib.papers import chinese_date
from app.lib.penalties import ORDER_36_CITE
from app.lib.publicity import NOT_PUBLIC_NAMES, Severity, publicity_period, why_not_public
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


def note_broken(act: Act) -> None:
    case = act.case
    letter = letters.with_code(case.code)
    letters.find(
        letter,
        case.extent,
        act.today,
        act.event.id,
        unkept=case.unkept,
        consequence=str(act.facts["consequence"]),
    )
    letters.end(letter, True, act.event.id)


@consequence(N_("恢复履约监管，重新核实"))
def forget_the_finding(act: Act) -> None:
    case = act.case
    letters.find_nothing(letters.with_code(case.code), act.event.id)
    case.extent, case.unkept, case.found_by, case.found_for = None, "", None, None
    begin_follow_up(act)


@consequence(N_("违诺记入信用记录，按失信程度公示"))
def enter_breach(act: Act) -> None:
    """A confirmed breach is a dishonesty record, as any other: public for a time, repairable."""
    case = act.case
    finding = [p for p in documents.papers(case) if p.kind == "breach_finding"][-1]
    severity = Severity(str(act.facts["severity"]))
    period = publicity_period(severity, act.today, work_calendar())
    why = _why_not_public(case.subject, severity, period.maximum_until, act.today)
    record = records.enter(
        subject_id=case.subject_id,
        section_id=case.section_id,
        kind="breach",
        authority=case.house.name,
        authority_code=case.house.code,
        doc_no=finding.number,
        title=f"违背信用承诺：{case.matter.name}",
        decided_on=act.today,
        severity=severity.value,
        severity_basis=ORDER_36_CITE,
        regime="order_36",
        **{end: getattr(period, end) for end in ENDS},
        body=_breach_as_published(act, str(finding.number)),
        fingerprint=act.event.digest,
        public=not why,
        why_not_public=why,
        entered_at=act.event.at,
        entered_by=act.actor.person_id,
        entered_event=act.event.id,
    )
    if record.public:
        publication.publish(record, act.today, act.event.id, act.event.at)


ENDS = ("minimum_until", "repairable_from", "maximum_raw", "maximum_until", "provisional")


def _why_not_public(subject: Any, severity: Severity, until: date, today: date) -> str:
    """Why the register does not show the breach; nothing when it does."""
    hidden = why_not_public(
        severity=severity,
        kinds=(),
        simple_procedure=False,
        natural_person=subject.is_natural_person,
        under_age=False,
        secret=False,
    )
    return NOT_PUBLIC_NAMES[hidden] if hidden else why_not_shown(subject.code, until, today)


def _breach_as_published(act: Act, number: str) -> dict[str, str]:
    """The columns in which the register shows any record; 承诺编码 beside them."""
    case, bureau = act.case, act.case.house
    return {
        "CF_WSH": number,
        "CF_WFXW": "违背信用承诺",
        "CF_SY": case.unkept,
        "CF_YJ": case.matter.basis,
        "CF_CFLB": "认定违诺",
        "CF_NR": str(act.facts["consequence"]),
        "CF_JDRQ": act.today.isoformat(),
        "CF_CFJG": bureau.name,
        "CF_CFJGDM": bureau.code,
        "CNBM": case.code,
    }


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
    "verify_kept": (note_kept, tell(N_("承诺%(ref)s经核实已履行"))),
    "find_unkept": (
        take_in_files,
        note_unkept,
        report_unkept,
        meet("verification"),
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
    "withdraw": (drop_the_draft, tell(N_("承诺%(ref)s已撤回"))),
}
