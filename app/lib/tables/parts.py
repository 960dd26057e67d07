"""部件检查: a workbook may only consist of a plain table: no macros, links, strangers."""

import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from app.lib.markers import N_
from app.lib.tables import sheet_scan
from app.lib.tables.archive import Member, list_members
from app.lib.tables.faults import shorten
from app.lib.tables.limits import (
    MAX_CELLS,
    MAX_OTHER_PART_BYTES,
    MAX_SHEETS,
    MAX_SMALL_PART_BYTES,
)
from app.lib.tables.unpacking import unpack
from app.lib.tables.unreadable import Unreadable, contradictory, damaged

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_TYPES = "[content_types].xml"
_PLAIN_TYPE = b"spreadsheetml.sheet.main+xml"

# What a table may carry; everything else is refused rather than carried along unseen.
_XML_SUFFIXES = (".xml", ".rels", ".vml", ".psmdcp")
_INERT_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tiff")
_MACRO = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|activex/|\.xlm$|customui/")
_EMBEDDED = re.compile(r"xl/embeddings/|xl/ctrlprops/|\.ole$")
_OUTSIDE = re.compile(r"xl/externallinks/|xl/connections\.xml|xl/querytables/|xl/webextensions/")
_PRINTER = re.compile(r"xl/printersettings/[^/]+\.bin$")
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_PROGRAMS = (b"MZ", b"\x7fELF")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.S)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook: where it lies and what the inspection saw in it."""

    member: Member
    shape: sheet_scan.Shape

    def damaged_cells(self, file: BinaryIO) -> Mapping[tuple[int, int], sheet_scan.Damage]:
        """Return the cells whose value the reader would silently lose."""
        if not self.shape.damage:
            return {}
        return sheet_scan.damaged_cells(unpack(file, self.member))


def inspect(file: BinaryIO, size: int) -> Mapping[str, Sheet]:
    """Look at every member once; refuse the file at the first thing a plain table does not have."""
    members = list_members(file, size)
    _refuse_strangers(members)
    for name in (_WORKBOOK, _RELATIONS, _TYPES):
        if name not in members:
            raise not_a_table()
    if _PLAIN_TYPE not in _whole(file, members[_TYPES]):
        raise _macro() if b"macroEnabled" in _whole(file, members[_TYPES]) else not_a_table()
    sheets = _sheet_parts(file, members)
    shapes = {
        name: _look(file, name, member, name in sheets.values()) for name, member in members.items()
    }
    return {title: Sheet(members[part], shapes[part]) for title, part in sheets.items()}


def not_a_table() -> Unreadable:
    """Return the refusal of a ZIP archive that is something other than an .xlsx workbook."""
    return Unreadable(
        "not_a_table",
        N_("这不是 .xlsx 表格（可能是其他文件改了扩展名）。请在 Excel 或 WPS 中另存为 .xlsx。"),
    )


def _macro() -> Unreadable:
    return Unreadable("macro", N_("文件含有宏或控件，不予读取。请另存为不含宏的 .xlsx 后上传。"))


def _refuse_strangers(members: Mapping[str, Member]) -> None:
    for name in members:
        if _MACRO.search(name):
            raise _macro()
        if _EMBEDDED.search(name):
            raise Unreadable(
                "embedded", N_("文件嵌入了其他文件或控件，不予读取。请删除后重新上传。")
            )
        if _OUTSIDE.search(name):
            raise _outside()
        if name == "xl/workbook.bin":
            raise Unreadable("xlsb", N_("这是 .xlsb 二进制表格。请另存为 .xlsx 后上传。"))
        if name.endswith("/") or _PRINTER.search(name):
            continue
        if not name.endswith(_XML_SUFFIXES + _INERT_SUFFIXES):
            raise Unreadable(
                "stranger",
                N_("文件夹带了不属于表格的内容（%(name)s），不予读取。"),
                name=shorten(name),
            )


def _outside() -> Unreadable:
    return Unreadable(
        "external", N_("文件引用了外部工作簿或数据连接，不予读取。请断开链接、粘贴为数值后上传。")
    )


def _look(file: BinaryIO, name: str, member: Member, is_sheet: bool) -> sheet_scan.Shape:
    if is_sheet or (name.startswith("xl/worksheets/") and name.endswith(".xml")):
        return _measure(file, member)
    if name.endswith(".rels"):
        _refuse_links(_whole(file, member))
    elif name == _STRINGS:
        _count_strings(file, member)
    elif member.unpacked > MAX_OTHER_PART_BYTES:
        raise contradictory()
    else:
        pieces = unpack(file, member)
        for _ in _plain_xml(pieces) if name.endswith(_XML_SUFFIXES) else _inert(pieces):
            pass  # read to the end: sizes and check sums are part of the inspection
    return sheet_scan.Shape()


def _measure(file: BinaryIO, member: Member) -> sheet_scan.Shape:
    shape = sheet_scan.measure(_plain_xml(unpack(file, member)))
    if shape.wants_width:
        sheet_scan.refuse_area(unpack(file, member), shape)
    return shape


def _count_strings(file: BinaryIO, member: Member) -> None:
    """A table of strings larger than any sheet could use only serves to fill the memory."""
    pieces = sheet_scan.at_tags(_plain_xml(unpack(file, member)))
    if sum(text.count(b"<si") + text.count(b":si") for text in pieces) > MAX_CELLS:
        raise sheet_scan.too_many_rows()


def _inert(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    if first.startswith(_ARCHIVES + _PROGRAMS):
        raise Unreadable("nested", N_("文件内部又嵌入了压缩包或程序，不予读取。"))
    yield first
    yield from pieces


def _plain_xml(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass XML through if it is UTF-8 and declares nothing of its own (no DTD, no entities)."""
    first, tail = True, b""
    for piece in pieces:
        if first and piece:
            _refuse_disguise(piece)
            first = False
        if (b"<!" in piece and _DTD.search(piece)) or _DTD.search(tail + piece[:16]):
            raise Unreadable("dtd", N_("文件内部含有实体声明，为安全起见不予读取。请另存后上传。"))
        tail = piece[-16:]
        yield piece


def _refuse_disguise(first: bytes) -> None:
    """Other encodings could hide a DTD from a search in bytes; a workbook is UTF-8."""
    head = first[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = re.match(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", head)
    if head.startswith(_ARCHIVES + _PROGRAMS):
        raise Unreadable("nested", N_("文件内部又嵌入了压缩包或程序，不予读取。"))
    if not head.startswith(b"<") or b"\0" in head:
        raise contradictory()
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise contradictory()


def _refuse_links(relations: bytes) -> None:
    """Only a hyperlink may point outside; it stays text and is never followed."""
    for link in _LINK.findall(relations):
        if re.search(rb"TargetMode\s*=\s*[\"']External", link) and b"/hyperlink" not in link:
            raise _outside()
        if re.search(rb"/(vbaProject|attachedTemplate|oleObject|externalLink\w*)[\"']", link):
            raise _outside()


def _whole(file: BinaryIO, member: Member) -> bytes:
    if member.unpacked > MAX_SMALL_PART_BYTES:
        raise contradictory()
    return b"".join(_plain_xml(unpack(file, member)))


def _sheet_parts(file: BinaryIO, members: Mapping[str, Member]) -> Mapping[str, str]:
    """Return sheet title → member, following the workbook's own list as its readers do."""
    try:
        book = Xml.fromstring(_whole(file, members[_WORKBOOK]))  # noqa: S314 - no DTD, see above
        links = Xml.fromstring(_whole(file, members[_RELATIONS]))  # noqa: S314
    except (Xml.ParseError, RecursionError):
        raise damaged() from None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
            parts[sheet.get("name", "")] = _part(targets.get(ids[0] if ids else None, ""))
    if not parts or len(parts) > MAX_SHEETS or not set(parts.values()) <= set(members):
        raise contradictory()
    return parts


def _part(target: str) -> str:
    """Resolve a relationship's target as the reader does: from the root, or beside the workbook."""
    name = target.casefold()
    if name.startswith("/"):
        return name[1:]
    return name if name.startswith("xl/") else "xl/" + name
