"""异议处理后续 what follows each event: the mark, clocks, papers, notices, and the correction."""

from typing import Any

from app.cases.objection import rules
from app.cases.objection.model import CLAIMS, old_value, words_of
from app.cases.objection.requirements import changes_of
from app.cases.spine.application import drop_the_draft, take_in_application, take_in_files
from app.cases.spine.clocks import (
    extend_the_clock,
    meet,
    resume_the_clock,
    start_clock,
    stop_the_clock,
)
from app.cases.spine.correction import ask_for_correction, take_in_answers
from app.cases.spine.decision import (
    bind_decision,
    note_findings,
    return_for_review,
    take_back_the_decision,
)
from app.cases.spine.linked import (
    lift_measures,
    seal_soon,
    stop_publicity,
    stop_sharing,
    tell_recipients,
    update_evaluation,
)
from app.cases.spine.telling import tell, tell_whoever_did_it
from app.extensions import db
from app.kernel import cases, claims, outbox, public_entries, publication, records, workflow
from app.kernel.calendar import work_calendar
from app.kernel.papers import issue
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_

# ---------------------------------------------------------------- the mark


@consequence(N_("公示页和信用档案标注“异议处理中”"))
def mark_disputed(act: Act) -> None:
    """Once taken in, whoever reads the record reads that it is disputed."""
    _show_mark(act, True)


@consequence(N_("“异议处理中”的标注取消"))
def remove_mark(act: Act) -> None:
    """At every end the mark goes; what was never marked stays as it is."""
    if act.case.record.disputed:
        _show_mark(act, False)


def _show_mark(act: Act, disputed: bool) -> None:
    record = act.case.record
    record.disputed = disputed
    db.session.flush()
    entry = public_entries.entry_of(record.id, act.today)
    if entry is not None:
        publication.mark(entry, disputed, act.event.at)


# ---------------------------------------------------------------- on its way


start_forwarding = start_clock(rules.FORWARD, "forward", N_("转办时限开始计算"))
start_verifying = start_clock(rules.REPLY, "reply", N_("核查时限开始计算"))


@consequence(N_("转办或者核查时限开始计算"))
def start_what_is_next(act: Act) -> None:
    """The office has days to hand it on; where nothing is handed on, verifying begins at once."""
    (start_forwarding if act.event.target == "forwarding" else start_verifying)(act)


@consequence(N_("本件转到提供该记录的科室核查"))
def hand_on(act: Act) -> None:
    """Whoever had taken it up at the office holds it no longer."""
    claims.let_go(act.case)
    cases.hand_on(act.case, act.case.record.section_id)


def note_words(act: Act) -> None:
    """What the section found in words goes on the paper too."""
    act.case.verified = str(act.facts["opinion"])


# ---------------------------------------------------------------- what is corrected


def correct_record(act: Act) -> None:
    """更正、补充: the old version stays on file; the public entry gives way to a new one."""
    case, record = act.case, act.case.record
    entry = public_entries.entry_of(record.id, act.today)
    changes = changes_of(record, case.findings or {})
    before = {code: old_value(record, code) for code in changes}
    records.correct(record, changes, act.event.id)
    if "CF_JDRQ" in changes:
        records.reckon(record, work_calendar())
    db.session.flush()
    told = "该记录未在公示"
    if entry is not None:
        shown = publication.replace(entry, record, act.today, act.event.id, act.event.at)
        told = f"公示条目 {entry.slug} 已由 {shown.slug} 取代" if shown else "公示期届满，已撤下"
    outbox.expect(case, act.event.id, "correction", N_("公示专栏"), done_on=act.today, proof=told)
    written = {c: {"before": before[c], "after": words_of(v)} for c, v in changes.items()}
    tell_recipients(act, "correct", "correction", rules.SHARE, changes=written)


def end_publicity(act: Act) -> None:
    """停止公示: the record stays on file, and leaves every public surface."""
    case = act.case
    entry = public_entries.entry_of(case.record_id, act.today)
    records.stop_publicity(case.record, public_entries.WHY["stopped"])
    db.session.flush()
    if entry is not None:
        publication.withdraw(entry, "stopped", act.today, act.event.id, act.event.at)
    told = f"公示条目 {entry.slug} 已撤下" if entry else "该记录未在公示"
    outbox.expect(case, act.event.id, "publicity", N_("公示专栏"), done_on=act.today, proof=told)
    tell_recipients(act, "stop_publicity", "publicity", rules.SHARE)


def annul_record(act: Act) -> None:
    """撤销: the record is over, everywhere."""
    for effect in (stop_publicity("annulled"), stop_sharing(rules.SHARE), lift_measures):
        effect(act)


CARRIED_OUT: dict[str, Effect] = {
    "correct": correct_record,
    "supplement": correct_record,
    "end": end_publicity,
    "annul": annul_record,
}


@consequence(N_("按决定更正、补充或者撤销记录，或者停止公示；原内容作为旧版本留存"))
def carry_out(act: Act) -> None:
    """What was decided is done in one step, and the mark goes with it."""
    act.case.record.disputed = False
    CARRIED_OUT[str(act.case.outcome)](act)


# ---------------------------------------------------------------- looked at again


@consequence(N_("建立复核办件，另行编号、另计时限，由未办理过原异议的人员办理"))
def open_review(act: Act) -> None:
    """复核 a case of its own, about the same record; the applicant's words are carried over."""
    case = act.case
    again = workflow.open_case(
        case.kind, cases.about(case.record), act.actor, act.now, review_of=case.id
    )
    cases.save_draft(again, _carried_over(case, str(act.facts.get("opinion") or "")), act.now)


def _carried_over(case: Any, why: str) -> dict[str, str]:
    """What was claimed and the record still does not say."""
    claimed = {
        name: case.claims[code]
        for name, code in CLAIMS.items()
        if case.claims.get(code, "") not in ("", old_value(case.record, code))
    }
    return {"ground": case.ground, "statement": why or case.statement} | claimed


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "submit": (
        take_in_files,
        take_in_application,
        start_clock(rules.MARK, "mark", N_("标注时限开始计算")),
        start_clock(rules.TOTAL, "decision", N_("办理时限开始计算")),
        issue("application", N_("保存您提交的《异议申请表》")),
        tell(N_("异议%(ref)s已提交，等待受理")),
    ),
    "accept": (
        meet("mark"),
        mark_disputed,
        start_what_is_next,
        issue("acceptance", N_("发出《受理通知书》")),
        tell(N_("异议%(ref)s已受理，核查期间该记录标注“异议处理中”")),
    ),
    "ask_correction": (
        ask_for_correction,
        stop_the_clock,
        start_clock(rules.CORRECTION, "correction", N_("补正期限开始计算")),
        issue("correction_notice", N_("发出《补正通知书》，只开放所列项目")),
        tell(N_("异议%(ref)s需要补正，请按通知书补充")),
    ),
    "resubmit": (
        take_in_files,
        take_in_answers,
        resume_the_clock,
        tell(N_("异议%(ref)s的补正材料已提交")),
    ),
    "lapse": (
        drop_the_draft,
        remove_mark,
        issue("lapsed", N_("发出《逾期未补正终止告知书》")),
        tell(N_("异议%(ref)s逾期未补正，办理终止；材料备齐后可以重新提出")),
    ),
    "decline": (
        issue("not_accepted", N_("发出《不予受理通知书》，载明理由和救济途径")),
        tell(N_("异议%(ref)s不予受理，理由和救济途径见通知书")),
    ),
    "forward": (
        meet("forward"),
        hand_on,
        start_verifying,
        issue("forward_slip", N_("发出《核查转办单》")),
        tell(N_("异议%(ref)s已转提供该记录的科室核查")),
    ),
    "reply": (meet("reply"), note_findings, note_words),
    "send_back": (tell_whoever_did_it, return_for_review),
    "uphold": (
        bind_decision,
        issue("upheld", N_("编号并签发《异议处理告知书》")),
        tell(N_("异议%(ref)s成立，即将更正")),
    ),
    "keep": (
        bind_decision,
        remove_mark,
        issue("kept", N_("编号并签发《异议处理告知书》，载明理由和救济途径")),
        tell(N_("异议%(ref)s不成立，维持原记录，理由和救济途径见告知书")),
    ),
    "extend": (
        extend_the_clock,
        issue("extension", N_("发出《延期告知书》")),
        tell(N_("异议%(ref)s的办理期限已延长，原因见告知书")),
    ),
    "recall": (
        tell_whoever_did_it,
        take_back_the_decision,
        return_for_review,
        tell(N_("异议%(ref)s的告知书作废：所依据的内容在审批后有变动，重新审批")),
    ),
    "publish": (
        carry_out,
        update_evaluation,
        tell(N_("异议%(ref)s已执行更正，并告知接收过该记录的单位")),
        seal_soon,
    ),
    "request_review": (open_review, tell(N_("异议%(ref)s的复核已建立草稿，请核对后提交"))),
    "withdraw": (drop_the_draft, remove_mark, tell(N_("异议%(ref)s已撤回"))),
}
