"""违诺 what a confirmed breach becomes: a record, the end of the letter; and the day it falls."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.cases.commitment.model import Commitment
from app.extensions import db
from app.kernel import documents, letters, publication, records
from app.kernel.calendar import work_calendar
from app.kernel.cases import Case
from app.kernel.people import CLOCK
from app.kernel.public_face import why_not_shown
from app.kernel.rooms import Act, Effect, consequence
from app.kernel.workflow import advance
from app.lib.markers import N_
from app.lib.penalties import ORDER_36_CITE
from app.lib.publicity import NOT_PUBLIC_NAMES, Severity, publicity_period, why_not_public


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
        entered_for=act.actor.for_person_id,
        entered_event=act.event.id,
    )
    case.breach_id = record.id
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


@consequence(N_("承诺台账不再记载违诺；承诺书注明认定已撤销"))
def take_back_the_finding(act: Act) -> None:
    """Nothing is held against the letter any more; the case keeps what was found, as history."""
    letters.set_aside(letters.with_code(act.case.code), str(act.facts["opinion"]), act.event.id)


def set_aside_because(why: str) -> Effect:
    """Reaction: another case ended the record of a breach, so the finding falls with it.

    `why` is said after 违诺记录; the number of the case that caused it is added.
    """

    def reacted(act: Act) -> None:
        record = act.case.record
        if record is None or record.status != "annulled":
            return
        on_it = select(Commitment.id).where(Commitment.breach_id == record.id)
        found = db.session.scalar(on_it.where(Commitment.state == "broken"))
        if found is None:
            return
        lock = select(Case).where(Case.id == found).with_for_update(of=Case)
        case = db.session.scalars(lock).one()
        said = {"opinion": f"违诺记录{why}（办件编号：{act.case.ref}）"}
        advance(case, "set_aside", CLOCK, act.now, said, cause=act.event)

    return reacted
