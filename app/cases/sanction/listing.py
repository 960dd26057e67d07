"""列入 what a decision to list brings about: the entry, its publicity, the measures, the report."""

from sqlalchemy import select

from app.cases.sanction import rules
from app.extensions import db
from app.kernel import (
    deadlines,
    documents,
    feedback,
    measures,
    outbox,
    public_face,
    publication,
    records,
)
from app.kernel.calendar import work_calendar
from app.kernel.catalogue import CatalogueLine
from app.kernel.people import Section
from app.kernel.rooms import Act, consequence
from app.lib.markers import N_
from app.lib.publicity import PublicityPeriod, PublicityTerms, Severity, publicity_period

# 报送: the municipal bureau recommends upward; where a county bureau's goes is the city's to say.
PROVINCE = "四川省交通运输厅"


def period_of(act: Act) -> tuple[Severity, PublicityPeriod]:
    """The class of the list, and its own period, counted from the day of the decision."""
    case = act.case
    severity, law = rules.PERIODS[case.list_kind.period]
    kept = PublicityTerms(
        deadlines.term_for(law.minimum, case.opened_on),
        deadlines.term_for(law.maximum, case.opened_on),
    )
    return severity, publicity_period(severity, case.decided_on, work_calendar(), kept)


@consequence(N_("列入名单：记入信用档案，名单条目即刻在公示专栏公示"))
def enter_on_the_list(act: Act) -> None:
    """A record like any other, so that register, repair and objection know what to do with it.

    It counts as entered by whoever proposed it: they decide neither its repair nor its objection.
    """
    case, kind = act.case, act.case.list_kind
    severity, period = period_of(act)
    decision = [p for p in documents.papers(case) if p.kind == "listed"][-1]
    why_not = public_face.why_not_shown(case.subject.code, period.maximum_until, act.today)
    case.listed = records.enter(
        subject_id=case.subject_id,
        section_id=case.section_id,
        kind="list",
        authority=case.house.name,
        authority_code=case.house.code or "",
        doc_no=decision.number,
        title=f"列入{kind.name}",
        decided_on=case.decided_on,
        severity=severity.value,
        severity_basis=kind.basis,
        regime="order_36",
        minimum_until=period.minimum_until,
        repairable_from=period.repairable_from,
        maximum_raw=period.maximum_raw,
        maximum_until=period.maximum_until,
        provisional=period.provisional,
        body=_body(act, str(decision.number)),
        fingerprint=act.event.digest,
        public=not why_not,
        why_not_public=why_not,
        entered_at=act.event.at,
        entered_by=case.proposed_by,
        entered_for=case.proposed_for,
        entered_event=act.event.id,
    )
    db.session.flush()
    entry = None
    if case.listed.public:
        entry = publication.publish(case.listed, act.today, act.event.id, act.event.at)
    proof = f"公示条目 {entry.slug}" if entry else str(why_not)
    outbox.expect(case, act.event.id, "listing", N_("公示专栏"), done_on=act.today, proof=proof)


def _body(act: Act, doc_no: str) -> dict[str, str]:
    """In the columns of 双公示, so that every reader of records can read it, and two of its own."""
    case, kind = act.case, act.case.list_kind
    return {
        "CF_WSH": doc_no,
        "CF_WFXW": f"列入{kind.name}",
        "CF_SY": case.cause,
        "CF_YJ": case.basis,
        "CF_NR": "、".join(one.name for one in case.chosen),
        "CF_JDRQ": case.decided_on.isoformat(),
        "CF_CFJG": case.house.name,
        "CF_CFJGDM": case.house.code or "",
        "LB_MC": kind.name,
        "LB_YC": kind.removal,
    }


@consequence(N_("启动措施：惩戒措施即日生效，责任科室须按期响应"))
def start_measures(act: Act) -> None:
    case = act.case
    due = deadlines.day_due(rules.ANSWER, act.today, case.opened_on)
    for one in case.chosen:
        section = responding(case, one)
        order = measures.start(
            case.listed.id,
            case.subject_id,
            section.id,
            one.name,
            one.basis,
            act.today,
            act.event.id,
            answer_by=due,
        )
        outbox.expect(
            case, act.event.id, "measures_on", feedback.recipient(section, order), due_on=due
        )
        feedback.tell_section(order, case, act.event.id, act.event.at)
    db.session.flush()


def responding(case: object, one: CatalogueLine) -> Section:
    """责任科室 the section of this bureau that carries the measure out; else the proposing one."""
    section: Section = case.section  # type: ignore[attr-defined]
    query = select(Section).where(Section.key == one.section, Section.bureau_id == section.house_id)
    return db.session.scalar(query) or section


@consequence(N_("报送省厅：生成一份报送，按顺序发出一次，并跟踪回执"))
def report_upwards(act: Act) -> None:
    """The act happens once, and so does what it writes; the format is docs/formats/exchange.md."""
    case, kind = act.case, act.case.list_kind
    body = {
        "ref": case.ref,
        "doc_no": case.listed.doc_no,
        "authority_code": case.listed.authority_code,
        "subject_name": case.subject_name if case.subject.code else "",
        "subject_code": case.subject.code or "",
        "list": case.list_key,
        "list_name": kind.name,
        "basis": case.basis,
        "measures": [one.key for one in case.chosen],
        "decided_on": case.decided_on.isoformat(),
        "until_on": case.listed.maximum_until.isoformat(),
    }
    message = outbox.write(PROVINCE, "sanction_report", body, case, act.event.id, act.event.at)
    due = deadlines.day_due(rules.REPORT, act.today, case.opened_on)
    outbox.expect(case, act.event.id, "report", PROVINCE, due_on=due, message=message)
