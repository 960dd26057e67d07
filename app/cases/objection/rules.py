"""异议处理规则 what may be disputed, on which grounds, with which outcomes; every limit, cited."""

from collections.abc import Mapping
from datetime import date

from app.lib.markers import N_
from app.lib.reports import ANSWERED
from app.lib.workdays import Term, Unit

# No national limit is in force; the bureau takes the strictest of the provincial ordinances.
SHANGHAI = N_("参照《上海市社会信用条例》第三十六条至第三十八条，本局设定")
ZHEJIANG = N_("参照《浙江省公共信用信息管理条例》第三十条、第三十一条，本局设定")
CORRECTING = N_("补正期限为本局设定")
SHARING = N_("共享期限为本局设定")
REVIEWED = N_("参照《浙江省公共信用信息管理条例》第三十一条，期限为本局设定")
RULES = N_("《政府信息公开条例》第四十一条")
IN_FORCE = date(2026, 4, 1)

# From receipt until the record carries 异议处理中, or is turned away.
MARK = Term("objection.mark", 1, Unit.WORKING, SHANGHAI, IN_FORCE, name=N_("标注时限"))
# The office passes it on to the section that provided the record.
FORWARD = Term("objection.forward", 2, Unit.WORKING, SHANGHAI, IN_FORCE, name=N_("转办时限"))
# The section that provided the record verifies it and answers.
REPLY = Term("objection.reply", 5, Unit.WORKING, SHANGHAI, IN_FORCE, name=N_("核查时限"))
# From receipt to the decision, carried out and told.
TOTAL = Term("objection.total", 7, Unit.WORKING, SHANGHAI, IN_FORCE, name=N_("办理时限"))
# With its one extension it may take no longer than this altogether.
LONGEST = Term(
    "objection.longest", 20, Unit.WORKING, ZHEJIANG, IN_FORCE, name=N_("连同延期的最长时限")
)
CORRECTION = Term(
    "objection.correction", 10, Unit.WORKING, CORRECTING, IN_FORCE, name=N_("补正期限")
)
# 复核 may be asked for until then, from the day the outcome is told.
REVIEW = Term("objection.review", 15, Unit.WORKING, REVIEWED, IN_FORCE, name=N_("申请复核的期限"))
SHARE = Term("objection.share", 3, Unit.WORKING, SHARING, IN_FORCE, name=N_("共享期限"))

TERMS = (MARK, FORWARD, REPLY, TOTAL, LONGEST, CORRECTION, REVIEW, SHARE, ANSWERED)

CLOCKS: Mapping[str, str] = {
    "mark": N_("标注时限"),
    "forward": N_("转办时限"),
    "reply": N_("核查时限"),
}

# What the public may read of a record is what may be disputed, field by field.
FIELDS: Mapping[str, str] = {
    "CF_WSH": N_("行政处罚决定书文号"),
    "CF_WFXW": N_("违法行为类型"),
    "CF_SY": N_("违法事实"),
    "CF_YJ": N_("处罚依据"),
    "CF_CFLB": N_("处罚类别"),
    "CF_NR": N_("处罚内容"),
    "CF_NR_FK": N_("罚款金额（万元）"),
    "CF_NR_WFFF": N_("没收违法所得、没收非法财物的金额（万元）"),
    "CF_JDRQ": N_("处罚决定日期"),
    "CF_CFJG": N_("处罚机关"),
    "CF_CFJGDM": N_("处罚机关统一社会信用代码"),
    "SEVERITY": N_("失信程度"),
}
GRADE = "SEVERITY"
"""No column of the decision: how grave the record is held to be, and so how long it is shown."""

GROUNDS: Mapping[str, str] = {
    "factual": N_("内容与事实不符"),
    "clerical": N_("文字或者数字写错"),
    "omission": N_("有遗漏"),
    "overdue": N_("已经超过公示期限"),
    "graded": N_("失信程度认定过重"),
    "listed": N_("错误列入，或者应当移出而没有移出"),
    "private": N_("涉及商业秘密或者个人隐私"),
    "repair_result": N_("对信用修复结果有异议"),
    "other": N_("其他（请在说明中写明）"),
}
# A slip of the pen or an omission stands in a field; the others may concern the whole record.
IN_A_FIELD = frozenset({"clerical", "omission", "graded"})

OUTCOMES: Mapping[str, str] = {
    "correct": N_("更正：按查明的内容改正"),
    "supplement": N_("补充：补上遗漏的内容"),
    "reclassify": N_("调整失信程度：按查明的程度改列，重新计算公示期"),
    "annul": N_("撤销：记录依据不成立，撤销并停止公示、共享和使用"),
    "end": N_("停止公示：记录保留，不再公示"),
    "keep": N_("维持：记录准确，不予更正"),
}
CHANGES = frozenset({"correct", "supplement", "reclassify"})
"""These write the values that were found."""

# 理由库.
DECLINE_REASONS: Mapping[str, str] = {
    "not_ours": N_("该记录不由本局提供，请向提供该记录的单位提出"),
    "not_an_objection": N_(
        "所提事项不属于信用信息异议；对处罚决定本身不服的，请依法申请行政复议或者提起行政诉讼"
    ),
    "decided": N_("同一事项已经处理，没有新的事实和证据"),
    "incomplete": N_("告知补正后材料仍不齐全"),
    "other": N_("其他理由（须在意见中写明）"),
}
KEEP_REASONS: Mapping[str, str] = {
    "accurate": N_("经核查，记录内容与所依据的文书一致"),
    "unproven": N_("所提供的证据不足以证明记录有误"),
    "period_runs": N_("公示期限尚未届满"),
    "other": N_("其他理由（须在意见中写明）"),
}
