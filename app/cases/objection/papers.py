"""异议处理文书 the papers an objection issues: number series and the words that go on them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.cases.objection import rules, wording
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
from app.extensions import db
from app.kernel import deadlines, documents, vault
from app.kernel.people import Section
from app.kernel.rooms import Act, Paper
from app.lib.markers import N_
from app.lib.papers import PaperContent


def matter(case: Any) -> Matter:
    found = matter_of(case, "异议复核申请" if case.review_of else "异议申请")
    return replace(found, own_motion=case.own_motion)


def _findings(case: Any) -> list[tuple[str, str, str, str, str]]:
    """Each disputed field as it stood, as claimed, as found, and by what evidence."""
    return [
        (label, found["old"], found["claimed"], found["found"], found["evidence"])
        for label, found in case.found
    ]


def application(act: Act) -> PaperContent:
    case = act.case
    return wording.application(
        matter(case),
        filed_on=act.today,
        ground=case.ground_name,
        statement=case.statement,
        claims=case.claimed,
        materials=[d.title for d in documents.materials(case)],
        look_up_code=vault.lookup_code_of(case.ref),
    )


def own_check(act: Act) -> PaperContent:
    clock = deadlines.running(act.case, "decision")[0]
    return wording.own_check(
        matter(act.case),
        issued_on=act.today,
        section=_source(act.case).name,
        ground=act.case.ground_name,
        statement=act.case.statement,
        claims=act.case.claimed,
        total_days=clock.length,
        due_on=clock.due_on or act.today,
    )


def acceptance(act: Act) -> PaperContent:
    clock = deadlines.running(act.case, "decision")[0]
    return wording.acceptance(
        matter(act.case),
        issued_on=act.today,
        received_on=act.case.filed_on,
        section=_source(act.case).name,
        total_days=clock.length,
        due_on=clock.due_on or act.today,
    )


def _source(case: Any) -> Section:
    """The section that provided the record."""
    return db.session.get_one(Section, case.record.section_id)


# 补正要求: what to do about each of the fields that can be opened again.
_TO_DO = {
    "ground": "在网上重新选择异议理由",
    "statement": "在网上重新填写异议说明，写明哪里不对、依据是什么",
    "contact_name": "在网上更正联系人姓名",
    "contact_phone": "在网上更正联系电话",
    "proof": "重新上传清晰、完整的证明材料；不符合要求的旧材料可以撤下",
}
_SAY_AGAIN = "在网上重新填写应当是什么"


def correction_notice(act: Act) -> PaperContent:
    return wording.correction_notice(matter(act.case), **correction_told(act, _TO_DO, _SAY_AGAIN))


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
    )


def forward_slip(act: Act) -> PaperContent:
    case = act.case
    clock = deadlines.running(case, "reply")[0]
    office = db.session.get_one(Section, case.handed_on_by)
    return wording.forward_slip(
        matter(case),
        issued_on=act.today,
        office=office.name,
        section=case.section.name,
        ground=case.ground_name,
        statement=case.statement,
        claims=case.claimed,
        reply_days=clock.length,
        due_on=clock.due_on or act.today,
        request=str(act.facts.get("opinion") or ""),
    )


def upheld(act: Act) -> PaperContent:
    case = act.case
    return wording.upheld(
        matter(case),
        issued_on=act.today,
        received_on=case.filed_on,
        accepted_on=day_of(case, "accept"),
        outcome=case.outcome,
        findings=_findings(case),
        reason=case.verified,
        review=case.review_of is not None,
        review_until=case.review_until,
    )


def kept(act: Act) -> PaperContent:
    case = act.case
    return wording.kept(
        matter(case),
        issued_on=act.today,
        received_on=case.filed_on,
        accepted_on=day_of(case, "accept"),
        findings=_findings(case),
        verified=case.verified,
        reason=ground_in_words(rules.KEEP_REASONS, act.facts),
        review=case.review_of is not None,
        review_until=case.review_until,
    )


def extension(act: Act) -> PaperContent:
    return wording.extension(matter(act.case), **extension_told(act))


PAPERS: Mapping[str, Paper] = {
    paper.kind: paper
    for paper in (
        Paper("application", N_("异议申请表"), "", application),
        Paper("own_check", N_("依职权核查告知书"), "信异职", own_check),
        Paper("acceptance", N_("受理通知书"), "信异受", acceptance),
        Paper("correction_notice", N_("补正通知书"), "信异补", correction_notice),
        Paper("lapsed", N_("逾期未补正终止告知书"), "信异终", lapsed),
        Paper("overtaken", N_("终止办理告知书"), "信异止", overtaken),
        Paper("not_accepted", N_("不予受理通知书"), "信异不", not_accepted),
        Paper("forward_slip", N_("核查转办单"), "信异转", forward_slip),
        Paper("upheld", N_("异议处理告知书"), "信异告", upheld),
        Paper("kept", N_("异议处理告知书"), "信异告", kept),
        Paper("extension", N_("延期告知书"), "信异延", extension),
    )
}
