"""在办的失信惩戒建议 proposals, hearings and decisions, entries on the lists, and one taken off."""

from typing import Any

from app.cases.spine.decision import digest_of_text
from app.demonstration.stories import THAT_DAY, Facts, Table, act, story
from app.lib.catalogue_seeds import GUIDANCE, MEASURES_2018

HANDS = {
    "endorse": "head",
    "drop": "head",
    "give_notice": "legal",
    "prove_service": "desk",
    "close_hearing": "clock",
    "recommend": "legal",
    "approve": "signer",
    "refuse": "signer",
    "publish": "publisher",
    "delist": "signer",
    "withdraw": "head",
}
ATTENDED = "韩局长、宋分管、谢分管、罗法规、孙科长"


def usual(case: Any, event: str, says: Facts) -> Facts:
    """What a form gives beside what the row says."""
    if event == "propose":
        return {"responsible": ""}
    if event == "give_notice":
        return {"service": "online", "served_on": THAT_DAY}
    if event == "recommend":
        given = says.pop("answers", ())
        return {"answers": {f"answer_{n}": words for n, words in enumerate(given, 1)}}
    if event in ("approve", "refuse"):
        return {"text": digest_of_text(case), "attended": ATTENDED}
    return {}


def serious(cause: str) -> Facts:
    """拟列入道路运输严重失信主体名单."""
    measures = ["talk", "strict", "limit", "no_award"]
    return {"list_key": "serious", "measures": measures, "cause": cause, "basis": str(GUIDANCE)}


def watched(cause: str) -> Facts:
    """拟列入重点关注名单."""
    measures = ["talk", "watch", "no_ease"]
    return {"list_key": "watch", "measures": measures, "cause": cause, "basis": str(MEASURES_2018)}


BOOK = ("行政处罚决定书.pdf", "询问笔录.pdf")
BY_HAND: Facts = {"service": "direct"}

STORIES = (
    # 草稿
    story("enforcement/320", "handler.enforcement2", begun=1),
    story("yanjiang.enforcement/307", "handler.yanjiang", begun=2),
    # 待初审
    story(
        *("enforcement/304", "handler.enforcement"),
        act(
            *(1, "propose"),
            files=BOOK,
            **watched("半年内两次因擅自改装营运车辆受到处罚，涉及车辆8辆，整改后再次发生。"),
        ),
    ),
    story(
        *("road/327", "handler.road2"),
        act(
            *(2, "propose"),
            files=BOOK,
            **serious("运输柴油未按规定配备押运人员，经责令改正后一个月内再次被查获。"),
        ),
    ),
    # 法规审核
    story(
        *("enforcement/305", "handler.enforcement"),
        act(
            *(4, "propose"),
            files=BOOK,
            **serious("使用未取得道路运输证的货车承运砂石19次，违法所得1.2万元，持续时间长。"),
        ),
        act(3, "endorse", opinion="事实清楚，同意提出。"),
    ),
    # 陈述申辩：电子送达等当事人；直接送达等回证
    story(
        *("enforcement/306", "handler.enforcement"),
        act(
            *(6, "propose"),
            files=BOOK,
            **watched("普通货车夹带危险货物，未按规定申报，存在安全隐患。"),
        ),
        act(5, "endorse", opinion="同意。"),
        act(3, "give_notice", opinion="告知书已审核。"),
    ),
    story(
        *("enforcement/307", "handler.enforcement2"),
        act(
            *(7, "propose"),
            files=BOOK,
            **watched("许可证注销后仍使用货车从事经营性运输6次。"),
        ),
        act(6, "endorse", opinion="同意。"),
        act(4, "give_notice", "legal2", **BY_HAND, opinion="当事人没有本系统账号，直接送达。"),
    ),
    # 复核中
    story(
        *("enforcement/308", "handler.enforcement"),
        act(
            *(12, "propose"),
            files=BOOK,
            **serious("使用未取得道路运输证的货车承运砂石23次，违法所得1.7万元。"),
        ),
        act(11, "endorse", opinion="同意提出。"),
        act(9, "give_notice", opinion="告知书已审核。"),
        act(
            *(5, "state_defence", "agent"),
            files=("情况说明.pdf",),
            points=[
                "承运次数应为19次，有4次系同一车次分两段计费。",
                "已于处罚前主动停止营运并申办道路运输证。",
            ],
        ),
        act(3, "close_hearing"),
    ),
    # 待集体讨论决定
    story(
        *("enforcement/309", "handler.enforcement2"),
        act(
            *(16, "propose"),
            files=BOOK,
            **serious("运输氧气瓶未使用专用车辆，且未采取防护措施，危及公共安全。"),
        ),
        act(15, "endorse", opinion="同意。"),
        act(14, "give_notice", **BY_HAND, opinion="直接送达。"),
        act(13, "prove_service", files=("送达回证.png",), signed_on=THAT_DAY),
        act(
            *(10, "state_defence", "handler.enforcement2"),
            points=["押运安排由货主决定，本公司不知情。"],
        ),
        act(7, "close_hearing"),
        act(
            *(4, "recommend"),
            answers=["承运人负有核对义务，运单由其填写，不予采纳。"],
            outcome="list",
            opinion="事实清楚，情节严重，建议列入。",
        ),
    ),
    # 待列入公示
    story(
        *("enforcement/310", "handler.enforcement"),
        act(
            *(19, "propose"),
            files=BOOK,
            **serious("未取得道路运输经营许可从事货物运输14次，责令停止后仍继续经营。"),
        ),
        act(18, "endorse", opinion="同意。"),
        act(17, "give_notice", **BY_HAND, opinion="直接送达。"),
        act(16, "prove_service", files=("送达回证.png",), signed_on=THAT_DAY),
        act(10, "close_hearing"),
        act(7, "recommend", outcome="list", opinion="当事人没有陈述申辩，建议列入。"),
        act(2, "approve", met_on=THAT_DAY, result="一致同意列入。", opinion="同意。"),
    ),
    # 已列入，措施等责任科室响应
    story(
        *("enforcement/303", "handler.enforcement"),
        act(
            *(24, "propose"),
            files=(*BOOK, "车辆照片.png"),
            **serious("装运液化石油气未悬挂标志、未配备押运人员，一年内第二次被查处。"),
        ),
        act(23, "endorse", opinion="同意。"),
        act(22, "give_notice", "legal2", **BY_HAND, opinion="直接送达。"),
        act(21, "prove_service", files=("送达回证.png",), signed_on=THAT_DAY),
        act(15, "close_hearing"),
        act(12, "recommend", "legal2", outcome="list", opinion="没有陈述申辩，建议列入。"),
        act(8, "approve", met_on=THAT_DAY, result="一致同意列入。", opinion="同意。"),
        act(6, "publish", opinion="已核对名单内容。"),
    ),
    # 已移出：所依据的处罚决定被撤销
    story(
        *("enforcement/313", "handler.enforcement2"),
        act(
            *(30, "propose"),
            files=BOOK,
            **watched("未取得道路运输经营许可从事货物运输8次。"),
        ),
        act(29, "endorse", opinion="同意。"),
        act(28, "give_notice", **BY_HAND, opinion="直接送达。"),
        act(27, "prove_service", files=("送达回证.png",), signed_on=THAT_DAY),
        act(21, "close_hearing"),
        act(19, "recommend", outcome="list", opinion="没有陈述申辩，建议列入。"),
        act(17, "approve", met_on=THAT_DAY, result="多数同意列入。", opinion="同意。"),
        act(15, "publish", opinion="已核对名单内容。"),
        act(4, "delist", opinion="当事人已补办许可并接受约谈，列入决定依法撤销。"),
    ),
    # 不予提出、不予列入、撤回建议
    story(
        *("enforcement/311", "handler.enforcement"),
        act(*(9, "propose"), files=BOOK, **watched("所属货车擅自加高货厢栏板15厘米。")),
        act(8, "drop", opinion="初次违法，已当场恢复原状，不予提出。"),
    ),
    story(
        *("enforcement/312", "handler.enforcement"),
        act(*(20, "propose"), files=BOOK, **watched("所属货车擅自拆除后防护装置。")),
        act(19, "endorse", opinion="同意提出。"),
        act(17, "give_notice", opinion="告知书已审核。"),
        act(
            *(13, "state_defence", "agent"),
            files=("维修记录.pdf",),
            points=["后防护装置系碰撞损坏，送修期间被查，有维修厂记录。"],
        ),
        act(11, "close_hearing"),
        act(
            *(8, "recommend"),
            answers=["维修记录经核实属实，予以采纳。"],
            outcome="refuse",
            opinion="陈述申辩理由成立，建议不予列入。",
        ),
        act(
            *(6, "refuse"),
            met_on=THAT_DAY,
            result="一致同意不予列入。",
            ground="defence",
            opinion="同意。",
        ),
    ),
    story(
        *("enforcement/319", "handler.enforcement2"),
        act(*(9, "propose"), files=BOOK, **watched("擅自改装营运车辆4辆，三个月内两次被查。")),
        act(8, "endorse", opinion="同意提出。"),
        act(6, "withdraw", opinion="其中一份处罚决定正在复议，待复议结论作出后再行研究。"),
    ),
)
TABLE = Table("sanction", HANDS, usual, STORIES)
