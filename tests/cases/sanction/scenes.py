"""Scenes of a sanction, made by walking the events that make them; no state is set by hand."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.cases.spine.decision import digest_of_text
from app.extensions import BEIJING, db
from app.kernel import cases, clock
from app.kernel.cases import About, Case
from app.kernel.people import CLOCK, Section
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.kernel.workflow import advance, open_case
from tests.conftest import actor
from tests.factories import SHUNDA, make_record, uploaded

# The straight road through a sanction: event, and who usually takes it.
ROAD = (
    *("propose", "endorse", "give_notice", "state_defence", "close_hearing", "recommend"),
    *("approve", "publish"),
)
WHO = {
    "propose": "handler.enforcement",
    "endorse": "head.enforcement",
    "drop": "head.enforcement",
    "send_back": "head.enforcement",
    "give_notice": "legal",
    "prove_service": "handler.enforcement",
    "state_defence": "applicant.a",
    "close_hearing": "",
    "recommend": "legal",
    "approve": "signer",
    "refuse": "signer",
    "publish": "publisher",
    "delist": "signer",
    "withdraw": "head.enforcement",
}
STANDS_AFTER = {
    "draft": (),
    "filed": ROAD[:1],
    "vetting": ROAD[:2],
    "hearing": ROAD[:3],
    "reconsidering": ROAD[:5],
    "deciding": ROAD[:6],
    "approved": ROAD[:7],
    "published": ROAD,
    "dropped": ("propose", "drop"),
    "refused": (*ROAD[:6], "refuse"),
    "withdrawn": ("propose", "withdraw"),
    "delisted": (*ROAD, "delist"),
}
MINUTES = {
    "met_on": "2026-11-23",
    "attended": "韩局长、宋分管、谢分管、罗法规",
    "result": "一致同意",
}


def said(case: Any, event: str) -> dict[str, Any]:
    """What is said in an event that goes well."""
    answers = {f"answer_{point['n']}": "经复核，称重记录完整，不予采纳" for point in case.points}
    return {
        "propose": lambda: {
            "list_key": "overload",
            "measures": ["talk", "strict", "no_ease"],
            "cause": "一年内四次违法超限运输，均已作出处罚决定",
            "basis": "交办公路〔2017〕8号第一条第一项",
            "responsible": "",
            "uploads": [uploaded("检测单.pdf", "evidence")],
        },
        "drop": lambda: {"opinion": "情节轻微，不予提出"},
        "send_back": lambda: {"opinion": "请补充证据"},
        "give_notice": lambda: {"service": "online", "served_on": clock.today().isoformat()},
        "prove_service": lambda: {
            "signed_on": clock.today().isoformat(),
            "uploads": [uploaded("送达回证.pdf", "service_proof")],
        },
        "state_defence": lambda: {"points": ["第三次称重有误差"], "waive": False},
        "recommend": lambda: {"answers": answers, "outcome": "list", "opinion": "建议列入"},
        "approve": lambda: {"text": digest_of_text(case), **MINUTES},
        "refuse": lambda: {"text": digest_of_text(case), "ground": "defence", **MINUTES},
        "delist": lambda: {"opinion": "所依据的处罚决定已被撤销"},
        "withdraw": lambda: {"opinion": "证据有变化"},
    }.get(event, dict)()


def step(case: Case, event: str, login: str | None = None, **facts: Any) -> Any:
    """Take one step as the person who usually does, as another, or as the clock in its time."""
    if event == "close_hearing" and login is None:
        return close(case)
    who = actor(login or WHO[event])
    found = cases.find(who, case.ref)
    assert found is not None, f"{who.login} cannot see {case.ref}"
    advance(found, event, who, clock.now(), said(found, event) | facts, seen=found.version)
    return found


def close(case: Case) -> Any:
    """The term for the defence is over: the clock says so, on the day after its last."""
    found = db.session.scalars(select(Case).where(Case.ref == case.ref)).one()
    assert found.due_on is not None
    over = datetime.combine(found.due_on + timedelta(days=1), datetime.min.time(), BEIJING)
    if clock.now() < over:
        clock.stand_at(over + timedelta(hours=9))
    advance(found, "close_hearing", CLOCK, clock.now())
    return found


def section(key: str) -> Section:
    return db.session.scalars(select(Section).where(Section.key == key)).one()


def opened(
    record: CreditRecord | None = None,
    login: str = "handler.enforcement",
    where: str = "enforcement",
    code: str = SHUNDA,
) -> Any:
    """A draft, resting on a record or begun by hand."""
    subject = db.session.scalars(select(Subject).where(Subject.code == code)).one()
    title = record.doc_no if record else "一年内多次违法超限运输"
    what = About(subject, section(where), title, record)
    return open_case("sanction", what, actor(login), clock.now())


def make_sanction(state: str = "draft", record: CreditRecord | None = None, **values: Any) -> Any:
    """A sanction that stands in this state, brought there by the people who bring it there."""
    about = record or make_record(section="enforcement", entered_by="handler.road", **values)
    case = opened(about)
    for event in STANDS_AFTER[state]:
        case = step(case, event)
    return case
