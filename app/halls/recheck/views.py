"""复查 draw a sample, make it again, and note what the re-check of each case found."""

import secrets

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.halls.recheck import queries
from app.halls.recheck.forms import DrawForm, FindingForm
from app.kernel import clock, events, samples
from app.kernel.machines import Reason, RuleBroken
from app.kernel.permissions import Permission, can
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from app.kernel.workflow import NotYours
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.htmx import done
from app.web.language import say, translated

recheck = Blueprint("recheck", __name__, url_prefix="/rechecks")

P = Permission
WHY_NOT = {
    "handled": N_("您经办过这一件或者录入了这条记录，须由其他人复查"),
    "interested": N_("您应当回避：您是申请人一方的人员，或者已登记回避"),
}


@recheck.route("")
@needs(P.RECHECK, P.DRAW_RECHECKS)
def home() -> ResponseReturnValue:
    """抽取过的批次, and the form to draw another."""
    return _home(_draw_form())


def _home(form: DrawForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "halls/recheck/home.html",
        form=form,
        may_draw=can(actor(), P.DRAW_RECHECKS),
        draws=queries.draws(actor()),
    )
    return make_response(page, status)


def _draw_form() -> DrawForm:
    form = DrawForm()
    form.kind.choices = {room.kind: translated(room.name) for room in ROOMS.values()}
    if not form.is_submitted():
        today = clock.today()
        form.since.data, form.until.data, form.size.data = today.replace(day=1), today, 5
        form.seed.data = f"{today:%Y%m%d}-{secrets.token_hex(4)}"
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
            earlier = events.answered(actor().account_id, form.once.data)
            made = (samples.drawn_by(earlier.id) if earlier else None) or _drawn(form)
            draw_id = made.id
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return _home(form, 422)
    return done(url_for(".show", draw_id=draw_id), say(N_("已抽取，名单和种子已经留痕。")))


def _drawn(form: DrawForm) -> samples.Draw:
    house = min(queries.houses(actor()), default=0)
    return samples.draw(
        str(form.kind.data),
        house,
        form.since.data,  # type: ignore[arg-type]
        form.until.data,  # type: ignore[arg-type]
        int(form.size.data or 0),
        str(form.seed.data),
        actor(),
        clock.now(),
        form.once.data,
    )


@recheck.route("/<int:draw_id>")
@needs(P.RECHECK, P.DRAW_RECHECKS)
def show(draw_id: int) -> ResponseReturnValue:
    """一次抽取: what was drawn, from what, and whether drawing again gives the same."""
    made = _draw_or_404(draw_id)
    return render_template("halls/recheck/show.html", draw=made, again=samples.repeat(made))


@recheck.route("/<int:draw_id>/<int:item_id>", methods=["GET", "POST"])
@needs(P.RECHECK)
def item(draw_id: int, item_id: int) -> ResponseReturnValue:
    """复查一件: by somebody who had no hand in it."""
    made = _draw_or_404(draw_id)
    one = samples.item(item_id)
    if one is None or one.draw_id != made.id:
        abort(404)
    form = FindingForm()
    why_not = samples.why_not_check(one.case, actor().person_id)
    if form.is_submitted():
        if why_not:
            raise NotYours(Reason(why_not, WHY_NOT[why_not]))
        if form.validate() and _found(item_id, form):
            return done(url_for(".show", draw_id=draw_id), say(N_("复查结论已记入。")))
    page = render_template(
        "halls/recheck/item.html",
        draw=made,
        item=one,
        form=form,
        why_not=WHY_NOT.get(why_not or "", ""),
    )
    return make_response(page, 422 if form.errors else 200)


def _found(item_id: int, form: FindingForm) -> bool:
    """Note the finding; False when a rule refuses it, with the sentence on the form."""
    try:
        with transaction():
            if events.answered(actor().account_id, form.once.data) is None:
                one = samples.item(item_id, lock=True) or abort(404)
                samples.find(
                    one,
                    form.finding.data,
                    form.note.data or "",
                    actor(),
                    clock.now(),
                    form.once.data,
                )
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return False
    except samples.NotTheirs as why:
        code = str(why)
        raise NotYours(Reason(code, WHY_NOT[code])) from why
    return True


def _draw_or_404(draw_id: int) -> samples.Draw:
    made = queries.draw_for(actor(), draw_id)
    if made is None:
        abort(404)
    return made
