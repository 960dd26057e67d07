"""名单和措施目录 the published lists and measures, dated, each with its basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.sanction.rules import GUIDANCE, OVERLOAD
from app.lib.markers import N_

MEASURES_2018 = N_("交政研发〔2018〕181号")


@dataclass(frozen=True)
class Measure:
    """惩戒措施 one measure, its basis, and the section that carries it out."""

    key: str
    name: str
    basis: str
    section: str  # by its key; where a bureau has no such section, the proposing one
    since: date
    until: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class ListKind:
    """名单 one list: its basis, the measures that may follow, and the period it goes by."""

    key: str
    name: str
    basis: str
    measures: tuple[str, ...]
    period: str  # of rules.PERIODS
    removal: str
    since: date
    until: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


SINCE_2017, SINCE_2018, SINCE_2020 = date(2017, 2, 1), date(2018, 12, 1), date(2020, 12, 7)

MEASURES: Mapping[str, Measure] = {
    one.key: one
    for one in (
        Measure("talk", N_("告诫约谈"), MEASURES_2018, "enforcement", SINCE_2018),
        Measure("watch", N_("重点监管"), MEASURES_2018, "safety", SINCE_2018),
        Measure("strict", N_("从严监管"), f"{GUIDANCE}；{OVERLOAD}", "enforcement", SINCE_2017),
        Measure("no_ease", N_("不适用绿色通道、容缺受理"), OVERLOAD, "licensing", SINCE_2017),
        Measure("limit", N_("限制办理相关许可"), GUIDANCE, "licensing", SINCE_2020),
        Measure("no_award", N_("不予评先评优"), GUIDANCE, "office", SINCE_2020),
        Measure("no_entry", N_("市场禁入或者清退"), GUIDANCE, "road", SINCE_2020),
        # 联合惩戒 of all departments gave way to the national list of measures in December 2020.
        Measure(
            "joint", N_("部门联合惩戒"), MEASURES_2018, "office", SINCE_2018, date(2020, 12, 6)
        ),
    )
}

_REMOVAL = N_("公示期届满；已准予信用修复；列入所依据的决定被撤销或者异议成立")

LISTS: Mapping[str, ListKind] = {
    one.key: one
    for one in (
        ListKind(
            "overload",
            N_("严重违法失信超限超载运输主体名单"),
            f"{OVERLOAD}；{GUIDANCE}",
            ("talk", "strict", "no_ease", "limit", "no_award", "no_entry"),
            "overload",
            _REMOVAL,
            SINCE_2017,
        ),
        ListKind(
            "serious",
            N_("道路运输严重失信主体名单"),
            GUIDANCE,
            ("talk", "strict", "no_ease", "limit", "no_award", "no_entry"),
            "serious",
            _REMOVAL,
            SINCE_2020,
        ),
        ListKind(
            "watch",
            N_("重点关注名单"),
            MEASURES_2018,
            ("talk", "watch", "no_ease", "joint"),
            "watch",
            _REMOVAL,
            SINCE_2018,
        ),
    )
}


def lists_on(day: date) -> dict[str, ListKind]:
    """The lists that stand on this day."""
    return {key: one for key, one in LISTS.items() if one.stands_on(day)}


def measures_on(day: date) -> dict[str, Measure]:
    """The measures that stand on this day."""
    return {key: one for key, one in MEASURES.items() if one.stands_on(day)}


def measures_of(list_key: str, day: date) -> dict[str, Measure]:
    """The measures that may follow a listing on this list, on this day."""
    named = LISTS[list_key].measures
    return {key: one for key, one in measures_on(day).items() if key in named}


def chosen(keys: Iterable[str]) -> list[Measure]:
    """The measures by these keys, in the order of the catalogue."""
    wanted = set(keys)
    return [one for key, one in MEASURES.items() if key in wanted]
