"""收件检查: tells by its bytes what a received file is; refuses what could act or overflow.

Plain readers of three forms, PDF, PNG and JPEG. They decode no picture and run nothing; what they
let through is still only ever handed out as a download or in a sandbox.
"""

from app.lib.scans.disguise import no_second_face
from app.lib.scans.fault import Fault, Unfit
from app.lib.scans.jpeg import check_jpeg
from app.lib.scans.pdf import check_pdf
from app.lib.scans.png import check_png

__all__ = ["ENDINGS", "Fault", "Unfit", "media_type_of"]

# The endings a name may have, the usual one first.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
}
_READERS = (
    (b"%PDF-", "application/pdf", check_pdf),
    (b"\x89PNG\r\n\x1a\n", "image/png", check_png),
    (b"\xff\xd8\xff", "image/jpeg", check_jpeg),
)


def media_type_of(content: bytes) -> str:
    """What the bytes are. Raises Unfit with the fault that stands in the way."""
    for mark, media_type, check in _READERS:
        if content.startswith(mark):
            no_second_face(content)
            check(content)
            return media_type
    raise Unfit(Fault.UNKNOWN)
