"""超限超载十项行为 the ten behaviours as dated rules, and what a penalty's own words show of them.

交办公路〔2017〕8号 names ten. The standard columns of 双公示 have no plate, no driver and no fleet:
plate and colour are read where 违法事实 states them, and what no column can show is said so.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.lib.markers import N_
from app.lib.width import half_width
from app.lib.workdays import months_after

CITE = N_("交办公路〔2017〕8号")
HIGHWAY = N_("《公路安全保护条例》第六十六条")
SINCE = date(2017, 2, 1)


@dataclass(frozen=True)
class Rule:
    """规则 one behaviour: where it is written, while it is in force, what it takes to show it."""

    number: int
    name: str
    cite: str
    since: date = SINCE
    until: date | None = None
    counted: str = (
        ""  # truck | driver | fleet | directed | document; empty: nothing imported shows it
    )
    least: int = 1  # so many penalties within one rolling year
    fine: Decimal | None = None  # or one fine of so much, in 万元
    percent: int | None = None  # or more than so much of the fleet
    how: str = ""  # in words, how it is reckoned
    missing: str = ""  # in words, which field it lacks

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


RULES: tuple[Rule, ...] = (
    Rule(
        1,
        N_("货运车辆一年内违法超限运输超过三次"),
        f"{CITE}；{HIGHWAY}",
        counted="truck",
        least=4,  # 超过三次: the fourth within the year is one too many
        how=N_("同一车牌和颜色，滚动一年内四次以上"),
        missing=N_("归集表没有车牌栏，车牌和颜色从违法事实中读取；没有写明的不计"),
    ),
    Rule(
        2,
        N_("货运车辆驾驶人一年内违法超限运输超过三次"),
        f"{CITE}；{HIGHWAY}",
        counted="driver",
        least=4,
        how=N_("同一证件号码的自然人，滚动一年内四次以上"),
        missing=N_("归集表没有驾驶人栏，只能核算以驾驶人为被处罚人的记录；处罚企业的不计"),
    ),
    Rule(
        3,
        N_("道路运输企业一年内超限运输车辆超过本单位货运车辆总数百分之十，被责令停业整顿"),
        f"{CITE}；{HIGHWAY}",
        counted="fleet",
        percent=10,
        how=N_("责令停业整顿或者吊销许可的决定已认定超过百分之十，或者按登记的货运车辆总数核算"),
        missing=N_("归集表没有货运车辆总数，须在本页登记；没有登记的不核算比例"),
    ),
    Rule(
        4,
        N_("维修企业擅自改装货运车辆，情节严重被吊销许可"),
        CITE,
        counted="document",
        how=N_("违法行为为维修经营者擅自改装，并处吊销许可证件"),
    ),
    Rule(
        5,
        N_("指使、强令违法超限运输，被处二万元以上罚款，或者一年内被处罚三次以上"),
        CITE,
        counted="directed",
        least=3,
        fine=Decimal(2),
        how=N_("违法行为写明指使或者强令，一次罚款二万元以上，或者滚动一年内三次以上"),
    ),
    Rule(
        6,
        N_("以欺骗、贿赂等手段取得超限运输许可"),
        CITE,
        counted="document",
        how=N_("违法行为写明以欺骗、贿赂、虚假材料取得超限运输许可"),
    ),
    Rule(
        7,
        N_("拒绝接受检查或者提供虚假情况"),
        CITE,
        counted="document",
        how=N_("违法行为写明超限超载检查中拒绝检查或者提供虚假情况"),
    ),
    Rule(
        8,
        N_("堵塞、冲撞、暴力抗拒检查或者损毁设施，受到公安机关处理"),
        CITE,
        missing=N_("归集表只有本局的处罚，没有公安机关的处理决定，不能核算"),
    ),
    Rule(
        9,
        N_("因超限超载造成重大事故，负同等以上责任"),
        CITE,
        missing=N_("归集表没有事故等级和责任认定，不能核算"),
    ),
    Rule(
        10,
        N_("暴力抗拒检查致人伤亡"),
        CITE,
        missing=N_("归集表没有伤亡情况和司法文书，不能核算"),
    ),
)
BY_NUMBER = {rule.number: rule for rule in RULES}

# A penalty whose title holds none of these shows none of the ten.
WORDS = ("超限", "超载", "改装")

# GA 36: an ordinary plate of seven signs, a new-energy one of eight; no I, no O.
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"(?<![{_PROVINCES}])([{_PROVINCES}][A-HJ-NP-Z])[·•.\s-]?"
    r"((?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])(?![A-Z0-9])|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9]))"
)
_COLOUR = re.compile(r"(黄绿|蓝|黄|黑|白|绿)(?:色|牌)")
_NEAR = 12  # signs on either side of a plate in which its colour is looked for
_SHARE = re.compile(r"(?:超过|达).{0,12}总数.{0,6}(?:百分之|10|％|%)")


@dataclass(frozen=True)
class Shown:
    """所示 what one penalty shows by its own words."""

    overloaded: bool = False  # one run with too much on the truck
    directed: bool = False  # 指使、强令
    ordered: bool = False  # a company is told to suspend, or loses its licence, for overload
    share_found: bool = False  # and the decision itself found more than a tenth of the fleet
    alone: int = 0  # the behaviour that this document shows by itself
    plate: str = ""
    colour: str = ""

    @property
    def truck(self) -> str:
        """车牌加颜色: another colour is another truck."""
        return f"{self.plate}|{self.colour}" if self.plate else ""


def year_before(day: date) -> date:
    """The day before the rolling year that ends on this day: what was on it is out."""
    return months_after(day, -12)


def plate_in(text: str) -> tuple[str, str]:
    """The one plate a text names, and its colour; nothing where it names none, or several."""
    plain = half_width(text).upper()
    found = list(_PLATE.finditer(plain))
    plates = {m.group(1) + m.group(2) for m in found}
    if len(plates) != 1:
        return "", ""
    near = [plain[max(0, m.start() - _NEAR) : m.end() + _NEAR] for m in found]
    colours = {m.group(1) for words in near for m in _COLOUR.finditer(words)}
    return plates.pop(), colours.pop() if len(colours) == 1 else ""


def shown_by(title: str, facts: str, kinds: Collection[str]) -> Shown:
    """Read one penalty: 违法行为类型, 违法事实, 处罚类别."""
    plate, colour = plate_in(facts)
    lost = "吊销许可证件" in kinds
    suspended = lost or "责令停产停业" in kinds
    overload = "超限" in title or "超载" in title
    share = bool(overload and suspended and _SHARE.search(f"{title}\n{facts}"))
    alone = _alone(title, lost)
    directed = overload and any(word in title for word in ("指使", "强令"))
    return Shown(
        overloaded=overload and not (directed or alone or share),
        directed=directed,
        ordered=overload and suspended,
        share_found=share,
        alone=alone,
        plate=plate if overload else "",
        colour=colour if overload else "",
    )


def _alone(title: str, lost: bool) -> int:
    if "改装" in title and "维修" in title and lost:
        return 4
    if not ("超限" in title or "超载" in title):
        return 0
    if "许可" in title and any(word in title for word in ("欺骗", "贿赂", "虚假", "伪造")):
        return 6
    if any(word in title for word in ("拒绝", "拒不", "虚假情况", "隐瞒")):
        return 7
    return 0
