"""时限设置 the limits of every workflow, and the bureau's own: looked at first, then set."""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.halls.admin import limit_sheet, queries
from app.halls.admin.forms import LimitForm, ReasonForm
from app.halls.admin.views import shown
from app.kernel import clock, terms
from app.kernel import limits as kept
from app.kernel.limits import Foreseen
from app.kernel.permissions import Permission
from app.kernel.rooms import ROOMS, Room
from app.kernel.terms import BureauTerm
from app.lib.markers import N_
from app.lib.workdays import Term
from app.web.access import actor, needs
from app.web.attached import attached
from app.web.htmx import done
from app.web.language import say
from app.web.trying import tried

limits = Blueprint("limits", __name__, url_prefix="/admin/limits")
limits.context_processor(shown)

P = Permission


@limits.route("")
@needs(P.MANAGE_LIMITS)
def home() -> ResponseReturnValue:
    """时限一览."""
    return render_template(
        "halls/admin/limits.html", tab="limits", rooms=_rooms(), as_set=terms.as_set
    )


@limits.route("/export.xlsx")
@needs(P.MANAGE_LIMITS)
def export() -> ResponseReturnValue:
    """导出: the same as a workbook."""
    history = {row.BureauTerm.id: row for row in queries.set_limits()}
    sent = Response(limit_sheet.workbook(_rooms(), history), mimetype=limit_sheet.MEDIA_TYPE)
    name = f"limits-{clock.today():%Y%m%d}.xlsx"
    return attached(sent, name)


def _rooms() -> list[tuple[Room, list[kept.Limit]]]:
    return [(room, kept.limits_of(room, clock.today())) for room in ROOMS.values()]


@limits.route("/<string:key>", methods=["GET", "POST"])
@needs(P.MANAGE_LIMITS)
def one(key: str) -> ResponseReturnValue:
    """One limit: its history, and a change, which is shown before it is set."""
    room, term = kept.term_with(key) or abort(404)
    form, foreseen = LimitForm(), None
    if form.is_submitted() and request.args.get("step") == "set":
        if tried(form, lambda: _set(form, term)):
            words = say(N_("已设定，%(day)s起立案的件适用。"), day=form.since.data)
            return done(url_for(".one", key=key), words)
    elif form.is_submitted():
        foreseen = tried(form, lambda: _foreseen(form, room, term))
    page = render_template(
        "halls/admin/limit.html",
        tab="limits",
        room=room,
        limit=kept.limit_of(term, clock.today()),
        form=form,
        foreseen=foreseen,
        new=terms.as_set(term, _as_typed(form)) if foreseen else None,
        as_set=terms.as_set,
        rows=queries.set_limits(key),
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)


def _as_typed(form: LimitForm) -> BureauTerm:
    return BureauTerm(length=form.length.data, since=form.since.data, cite=form.cite.data)


def _foreseen(form: LimitForm, room: Room, term: Term) -> Foreseen:
    """What would follow; the form remembers up to which act it was looked at."""
    length, since = int(form.length.data or 0), form.since.data
    sections = actor().all_sections
    found = kept.foresee(room, term, length, since, clock.today(), sections)
    form.seen.data = str(found.seen)
    return found


def _set(form: LimitForm, term: Term) -> bool:
    length, cite = int(form.length.data or 0), form.cite.data or ""
    now, once = clock.now(), form.once.data
    kept.set_limit(term, length, form.since.data, cite, form.last_seen, actor(), now, once)
    return True


@limits.route("/withdraw/<int:row_id>", methods=["GET", "POST"])
@needs(P.MANAGE_LIMITS)
def withdraw(row_id: int) -> ResponseReturnValue:
    """撤回 a planned change before its day."""
    row = db.session.get(BureauTerm, row_id) or abort(404)
    _room, term = kept.term_with(row.key) or abort(404)
    form, back = ReasonForm(), url_for(".one", key=row.key)
    if form.is_submitted() and tried(form, lambda: _withdrawn(row_id, form)):
        return done(back, say(N_("已撤回，时限没有变动。")))
    page = render_template(
        "halls/admin/limit_withdraw.html", form=form, term=terms.as_set(term, row), row=row
    )
    return make_response(page, 422 if form.errors else 200)


def _withdrawn(row_id: int, form: ReasonForm) -> BureauTerm:
    return kept.withdraw(row_id, form.reason.data or "", actor(), clock.now(), form.once.data)
