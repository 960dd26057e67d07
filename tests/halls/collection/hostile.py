"""恶意文件: a corpus of files made to hurt, each with the refusals that are right for it.

    corpus(folder) -> list of Hostile     (all are written into the folder)

`inert` in the expected codes means that opening the file as a harmless table is right as well.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.halls.collection.columns import COLUMNS
from tests.halls.collection.table import row, save_xlsx

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
BOOK = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"
LAUGHS = (
    b'<!DOCTYPE lol [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]>"
)


@dataclass(frozen=True)
class Hostile:
    """One file, what it calls itself, and the codes with which it may be refused."""

    name: str
    path: Path
    filename: str
    codes: frozenset[str]


Made = tuple[str, bytes, str]  # name, content, codes


@cache
def base() -> bytes:
    """A sound workbook of three rows, as the raw material."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        rows = [row(CF_WSH=f"资交执罚〔2026〕{n}号") for n in (1, 2, 3)]
        return save_xlsx(Path(folder) / "base.xlsx", rows).read_bytes()


def members() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(base())) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
    return whole.getvalue()


def changed(**parts: bytes) -> bytes:
    """The sound workbook with some members replaced (keys: sheet, strings, types, book, rels)."""
    names = {"sheet": SHEET, "strings": STRINGS, "types": TYPES, "book": BOOK, "rels": RELS}
    return packed(members() | {names[key]: content for key, content in parts.items()})


def added(name: str, content: bytes = b"x") -> bytes:
    return packed(members() | {name: content})


def renamed(name: str) -> bytes:
    """The sound workbook with one more member, whose name no packer would write."""
    stand_in = "x" * len(name.encode())
    return added(stand_in, b"data").replace(stand_in.encode(), name.encode())


def sheet_of(cells: bytes) -> bytes:
    head, _, tail = members()[SHEET].partition(b"<sheetData>")
    return head + b"<sheetData>" + cells + b"</sheetData>" + tail.partition(b"</sheetData>")[2]


def with_rows(more: bytes) -> bytes:
    return changed(sheet=members()[SHEET].replace(b"</sheetData>", more + b"</sheetData>"))


def directory(data: bytes) -> tuple[int, int, int]:
    """Count, length and start of the table of contents."""
    return struct.unpack("<HII", data[-12:-2])


def entries(data: bytes) -> Iterator[int]:
    """Where each entry of the table of contents begins."""
    count, _, at = directory(data)
    for _ in range(count):
        yield at
        name, extra, comment = struct.unpack("<3H", data[at + 28 : at + 34])
        at += 46 + name + extra + comment


def entry_of(data: bytes, name: str) -> int:
    for at in entries(data):
        if data[at + 46 :].startswith(name.encode()):
            return at
    raise LookupError(name)


def patched(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


def shifted(data: bytes, by: int) -> bytes:
    """All offsets moved, as if the archive began later in the file."""
    for at in list(entries(data)):
        (offset,) = struct.unpack("<I", data[at + 42 : at + 46])
        data = patched(data, at + 42, struct.pack("<I", offset + by))
    _, _, start = directory(data)
    return patched(data, len(data) - 6, struct.pack("<I", start + by))


def on_sheet(offset: int, value: bytes, local: int | None = None) -> bytes:
    """Fields of the sheet's entry changed, in its own header too where told."""
    data = base()
    at = entry_of(data, SHEET)
    (header,) = struct.unpack("<I", data[at + 42 : at + 46])
    data = patched(data, at + offset, value)
    return data if local is None else patched(data, header + local, value)


def broken_archives() -> Iterator[Made]:
    data = base()
    yield "zero bytes", b"", "empty"
    yield "noise", bytes(range(256)) * 40, "not_a_table"
    yield "only the first half", data[: len(data) // 2], "damaged"
    yield "last bytes missing", data[:-10], "damaged"
    yield "first bytes missing", data[10:], "not_a_table contradictory"
    yield "a hole in the middle", patched(data, 2000, bytes(64)), "damaged contradictory"
    yield "only an end record", data[-22:], "not_a_table contradictory"
    yield "a comment at the end", patched(data, len(data) - 2, b"\x05\0") + b"hello", "trailing"
    yield "a script at the end", data + b"\n#!/bin/sh\necho hi\n", "trailing"
    yield "a second archive at the end", data + packed({"a": b"b"}), "contradictory"
    yield "a PDF in front", b"%PDF-1.4\n" + shifted(data, 9), "not_a_table web_page wrong_suffix"
    yield "an archive in front", packed({"a": b"b"}) + data, "contradictory"
    yield "a hidden stretch", hidden_stretch(), "contradictory"
    yield "wrong check sum", on_sheet(16, b"\1\2\3\4", 14), "damaged"
    yield "check sums disagree", on_sheet(16, b"\1\2\3\4"), "contradictory damaged"
    yield "names disagree", on_sheet(46, b"xl/worksheets/sheet9.xml"), "contradictory"
    yield (
        "entry count too high",
        patched(data, len(data) - 14, b"\xff\x00\xff\x00"),
        "contradictory",
    )
    yield "five hundred members", many_members(), "too_many_members"
    yield "wide sizes without the field", on_sheet(24, b"\xff" * 4), "contradictory bomb"
    yield "wide records that differ", wide_records(1), "contradictory"
    yield "wide records of another kind", wide_records(0, b"PK\x06\x05"), "contradictory"
    yield "spread over disks", patched(data, len(data) - 18, b"\1\0"), "contradictory"


def wide_records(error: int, mark: bytes = b"PK\x06\x06") -> bytes:
    data = base()
    count, length, start = directory(data)
    record = struct.pack("<4sQ2H2I4Q", mark, 44, 45, 45, 0, 0, count, count, length, start + error)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + length, 1)
    return data[:-22] + record + locator + data[-22:]


def hidden_stretch() -> bytes:
    data = base()
    _, _, start = directory(data)
    return patched(
        data[:start] + b"hidden" * 20 + data[start:],
        len(data) + 120 - 6,
        struct.pack("<I", start + 120),
    )


def many_members() -> bytes:
    return packed(members() | {f"xl/media/image{n}.png": b"\x89PNG" for n in range(500)})


def bombs() -> Iterator[Made]:
    zeros = bytes(64 * 1024 * 1024)
    declared = struct.pack("<I", 900 * 1024 * 1024)
    yield "a member that says it is huge", on_sheet(24, declared, 22), "bomb"
    yield "sixty megabytes of nothing", added("xl/media/image1.png", zeros), "bomb"
    yield "a lie about the size", lying_member(zeros), "contradictory"
    yield "two entries, one body", overlapping(), "contradictory"
    yield "an entry inside another", entry_inside(), "contradictory"
    yield "strings without end", changed(strings=many_strings()), "bomb too_many_rows"
    yield "a nested archive", added("xl/media/image1.png", base()), "nested"
    yield "a nested archive as XML", added("xl/theme/theme9.xml", base()), "nested contradictory"
    yield "a nested archive by name", added("xl/media/more.zip", base()), "stranger"
    yield (
        "styles beyond measure",
        added("xl/styles9.xml", b"<a>" + noise(40) + b"</a>"),
        ("contradictory"),
    )


def noise(megabytes: int) -> bytes:
    """Text that packs only some twenty times, so that no ratio gives it away."""
    line = b"".join(b"%08x" % zlib.crc32(b"%d" % n) for n in range(512))
    return line * (megabytes * 256)


def many_strings() -> bytes:
    return b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + (
        b"<si><t>a</t></si>" * 9_000_000 + b"</sst>"
    )


def lying_member(zeros: bytes) -> bytes:
    data = changed(sheet=zeros)
    at = entry_of(data, SHEET)
    (header,) = struct.unpack("<I", data[at + 42 : at + 46])
    small = struct.pack("<I", 1000)
    return patched(patched(data, at + 24, small), header + 22, small)


def overlapping() -> bytes:
    data = added("xl/media/image1.png", b"p" * 500)
    first, last = next(entries(data)), entry_of(data, "xl/media/image1.png")
    return patched(data, last + 42, data[first + 42 : first + 46])


def entry_inside() -> bytes:
    inner = packed({"xl/media/image1.png": b"i" * 100}, zipfile.ZIP_STORED)
    body = inner[: directory(inner)[2]]
    data = packed(members() | {"xl/media/outer.png": body}, zipfile.ZIP_STORED)
    at = data.index(body)
    count, length, start = directory(data)
    entry = bytearray(inner[directory(inner)[2] : -22])
    entry[42:46] = struct.pack("<I", at)
    end = data[start + length :]
    end = patched(end, 8, struct.pack("<HHI", count + 1, count + 1, length + len(entry)))
    return data[: start + length] + bytes(entry) + end


def bad_names() -> Iterator[Made]:
    for name in (
        "../evil.xml", "xl/../../evil.xml", "/etc/passwd", "C:\\evil.xml", "xl\\evil.xml", "..",
        "xl/./a.xml", "xl/\x01.xml", "xl/\u202elmx.xml", "con:.xml", "a\x00b.xml",
    ):  # fmt: skip
        yield f"a member called {name!r}", renamed(name), "bad_name contradictory"
    yield "a name twice", duplicate("xl/theme/theme1.xml"), "contradictory"
    yield "a name twice but for case", renamed("XL/WORKBOOK.XML"), "contradictory"
    yield (
        "a name in no encoding",
        added("xl/aa.xml").replace(b"xl/aa", b"xl/\xff\xfe"),
        ("contradictory"),
    )
    yield "a symbolic link", symlink(), "contradictory"


def duplicate(name: str) -> bytes:
    stand_in = "y" * len(name)
    return added(stand_in, b"<a/>").replace(stand_in.encode(), name.encode())


def symlink() -> bytes:
    data = added("xl/media/image1.png", b"/etc/passwd")
    at = entry_of(data, "xl/media/image1.png")
    return patched(data, at + 38, struct.pack("<I", 0o120777 << 16))


def locked() -> Iterator[Made]:
    yield "an encrypted member", on_sheet(8, b"\1\0", 6), "encrypted"
    yield "an unknown method", on_sheet(10, b"\x63\0", 8), "contradictory"
    yield "packed with bzip2", packed(members(), zipfile.ZIP_BZIP2), "contradictory"
    yield "an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old_workbook"
    package = "EncryptedPackage".encode("utf-16-le")
    yield (
        "a workbook with a password",
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + package + bytes(99)),
        "encrypted",
    )


def active_content() -> Iterator[Made]:
    yield "macros", added("xl/vbaProject.bin"), "macro"
    yield "a macro sheet", added("xl/macrosheets/sheet1.xml", b"<a/>"), "macro"
    yield (
        "macros by type only",
        changed(
            types=members()[TYPES].replace(
                b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
            )
        ),
        "macro not_a_table",
    )
    yield "an ActiveX control", added("xl/activeX/activeX1.bin"), "macro"
    yield "a ribbon", added("customUI/customUI.xml", b"<a/>"), "macro"
    yield "an embedded object", added("xl/embeddings/oleObject1.bin"), "embedded"
    yield "an embedded workbook", added("xl/embeddings/book.xlsx", base()), "embedded"
    yield "a script", added("xl/run.js"), "stranger"
    yield "a page", added("xl/media/page.html", b"<html>"), "stranger"
    yield "a drawing with script", added("xl/media/i.svg", b"<svg onload='x'/>"), "stranger"
    yield "a program called an image", added("xl/media/image1.png", b"MZ\x90"), "nested"
    yield "a program called XML", added("xl/a.xml", b"\x7fELF"), "nested contradictory"


def outside_links() -> Iterator[Made]:
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/%s" Target="file:///etc/passwd" TargetMode="External"/>'
    )
    for kind in (b"oleObject", b"attachedTemplate", b"externalLinkPath", b"image", b"frame"):
        more = members()[RELS].replace(b"</Relationships>", relation % kind + b"</Relationships>")
        yield f"a link to a file as {kind.decode()}", changed(rels=more), "external"
    macros = (
        b'<Relationship Id="rId98" Type="x/relationships/vbaProject" Target="theme/theme1.xml"/>'
    )
    yield (
        "macros by relation",
        changed(rels=members()[RELS].replace(b"</Relationships>", macros + b"</Relationships>")),
        "external",
    )
    yield "another workbook", added("xl/externalLinks/externalLink1.xml", b"<a/>"), "external"
    yield "a database", added("xl/connections.xml", b"<a/>"), "external"
    yield "a query", added("xl/queryTables/queryTable1.xml", b"<a/>"), "external"
    target = members()[RELS].replace(b"worksheets/sheet1.xml", b"../../../etc/passwd")
    yield "a sheet outside", changed(rels=target), "contradictory"
    yield (
        "a sheet elsewhere",
        changed(rels=members()[RELS].replace(b"worksheets/sheet1.xml", b"theme/theme1.xml")),
        "damaged no_header",
    )


def after_declaration(content: bytes, inserted: bytes) -> bytes:
    return re.sub(rb"(<\?xml[^>]*\?>)", lambda m: m[1] + inserted, content, count=1)


def xml_tricks() -> Iterator[Made]:
    parts = members()
    xxe = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for name in (SHEET, STRINGS, BOOK, RELS, TYPES, "xl/styles.xml", "docProps/core.xml"):
        for what, declared in (("laughs", LAUGHS), ("a file", xxe)):
            content = after_declaration(parts[name], declared)
            yield f"{what} in {name}", packed(parts | {name: content}), "dtd"
    late = after_declaration(parts[SHEET], b"<!--" + b"-=" * 300_000 + b"-->" + LAUGHS)
    yield "laughs after a long comment", changed(sheet=late), "dtd"
    wide = parts[SHEET].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    yield "a sheet in UTF-16", changed(sheet=wide), "contradictory"
    yield (
        "a sheet said to be UTF-7",
        changed(sheet=parts[SHEET].replace(b"UTF-8", b"UTF-7")),
        "contradictory",
    )
    yield "a list of sheets that breaks off", changed(book=parts[BOOK][:-30]), "damaged"
    yield "a sheet that breaks off", changed(sheet=parts[SHEET][:-700]), "damaged inert"
    yield (
        "a sheet in no encoding",
        with_rows(b'<row r="5"><c r="A5" t="str"><v>\xff\xfe</v></c></row>'),
        ("damaged inert"),
    )
    yield (
        "a deep sheet",
        changed(sheet=sheet_of(b"<row>" * 200_000 + b"</row>" * 200_000)),
        ("bomb"),
    )
    nested = b"".join(b'<row r="%d">' % n for n in range(200_000)) + b"</row>" * 200_000
    yield "a deep sheet of rows", changed(sheet=sheet_of(nested)), "damaged no_header inert"
    yield (
        "a deep list of sheets",
        changed(
            book=parts[BOOK].replace(
                b"<sheets>", b"<x>" * 100_000 + b"</x>" * 100_000 + b"<sheets>"
            )
        ),
        "damaged inert",
    )
    yield (
        "a list of sheets of three megabytes",
        changed(book=parts[BOOK].replace(b"<sheets>", b"<!--" + noise(3) + b"--><sheets>")),
        "contradictory",
    )
    yield "no sheets", changed(book=re.sub(rb"<sheet .*?/>", b"", parts[BOOK])), "contradictory"
    yield "a hundred sheets", hundred_sheets(), "contradictory"
    yield "a missing sheet", packed({n: c for n, c in parts.items() if n != SHEET}), "contradictory"
    yield "no relations", packed({n: c for n, c in parts.items() if n != RELS}), "not_a_table"


def hundred_sheets() -> bytes:
    found = re.search(rb"<sheet .*?/>", members()[BOOK])
    assert found is not None
    more = b"".join(found[0].replace("行政处罚".encode(), b"s%d" % n) for n in range(100))
    return changed(book=members()[BOOK].replace(found[0], found[0] + more))


def far_cells() -> Iterator[Made]:
    def cell(reference: str) -> bytes:
        number = re.sub(r"\D", "", reference)
        return f'<row r="{number}"><c r="{reference}"><v>1</v></c></row>'.encode()

    yield "a cell at the very end", with_rows(cell("XFD1048576")), "too_many_rows too_wide"
    yield "a cell far down", with_rows(cell("A1048576")), "too_many_rows"
    yield "a cell far right", with_rows(cell("XFD5")), "too_wide"
    yield "a cell rather far down", with_rows(cell("A150000")), "sparse"
    yield "a cell far in both ways", with_rows(cell("CV199999")), "sparse"
    yield (
        "a row number that lies",
        with_rows(b'<row r="5"><c r="CV199999"><v>1</v></c></row>'),
        ("sparse"),
    )
    yield (
        "a far cell in another form",
        with_rows(b"<row r='5'><c s='0' r='A1048576'><v>1</v></c></row>"),
        ("too_many_rows"),
    )
    yield (
        "a far cell with a prefix",
        with_rows(
            b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="5">'
            b'<x:c r="XFD5"><x:v>1</x:v></x:c></x:row>'
        ),
        "too_wide",
    )
    yield (
        "a far cell among many",
        with_rows(
            b"".join(
                b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(5, 40_000)
            )
            + cell("CZ200000")
        ),
        "sparse",
    )
    yield (
        "cells without a place",
        with_rows(b'<row r="5">' + b"<c><v>1</v></c>" * 50_000 + b"</row>"),
        ("cell_form"),
    )
    yield (
        "a wide and a long stretch",
        with_rows(
            b"".join(b'<c r="%c%c5"><v>1</v></c>' % (65, c) for c in range(65, 91))
            + b"".join(
                b'<row r="%d"><c r="A%d"><v>1</v></c><c r="CZ%d"><v>1</v></c></row>' % (n, n, n)
                for n in range(6, 100_000)
            )
        ),
        "sparse damaged",
    )
    yield (
        "a word of ten megabytes",
        with_rows(b'<row r="5"><c r="A5" t="str"><v>' + noise(10) + b"</v></c></row>"),
        "huge_text",
    )
    yield "rows backwards", with_rows(cell("A9") + cell("A8") + cell("A7")), "inert damaged"
    yield (
        "a row number beyond numbers",
        with_rows(cell("A99999999999999")),
        ("cell_form too_many_rows"),
    )
    seven = b"".join(b'<c r="%c%%d"><v>1</v></c>' % letter for letter in b"ABCDEFG")
    long = b"".join(b"<row>" + seven % ((n,) * 7) + b"</row>" for n in range(5, 90_000))
    last = b'<row r="90000"><c r="CZ90000"><v>1</v></c></row>'
    yield "a long sheet with one far column", with_rows(long + last), "sparse"


def odd_values() -> Iterator[Made]:
    for what, value in {
        "a string beyond the list": b't="s"><v>999999</v>',
        "a string before the list": b't="s"><v>-5</v>',
        "a number that is none": b"><v>abc</v>",
        "a number beyond numbers": b"><v>1e999</v>",
        "not a number": b"><v>NaN</v>",
        "a date beyond dates": b's="1"><v>99999999999</v>',
        "a date before dates": b's="1"><v>-99999999</v>',
        "an unknown type": b't="zz"><v>1</v>',
        "a truth that is none": b't="b"><v>maybe</v>',
        "an ISO date that is none": b't="d"><v>tomorrow</v>',
        "an entity": b't="str"><v>&nbsp;</v>',
        "a reference to nothing": b't="str"><v>&#0;</v>',
    }.items():
        more = b'<row r="5"><c r="A5" ' + value + b"</c></row>"
        yield what, with_rows(more), "damaged inert"


def other_kinds() -> Iterator[Made]:
    yield "a page", b"<html><table><tr><td>CF_WSH</td></tr></table></html>", "web_page"
    yield "a page with a mark", b"\xef\xbb\xbf<!DOCTYPE html><table>", "web_page not_a_table"
    yield "an XML workbook", b'<?xml version="1.0"?><Workbook></Workbook>', "web_page"
    yield "text in UTF-16", "CF_WSH,CF_SY".encode("utf-16"), "not_a_table"
    yield "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "wrong_suffix not_a_table"
    yield "a program", b"MZ\x90\0" + bytes(500), "wrong_suffix not_a_table"
    yield "a table of text", b"CF_WSH,CF_SY\n1,2\n", "not_a_table"
    yield "a plain archive", packed({"a.xml": b"<a/>"}), "not_a_table"
    yield "a letter", packed({TYPES: b"<Types/>", "word/document.xml": b"<w/>"}), "not_a_table"
    yield (
        "an open document",
        packed({"mimetype": b"x", "content.xml": b"<a/>"}),
        ("not_a_table stranger"),
    )
    yield "a binary workbook", added("xl/workbook.bin"), "xlsb stranger"
    yield (
        "a presentation",
        changed(
            types=members()[TYPES].replace(b"spreadsheetml.sheet.main", b"presentationml.main")
        ),
        "not_a_table",
    )


def text_files() -> Iterator[Made]:
    header = ",".join(column.code for column in COLUMNS)
    rows = header + "\n" + "资州,法人\n" * 3
    yield "zero bytes", b"", "empty"
    yield "only blanks", b" \n\n\t\n", "no_header"
    yield "no header", "甲,乙\n1,2\n".encode(), "no_header"
    yield "NUL bytes", rows.encode() + b"a\0b\n", "nul"
    yield "UTF-16", rows.encode("utf-16"), "utf16"
    yield "UTF-16 backwards", b"\xfe\xff" + rows.encode("utf-16-be"), "utf16"
    yield "UTF-16 unmarked", rows.encode("utf-16-le"), "nul"
    yield "UTF-32", rows.encode("utf-32"), "nul utf16"
    yield "no encoding", rows.encode() + b"\xff\xff\xff,\xfe\n", "encoding"
    yield "Big5 and noise", header.encode() + b"\n\xa4\xa4\xff\n", "encoding"
    yield "two encodings", rows.encode() + "顺达物流,罚款\n".encode("gb18030"), "mixed_encodings"
    yield (
        "two encodings turned round",
        (rows.encode("gb18030") + "顺达物流,罚款\n".encode()),
        "mixed_encodings",
    )
    yield "a mark that lies", b"\xef\xbb\xbf" + rows.encode("gb18030"), "mixed_encodings"
    yield "a line of two megabytes", rows.encode() + b"x" * 2_100_000, "long_line"
    yield "a quote never closed", rows.encode() + b'"' + b"abc,\n" * 60_000, "quotes"
    yield "text after a quote", rows.encode() + b'"a"b,c\n', "quotes"
    yield "a cell too long", rows.encode() + b'"' + b"y" * 200_000 + b'"\n', "quotes"
    yield "a workbook", base(), "wrong_suffix"
    yield "an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "wrong_suffix nul"
    yield "a page", b"<html><table></table></html>", "web_page"
    yield "a program", b"\x7fELF" + bytes(99), "wrong_suffix nul"
    yield "noise", bytes(range(256)) * 9, "nul"
    yield "too many rows", header.encode() + b"\n" + b"a,b\n" * 200_001, "too_many_rows"
    yield "amounts in yuan", header.replace("CF_NR_FK", "罚款金额（元）").encode(), "header_unit"


MAKERS: tuple[tuple[str, Callable[[], Iterator[Made]]], ...] = (
    (".xlsx", broken_archives),
    (".xlsx", bombs),
    (".xlsx", bad_names),
    (".xlsx", locked),
    (".xlsx", active_content),
    (".xlsx", outside_links),
    (".xlsx", xml_tricks),
    (".xlsx", far_cells),
    (".xlsx", odd_values),
    (".xlsx", other_kinds),
    (".csv", text_files),
)
OTHER_NAMES = ("a.xls", "a.xlsm", "a.xlsb", "a.et", "a.exe", "a", "a.xlsx.exe", "a.txt", ".xlsx ")


def corpus(folder: Path) -> list[Hostile]:
    """Write the whole corpus into the folder."""
    made = [
        write(folder, f"{maker.__name__}: {name}", content, f"a{suffix}", codes)
        for suffix, maker in MAKERS
        for name, content, codes in maker()
    ]
    for name in OTHER_NAMES:
        made.append(write(folder, f"called {name}", base(), name, "suffix"))
    return made


def write(folder: Path, name: str, content: bytes, filename: str, codes: str) -> Hostile:
    path = folder / f"{len(list(folder.iterdir())):04d}"
    path.write_bytes(content)
    return Hostile(name, path, filename, frozenset(codes.split()))
