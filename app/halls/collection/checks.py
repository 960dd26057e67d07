"""核对: examines one row by every rule: whether it can enter, and whether it will be public.

Field rules F1–F11 are in `fields`; D1–D12 in `rules`, one function each. D6 against the house needs
the house, so `check_row` asks `context.known`; a dry run asks for many rows at once.

A code that fails its check (D1) may still be right: some real codes do. It is then vouched for,
either in the row's remarks (备注: 代码核实：<理由>) or for the whole batch (`context.code_reason`).
Both leave a warning with the reason on every row concerned, so nothing is let through unseen; a
wrong length or alphabet cannot be vouched for, because such a text is not a code at all.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from app.halls.collection.columns import CODES
from app.halls.collection.fields import read_lines
from app.halls.collection.line import Context, Line, RowKey
from app.halls.collection.rules.decision import (
    d3_dates_in_order,
    d4_late,
    d5_amounts_fit,
    d8_number_form,
)
from app.halls.collection.rules.duplicates import d6_in_house, row_key
from app.halls.collection.rules.identity import (
    d1_codes_check,
    d2_category_fits,
    d11_own_authority,
)
from app.halls.collection.rules.publication import (
    d7_no_personal_data,
    d9_mild_kept_back,
    d10_persons_and_secrets,
    reason_not_public,
)
from app.lib.penalties import Classification, Severity
from app.lib.tables.cells import Cell
from app.lib.tables.faults import Fault

# In this order: numbers are mended before anything compares them.
RULES = (
    d8_number_form,
    d1_codes_check,
    d2_category_fits,
    d3_dates_in_order,
    d4_late,
    d5_amounts_fit,
    d11_own_authority,
    d9_mild_kept_back,
    d10_persons_and_secrets,
    d7_no_personal_data,
)
FINGERPRINT_FORM = b"1"  # goes into the digest: another form can never look the same


@dataclass(slots=True)
class CheckedRow:
    """What became of a row: values ready for entry, everything found, and its public fate."""

    line: Line
    key: RowKey
    plain_json: bytes
    fingerprint: str
    reason: str
    already_here: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return self.line.values

    @property
    def faults(self) -> Sequence[Fault]:
        return self.line.faults

    @property
    def is_good(self) -> bool:
        return not self.already_here and not self.line.is_bad

    @property
    def will_be_public(self) -> bool:
        return self.is_good and not self.reason

    @property
    def late_days(self) -> int:
        return self.line.late_days

    @property
    def severity(self) -> Severity | None:
        return self.line.classed.severity if self.line.classed else None

    def as_json_line(self) -> bytes:
        """Return the row as one line of the file of good rows."""
        line = self.line
        head = (
            f'{{"sheet":{encode_basestring(line.sheet)},"row":{line.row},'
            f'"fingerprint":"{self.fingerprint}",{_class_members(line.classed)},'
            f'"public":{"false" if self.reason else "true"},"reason":"{self.reason}",'
            f'"late_days":{line.late_days},"simple":{"true" if line.simple else "false"},"values":'
        )
        return b"".join((head.encode(), self.plain_json, b"}\n"))


@cache
def _class_members(classed: Classification | None) -> str:
    if classed is None:
        return '"severity":null,"severity_basis":""'
    basis = f"{classed.reason}（{classed.cite}）"
    return f'"severity":{json.dumps(classed.severity)},"severity_basis":{encode_basestring(basis)}'


def check_row(
    values: Mapping[str, Cell], context: Context, sheet: str = "", row: int = 0
) -> CheckedRow:
    """Examine one row (column code → cell) by all rules, the house included."""
    cells = [values.get(code, "") for code in CODES]
    lines = read_lines(sheet, [(row, cells)], range(len(CODES)), context.memory)
    checked = examine(lines[0], context)
    if not checked.line.is_bad:
        settle_with_house(checked, context.known([checked.key]))
    return checked


def examine(line: Line, context: Context) -> CheckedRow:
    """Examine a row that has been read by every rule that needs nothing but the row."""
    for rule in RULES:
        rule(line, context)
    plain_json = line.as_json.encode()
    return CheckedRow(
        line=line,
        key=row_key(line.values),
        plain_json=plain_json,
        fingerprint=hashlib.sha256(FINGERPRINT_FORM + plain_json).hexdigest(),
        reason=reason_not_public(line),
    )


def settle_with_house(checked: CheckedRow, entered: Mapping[RowKey, str]) -> bool:
    """Compare a row that is good so far with what the house holds; say whether that settles it."""
    found = entered.get(checked.key)
    if found is None:
        return False
    checked.already_here = d6_in_house(checked.line, found, checked.fingerprint)
    return True
