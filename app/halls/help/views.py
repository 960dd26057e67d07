"""办理流程 the help pages: what each workflow is, who does what, until when."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.halls.help import telling
from app.halls.help.drawing import BOX, draw
from app.kernel import cases, clock
from app.kernel.rooms import PHASE_NAMES, ROOMS
from app.web.access import actor, public

help_ = Blueprint("help", __name__, url_prefix="/help")


@help_.route("")
@public
def home() -> ResponseReturnValue:
    """有哪些流程."""
    return render_template("halls/help/home.html", rooms=list(ROOMS.values()))


@help_.route("/keys")
@public
def keys() -> ResponseReturnValue:
    """快捷键: what `?` opens on a list, as a page."""
    return render_template("halls/help/keys.html")


@help_.route("/<string:kind>")
@public
def workflow(kind: str) -> ResponseReturnValue:
    """One workflow: its picture with the step where a case stands, its table, its limits."""
    room = ROOMS.get(kind)
    if room is None:
        abort(404)
    return render_template(
        "halls/help/workflow.html",
        room=room,
        drawing=draw(room),
        box=BOX,
        phases=PHASE_NAMES,
        rows=telling.rows(room),
        limits=telling.limits(room, clock.today()),
        state=_state_of(kind),
    )


def _state_of(kind: str) -> str:
    """Where the case named in the address stands, if this person may see it."""
    ref = request.args.get("case", "")
    if not ref or not current_user.is_authenticated:
        return ""
    case = cases.find(actor(), ref)
    return case.state if case and case.kind == kind else ""
