"""附件名 the name under which a file is saved, in whatever script it is written."""

from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response

_PLAIN = "!#$&+-.^_`|~"  # stand for themselves in an extended value (RFC 8187)


def attached(answer: Response, name: str) -> Response:
    """Have it saved as this. A header is Latin-1; other names go percent-encoded (RFC 6266)."""
    if name.isascii():
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer
    short = f"download{PurePosixPath(name).suffix}"
    coded = {"filename": short, "filename*": f"UTF-8''{quote(name, safe=_PLAIN)}"}
    answer.headers.set("Content-Disposition", "attachment", **coded)
    return answer
