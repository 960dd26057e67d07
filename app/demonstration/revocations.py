"""在办的依据撤销 decisions that were revoked by others, and what becomes of their records."""

from typing import Any

from app.cases.spine.decision import digest_of_text
from app.demonstration.stories import YEAR, Back, Facts, Table, act, story

HANDS = {
    "confirm": "head",
    "send_back": "head",
    "refuse": "head",
}


def usual(case: Any, event: str, says: Facts) -> Facts:
    """What a form gives beside what the row says."""
    return {"text": digest_of_text(case)} if event in ("confirm", "refuse") else {}


def reviewed(number: int, made: int, received: int, reason: str) -> Facts:
    """行政复议决定 that took the penalty away, made and received so many working days ago."""
    return {
        "how": "revoked",
        "paper_title": "行政复议决定书",
        "paper_no": f"资府复决〔{YEAR}〕{number}号",
        "paper_by": "资阳市人民政府",
        "paper_on": Back(made),
        "received_on": Back(received),
        "reason": reason,
    }


COPY = ("行政复议决定书.pdf",)

STORIES = (
    story(
        *("road/324", "handler.road"),
        act(1, "propose", files=COPY, **reviewed(31, 5, 1, "原处罚决定认定事实的主要证据不足。")),
    ),
    story(
        *("enforcement/314", "handler.enforcement"),
        act(2, "propose", files=COPY, **reviewed(29, 8, 2, "称重前没有告知当事人，程序违法。")),
    ),
    # 退回补正
    story(
        *("road/329", "handler.road2"),
        act(4, "propose", files=COPY, **reviewed(27, 9, 5, "适用法律错误。")),
        act(3, "send_back", opinion="复议决定书缺第三页，请补全扫描件后再提。"),
    ),
    # 已撤回，正在办理的修复随之终止
    story(
        *("road/326", "handler.road"),
        act(5, "propose", files=COPY, **reviewed(25, 12, 7, "原处罚决定送达程序违法。")),
        act(4, "confirm", opinion="文书齐全，确认撤回。"),
    ),
    story(
        *("road/325", "handler.road"),
        act(9, "propose", files=("行政起诉状.pdf",), **reviewed(21, 16, 14, "当事人已经起诉。")),
        act(8, "refuse", ground="not_final", opinion="诉讼尚未审结，不能据此撤回。"),
    ),
    story("road/328", "handler.road2", act(6, "withdraw", opinion="登记有误，不是本条记录。")),
)
TABLE = Table("revocation", HANDS, usual, STORIES)
