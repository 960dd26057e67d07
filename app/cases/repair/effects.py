"""信用修复后续 what follows each event: clocks, papers, notices, the four linked effects."""

from app.cases.repair import rules
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
from app.cases.spine.overtaken import told_by_paper
from app.cases.spine.telling import tell, tell_whoever_did_it
from app.extensions import db
from app.kernel import deadlines, measures, publication, records, subjects
from app.kernel.events import history
from app.kernel.papers import issue
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_
from app.lib.workdays import months_after


@consequence(N_("恢复记录：该记录恢复有效，公示期未届满的恢复公示和共享"))
def show_again(act: Act) -> None:
    case = act.case
    records.restore(case.record)
    records.share_again(case.record)
    db.session.flush()
    if case.record.public and case.record.maximum_until >= act.today:
        publication.publish(case.record, act.today, act.event.id, act.event.at)
    tell_recipients(act, "use_again", "sharing_again", rules.SHARE_RESULT)


@consequence(N_("记入信用档案：以虚假材料申请修复的行为作为失信信息记入"))
def enter_breach(act: Act) -> None:
    case = act.case
    records.enter(
        subject_id=case.subject_id,
        section_id=case.section_id,
        kind="breach",
        authority=case.record.authority,
        authority_code=case.record.authority_code,
        doc_no=f"{case.ref}-撤销",
        title="以虚假材料申请信用修复，修复决定被撤销",
        decided_on=act.today,
        severity=None,
        severity_basis=rules.ORDER_36,
        regime="order_36",
        body={"ref": case.ref},
        fingerprint=act.event.digest,
        public=False,
        why_not_public="记入信用档案，不单独公示",
        entered_at=act.event.at,
        entered_by=act.actor.person_id,
        entered_for=act.actor.for_person_id,
        entered_event=act.event.id,
    )


@consequence(N_("限制申请：规定年限内不再受理其信用修复申请"))
def bar_new_repairs(act: Act) -> None:
    years = deadlines.term_for(rules.BAR, act.case.opened_on)
    subjects.bar(
        act.case.subject_id,
        "repair",
        act.today,
        months_after(act.today, years.length),
        act.event.id,
    )
    db.session.flush()


@consequence(N_("恢复因本次修复解除的管理措施"))
def order_measures_again(act: Act) -> None:
    repair = next(e for e in history(act.case.stream) if e.name == "publish")
    for order in measures.lifted_by(repair.id):
        measures.start(
            order.record_id,
            order.subject_id,
            order.section_id,
            order.name,
            order.basis,
            act.today,
            act.event.id,
        )


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "submit": (
        take_in_files,
        take_in_application,
        start_clock(rules.INTAKE, "intake", N_("受理时限开始计算")),
        issue("commitment_letter", N_("保存您签署的《信用修复承诺书》")),
        issue("receipt", N_("出具《业务受理单》和查询码")),
        tell(N_("申请%(ref)s已提交，等待受理")),
    ),
    "accept": (
        meet("intake"),
        start_clock(rules.DECISION, "decision", N_("办理时限开始计算")),
        issue("acceptance", N_("发出《受理通知书》")),
        tell(N_("申请%(ref)s已受理")),
    ),
    "ask_correction": (
        ask_for_correction,
        stop_the_clock,
        start_clock(rules.CORRECTION, "correction", N_("补正期限开始计算")),
        issue("correction_notice", N_("发出《补正通知书》，只开放所列项目")),
        tell(N_("申请%(ref)s需要补正，请按通知书补充")),
    ),
    "resubmit": (
        take_in_files,
        take_in_answers,
        resume_the_clock,
        tell(N_("申请%(ref)s的补正材料已提交")),
    ),
    "lapse": (
        drop_the_draft,
        issue("lapsed", N_("发出《逾期未补正终止告知书》")),
        tell(N_("申请%(ref)s逾期未补正，办理终止；材料备齐后可以重新申请")),
    ),
    "decline": (
        issue("not_accepted", N_("发出《不予受理通知书》，载明理由和救济途径")),
        tell(N_("申请%(ref)s不予受理，理由和救济途径见通知书")),
    ),
    "recommend": (note_findings,),
    "send_back": (tell_whoever_did_it, return_for_review),
    "approve": (
        bind_decision,
        issue("granted", N_("编号并签发《准予信用修复决定书》")),
        tell(N_("申请%(ref)s准予修复，即将停止公示")),
    ),
    "refuse": (
        bind_decision,
        issue("not_granted", N_("编号并签发《不予信用修复决定书》，载明理由和救济途径")),
        tell(N_("申请%(ref)s不予修复，理由和救济途径见决定书")),
    ),
    "extend": (
        extend_the_clock,
        issue("extension", N_("发出《延期告知书》")),
        tell(N_("申请%(ref)s的办理期限已延长，原因见告知书")),
    ),
    "recall": (
        tell_whoever_did_it,
        take_back_the_decision,
        return_for_review,
        tell(N_("申请%(ref)s的决定书作废：所依据的内容在审批后有变动，重新审批")),
    ),
    "publish": (
        stop_publicity("repaired"),
        stop_sharing(rules.SHARE_RESULT),
        lift_measures,
        update_evaluation,
        tell(N_("申请%(ref)s已完成修复，相关信息已停止公示")),
        seal_soon,
    ),
    "revoke": (
        bar_new_repairs,
        show_again,
        order_measures_again,
        enter_breach,
        update_evaluation,
        issue("revoked", N_("编号并签发《撤销信用修复决定书》")),
        tell(N_("申请%(ref)s的修复决定已撤销，理由和救济途径见决定书")),
        seal_soon,
    ),
    "terminate": (
        drop_the_draft,
        told_by_paper(N_("发出《终止办理告知书》，载明原因")),
        tell(N_("申请%(ref)s所涉记录已经撤回，办理终止，原因见告知书")),
    ),
    "withdraw": (drop_the_draft, tell(N_("申请%(ref)s已撤回"))),
}
