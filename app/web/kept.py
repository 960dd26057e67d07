"""续填 a form sent after the session ended is kept through the sign-in and offered again.

Nothing is stored on the server. The form must carry a valid token of this very browser, so that no
other site can put words into somebody's mouth between two sign-ins.
"""

import json
from typing import Any

from flask import request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms.validators import ValidationError

MOST = 100_000  # characters; a form is words
BOOKKEEPING = frozenset({"csrf_token"})


def typed() -> str:
    """What was sent, to be carried through the sign-in; empty when there is nothing to keep."""
    if request.method != "POST" or not request.form or not _from_our_own_page():
        return ""
    fields = [[n, v] for n, vs in request.form.lists() if n not in BOOKKEEPING for v in vs]
    kept = json.dumps({"url": request.path, "fields": fields}, ensure_ascii=False)
    return kept if len(kept) <= MOST else ""


def _from_our_own_page() -> bool:
    token = request.headers.get("X-CSRFToken") or request.form.get("csrf_token")
    try:
        validate_csrf(token)
    except ValidationError:
        return False
    return True


def offered_again(kept: str) -> dict[str, Any] | None:
    """The kept form as the page after the sign-in shows it; None for anything that is not one."""
    try:
        form: Any = json.loads(kept) if len(kept) <= MOST else None
        url, fields = form["url"], [(str(name), str(value)) for name, value in form["fields"]]
    except (TypeError, ValueError, KeyError):
        return None
    if not isinstance(url, str) or not url.startswith("/") or url.startswith(("//", "/\\")):
        return None
    return {"url": url, "fields": fields, "csrf": generate_csrf()}
