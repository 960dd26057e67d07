"""演示承诺事项 what the demonstration bureau lets people promise, with what letters."""

from datetime import date

from app.kernel.matters import Wording
from app.lib.letter_text import Blank, Field

BY_PROMISE = (
    "《国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见》"
    "（国办发〔2020〕42号）"
)
MATTERS_SINCE = date(2026, 4, 1)
# key, and what the letter says
MATTERS = (
    (
        "YS-01",
        Wording(
            name="道路普通货物运输经营许可",
            kind="approval",
            basis=BY_PROMISE,
            points=(
                "所填写的信息和提交的材料真实、准确、完整、有效。",
                "已经知晓道路普通货物运输经营许可的条件，能够在约定期限内全部符合。",
                "于【车辆到位日期】前投入符合规定的车辆【车辆数】辆，聘用具备从业资格的驾驶人员。",
                "在符合许可条件以前不从事相关经营活动，接受监督检查。",
            ),
            liability=(
                "不符合许可条件或者违背承诺的，依法撤销许可决定，已经从事的经营活动按无证经营处理。",
                "违诺情况记入信用记录并依法公示。",
            ),
            fields=(Field("车辆到位日期", Blank.DAY), Field("车辆数", Blank.NUMBER)),
        ),
    ),
    (
        "YS-02",
        Wording(
            name="道路运输证换发（容缺受理）",
            kind="lacking",
            basis=BY_PROMISE,
            points=(
                "除【缺少的材料】外，申请材料已经齐全，内容真实有效。",
                "于【补交期限】前补交上述材料，补交的材料符合规定。",
            ),
            liability=("逾期未补交或者补交的材料不符合规定的，撤销已经作出的决定。",),
            fields=(Field("缺少的材料"), Field("补交期限", Blank.DAY)),
            verify_months=1,
        ),
    ),
    (
        "ZM-01",
        Wording(
            name="三年内无重大以上交通责任事故证明",
            kind="proof",
            basis=BY_PROMISE,
            points=(
                "本次申请中用于【用途】的证明，以本承诺代替。",
                "所涉驾驶人员三年内无重大以上交通责任事故记录，愿意配合核查。",
            ),
            liability=("承诺不实的，撤销据此办理的证件，三年内不适用告知承诺。",),
            fields=(Field("用途"),),
        ),
    ),
    (
        "ZD-01",
        Wording(
            name="道路货物运输企业守法诚信经营",
            kind="voluntary",
            basis="《关于加强交通运输行业信用体系建设的若干意见》（交政研发〔2015〕75号）",
            points=(
                "守法经营，不超限超载，不使用假牌假证，自有车辆【自有车辆数】辆按期检验、维护。",
                "按时足额支付从业人员报酬，公平竞争，接受社会监督。",
            ),
            liability=("违背承诺的，违诺情况记入信用档案，并在信用评价中扣分。",),
            fields=(Field("自有车辆数", Blank.NUMBER, required=False),),
            verify_months=6,
        ),
    ),
    (
        "HY-01",
        Wording(
            name="道路运输企业行业自律",
            kind="association",
            basis="《关于加强交通运输行业信用体系建设的若干意见》（交政研发〔2015〕75号）",
            points=(
                "遵守行业自律公约，明码标价，不压价竞争，不转包、不挂靠经营。",
                "自有营运车辆【自有车辆数】辆全部投保承运人责任保险，于【自查日期】前完成安全自查。",
                "接受行业协会和社会监督，配合核查。",
            ),
            liability=("违背承诺的，由行业协会按照章程处理，违诺情况记入信用档案并依法公示。",),
            fields=(Field("自有车辆数", Blank.NUMBER), Field("自查日期", Blank.DAY)),
            verify_months=6,
        ),
    ),
)
