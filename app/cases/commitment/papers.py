"""信用承诺文书 the papers a commitment issues: number series and the words that go on them."""

from collections.abc import Mapping
from typing import Any

from app.cases.commitment import rules, wording
from app.cases.spine.matter import Matter
from app.cases.spine.papers import day_of, ground_in_words, matter_of
from app.kernel import deadlines, documents, vault
from app.kernel.rooms import Act, Paper
from app.lib.markers import N_
from app.lib.papers import PaperContent
from app.lib.penalties import SEVERITY_NAMES, Severity


def matter(case: Any) -> Matter:
    return matter_of(case, f"“{case.matter.name}”信用承诺")


def commitment_letter(act: Act) -> PaperContent:
    case = act.case
    return wording.commitment_letter(
        matter(case),
        about=case.matter.label,
        points=case.letter,
        liability=case.matter.liability,
        signer=case.signer,
        signed_on=act.today,
        valid_until=case.valid_until,
    )


def receipt(act: Act) -> PaperContent:
    case = act.case
    clock = deadlines.running(case, "handling")[0]
    return wording.receipt(
        matter(case),
        about=case.matter.label,
        category=case.matter.kind_name,
        received_on=act.today,
        receiver=act.actor.name if act.actor.kind == "staff" else "网上窗口",
        promised_days=clock.length,
        due_on=clock.due_on or act.today,
        look_up_code=vault.lookup_code_of(case.ref),
        section=case.section.name,
        materials=[d.title for d in documents.materials(case)],
    )


def diverted(act: Act) -> PaperContent:
    return wording.diverted(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        reason=ground_in_words(rules.DIVERT_REASONS, act.facts),
    )


def not_suited(act: Act) -> PaperContent:
    return wording.not_suited(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        reason=ground_in_words(rules.REFUSE_REASONS, act.facts),
    )


def verification_record(act: Act) -> PaperContent:
    case = act.case
    kept = act.event.name == "verify_kept"
    return wording.verification_record(
        matter(case),
        issued_on=act.today,
        about=case.matter.name,
        code=case.code,
        made_on=case.filed_on,
        section=case.section.name,
        points=case.letter,
        found="已履行" if kept else rules.EXTENT[case.extent],
        how=str(act.facts["opinion"]),
        unkept="" if kept else case.unkept,
    )


def rectification_order(act: Act) -> PaperContent:
    case = act.case
    clock = deadlines.running(case, "rectification")[0]
    return wording.rectification_order(
        matter(case),
        issued_on=act.today,
        about=case.matter.name,
        code=case.code,
        made_on=case.filed_on,
        extent=rules.EXTENT[case.extent],
        unkept=case.unkept,
        evidence=str(act.facts["opinion"]),
        days=clock.length,
        due_on=clock.due_on or act.today,
    )


def breach_finding(act: Act) -> PaperContent:
    case = act.case
    order = [p for p in documents.papers(case) if p.kind == "rectification_order"][-1]
    return wording.breach_finding(
        matter(case),
        issued_on=act.today,
        about=case.matter.name,
        code=case.code,
        made_on=case.filed_on,
        ordered_no=order.number or "",
        ordered_on=day_of(case, "find_unkept"),
        extent=rules.EXTENT[case.extent],
        unkept=case.unkept,
        reason=str(act.facts.get("opinion") or ""),
        severity=SEVERITY_NAMES[Severity(str(act.facts["severity"]))],
        liability=case.matter.liability,
        consequence=str(act.facts["consequence"]),
    )


PAPERS: Mapping[str, Paper] = {
    paper.kind: paper
    for paper in (
        Paper("commitment_letter", N_("信用承诺书"), "", commitment_letter),
        Paper("receipt", N_("业务受理单"), "信承单", receipt),
        Paper("diverted", N_("转一般程序告知书"), "信承转", diverted),
        Paper("not_suited", N_("不适用告知承诺告知书"), "信承不", not_suited),
        Paper("verification_record", N_("履约核查记录"), "信承核", verification_record),
        Paper("rectification_order", N_("责令整改通知书"), "信承改", rectification_order),
        Paper("breach_finding", N_("违诺认定书"), "信承违", breach_finding),
    )
}
