"""主体与机关: who was punished and by whom (D1, D2, D11)."""

import re

from app.halls.collection.columns import CERTIFICATES, COLUMNS, ORGANISATION, PERSON, SOLE_TRADER
from app.halls.collection.line import MOST_REMEMBERED, Context, Line
from app.lib.citizen_id import check_citizen_id
from app.lib.markers import N_
from app.lib.uscc import UsccFault, check_uscc

_CODES = tuple(column.code for column in COLUMNS if column.credit_code)
_ID_CARD = CERTIFICATES[0]

# A row vouches for its own code in the remarks: 代码核实：<why>.
_VOUCHED = re.compile(r"代码核实[:：]\s*([^；;\n]+)")
_LEAST_REASON = 4  # characters; less is no reason
# A code that does not even look like one cannot be vouched for.
_BEYOND_DOUBT: dict[UsccFault, str] = {
    "length": N_("统一社会信用代码应为 18 位。请核对是否漏字或多字。"),
    "alphabet": N_("统一社会信用代码含有不可用的字符（没有 I、O、S、V、Z）。请核对。"),
}
_DOUBTFUL: dict[UsccFault, str] = {
    "prefix": N_("统一社会信用代码前八位（登记部门、类别、区划）不合规则。请核对。"),
    "check": N_("统一社会信用代码校验位不符，通常是抄错了一位。请核对。"),
    "orgcode": N_("统一社会信用代码中组织机构代码的校验位不符。请核对。"),
}


def d1_codes_check(line: Line, context: Context) -> None:
    """D1: every credit code passes its checks, or somebody gives the reason why it is right."""
    for column in _CODES:
        code = line.values[column]
        if not code:
            continue
        fault = _fault_of(code, context)
        if code != code.upper():
            line.mend(column, code.upper())
        if fault in _BEYOND_DOUBT:
            line.error(column, "D1", _BEYOND_DOUBT[fault])
        elif fault:
            _doubt(line, column, _DOUBTFUL[fault], _reason(line, context))


def _fault_of(code: str, context: Context) -> UsccFault | None:
    known = context.memory.codes
    if code not in known:
        if len(known) > MOST_REMEMBERED:
            known.clear()
        known[code] = check_uscc(code).fault
    return known[code]


def _reason(line: Line, context: Context) -> str:
    said = _VOUCHED.search(line.values["BZ"] or "")
    reason = said[1] if said else context.code_reason
    return reason.strip() if len(reason.strip()) >= _LEAST_REASON else ""


def _doubt(line: Line, column: str, words: str, reason: str) -> None:
    if not reason:
        line.error(column, "D1", words)
        return
    line.warn(column, "D1", N_("代码校验不通过，已按说明“%(reason)s”保留。"), reason=reason)


def d2_category_fits(line: Line, _context: Context) -> None:
    """D2: the category decides which identifiers are needed and which have no place."""
    category = line.values["CF_XDR_LB"]
    if category == ORGANISATION:
        _organisation(line)
    elif category == PERSON:
        _person(line)
    elif category == SOLE_TRADER:
        _sole_trader(line)
    _card(line, "CF_XDR_ZJLX", "CF_XDR_ZJHM")
    _card(line, "CF_FR_ZJLX", "CF_FR_ZJHM")


def _organisation(line: Line) -> None:
    _need(line, "CF_XDR_SHXYM", N_("法人及非法人组织必须填写统一社会信用代码。"))
    _need(line, "CF_FRDB", N_("法人及非法人组织必须填写法定代表人。"))
    _no_place(line, "CF_XDR_ZJHM", N_("法人及非法人组织不应填写自然人证件号码。请核对类别。"))
    if (line.values["CF_XDR_SHXYM"] or "").startswith("92"):
        line.warn(
            "CF_XDR_LB", "D2", N_("代码以 92 开头，是个体工商户的代码。请核对行政相对人类别。")
        )


def _person(line: Line) -> None:
    _need(line, "CF_XDR_ZJLX", N_("自然人必须填写证件类型。"))
    _need(line, "CF_XDR_ZJHM", N_("自然人必须填写证件号码。"))
    _no_place(line, "CF_XDR_SHXYM", N_("自然人不应填写统一社会信用代码。请核对行政相对人类别。"))


def _sole_trader(line: Line) -> None:
    values = line.values
    _need(line, "CF_FRDB", N_("个体工商户必须填写法定代表人（经营者）。"))
    if _untouched(line, "CF_XDR_SHXYM") and not (values["CF_XDR_GSZC"] or values["CF_XDR_ZJHM"]):
        line.error(
            "CF_XDR_SHXYM",
            "D2",
            N_("个体工商户须填写统一社会信用代码；没有的，填写工商注册号或经营者证件号码。"),
        )
    code = values["CF_XDR_SHXYM"] or "92"
    if not code.startswith("92"):
        line.warn("CF_XDR_LB", "D2", N_("代码不以 92 开头，不像个体工商户。请核对行政相对人类别。"))


def _untouched(line: Line, column: str) -> bool:
    """Say whether the cell is empty, rather than filled with something already complained of."""
    return line.values[column] is None and not any(f.column_code == column for f in line.faults)


def _need(line: Line, column: str, words: str) -> None:
    if _untouched(line, column):
        line.error(column, "D2", words)


def _no_place(line: Line, column: str, words: str) -> None:
    if line.values[column]:
        line.error(column, "D2", words)


def _card(line: Line, kind_column: str, number_column: str) -> None:
    kind, number = line.values[kind_column], line.values[number_column]
    if not number:
        return
    if kind is None and _untouched(line, kind_column):
        line.error(kind_column, "D2", N_("填写了证件号码，请同时填写证件类型。"))
    if kind != _ID_CARD:
        return
    checked = check_citizen_id(number)
    if checked.ok:
        line.mend(number_column, checked.code)
    else:
        line.error(number_column, "D2", N_("身份证号码不正确（位数、日期或校验位）。请核对。"))


def d11_own_authority(line: Line, context: Context) -> None:
    """D11: a bureau enters only penalties of its own authorities."""
    code = line.values["CF_CFJGDM"]
    if code and code.upper() not in context.bureau_codes:
        line.error(
            "CF_CFJGDM",
            "D11",
            N_("处罚机关代码不是本单位的代码。请核对，或交由该机关自行报送。"),
        )
