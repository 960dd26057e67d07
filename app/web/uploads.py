"""上传 what a received file is, told by its content, not its name; bytes go to kernel.files."""

import unicodedata
from collections.abc import Iterable, Sequence
from os import SEEK_END
from pathlib import PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

from app.kernel import files
from app.lib.markers import N_
from app.lib.scans import ENDINGS, Fault, Unfit
from app.lib.scans import media_type_of as read_media_type
from app.web.forms import INVISIBLE

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 20
# 每件的总量: what one case may ever receive, taken back or not, since taken-back bytes are kept.
MOST_OF_CASE = 200 * 1024 * 1024
MOST_FILES_OF_CASE = 100
LONGEST_TITLE = 120
ACCEPT = ".pdf,.png,.jpg,.jpeg"

# 证明材料: scans and PDF. Office files may carry macros and are asked for as PDF.
SAYS = {
    Fault.UNKNOWN: N_("“%(title)s”不是PDF、PNG或JPG文件，请扫描或另存为PDF后上传"),
    Fault.BROKEN: N_("“%(title)s”不完整或已损坏，打不开，请重新扫描或导出后上传"),
    Fault.TWO_THINGS: N_("“%(title)s”里夹带了其他内容，请重新扫描或打印为PDF后上传"),
    Fault.ACTIVE: N_("“%(title)s”含有脚本、表单程序或嵌入文件，请打印为普通PDF后上传"),
    Fault.ODDLY_PACKED: N_("“%(title)s”的内部结构不常见，无法检查，请打印为普通PDF后上传"),
    Fault.LOCKED: N_("“%(title)s”设了密码或权限限制，请去掉密码另存后上传"),
    Fault.TOO_DENSE: N_("“%(title)s”展开后过大，无法检查，请分开或降低清晰度后上传"),
    Fault.TOO_MANY_PIXELS: N_("“%(title)s”的图像尺寸过大，请用300dpi扫描或缩小后上传"),
    Fault.MOVING: N_("“%(title)s”是动图，请上传静止的图片"),
}

# Endings under which a system would run a file instead of showing it.
_PROGRAMS: tuple[str, ...] = (
    *(".bat", ".cmd", ".exe", ".hta", ".htm", ".html", ".jar", ".js", ".lnk", ".msi", ".pif"),
    *(".ps1", ".scf", ".scr", ".sh", ".svg", ".url", ".vbs", ".wsf"),
)


class UploadRefused(Exception):
    """The file is not taken; the sentence says why and what to do."""

    def __init__(self, says: str, **params: Any) -> None:
        self.says, self.params = says, params
        super().__init__(says)


def chosen(sent: Iterable[FileStorage]) -> list[FileStorage]:
    """The files that were really chosen; an empty file field sends one without a name."""
    return [file for file in sent if file and file.filename]


def take_in(sent: Iterable[FileStorage], kind: str) -> list[dict[str, Any]]:
    """Check and store files; what is known of each, for the act that enters them.

    Raises UploadRefused; then none of them is entered.
    """
    named = chosen(sent)
    if len(named) > MOST_FILES:
        raise UploadRefused(N_("一次最多上传%(most)s个文件"), most=MOST_FILES)
    checked = [(file, media_type_of(file)) for file in named]
    return [_stored(file, media_type, kind) for file, media_type in checked]


def must_fit(held: Sequence[int], coming: Sequence[int]) -> None:
    """Whether a case that holds files of these sizes may take these too. Raises UploadRefused."""
    if len(held) + len(coming) > MOST_FILES_OF_CASE:
        raise UploadRefused(
            N_("一件申请最多上传%(most)s个文件（含已撤下的），请合并成一个PDF"),
            most=MOST_FILES_OF_CASE,
        )
    if sum(held) + sum(coming) > MOST_OF_CASE:
        raise UploadRefused(N_("一件申请的材料合计不超过200兆字节（含已撤下的），请压缩后上传"))


def size_of(file: FileStorage) -> int:
    size = file.stream.seek(0, SEEK_END)
    file.stream.seek(0)
    return size


def put_back(taken: Sequence[dict[str, Any]]) -> None:
    """Forget stored bytes that no act entered after all."""
    for one in taken:
        files.remove(one["file"])


def _stored(file: FileStorage, media_type: str, kind: str) -> dict[str, Any]:
    stored = files.store(file.stream)
    return {
        "kind": kind,
        "title": title_of(file.filename or "", media_type),
        "media_type": media_type,
        "file": stored.name,
        "digest": stored.digest,
        "size": stored.size,
    }


def media_type_of(file: FileStorage) -> str:
    """What the bytes are. Raises UploadRefused for anything but a plain PDF, PNG or JPEG."""
    content = file.stream.read(MOST_BYTES + 1)
    file.stream.seek(0)
    title = title_of(file.filename or "")
    if not content:
        raise UploadRefused(N_("“%(title)s”是空文件，请重新选择"), title=title)
    if len(content) > MOST_BYTES:
        raise UploadRefused(N_("“%(title)s”超过20兆字节，请压缩或分开上传"), title=title)
    try:
        found = read_media_type(content)
    except Unfit as why:
        raise UploadRefused(SAYS[why.fault], title=title) from why
    if _looks_like_a_program(title):
        raise UploadRefused(
            N_("“%(title)s”的文件名像是程序或网页，请改成以.pdf、.png或.jpg结尾"), title=title
        )
    return found


def _looks_like_a_program(title: str) -> bool:
    """By its last ending or the one before: where endings are hidden, x.exe.pdf reads x.exe."""
    name = title.lower().replace(" ", "")
    return name.endswith(_PROGRAMS) or PurePosixPath(name).stem.endswith(_PROGRAMS)


def title_of(filename: str, media_type: str = "") -> str:
    """A file's name as a label: no path, nothing invisible, one line, the ending of what it is."""
    name = PurePosixPath(unicodedata.normalize("NFC", filename).replace("\\", "/")).name
    visible = "".join(c for c in name if c.isprintable() and c not in INVISIBLE).strip(" .")
    stem, ending = visible or "未命名", ""
    if media_type and not visible.lower().endswith(ENDINGS[media_type]):
        ending = ENDINGS[media_type][0]
    return stem[-(LONGEST_TITLE - len(ending)) :] + ending
