"""承诺书模板: the words of a commitment letter, with typed blanks (【补交期限】) to fill in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.lib.markers import N_
from app.lib.papers import chinese_date
from app.lib.width import half_width

BLANK = re.compile(r"【([^【】\n]{1,30})】")
MOST_BLANKS = 6
MOST_SAID = 500
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")


class Blank(StrEnum):
    """空格类型 what is written into a blank."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"


BLANK_NAMES: Mapping[Blank, str] = {
    Blank.TEXT: N_("文字"),
    Blank.DAY: N_("日期"),
    Blank.NUMBER: N_("数字"),
}
# As they are written in the one language or the other.
_TYPES = {words: blank for blank, words in BLANK_NAMES.items()} | {
    "text": Blank.TEXT,
    "date": Blank.DAY,
    "number": Blank.NUMBER,
}
OPTIONAL = ("选填", "optional")


class TemplateFault(ValueError):
    """模板有误 the sentence says what, with the words it is about."""

    def __init__(self, says: str, **params: Any) -> None:
        self.says, self.params = says, params
        super().__init__(says)


class Unreadable(ValueError):
    """填写有误 what was written into a blank is not what it asks for."""

    def __init__(self, says: str) -> None:
        self.says = says
        super().__init__(says)


@dataclass(frozen=True)
class Field:
    """空格 one blank: what it is called, what goes in, and whether it may stay empty."""

    label: str
    type: Blank = Blank.TEXT
    required: bool = True

    def as_kept(self) -> dict[str, Any]:
        return {"label": self.label, "type": self.type.value, "required": self.required}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Field":
        return cls(kept["label"], Blank(kept["type"]), bool(kept["required"]))


def points_of(text: str) -> list[str]:
    """One point a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def fields_of(text: str) -> list[Field]:
    """One blank a line: 补交期限 日期, or 备注 文字 选填. Raises TemplateFault."""
    fields = [_field_in(line) for line in points_of(text)]
    labels = [field.label for field in fields]
    for label in labels:
        if labels.count(label) > 1:
            raise TemplateFault(N_("“%(label)s”写了两次"), label=label)
    if len(fields) > MOST_BLANKS:
        raise TemplateFault(N_("要填写的内容最多%(most)s项"), most=MOST_BLANKS)
    return fields


def _field_in(line: str) -> Field:
    label, *marks = line.split()
    if BLANK.fullmatch(f"【{label}】") is None:
        raise TemplateFault(N_("“%(label)s”不能用作名称"), label=label)
    optional = bool(marks) and marks[-1] in OPTIONAL
    words = marks[:-1] if optional else marks
    if len(words) > 1 or (words and words[0] not in _TYPES):
        raise TemplateFault(
            N_("“%(line)s”看不懂：先写名称，再写文字、日期或者数字，选填的在最后写“选填”"),
            line=line,
        )
    return Field(label, _TYPES[words[0]] if words else Blank.TEXT, not optional)


def written(fields: Sequence[Field], spoken: Callable[[str], str] = str) -> str:
    """The blanks as lines again, to be edited, in the words of whoever edits them."""
    return "\n".join(" ".join([f.label, *_marks(f, spoken)]) for f in fields)


def _marks(field: Field, spoken: Callable[[str], str]) -> list[str]:
    words = [BLANK_NAMES[field.type], *([] if field.required else [OPTIONAL[0]])]
    return [spoken(word).lower() for word in words]


def check(points: Sequence[str], fields: Sequence[Field]) -> None:
    """Every blank of the text is asked for, and nothing is asked for in vain."""
    in_text = {label for point in points for label in BLANK.findall(point)}
    asked = {field.label for field in fields}
    for label in sorted(in_text - asked):
        raise TemplateFault(N_("承诺内容里有【%(label)s】，要填写的内容里没有"), label=label)
    for label in sorted(asked - in_text):
        raise TemplateFault(N_("要填写“%(label)s”，承诺内容里没有用到它"), label=label)


def read(field: Field, typed: str) -> str:
    """What was typed into a blank, in its one form; empty where it may be. Raises Unreadable."""
    words = typed.strip()
    if not words:
        if field.required:
            raise Unreadable(N_("请填写这一项"))
        return ""
    if len(words) > MOST_SAID:
        raise Unreadable(N_("这一项太长，请删减"))
    if field.type is Blank.DAY:
        return _day(words)
    if field.type is Blank.NUMBER:
        return _number(words)
    return words


def _day(words: str) -> str:
    found = _DAY.fullmatch(half_width(words))
    try:
        return date(*map(int, found.groups())).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Unreadable(N_("请按“年-月-日”填写日期，如2026-11-21"))


def _number(words: str) -> str:
    figures = half_width(words).replace(",", "")
    if not _NUMBER.fullmatch(figures):
        raise Unreadable(N_("请填写数字，如12或者12.5"))
    return figures


def filled(
    points: Sequence[str], fields: Sequence[Field], said: Mapping[str, str], empty: str = "无"
) -> list[str]:
    """The points as they read with the blanks filled in."""
    shown = {f.label: _shown(f, said.get(f.label, "")) or empty for f in fields}
    return [BLANK.sub(lambda hole: shown.get(hole[1], hole[0]), point) for point in points]


def _shown(field: Field, value: str) -> str:
    if field.type is not Blank.DAY or not value:
        return value
    try:
        return chinese_date(date.fromisoformat(value))
    except ValueError:
        return value
