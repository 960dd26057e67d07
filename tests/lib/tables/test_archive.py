"""The table of contents of an archive, read strictly."""

import io
import zipfile

import pytest

from app.lib.tables import archive
from app.lib.tables.unpacking import unpack
from app.lib.tables.unreadable import Unreadable
from tests.halls.collection.hostile import base, members, on_sheet, packed


def listed(data: bytes) -> dict[str, archive.Member]:
    return dict(archive.list_members(io.BytesIO(data), len(data)))


def unpacked(data: bytes, name: str) -> bytes:
    return b"".join(unpack(io.BytesIO(data), listed(data)[name]))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_unpack_to_what_was_packed(method: int) -> None:
    parts = {"a.xml": b"<a/>" * 100_000, "b/c.xml": b"", "d.xml": bytes(range(256)) * 999}
    data = packed(parts, method)
    assert {name: unpacked(data, name) for name in parts} == parts


def test_names_are_kept_without_regard_to_case() -> None:
    assert "[content_types].xml" in listed(base())
    assert len(listed(base())) == len(members())


@pytest.mark.parametrize("at", range(0, 22, 3))
def test_an_end_record_with_any_field_changed_is_refused(at: int) -> None:
    data = bytearray(base())
    data[len(data) - 22 + at] ^= 0x55
    with pytest.raises(Unreadable):
        listed(bytes(data))


def test_every_single_changed_byte_of_the_contents_is_noticed_or_harmless() -> None:
    data = packed({"a.xml": b"<a/>" * 50, "b.xml": b"<b/>" * 50})
    sound = {name: unpacked(data, name) for name in ("a.xml", "b.xml")}
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0xFF
        try:
            found = {name: unpacked(bytes(changed), name) for name in listed(bytes(changed))}
        except Unreadable:
            continue
        assert list(found.values()) == list(sound.values()), at


def test_a_member_may_not_unpack_to_more_than_it_says() -> None:
    with pytest.raises(Unreadable) as why:
        unpacked(on_sheet(24, b"\x10\0\0\0", 22), "xl/worksheets/sheet1.xml")
    assert why.value.code == "contradictory"


def test_a_file_that_shrinks_while_it_is_read_is_damaged() -> None:
    data = base()
    member = listed(data)["xl/worksheets/sheet1.xml"]
    with pytest.raises(Unreadable) as why:
        list(unpack(io.BytesIO(data[: member.data_at + 10]), member))
    assert why.value.code == "damaged"
