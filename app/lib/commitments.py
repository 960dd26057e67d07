"""信用承诺信息标准: the twenty-one fields in which a commitment is reported (domain §3.2).

Each field with its type, its length and whether it must be there; and what is wrong with a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.lib.commitment_code import is_commitment_code
from app.lib.markers import N_

ASSOCIATION = "association"  # 行业自律型, filed in bulk by an association
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "approval": N_("审批替代型"),
        "lacking": N_("容缺受理型"),
        "proof": N_("证明事项型"),
        "repair": N_("信用修复型"),
        ASSOCIATION: N_("行业自律型"),
        "voluntary": N_("主动型"),
        "other": N_("其他"),
    }
)
SUBJECT_KINDS: Mapping[str, str] = MappingProxyType(
    {"org": "法人及非法人组织", "sole": "个体工商户", "person": "自然人"}
)
KEPT, PART, UNKEPT = "kept", "part", "unkept"
FULFILMENT: Mapping[str, str] = MappingProxyType(
    {KEPT: N_("全部履行"), PART: N_("部分履行"), UNKEPT: N_("全部未履行")}
)
OPEN_TO_ALL, OPEN_TO_SOME, CLOSED = "public", "limited", "closed"
OPENNESS: Mapping[str, str] = MappingProxyType(
    {
        OPEN_TO_ALL: N_("可向社会公开"),
        OPEN_TO_SOME: N_("特定范围内公开"),
        CLOSED: N_("不可公开"),
    }
)
WATCHED, WATCH_OVER = "监管中", "监管完成"

C, E, D = "C", "E", "D"


@dataclass(frozen=True)
class Column:
    """栏目 one of the twenty-one: C text, E one of a list, D a day; length 0 is not limited."""

    name: str
    type: str
    length: int
    required: bool
    values: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("承诺编码", C, 20, True),
    Column("承诺人名称", C, 200, True),
    Column("承诺人类别", E, 16, True, tuple(SUBJECT_KINDS.values())),
    Column("承诺人代码", C, 18, True),
    Column("承诺类型", E, 64, True),  # 其他 is written out in words of its own
    Column("承诺事由", C, 512, True),
    Column("承诺内容", C, 4000, True),
    Column("违诺责任", C, 4000, True),
    Column("承诺作出日期", D, 0, True),
    Column("承诺有效期", D, 0, False),
    Column("承诺履行状态", E, 0, True, tuple(FULFILMENT.values())),
    Column("未履行的承诺内容", C, 4000, False),
    Column("违诺责任追究内容", C, 4000, False),
    Column("承诺履行状态认定日期", D, 0, False),
    Column("承诺履行状态认定单位", C, 200, False),
    Column("承诺履行状态认定单位代码", C, 18, False),
    Column("承诺受理单位", C, 200, True),
    Column("承诺受理单位代码", C, 18, True),
    Column("公开类型", E, 0, True, tuple(OPENNESS.values())),
    Column("备注", C, 512, False),
    Column("承诺监管状态", E, 0, False, (WATCHED, WATCH_OVER)),
)
NAMES = tuple(column.name for column in COLUMNS)
# Empty where everything was kept, required where it was not.
CONDITIONAL = ("未履行的承诺内容", "违诺责任追究内容")


def faults(row: Mapping[str, str]) -> list[str]:
    """The names of the columns that are not as the standard has them, in its order."""
    found = [column.name for column in COLUMNS if not _good(column, row.get(column.name, ""))]
    if not is_commitment_code(row.get("承诺编码", "")):
        found.append("承诺编码")
    kept = row.get("承诺履行状态") == FULFILMENT[KEPT]
    found += [name for name in CONDITIONAL if bool(row.get(name)) == kept]
    found += [name for name in row if name not in NAMES]
    return sorted(set(found), key=[*NAMES, *row].index)


def _good(column: Column, value: str) -> bool:
    if not value:
        return not column.required
    if column.length and len(value) > column.length:
        return False
    if column.values and value not in column.values:
        return False
    return column.type != D or _is_day(value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
