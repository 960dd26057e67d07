"""复查 draw, make a draw again, look at what was drawn, note what was found."""

import secrets
from datetime import date

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.halls.recheck import queries
from app.halls.recheck.forms import DrawForm, FindingForm
from app.kernel import cases, choices, clock, events, rechecks, samples
from app.kernel.machines import Reason, RuleBroken
from app.kernel.permissions import Permission, can
from app.kernel.rechecks import NotTheirs
from app.kernel.rooms import ROOMS
from app.kernel.samples import Draw, Recheck
from app.kernel.tx import transaction
from app.kernel.workflow import KeyReused, NotYours
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.attached import attached
from app.web.htmx import done
from app.web.language import say
from app.web.paging import page_of, whole_number

recheck = Blueprint("recheck", __name__, url_prefix="/rechecks")

P = Permission

WHY_NOT = {
    "handled": N_("您办理过这一件或者录入了这条记录，复查由没有经手的人进行"),
    "interested": N_("您与申请人一方有关联或者已回避，不能复查"),
}


@recheck.route("")
@needs(P.DRAW_RECHECKS, P.RECHECK)
def home() -> ResponseReturnValue:
    """抽取记录."""
    return _home(_draw_form())


def _home(form: DrawForm, status: int = 200) -> ResponseReturnValue:
    rows = queries.draws(queries.house_of(actor()), whole_number("after"))
    page = render_template(
        "halls/recheck/home.html",
        page=page_of(rows, queries.SIZE, lambda row: row.id),
        form=form if can(actor(), P.DRAW_RECHECKS) else None,
    )
    return make_response(page, status)


def _draw_form() -> DrawForm:
    form = DrawForm()
    form.kind.choices = {
        kind: say(room.name) for kind, room in ROOMS.items() if "revoke" in room.events
    }
    if request.method == "GET":
        today = clock.today()
        form.since.data, form.until.data = (
            date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
            today,
        )
        form.size.data = 5
    return form


@recheck.route("", methods=["POST"])
@needs(P.DRAW_RECHECKS)
def draw() -> ResponseReturnValue:
    """抽取."""
    form = _draw_form()
    if not form.validate():
        return _home(form, 422)
    try:
        with transaction():
            made = _drawn(form)
            draw_id = made.id
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return _home(form, 422)
    return done(url_for(".show", draw_id=draw_id), say(N_("已抽取，种子和名单已留痕。")))


def _drawn(form: DrawForm) -> Draw:
    """The draw this form asks for, or the one it made when it was sent before."""
    me, once = actor(), form.once.data
    earlier = events.answered(me.account_id, once)
    if earlier is not None:
        made = samples.drawn_by(earlier.id)
        if made is None:
            raise KeyReused(once)
        return made
    return samples.draw(
        form.kind.data,
        queries.house_of(me),
        form.since.data or clock.today(),
        form.until.data or clock.today(),
        form.size.data or 0,
        form.seed.data or secrets.token_hex(8),
        me,
        clock.now(),
        once,
    )


@recheck.route("/<int:draw_id>")
@needs(P.DRAW_RECHECKS, P.RECHECK)
def show(draw_id: int) -> ResponseReturnValue:
    """抽取结果."""
    return _show(draw_id)


@recheck.route("/<int:draw_id>/again")
@needs(P.DRAW_RECHECKS, P.RECHECK)
def again(draw_id: int) -> ResponseReturnValue:
    """重新验算: the same draw, made again from the story of the cases."""
    return _show(draw_id, samples.repeat(_draw_or_404(draw_id)))


def _show(draw_id: int, repeated: samples.Repeated | None = None) -> ResponseReturnValue:
    made = _draw_or_404(draw_id)
    return render_template(
        "halls/recheck/show.html",
        draw=made,
        rows=queries.items(draw_id, actor()),
        total=len(made.items),
        drawn_by=queries.name_of(made.drawn_by),
        excluded=[(ref, samples.EXCLUDED[why]) for ref, why in made.excluded],
        findings=rechecks.FINDINGS,
        may_recheck=can(actor(), P.RECHECK),
        repeated=repeated,
    )


@recheck.route("/<int:draw_id>/list.txt")
@needs(P.DRAW_RECHECKS, P.RECHECK)
def listed(draw_id: int) -> ResponseReturnValue:
    """抽取名单: the case numbers the draw was made from, a line each, to do it by hand."""
    made = _draw_or_404(draw_id)
    found = samples.listed(made.kind, made.house_id, made.since, made.until, made.event_id)
    answer = Response("".join(f"{ref}\n" for ref in sorted(found.refs)), mimetype="text/plain")
    return attached(answer, f"draw-{draw_id}.txt")


def _draw_or_404(draw_id: int) -> Draw:
    made = queries.draw_of(queries.house_of(actor()), draw_id)
    if made is None:
        abort(404)
    return made


@recheck.route("/items/<int:item_id>", methods=["GET", "POST"])
@needs(P.DRAW_RECHECKS, P.RECHECK, P.WORK_CASES)
def item(item_id: int) -> ResponseReturnValue:
    """一件: what was drawn, and what the re-check found."""
    form = FindingForm()
    if request.method == "POST":
        if not can(actor(), P.RECHECK):
            abort(403)
        if form.validate() and _found(item_id, form):
            draw_id = _item_or_404(item_id).draw_id
            return done(url_for(".show", draw_id=draw_id), say(N_("复查结论已记录。")))
    return _item(item_id, form)


def _item(item_id: int, form: FindingForm) -> ResponseReturnValue:
    one, me = _item_or_404(item_id), actor()
    why = rechecks.why_not_check(one.case, me.person_id)
    page = render_template(
        "halls/recheck/item.html",
        item=one,
        case=one.case,
        form=form if can(me, P.RECHECK) and not why and one.finding is None else None,
        why=say(WHY_NOT[why]) if why and can(me, P.RECHECK) else "",
        checked_by=queries.name_of(one.checked_by),
        findings=rechecks.FINDINGS,
        choices=choices.open_choices(one.case, me, clock.now()),
    )
    return make_response(page, 422 if form.errors else 200)


def _found(item_id: int, form: FindingForm) -> bool:
    """Note the finding; False when a rule refuses it, with the sentence on the form."""
    me, once = actor(), form.once.data
    try:
        with transaction():
            if events.answered(me.account_id, once) is None:
                one = _item_or_404(item_id, lock=True)
                note = form.note.data or ""
                rechecks.find(one, form.finding.data, note, me, clock.now(), once)
    except NotTheirs as why:
        code = str(why)
        raise NotYours(Reason(code, WHY_NOT[code])) from why
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return False
    return True


def _item_or_404(item_id: int, lock: bool = False) -> Recheck:
    """A drawn case, if this person may see the case; otherwise it does not exist."""
    one = rechecks.item(item_id, lock)
    if one is None or cases.find(actor(), one.case.ref) is None:
        abort(404)
    return one
