"""Commitments as the people who bring them there bring them there."""

from typing import Any

from sqlalchemy import select

from app.cases.commitment import ROOM, rules
from app.cases.spine.decision import digest_of_text
from app.extensions import db
from app.kernel import cases, clock, matters
from app.kernel.cases import Case
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case
from tests.cases.revocation import scenes as revocation
from tests.conftest import actor
from tests.factories import SHUNDA, uploaded

ALL_MET = {name: {"met": True, "note": ""} for name in rules.CONDITIONS}
SAID = {"缺少的材料": "验资报告", "补交期限": "2026-12-11"}

ROAD = ("submit", "accept", "recommend", "approve", "publish")
TO_BREACH = (*ROAD, "find_unkept", "find_broken")
WHO = {
    "submit": "applicant.a",
    "accept": "handler.licensing",
    "divert": "handler.licensing",
    "recommend": "handler.licensing",
    "approve": "head.licensing",
    "refuse": "head.licensing",
    "send_back": "head.licensing",
    "publish": "publisher",
    "verify_kept": "handler.licensing",
    "find_unkept": "handler.licensing",
    "find_broken": "handler.licensing",
    "confirm": "approver",
    "overturn": "approver",
    "withdraw": "applicant.a",
}
STANDS_AFTER: dict[str, tuple[str, ...]] = {
    "draft": (),
    "filed": ROAD[:1],
    "reviewing": ROAD[:2],
    "deciding": ROAD[:3],
    "approved": ROAD[:4],
    "performing": ROAD,
    "rectifying": TO_BREACH[:6],
    "breaking": TO_BREACH,
    "kept": (*ROAD, "verify_kept"),
    "broken": (*TO_BREACH, "confirm"),
    "cleared": (*TO_BREACH, "confirm", "set_aside"),
    "diverted": ("submit", "divert"),
    "refused": (*ROAD[:3], "refuse"),
    "withdrawn": ("withdraw",),
}


def said(case: Case, event: str) -> dict[str, Any]:
    """What is said in an event that goes well."""
    return {
        "submit": lambda: {"said": SAID, "signer": "赵某", "commitment": True},
        "divert": lambda: {"ground": "asked"},
        "recommend": lambda: {"outcome": "grant", "findings": ALL_MET, "opinion": "符合条件"},
        "send_back": lambda: {"opinion": "请补充核查"},
        "approve": lambda: {"text": digest_of_text(case)},
        "refuse": lambda: {"text": digest_of_text(case), "ground": "untrue"},
        "verify_kept": lambda: {"opinion": "现场核查，材料已补交"},
        "find_unkept": lambda: {
            "extent": "unkept",
            "unkept": "未补交验资报告",
            "opinion": "到期核对，未收到材料",
            "days": 10,
            "uploads": [uploaded("核查记录.pdf", "evidence")],
        },
        "find_broken": lambda: {"opinion": "整改期满仍未补交"},
        "confirm": lambda: {
            "severity": "general",
            "consequence": "撤销换发决定",
            "opinion": "拒不整改",
        },
        "overturn": lambda: {"opinion": "材料已在整改期内补交"},
    }.get(event, dict)()


def step(case: Case, event: str, login: str | None = None, **facts: Any) -> Any:
    """Take one step as the person who usually does, or as another."""
    who = actor(login or WHO[event])
    found = cases.find(who, case.ref)
    assert found is not None, f"{who.login} cannot see {case.ref}"
    advance(found, event, who, clock.now(), said(found, event) | facts, seen=found.version)
    return found


def subject_id(code: str = SHUNDA) -> int:
    return db.session.scalars(select(Subject.id).where(Subject.code == code)).one()


def open_commitment(login: str = "applicant.a", key: str = "YS-02", **columns: Any) -> Any:
    """A draft about one matter, as it is opened at either door."""
    now = clock.now()
    matter = matters.in_force(key, now.date())
    assert matter is not None
    asked = ROOM.about({"subject": subject_id(), "matter": matter.id}, now.date())
    assert asked is not None
    what, own = asked
    return open_case("commitment", what, actor(login), now, **own, **columns)


def make_commitment(state: str = "draft", key: str = "YS-02") -> Any:
    """A commitment that stands in this state."""
    case = open_commitment(key=key)
    with transaction():
        contact = {"contact_name": "王某某", "contact_phone": "13800001111"}
        cases.save_draft(case, contact, clock.now())
    for event in STANDS_AFTER[state]:
        case = breach_revoked(case) if event == "set_aside" else step(case, event)
    return case


def breach_revoked(case: Any) -> Any:
    """The finding was quashed on appeal: its record is taken back, and the clock does the rest."""
    staff = {"propose": "handler.licensing", "confirm": "head.licensing"}
    about = cases.about(case.breach)
    revoked: Any = open_case("revocation", about, actor(staff["propose"]), clock.now())
    day = case.breach.decided_on.isoformat()
    for event, who in staff.items():
        said = {"paper_on": day, "received_on": day} if event == "propose" else {}
        revoked = revocation.step(revoked, event, who, **said)
    return db.session.get_one(Case, case.id, populate_existing=True)
