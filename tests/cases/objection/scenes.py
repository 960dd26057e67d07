"""Scenes of objections, made by walking the events that make them; no state is set by hand."""

from typing import Any

from sqlalchemy import select

from app.cases.spine.decision import digest_of_text
from app.extensions import db
from app.kernel import cases, clock
from app.kernel.cases import Case
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case
from tests.conftest import actor
from tests.factories import make_record, uploaded

# The straight road: event, who takes it.
ROAD = ("submit", "accept", "forward", "reply", "pass", "uphold", "publish")
WHO = {
    "submit": "applicant.a",
    "start_check": "handler.office",
    "accept": "handler.office",
    "ask_correction": "handler.office",
    "resubmit": "applicant.a",
    "decline": "handler.office",
    "forward": "handler.office",
    "reply": "handler.road",
    "pass": "legal",
    "send_back": "legal",
    "uphold": "approver",
    "keep": "approver",
    "extend": "approver",
    "publish": "publisher",
    "request_review": "applicant.a",
    "withdraw": "applicant.a",
}
STANDS_AFTER = {
    "draft": (),
    "filed": ROAD[:1],
    "correcting": ("submit", "ask_correction"),
    "forwarding": ROAD[:2],
    "reviewing": ROAD[:3],
    "vetting": ROAD[:4],
    "deciding": ROAD[:5],
    "approved": ROAD[:6],
    "published": ROAD,
    "declined": ("submit", "decline"),
    "refused": (*ROAD[:5], "keep"),
    "withdrawn": ("withdraw",),
}
FOUND = {
    "CF_NR": {
        "old": "罚款1万元",
        "claimed": "罚款5千元",
        "found": "罚款5千元",
        "evidence": "行政处罚决定书原件",
    }
}


def said(case: Case, event: str) -> dict[str, Any]:
    """What is said in an event that goes well."""
    return {
        "submit": lambda: {
            "ground": "clerical",
            "statement": "决定书写的是罚款5千元",
            "claim_CF_NR": "罚款5千元",
            "uploads": [uploaded("处罚决定书.pdf")],
        },
        "start_check": lambda: {
            "ground": "clerical",
            "statement": "处罚内容与决定书不一致",
            "claim_CF_NR": "罚款5千元",
        },
        "ask_correction": lambda: {
            "items": [{"field": "statement", "label": "异议说明", "wrong": "没有写明依据"}]
        },
        "resubmit": lambda: {"answers": {"statement": "见所附决定书第二页"}},
        "decline": lambda: {"ground": "not_an_objection"},
        "forward": lambda: {"opinion": "请核对决定书原件"},
        "reply": lambda: {
            "outcome": "correct",
            "findings": FOUND,
            "opinion": "经核对决定书原件，录入有误",
        },
        "send_back": lambda: {"opinion": "请补充说明"},
        "uphold": lambda: {"text": digest_of_text(case)},
        "keep": lambda: {"text": digest_of_text(case), "ground": "accurate"},
        "extend": lambda: {"days": 5, "opinion": "需要调取原始卷宗"},
        "request_review": lambda: {"opinion": "核查时没有看新的证据"},
    }.get(event, dict)()


def step(case: Case, event: str, login: str | None = None, **facts: Any) -> Case:
    """Take one step as the person who usually does, or as another."""
    who = actor(login or WHO[event])
    found = cases.find(who, case.ref)
    assert found is not None, f"{who.login} cannot see {case.ref}"
    advance(found, event, who, clock.now(), said(found, event) | facts, seen=found.version)
    return found


def walk(case: Case, *events: str, **by: str) -> Case:
    """Several steps, each by whoever usually takes it or is named for it."""
    for event in events:
        case = step(case, event, by.get(event))
    return case


def make_objection(
    state: str = "draft", record: CreditRecord | None = None, **record_values: Any
) -> Case:
    """An objection that stands in this state, brought there by the people who bring it there."""
    about = record or make_record(**record_values)
    case = open_case("objection", cases.about(about), actor("applicant.a"), clock.now())
    with transaction():
        cases.save_draft(
            case, {"contact_name": "王某某", "contact_phone": "13800001111"}, clock.now()
        )
    return walk(case, *STANDS_AFTER[state])


OTHERS = {
    "reply": "handler.road2",
    "pass": "legal2",
    "uphold": "approver2",
    "keep": "approver2",
    "publish": "publisher2",
}


def review_of(first: Case, state: str = "draft") -> Case:
    """The review of a decided case, brought to this state by others."""
    step(first, "request_review")
    again = db.session.scalars(select(Case).where(Case.review_of == first.id)).one()
    return walk(again, *STANDS_AFTER[state], **OTHERS)


def own_motion(*acts: str) -> Case:
    """Opened by the office because a third party told of it."""
    who = actor("handler.office")
    case = open_case(
        "objection",
        cases.about(make_record()),
        who,
        clock.now(),
        own_motion=True,
        disclosed=False,
    )
    for event in acts:
        case = step(case, event)
    return case
