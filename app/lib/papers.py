"""公文内容: what an issued paper says before anyone draws it; frozen, canonical, read back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from app.lib import digest

FORM = "xintu-paper/1"
"""The version of the frozen form; a reader refuses what it does not know."""

CREDIT_CODE = "统一社会信用代码"

Kind = Literal["text", "heading", "item", "facts", "grid"]
Head = Literal["red", "plain"]
Rows = tuple[tuple[str, ...], ...]

_KINDS = frozenset({"text", "heading", "item", "facts", "grid"})
_DIGITS = "〇一二三四五六七八九"
_LINE_ENDS = str.maketrans({"\r": None, "\t": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})


class PaperUnreadable(ValueError):
    """The frozen form is not one this house has ever written."""


@dataclass(frozen=True)
class Paragraph:
    """段: running text, a heading 一、, an item （一）, a table of facts, or a ruled grid."""

    kind: Kind
    text: str = ""
    number: str = ""
    lead: str = ""
    columns: tuple[str, ...] = ()
    rows: Rows = ()

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise PaperUnreadable(f"unknown paragraph kind {self.kind!r}")
        for name in ("text", "number", "lead"):
            object.__setattr__(self, name, clean(getattr(self, name)))
        object.__setattr__(self, "columns", tuple(clean(words) for words in self.columns))
        object.__setattr__(self, "rows", tuple(tuple(map(clean, row)) for row in self.rows))

    def as_frozen(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "text": self.text,
            "number": self.number,
            "lead": self.lead,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Paragraph:
        columns, rows = tuple(frozen["columns"]), tuple(map(tuple, frozen["rows"]))
        words = (frozen["text"], frozen["number"], frozen["lead"])
        return cls(frozen["kind"], *words, columns=columns, rows=rows)


@dataclass(frozen=True)
class PaperContent:
    """文书内容: everything a reader will find on the paper except the marks of the check itself."""

    kind: str
    title: str
    authority: str
    issued_on: date
    number: str | None = None
    addressee: str = ""
    addressee_code: str | None = None
    code_label: str = CREDIT_CODE
    paragraphs: tuple[Paragraph, ...] = ()
    remedy: str | None = None
    signed_by: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    head: Head = "red"

    def __post_init__(self) -> None:
        for name in ("title", "authority", "addressee", "code_label"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        for name in ("number", "addressee_code"):
            if (words := getattr(self, name)) is not None:
                object.__setattr__(self, name, one_line(words))
        if self.remedy is not None:
            object.__setattr__(self, "remedy", clean(self.remedy))
        for name in ("signed_by", "closing"):
            object.__setattr__(self, name, tuple(map(one_line, getattr(self, name))))

    @property
    def signatories(self) -> tuple[str, ...]:
        """Whoever stands over the date: the authority, unless the paper is somebody else's."""
        return self.signed_by or (self.authority,)

    def numbered(self, number: str, issued_on: date) -> PaperContent:
        """Return the same paper with the number and day it got at signing 签发."""
        return replace(self, number=number, issued_on=issued_on)

    def as_frozen(self) -> dict[str, Any]:
        """Return plain JSON values; the digest is taken over their canonical bytes."""
        return {
            "form": FORM,
            "kind": self.kind,
            "title": self.title,
            "authority": self.authority,
            "number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "addressee": self.addressee,
            "addressee_code": self.addressee_code,
            "code_label": self.code_label,
            "paragraphs": [paragraph.as_frozen() for paragraph in self.paragraphs],
            "remedy": self.remedy,
            "signed_by": list(self.signed_by),
            "closing": list(self.closing),
            "head": self.head,
        }

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> PaperContent:
        if frozen.get("form") != FORM:
            raise PaperUnreadable(f"not a {FORM} paper: {frozen.get('form')!r}")
        try:
            fields = {name: frozen[name] for name in frozen if name != "form"}
            fields["issued_on"] = date.fromisoformat(frozen["issued_on"])
            fields["paragraphs"] = tuple(map(Paragraph.from_frozen, frozen["paragraphs"]))
            fields["signed_by"] = tuple(frozen["signed_by"])
            fields["closing"] = tuple(frozen["closing"])
            return cls(**fields)
        except (KeyError, TypeError, AttributeError) as why:
            raise PaperUnreadable(f"a {FORM} paper with wrong fields: {why}") from why


def to_body(content: PaperContent) -> bytes:
    """Return the canonical bytes that are stored and digested."""
    return digest.canonical(content.as_frozen())


def frozen_in(body: bytes) -> dict[str, Any]:
    """Take the frozen form out of stored bytes."""
    try:
        version, frozen = json.loads(body)
    except (ValueError, TypeError) as why:
        raise PaperUnreadable("not the canonical bytes of a paper") from why
    if version != digest.FORM or not isinstance(frozen, dict):
        raise PaperUnreadable("not the canonical bytes of a paper")
    return frozen


def from_body(body: bytes) -> PaperContent:
    """Read a stored paper back; the same bytes come out of to_body again."""
    return PaperContent.from_frozen(frozen_in(body))


# -- paragraphs, by the names a drafter uses


def said(words: str) -> tuple[Paragraph, ...]:
    """One paragraph of running text for each line somebody wrote."""
    lines = (line.strip() for line in clean(words).split("\n"))
    return tuple(Paragraph("text", line) for line in lines if line)


def headings(*sections: tuple[str, Sequence[Paragraph]]) -> tuple[Paragraph, ...]:
    """Number the sections 一、二、三、 and let their paragraphs follow."""
    drawn: list[Paragraph] = []
    for place, (words, below) in enumerate(sections, start=1):
        drawn.append(Paragraph("heading", words, number=f"{chinese_number(place)}、"))
        drawn.extend(below)
    return tuple(drawn)


def items(points: Iterable[str | tuple[str, str]], form: str = "（{}）") -> tuple[Paragraph, ...]:
    """Number the points （一）（二）, or as the form says; words may lead a point."""
    drawn = []
    for place, point in enumerate(points, start=1):
        lead, words = ("", point) if isinstance(point, str) else point
        number = form.format(chinese_number(place))
        drawn.append(Paragraph("item", words, number=number, lead=lead))
    return tuple(drawn)


def facts(rows: Iterable[tuple[str, str]]) -> Paragraph:
    """A table of label and value."""
    return Paragraph("facts", rows=tuple(rows))


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Paragraph:
    """A ruled table with a head row."""
    return Paragraph("grid", columns=tuple(columns), rows=tuple(map(tuple, rows)))


# -- words


def clean(words: str) -> str:
    """Drop what cannot be printed or would print otherwise than it reads (controls, bidi marks)."""
    plain = unicodedata.normalize("NFC", words).translate(_LINE_ENDS)
    if plain.isprintable():  # nearly every text; what is looked for never is
        return plain
    return "".join(
        sign
        for sign in plain
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )


def one_line(words: str) -> str:
    return " ".join(clean(words).split())


def chinese_date(day: date) -> str:
    """2026年11月21日: Arabic figures without leading zeros, as GB/T 9704 writes the day."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(number: int) -> str:
    """十二, 一百零五: for headings, terms and counts up to 9999."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is outside 0 to 9999")
    words, gap = "", False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, power)
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + unit
        gap = bool(words) and not digit and number > 0
    if not words:
        return "零"
    return words.removeprefix("一") if words.startswith("一十") else words
