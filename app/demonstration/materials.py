"""演示材料 what the people of the demonstration hand in: small PDFs and pictures, made here."""

import struct
import zlib
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

from app.lib.papers import PaperContent, Paragraph
from app.web import uploads
from app.web.papers import NoChineseFont, render_pdf

INVENTED = "本页为演示材料，所写单位、事项和日期均为虚构。"

_WIDE, _HIGH = 360, 480  # pixels of a picture
_PAPER, _DESK, _INK, _SEAL = b"\xfb\xfa\xf5", b"\x9a\x8f\x80", b"\x70\x74\x7c", b"\xc8\x2f\x2f"


def handed_in(title: str, kind: str, whose: str, about: str, on: date) -> dict[str, Any]:
    """One file as a form would hand it over: looked at, kept on disk, and named."""
    name = PurePosixPath(title)
    content = b"" if name.suffix == ".png" else _paper(name.stem, whose, about, on)
    sent = FileStorage(
        BytesIO(content or photograph()), filename=title if content else f"{name.stem}.png"
    )
    [taken] = uploads.take_in([sent], kind)
    return taken


def _paper(heading: str, whose: str, about: str, on: date) -> bytes:
    """A page in the name of whoever hands it in; nothing where no font can write it."""
    said = (Paragraph("text", f"事项：{about}"), Paragraph("text", INVENTED))
    content = PaperContent("material", heading, whose, on, paragraphs=said, head="plain")
    try:
        return render_pdf(content.as_frozen())
    except NoChineseFont:
        return b""


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
