"""在办的信用承诺 letters from the draft to the promise kept, put right or broken."""

from typing import Any

from app.cases.commitment import rules
from app.cases.spine.decision import digest_of_text
from app.demonstration.stories import Ago, Facts, Table, act, story

HANDS = {
    "accept": "desk",
    "divert": "desk",
    "recommend": "desk",
    "approve": "head",
    "refuse": "head",
    "send_back": "head",
    "publish": "publisher",
    "verify_kept": "desk",
    "find_unkept": "desk",
    "find_broken": "desk",
    "confirm": "approver",
}
FOUND = {
    "on_list": "属于现行承诺事项清单，承诺书填写完整",
    "able": "经核对经营许可和车辆台账，具备履行条件",
    "no_risk": "不直接涉及公共安全，撤销后可以恢复原状",
}


def usual(case: Any, event: str, says: Facts) -> Facts:
    """What a form gives beside what the row says."""
    if event == "submit":
        return {"signer": "赵某", "commitment": True}
    if event == "recommend":
        unmet = says.pop("unmet", {})
        noted = {name: {"met": name not in unmet, "note": FOUND[name]} for name in rules.CONDITIONS}
        noted |= {name: {"met": False, "note": why} for name, why in unmet.items()}
        return {"outcome": "refuse" if unmet else "grant", "findings": noted}
    return {"text": digest_of_text(case)} if event in ("approve", "refuse") else {}


def trucks(number: int, within: int) -> Facts:
    """道路普通货物运输经营许可: what is written into its blanks."""
    return {"车辆到位日期": Ago(-within), "车辆数": str(number)}


def papers(what: str, within: int) -> Facts:
    """容缺受理: what is lacking, and by when it will be there."""
    return {"缺少的材料": what, "补交期限": Ago(-within)}


OWN_FLEET = {"自有车辆数": "12"}

STORIES = (
    story("hongtu/YS-02", "applicant.b", begun=2, contact_name="李某某"),
    # 待受理、核查中、待审批
    story("kangda/YS-01", "agent", act(1, "submit", said=trucks(6, 60), signer="钱某")),
    story(
        *("association/HY-01", "association"),
        act(1, "submit", said={"自有车辆数": "2", "自查日期": Ago(-30)}, signer="协会秘书长"),
    ),
    story(
        *("tuojiang/YS-02", "handler.licensing"),
        act(1, "submit", said=papers("船舶检验证书复印件", 20), signer="江某"),
        act(1, "accept", opinion="窗口收件，即时受理。"),
    ),
    story(
        *("chuanchang/ZM-01", "handler.licensing2"),
        act(1, "submit", said={"用途": "道路运输从业资格证换发"}, signer="川某"),
        act(1, "accept", "handler.licensing2", opinion="予以受理。"),
        act(1, "recommend", "handler.licensing2", opinion="符合条件，拟同意。"),
    ),
    story(
        *("tongtu/YS-01", "handler.licensing"),
        act(1, "submit", said=trucks(4, 45), signer="通某"),
        act(1, "accept", opinion="予以受理。"),
        act(1, "recommend", opinion="车辆购置合同已核对，拟同意。"),
    ),
    # 待公示
    story(
        *("ningcheng/YS-02", "handler.licensing"),
        act(4, "submit", said=papers("营业执照变更后的副本", 15), signer="柠某"),
        act(4, "accept", opinion="窗口收件，即时受理。"),
        act(3, "recommend", opinion="仅缺一项可以容缺的材料，拟同意。"),
        act(3, "approve", opinion="同意。"),
    ),
    # 履约中：临期、已超期、刚公示
    story(
        *("tongtu/YS-02", "handler.licensing"),
        act(23, "submit", said=papers("道路运输证原件", 25), signer="通某"),
        act(23, "accept", opinion="予以受理。"),
        act(22, "recommend", opinion="拟同意。"),
        act(22, "approve", opinion="同意。"),
        act(20, "publish", opinion="公示承诺书。"),
    ),
    story(
        *("yongshun/YS-02", "handler.licensing2"),
        act(29, "submit", said=papers("车辆等级评定表", 15), signer="永某"),
        act(29, "accept", "handler.licensing2", opinion="予以受理。"),
        act(28, "recommend", "handler.licensing2", opinion="拟同意。"),
        act(28, "approve", opinion="同意。"),
        act(27, "publish", "publisher2", opinion="公示承诺书。"),
    ),
    story(
        *("rongsheng/ZD-01", "handler.licensing"),
        act(10, "submit", said=OWN_FLEET, signer="荣某"),
        act(10, "accept", opinion="予以受理。"),
        act(9, "recommend", opinion="自愿承诺，拟同意。"),
        act(9, "approve", opinion="同意。"),
        act(8, "publish", opinion="公示承诺书。"),
    ),
    # 责令整改中、违诺待认定、违诺
    story(
        *("kangda/YS-02", "agent"),
        act(28, "submit", said=papers("车辆技术等级证明", 15), signer="钱某"),
        act(28, "accept", opinion="予以受理。"),
        act(27, "recommend", opinion="拟同意。"),
        act(27, "approve", opinion="同意。"),
        act(26, "publish", opinion="公示承诺书。"),
        act(
            *(8, "find_unkept"),
            files=("核查记录.pdf",),
            extent="part",
            unkept="2辆车中1辆的技术等级证明没有补交",
            opinion="到期核对补交材料，电话询问当事人，确认尚缺一份。",
            days=10,
        ),
    ),
    story(
        *("jiafu/YS-02", "handler.licensing"),
        act(30, "submit", said=papers("经营场所证明", 15), signer="嘉某"),
        act(30, "accept", opinion="窗口收件，予以受理。"),
        act(29, "recommend", opinion="拟同意。"),
        act(29, "approve", opinion="同意。"),
        act(28, "publish", opinion="公示承诺书。"),
        act(
            *(12, "find_unkept"),
            files=("核查记录.pdf",),
            extent="unkept",
            unkept="经营场所证明至今没有补交",
            opinion="逾期未收到材料，现场核查经营场所已经搬离。",
            days=8,
        ),
        act(3, "find_broken", files=("现场照片.png",), opinion="整改期满，仍未补交，无法联系。"),
    ),
    story(
        *("jianxin/YS-02", "handler.licensing2"),
        act(30, "submit", said=papers("车辆检验报告", 15), signer="建某"),
        act(30, "accept", "handler.licensing2", opinion="予以受理。"),
        act(29, "recommend", "handler.licensing2", opinion="拟同意。"),
        act(29, "approve", opinion="同意。"),
        act(28, "publish", opinion="公示承诺书。"),
        act(
            *(16, "find_unkept"),
            files=("核查记录.pdf",),
            extent="unkept",
            unkept="车辆检验报告没有补交，车辆仍在营运",
            opinion="比对检验机构数据，该车没有检验记录。",
            days=5,
        ),
        act(9, "find_broken", files=("比对结果.pdf",), opinion="整改期满仍未检验。"),
        act(
            *(7, "confirm"),
            severity="general",
            consequence="撤销容缺换发的道路运输证，一年内不适用告知承诺。",
            opinion="承诺事项全部未履行，责令整改后仍不改正。",
        ),
    ),
    # 已履行、转一般程序、不适用、撤回
    story(
        *("hengtai/YS-02", "handler.licensing"),
        act(24, "submit", said=papers("从业人员名册", 15), signer="恒某"),
        act(24, "accept", opinion="予以受理。"),
        act(23, "recommend", opinion="拟同意。"),
        act(23, "approve", opinion="同意。"),
        act(21, "publish", opinion="公示承诺书。"),
        act(6, "verify_kept", opinion="名册已补交，与社保缴纳记录核对一致。"),
    ),
    story(
        *("shunda/YS-02", "applicant.a"),
        act(6, "submit", said=papers("车辆登记证书复印件", 15)),
        act(6, "divert", ground="asked", opinion="申请人来电表示材料已经备齐，改按一般程序办理。"),
    ),
    story(
        *("hengtai/YS-01", "handler.licensing"),
        act(11, "submit", said=trucks(2, 40), signer="恒某"),
        act(11, "accept", opinion="予以受理。"),
        act(
            *(10, "recommend"),
            opinion="停车场地租赁已经到期，拟不适用承诺办理。",
            unmet={"able": "停车场地租赁合同已经到期，没有续签"},
        ),
        act(10, "refuse", ground="not_able", opinion="请按一般程序提交场地证明。"),
    ),
    story(
        *("anjie/YS-02", "agent"),
        act(13, "submit", said=papers("班线许可复印件", 15)),
        act(12, "withdraw", opinion="材料已找到，改为直接提交。"),
    ),
)
TABLE = Table("commitment", HANDS, usual, STORIES)
