"""信用承诺规则 who may promise instead of proving, by when it is verified; dated and cited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.lib.markers import N_
from app.lib.workdays import Term, Unit

# 信用承诺事项即时办理、优先办理；承诺书及时公示；履约情况纳入事中事后监管 (S002 三11–12).
AT_ONCE = N_("信用承诺事项即时办理、优先办理（时限为本局设定）")
SHOWN = N_("承诺书自作出决定之日起七个工作日内公示（参照双公示，时限为本局设定）")
CHECKED = N_("作出决定后两个月内核查履约情况（通行做法，期限为本局设定）")
RECTIFYING_LAW = N_("《行政许可法》第六十九条、第七十九条")
MOST_TIME = N_("整改期限上限为本局设定")
RECTIFIED = f"{RECTIFYING_LAW}；{MOST_TIME}"
VOLUNTARY = N_("申请人自愿选择告知承诺，不愿或者不能承诺的按一般程序办理（本局信用承诺办理规程）")
NOT_FOR = N_("有未修复严重失信记录或者曾作虚假承诺的，不适用告知承诺（本局信用承诺办理规程）")
IN_FORCE = date(2026, 4, 1)

HANDLING = Term("commitment.handling", 1, Unit.WORKING, AT_ONCE, IN_FORCE, name=N_("即时办理时限"))
PUBLICATION = Term(
    "commitment.publication", 7, Unit.WORKING, SHOWN, IN_FORCE, name=N_("承诺书公示时限")
)
# Two months from the decision unless the matter sets its own.
VERIFICATION = Term(
    "commitment.verification", 2, Unit.MONTHS, CHECKED, IN_FORCE, name=N_("履约核实期限")
)
# The order says how many days; never more than this.
RECTIFICATION = Term(
    "commitment.rectification", 30, Unit.WORKING, RECTIFIED, IN_FORCE, name=N_("整改期限上限")
)
TERMS = (HANDLING, PUBLICATION, VERIFICATION, RECTIFICATION)

CLOCKS: Mapping[str, str] = {
    "handling": N_("即时办理时限"),
    "publication": N_("公示时限"),
    "verification": N_("履约核实期限"),
    "rectification": N_("整改期限"),
}

# What a finding speaks to before a commitment is taken for the papers it replaces.
CONDITIONS: Mapping[str, str] = {
    "on_list": N_("属于公布的承诺事项，承诺书内容完整"),
    "able": N_("申请人具备作出并履行承诺的条件"),
    "no_risk": N_("不直接涉及公共安全、生态环境和人身健康，撤销后可以恢复原状"),
}

# 理由库
DIVERT_REASONS: Mapping[str, str] = {
    "asked": N_("申请人改为按一般程序办理"),
    "serious": N_("有未修复的严重失信记录"),
    "false": N_("曾作出虚假承诺或者违背承诺"),
    "risk": N_("直接涉及公共安全、生态环境或者人身健康"),
    "other": N_("其他理由（须在意见中写明）"),
}
REFUSE_REASONS: Mapping[str, str] = {
    "not_able": N_("不具备作出或者履行承诺的条件"),
    "untrue": N_("承诺内容与事实不符"),
    "risk": N_("直接涉及公共安全、生态环境或者人身健康"),
    "other": N_("其他理由（须在意见中写明）"),
}
EXTENT: Mapping[str, str] = {
    "part": N_("部分未履行"),
    "unkept": N_("全部未履行"),
}


@dataclass(frozen=True)
class Held:
    """What the rules ask about a record on the subject's file."""

    kind: str
    status: str
    severity: str | None
    doc_no: str
    maximum_until: date | None


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way, in words, with the instrument that says so."""

    code: str
    says: str
    cite: str
    params: Mapping[str, object]


def obstacles(held: Sequence[Held], today: date) -> list[Obstacle]:
    """不适用告知承诺 an unrepaired serious record, or a promise that was broken before."""
    found = []
    for record in held:
        if record.status != "effective" or _over(record, today):
            continue
        if record.kind == "breach":
            says = N_("曾有违诺或者虚假承诺（%(doc_no)s），不适用告知承诺，请按一般程序办理")
            found.append(Obstacle("false_before", says, NOT_FOR, {"doc_no": record.doc_no}))
        elif record.severity == "serious":
            says = N_("有未修复的严重失信记录（%(doc_no)s），不适用告知承诺，请按一般程序办理")
            found.append(Obstacle("serious_record", says, NOT_FOR, {"doc_no": record.doc_no}))
    return found


def _over(record: Held, today: date) -> bool:
    return record.maximum_until is not None and record.maximum_until < today
