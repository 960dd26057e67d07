"""演示材料 what the people of the demonstration hand in: small PDFs, and pictures, made here."""

import struct
import zlib
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

from app.web import uploads

# A4 in points; the reader's own Song type stands in for what is not embedded.
_PAGE, _LEFT, _TOP, _LINE = "[0 0 595 842]", 72, 760, 28
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    b"/DescendantFonts[5 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 6 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
)
_WIDE, _HIGH = 360, 480  # pixels of a picture
_PAPER, _DESK, _INK, _SEAL = b"\xfb\xfa\xf5", b"\x9a\x8f\x80", b"\x70\x74\x7c", b"\xc8\x2f\x2f"


def handed_in(title: str, kind: str, *lines: str) -> dict[str, Any]:
    """One file as a form would hand it over: looked at, kept on disk, and named."""
    picture = title.endswith(".png")
    content = photograph() if picture else paper(PurePosixPath(title).stem, *lines)
    [taken] = uploads.take_in([FileStorage(BytesIO(content), filename=title)], kind)
    return taken


def paper(heading: str, *lines: str) -> bytes:
    """A page with a heading and some lines, as PDF."""
    rows = [(20, heading), *((12, line) for line in lines)]
    said = "".join(
        f"BT /F {size} Tf {_LEFT} {_TOP - n * _LINE} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"
        for n, (size, words) in enumerate(rows)
    ).encode()
    resources = f"/MediaBox{_PAGE}/Contents 7 0 R/Resources<</Font<</F 4 0 R>>>>"
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{resources}>>".encode(),
        *_FONT,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(said), said),
    )


def _pdf(*objects: bytes) -> bytes:
    """Numbered objects with their table of places."""
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    )


@cache
def photograph() -> bytes:
    """A sheet of paper with lines and a round seal, as somebody photographs it on a desk (PNG)."""
    rows = b"".join(b"\0" + b"".join(_pixel(x, y) for x in range(_WIDE)) for y in range(_HIGH))
    size = struct.pack(">IIBBBBB", _WIDE, _HIGH, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _pixel(x: int, y: int) -> bytes:
    if not (24 < x < _WIDE - 24 and 24 < y < _HIGH - 24):
        return _DESK
    if 38**2 < (x - 260) ** 2 + (y - 380) ** 2 < 42**2:
        return _SEAL
    lined = 110 < y < 330 and y % 24 < 2 and 60 < x < 300 - y % 7 * 9
    heading = 60 < y < 72 and 120 < x < 240
    return _INK if lined or heading else _PAPER


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
