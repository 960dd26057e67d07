"""PNG 检查: every chunk whole, one still picture, no more pixels than a scanner makes."""

import struct
import zlib
from collections.abc import Iterator

from app.lib.scans.fault import Fault, Unfit

MOST_PIXELS = 120_000_000  # an A3 page at 600 dpi has 70 million
LONGEST_SIDE = 30_000
_MOST_CHUNKS = 50_000

_SIGNATURE = 8
_BLANK = b"\0\t\n\x0c\r "
# PNG §11.2.2: which bit depths go with which colour type.
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_MOVING = frozenset({b"acTL", b"fcTL", b"fdAT"})


def check_png(content: bytes) -> None:
    """Raise Unfit for a PNG that is damaged, moving, too large to unfold, or not alone."""
    kinds: list[bytes] = []
    for kind, data in _chunks(content):
        if len(kinds) > _MOST_CHUNKS:
            raise Unfit(Fault.TOO_DENSE)
        if kind in _MOVING:
            raise Unfit(Fault.MOVING)
        if not kinds:
            _check_header(kind, data)
        kinds.append(kind)
    if b"IDAT" not in kinds or kinds[-1:] != [b"IEND"]:
        raise Unfit(Fault.BROKEN)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to IEND; behind it nothing may stand."""
    place = _SIGNATURE
    while place + 12 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + size]
        place += 12 + size
        if place > len(content) or not kind.isalpha():
            raise Unfit(Fault.BROKEN)
        (written,) = struct.unpack_from(">I", content, place - 4)
        if zlib.crc32(data, zlib.crc32(kind)) != written:
            raise Unfit(Fault.BROKEN)
        yield kind, data
        if kind == b"IEND":
            if content[place:].strip(_BLANK):
                raise Unfit(Fault.TWO_THINGS)
            return


def _check_header(kind: bytes, data: bytes) -> None:
    if kind != b"IHDR" or len(data) != 13:
        raise Unfit(Fault.BROKEN)
    width, height, depth, colour, packing, filtering, lacing = struct.unpack(">IIBBBBB", data)
    check_size(width, height)
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or lacing > 1:
        raise Unfit(Fault.BROKEN)


def check_size(width: int, height: int) -> None:
    """Raise Unfit for a picture of no size, or of more pixels than any scan has."""
    if not width or not height:
        raise Unfit(Fault.BROKEN)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise Unfit(Fault.TOO_MANY_PIXELS)
