"""样例: synthetic penalties of a transport bureau, equal for equal seeds, with nobody real."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from app.halls.collection.columns import COLUMNS, ORGANISATION, SOLE_TRADER
from app.lib.tables.written import LONG_TERM
from app.lib.uscc import make_uscc

AUTHORITY = "资阳市交通运输局"
_SERIES = "资交执罚"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_PLACES = ("雁江", "安岳", "乐至", "沱东", "丹山", "宝台")
_WORDS = (
    "顺达",
    "鸿运",
    "长途",
    "安泰",
    "蜀通",
    "汇丰",
    "远航",
    "恒信",
    "捷安",
    "万里",
    "金桥",
    "同舟",
)
_TRADES = (
    "物流有限公司",
    "运输有限公司",
    "危险货物运输有限公司",
    "汽车维修有限公司",
    "客运有限公司",
)
_ROADS = ("国道 319 线", "国道 321 线", "省道 206 线", "成渝环线高速公路", "县道 014 线")
_HOURS = range(7, 20)


@dataclass(frozen=True)
class Offence:
    """违法行为: what was done, under which law, and what it costs in yuan."""

    kind: str
    fact: str
    basis: str
    kinds: str
    low: int
    high: int
    weight: int
    taken: str = ""
    gains: bool = False


# Articles as they stand in the statutes named; amounts within what those articles allow.
OFFENCES = (
    Offence(
        "车辆违法超限运输",
        "驾驶重型半挂牵引车在{road}行驶，经称重检测，车货总质量 {tons} 吨，超过限定标准 {over} 吨",
        "《公路安全保护条例》第六十四条",
        "罚款",
        500,
        9500,
        34,
    ),
    Offence(
        "使用无从业资格人员驾驶营运车辆",
        "安排未取得从业资格证的人员驾驶营运货车从事道路货物运输经营活动",
        "《中华人民共和国道路运输条例》第六十四条",
        "罚款",
        200,
        2000,
        14,
    ),
    Offence(
        "擅自改装已取得车辆营运证的车辆",
        "所属营运货车擅自加高货厢栏板 {over}0 厘米，与行驶证登记的技术数据不符",
        "《中华人民共和国道路运输条例》第七十条第二款",
        "罚款",
        5000,
        20000,
        14,
    ),
    Offence(
        "未按规定维护和检测运输车辆",
        "所属营运车辆超过规定周期 {over} 个月未进行综合性能检测",
        "《道路运输车辆技术管理规定》第三十一条",
        "罚款",
        1000,
        5000,
        12,
    ),
    Offence(
        "未取得道路运输经营许可擅自从事道路运输经营",
        "未取得道路运输经营许可，使用货车从事经营性道路货物运输 {over} 次",
        "《中华人民共和国道路运输条例》第六十三条",
        "罚款;没收违法所得",
        30000,
        80000,
        8,
        gains=True,
    ),
    Offence(
        "违反危险货物运输规定",
        "运输危险货物时未按规定配备押运人员，运输车辆未悬挂危险货物运输标志",
        "《道路危险货物运输管理规定》第六十条",
        "罚款",
        20000,
        50000,
        8,
    ),
    Offence(
        "客运班车不按批准的站点停靠",
        "班线客车在批准站点以外上下旅客 {over} 人次",
        "《中华人民共和国道路运输条例》第六十九条",
        "警告",
        0,
        0,
        5,
    ),
    Offence(
        "违反危险货物运输规定且存在重大安全隐患",
        "危险货物运输企业安全生产条件不符合规定，经责令限期改正后仍未达到要求",
        "《道路危险货物运输管理规定》第六十条；《中华人民共和国安全生产法》第一百零二条",
        "罚款;责令停产停业",
        50000,
        200000,
        3,
    ),
    Offence(
        "一年内违法超限运输的货运车辆超过本单位货运车辆总数百分之十",
        "一年内违法超限运输车辆达本单位货运车辆总数的百分之{over}，情节严重",
        "《公路安全保护条例》第六十六条",
        "吊销许可证件",
        0,
        0,
        2,
        taken="道路运输经营许可证",
    ),
)


def sample_subjects(seed: int, count: int, division: str = "512000") -> list[tuple[str, str]]:
    """Return (name, credit code) of enterprises that do not exist; every sixth is a sole trader."""
    chance = Random(seed)  # noqa: S311 - samples, not secrets
    subjects = []
    for number in range(count):
        name = chance.choice(_PLACES) + chance.choice(_WORDS)
        sole = number % 6 == 5
        trade = "货运部" if sole else chance.choice(_TRADES)
        code = make_uscc(("92" if sole else "91") + division, f"MA{number:06d}")
        subjects.append((f"资州{name}第{number + 1}{trade}", code))
    return subjects


def sample_rows(
    seed: int,
    n: int,
    today: date,
    bureau_code: str,
    subjects: Sequence[tuple[str, str]] | None = None,
    spread_days: int = 540,
) -> list[dict[str, Any]]:
    """Make n sound rows: column code → text, date or Decimal, decided within the spread of days."""
    chance = Random(seed)  # noqa: S311
    subjects = subjects or sample_subjects(seed, max(6, n // 4))
    decided = sorted(_weekday(today - timedelta(chance.randrange(spread_days))) for _ in range(n))
    return [
        _row(chance, day, number, bureau_code, chance.choice(subjects))
        for day, number in _numbered(decided)
    ]


def _weekday(day: date) -> date:
    return day - timedelta(max(0, day.weekday() - 4))


def _numbered(days: Sequence[date]) -> Iterator[tuple[date, str]]:
    """Give each decision the next number of its year."""
    serials: dict[int, int] = {}
    for day in days:
        serials[day.year] = serials.get(day.year, 0) + 1
        yield day, f"{_SERIES}〔{day.year}〕{serials[day.year]}号"


def _row(
    chance: Random, day: date, number: str, bureau_code: str, subject: tuple[str, str]
) -> dict[str, Any]:
    name, code = subject
    offence = chance.choices(OFFENCES, [each.weight for each in OFFENCES])[0]
    fine = chance.randrange(offence.low, offence.high + 1, 100) if offence.high else 0
    gains = chance.randrange(1000, 20000, 100) if offence.gains else 0
    row: dict[str, Any] = {
        "CF_XDR_MC": name,
        "CF_XDR_LB": SOLE_TRADER if code.startswith("92") else ORGANISATION,
        "CF_XDR_SHXYM": code,
        "CF_FRDB": chance.choice(_SURNAMES) + "某",
        "CF_WSH": number,
        "CF_WFXW": offence.kind,
        "CF_SY": _fact(chance, day, name, offence),
        "CF_YJ": offence.basis,
        "CF_CFLB": offence.kinds,
        "CF_NR": _content(offence, fine, gains),
        "CF_JDRQ": day,
        "CF_YXQ": LONG_TERM if chance.random() < 0.05 else day + timedelta(365),
        "CF_CFJG": AUTHORITY,
        "CF_CFJGDM": bureau_code,
        "CF_SJLY": AUTHORITY,
        "CF_SJLYDM": bureau_code,
    }
    return row | _particulars(chance, offence, fine, gains)


def _fact(chance: Random, day: date, name: str, offence: Offence) -> str:
    found = day - timedelta(chance.randrange(5, 60))
    over = chance.randrange(2, 30)
    what = offence.fact.format(road=chance.choice(_ROADS), over=over, tons=49 + over)
    when = f"{found.year}年{found.month}月{found.day}日{chance.choice(_HOURS)}时许"
    return f"{when}，经执法人员检查，{name}{what}。以上事实有现场笔录、询问笔录等证据证实。"


def _content(offence: Offence, fine: int, gains: int) -> str:
    parts = []
    if "警告" in offence.kinds:
        parts.append("给予警告")
    if gains:
        parts.append(f"没收违法所得人民币 {gains} 元整")
    if fine:
        parts.append(f"处以罚款人民币 {fine} 元整")
    if "责令停产停业" in offence.kinds:
        parts.append("责令停产停业整顿")
    if offence.taken:
        parts.append(f"吊销{offence.taken}")
    return "，".join(parts) + "。"


def _particulars(chance: Random, offence: Offence, fine: int, gains: int) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if fine:
        more["CF_NR_FK"] = Decimal(fine) / 10_000
    if gains:
        more["CF_NR_WFFF"] = Decimal(gains) / 10_000
    if offence.taken:
        more["CF_NR_ZKDX"] = f"{offence.taken} 川交运管许可资字{chance.randrange(10**5):012d}号"
    return more


def write_sample_workbook(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as a clerk's workbook has them: text, date cells, numbers for amounts."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), safe) as book:
        sheet = book.add_worksheet("行政处罚")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.name)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(COLUMNS):
                value = row.get(column.code)
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, Decimal):
                    sheet.write_number(number, place, float(value))
                elif value:
                    sheet.write_string(number, place, str(value))
