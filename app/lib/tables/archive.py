"""压缩包检查: reads a ZIP's own table of contents strictly, before anything else may open the file.

A workbook is a ZIP archive. Readers differ in how they treat archives that contradict themselves,
and attacks live in that difference; so whatever is not plain and whole is refused here.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from app.lib.markers import N_
from app.lib.tables.limits import (
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MIB,
    RATIO_FROM_BYTES,
)
from app.lib.tables.unreadable import Unreadable, contradictory, damaged

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_SIZE, _CENTRAL_SIZE, _END_SIZE, _END64_SIZE = 30, 46, 22, 76
_ALL_ONES = 0xFFFFFFFF  # "look in the 64-bit record instead"
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000  # plain, strong, and hidden table of contents
_SIZES_FOLLOW = 0x0008  # sizes stand in a descriptor of 12 to 24 bytes behind the data
_DESCRIPTOR_MOST = 24
STORED, DEFLATED = 0, 8
_LINK_MODE = 0o120000


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside the archive, where it lies and how large it says it is."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    unpacked: int
    header_at: int
    data_at: int

    @property
    def ends_at(self) -> int:
        return self.data_at + self.packed


def list_members(file: BinaryIO, size: int) -> Mapping[str, Member]:
    """Read the table of contents; refuse whatever is not plain, whole and of bearable size."""
    count, start, length = _end_record(file, size)
    if count > MAX_MEMBERS:
        raise Unreadable(
            "too_many_members",
            N_("文件内含 %(count)s 个部件，超过上限 %(limit)s 个，不是普通的表格。"),
            count=count,
            limit=MAX_MEMBERS,
        )
    file.seek(start)
    members = _central(file, file.read(length), count)
    _refuse_bomb(members)
    _refuse_overlap(members, start)
    return _by_name(members)


def _end_record(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Return count, start and length of the table of contents, from the end of the file."""
    file.seek(max(0, size - _END_SIZE))
    tail = file.read(_END_SIZE)
    if len(tail) < _END_SIZE or not tail.startswith(_END):
        raise _no_end(file, size)
    disk, start_disk, here, count, length, start, comment = struct.unpack("<4H2IH", tail[4:])
    if comment or disk or start_disk or here != count:
        raise contradictory()
    ends_at = size - _END_SIZE
    if start + length != ends_at:
        _agree_with_64(file, ends_at, (count, length, start))
    return count, start, length


def _no_end(file: BinaryIO, size: int) -> Unreadable:
    file.seek(max(0, size - 64 * 1024 - _END_SIZE))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return damaged()
    return Unreadable(
        "trailing",
        N_("文件末尾夹带了不属于表格的内容，不予读取。请在 Excel 或 WPS 中另存为新文件后上传。"),
    )


def _agree_with_64(file: BinaryIO, ends_at: int, told: tuple[int, int, int]) -> None:
    """Accept a 64-bit record between the two, as some Java exporters write, if it says the same."""
    _, length, start = told
    if start + length + _END64_SIZE != ends_at:
        raise contradictory()
    file.seek(ends_at - _END64_SIZE)
    record = file.read(_END64_SIZE)
    if not record.startswith(_END64) or record[56:60] != _LOCATOR64:
        raise contradictory()
    if struct.unpack("<3Q", record[32:56]) != told:
        raise contradictory()


def _central(file: BinaryIO, table: bytes, count: int) -> list[Member]:
    members = []
    at = 0
    for _ in range(count):
        if table[at : at + 4] != _CENTRAL or at + _CENTRAL_SIZE > len(table):
            raise contradictory()
        fields = struct.unpack("<6H3I5H2I", table[at + 4 : at + _CENTRAL_SIZE])
        name_size, extra_size, comment_size = fields[9:12]
        name_at = at + _CENTRAL_SIZE
        extra_at = name_at + name_size
        members.append(
            _member(file, fields, table[name_at:extra_at], table[extra_at:][:extra_size])
        )
        at = extra_at + extra_size + comment_size
    if at != len(table):
        raise contradictory()
    return members


def _member(file: BinaryIO, fields: tuple[int, ...], raw_name: bytes, extra: bytes) -> Member:
    flags, method, crc = fields[2], fields[3], fields[6]
    packed, unpacked, header_at = _sizes(fields, extra)
    if flags & _ENCRYPTED:
        raise Unreadable("encrypted", N_("文件设置了密码，无法读取。请取消密码后重新上传。"))
    if method not in (STORED, DEFLATED) or (method == STORED and packed != unpacked):
        raise contradictory()
    if (fields[14] >> 16) & 0o170000 == _LINK_MODE:
        raise contradictory()
    name = _safe_name(raw_name)
    data_at = _local_header(file, header_at, raw_name, (flags, method, crc, packed, unpacked))
    return Member(name, flags, method, crc, packed, unpacked, header_at, data_at)


def _sizes(fields: tuple[int, ...], extra: bytes) -> tuple[int, int, int]:
    """Return packed size, unpacked size and place, from the 64-bit field where referred to."""
    packed, unpacked, header_at = fields[7], fields[8], fields[15]
    if _ALL_ONES not in (packed, unpacked, header_at):
        return packed, unpacked, header_at
    wide = _extra_64(extra)
    told = []
    for value in (unpacked, packed, header_at):  # the order the format prescribes
        if value == _ALL_ONES:
            if len(wide) < 8:
                raise contradictory()
            value, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        told.append(value)
    return told[1], told[0], told[2]


def _extra_64(extra: bytes) -> bytes:
    while len(extra) >= 4:
        kind, length = struct.unpack("<2H", extra[:4])
        if kind == 1:
            return extra[4 : 4 + length]
        extra = extra[4 + length :]
    return b""


def _safe_name(raw: bytes) -> str:
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise contradictory() from None
    steps = name.split("/")
    if (
        not name
        or name.startswith("/")
        or ".." in steps
        or "." in steps
        or any(ch in '\\:*?"<>|' or not ch.isprintable() for ch in name)
    ):
        raise Unreadable(
            "bad_name",
            N_("文件内部含有越界的部件名称，不予读取。请另存为新文件后上传。"),
        )
    return name


def _local_header(file: BinaryIO, at: int, raw_name: bytes, told: tuple[int, ...]) -> int:
    """Compare the header before the data with the table of contents; return the data's place."""
    file.seek(at)
    header = file.read(_LOCAL_SIZE)
    if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
        raise contradictory()
    _, flags, method, _, _, *sizes, name_size, extra_size = struct.unpack("<5H3I2H", header[4:])
    if file.read(name_size) != raw_name or (flags, method) != told[:2]:
        raise contradictory()
    later = flags & _SIZES_FOLLOW
    for mine, theirs in zip(sizes, told[2:], strict=True):
        if mine != theirs and mine != _ALL_ONES and not (later and mine == 0):
            raise contradictory()
    return at + _LOCAL_SIZE + int(name_size) + int(extra_size)


def _refuse_bomb(members: list[Member]) -> None:
    total = sum(member.unpacked for member in members)
    if total > MAX_UNPACKED_BYTES:
        raise Unreadable(
            "bomb",
            N_("文件解压后有 %(size)s MB，超过上限 %(limit)s MB，不予读取。请分成几个文件上传。"),
            size=total // MIB,
            limit=MAX_UNPACKED_BYTES // MIB,
        )
    worst = max((_ratio(m) for m in members if m.unpacked > RATIO_FROM_BYTES), default=0)
    if worst > MAX_RATIO:
        raise Unreadable(
            "bomb",
            N_("文件压缩比异常（%(ratio)s 倍），不像普通的表格，不予读取。请另存为新文件后上传。"),
            ratio=int(worst),
        )


def _ratio(member: Member) -> float:
    return member.unpacked / max(1, member.packed)


def _refuse_overlap(members: list[Member], table_at: int) -> None:
    """Members must follow each other from the first byte, sharing nothing and hiding nothing."""
    free_from, slack = 0, 0
    for member in sorted(members, key=lambda each: each.header_at):
        if not 0 <= member.header_at - free_from <= slack:
            raise contradictory()
        free_from = member.ends_at
        slack = _DESCRIPTOR_MOST if member.flags & _SIZES_FOLLOW else 0
    if not 0 <= table_at - free_from <= slack:
        raise contradictory()


def _by_name(members: list[Member]) -> Mapping[str, Member]:
    """Names count without regard to case, as readers differ in whether they do."""
    by_name = {member.name.casefold(): member for member in members}
    if len(by_name) != len(members):
        raise contradictory()
    return by_name
