"""留稿 words sent after the session had ended: sealed into the sign-in page, given back after it.

Nothing is stored. Files cannot be carried: a browser does not let a page choose them again.
"""

from dataclasses import dataclass

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

AGAIN = "shown_again"  # a form that carries this is drawn with its words and not acted upon
FOR_SECONDS = 2 * 60 * 60
MOST = 200_000  # characters; more than any form of ours takes
OUR_OWN = frozenset({"csrf_token", "password", "old", "new", "again", AGAIN})


@dataclass(frozen=True)
class Kept:
    """留稿 where a form was sent, what it held, and whether files have to be chosen again."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def seal() -> str:
    """What this request carried, sealed; nothing when it was not sent from a page of ours.

    A stranger's page could otherwise put its words before somebody who then sends them on.
    """
    if request.method != "POST" or request.headers.get("HX-Request") or not _from_our_page():
        return ""
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name not in OUR_OWN
    ]
    if not fields or sum(len(value) for _, value in fields) > MOST:
        return ""
    had_files = any(file.filename for file in request.files.values())
    return str(_serializer().dumps([request.path, fields, had_files]))


def opened(sealed: str | None) -> Kept | None:
    """What was sealed; nothing when it is not ours or too old."""
    try:
        path, fields, had_files = _serializer().loads(sealed or "", max_age=FOR_SECONDS)
    except BadData:
        return None
    return Kept(path, [(name, value) for name, value in fields], had_files)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="kept")


def _from_our_page() -> bool:
    origin = request.headers.get("Origin")
    return origin == request.host_url.rstrip("/") or (
        origin is None and request.headers.get("Sec-Fetch-Site") == "same-origin"
    )
