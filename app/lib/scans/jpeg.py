"""JPEG 检查: segment by segment to the end of the picture; what cameras leave behind it may stay.

Telephones put a second picture or a short film behind the first; it is inert where it is shown.
"""

import re
import struct

from app.lib.scans.fault import Fault, Unfit
from app.lib.scans.png import check_size

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
# Frames of coded pictures; C4, C8 and CC are tables and reserved (ITU-T T.81 table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_MOST_SCANS = 100  # a progressive picture has about ten; more only cost the reader time
_MOST_SEGMENTS = 5_000
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_PROGRAMS = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"%PDF", b"#!", b"\xca\xfe\xba\xbe")


def check_jpeg(content: bytes) -> None:
    """Raise Unfit for a JPEG that is cut off, too large to unfold, or has a program behind it."""
    place, frames, scans = 2, 0, 0
    for _ in range(_MOST_SEGMENTS):
        marker, place = _marker(content, place)
        if marker == _EOI:
            break
        if marker in _ALONE:
            continue
        body, place = _segment(content, place)
        if marker in _FRAMES:
            frames += 1
            _check_frame(body)
        if marker == _SOS:
            scans += 1
            place = _after_scan(content, place, frames, scans)
    else:
        raise Unfit(Fault.TOO_DENSE)
    if not scans:
        raise Unfit(Fault.BROKEN)
    if content[place:].lstrip(b"\0\r\n\t ").startswith(_PROGRAMS):
        raise Unfit(Fault.TWO_THINGS)


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """The marker here (fill bytes before it are allowed), and where it ends."""
    if content[place : place + 1] != b"\xff":
        raise Unfit(Fault.BROKEN)
    while content[place : place + 1] == b"\xff":
        place += 1
    if place >= len(content) or content[place] in (0, _SOI):
        raise Unfit(Fault.BROKEN)
    return content[place], place + 1


def _segment(content: bytes, place: int) -> tuple[bytes, int]:
    size = int.from_bytes(content[place : place + 2], "big")
    end = place + size
    if size < 2 or end > len(content):
        raise Unfit(Fault.BROKEN)
    return content[place + 2 : end], end


def _check_frame(body: bytes) -> None:
    if len(body) < 6:
        raise Unfit(Fault.BROKEN)
    _depth, height, width, components = struct.unpack_from(">BHHB", body)
    check_size(width, height)
    if components not in (1, 3, 4) or len(body) < 6 + 3 * components:
        raise Unfit(Fault.BROKEN)


def _after_scan(content: bytes, place: int, frames: int, scans: int) -> int:
    """Where the coded data of a scan ends."""
    if frames != 1:
        raise Unfit(Fault.BROKEN)
    if scans > _MOST_SCANS:
        raise Unfit(Fault.TOO_DENSE)
    found = _NEXT_MARKER.search(content, place)
    if found is None:
        raise Unfit(Fault.BROKEN)
    return found.start()
