"""标准列: the columns of a penalty as 双公示 prescribes them, and how a header row names them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.halls.collection.faults import shorten
from app.halls.collection.limits import HEADER_MIN_NAMES
from app.halls.collection.unreadable import Unreadable
from app.lib.markers import N_

Kind = Literal["text", "code", "date", "money", "kinds", "choice"]
Need = Literal["required", "conditional", "optional"]

CATEGORIES = (N_("法人及非法人组织"), N_("自然人"), N_("个体工商户"))
ORGANISATION, PERSON, SOLE_TRADER = CATEGORIES
CERTIFICATES = (
    N_("身份证"),
    N_("护照号"),
    N_("港澳居民来往内地通行证"),
    N_("台湾居民来往大陆通行证"),
    N_("外国人永久居留身份证"),
)
OTHER_PREFIX = "其他-"  # the standard's 其他-**: free words after the dash


@dataclass(frozen=True, slots=True)
class Column:
    """One standard column: what it is called, how long it may be, when it is needed."""

    code: str
    name: str
    need: Need
    length: int
    kind: Kind = "text"
    lines: bool = False  # may hold line breaks
    secret: bool = False  # never shown, never published
    credit_code: bool = False  # its length is a matter of rule D1
    choices: tuple[str, ...] = ()


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
    Column("CF_YXQ", N_("处罚有效期"), "required", 10, "date"),
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

# Remarks that template makers put behind a name and that change nothing about it.
_REMARK = re.compile(
    r"[（(【\[](?:必填项?|选填|可空|非必填|条件必填|必须|日期|YYYY[^）)\]】]*)[）)】\]]", re.I
)
_NOT_LETTER = re.compile(r"[^0-9A-Z\u3400-\u9fff]")
# An amount headed 元 or 元人民币 would be taken ten thousand times too large.
_YUAN = re.compile(r"(?<!万)元")


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """Which place of a row holds which column; the places nobody knows are kept out and named."""

    places: Mapping[str, int]
    unknown: tuple[tuple[int, str], ...] = ()


def fold(name: object) -> str:
    """Reduce a header cell to what counts: no blanks, stars, brackets, remarks or wide letters."""
    text = _REMARK.sub("", str(name))
    return _NOT_LETTER.sub("", unicodedata.normalize("NFKC", text).upper())


@cache
def _known_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.code, column.name, *_ALSO.get(column.code, "").split()):
            names[fold(name)] = column.code
    return names


def column_named(cell: object) -> Column | None:
    """Return the standard column that a header cell names, by code or by Chinese name."""
    if not isinstance(cell, str):
        return None
    code = _known_names().get(fold(cell))
    return BY_CODE[code] if code else None


def is_header(row: Sequence[object]) -> bool:
    """Say whether a row names enough standard columns to be the header."""
    return len({c.code for c in map(column_named, row) if c}) >= HEADER_MIN_NAMES


def header_map(header_row: Sequence[object]) -> HeaderMap:
    """Find every standard column in the header row; refuse one missing, doubled or in yuan."""
    places: dict[str, int] = {}
    unknown: list[tuple[int, str]] = []
    for place, cell in enumerate(header_row):
        column = column_named(cell)
        if column is None:
            _keep_out(place, cell, unknown)
        elif column.code in places:
            raise Unreadable(
                "header_duplicate",
                N_("表头“%(name)s”出现了两次（%(first)s 列和 %(second)s 列），请只保留一列。"),
                name=column.name,
                first=column_letters(places[column.code]),
                second=column_letters(place),
            )
        else:
            places[column.code] = place
    _refuse_missing(places)
    return HeaderMap(places, tuple(unknown))


def _keep_out(place: int, cell: object, unknown: list[tuple[int, str]]) -> None:
    text = str(cell).strip()
    if not text:
        return
    if "金额" in text and _YUAN.search(text):
        raise Unreadable(
            "header_unit",
            N_("表头“%(name)s”的单位不是万元。请换算成万元（2000 元填 0.2）并改表头。"),
            name=shorten(text),
        )
    unknown.append((place, text))


def _refuse_missing(places: Mapping[str, int]) -> None:
    missing = [column.name for column in REQUIRED if column.code not in places]
    if missing:
        raise Unreadable(
            "header_missing",
            N_("表头缺少必填列：%(names)s。请使用标准模板的表头，不要删除或改名。"),
            names="、".join(missing),
        )


def column_letters(place: int) -> str:
    """Return the letters Excel shows above the column at this place (0 is A)."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
