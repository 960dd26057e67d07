"""信用修复后续 what follows each event: clocks, papers, notices, the four linked effects."""

from datetime import date
from typing import Any

from app.cases.repair import rules
from app.cases.repair.machine import digest_of_text
from app.extensions import db
from app.kernel import (
    cases,
    corrections,
    deadlines,
    documents,
    evaluations,
    jobs,
    measures,
    notices,
    outbox,
    publication,
    records,
    subjects,
    vault,
)
from app.kernel.events import history
from app.kernel.files import Stored
from app.kernel.papers import issue
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_
from app.lib.workdays import Term, months_after

# ---------------------------------------------------------------- what was handed in


def take_in_files(act: Act) -> None:
    """Enter the files that came with the act; their bytes lie on disk already."""
    for sent in act.facts.get("uploads", ()):
        documents.receive(
            act.case,
            act.event.id,
            sent["kind"],
            sent["title"],
            sent["media_type"],
            Stored(sent["file"], sent["digest"], sent["size"]),
            act.event.at,
        )


def take_in_application(act: Act) -> None:
    """Copy what was declared onto the case; personal values go to the vault."""
    case = act.case
    for name in ("statement", "performed_on", "signer"):
        if name in act.facts:
            setattr(case, name, _as_declared(name, act.facts[name]))
    case.filed_on = act.today
    case.lookup = vault.kept_lookup(vault.lookup_code_of(case.ref))
    _keep_contact(case)


def _as_declared(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "performed_on" and isinstance(value, str) else value


def _keep_contact(case: Any) -> None:
    """The contact was typed into the draft; from now on only the vault has it."""
    typed = cases.draft_of(case)
    for name, kind in (("contact_name", "name"), ("contact_phone", "phone")):
        if typed.get(name):
            setattr(case, name, vault.keep(kind, typed[name]).id)
    empty_the_draft(case)


def empty_the_draft(case: Any) -> None:
    """What was typed has been handed in, or given up: the next draft begins empty."""
    cases.save_draft(case, {}, case.moved_at)


def drop_the_draft(act: Act) -> None:
    """A name and a telephone number typed for nothing are not kept."""
    empty_the_draft(act.case)


def take_in_answers(act: Act) -> None:
    """Enter the corrected values, and keep what stood before for the difference view."""
    case, asked = act.case, corrections.open_one(act.case)
    answers = dict(act.facts.get("answers", {}))
    for sent in act.facts.get("uploads", ()):
        answers.setdefault(sent["kind"], []).append(sent["title"])
    for name in ("statement", "performed_on", "signer"):
        if name in answers:
            setattr(case, name, _as_declared(name, answers[name]))
    _keep_contact(case)
    if asked:
        corrections.answer(asked, answers, act.today, act.event.id)


# ---------------------------------------------------------------- the clock


def start_clock(term: Term, kind: str, says: str) -> Effect:
    """Effect: a term of law begins to run."""

    def started(act: Act) -> None:
        deadlines.start(act.case, term, kind, act.today, act.event.id)

    started.__name__ = f"start_{kind}"
    return consequence(says)(started)


def meet(kind: str) -> Effect:
    """Effect: what this clock was for has been done."""

    def met(act: Act) -> None:
        for clock in deadlines.running(act.case, kind):
            deadlines.meet(clock, act.today, act.event.id)

    met.__name__ = f"meet_{kind}"
    return met


@consequence(N_("办理时限自今日起中止，补正提交后继续计算"))
def stop_the_clock(act: Act) -> None:
    for clock in deadlines.running(act.case):
        deadlines.stop(clock, act.today, "correction")


@consequence(N_("办理时限恢复计算"))
def resume_the_clock(act: Act) -> None:
    for clock in deadlines.running(act.case):
        if clock.kind == "correction":
            deadlines.meet(clock, act.today, act.event.id)
        elif clock.stopped:
            deadlines.resume(clock, act.today)


@consequence(N_("办理时限按批准的天数顺延，并告知申请人"))
def extend_the_clock(act: Act) -> None:
    for clock in deadlines.running(act.case, "decision"):
        deadlines.extend(clock, int(act.facts["days"]))


# ---------------------------------------------------------------- who is told


def tell(words: str) -> Effect:
    """Effect: the applicant is told."""

    def told(act: Act) -> None:
        notices.tell_applicant(act.case, act.event.id, act.event.at, words, ref=act.case.ref)

    told.__name__ = "tell_applicant"
    return consequence(N_("申请人在“我的消息”中收到通知"))(told)


@consequence(N_("原经办人收到退回意见"))
def tell_whoever_did_it(act: Act) -> None:
    """Those whose step comes back hear of it."""
    for person_id in set(cases.doers(act.case).values()):
        notices.tell_person(
            person_id,
            act.case,
            act.event.id,
            act.event.at,
            N_("办件%(ref)s被退回，请查看意见"),
            ref=act.case.ref,
        )


# ---------------------------------------------------------------- the case itself


def ask_for_correction(act: Act) -> None:
    case = act.case
    before = {
        "statement": case.statement,
        "performed_on": case.performed_on.isoformat() if case.performed_on else "",
        "signer": case.signer,
        "contact_name": vault.masked(case.contact_name),
        "contact_phone": vault.masked(case.contact_phone),
        "proof": [d.title for d in documents.materials(case, "proof")],
    }
    asked = corrections.ask(case, list(act.facts["items"]), before, act.today, act.event.id)
    asked.came_from = act.event.source
    case.corrected_from = act.event.source


def note_findings(act: Act) -> None:
    act.case.outcome, act.case.findings = act.facts["outcome"], dict(act.facts["findings"])


def return_for_review(act: Act) -> None:
    """退回: the step before is done again; what came before it still stands."""
    cases.new_round(act.case, ("review",) if act.event.target == "vetting" else ())


def bind_decision(act: Act) -> None:
    """The decision binds to exactly the text that was decided on."""
    act.case.decision_digest, act.case.decided_on = digest_of_text(act.case), act.today


# ---------------------------------------------------------------- the four linked effects


@consequence(N_("停止公示：公示条目即刻从公示页、检索、下载和订阅中撤下"))
def stop_publicity(act: Act) -> None:
    case = act.case
    entry = publication.entry_of(case.record_id, act.today)
    records.end(case.record, "repaired", act.today, act.event.id)
    if entry is not None:
        publication.withdraw(entry, "repaired", act.today, act.event.id, act.event.at)
    proof = f"公示条目 {entry.slug} 已撤下" if entry else "该记录未在公示"
    outbox.expect(case, act.event.id, "publicity", N_("公示专栏"), done_on=act.today, proof=proof)


@consequence(N_("停止共享使用：向已接收单位发出停止使用通知，并跟踪回执"))
def stop_sharing(act: Act) -> None:
    case = act.case
    records.stop_sharing(case.record)
    _tell_recipients(act, "stop_use", "sharing")


@consequence(N_("解除措施：因该记录采取的管理措施即日解除"))
def lift_measures(act: Act) -> None:
    case = act.case
    standing = measures.standing(case.record_id)
    for order in standing:
        measures.lift(order, act.today, act.event.id)
        outbox.expect(
            case,
            act.event.id,
            "measures",
            order.name,
            done_on=act.today,
            proof=f"“{order.name}”已解除",
        )
    if not standing:
        outbox.expect(case, act.event.id, "measures", "—", done_on=act.today, proof="没有在施措施")


@consequence(N_("更新评价：按现存有效记录重新计算信用评价"))
def update_evaluation(act: Act) -> None:
    db.session.flush()
    change = evaluations.reckon(act.case.subject_id, act.today, act.event.id)
    proof = f"{change.before or '未评价'} → {change.after.grade}（{change.after.score}分）"
    outbox.expect(
        act.case, act.event.id, "evaluation", N_("信用评价"), done_on=act.today, proof=proof
    )


def _tell_recipients(act: Act, kind: str, effect: str) -> None:
    """Whoever received the record is told, and owes a receipt."""
    case = act.case
    due = deadlines.day_due(rules.SHARE_RESULT, act.today)
    body = {
        "doc_no": case.record.doc_no,
        "authority_code": case.record.authority_code,
        "subject_code": case.subject.code or "",
        "ref": case.ref,
        "effective_on": act.today.isoformat(),
    }
    for name in outbox.recipients(case.house_id):
        message = outbox.write(name, kind, body, case, act.event.id, act.event.at)
        outbox.expect(case, act.event.id, effect, name, due_on=due, message=message)


def seal_soon(act: Act) -> None:
    """A publication is sealed at once, not at the next round."""
    jobs.enqueue("seal", act.now, key=f"seal:{act.event.stream}:{act.event.seq}")


# ---------------------------------------------------------------- revocation


@consequence(N_("恢复记录：该记录恢复有效，公示期未届满的恢复公示和共享"))
def show_again(act: Act) -> None:
    case = act.case
    records.restore(case.record)
    records.share_again(case.record)
    db.session.flush()
    if case.record.public and case.record.maximum_until >= act.today:
        publication.publish(case.record, act.today, act.event.id, act.event.at)
    _tell_recipients(act, "use_again", "sharing_again")


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
    "publish": (
        stop_publicity,
        stop_sharing,
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
    "withdraw": (drop_the_draft, tell(N_("申请%(ref)s已撤回"))),
}
