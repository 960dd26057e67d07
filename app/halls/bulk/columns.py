"""报送表样 the columns of one version of one letter: the member, what it says, who signed."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO

from app.kernel.matters import OpenMatter
from app.lib.letter_text import BLANK_NAMES, MOST_SAID, Blank, Field
from app.lib.markers import N_
from app.lib.tables import blank
from app.lib.tables.layout import Column, Kind, Layout

SHEET = "信用承诺"
LEAST = 3  # names by which a header is known

MEMBER = (
    Column("NAME", N_("企业名称"), "required", 200),
    Column("CODE", N_("统一社会信用代码"), "required", 18, "code", credit_code=True),
)
SIGNING = (
    Column("SIGNER", N_("承诺书签署人"), "required", 80),
    Column("SIGNED", N_("签署日期"), "required", 10, "date"),
    Column("VALID", N_("承诺有效期至"), "optional", 10, "date"),
    Column("CONTACT", N_("联系人"), "required", 40),
    Column("PHONE", N_("联系电话"), "required", 20, secret=True),
)
_ALSO = {
    "NAME": "会员名称 承诺人名称 单位名称",
    "CODE": "信用代码 承诺人代码",
    "SIGNER": "签署人 签字人",
    "SIGNED": "承诺日期 签订日期",
    "VALID": "有效期至",
    "PHONE": "电话 手机号码",
}
_HINTS = {
    "NAME": "与登记的名称一致。",
    "CODE": "18 位，请保持文本格式。只能填本协会会员。",
    "SIGNER": "在承诺书上签字的法定代表人、负责人或其授权的人。",
    "SIGNED": "企业签署承诺书的日期，如 2026-11-01。",
    "VALID": "长期有效的不填。",
    "PHONE": "只用于办理本件，不公开。",
}
_KINDS: Mapping[Blank, Kind] = {Blank.TEXT: "text", Blank.DAY: "date", Blank.NUMBER: "text"}


def code_of(place: int) -> str:
    """What the column of a blank goes by."""
    return f"SAID_{place}"


@lru_cache(maxsize=50)
def _layout(fields: tuple[Field, ...]) -> Layout:
    """The columns of a letter with these blanks."""
    blanks = tuple(
        Column(
            code_of(place),
            f"承诺内容：{field.label}",
            "required" if field.required else "optional",
            MOST_SAID,
            _KINDS[field.type],
        )
        for place, field in enumerate(fields, 1)
    )
    return Layout((*MEMBER, *blanks, *SIGNING), _ALSO, LEAST)


def layout_of(matter: OpenMatter) -> Layout:
    return _layout(tuple(matter.blanks))


def template_of(matter: OpenMatter) -> BytesIO:
    """空白报送表 of this version: a column for each blank, with what goes in."""
    said = {
        code_of(place): f"填入承诺书的【{field.label}】，{BLANK_NAMES[field.type]}。"
        for place, field in enumerate(matter.blanks, 1)
    }
    return blank.blank_workbook(SHEET, layout_of(matter), _HINTS | said)
