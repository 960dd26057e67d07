"""入口 may this person open this page at all? A page that declares nothing answers nobody."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from app.extensions import db, htmx, login
from app.kernel import clock, sessions
from app.kernel.people import Actor
from app.kernel.permissions import Permission, can
from app.kernel.tx import somebody_writes, transaction
from app.lib.markers import N_
from app.web.language import say

log = logging.getLogger("xintu.web")

View = TypeVar("View", bound=Callable[..., Any])

UNDECLARED: Any = object()
BEFORE_A_NEW_PASSWORD = frozenset({"account.mine", "account.sign_out"})


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Mark a view: somebody with one of these permissions may open it."""

    def mark(view: View) -> View:
        view.access = permissions  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view: anybody may open it."""
    view.access = ()  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Mark a view: anybody with an account may open it."""
    view.access = None  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Put up the gate and tell Flask-Login how to find who is signed in.

    Who is not is asked by the account hall, see its `ask_to_sign_in`.
    """
    app.before_request(gate)
    login.user_loader(_whoever_holds)


def gate() -> ResponseReturnValue | None:
    """Let the request through, ask for a sign-in, or refuse."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    access: tuple[Permission, ...] | None = getattr(view, "access", UNDECLARED)
    if access is UNDECLARED:
        abort(500, description=f"view {request.endpoint} does not say who may open it")
    if access == ():
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if current_user.must_change and request.endpoint not in BEFORE_A_NEW_PASSWORD:
        flash(say(N_("您用一次性口令登录，请先设置自己的密码。")))
        return redirect(url_for("account.mine"), code=303)
    if access is not None and not any(can(current_user, permission) for permission in access):
        abort(403)
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """What the account hall answers to whoever is not signed in."""
    asked: ResponseReturnValue = login.unauthorized()
    return asked


def _whoever_holds(token: str) -> Actor | None:
    """The actor behind the session cookie, checked against the database at every request."""
    now = clock.now()
    held = sessions.held(token, now)
    if held is None:
        return None
    g.session_token = token
    if held.unnoted:
        _note_seen(token, now)
    return held.actor


def _note_seen(token: str, now: datetime) -> None:
    """Reading goes on where nothing can be written: a full disk ends no session.

    Nor does it wait for a long import: that this person was here is noted a page later.
    """
    if somebody_writes():
        return
    try:
        with transaction():
            sessions.seen(token, now)
    except OperationalError as fault:
        log.warning("that a session is alive could not be noted: %s", fault.orig)


def begin_session(token: str) -> None:
    """Bind this browser to a session of its own; nothing of an earlier one remains."""
    kept = {name: session[name] for name in ("locale", "theme") if name in session}
    session.clear()
    session.update(kept)
    session["_user_id"] = token
    session["_fresh"] = True
    g.pop("csrf_token", None)  # of the session that just ended


def end_session() -> None:
    """Forget who was here."""
    token = session.get("_user_id")
    if token:
        with transaction():
            sessions.sign_out(token)
    kept = {name: session[name] for name in ("locale", "theme") if name in session}
    session.clear()
    session.update(kept)


def actor() -> Actor:
    """Whoever acts in this request."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


__all__ = ["Permission", "actor", "db", "htmx", "install", "needs", "public", "signed_in"]
