"""空白标准表: the workbook a clerk starts from: the columns of 双公示, and what goes into each."""

from io import BytesIO

from app.halls.collection.columns import LAYOUT, Column
from app.lib.penalties import PENALTY_KINDS
from app.lib.tables import blank

SHEET = "行政处罚"
_HINTS = {
    "CF_XDR_SHXYM": "18 位。法人及非法人组织必填；个体工商户有则填；自然人不填。",
    "CF_FRDB": "法人及非法人组织、个体工商户必填。",
    "CF_XDR_ZJLX": "自然人必填。",
    "CF_XDR_ZJHM": "自然人必填。不对外显示。",
    "CF_FR_ZJHM": "不对外显示。",
    "CF_WSH": "机关代字〔年份〕序号号，如 资交执罚〔2026〕12号。",
    "CF_CFLB": "多项用分号隔开：" + "、".join(PENALTY_KINDS) + "。其他类别写“其他-名称”。",
    "CF_NR_FK": "单位万元，2000 元填 0.2。处罚类别含罚款时必填。",
    "CF_NR_WFFF": "单位万元。处罚类别含没收时必填。",
    "CF_NR_ZKDX": "处罚类别含暂扣或吊销时必填。",
    "CF_YXQ": "长期有效填 2099-12-31。",
    "CF_GSJZQ": "可不填，由系统按失信程度计算。",
    "BZ": "适用简易程序的写“简易程序”；代码校验不通过但确认无误的写“代码核实：理由”。",
}


def template_workbook() -> BytesIO:
    """Return an empty standard workbook."""
    return blank.blank_workbook(SHEET, LAYOUT, _HINTS)


def hint(column: Column) -> str:
    """Return what a clerk should know about a column, in one paragraph."""
    return blank.hint(column, _HINTS)
