"""PDF 检查: no script, no program, no carried file, no password; also not where objects lie packed.

Names may be written with #-escapes (PDF 32000-1 §7.3.5) and objects may lie packed in streams
(§7.5.7); both are undone before looking. What cannot be unpacked plainly is refused.
"""

import re
import zlib
from collections.abc import Iterator

from app.lib.scans.fault import Fault, Unfit

_BEGINS = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n\t %]")
_END = b"%%EOF"
_BLANK = b"\0\t\n\x0c\r "

MOST_OF_ONE = 16 * 1024 * 1024  # one packed stream of objects, unpacked
MOST_OF_ALL = 48 * 1024 * 1024
_MOST_NAMES = 5_000
_MOST_LOOKED_AT = 8 * 1024 * 1024  # dictionaries before packed streams, all together
_BITE = 64 * 1024
_DICTIONARY = 16 * 1024  # the longest dictionary before a stream

# PDF 32000-1 §12.6.4, §12.5.6, §7.11.4; XFA forms carry scripts of their own.
ACTIVE_NAMES = (
    "JavaScript",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "FileAttachment",
    "RichMedia",
    "XFA",
    "SubmitForm",
    "ImportData",
    "GoToE",
    "Rendition",
    "Movie",
    "Sound",
)


def _names(*names: str) -> re.Pattern[bytes]:
    """These names, each letter plain or escaped, ended by a delimiter."""
    written = (
        "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name)
        for name in names
    )
    return re.compile(("/(?:" + "|".join(written) + r")(?=[\s\0()<>\[\]{}/%]|$)").encode())


_ACTIVE = _names(*ACTIVE_NAMES)
_LOCKED = _names("Encrypt")
_PACKED = _names("ObjStm", "First")  # the second stands in every stream of objects, and in outlines
_ODD = _names(
    "LZWDecode",
    "LZW",
    "ASCIIHexDecode",
    "AHx",
    "ASCII85Decode",
    "A85",
    "RunLengthDecode",
    "Crypt",
    "Predictor",
)
_LINE_END = re.compile(rb"[ \t]*(?:\r\n|\n|\r)?")


def check_pdf(content: bytes) -> None:
    """Raise Unfit for a PDF that is cut off, locked, or could do anything but be read."""
    if not _BEGINS.match(content):
        raise Unfit(Fault.UNKNOWN)
    end = content.rfind(_END)
    if end == -1:
        raise Unfit(Fault.BROKEN)
    if content[end + len(_END) :].strip(_BLANK):
        raise Unfit(Fault.TWO_THINGS)
    if _LOCKED.search(content):
        raise Unfit(Fault.LOCKED)
    if _ACTIVE.search(content):
        raise Unfit(Fault.ACTIVE)
    if any(_ACTIVE.search(objects) for objects in _packed_objects(content)):
        raise Unfit(Fault.ACTIVE)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Every stream that may hold objects, unpacked, within limits."""
    seen: set[int] = set()
    unpacked = looked_at = 0
    for count, name in enumerate(_PACKED.finditer(content)):
        if count > _MOST_NAMES:
            raise Unfit(Fault.TOO_DENSE)
        stream = _stream_after(content, name.end())
        if stream is None or stream in seen:
            continue
        seen.add(stream)
        begin = _beginning(content, name.start())
        looked_at += stream - begin
        if looked_at > _MOST_LOOKED_AT:
            raise Unfit(Fault.TOO_DENSE)
        if _ODD.search(content, begin, stream):
            raise Unfit(Fault.ODDLY_PACKED)
        objects = _inflated(content, _after_line(content, stream))
        unpacked += len(objects)
        if unpacked > MOST_OF_ALL:
            raise Unfit(Fault.TOO_DENSE)
        yield objects


def _stream_after(content: bytes, place: int) -> int | None:
    """Where the dictionary around this place goes over into its stream; None when it has none."""
    found = content.find(b"stream", place, place + _DICTIONARY)
    if found == -1 or content.find(b"endobj", place, found) != -1:
        return None
    return None if content[found - 3 : found] == b"end" else found


def _beginning(content: bytes, place: int) -> int:
    """Where the object around this place begins, or as far back as a dictionary may reach."""
    furthest = max(0, place - _DICTIONARY)
    return max(content.rfind(b"obj", furthest, place), furthest)


def _after_line(content: bytes, stream: int) -> int:
    line = _LINE_END.match(content, stream + len(b"stream"))
    return line.end() if line else stream


def _inflated(content: bytes, place: int) -> bytes:
    """What unpacks from here, as far as it does, the way a forgiving reader would take it.

    Nothing, where nothing is packed: then the objects were seen in the file itself.
    """
    reader, objects = zlib.decompressobj(), bytearray()
    while not reader.eof and place < len(content):
        try:
            objects += reader.decompress(content[place : place + _BITE], MOST_OF_ONE)
        except zlib.error:
            break
        if len(objects) > MOST_OF_ONE or reader.unconsumed_tail:
            raise Unfit(Fault.TOO_DENSE)
        place += _BITE
    return bytes(objects)
