"""片段与整页 a fragment to htmx, a whole page to everybody else; the same words and checks."""

import json
from typing import Any
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue


def wants_fragment() -> bool:
    """Whether htmx asked, and not to restore its history (then it needs the whole page)."""
    return bool(getattr(request, "htmx", False)) and not request.headers.get(
        "HX-History-Restore-Request"
    )


def answer(page: str, fragment: str, /, status: int = 200, **context: Any) -> Response:
    """Render the fragment for htmx, the page for everyone else."""
    name = fragment if wants_fragment() else page
    return make_response(render_template(name, **context), status)


def done(url: str, announce: str = "") -> ResponseReturnValue:
    """The act is done: go and look at the result, and hear what happened."""
    if announce:
        flash(announce, "good")
    if wants_fragment():
        gone = make_response("", 204)
        gone.headers["HX-Redirect"] = quote(url, safe="/:?&=#%")
        return gone
    return redirect(url, code=303)


def announce(response: Response, words: str) -> Response:
    """Have the live region say what happened."""
    response.headers["HX-Trigger"] = json.dumps({"announce": words})
    return response


def vary(response: Response) -> Response:
    """Caches must not give a fragment for a page."""
    response.vary.add("HX-Request")
    return response
