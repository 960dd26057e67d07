"""take_in: what a file is, is told by its bytes; what could act, overflow or deceive stays outside."""

import contextlib
import io
import time
import zlib
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from app.kernel import files
from app.lib.scans import ENDINGS, Fault, Unfit, media_type_of, pdf
from app.web import uploads
from app.web.uploads import MOST_FILES, SAYS, UploadRefused, put_back, take_in, title_of
from tests.corpus import BENIGN, HOSTILE, packed_objects, small_jpeg, small_pdf, small_png


def sent(content: bytes, name: str = "凭证.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "_root", tmp_path)
    return tmp_path


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_leaves_nothing_on_disk(
    what: str, shelf: Path
) -> None:
    name, make = HOSTILE[what]
    content = make()
    began = time.process_time()
    with pytest.raises(UploadRefused) as why:
        take_in([sent(content, name)], "proof")
    assert time.process_time() - began < 2
    assert "%(title)s" in why.value.says
    assert why.value.params["title"]
    assert not list(shelf.rglob("*"))


@pytest.mark.parametrize("what", BENIGN)
def test_an_ordinary_file_is_taken_in_as_what_it_is(what: str, shelf: Path) -> None:
    name, make = BENIGN[what]
    content = make()
    (taken,) = take_in([sent(content, name)], "proof")
    assert taken["title"].lower().endswith(ENDINGS[taken["media_type"]])
    assert (shelf / taken["file"]).read_bytes() == content
    assert taken["size"] == len(content)


def test_there_is_a_sentence_for_every_fault() -> None:
    assert set(SAYS) == set(Fault)


def test_one_bad_file_keeps_the_good_ones_out_too(shelf: Path) -> None:
    with pytest.raises(UploadRefused):
        take_in([sent(small_pdf()), sent(b"nothing of the kind")], "proof")
    assert not list(shelf.rglob("*"))


def test_more_files_than_one_hand_carries_are_refused() -> None:
    with pytest.raises(UploadRefused, match="一次最多"):
        take_in([sent(small_pdf())] * (MOST_FILES + 1), "proof")


def test_a_file_field_without_a_file_sends_nothing() -> None:
    assert take_in([FileStorage(io.BytesIO(b""), "")], "proof") == []


def test_what_no_act_entered_is_taken_from_the_disk_again(shelf: Path) -> None:
    taken = take_in([sent(small_pdf()), sent(small_png(), "a.png")], "proof")
    put_back(taken)
    assert [place for place in shelf.rglob("*") if place.is_file()] == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("C:\\fakepath\\缴款凭证.pdf", "缴款凭证.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("凭证\u202e\u200b\x07.pdf", "凭证.pdf"),
        ("凭证.pdf. . ", "凭证.pdf"),
        ("凭证.png", "凭证.png.pdf"),
        ("...", "未命名.pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_title_is_a_label_and_nothing_more(name: str, title: str) -> None:
    assert title_of(name, "application/pdf") == title


def test_a_long_title_keeps_its_ending() -> None:
    title = title_of("长" * 400, "image/jpeg")
    assert len(title) == uploads.LONGEST_TITLE
    assert title.endswith("长.jpg")


def test_names_are_found_however_each_letter_is_written() -> None:
    for name in pdf.ACTIVE_NAMES:
        escaped = "".join(f"#{ord(letter):02x}" for letter in name)
        for written in (name, escaped, name[0] + escaped[3:]):
            with pytest.raises(Unfit) as why:
                media_type_of(small_pdf(f"<</A/{written} 1>>"))
            assert why.value.fault is Fault.ACTIVE


def test_a_name_that_only_begins_alike_is_no_fault() -> None:
    assert media_type_of(small_pdf("<</LaunchDate(1)/XFAx 1/EncryptMetadata true>>"))


def test_words_about_scripts_are_no_script() -> None:
    assert media_type_of(small_pdf(words="JavaScript Launch EmbeddedFile"))


def test_packed_objects_are_looked_at_as_far_as_they_unpack() -> None:
    """A forgiving reader shows what came before the damage; so do we."""
    whole = zlib.compress(b"10 0 <</S/JavaScript>>" + bytes(range(256)) * 400)
    broken = f"<</Type/ObjStm/N 1/First 5>>stream\n{whole[:-300].decode('latin-1')}\nendstream"
    with pytest.raises(Unfit) as why:
        media_type_of(small_pdf(broken))
    assert why.value.fault is Fault.ACTIVE


def test_many_small_bombs_are_one_large_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_OF_ALL", 4_000_000)
    bombs = [packed_objects(" " * 1_500_000)] * 3
    with pytest.raises(Unfit) as why:
        media_type_of(small_pdf(*bombs))
    assert why.value.fault is Fault.TOO_DENSE


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n" + b"/First " * 2_800_000 + b"%%EOF",
        b"%PDF-1.4\n" + b"stream\n" * 2_800_000 + b"%%EOF",
        b"%PDF-1.4\n" + b"<</First 1>>stream\nx" * 1_000_000 + b"%%EOF",
        b"\xff\xd8\xff\xe0\0\x02" + b"\xff\xe1\0\x02" * 4_900_000,
        small_jpeg()[:-2] + b"\xff" * 19_000_000,
        small_jpeg()[:-2] + b"\xff\x00" * 9_500_000,
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt" * 1_500_000,
    ],
    ids=["names", "streams", "both", "segments", "fill", "stuffing", "chunks"],
)
def test_a_file_made_to_keep_the_reader_busy_does_not(content: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(Unfit):
        media_type_of(content)
    assert time.process_time() - began < 2
