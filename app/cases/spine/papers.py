"""文书素材 what every room's papers read from the case: whose matter, what ground, since when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.spine.matter import Matter
from app.kernel import vault
from app.kernel.events import history

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
