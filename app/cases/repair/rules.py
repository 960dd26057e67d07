"""信用修复规则 who may ask, from which day, with what; and every limit, dated and cited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.lib.markers import N_
from app.lib.publicity import Severity
from app.lib.workdays import Bound, Term, Unit

ORDER_36 = N_("《信用修复管理办法》（国家发展改革委令第36号）")
PLAN_22 = N_("《关于进一步完善信用修复制度的实施方案》（国办发〔2025〕22号）")
# What the law leaves open is cited as the bureau's own.
LIMIT, TIME, SHARING, YEARS = (
    f"{ORDER_36}；{ours}"
    for ours in (
        N_("本局设定的上限"),
        N_("补正期限为本局设定"),
        N_("共享期限为本局设定"),
        N_("年限为本局设定"),
    )
)
EARLY_DAYS = N_("提前受理天数（本局设定，零为不提前受理）")
IN_FORCE = date(2026, 4, 1)

# The competent department decides on acceptance within 3 working days of receiving the application.
INTAKE = Term(
    "repair.intake",
    3,
    Unit.WORKING,
    PLAN_22,
    IN_FORCE,
    name=N_("受理时限"),
    bound=Bound(PLAN_22, most=3),
)
# 10 working days from application to result, of which 3 are for acceptance (国办发〔2025〕22号).
DECISION = Term(
    "repair.decision",
    7,
    Unit.WORKING,
    PLAN_22,
    IN_FORCE,
    name=N_("办理时限"),
    bound=Bound(PLAN_22, most=7),
)
# Order 36 allows an extension with notice; its length was not verified: the bureau sets it.
EXTENSION = Term("repair.extension", 10, Unit.WORKING, LIMIT, IN_FORCE, name=N_("最长延期"))
# 一次性告知 is law (行政许可法第三十二条 by analogy); the time to answer is the bureau's.
CORRECTION = Term("repair.correction", 10, Unit.WORKING, TIME, IN_FORCE, name=N_("补正期限"))
SHARE_RESULT = Term(
    "repair.share", 3, Unit.WORKING, SHARING, IN_FORCE, name=N_("向共享单位反馈修复结果的时限")
)
# Years without a new application after false papers: number not verified, editable.
BAR = Term(
    "repair.bar", 36, Unit.MONTHS, YEARS, IN_FORCE, name=N_("提供虚假材料后不受理申请的期限")
)
# Days before the minimum period ends from which papers are taken in; nothing is granted earlier.
EARLY = Term(
    "repair.early",
    0,
    Unit.CALENDAR,
    EARLY_DAYS,
    IN_FORCE,
    name=N_("最短公示期满前可以提前受理的天数"),
)

TERMS = (INTAKE, DECISION, EXTENSION, CORRECTION, SHARE_RESULT, BAR, EARLY)

# The conditions of Order 36 that a finding must speak to, each one.
CONDITIONS: Mapping[str, str] = {
    "minimum_period": N_("最短公示期已满"),
    "duty_performed": N_("处罚决定确定的义务已全部履行，失信行为已纠正"),
    "commitment": N_("已作出信用修复承诺，材料真实有效"),
    "other": N_("法律、法规、规章规定的其他条件"),
}

# 理由库: the grounds on which an application may be turned away, each ending with what would help.
DECLINE_REASONS: Mapping[str, str] = {
    "too_early": N_("最短公示期未满，期满后可再次申请"),
    "no_commitment": N_("未作出信用修复承诺"),
    "not_ours": N_("该记录由其他单位认定，请向认定单位申请"),
    "not_repairable": N_("法律法规规定不予修复的信息"),
    "incomplete": N_("告知补正后材料仍不齐全"),
    "other": N_("其他理由（须在意见中写明）"),
}
REFUSE_REASONS: Mapping[str, str] = {
    "duty_open": N_("处罚决定确定的义务未全部履行"),
    "not_corrected": N_("失信行为尚未纠正"),
    "false_papers": N_("提交的材料不真实"),
    "not_repairable": N_("法律法规规定不予修复的信息"),
    "other": N_("其他理由（须在意见中写明）"),
}


@dataclass(frozen=True)
class RecordFacts:
    """What the law asks about a record before it may be repaired."""

    kind: str
    status: str
    severity: Severity | None
    repairable_from: date | None
    maximum_until: date | None
    has_open_case: bool = False
    barred_until: date | None = None


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way, in words, with the instrument that says so."""

    code: str
    says: str
    cite: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Eligibility:
    """可以修复吗 yes, or from which day, or what is missing."""

    obstacles: tuple[Obstacle, ...]
    opens_on: date | None
    cite: str = ORDER_36

    @property
    def now(self) -> bool:
        return not self.obstacles

    @property
    def only_waiting(self) -> bool:
        """Nothing is missing but the day."""
        return [o.code for o in self.obstacles] == ["too_early"]


def opens_on(repairable_from: date | None, early_days: int) -> date | None:
    """The first day on which an application is taken in."""
    return repairable_from - timedelta(days=early_days) if repairable_from else None


def eligibility(record: RecordFacts, today: date, early_days: int = 0) -> Eligibility:
    """Whether this record can be applied for today, and if not, all that stands in the way."""
    first_day = opens_on(record.repairable_from, early_days)
    found = tuple(_obstacles(record, today, first_day))
    return Eligibility(found, first_day)


def _obstacles(record: RecordFacts, today: date, first_day: date | None) -> list[Obstacle]:
    found = []
    if record.status != "effective":
        found.append(Obstacle("ended", N_("这条记录已不再有效，无需修复"), ORDER_36, {}))
    if record.severity is None or first_day is None:
        found.append(
            Obstacle("unclassified", N_("这条记录尚未认定失信程度，请联系认定科室"), ORDER_36, {})
        )
    if record.has_open_case:
        found.append(Obstacle("open_case", N_("这条记录的修复申请正在办理"), ORDER_36, {}))
    if record.barred_until is not None:
        found.append(
            Obstacle(
                "barred",
                N_("因提供虚假材料，%(until)s前不得申请信用修复"),
                BAR.cite,
                {"until": record.barred_until},
            )
        )
    if first_day is not None and today < first_day:
        found.append(
            Obstacle(
                "too_early",
                N_("最短公示期未满，%(from_day)s起可以申请"),
                ORDER_36,
                {"from_day": first_day},
            )
        )
    return found


def minimum_period_over(repairable_from: date | None, today: date) -> bool:
    """Whether a grant may be given: papers may come early, a grant may not."""
    return repairable_from is not None and today >= repairable_from
