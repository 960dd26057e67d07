"""信用修复文书 the papers a repair issues: number series and the words that go on them."""

from collections.abc import Mapping
from typing import Any

from app.cases.repair import rules, wording
from app.cases.spine.matter import Matter
from app.cases.spine.overtaken import notice
from app.cases.spine.papers import (
    correction_told,
    day_of,
    extension_told,
    ground_in_words,
    lapse_told,
    matter_of,
)
from app.kernel import deadlines, documents, rechecks, subjects, vault
from app.kernel.rooms import Act, Paper
from app.lib.markers import N_
from app.lib.papers import PaperContent


def matter(case: Any) -> Matter:
    return matter_of(case, "信用修复申请")


def commitment_letter(act: Act) -> PaperContent:
    return wording.commitment_letter(matter(act.case), signer=act.case.signer, signed_on=act.today)


def receipt(act: Act) -> PaperContent:
    case = act.case
    clock = deadlines.running(case, "intake")[0]
    return wording.receipt(
        matter(case),
        received_on=act.today,
        category="信用修复",
        receiver=act.actor.name if act.actor.kind == "staff" else "网上窗口",
        promised_days=clock.length,
        due_on=clock.due_on or act.today,
        look_up_code=vault.lookup_code_of(case.ref),
        section=case.section.name,
        materials=[d.title for d in documents.materials(case)],
    )


def acceptance(act: Act) -> PaperContent:
    clock = deadlines.running(act.case, "decision")[0]
    return wording.acceptance(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        section=act.case.section.name,
        decision_days=clock.length,
        due_on=clock.due_on or act.today,
    )


# 补正要求: what to do about each of the fields that can be opened again.
_TO_DO = {
    "statement": "在网上重新填写纠正情况说明，写明整改和履行义务的情况",
    "performed_on": "在网上更正日期，与缴款凭证等证明材料一致",
    "signer": "由有权签署承诺书的人重新签署信用修复承诺书",
    "contact_name": "在网上更正联系人姓名",
    "contact_phone": "在网上更正联系电话",
    "proof": "重新上传清晰、完整的证明材料；不符合要求的旧材料可以撤下",
}


def correction_notice(act: Act) -> PaperContent:
    return wording.correction_notice(matter(act.case), **correction_told(act, _TO_DO))


def lapsed(act: Act) -> PaperContent:
    return wording.lapsed(matter(act.case), **lapse_told(act))


def overtaken(act: Act) -> PaperContent:
    return notice(wording.ASKED, matter(act.case), act)


def not_accepted(act: Act) -> PaperContent:
    return wording.not_accepted(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        reason=ground_in_words(rules.DECLINE_REASONS, act.facts),
        may_apply_from=act.case.record.repairable_from
        if act.facts.get("ground") == "too_early"
        else None,
    )


def granted(act: Act) -> PaperContent:
    return wording.granted(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        accepted_on=day_of(act.case, "accept"),
        findings=_findings(act.case),
    )


def not_granted(act: Act) -> PaperContent:
    return wording.not_granted(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        accepted_on=day_of(act.case, "accept"),
        findings=_findings(act.case),
        reason=ground_in_words(rules.REFUSE_REASONS, act.facts),
    )


def extension(act: Act) -> PaperContent:
    return wording.extension(matter(act.case), **extension_told(act))


def revoked(act: Act) -> PaperContent:
    case = act.case
    decision = [p for p in documents.papers(case) if p.kind == "granted"][-1]
    found = rechecks.fault_found(case)
    barred = subjects.barred_until(case.subject_id, "repair", act.today)
    evidence = [found.note] if found else []
    if act.facts.get("opinion"):
        evidence.append(str(act.facts["opinion"]))
    return wording.revoked(
        matter(case),
        issued_on=act.today,
        granted_no=decision.number or "",
        granted_on=decision.issued_on or act.today,
        evidence=evidence,
        public_until=case.record.maximum_until if case.record.public else None,
        barred_until=barred,
    )


def _findings(case: Any) -> list[tuple[str, str]]:
    """Each condition and what was found of it."""
    rows = []
    for key, condition in rules.CONDITIONS.items():
        found = (case.findings or {}).get(key, {})
        verdict = "符合" if found.get("met") else "不符合"
        rows.append((f"{condition}。", f"{verdict}。{found.get('note') or ''}"))
    return rows


PAPERS: Mapping[str, Paper] = {
    paper.kind: paper
    for paper in (
        Paper("commitment_letter", N_("信用修复承诺书"), "", commitment_letter),
        Paper("receipt", N_("业务受理单"), "信修单", receipt),
        Paper("acceptance", N_("受理通知书"), "信修受", acceptance),
        Paper("correction_notice", N_("补正通知书"), "信修补", correction_notice),
        Paper("lapsed", N_("逾期未补正终止告知书"), "信修终", lapsed),
        Paper("overtaken", N_("终止办理告知书"), "信修止", overtaken),
        Paper("not_accepted", N_("不予受理通知书"), "信修不", not_accepted),
        Paper("granted", N_("准予信用修复决定书"), "信修决", granted),
        Paper("not_granted", N_("不予信用修复决定书"), "信修决", not_granted),
        Paper("extension", N_("延期告知书"), "信修延", extension),
        Paper("revoked", N_("撤销信用修复决定书"), "信修撤", revoked),
    )
}
