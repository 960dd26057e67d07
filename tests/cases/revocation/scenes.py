"""Scenes of a basis revoked, made by walking the events that make them; no state is set by hand."""

from typing import Any

from app.cases.spine.decision import digest_of_text
from app.kernel import cases, clock
from app.kernel.cases import Case
from app.kernel.records import CreditRecord
from app.kernel.workflow import advance, open_case
from tests.conftest import actor
from tests.factories import make_record, uploaded

WHO = {
    "propose": "handler.road",
    "confirm": "head.road",
    "send_back": "head.road",
    "refuse": "head.road",
    "withdraw": "handler.road",
}
STANDS_AFTER = {
    "draft": (),
    "filed": ("propose",),
    "published": ("propose", "confirm"),
    "refused": ("propose", "refuse"),
    "withdrawn": ("withdraw",),
}


def said(case: Case, event: str) -> dict[str, Any]:
    """What is said in an event that goes well."""
    return {
        "propose": lambda: {
            "how": "revoked",
            "paper_title": "行政复议决定书",
            "paper_no": "资府复决〔2026〕3号",
            "paper_by": "资阳市人民政府",
            "paper_on": "2026-11-19",
            "received_on": "2026-11-20",
            "reason": "原处罚决定认定事实不清",
            "uploads": [uploaded("行政复议决定书.pdf", "evidence")],
        },
        "confirm": lambda: {"text": digest_of_text(case)},
        "refuse": lambda: {"text": digest_of_text(case), "ground": "not_final"},
        "send_back": lambda: {"opinion": "请补全文书"},
    }.get(event, dict)()


def step(case: Case, event: str, login: str | None = None, **facts: Any) -> Any:
    """Take one step as the person who usually does, or as another."""
    who = actor(login or WHO[event])
    found = cases.find(who, case.ref)
    assert found is not None, f"{who.login} cannot see {case.ref}"
    advance(found, event, who, clock.now(), said(found, event) | facts, seen=found.version)
    return found


def make_revocation(
    state: str = "draft", record: CreditRecord | None = None, **record_values: Any
) -> Any:
    """A case that stands in this state, brought there by the people who bring it there."""
    about = record or make_record(**record_values)
    case: Any = open_case("revocation", cases.about(about), actor("handler.road"), clock.now())
    for event in STANDS_AFTER[state]:
        case = step(case, event)
    return case
