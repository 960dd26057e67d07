"""Scenes, made by walking the events that make them; no state is ever set by hand."""

import io
from datetime import date
from typing import Any

from sqlalchemy import select

from app.cases.repair import rules
from app.cases.spine.decision import digest_of_text
from app.extensions import db
from app.kernel import calendar, cases, clock, events, files, publication, records
from app.kernel.cases import Case
from app.kernel.people import Section
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case
from app.lib.publicity import Severity, publicity_period
from tests.conftest import actor

SHUNDA = "91512000MA0000015M"  # applicant.a
HONGTU = "91512002MA0000023D"  # applicant.b


def make_record(
    code: str = SHUNDA,
    *,
    doc_no: str = "资交执罚〔2026〕1号",
    decided_on: date = date(2026, 5, 6),
    severity: Severity = Severity.GENERAL,
    section: str = "road",
    entered_by: str = "handler.enforcement",
    public: bool = True,
) -> CreditRecord:
    """A penalty on file, and on the public register when it is public."""
    now = clock.now()
    period = publicity_period(severity, decided_on, calendar.work_calendar())
    with transaction():
        who = actor(entered_by)
        subject = db.session.scalars(select(Subject).where(Subject.code == code)).one()
        held_by = db.session.scalars(select(Section).where(Section.key == section)).one()
        entry = events.record(f"import/{doc_no}", "accept", who, now)
        record = records.enter(
            subject_id=subject.id,
            section_id=held_by.id,
            kind="penalty",
            authority="资阳市交通运输局",
            authority_code="11512000MB0000051P",
            doc_no=doc_no,
            title="违反道路货物运输管理规定",
            decided_on=decided_on,
            severity=severity.value,
            regime="order_36",
            minimum_until=period.minimum_until,
            repairable_from=period.repairable_from,
            maximum_raw=period.maximum_raw,
            maximum_until=period.maximum_until,
            provisional=period.provisional,
            body={
                "CF_WSH": doc_no,
                "CF_WFXW": "违反道路货物运输管理规定",
                "CF_CFLB": "罚款",
                "CF_NR": "罚款1万元",
            },
            fingerprint=doc_no,
            public=public,
            entered_at=now,
            entered_by=who.person_id,
            entered_event=entry.id,
        )
        if public:
            publication.publish(record, now.date(), entry.id, now)
    return record


def uploaded(title: str = "缴款凭证.pdf", kind: str = "proof") -> dict[str, Any]:
    """A file that lies on disk, as a form would hand it over."""
    stored = files.store(io.BytesIO(b"%PDF-1.4 proof " + title.encode()))
    return {
        "kind": kind,
        "title": title,
        "media_type": "application/pdf",
        "file": stored.name,
        "digest": stored.digest,
        "size": stored.size,
    }


def correct_its_record(case: Case) -> Case:
    """What the record says is put right while the case is on its way."""
    with transaction():
        record = db.session.get_one(Case, case.id).record
        assert record is not None
        records.correct(record, {"CF_NR": "罚款2万元"}, record.entered_event)
    return case


ALL_MET = {name: {"met": True, "note": ""} for name in rules.CONDITIONS}

# The straight road through a repair: event, who takes it, what they say.
ROAD = ("submit", "accept", "recommend", "pass", "approve", "publish")
WHO = {
    "submit": "applicant.a",
    "accept": "handler.road",
    "ask_correction": "handler.road",
    "resubmit": "applicant.a",
    "decline": "handler.road",
    "recommend": "handler.road",
    "pass": "legal",
    "send_back": "legal",
    "approve": "approver",
    "refuse": "approver",
    "extend": "approver",
    "publish": "publisher",
    "revoke": "approver",
    "withdraw": "applicant.a",
}
STANDS_AFTER = {
    "draft": (),
    "filed": ROAD[:1],
    "reviewing": ROAD[:2],
    "correcting": ("submit", "accept", "ask_correction"),
    "vetting": ROAD[:3],
    "deciding": ROAD[:4],
    "approved": ROAD[:5],
    "published": ROAD,
    "declined": ("submit", "decline"),
    "refused": (*ROAD[:4], "refuse"),
    "withdrawn": ("withdraw",),
}


def said(case: Case, event: str) -> dict[str, Any]:
    """What is said in an event that goes well."""
    return {
        "submit": lambda: {
            "statement": "已缴清罚款，完成整改",
            "performed_on": "2026-05-20",
            "signer": "赵某",
            "commitment": True,
            "uploads": [uploaded()],
        },
        "ask_correction": lambda: {
            "items": [{"field": "statement", "label": "纠正情况说明", "wrong": "未说明整改情况"}]
        },
        "resubmit": lambda: {"answers": {"statement": "已缴清罚款，并完成整改验收"}},
        "recommend": lambda: {"outcome": "grant", "findings": ALL_MET, "opinion": "符合条件"},
        "send_back": lambda: {"opinion": "请补充说明"},
        "approve": lambda: {"text": digest_of_text(case)},
        "refuse": lambda: {"text": digest_of_text(case), "ground": "duty_open"},
        "decline": lambda: {"ground": "no_commitment"},
        "extend": lambda: {"days": 5, "opinion": "案情复杂"},
        "revoke": lambda: {"opinion": "复查发现凭证系伪造"},
    }.get(event, dict)()


def step(case: Case, event: str, login: str | None = None, **facts: Any) -> Case:
    """Take one step as the person who usually does, or as another."""
    who = actor(login or WHO[event])
    found = cases.find(who, case.ref)
    assert found is not None, f"{who.login} cannot see {case.ref}"
    advance(found, event, who, clock.now(), said(found, event) | facts, seen=found.version)
    return found


def make_repair(
    state: str = "draft", record: CreditRecord | None = None, **record_values: Any
) -> Case:
    """A repair that stands in this state, brought there by the people who bring it there."""
    about = record or make_record(**record_values)
    who = actor("applicant.a")
    case = open_case("repair", cases.about(about), who, clock.now())
    with transaction():
        cases.save_draft(
            case, {"contact_name": "王某某", "contact_phone": "13800001111"}, clock.now()
        )
    for event in STANDS_AFTER[state]:
        case = step(case, event)
    return case
