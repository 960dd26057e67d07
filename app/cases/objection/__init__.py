"""异议处理 the room: an objection to what a record says or where it is shown, to its end."""

from datetime import date

from app.cases.objection import rules
from app.cases.objection.effects import EFFECTS
from app.cases.objection.forms import FORMS
from app.cases.objection.machine import ObjectionMachine
from app.cases.objection.model import Objection
from app.cases.objection.papers import PAPERS
from app.kernel.cases import About
from app.kernel.machines import RuleBroken
from app.kernel.rights import office_of
from app.kernel.roles import Role
from app.kernel.rooms import Room
from app.lib.markers import N_


def may_open(what: About, _today: date) -> None:
    """What is no more needs no correction. Raises RuleBroken."""
    if what.record is None:
        raise RuleBroken(N_("异议应当针对一条信用记录提出"), code="no_record")
    if what.record.status == "annulled":
        raise RuleBroken(N_("这条记录已经撤销，不需要再提出异议"), None, "ended")


ROOM = Room(
    kind="objection",
    name=N_("异议处理"),
    prefix="YY",
    model=Objection,
    machine=ObjectionMachine,
    forms=FORMS,
    papers=PAPERS,
    effects=EFFECTS,
    duties={
        "reply": "review",
        "pass": "vetting",
        "uphold": "approval",
        "keep": "approval",
        "publish": "publication",
    },
    terms=rules.TERMS,
    opened_by=(Role.APPLICANT, Role.HANDLER),
    may_open=may_open,
    begins_in=office_of,  # 收件: it hands on to the section that provided the record
    places={"forwarding": ("review", Role.HANDLER)},
    conditions=rules.FIELDS,
    primary=(
        "submit",
        "accept",
        "resubmit",
        "forward",
        "reply",
        "pass",
        "uphold",
        "publish",
        "request_review",
    ),
    refusing=("decline", "keep", "withdraw"),
    offer=N_("提出异议"),
    clocks=rules.CLOCKS,
    open_to_applicants=frozenset({"forward", "uphold", "keep", "request_review"}),
    means={
        "approved": ("good", N_("异议成立。正在执行，完成以前记录仍标注“异议处理中”；执行后：")),
        "published": ("good", N_("异议成立，已经执行更正。")),
        "refused": ("bad", N_("异议不成立，维持原记录。对结果不服的，可以申请复核一次。")),
        "declined": ("bad", N_("这次没有受理，原记录照旧。有新的证据可以再次提出。")),
        "lapsed": ("ended", N_("到期没有补正，这次异议终止。材料备齐以后可以再次提出。")),
        "withdrawn": ("ended", N_("您撤回了这次异议，原记录照旧。以后可以再次提出。")),
    },
    decisions={
        "approved": ("granted", N_("异议成立")),
        "published": ("granted", N_("异议成立")),
        "refused": ("refused", N_("维持原记录")),
    },
)
