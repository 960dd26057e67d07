"""在办的异议 what is said to be wrong with a record, and how far it has been looked into."""

from typing import Any

from app.cases.objection.model import old_value
from app.cases.spine.decision import digest_of_text
from app.demonstration.stories import Facts, Table, act, story

HANDS = {
    "accept": "office",
    "ask_correction": "office",
    "decline": "office",
    "forward": "office",
    "start_check": "office",
    "reply": "desk",
    "pass": "legal",
    "uphold": "approver",
    "keep": "approver",
    "publish": "publisher",
}


def usual(case: Any, event: str, says: Facts) -> Facts:
    """What a form gives beside what the row says."""
    if event == "reply":
        found, evidence = says.pop("found", {}), says.pop("evidence", "")
        return {"findings": {code: _found(case, code, found, evidence) for code in case.claims}}
    return {"text": digest_of_text(case)} if event in ("uphold", "keep") else {}


def _found(case: Any, code: str, found: Facts, evidence: str) -> Facts:
    stands = old_value(case.record, code)
    seen = {"claimed": case.claims[code], "found": found.get(code, stands)}
    return {"old": stands, "evidence": evidence} | seen


WRONG_FINE: Facts = {"ground": "clerical", "claim_CF_NR_FK": "0.15"}
COPY = ("行政处罚决定书.pdf",)

STORIES = (
    story(
        *("road/319", "applicant.b"),
        begun=1,
        ground="factual",
        statement="该车当时已经报停，报停手续在车辆管理所有记录，不应按未检验处罚。",
    ),
    story(
        *("road/318", "applicant.a"),
        act(
            *(1, "submit"),
            files=COPY,
            **WRONG_FINE,
            statement="决定书第二页写的是罚款人民币1500元，公示的金额多了一位。",
        ),
    ),
    story(
        *("yanjiang.enforcement/306", "applicant.b"),
        act(
            *(1, "submit"),
            files=("称重检测单.pdf",),
            ground="factual",
            statement="检测单载明超限6吨，公示写的是9吨，与检测单不符。",
            claim_CF_SY="经执法人员检查，重型货车在县道022线经称重检测超过限定标准6吨。",
        ),
    ),
    story(
        *("enforcement/317", "agent"),
        act(
            *(5, "submit"),
            files=("班线客票.pdf",),
            ground="other",
            statement="当天车辆没有营运。",
        ),
        act(
            *(4, "ask_correction"),
            opinion="请一次补齐。",
            items=[
                {
                    "field": "proof",
                    "label": "证明材料",
                    "wrong": "所附客票与当天无关，请提供停运的调度记录",
                }
            ],
        ),
    ),
    # 异议处理中：待转办、核查、法规审核、待审批、待执行
    story(
        *("enforcement/318", "applicant.b"),
        act(
            *(2, "submit"),
            files=COPY,
            ground="factual",
            statement="复秤单载明超限3.6吨，且已当场卸载，违法事实的表述与复秤单不符。",
            claim_CF_SY="中型货车在国道321线经称重检测超过限定标准3.6吨，已当场卸载。",
        ),
        act(1, "accept", opinion="符合受理条件，予以受理并标注。"),
    ),
    story(
        *("road/320", "agent"),
        act(
            *(5, "submit"),
            files=("称重检测单.pdf", "现场照片.png"),
            ground="factual",
            statement="检测单上的车牌不是本公司的车辆。",
            claim_CF_SY="当事车辆与检测单载明的车辆不一致。",
        ),
        act(4, "accept", opinion="予以受理。"),
        act(3, "forward", opinion="请调取原始称重数据和车牌照片核对。"),
    ),
    story(
        *("enforcement/302", "applicant.b"),
        act(
            *(4, "submit"),
            files=COPY,
            ground="clerical",
            statement="决定书写明罚款8000元，公示为1.8万元。",
            claim_CF_NR_FK="0.8",
        ),
        act(3, "accept", opinion="予以受理。"),
        act(2, "forward", opinion="请核对决定书原件。"),
    ),
    story(
        *("road/322", "applicant.a"),
        act(
            *(6, "submit"),
            files=COPY,
            ground="clerical",
            statement="罚款金额应为1.1万元，有缴款凭证为证。",
            claim_CF_NR_FK="1.1",
        ),
        act(5, "accept", opinion="予以受理。"),
        act(4, "forward", opinion="请核对决定书原件和缴款记录。"),
        act(
            *(2, "reply"),
            outcome="correct",
            found={"CF_NR_FK": "1.1"},
            evidence="行政处罚决定书原件第二页、财政票据",
            opinion="经核对原件，录入时金额有误，应予更正。",
        ),
    ),
    story(
        *("road/323", "applicant.b"),
        act(
            *(6, "submit"),
            files=("称重检测单.pdf",),
            ground="factual",
            statement="称重设备检定证书已经过期，超限吨数不可靠。",
            claim_CF_SY="超限吨数无法认定。",
        ),
        act(5, "accept", opinion="予以受理。"),
        act(4, "forward", opinion="请核对称重设备的检定证书。"),
        act(
            *(3, "reply"),
            outcome="keep",
            evidence="称重设备检定证书、原始检测记录",
            opinion="检定证书在有效期内，记录与决定书一致，拟维持。",
        ),
        act(2, "pass", opinion="核查程序合法，证据充分。"),
    ),
    story(
        *("enforcement/315", "agent"),
        act(
            *(7, "submit"),
            files=COPY,
            ground="clerical",
            statement="公示的罚款金额与决定书不一致，决定书为17000元。",
            claim_CF_NR_FK="1.7",
        ),
        act(6, "accept", opinion="予以受理。"),
        act(5, "forward", opinion="请核对决定书原件。"),
        act(
            *(4, "reply"),
            outcome="correct",
            found={"CF_NR_FK": "1.7"},
            evidence="行政处罚决定书原件",
            opinion="原件为17000元，录入有误。",
        ),
        act(3, "pass", "legal2", opinion="审核通过。"),
        act(2, "uphold", opinion="同意更正。"),
    ),
    # 已办结
    story(
        *("road/321", "agent"),
        act(
            *(16, "submit"),
            files=COPY,
            ground="clerical",
            statement="决定书写的是超限3吨。",
            claim_CF_SY="中型货车在县道014线经称重检测超过限定标准3吨。",
        ),
        act(15, "accept", opinion="予以受理。"),
        act(14, "forward", opinion="请核对决定书原件。"),
        act(
            *(12, "reply"),
            "handler.road2",
            outcome="correct",
            found={"CF_SY": "中型货车在县道014线经称重检测超过限定标准3吨，有检测单证实。"},
            evidence="行政处罚决定书原件、称重检测单",
            opinion="原件为3吨，录入有误，应予更正。",
        ),
        act(11, "pass", opinion="审核通过。"),
        act(10, "uphold", "approver2", opinion="同意更正。"),
        act(9, "publish", opinion="已更正并核对。"),
    ),
    story(
        *("enforcement/316", "applicant.a"),
        act(
            *(12, "submit"),
            files=COPY,
            ground="factual",
            statement="超限系货主装载所致，不应由本公司承担。",
            claim_CF_WFXW="指使、强令车辆违法超限运输",
        ),
        act(11, "accept", opinion="予以受理。"),
        act(10, "forward", opinion="请核对违法主体的认定。"),
        act(
            *(8, "reply"),
            outcome="keep",
            evidence="询问笔录、装载清单、称重检测单",
            opinion="装载由当事人自行完成，违法主体认定无误，拟维持。",
        ),
        act(7, "pass", opinion="审核通过。"),
        act(6, "keep", ground="accurate", opinion="记录与决定书一致。"),
        act(2, "request_review", opinion="核查时没有调取货场装载监控，请求复核。"),
    ),
    story(
        *("road/325", "handler.office"),
        act(
            *(7, "submit"),
            files=("申请书.pdf",),
            ground="other",
            statement="认为处罚过重，请求减免罚款。",
        ),
        act(
            *(6, "decline"),
            ground="not_an_objection",
            opinion="对处罚决定不服的，请在法定期限内申请行政复议或者提起行政诉讼。",
        ),
    ),
    story(
        *("road/330", "handler.office"),
        act(
            *(10, "submit"),
            files=COPY,
            ground="factual",
            statement="认为副油箱属于原厂配置。",
            claim_CF_SY="车辆副油箱为原厂配置。",
        ),
        act(9, "withdraw", opinion="经核对车辆登记信息，当事人主动撤回。"),
    ),
)
TABLE = Table("objection", HANDS, usual, STORIES)
