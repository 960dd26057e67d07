"""伪装 one file that two programs would read as two different things (polyglot)."""

import re

from app.lib.scans.fault import Fault, Unfit

_HEAD = 1024  # PDF readers and sniffing browsers look this far for a beginning
_PAGE = re.compile(rb"<(?:script|html|svg|!doctype|iframe|body|head|img)|<\?php", re.IGNORECASE)
_ANYWHERE = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<?php", b"__HALT_COMPILER")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE = 22
_ZIP_COMMENT = 0xFFFF


def no_second_face(content: bytes) -> None:
    """Raise Unfit when the file is also a page, a PDF or an archive."""
    head = content[:_HEAD]
    if _PAGE.search(head) or head.find(b"%PDF-", 1) != -1:
        raise Unfit(Fault.TWO_THINGS)
    if any(mark in content for mark in _ANYWHERE) or _is_archive(content):
        raise Unfit(Fault.TWO_THINGS)


def _is_archive(content: bytes) -> bool:
    """A ZIP is read from its end: a directory record there makes any file an archive."""
    tail = content[-(_ZIP_END_SIZE + _ZIP_COMMENT) :]
    place = tail.rfind(_ZIP_END)
    if place == -1 or len(tail) - place < _ZIP_END_SIZE:
        return False
    entries = int.from_bytes(tail[place + 10 : place + 12], "little")
    size = int.from_bytes(tail[place + 12 : place + 16], "little")
    return entries > 0 and size <= len(content)
