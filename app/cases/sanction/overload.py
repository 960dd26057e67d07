"""超限超载十项行为 which of them imported penalties show by themselves, each with its rows.

交办公路〔2017〕8号 names ten behaviours. Four can be counted from penalties (1, 2, 3, 5); of the
others somebody has to hold the document, and says so by hand.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.lib.markers import N_
from app.lib.workdays import months_after

BEHAVIOURS: Mapping[int, str] = {
    1: N_("货运车辆一年内违法超限运输超过三次"),
    2: N_("货运车辆驾驶人一年内违法超限运输超过三次"),
    3: N_("道路运输企业一年内超限运输车辆超过本单位货运车辆总数百分之十，被责令停业整顿"),
    4: N_("维修企业擅自改装货运车辆，情节严重被吊销许可"),
    5: N_("指使、强令违法超限运输，被处二万元以上罚款，或者一年内被处罚三次以上"),
    6: N_("以欺骗、贿赂等手段取得超限运输许可"),
    7: N_("拒绝接受检查或者提供虚假情况"),
    8: N_("堵塞、冲撞、暴力抗拒检查或者损毁设施，受到公安机关处理"),
    9: N_("因超限超载造成重大事故，负同等以上责任"),
    10: N_("暴力抗拒检查致人伤亡"),
}
COUNTED, BY_DOCUMENT = frozenset({1, 2, 3, 5}), frozenset({4, 6, 7, 8, 9, 10})

MORE_THAN = 3  # 超过三次: the fourth within the year is one too many
SHARE = Decimal("0.10")
FINE = Decimal("2.0")  # 万元
TIMES = 3


@dataclass(frozen=True)
class Overload:
    """一行证据 one penalty for overload, as it was imported."""

    doc_no: str
    on: date
    subject: str  # credit code of the carrier
    plate: str = ""
    colour: str = ""
    driver: str = ""  # a digest of the number of the document, never the number
    fine: Decimal = Decimal(0)  # 万元
    directed: bool = False  # 指使、强令


@dataclass(frozen=True)
class Hit:
    """命中 one behaviour shown, by these rows, within one rolling year."""

    behaviour: int
    who: str
    rows: tuple[Overload, ...]


def year_before(day: date) -> date:
    """The first day of the rolling year that ends on this day."""
    return months_after(day, -12)


def hits(
    rows: Iterable[Overload],
    today: date,
    fleets: Mapping[str, int] | None = None,
    suspended: Iterable[str] = (),
) -> list[Hit]:
    """Every behaviour that these penalties show by themselves, with the rows that show it."""
    recent = sorted(
        (row for row in rows if year_before(today) < row.on <= today),
        key=lambda row: (row.on, row.doc_no),
    )
    return [
        *_counted(1, recent, lambda row: f"{row.plate}|{row.colour}" if row.plate else ""),
        *_counted(2, recent, lambda row: row.driver),
        *_share_of_fleet(recent, fleets or {}, frozenset(suspended)),
        *_directed(recent),
    ]


def _counted(
    behaviour: int, rows: Sequence[Overload], named: Callable[[Overload], str]
) -> list[Hit]:
    """Behaviours 1 and 2: more than three times by one vehicle, or by one driver."""
    alike = _by(rows, named)
    return [Hit(behaviour, who, found) for who, found in alike if len(found) > MORE_THAN]


def _share_of_fleet(
    rows: Sequence[Overload], fleets: Mapping[str, int], suspended: frozenset[str]
) -> list[Hit]:
    """Behaviour 3: more than a tenth of the fleet, and an order to suspend business."""
    found = []
    for who, theirs in _by(rows, lambda row: row.subject if row.plate else ""):
        plates = {(row.plate, row.colour) for row in theirs}
        fleet = fleets.get(who, 0)
        if who in suspended and fleet and Decimal(len(plates)) > SHARE * fleet:
            found.append(Hit(3, who, theirs))
    return found


def _directed(rows: Sequence[Overload]) -> list[Hit]:
    """Behaviour 5: one fine of twenty thousand yuan, or three penalties."""
    directed = _by([row for row in rows if row.directed], lambda row: row.subject)
    return [
        Hit(5, who, theirs)
        for who, theirs in directed
        if len(theirs) >= TIMES or any(row.fine >= FINE for row in theirs)
    ]


def _by(
    rows: Sequence[Overload], named: Callable[[Overload], str]
) -> list[tuple[str, tuple[Overload, ...]]]:
    alike: dict[str, list[Overload]] = defaultdict(list)
    for row in rows:
        if who := named(row):
            alike[who].append(row)
    return [(who, tuple(found)) for who, found in sorted(alike.items())]
