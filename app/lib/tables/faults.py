"""问题: one finding about one cell, in a form that screens, workbooks and programs can all use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from json import JSONEncoder
from typing import Any, Literal

from app.lib.tables.written import made_visible

Level = Literal["error", "warning", "notice"]

_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode

# A value is shown to recognise the cell, not to keep a second copy of it.
SHOWN_CHARS = 60


@dataclass(slots=True)
class Fault:
    """Where (sheet, row, column), which rule, how serious, and what to do about it."""

    sheet: str
    row: int
    column_code: str
    column_name: str
    rule: str
    level: Level
    words: str
    params: Mapping[str, Any] = field(default_factory=dict)
    value: str = ""

    @property
    def says(self) -> str:
        """The sentence in Chinese; translators get `words` and `params` apart."""
        return self.words % self.params if self.params else self.words

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as it is written to the fault file, one object per line."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column_code": self.column_code,
            "column_name": self.column_name,
            "rule": self.rule,
            "level": self.level,
            "says": self.says,
            "words": self.words,
            "params": dict(self.params),
            "value": self.value,
        }

    def as_json(self) -> str:
        """Return the fault as one line of the fault file."""
        return _encode(self.as_dict())


def fault_from(line: Mapping[str, Any]) -> Fault:
    """Rebuild a fault from its line in the fault file."""
    return Fault(
        sheet=line["sheet"],
        row=line["row"],
        column_code=line["column_code"],
        column_name=line["column_name"],
        rule=line["rule"],
        level=line["level"],
        words=line["words"],
        params=line["params"],
        value=line["value"],
    )


def shorten(value: object) -> str:
    """Return the beginning of a value, enough to recognise it, with nothing invisible in it."""
    text = "" if value is None else made_visible(str(value)[: 2 * SHOWN_CHARS])
    return text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1] + "…"
