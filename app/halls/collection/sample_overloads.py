"""超限样例: penalties of trucks and enterprises that do not exist, which some rules fit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.halls.collection.columns import ORGANISATION

SHUNDA = ("资阳市顺达示例货运有限公司", "91512000MA0000015M")
HONGTU = ("雁江区宏途示例物流有限公司", "91512002MA0000023D")
OVER, DIRECTED = "车辆违法超限运输", "指使、强令车辆违法超限运输"

# how many days ago, whose, what, plate and colour, fine in 万元
CASES = (
    (300, SHUNDA, OVER, "川M1A2B3（黄色）", "0.3"),
    (210, SHUNDA, OVER, "川M1A2B3（黄色）", "0.5"),
    (120, SHUNDA, OVER, "川M1A2B3（黄色）", "0.8"),
    (20, SHUNDA, OVER, "川M1A2B3（黄色）", "1.2"),
    (95, HONGTU, OVER, "川M8C7D6（黄色）", "0.4"),
    (60, HONGTU, OVER, "川M8C7D6（黄色）", "0.6"),
    (30, HONGTU, OVER, "川M5E4F3（黄色）", "0.6"),
    (45, HONGTU, DIRECTED, "", "2.5"),
)
FIRST_NUMBER = 9001


def overloads(today: date, bureau_code: str) -> list[dict[str, Any]]:
    """Rows as a clerk writes them, with the plate in the facts."""
    return [_row(FIRST_NUMBER + place, today, bureau_code, one) for place, one in enumerate(CASES)]


def _row(
    serial: int, today: date, bureau_code: str, one: tuple[int, tuple[str, str], str, str, str]
) -> dict[str, Any]:
    days, (name, code), kind, plate, fine = one
    day = today - timedelta(days)
    yuan = int(Decimal(fine) * 10_000)
    what = f"驾驶{plate}重型半挂牵引车" if plate else "授意所属驾驶人员"
    return {
        "CF_XDR_MC": name,
        "CF_XDR_LB": ORGANISATION,
        "CF_XDR_SHXYM": code,
        "CF_FRDB": "赵某",
        "CF_WSH": f"资交执罚〔{day.year}〕{serial}号",
        "CF_WFXW": kind,
        "CF_SY": f"经检查，{name}{what}违法超限运输，车货总质量超过限定标准，有检测单证实。",
        "CF_YJ": "《公路安全保护条例》第六十四条",
        "CF_CFLB": "罚款",
        "CF_NR": f"处以罚款人民币 {yuan} 元整。",
        "CF_NR_FK": Decimal(fine),
        "CF_JDRQ": day,
        "CF_YXQ": day + timedelta(365),
        "CF_CFJGDM": bureau_code,
        "CF_SJLYDM": bureau_code,
    }
