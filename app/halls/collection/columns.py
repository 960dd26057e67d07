"""标准列: the columns of a penalty as 双公示 prescribes them, and how a header row names them."""

import re
from collections.abc import Mapping

from app.lib.markers import N_
from app.lib.tables.choices import (
    CATEGORIES,
    CERTIFICATES,
    ORGANISATION,
    OTHER_PREFIX,
    PERSON,
    SOLE_TRADER,
)
from app.lib.tables.faults import shorten
from app.lib.tables.layout import Column, HeaderMap, Layout, column_letters, fold
from app.lib.tables.unreadable import Unreadable

__all__ = [
    "BY_CODE",
    "CATEGORIES",
    "CERTIFICATES",
    "CODES",
    "COLUMNS",
    "LAYOUT",
    "ORGANISATION",
    "OTHER_PREFIX",
    "PERSON",
    "REQUIRED",
    "SOLE_TRADER",
    "Column",
    "HeaderMap",
    "column_letters",
    "column_named",
    "fold",
    "header_map",
    "is_header",
]

# Codes, names, lengths and duties: the 2018 standard as it stands in the data sets of many cities.
COLUMNS: tuple[Column, ...] = (
    Column("CF_XDR_MC", N_("行政相对人名称"), "required", 200),
    Column("CF_XDR_LB", N_("行政相对人类别"), "required", 16, "choice", choices=CATEGORIES),
    Column(
        "CF_XDR_SHXYM",
        N_("行政相对人代码_1（统一社会信用代码）"),
        "conditional",
        18,
        "code",
        credit_code=True,
    ),
    Column("CF_XDR_GSZC", N_("行政相对人代码_2（工商注册号）"), "optional", 50, "code"),
    Column("CF_XDR_ZZJG", N_("行政相对人代码_3（组织机构代码）"), "optional", 9, "code"),
    Column("CF_XDR_SWDJ", N_("行政相对人代码_4（税务登记号）"), "optional", 15, "code"),
    Column("CF_XDR_SYDW", N_("行政相对人代码_5（事业单位证书号）"), "optional", 12, "code"),
    Column("CF_XDR_SHZZ", N_("行政相对人代码_6（社会组织登记证号）"), "optional", 50, "code"),
    Column("CF_FRDB", N_("法定代表人"), "conditional", 50),
    Column("CF_FR_ZJLX", N_("法定代表人证件类型"), "optional", 64, "choice", choices=CERTIFICATES),
    Column("CF_FR_ZJHM", N_("法定代表人证件号码"), "optional", 64, "code", secret=True),
    Column("CF_XDR_ZJLX", N_("自然人证件类型"), "conditional", 64, "choice", choices=CERTIFICATES),
    Column("CF_XDR_ZJHM", N_("自然人证件号码"), "conditional", 64, "code", secret=True),
    Column("CF_WSH", N_("行政处罚决定书文号"), "required", 64, "code"),
    Column("CF_WFXW", N_("违法行为类型"), "required", 2000, lines=True),
    Column("CF_SY", N_("违法事实"), "required", 5000, lines=True),
    Column("CF_YJ", N_("处罚依据"), "required", 2048, lines=True),
    Column("CF_CFLB", N_("处罚类别"), "required", 255, "kinds"),
    Column("CF_NR", N_("处罚内容"), "required", 4000, lines=True),
    Column("CF_NR_FK", N_("罚款金额（万元）"), "conditional", 19, "money"),
    Column(
        "CF_NR_WFFF", N_("没收违法所得、没收非法财物的金额（万元）"), "conditional", 19, "money"
    ),
    Column("CF_NR_ZKDX", N_("暂扣或吊销证照名称及编号"), "conditional", 200),
    Column("CF_JDRQ", N_("处罚决定日期"), "required", 10, "date"),
    Column("CF_YXQ", N_("处罚有效期"), "required", 10, "date", endless=True),
    Column("CF_GSJZQ", N_("公示截止期"), "optional", 10, "date"),
    Column("CF_CFJG", N_("处罚机关"), "required", 200),
    Column("CF_CFJGDM", N_("处罚机关统一社会信用代码"), "required", 18, "code", credit_code=True),
    Column("CF_SJLY", N_("数据来源单位"), "required", 200),
    Column(
        "CF_SJLYDM", N_("数据来源单位统一社会信用代码"), "required", 18, "code", credit_code=True
    ),
    Column("BZ", N_("备注"), "optional", 512, lines=True),
)
# Further names, as seen in the templates that cities and exchange platforms hand out.
_ALSO = {
    "CF_XDR_MC": "相对人名称 当事人名称 被处罚人名称 行政相对人",
    "CF_XDR_LB": "相对人类别",
    "CF_XDR_SHXYM": "行政相对人代码_1 行政相对人代码-统一社会信用代码 统一社会信用代码",
    "CF_XDR_GSZC": "行政相对人代码_2 行政相对人代码-工商注册号 工商注册号 工商登记码",
    "CF_XDR_ZZJG": "行政相对人代码_3 行政相对人代码-组织机构代码 组织机构代码",
    "CF_XDR_SWDJ": "行政相对人代码_4 行政相对人代码-税务登记号 税务登记号",
    "CF_XDR_SYDW": "行政相对人代码_5 行政相对人代码-事业单位证书号 事业单位证书号",
    "CF_XDR_SHZZ": "行政相对人代码_6 行政相对人代码-社会组织登记证号 社会组织登记证号",
    "CF_FRDB": "CF_FDDB 法定代表人姓名 法定代表人（负责人）",
    "CF_FR_ZJHM": "CF_FR_SFZH 法定代表人身份证号 法定代表人身份证号码",
    "CF_XDR_ZJLX": "证件类型 相对人证件类型",
    "CF_XDR_ZJHM": "CF_XDR_SFZ 证件号码 相对人证件号码 行政相对人代码-相对人证件号码",
    "CF_WSH": "行政处罚决定文书号 行政处罚决定书号 处罚决定书文号 决定书文号",
    "CF_WFXW": "违法行为",
    "CF_SY": "处罚事由",
    "CF_YJ": "行政处罚依据",
    "CF_CFLB": "CF_CFLB1 行政处罚类别 处罚种类",
    "CF_NR": "行政处罚内容",
    "CF_NR_FK": "罚款金额",
    "CF_NR_WFFF": "没收违法所得、没收非法财物的金额 没收金额（万元）",
    "CF_JDRQ": "行政处罚决定日期 决定日期",
    "CF_YXQ": "处罚有效期至",
    "CF_GSJZQ": "公示截止日期 公示截止期限",
    "CF_CFJG": "行政处罚机关 处罚机关名称",
    "CF_CFJGDM": "处罚机关代码",
    "CF_SJLY": "数据来源",
    "CF_SJLYDM": "数据来源单位代码",
}
BY_CODE: Mapping[str, Column] = {column.code: column for column in COLUMNS}
CODES: tuple[str, ...] = tuple(BY_CODE)
REQUIRED: tuple[Column, ...] = tuple(c for c in COLUMNS if c.need == "required")

# An amount headed 元 or 元人民币 would be taken ten thousand times too large.
_YUAN = re.compile(r"(?<!万)元")


def in_wan(name: str) -> None:
    """Refuse a column of amounts that are not in 万元."""
    if "金额" in name and _YUAN.search(name):
        raise Unreadable(
            "header_unit",
            N_("表头“%(name)s”的单位不是万元。请换算成万元（2000 元填 0.2）并改表头。"),
            name=shorten(name),
        )


LAYOUT = Layout(COLUMNS, _ALSO, look_over=in_wan)
column_named, is_header, header_map = LAYOUT.named, LAYOUT.is_header, LAYOUT.header_map
