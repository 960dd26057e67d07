"""目录初稿 the lists and measures a house begins with, dated, each with its basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.lib.markers import N_

GUIDANCE = N_("《关于进一步完善失信约束制度构建诚信建设长效机制的指导意见》（国办发〔2020〕49号）")
OVERLOAD = N_("交办公路〔2017〕8号")
MEASURES_2018 = N_("交政研发〔2018〕181号")

KINDS: Mapping[str, str] = {"list": N_("名单"), "measure": N_("惩戒措施")}
# 公示期 by which a list goes; the lengths are terms of law, kept with the others.
PERIODS: Mapping[str, str] = {
    "overload": N_("超限超载：一至二年"),
    "serious": N_("严重失信：一至三年"),
    "watch": N_("重点关注：三个月至一年"),
}
REMOVAL = N_("公示期届满；已准予信用修复；列入所依据的决定被撤销或者异议成立")


@dataclass(frozen=True)
class Wording:
    """一条内容 what one version says; a measure has a section, a list its measures and period."""

    name: str
    basis: str
    section: str = ""  # by its key; where a bureau has no such section, the proposing one
    measures: tuple[str, ...] = ()
    period: str = ""
    removal: str = ""

    def as_columns(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "basis": self.basis,
            "section": self.section,
            "measures": list(self.measures),
            "period": self.period,
            "removal": self.removal,
        }


@dataclass(frozen=True)
class Seed:
    """一条初稿 with the days on which it applies."""

    kind: str
    key: str
    wording: Wording
    since: date
    until: date | None = None


_2017, _2018, _2020 = date(2017, 2, 1), date(2018, 12, 1), date(2020, 12, 7)
_ALL = ("talk", "strict", "no_ease", "limit", "no_award", "no_entry")


def _measure(
    key: str, name: str, basis: str, section: str, since: date, until: date | None = None
) -> Seed:
    return Seed("measure", key, Wording(name, basis, section), since, until)


def _list(key: str, name: str, basis: str, measures: tuple[str, ...], since: date) -> Seed:
    wording = Wording(name, basis, measures=measures, period=key, removal=REMOVAL)
    return Seed("list", key, wording, since)


SEEDS: tuple[Seed, ...] = (
    _measure("talk", N_("告诫约谈"), MEASURES_2018, "enforcement", _2018),
    _measure("watch", N_("重点监管"), MEASURES_2018, "safety", _2018),
    _measure("strict", N_("从严监管"), f"{GUIDANCE}；{OVERLOAD}", "enforcement", _2017),
    _measure("no_ease", N_("不适用绿色通道、容缺受理"), OVERLOAD, "licensing", _2017),
    _measure("limit", N_("限制办理相关许可"), GUIDANCE, "licensing", _2020),
    _measure("no_award", N_("不予评先评优"), GUIDANCE, "office", _2020),
    _measure("no_entry", N_("市场禁入或者清退"), GUIDANCE, "road", _2020),
    # 联合惩戒 of all departments gave way to the national list of measures in December 2020.
    _measure("joint", N_("部门联合惩戒"), MEASURES_2018, "office", _2018, date(2020, 12, 6)),
    _list(
        "overload",
        N_("严重违法失信超限超载运输主体名单"),
        f"{OVERLOAD}；{GUIDANCE}",
        _ALL,
        _2017,
    ),
    _list("serious", N_("道路运输严重失信主体名单"), GUIDANCE, _ALL, _2020),
    _list(
        "watch",
        N_("重点关注名单"),
        MEASURES_2018,
        ("talk", "watch", "no_ease", "joint"),
        _2018,
    ),
)
