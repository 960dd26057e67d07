"""失信惩戒文书 the papers a sanction issues: number series and the words that go on them."""

from collections.abc import Mapping
from typing import Any

from app.cases.sanction import rules, wording
from app.cases.sanction.effects import why_delisted
from app.cases.sanction.listing import PROVINCE, period_of
from app.cases.sanction.wording import Listing
from app.cases.spine.matter import Matter
from app.cases.spine.papers import ground_in_words
from app.kernel import deadlines, documents, vault
from app.kernel.documents import Document
from app.kernel.rooms import Act, Paper
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date


def matter(case: Any) -> Matter:
    """案由: the subject, and the paper that found the dishonesty where there is one."""
    bureau, record, subject = case.house, case.record, case.subject
    return Matter(
        authority=bureau.name,
        ref=case.ref,
        applicant=subject.name,
        code=vault.masked(subject.citizen_id) if subject.is_natural_person else subject.code,
        document_no=record.doc_no if record else "",
        decided_on=record.decided_on if record else case.opened_on,
        decided_by=record.authority if record else bureau.name,
        review_body=bureau.review_body or "",
        application="失信惩戒建议",
        natural_person=subject.is_natural_person,
    )


def listing(case: Any) -> Listing:
    kind, record = case.list_kind, case.record
    found = f"《行政处罚决定书》（{record.doc_no}）" if record else ""
    return Listing(
        name=kind.name,
        facts=case.cause,
        basis=case.basis,
        measures=[(one.name, one.basis) for one in case.chosen],
        removal=kind.removal,
        period=kind.period,
        found_in=found,
        responsible=case.responsible,
    )


def last(case: Any, kind: str) -> Document:
    return [paper for paper in documents.papers(case) if paper.kind == kind][-1]


def heard(case: Any) -> list[tuple[str, str]]:
    """Each point of the defence, and what was answered to it."""
    answers = case.answers or {}
    return [(p["words"], str(answers.get(f"answer_{p['n']}") or "")) for p in case.points]


def proposal(act: Act) -> PaperContent:
    case = act.case
    return wording.proposal(
        matter(case),
        listing(case),
        issued_on=act.today,
        section=case.section.name,
        proposer=act.actor.name,
        evidence=[d.title for d in documents.materials(case)],
    )


def notice(act: Act) -> PaperContent:
    clock = deadlines.running(act.case, "hearing")[-1]
    return wording.notice(
        matter(act.case),
        listing(act.case),
        issued_on=act.today,
        service=rules.SERVICE[act.case.service],
        served_on=act.case.served_on,
        days=clock.length,
        due_on=clock.due_on or act.today,
    )


def defence_record(act: Act) -> PaperContent:
    """What was said in this act; what came with it is named."""
    case = act.case
    words = [w for w in act.facts.get("points") or () if w.strip()]
    taken_down = case.points[len(case.points) - len(words) :]
    return wording.defence_record(
        matter(case),
        listing(case),
        issued_on=act.today,
        section=case.section.name,
        recorder=act.actor.name,
        notice_no=last(case, "notice").number or "",
        points=[(point["n"], point["words"]) for point in taken_down],
        waived=bool(act.facts.get("waive")),
        evidence=[str(sent["title"]) for sent in act.facts.get("uploads") or ()],
    )


def service_receipt(act: Act) -> PaperContent:
    case, told = act.case, last(act.case, "notice")
    return wording.service_receipt(
        matter(case),
        issued_on=act.today,
        paper=told.title,
        paper_no=told.number or "",
        service=rules.SERVICE[case.service],
        served_on=case.served_on,
        online=case.service == "online",
        server=act.actor.name,
    )


def _decided(act: Act) -> dict[str, Any]:
    """What both decisions say of the way to them."""
    told = last(act.case, "notice")
    return {
        "issued_on": act.today,
        "notice_no": told.number or "",
        "noticed_on": told.issued_on or act.today,
        "heard": heard(act.case),
        "met_on": rules.day_of(act.case.minutes["met_on"]),
    }


def listed(act: Act) -> PaperContent:
    _, period = period_of(act)
    return wording.listed(
        matter(act.case),
        listing(act.case),
        until_on=period.maximum_until,
        repairable_from=period.repairable_from,
        **_decided(act),
    )


def not_listed(act: Act) -> PaperContent:
    reason = ground_in_words(rules.REFUSE_REASONS, act.facts)
    return wording.not_listed(matter(act.case), listing(act.case), reason=reason, **_decided(act))


def report(act: Act) -> PaperContent:
    record = act.case.listed
    return wording.report(
        matter(act.case),
        listing(act.case),
        issued_on=act.today,
        to=PROVINCE,
        listed_no=record.doc_no,
        listed_on=record.decided_on,
        until_on=record.maximum_until,
    )


def delisted(act: Act) -> PaperContent:
    record = act.case.listed
    why = why_delisted(act)
    ended = f"（{chinese_date(record.maximum_until)}）" if why == "expired" else ""
    return wording.delisted(
        matter(act.case),
        listing(act.case),
        issued_on=act.today,
        listed_no=record.doc_no,
        listed_on=record.decided_on,
        reason=f"{rules.DELIST_REASONS[why]}{ended}",
        words=str(act.facts.get("opinion") or ""),
    )


PAPERS: Mapping[str, Paper] = {
    paper.kind: paper
    for paper in (
        Paper("proposal", N_("失信惩戒建议表"), "信惩建", proposal),
        Paper("notice", N_("拟列入告知书"), "信惩告", notice),
        Paper("service_receipt", N_("送达回证"), "", service_receipt),
        Paper("defence_record", N_("陈述申辩笔录"), "", defence_record),
        Paper("listed", N_("列入决定书"), "信惩决", listed),
        Paper("not_listed", N_("不予列入决定书"), "信惩决", not_listed),
        Paper("report", N_("失信主体名单报送函"), "信惩报", report),
        Paper("delisted", N_("移出决定书"), "信惩移", delisted),
    )
}
# 只在局内流转: the proposal, its evidence, the proof of service, and what goes to the province.
INSIDE = frozenset({"proposal", "service_receipt", "report", "evidence", "service_proof"})
