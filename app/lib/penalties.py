"""处罚类别: the kinds of penalty the law knows, and the class of dishonesty each leads to.

Classes of the transport sector have not been published, so the table and the thresholds are
defaults that a bureau may set otherwise; what `classify` says is a proposal a person confirms.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from app.lib.markers import N_

ORDER_36_CITE = (
    N_("《信用修复管理办法》（国家发展改革委令第36号）") + "；" + N_("国办发〔2025〕22号")
)
PENALTY_LAW_CITE = N_("《行政处罚法》第九条")
SIMPLE_CITE = N_("《行政处罚法》第五十一条")


class Severity(StrEnum):
    """失信程度, mildest first."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


SEVERITY_NAMES: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.MINOR: N_("轻微"),
        Severity.GENERAL: N_("一般"),
        Severity.SERIOUS: N_("严重"),
    }
)


@dataclass(frozen=True)
class Thresholds:
    """较大数额、巨大数额罚款, in 万元: from this amount on."""

    large_fine: Decimal
    huge_fine: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.large_fine <= self.huge_fine:
            raise ValueError("the larger threshold is not below the smaller, and both are positive")


# No national figure exists: 较大数额 is set by each province or ministry for hearings
# (《行政处罚法》第六十三条). One and fifty 万元 are a starting point for a bureau to replace.
DEFAULT_THRESHOLDS = Thresholds(large_fine=Decimal(1), huge_fine=Decimal(50))

# 当场处罚 goes up to 3,000 yuan for an organisation (《行政处罚法》第五十一条), in 万元.
SIMPLE_FINE_LIMIT = Decimal("0.3")

WARNING, CRITICISM, FINE = "警告", "通报批评", "罚款"
SEIZED_GAINS, SEIZED_GOODS = "没收违法所得", "没收非法财物"

# 《行政处罚法》第九条, with the class by Order 36; None is set by hand. A fine starts at the
# mildest class and rises with its amount. The September 2025 draft had 暂扣许可证件 under 一般;
# digests of the final text have it under 严重.
PENALTY_KINDS: Mapping[str, Severity | None] = MappingProxyType(
    {
        N_("警告"): Severity.MINOR,
        N_("通报批评"): Severity.MINOR,
        N_("罚款"): Severity.MINOR,
        N_("没收违法所得"): Severity.GENERAL,
        N_("没收非法财物"): Severity.GENERAL,
        N_("暂扣许可证件"): Severity.SERIOUS,
        N_("降低资质等级"): Severity.SERIOUS,
        N_("吊销许可证件"): Severity.SERIOUS,
        N_("限制开展生产经营活动"): Severity.SERIOUS,
        N_("责令停产停业"): Severity.SERIOUS,
        N_("责令关闭"): Severity.SERIOUS,
        N_("限制从业"): Severity.SERIOUS,
        N_("行政拘留"): None,
        N_("其他"): None,
    }
)

# Names of the 2018 data standard and of everyday use.
_OTHER_NAMES = MappingProxyType(
    {
        "行政罚款": FINE,
        "没收违法财物": SEIZED_GOODS,
        "暂扣许可证": "暂扣许可证件",
        "暂扣或吊销许可证件": "吊销许可证件",
        "暂扣或者吊销许可证": "吊销许可证件",
        "暂扣或者吊销执照": "吊销许可证件",
        "吊销许可证": "吊销许可证件",
        "吊销营业执照": "吊销许可证件",
        "责令停产": "责令停产停业",
        "责令停业": "责令停产停业",
    }
)


@dataclass(frozen=True)
class Classification:
    """A proposed class, why in Chinese, and by which rule; severity None is set by hand."""

    severity: Severity | None
    reason: str
    cite: str


_BY_KIND = Classification(
    Severity.SERIOUS,
    N_("含暂扣、吊销、停产停业、限制从业等处罚，属严重失信信息"),
    f"{ORDER_36_CITE}；{PENALTY_LAW_CITE}",
)
_CONFISCATED = Classification(
    Severity.GENERAL, N_("含没收违法所得或者非法财物，属一般失信信息"), ORDER_36_CITE
)
_WARNED = Classification(Severity.MINOR, N_("警告、通报批评属轻微失信信息"), ORDER_36_CITE)
_SMALL_FINE = Classification(
    Severity.MINOR, N_("罚款未达到较大数额，属轻微失信信息"), ORDER_36_CITE
)
_LARGE_FINE = Classification(
    Severity.GENERAL, N_("罚款达到较大数额，属一般失信信息"), ORDER_36_CITE
)
_HUGE_FINE = Classification(Severity.SERIOUS, N_("罚款达到巨大数额，属严重失信信息"), ORDER_36_CITE)
_SIMPLE = Classification(
    Severity.MINOR, N_("适用简易程序，属轻微失信信息"), f"{ORDER_36_CITE}；{SIMPLE_CITE}"
)
_NOT_SIMPLE = Classification(None, N_("处罚种类或者金额与简易程序不符，须人工定级"), SIMPLE_CITE)
_NO_KIND = Classification(None, N_("没有处罚类别，须人工定级"), PENALTY_LAW_CITE)
_NO_AMOUNT = Classification(None, N_("没有罚款金额，须人工定级"), PENALTY_LAW_CITE)
_BY_HAND = Classification(None, N_("处罚类别没有对应的失信等级，须人工定级"), PENALTY_LAW_CITE)


def split_kinds(text: str) -> list[str]:
    """Split 处罚类别 at ; ； 、 , ， into names, each once, in order."""
    names = (name.strip() for name in re.split(r"[;；、,，\n]", text))
    return list(dict.fromkeys(name for name in names if name))


def known_kind(name: str) -> str | None:
    """Return the name the law uses; None for a kind nobody knows. 其他-** is 其他."""
    name = _OTHER_NAMES.get(name, name)
    if name.startswith("其他"):
        return "其他"
    return name if name in PENALTY_KINDS else None


def kinds_with_amounts(
    kinds: Collection[str], fine: Decimal | None, confiscated: Decimal | None
) -> list[str | None]:
    """Give the known kinds, and those an amount betrays although the category forgot them."""
    known = [known_kind(name) for name in kinds]
    if fine and FINE not in known:
        known.append(FINE)
    if confiscated and not {SEIZED_GAINS, SEIZED_GOODS} & set(known):
        known.append(SEIZED_GAINS)
    return known


def classify(
    kinds: Collection[str],
    fine: Decimal | None,
    confiscated: Decimal | None,
    simple_procedure: bool,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Classification:
    """Propose the class of a penalty, amounts in 万元; the most serious of its kinds decides."""
    known = kinds_with_amounts(kinds, fine, confiscated)
    if not known:
        return _NO_KIND
    if simple_procedure:
        mild = {*known} <= {WARNING, CRITICISM, FINE} and (fine or 0) <= SIMPLE_FINE_LIMIT
        return _SIMPLE if mild else _NOT_SIMPLE
    found = [_class_of(kind, fine, thresholds) for kind in known]
    found.sort(key=_rank)
    return found[-1]


def _class_of(kind: str | None, fine: Decimal | None, thresholds: Thresholds) -> Classification:
    if kind == FINE:
        return _class_of_fine(fine, thresholds)
    by_severity = {
        None: _BY_HAND,
        Severity.MINOR: _WARNED,
        Severity.GENERAL: _CONFISCATED,
        Severity.SERIOUS: _BY_KIND,
    }
    return by_severity[PENALTY_KINDS[kind] if kind else None]


def _class_of_fine(fine: Decimal | None, thresholds: Thresholds) -> Classification:
    if fine is None or fine <= 0:
        return _NO_AMOUNT
    if fine >= thresholds.huge_fine:
        return _HUGE_FINE
    return _LARGE_FINE if fine >= thresholds.large_fine else _SMALL_FINE


def _rank(found: Classification) -> int:
    """An open question outweighs all but the most serious class, which nothing can raise."""
    order = (Severity.MINOR, Severity.GENERAL, None, Severity.SERIOUS)
    return order.index(found.severity)
