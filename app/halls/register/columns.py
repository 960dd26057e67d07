"""公示文件栏目 the columns of the downloads and of the feed: stable names, allow-listed values."""

import re
from collections.abc import Callable
from typing import Any

from app.kernel.public_entries import ENTRY_KINDS, PublicEntry
from app.lib.penalties import SEVERITY_NAMES, Severity

ROW = (
    PublicEntry.id,
    PublicEntry.place,
    PublicEntry.slug,
    PublicEntry.subject_name,
    PublicEntry.subject_code,
    PublicEntry.doc_no,
    PublicEntry.title,
    PublicEntry.kind,
    PublicEntry.authority,
    PublicEntry.severity,
    PublicEntry.decided_on,
    PublicEntry.from_on,
    PublicEntry.until_on,
    PublicEntry.repairable_from,
    PublicEntry.disputed,
    PublicEntry.body,
    PublicEntry.search_text,
)

Take = Callable[[Any], Any]


def _of_face(column: str) -> Take:
    return lambda row: listed(row.body.get(column))


def listed(value: Any) -> str:
    """What a column of the face says, in words; several values side by side."""
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _day(name: str) -> Take:
    def taken(row: Any) -> str:
        day = getattr(row, name)
        return day.isoformat() if day else ""

    return taken


# key in JSON, heading in CSV, where it comes from
COLUMNS: tuple[tuple[str, str, Take], ...] = (
    ("slug", "条目标识", lambda row: row.slug),
    ("subject_name", "企业名称", lambda row: row.subject_name),
    ("subject_code", "统一社会信用代码", lambda row: row.subject_code),
    ("doc_no", "决定书文号", lambda row: row.doc_no),
    ("title", "公示事项", lambda row: row.title),
    ("facts", "事实", _of_face("CF_SY")),
    ("basis", "依据", _of_face("CF_YJ")),
    ("kinds", "类别", _of_face("CF_CFLB")),
    ("penalty", "处理结果", _of_face("CF_NR")),
    ("fine_10k_yuan", "罚款金额（万元）", _of_face("CF_NR_FK")),
    ("confiscated_10k_yuan", "没收金额（万元）", _of_face("CF_NR_WFFF")),
    ("decided_on", "决定日期", _day("decided_on")),
    ("authority", "决定机关", lambda row: row.authority),
    ("authority_code", "决定机关代码", _of_face("CF_CFJGDM")),
    ("severity", "失信程度", lambda row: row.severity),
    ("public_from", "公示起始日", _day("from_on")),
    ("public_until", "公示截止日", _day("until_on")),
    ("repairable_from", "可申请修复之日", _day("repairable_from")),
    ("disputed", "异议处理中", lambda row: bool(row.disputed)),
    ("entry_kind", "条目类型", lambda row: row.kind),
)

HEADINGS = [heading for _key, heading, _take in COLUMNS]

# What a spreadsheet would run, also in the full-width forms that some of them accept; and what it
# would take for a number, a date or a power of ten and write differently.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_READS_AS_NUMBER = re.compile(r"[0-9０-９.,:/%eE+\-\s]+")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_PLAIN_DAYS = frozenset({"decided_on", "public_from", "public_until", "repairable_from"})
_PLAIN_AMOUNTS = frozenset({"fine_10k_yuan", "confiscated_10k_yuan"})
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")


def as_json(row: Any) -> dict[str, Any]:
    """One entry as the downloads and the feed give it."""
    return {key: take(row) for key, _heading, take in COLUMNS}


def as_cells(row: Any) -> list[str]:
    """One entry as a line of the table: everything text, nothing that a spreadsheet would run."""
    return [_cell(key, take(row)) for key, _heading, take in COLUMNS]


def _cell(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "severity":
        return SEVERITY_NAMES[Severity(value)]
    if key == "entry_kind":
        return ENTRY_KINDS[value]
    text = str(value)
    if key in _PLAIN_DAYS or (key in _PLAIN_AMOUNTS and AMOUNT.fullmatch(text)):
        return text
    return safe(text)


def safe(text: str) -> str:
    """The text as a cell that stays text: `'` before what would be run or reckoned with."""
    flat = _BREAKS.sub(" ", text)
    if (
        text.startswith(_RUNS)
        or flat.lstrip().startswith(_RUNS)
        or _READS_AS_NUMBER.fullmatch(flat)
    ):
        return "'" + flat
    return flat
