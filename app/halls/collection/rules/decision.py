"""决定本身: its dates, amounts and number (D3, D4, D5, D8, D12)."""

import re
from datetime import date
from decimal import Decimal

from app.halls.collection.line import MOST_REMEMBERED, PLACE, Context, Line
from app.lib.markers import N_
from app.lib.numbers import is_document_number, normalise_document_number
from app.lib.penalties import FINE, SEIZED_GAINS, SEIZED_GOODS, known_kind
from app.lib.tables.written import LONG_TERM

UPLOAD_WITHIN = 7  # 双公示: online within seven working days of the decision

# Amounts of transport penalties lie below 50 万元; a whole hundred and more was meant in yuan.
_SURELY_TOO_MUCH = Decimal(1000)
_LOOKS_LIKE_YUAN = Decimal(100)
_YUAN_IN_TEXT = re.compile(r"([\d,]+(?:\.\d+)?)\s*(万)?元")
# What a kind of penalty promises: the column it is told in, and what to say when that is empty.
_PROMISES = {
    "CF_NR_FK": ({FINE}, N_("处罚类别含罚款，须填写罚款金额（万元）。")),
    "CF_NR_WFFF": ({SEIZED_GAINS, SEIZED_GOODS}, N_("处罚类别含没收，须填写没收金额（万元）。")),
    "CF_NR_ZKDX": (
        {"暂扣许可证件", "吊销许可证件"},
        N_("处罚类别含暂扣或吊销，须填写证照名称及编号。"),
    ),
}
# Numbers as authorities really write them beside the standard: with a hyphen in the serial, with
# 第, or with 之一 behind. Unusual, but they identify the paper.
_READABLE = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()]{1,30}〔(?:19|20)\d{2}〕"
    r"[第字]?[0-9A-Za-z\u4e00-\u9fff\-－—()（）]{0,20}\d号?"
    r"(?:之[一二三四五六七八九十]{1,3})?"
)


def d3_dates_in_order(line: Line, context: Context) -> None:
    """D3: no decision of tomorrow, and nothing ends before it was decided."""
    decided = line.values["CF_JDRQ"]
    if decided is None:
        return
    if decided > context.today:
        line.error("CF_JDRQ", "D3", N_("处罚决定日期晚于今天。请核对。"))
    for column in ("CF_YXQ", "CF_GSJZQ"):
        until = line.values[column]
        if until and until < decided:
            line.error(column, "D3", N_("此日期早于处罚决定日期。请核对两个日期。"))


def d4_late(line: Line, context: Context) -> None:
    """D4: more than seven working days after the decision is late (迟报); it still enters."""
    decided = line.values["CF_JDRQ"]
    if decided is None or decided > context.today:
        return
    days, sure = _age(decided, context)
    if days <= UPLOAD_WITHIN:
        return
    line.late_days = days - UPLOAD_WITHIN
    words = (
        N_("迟报：决定作出后已过 %(days)s 个工作日，超过 7 个工作日。照常录入，计入迟报率。")
        if sure
        else N_("迟报：决定作出后约 %(days)s 个工作日（含未公布放假安排的年份），超过 7 个工作日。")
    )
    line.warn("CF_JDRQ", "D4", words, days=days)


def _age(decided: date, context: Context) -> tuple[int, bool]:
    late = context.memory.late
    if decided not in late:
        years = range(decided.year, context.today.year + 1)
        late[decided] = (
            context.calendar.working_days_between(decided, context.today),
            all(map(context.calendar.is_official, years)),
        )
    return late[decided]


def d5_amounts_fit(line: Line, context: Context) -> None:
    """D5: what the category promises is there, and amounts are in 万元."""
    promised = _promised(line.values["CF_CFLB"], context)
    for column, (_, words) in _PROMISES.items():
        value = line.values[column]
        if value is None:
            if column in promised and not any(f.column_code == column for f in line.faults):
                line.error(column, "D5", words)
        elif column not in promised:
            _unexpected(line, column)
        elif value == 0:
            line.error(column, "D5", N_("处罚类别要求此金额，不能为 0。"))
        elif column != "CF_NR_ZKDX" and (doubt := _unit_doubt(line, column, context)):
            line.warn(column, "D5", doubt)


def _promised(kinds: tuple[str, ...] | None, context: Context) -> frozenset[str]:
    """Return the columns that these kinds of penalty require."""
    memory = context.memory.promised
    if kinds not in memory:
        if len(memory) > MOST_REMEMBERED:
            memory.clear()
        known = set(map(known_kind, kinds or ()))
        memory[kinds] = frozenset(c for c, (of, _) in _PROMISES.items() if known & of)
    return memory[kinds]


def _unexpected(line: Line, column: str) -> None:
    if line.values["CF_CFLB"] and line.values[column]:
        line.warn(column, "D5", N_("填写了此项，但处罚类别中没有相应的种类。请核对处罚类别。"))


def _unit_doubt(line: Line, column: str, context: Context) -> str:
    """Say what makes the amount look as if it were in yuan, or nothing."""
    told = line.values["CF_NR"] if column == "CF_NR_FK" else None
    case = (line.members[PLACE[column]], told)  # texts: amounts are slow to look up
    memory = context.memory.units
    if case not in memory:
        if len(memory) > MOST_REMEMBERED:
            memory.clear()
        memory[case] = _doubt(line.values[column], told or "")
    return memory[case]


def _doubt(amount: Decimal, told: str) -> str:
    if amount > _SURELY_TOO_MUCH:
        return N_("金额超过 1000 万元。请核对单位是否为万元（2000 元填 0.2）。")
    if amount >= _LOOKS_LIKE_YUAN and amount == amount.to_integral_value():
        return N_("金额像是以元为单位。请核对（2000 元填 0.2）。")
    if not _told_in(told, amount):
        return N_("金额与“处罚内容”中的金额不一致。请核对单位和数额。")
    return ""


def _told_in(text: str, amount: Decimal) -> bool:
    """Say whether the text agrees; text without exactly one amount proves nothing."""
    told = _YUAN_IN_TEXT.findall(text)
    if len(told) != 1:
        return True
    number = Decimal(told[0][0].replace(",", "") or "0")
    return amount == (number if told[0][1] else number / 10_000)


def d8_number_form(line: Line, _context: Context) -> None:
    """D8: the year stands in 〔〕 and the serial has no leading zero; mended where that is all."""
    number = line.values["CF_WSH"]
    if number is None:
        return
    mended = number if is_document_number(number) else normalise_document_number(number)
    if mended != number:
        line.mend("CF_WSH", mended)
        line.warn("CF_WSH", "D8", N_("文号已自动改为“%(number)s”。"), number=mended)
    if is_document_number(mended):
        _year_fits(line, mended)
    elif _READABLE.fullmatch(mended):
        line.warn("CF_WSH", "D8", N_("文号写法不合 GB/T 9704（机关代字〔年份〕序号号）。请核对。"))
    else:
        line.error(
            "CF_WSH",
            "D8",
            N_("文号无法识别。应写作“机关代字〔年份〕序号号”，如 资交执罚〔2026〕12号。"),
        )


def _year_fits(line: Line, number: str) -> None:
    decided = line.values["CF_JDRQ"]
    if decided is None or f"〔{decided.year}〕" in number:
        return
    if f"〔{decided.year - 1}〕" not in number:  # a case of December may be decided in January
        line.warn("CF_WSH", "D8", N_("文号年份与处罚决定日期的年份不符。请核对。"))


def d12_shown_until(until: date | None) -> str:
    """D12: 2099-12-31 is how the standard writes 长期; show it so."""
    if until is None:
        return ""
    return N_("长期") if until == LONG_TERM else until.isoformat()
