"""在办的信用修复 applications in every stage in which somebody has to act, and some that ended."""

from typing import Any

from app.cases.repair import rules
from app.cases.spine.decision import digest_of_text
from app.demonstration.stories import Ago, Facts, Table, act, story

HANDS = {
    "accept": "desk",
    "ask_correction": "desk",
    "decline": "desk",
    "recommend": "desk",
    "pass": "legal",
    "send_back": "approver",
    "approve": "approver",
    "refuse": "approver",
    "extend": "approver",
    "publish": "publisher",
    "revoke": "approver",
    "lapse": "clock",
}
FOUND = {
    "minimum_period": "经核对处罚决定日期，最短公示期已满",
    "duty_performed": "缴款凭证与财政票据系统一致，整改情况已核实",
    "commitment": "承诺书由法定代表人签署，材料齐全",
    "other": "未发现其他不予修复的情形",
}
STATEMENT = "已在规定期限内缴清罚款，并按《责令改正通知书》完成整改。"


def usual(case: Any, event: str, says: Facts) -> Facts:
    """What a form gives beside what the row says."""
    if event == "submit":
        signed = {"performed_on": Ago(50), "signer": "赵某", "commitment": True}
        return {"statement": STATEMENT} | signed
    if event == "recommend":
        unmet = says.pop("unmet", {})
        noted = {name: {"met": name not in unmet, "note": FOUND[name]} for name in rules.CONDITIONS}
        noted |= {name: {"met": False, "note": why} for name, why in unmet.items()}
        return {"outcome": "refuse" if unmet else "grant", "findings": noted}
    return {"text": digest_of_text(case)} if event in ("approve", "refuse") else {}


def lacking(field: str, label: str, wrong: str) -> dict[str, Any]:
    """补正一项."""
    return {"items": [{"field": field, "label": label, "wrong": wrong}]}


RECEIPT = ("缴款凭证.pdf", "整改照片.png")
NO_DATE = lacking("proof", "证明材料", "缴款凭证上看不清缴款日期，请重新扫描上传")
NO_PLAN = lacking("statement", "纠正情况说明", "只写了“已整改”，请说明怎样整改、何时复检合格")

STORIES = (
    # 草稿
    story(
        *("road/302", "applicant.a"),
        begun=2,
        statement="已与持有从业资格证的驾驶员签订合同，原驾驶员调离岗位。罚款已于当月缴清。",
        contact_name="王某某",
    ),
    # 待受理：新到、当日到期、已经超期
    story("road/301", "applicant.a", act(1, "submit", files=RECEIPT)),
    story(
        *("road/303", "applicant.b"),
        act(
            3,
            "submit",
            files=("罚款缴纳凭证.pdf", "检验检测合格证明.pdf"),
            statement="车辆已送检并取得合格证明，今后由专人登记检验周期，到期前一个月提醒。",
            signer="孙某",
        ),
    ),
    story(
        *("road/304", "agent"),
        act(
            5,
            "submit",
            files=("缴款凭证.pdf", "车辆恢复原状照片.png"),
            statement="已拆除液压尾板，车辆恢复原状，并经车辆管理所查验合格。",
            signer="钱某",
        ),
    ),
    story("waterway/301", "handler.waterway", act(2, "submit", files=RECEIPT, signer="江某")),
    story("safety/302", "handler.safety", act(1, "submit", files=RECEIPT, signer="荣某")),
    story("anyue.enforcement/301", "agent", act(1, "submit", files=("整改说明.pdf",))),
    # 待补正
    story(
        *("road/305", "applicant.b"),
        act(6, "submit", files=("缴款凭证.pdf",)),
        act(4, "ask_correction", opinion="其余材料齐全，仅需补正下列一项。", **NO_DATE),
    ),
    story(
        *("road/306", "agent"),
        act(11, "submit", files=RECEIPT, statement="已整改。"),
        act(10, "accept", opinion="材料形式齐全，予以受理。"),
        act(9, "ask_correction", opinion="核查中发现说明过于简单，请补正。", **NO_PLAN),
    ),
    # 核查中
    story(
        *("road/307", "handler.road"),
        act(6, "submit", files=RECEIPT, signer="荣某"),
        act(5, "accept", opinion="申请人到窗口提交，材料齐全，予以受理。"),
    ),
    story(
        *("safety/301", "handler.safety"),
        act(4, "submit", files=("缴款凭证.pdf", "培训记录.pdf"), signer="恒某"),
        act(3, "accept", opinion="材料齐全，予以受理；将现场抽查培训档案。"),
    ),
    story(
        *("enforcement/301", "applicant.a"),
        act(9, "submit", files=("缴款凭证.pdf",)),
        act(8, "accept", opinion="予以受理。"),
        act(7, "ask_correction", **NO_DATE),
        act(4, "resubmit", files=("缴款凭证（重新扫描）.pdf",)),
    ),
    story(
        *("yanjiang.enforcement/301", "applicant.b"),
        act(4, "submit", files=RECEIPT, signer="孙某"),
        act(3, "accept", opinion="材料齐全，予以受理。"),
    ),
    story(
        *("anyue.enforcement/303", "handler.anyue"),
        act(5, "submit", files=RECEIPT, signer="建某"),
        act(4, "accept", opinion="窗口收件，予以受理。"),
        act(1, "recommend", opinion="驾驶员已取得从业资格证，拟准予修复。"),
    ),
    # 法规审核
    story(
        *("road/308", "agent"),
        act(8, "submit", files=("整改说明.pdf",), statement="已对班线驾驶员教育并更换站点提示牌。"),
        act(7, "accept", opinion="予以受理。"),
        act(4, "recommend", opinion="受警告处罚，整改到位，拟准予修复。"),
    ),
    story(
        *("road/309", "agent"),
        act(13, "submit", files=RECEIPT, statement="已恢复侧防护装置，经检验合格。", signer="万某"),
        act(12, "accept", opinion="予以受理。"),
        act(9, "recommend", "handler.road2", opinion="义务已履行，拟准予修复。"),
        act(8, "extend", days=5, opinion="需要函询检验机构核实合格证明，延长五个工作日。"),
        act(7, "pass", "legal2", opinion="程序合法，依据充分。"),
        act(5, "send_back", opinion="请核实检验机构的复函是否已经入卷，再行提交。"),
    ),
    story(
        *("yanjiang.enforcement/302", "handler.yanjiang"),
        act(7, "submit", files=RECEIPT, signer="嘉某"),
        act(6, "accept", opinion="予以受理。"),
        act(2, "recommend", opinion="罚款已缴清，驾驶员已持证上岗，拟准予修复。"),
    ),
    # 待审批
    story(
        *("road/310", "applicant.a"),
        act(7, "submit", files=("缴款凭证.pdf", "检验检测合格证明.pdf")),
        act(6, "accept", opinion="材料齐全，予以受理。"),
        act(3, "recommend", opinion="经核查，车辆已检验合格，罚款已缴清，拟准予修复。"),
        act(2, "pass", opinion="事实清楚，程序合法，同意提交审批。"),
    ),
    story(
        *("yanjiang.enforcement/303", "applicant.b"),
        act(8, "submit", files=RECEIPT, signer="孙某"),
        act(7, "accept", opinion="予以受理。"),
        act(4, "recommend", opinion="车辆已恢复原状，拟准予修复。"),
        act(3, "pass", opinion="审核通过。"),
    ),
    story(
        *("anyue.enforcement/302", "handler.anyue"),
        act(7, "submit", files=RECEIPT, signer="永某"),
        act(6, "accept", opinion="窗口收件，予以受理。"),
        act(3, "recommend", opinion="车辆已按期检验，拟准予修复。"),
        act(2, "pass", opinion="审核通过，请县局领导审批。"),
    ),
    # 待执行修复
    story(
        *("road/311", "handler.road2"),
        act(8, "submit", files=RECEIPT, signer="荣某"),
        act(7, "accept", "handler.road2", opinion="窗口收件，予以受理。"),
        act(5, "recommend", "handler.road2", opinion="驾驶员已取得从业资格证，拟准予修复。"),
        act(3, "pass", "legal2", opinion="程序合法，依据充分。"),
        act(1, "approve", opinion="同意。"),
    ),
    story(
        *("yanjiang.enforcement/304", "handler.yanjiang"),
        act(8, "submit", files=RECEIPT, signer="嘉某"),
        act(7, "accept", opinion="予以受理。"),
        act(5, "recommend", opinion="已缴清罚款，超限问题已整改，拟准予修复。"),
        act(3, "pass", opinion="审核通过。"),
        act(1, "approve", opinion="同意准予修复。"),
    ),
    # 已修复
    story(
        *("road/312", "applicant.b"),
        act(16, "submit", files=("缴款凭证.pdf", "货架拆除照片.png"), signer="孙某"),
        act(15, "accept", opinion="材料齐全，予以受理。"),
        act(12, "recommend", opinion="货架已拆除，安全通道已恢复，拟准予修复。"),
        act(10, "pass", opinion="程序合法。"),
        act(9, "approve", "approver2", opinion="同意。"),
        act(8, "publish", "publisher2", opinion="已核对，与审批内容一致。"),
    ),
    story(
        *("waterway/302", "handler.waterway"),
        act(14, "submit", files=RECEIPT, signer="江某"),
        act(13, "accept", opinion="予以受理。"),
        act(11, "recommend", opinion="已停止超范围经营，没收款和罚款均已缴清，拟准予修复。"),
        act(9, "pass", "legal2", opinion="审核通过。"),
        act(8, "approve", opinion="同意。"),
        act(7, "publish", opinion="执行修复。"),
    ),
    story(
        *("yanjiang.enforcement/305", "handler.yanjiang"),
        act(18, "submit", files=RECEIPT, signer="嘉某"),
        act(17, "accept", opinion="予以受理。"),
        act(14, "recommend", opinion="车辆已恢复原状并经查验，拟准予修复。"),
        act(13, "pass", opinion="审核通过。"),
        act(12, "approve", opinion="同意。"),
        act(11, "publish", opinion="执行修复。"),
    ),
    # 修复已撤销：复查发现材料虚假
    story(
        *("road/317", "agent"),
        act(25, "submit", files=("缴款凭证.pdf", "检验合格证明.pdf"), signer="万某"),
        act(24, "accept", opinion="予以受理。"),
        act(22, "recommend", opinion="材料齐全，拟准予修复。"),
        act(20, "pass", opinion="审核通过。"),
        act(19, "approve", opinion="同意。"),
        act(18, "publish", opinion="执行修复。"),
        act(
            2, "revoke", "approver2", opinion="复查发现所交检验合格证明系伪造，检验机构没有出具过。"
        ),
    ),
    # 未获修复、未予受理、撤回、逾期
    story(
        *("road/313", "agent"),
        act(15, "submit", files=("缴款凭证.pdf",), signer="钱某"),
        act(14, "accept", opinion="予以受理。"),
        act(
            *(11, "recommend"),
            opinion="罚款已缴，没收的违法所得尚欠0.26万元，拟不予修复。",
            unmet={"duty_performed": "没收违法所得仅缴纳0.6万元，尚欠0.26万元"},
        ),
        act(9, "pass", opinion="事实清楚，同意核查意见。"),
        act(8, "refuse", ground="duty_open", opinion="待没收款缴清后可以再次申请。"),
    ),
    story(
        *("road/314", "agent"),
        act(9, "submit", files=("情况说明.pdf",), signer="万某"),
        act(
            *(7, "decline"),
            ground="other",
            opinion="所交材料是另一车辆的维护记录，与本件处罚无关，请备齐材料后重新申请。",
        ),
    ),
    story(
        *("road/315", "agent"),
        act(6, "submit", files=("整改说明.pdf",)),
        act(5, "withdraw", opinion="材料尚未备齐，补齐后再申请。"),
    ),
    story(
        *("road/316", "handler.road"),
        act(22, "submit", files=("缴款凭证.pdf",), signer="荣某"),
        act(20, "ask_correction", **NO_DATE),
        act(9, "lapse"),
    ),
    # 记录撤回，办理随之终止
    story(
        *("road/326", "agent"),
        act(8, "submit", files=RECEIPT, signer="钱某"),
        act(6, "accept", opinion="予以受理。"),
    ),
)
TABLE = Table("repair", HANDS, usual, STORIES)
