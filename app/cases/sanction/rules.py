"""失信惩戒规则 every limit, dated and cited; the grounds from which a refusal is chosen."""

from collections.abc import Mapping
from datetime import date

from app.lib.catalogue_seeds import GUIDANCE, OVERLOAD
from app.lib.markers import N_
from app.lib.publicity import PublicityTerms, Severity
from app.lib.quarters import FEEDBACK
from app.lib.workdays import Bound, Term, Unit

ORDER_36 = N_("《信用修复管理办法》（国家发展改革委令第36号）")
# What the law leaves open is cited as the bureau's own.
HEARD, REPORTED, ANSWERED = (
    f"{GUIDANCE}；{ours}"
    for ours in (
        N_("陈述申辩期限为本局设定"),
        N_("报送期限为本局设定"),
        N_("措施响应期限为本局设定"),
    )
)
LIKE_PENALTIES = N_("参照《行政处罚法》第六十四条，不少于五个工作日")
IN_FORCE, LISTS_IN_FORCE = date(2020, 12, 7), date(2026, 4, 1)

# 国办发〔2020〕49号 asks for prior notice and defence; the days are the bureau's, five at least.
HEARING = Term(
    "sanction.hearing",
    5,
    Unit.WORKING,
    HEARD,
    IN_FORCE,
    name=N_("陈述申辩期限"),
    bound=Bound(LIKE_PENALTIES, least=5),
)
REPORT = Term("sanction.report", 5, Unit.WORKING, REPORTED, IN_FORCE, name=N_("报送省厅的时限"))
ANSWER = Term(
    "sanction.answer", 3, Unit.WORKING, ANSWERED, IN_FORCE, name=N_("责任科室响应措施的时限")
)

# How long a listing stands, and from when its repair may be asked for. Serious records are shown
# for one to three years, general ones for three months to one year (Order 36); 交办公路〔2017〕8号
# shows an overload listing for two years.
SERIOUS_MINIMUM = Term(
    "sanction.serious.minimum",
    12,
    Unit.MONTHS,
    ORDER_36,
    LISTS_IN_FORCE,
    name=N_("严重失信主体名单最短公示期"),
    bound=Bound(ORDER_36, least=12, most=12),
)
SERIOUS_MAXIMUM = Term(
    "sanction.serious.maximum",
    36,
    Unit.MONTHS,
    ORDER_36,
    LISTS_IN_FORCE,
    name=N_("严重失信主体名单最长公示期"),
    bound=Bound(ORDER_36, least=12, most=36),
)
OVERLOAD_MAXIMUM = Term(
    "sanction.overload.maximum",
    24,
    Unit.MONTHS,
    f"{OVERLOAD}；{ORDER_36}",
    LISTS_IN_FORCE,
    name=N_("超限超载失信名单最长公示期"),
    bound=Bound(f"{OVERLOAD}；{ORDER_36}", least=12, most=24),
)
WATCH_MINIMUM = Term(
    "sanction.watch.minimum",
    3,
    Unit.MONTHS,
    ORDER_36,
    LISTS_IN_FORCE,
    name=N_("重点关注名单最短公示期"),
    bound=Bound(ORDER_36, least=3, most=3),
)
WATCH_MAXIMUM = Term(
    "sanction.watch.maximum",
    12,
    Unit.MONTHS,
    ORDER_36,
    LISTS_IN_FORCE,
    name=N_("重点关注名单最长公示期"),
    bound=Bound(ORDER_36, least=3, most=12),
)

TERMS = (
    HEARING,
    REPORT,
    ANSWER,
    FEEDBACK,
    SERIOUS_MINIMUM,
    SERIOUS_MAXIMUM,
    OVERLOAD_MAXIMUM,
    WATCH_MINIMUM,
    WATCH_MAXIMUM,
)

PERIODS: Mapping[str, tuple[Severity, PublicityTerms]] = {
    "overload": (Severity.SERIOUS, PublicityTerms(SERIOUS_MINIMUM, OVERLOAD_MAXIMUM)),
    "serious": (Severity.SERIOUS, PublicityTerms(SERIOUS_MINIMUM, SERIOUS_MAXIMUM)),
    "watch": (Severity.GENERAL, PublicityTerms(WATCH_MINIMUM, WATCH_MAXIMUM)),
}

# 送达方式, as a service receipt names them.
SERVICE: Mapping[str, str] = {
    "online": N_("电子送达"),
    "direct": N_("直接送达"),
    "post": N_("邮寄送达"),
    "left": N_("留置送达"),
    "public": N_("公告送达"),
}
LONGEST_SERVICE = 60  # days ahead: a public notice takes effect when its own term is over

# 理由库: the grounds on which a listing is refused.
REFUSE_REASONS: Mapping[str, str] = {
    "facts": N_("事实不清或者证据不足"),
    "not_serious": N_("情节轻微并已及时纠正，不采取惩戒措施"),
    "defence": N_("陈述申辩理由成立"),
    "no_basis": N_("不属于名单适用范围，或者依据不足"),
    "other": N_("其他理由（须在意见中写明）"),
}
# 移出的原因, and what each is called on the paper.
DELIST_REASONS: Mapping[str, str] = {
    "expired": N_("公示期届满"),
    "repaired": N_("已准予信用修复"),
    "corrected": N_("异议成立，列入记录已不再有效"),
    "revoked": N_("列入决定已撤销"),
}


def day_of(words: object) -> date:
    """A day as a form or a minute wrote it down."""
    return words if isinstance(words, date) else date.fromisoformat(str(words))
