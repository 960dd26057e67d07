"""文书素材 what every room's papers read from the case: whose matter, what ground, since when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.spine.matter import Matter
from app.kernel import corrections, deadlines, documents, vault
from app.kernel.events import history
from app.kernel.rooms import Act

# 认定文书 what the paper is called that a record of this kind rests on.
DOCUMENTS = {"penalty": "行政处罚决定书", "breach": "违诺认定书", "list": "列入决定书"}


def matter_of(case: Any, application: str) -> Matter:
    """案由 what every paper of this case begins with."""
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
        application=application,
        document=DOCUMENTS.get(record.kind if record else "", DOCUMENTS["penalty"]),
        natural_person=subject.is_natural_person,
    )


def ground_in_words(library: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    """The ground in words, with what the official added."""
    words = str(facts.get("opinion") or "")
    if facts["ground"] == "other":
        return words
    return f"{library[facts['ground']]}。{words}" if words else library[facts["ground"]]


def day_of(case: Any, event: str) -> date:
    """The day on which this step was last taken."""
    days = [e.at.date() for e in history(case.stream) if e.name == event]
    return days[-1] if days else case.opened_on


# ---------------------------------------------------------------- what the shared papers tell


def correction_told(act: Act, to_do: Mapping[str, str], otherwise: str = "") -> dict[str, Any]:
    """补正通知书: each open item with what is wrong and what to do about it, and by when."""
    asked = corrections.open_one(act.case)
    items = asked.items if asked else []
    return {
        "issued_on": act.today,
        "wanted": [
            (item["label"], item["wrong"], to_do.get(item["field"], otherwise)) for item in items
        ],
        "due_on": deadlines.running(act.case, "correction")[0].due_on or act.today,
        "again_because": str(act.facts.get("again_because") or ""),
    }


def lapse_told(act: Act) -> dict[str, Any]:
    """逾期未补正终止告知书: what was asked, when and by which notice, and is still open."""
    case = act.case
    asked = corrections.of_case(case)[-1]
    notice = [p for p in documents.papers(case) if p.kind == "correction_notice"][-1]
    clock = [d for d in deadlines.of_case(case) if d.kind == "correction"][-1]
    return {
        "issued_on": act.today,
        "notice_no": notice.number or "",
        "notified_on": asked.asked_on,
        "due_on": clock.due_on or act.today,
        "missing": [item["label"] for item in asked.items],
    }


def extension_told(act: Act) -> dict[str, Any]:
    """延期告知书: the day before and the day after, and why."""
    clock = deadlines.running(act.case, "decision")[0]
    return {
        "issued_on": act.today,
        "accepted_on": day_of(act.case, "accept"),
        "was_due_on": deadlines.before_extension(clock),
        "days": int(act.facts["days"]),
        "reason": str(act.facts["opinion"]),
        "new_due_on": clock.due_on or act.today,
    }
