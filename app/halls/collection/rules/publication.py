"""能否公示: what keeps a penalty off the public pages although it is entered (D7, D9, D10)."""

import re
from collections.abc import Mapping

from app.halls.collection.columns import CERTIFICATES, PERSON
from app.halls.collection.line import MOST_REMEMBERED, PLACE, Context, Line
from app.lib.citizen_id import check_citizen_id, is_minor
from app.lib.markers import N_
from app.lib.masking import PersonalKind, find_personal
from app.lib.penalties import Classification, classify
from app.lib.publicity import NOT_PUBLIC_NAMES, NotPublic, why_not_public
from app.lib.tables.personal import may_be_personal

KEPT_BACK = N_("可以录入，但不公示：%(why)s。")
PERSONAL = N_("文字中含个人信息，删改前不予公示")
_IN_TEXT = "personal"
# Every reason with its words, weightiest first.
_REASONS: Mapping[str, str] = {
    **{why.value: NOT_PUBLIC_NAMES[why] for why in NotPublic},
    _IN_TEXT: PERSONAL,
}
_WEIGHT = {reason: weight for weight, reason in enumerate(_REASONS)}

# Every column whose words could be shown; secret columns never are. `fields` marks a line whose
# texts deserve the look.
_SHOWN = (
    "CF_XDR_MC",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_NR",
    "CF_NR_ZKDX",
    "CF_CFJG",
    "CF_SJLY",
    "CF_WSH",
    "BZ",
)
_KINDS: Mapping[PersonalKind, str] = {
    "citizen_id": N_("身份证号码"),
    "mobile": N_("手机号码"),
    "bank_account": N_("银行账号"),
    "address": N_("住址"),
}

_DENIED = re.compile(
    r"[不未无非](?:适用|涉及?|含有?|属于?|是|按)*"
    r"(?:(?:国家秘密|工作秘密|商业秘密|涉密|密|个人隐私|简易程序)[、和或及]?)+"
)
_SECRET = re.compile(r"国家秘密|工作秘密|商业秘密|涉密|个人隐私|不予公[开示]|不宜公[开示]")
_SIMPLE = re.compile(r"简易程序|当场处罚|当场作出")
_SIMPLE_NUMBER = ("当场", "当罚", "简罚", "简易")


def d7_no_personal_data(line: Line, _context: Context) -> None:
    """D7: text with somebody's number or address is entered, but not published until redacted."""
    if not line.personal:
        return
    for column in _SHOWN:
        text = line.values[column] or ""
        found = find_personal(text) if may_be_personal(text) else ()
        kinds = {finding.kind: _KINDS[finding.kind] for finding in found}
        if kinds:
            line.warn(
                column,
                "D7",
                N_("文字中含%(kinds)s。可以录入，但删改前不会公示。"),
                kinds="、".join(kinds.values()),
            )
            line.keep_back(_IN_TEXT)


def is_simple(line: Line) -> bool:
    """Say whether remarks or number tell of the simple procedure (当场处罚)."""
    remarks = line.values["BZ"]
    if remarks and _SIMPLE.search(_DENIED.sub("", remarks)):
        return True
    number = line.values["CF_WSH"] or ""
    return ("当" in number or "简" in number) and any(word in number for word in _SIMPLE_NUMBER)


def d9_mild_kept_back(line: Line, context: Context) -> None:
    """D9: warnings, notified criticism and simple procedure are entered but not published."""
    kinds = line.values["CF_CFLB"]
    if kinds is None:
        return
    line.simple = is_simple(line)
    line.classed, why = _class_and_bar(line, kinds, context)
    if why is not None and why is not NotPublic.MINOR_CLASS:  # minor ones are two in three
        line.notice("CF_CFLB", "D9", KEPT_BACK, why=NOT_PUBLIC_NAMES[why])
    if why is not None:
        line.keep_back(why)


def _class_and_bar(
    line: Line, kinds: tuple[str, ...], context: Context
) -> tuple[Classification, NotPublic | None]:
    members = line.members  # texts: amounts are slow to look up
    case = (kinds, members[PLACE["CF_NR_FK"]], members[PLACE["CF_NR_WFFF"]], line.simple)
    classes = context.memory.classes
    if case not in classes:
        if len(classes) > MOST_REMEMBERED:
            classes.clear()
        amounts = (line.values["CF_NR_FK"], line.values["CF_NR_WFFF"])
        classed = classify(kinds, *amounts, line.simple, thresholds=context.thresholds)
        why = why_not_public(
            severity=classed.severity,
            kinds=kinds,
            simple_procedure=line.simple,
            natural_person=False,
            under_age=False,
            secret=False,
        )
        classes[case] = classed, why
    return classes[case]


def d10_persons_and_secrets(line: Line, _context: Context) -> None:
    """D10: secrets, minors and natural persons are entered but not published (section 9)."""
    remarks = line.values["BZ"]
    if remarks and _SECRET.search(_DENIED.sub("", remarks)):
        _keep_back(line, "BZ", NotPublic.SECRET)
    if line.values["CF_XDR_LB"] == PERSON:
        _keep_back(line, "CF_XDR_LB", NotPublic.NATURAL_PERSON)
        if _is_minor(line):
            _keep_back(line, "CF_XDR_ZJHM", NotPublic.UNDER_AGE)


def _keep_back(line: Line, column: str, why: NotPublic) -> None:
    line.keep_back(why)
    line.notice(column, "D10", KEPT_BACK, why=NOT_PUBLIC_NAMES[why])


def _is_minor(line: Line) -> bool:
    number, decided = line.values["CF_XDR_ZJHM"], line.values["CF_JDRQ"]
    if line.values["CF_XDR_ZJLX"] != CERTIFICATES[0] or not number or not decided:
        return False
    born = check_citizen_id(number).born
    return born is not None and is_minor(born, decided)


def reason_not_public(line: Line) -> str:
    """Return the weightiest reason that keeps the row off the public pages, or nothing."""
    if not line.private:
        return ""
    return _REASONS[min(line.private, key=_WEIGHT.__getitem__)]
