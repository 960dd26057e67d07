"""依据撤销规则 in how many days a record without a basis is taken back, by which law."""

from collections.abc import Mapping
from datetime import date

from app.lib.markers import N_
from app.lib.workdays import Term, Unit

# 公开的行政处罚决定被依法变更、撤销、确认违法或者确认无效的，行政机关应当在三日内撤回行政处罚决定
# 信息并公开说明理由 (§48)；“三日”是指工作日 (§85).
LAW = N_("《行政处罚法》第四十八条、第八十五条")
SHARING = N_("共享期限为本局设定")
# §85 came with the law as it was revised in 2021.
IN_FORCE = date(2021, 7, 15)

WITHDRAW = Term("revocation.withdraw", 3, Unit.WORKING, LAW, IN_FORCE, name=N_("撤回时限"))
SHARE = Term(
    "revocation.share", 3, Unit.WORKING, SHARING, date(2026, 4, 1), name=N_("撤回回执时限")
)
TERMS = (WITHDRAW, SHARE)
CLOCKS: Mapping[str, str] = {"withdrawal": N_("撤回时限")}

# What became of the decision on which the record rests, as §48 names it.
HOW: Mapping[str, str] = {
    "revoked": N_("被依法撤销"),
    "changed": N_("被依法变更"),
    "unlawful": N_("被确认违法"),
    "void": N_("被确认无效"),
}

REFUSE_REASONS: Mapping[str, str] = {
    "not_final": N_("撤销文书尚未生效，或者正在复议、诉讼"),
    "other_record": N_("撤销文书与这条记录无关"),
    "not_shown": N_("没有撤销文书，或者文书不能证明"),
    "other": N_("其他理由（须在意见中写明）"),
}
