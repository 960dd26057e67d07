"""上传 what a received file is, told by its content, not its name; bytes go to kernel.files."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

from app.kernel import files
from app.lib.markers import N_

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 20

# 证明材料: scans and PDF. Office files may carry macros and are asked for as PDF.
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


class UploadRefused(Exception):
    """The file is not taken; the sentence says why and what to do."""

    def __init__(self, says: str, **params: Any) -> None:
        self.says, self.params = says, params
        super().__init__(says)


def take_in(sent: Iterable[FileStorage], kind: str) -> list[dict[str, Any]]:
    """Check and store files; what is known of each, for the act that enters them.

    Raises UploadRefused; then none of them is entered.
    """
    named = [file for file in sent if file and file.filename]
    if len(named) > MOST_FILES:
        raise UploadRefused(N_("一次最多上传%(most)s个文件"), most=MOST_FILES)
    checked = [(file, media_type_of(file)) for file in named]
    return [_stored(file, media_type, kind) for file, media_type in checked]


def _stored(file: FileStorage, media_type: str, kind: str) -> dict[str, Any]:
    stored = files.store(file.stream)
    return {
        "kind": kind,
        "title": title_of(file.filename or ""),
        "media_type": media_type,
        "file": stored.name,
        "digest": stored.digest,
        "size": stored.size,
    }


def title_of(filename: str) -> str:
    """A file's name as a label: no path, nothing invisible, at most a line."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    visible = "".join(c for c in name if c.isprintable() and c not in "\u202a\u202b\u202d\u202e")
    return visible[-120:] or "未命名"


def media_type_of(file: FileStorage) -> str:
    """What the bytes are. Raises UploadRefused for anything but PDF, PNG and JPEG."""
    content = file.stream.read(MOST_BYTES + 1)
    file.stream.seek(0)
    title = title_of(file.filename or "")
    if not content:
        raise UploadRefused(N_("“%(title)s”是空文件，请重新选择"), title=title)
    if len(content) > MOST_BYTES:
        raise UploadRefused(N_("“%(title)s”超过20兆字节，请压缩或分开上传"), title=title)
    found = next((media for mark, media in SIGNATURES if content.startswith(mark)), None)
    if found is None:
        raise UploadRefused(
            N_("“%(title)s”不是PDF、PNG或JPG文件，请扫描或另存为PDF后上传"), title=title
        )
    if found == "application/pdf" and ACTIVE_PDF.search(content):
        raise UploadRefused(N_("“%(title)s”含有脚本或嵌入文件，请打印为普通PDF后上传"), title=title)
    return found
