"""CSV 读取: finds encoding and separator strictly, then streams records; repairs nothing."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.lib.markers import N_
from app.lib.tables.layout import Layout
from app.lib.tables.limits import HEADER_WITHIN_ROWS, MAX_LINE_BYTES
from app.lib.tables.unreadable import Unreadable

_SEPARATORS = (",", ";", "\t")
# Chinese in GB18030 is valid UTF-8 by chance only as a rare single word; two Chinese characters
# of UTF-8 in a line that parses throughout mean that the line really is UTF-8.
_CHINESE_UTF8 = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]", re.S)
_MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<table|<\?xml|<script|<meta|mime-version)", re.I)


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a CSV file is to be read."""

    path: Path
    encoding: str
    separator: str
    lines: int
    told: bool = False  # the first line says "sep=;", which Excel does not count as a row

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (row as Excel counts it, fields); a record may span several lines."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            if self.told:
                file.readline()
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            row = 0
            try:
                for row, fields in enumerate(reader, 1):
                    yield row, fields
            except csv.Error:
                raise _bad_quotes(row + 1) from None


def _bad_quotes(row: int) -> Unreadable:
    return Unreadable(
        "quotes",
        N_("第 %(row)s 行起引号不成对或单元格过长，无法分列。请检查英文双引号后重新导出。"),
        row=row,
    )


def open_delimited(path: Path, layout: Layout) -> Delimited:
    """Survey the whole file once (encoding, NUL, long lines), then find its separator."""
    encoding, lines = _survey(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline().strip().lower()
        told = first.startswith("sep=") and len(first) == 5
        head = list(islice(file, HEADER_WITHIN_ROWS)) if told else _head(path, encoding)
    separator = first[4] if told else max(_SEPARATORS, key=lambda each: _names(head, each, layout))
    return Delimited(path, encoding, separator, lines, told)


def _head(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as file:
        return list(islice(file, HEADER_WITHIN_ROWS))


def _names(head: list[str], separator: str, layout: Layout) -> int:
    """Count the standard names that appear when the first lines are cut at this separator."""
    try:
        rows = list(csv.reader(head, delimiter=separator))
    except csv.Error:
        return 0
    return max((sum(layout.named(cell) is not None for cell in row) for row in rows), default=0)


def _survey(path: Path) -> tuple[str, int]:
    """Return the encoding and the number of lines; refuse what is not text in one encoding."""
    utf8_at = other_at = number = 0
    marked = False
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_BYTES + 1), b""), 1):
            if number == 1:
                refuse_other_kind(line)
                marked = line.startswith(codecs.BOM_UTF8)
            _refuse_line(line, number)
            if line.isascii():
                continue
            if (said := _as_utf8(line)) is None:
                other_at = other_at or _gb18030_line(line, number)
            elif not utf8_at and _CHINESE_UTF8.search(said):
                utf8_at = number
    if other_at and (utf8_at or marked):
        raise _mixed(utf8_at or 1, other_at)
    return ("gb18030" if other_at else "utf-8-sig" if marked else "utf-8"), number


def refuse_other_kind(start: bytes) -> None:
    """Refuse what only calls itself CSV: UTF-16, archives, old workbooks, web pages."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("utf16", N_("文件是 UTF-16 编码。请另存为“CSV UTF-8”后上传。"))
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"MZ", b"\x7fELF")):
        raise Unreadable(
            "wrong_suffix", N_("文件内容与扩展名 .csv 不符。请在 Excel 或 WPS 中另存后上传。")
        )
    if _MARKUP.match(start):
        raise Unreadable(
            "web_page",
            N_("这是网页文件改名而来，不是表格。请在 Excel 或 WPS 中另存为 .xlsx 后上传。"),
        )


def _refuse_line(line: bytes, number: int) -> None:
    if b"\0" in line:
        raise Unreadable("nul", N_("第 %(line)s 行含有空字符，文件已损坏或不是文本。"), line=number)
    if len(line) > MAX_LINE_BYTES:
        raise Unreadable("long_line", N_("第 %(line)s 行过长，不像表格数据。"), line=number)


def _as_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _gb18030_line(line: bytes, number: int) -> int:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        raise Unreadable(
            "encoding",
            N_("第 %(line)s 行既不是 UTF-8 也不是 GB18030 编码。请另存为“CSV UTF-8”后上传。"),
            line=number,
        ) from None
    return number


def _mixed(utf8_at: int, other_at: int) -> Unreadable:
    return Unreadable(
        "mixed_encodings",
        N_("文件混用了两种编码（第 %(first)s 行与第 %(second)s 行不同）。请另存为“CSV UTF-8”。"),
        first=utf8_at,
        second=other_at,
    )
