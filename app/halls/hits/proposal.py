"""由命中提出 what a draft says that begins with a hit: in Chinese, as it goes on the papers."""

from collections.abc import Sequence
from typing import Any

from app.kernel.hits import RuleHit
from app.lib.papers import chinese_date

LIST = "overload"
MOST_NAMED = 40  # documents named in the facts one by one; a thousand would fill the page


def title(hit: RuleHit) -> str:
    return f"超限超载规则{hit.rule}命中：{hit.truck or hit.law.name}"[:200]


def cause(hit: RuleHit, rows: Sequence[Any]) -> str:
    """事实和证据: what the rows show, decision by decision; no person is named."""
    since, until = chinese_date(hit.since), chinese_date(hit.until_on)
    period = f"{since}次日至{until}的一年内"
    read = "经核查归集的行政处罚记录，"
    times = f"被处罚{hit.times}次"
    told = {
        "truck": f"{read}{hit.truck}货运车辆在{period}因违法超限运输{times}",
        "driver": f"{read}该驾驶人在{period}因违法超限运输{times}",
        "directed": f"{read}该主体在{period}因指使、强令违法超限运输{times}",
        "fleet": f"{read}该企业在{period}{_share(hit)}，被责令停业整顿或者吊销许可",
        "document": f"{read}该主体有下列行为：{hit.law.name}",
    }[hit.law.counted]
    named = "、".join(
        f"{row.doc_no}（{chinese_date(row.decided_on)}）" for row in rows[:MOST_NAMED]
    )
    more = f"等{len(rows)}份" if len(rows) > MOST_NAMED else ""
    return f"{told}。行政处罚决定书：{named}{more}。"


def _share(hit: RuleHit) -> str:
    if hit.fleet is None:
        return "超限运输车辆经决定书认定超过本单位货运车辆总数的百分之十"
    return f"有{hit.trucks}辆货运车辆违法超限运输，登记的货运车辆总数为{hit.fleet}辆，超过百分之十"


def basis(hit: RuleHit) -> str:
    return f"{hit.law.cite}（十项行为第{hit.rule}项：{hit.law.name}）"
