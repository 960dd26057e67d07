"""办理流程 the help pages: what each workflow is, who does what, until when."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.halls.help import telling
from app.halls.help.drawing import BOX, draw
from app.kernel import cases, clock
from app.kernel.cases import Case
from app.kernel.roles import ROLE_NAMES
from app.kernel.rooms import PHASE_NAMES, ROOMS, Room, room_of
from app.web.access import actor, public
from app.web.paging import whole_number

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
    if kind not in ROOMS:
        abort(404)
    case = _case_of(kind)
    room = room_of(case) if case else _edition_of(ROOMS[kind])
    on = case.opened_on if case else clock.today()
    return render_template(
        "halls/help/workflow.html",
        room=room,
        drawing=draw(room),
        box=BOX,
        phases=PHASE_NAMES,
        rows=telling.rows(room),
        roles=telling.by_role(room),
        role_names=ROLE_NAMES,
        limits=telling.limits(room, on),
        on=on,
        editions=sorted(room.editions, reverse=True),
        case=case,
        state=case.state if case else "",
    )


def _edition_of(room: Room) -> Room:
    """The edition the address asks for; else the current one."""
    return room.editions.get(whole_number("edition") or 0, room)


def _case_of(kind: str) -> Case | None:
    """The case named in the address, if this person may see it."""
    ref = request.args.get("case", "")
    if not ref or not current_user.is_authenticated:
        return None
    case = cases.find(actor(), ref)
    return case if case and case.kind == kind else None
