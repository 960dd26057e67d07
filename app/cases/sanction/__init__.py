"""失信惩戒建议 the room: that a subject be put on a list, heard, decided, shown, and taken off."""

from datetime import date

from app.cases.sanction import rules
from app.cases.sanction.effects import EFFECTS, delist_because, ended_because, over
from app.cases.sanction.forms import FORMS
from app.cases.sanction.hearing import heard
from app.cases.sanction.machine import SanctionMachine
from app.cases.sanction.model import Sanction
from app.cases.sanction.papers import INSIDE, PAPERS
from app.kernel.cases import About
from app.kernel.machines import RuleBroken
from app.kernel.roles import Role
from app.kernel.rooms import Room
from app.lib.markers import N_


def may_open(what: About, _today: date) -> None:
    """About a subject by hand, or on a penalty or a breach that stands; never on a list entry."""
    if what.record is None:
        return
    if what.record.kind == "list":
        raise RuleBroken(N_("名单条目本身不能再作为惩戒建议的依据"), code="list_entry")
    if what.record.status != "effective":
        raise RuleBroken(N_("这条记录已不再有效，不能作为惩戒建议的依据"), code="ended")
    if what.record.severity == "minor":
        raise RuleBroken(N_("轻微失信信息不采取惩戒措施"), code="minor")


ROOM = Room(
    kind="sanction",
    name=N_("失信惩戒建议"),
    prefix="CJ",
    model=Sanction,
    machine=SanctionMachine,
    forms=FORMS,
    papers=PAPERS,
    effects=EFFECTS,
    duties={
        "endorse": "review",
        "recommend": "vetting",
        "approve": "approval",
        "refuse": "approval",
        "publish": "publication",
    },
    terms=rules.TERMS,
    opened_by=(Role.HANDLER,),
    may_open=may_open,
    places={
        "draft": ("intake", Role.HANDLER),
        "filed": ("intake", Role.HEAD),
        "hearing": ("review", Role.APPLICANT),
        "reconsidering": ("review", Role.LEGAL),
        "deciding": ("approval", Role.SIGNER),
        "delisted": ("followup", ""),
        "dropped": ("intake", ""),
    },
    primary=(
        *("propose", "endorse", "give_notice", "prove_service", "close_hearing", "recommend"),
        *("approve", "publish", "state_defence"),
    ),
    refusing=("drop", "refuse", "delist", "withdraw"),
    reactions={
        ("repair", "publish"): delist_because("repaired"),
        ("objection", "publish"): ended_because("corrected"),
        ("revocation", "confirm"): ended_because("revoked"),
    },
    timely={"close_hearing": heard, "delist": over},
    disclosed_by="give_notice",
    inside=INSIDE,
    open_to_applicants=frozenset({"give_notice", "state_defence", "close_hearing", "delist"}),
    plain={
        "hearing": (
            N_("拟列入名单，等您陈述申辩"),
            N_("您可以陈述申辩，也可以放弃；没有意见的不必办理。"),
            N_("您可以在%(due)s前陈述申辩，也可以放弃；逾期没有提出的，依法作出决定。"),
        ),
        "reconsidering": (
            N_("陈述申辩已经终结，正在复核"),
            N_("由%(who)s逐条复核您的意见，之后集体讨论决定。"),
            "",
        ),
        "deciding": (N_("正在集体讨论决定"), N_("由%(who)s作出决定。"), ""),
        "approved": (N_("已决定列入，等待公示"), N_("由%(who)s公示，公示后通知您。"), ""),
    },
    means={
        "approved": ("bad", N_("已决定列入名单，即将公示。执行后：")),
        "published": ("bad", N_("已列入名单并公示，措施已经开始执行。")),
        "refused": ("good", N_("决定不予列入名单，不采取惩戒措施。")),
        "withdrawn": ("ended", N_("惩戒建议已经撤回，不再办理。")),
        "delisted": ("good", N_("已移出名单，停止公示，惩戒措施解除。")),
    },
)
