"""信用承诺 the room: a promise instead of papers, from the signed letter to its keeping."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.commitment import rules
from app.cases.commitment.breach import set_aside_because
from app.cases.commitment.effects import EFFECTS
from app.cases.commitment.forms import FORMS
from app.cases.commitment.machine import CommitmentMachine
from app.cases.commitment.model import Commitment
from app.cases.commitment.papers import PAPERS
from app.cases.commitment.requirements import obstacles
from app.extensions import db
from app.kernel import matters
from app.kernel.cases import About
from app.kernel.machines import RuleBroken
from app.kernel.matters import OpenMatter
from app.kernel.roles import Role
from app.kernel.rooms import Grounds, Room
from app.kernel.subjects import Subject
from app.lib.markers import N_, NC_

# The steps as a story tells them: in Chinese as on the button, in other tongues in the past tense.
TOLD = (
    NC_("past", "转一般程序"),
    NC_("past", "同意承诺办理"),
    NC_("past", "不适用承诺办理"),
    NC_("past", "公示承诺书"),
    NC_("past", "核实履约"),
    NC_("past", "责令整改"),
    NC_("past", "提请认定违诺"),
    NC_("past", "认定违诺"),
    NC_("past", "不认定违诺"),
    NC_("past", "撤销认定"),
)

# 白话 where a promise stands after it was approved, for whoever made it.
PLAIN = {
    "draft": (N_("草稿，还没有提交"), N_("填好承诺书、签署后提交。"), ""),
    "filed": (
        N_("已提交，即时办理"),
        N_("由%(who)s决定是否受理。"),
        N_("由%(who)s受理、核查，%(due)s前作出决定。"),
    ),
    "reviewing": (
        N_("已受理，正在核查"),
        N_("由%(who)s核查，之后审批。"),
        N_("由%(who)s核查，审批后在%(due)s前作出决定。"),
    ),
    "approved": (
        N_("已经同意，等待公示"),
        N_("由%(who)s公示承诺书。"),
        N_("由%(who)s在%(due)s前公示承诺书。"),
    ),
    "performing": (
        N_("履约中"),
        N_("请按承诺履行，由%(who)s核实。"),
        N_("请按承诺履行，由%(who)s在%(due)s前核实。"),
    ),
    "rectifying": (
        N_("责令整改中"),
        N_("请按《责令整改通知书》整改。"),
        N_("请在%(due)s前按《责令整改通知书》整改，并书面报告。"),
    ),
    "breaking": (
        N_("正在认定是否违诺"),
        N_("由%(who)s认定，可以陈述、申辩。"),
        N_("由%(who)s认定，可以陈述、申辩。"),
    ),
}

MEANS = {
    "approved": ("good", N_("已经同意按承诺办理。承诺书将向社会公示：")),
    "performing": ("good", N_("承诺书已经公示，请按承诺履行；到期将核实履约情况。")),
    "kept": ("good", N_("经核实，承诺已经履行，记入信用档案。")),
    "broken": ("bad", N_("已被认定违诺，记入信用记录。纠正以后可以依法申请信用修复。")),
    "cleared": ("good", N_("违诺认定已经撤销：所依据的违诺记录已被撤销，不再作为失信记录。")),
    "diverted": ("ended", N_("已转为一般程序办理。请按一般程序提出申请，已交的材料可以继续使用。")),
    "refused": ("bad", N_("这个事项不适用承诺办理。可以按一般程序提出申请。")),
    "withdrawn": ("ended", N_("您撤回了这次承诺。可以按一般程序办理，也可以重新作出承诺。")),
}


def about(numbers: Mapping[str, int], today: date) -> tuple[About, dict[str, Any]] | None:
    """A commitment is about a subject and one matter, in the version that is in force."""
    subject = db.session.get(Subject, numbers["subject"])
    matter = db.session.get(OpenMatter, numbers["matter"])
    if subject is None or matter is None:
        return None
    if not matters.may_be_signed(matter, today):
        raise RuleBroken(
            N_("这个事项的承诺书已经更换或者停止适用，请从现行清单中选择"), code="not_on_list"
        )
    return About(subject, matter.section, matter.label), {"matter_id": matter.id}


def may_open(what: About, _today: date) -> None:
    """Nothing on file keeps anybody from writing a draft; what stands in the way is shown there."""
    if what.record is not None:
        raise RuleBroken(N_("信用承诺不针对一条记录提出"), code="no_matter")


def grounds(case: Any) -> Grounds | None:
    """A confirmed breach may lead to a proposal of sanction, on its record, with its facts."""
    if case.breach is None or case.breach.status != "effective":
        return None
    said = {"cause": case.unkept, "basis": case.matter.basis}
    return Grounds(case.breach_id, N_("提出惩戒建议"), said)


ROOM = Room(
    kind="commitment",
    name=N_("信用承诺"),
    prefix="CN",
    model=Commitment,
    machine=CommitmentMachine,
    forms=FORMS,
    papers=PAPERS,
    effects=EFFECTS,
    duties={
        "recommend": "review",
        "approve": "approval",
        "refuse": "approval",
        "publish": "publication",
        # After publication a new round: who refers a breach does not judge it.
        "find_broken": "review",
        "confirm": "approval",
        "overturn": "approval",
    },
    terms=rules.TERMS,
    opened_by=(Role.APPLICANT, Role.HANDLER),
    may_open=may_open,
    asks=("subject", "matter"),
    about=about,
    obstacles=obstacles,
    places={
        "deciding": ("approval", Role.HEAD),
        "performing": ("followup", Role.HANDLER),
        "rectifying": ("followup", Role.HANDLER),
        "breaking": ("followup", Role.APPROVER),
        "kept": ("followup", ""),
        "broken": ("followup", ""),
        "cleared": ("followup", ""),
        "diverted": ("intake", ""),
    },
    grounds=grounds,
    reactions={
        ("objection", "publish"): set_aside_because("经异议处理已被撤销"),
        ("revocation", "confirm"): set_aside_because("的依据已被撤销，记录已经撤回"),
    },
    conditions=rules.CONDITIONS,
    primary=("submit", "accept", "recommend", "approve", "publish", "verify_kept", "confirm"),
    refusing=("divert", "refuse", "find_unkept", "find_broken", "withdraw"),
    clocks=rules.CLOCKS,
    plain=PLAIN,
    means=MEANS,
)
