"""解压: the bytes of one file in an archive, in pieces, while they are what its table says."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.lib.tables.archive import DEFLATED, Member
from app.lib.tables.limits import MIB
from app.lib.tables.unreadable import contradictory, damaged

_CHUNK = 64 * 1024


def unpack(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Yield the unpacked bytes in pieces; refuse a member that is not what the table says."""
    crc, size = 0, 0
    for piece in _inflate(file, member) if member.method == DEFLATED else _copy(file, member):
        size += len(piece)
        if size > member.unpacked:
            raise contradictory()
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != member.unpacked or crc != member.crc:
        raise damaged()


def _copy(file: BinaryIO, member: Member) -> Iterator[bytes]:
    file.seek(member.data_at)
    left = member.packed
    while left:
        piece = file.read(min(_CHUNK, left))
        if not piece:
            raise damaged()
        left -= len(piece)
        yield piece


def _inflate(file: BinaryIO, member: Member) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    try:
        for packed in _copy(file, member):
            while packed:
                yield inflater.decompress(packed, MIB)
                packed = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise damaged() from None
    if not inflater.eof or inflater.unused_data:
        raise contradictory()
