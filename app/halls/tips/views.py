"""第三方反映 tell, read what became of it; at the office: take up, or set aside with a reason."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.halls.tips.forms import SetAsideForm, TakeDownForm, TellForm
from app.kernel import clock, events, public_entries, tips
from app.kernel.machines import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from app.kernel.tips import Tip
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.access import actor, needs, signed_in
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say
from app.web.paging import page_of, whole_number

hall = Blueprint("tips", __name__, url_prefix="/tips")

SIZE = 20
P = Permission


@hall.route("")
@signed_in
def mine() -> ResponseReturnValue:
    """我的反映: received, decided, and why not; the office comes to its inbox instead."""
    at_office = bool(tips.taken_in_by(actor()))
    if at_office and request.args.get("show") != "mine":
        return redirect(url_for(".office"))
    rows = tips.told_by(actor().account_id or 0, whole_number("after"), SIZE)
    return render_template(
        "halls/tips/mine.html",
        page=page_of(rows, SIZE, lambda row: row.id),
        states=tips.STATES,
        grounds=tips.SET_ASIDE,
        at_office=at_office,
    )


@hall.route("/new", methods=["GET", "POST"])
@signed_in
def tell() -> ResponseReturnValue:
    """反映一条公示信息有误."""
    form = TakeDownForm() if tips.taken_in_by(actor()) else TellForm()
    if request.method == "GET":
        form.entry.data = request.args.get("entry", "")
    entry = _entry_or_404(str(form.entry.data or ""))
    if request.method == "POST" and form.validate() and _told(entry, form):
        where = ".office" if isinstance(form, TakeDownForm) else ".mine"
        return done(url_for(where), say(N_("已收到反映，办公室会处理并告知结果。")))
    page = render_template("halls/tips/tell.html", form=form, entry=entry)
    return make_response(page, 422 if form.errors else 200)


def _entry_or_404(slug: str) -> PublicEntry:
    entry = public_entries.entry_with(slug)
    if entry is None or not public_entries.is_public(entry, clock.today()):
        abort(404)
    return entry


def _told(entry: PublicEntry, form: TellForm) -> bool:
    """Take it in once; False when a rule refuses it, with the sentence on the form."""
    more = {"how": "online", "name": "", "phone": ""}
    if isinstance(form, TakeDownForm):
        more = {n: str(form[n].data or "") for n in more}
    me, once = actor(), form.once.data
    try:
        with transaction():
            if events.answered(me.account_id, once) is None:
                record = db.session.get_one(CreditRecord, entry.record_id)
                tips.take_in(record, str(form.words.data), me, clock.now(), once=once, **more)
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return False
    return True


@hall.route("/office")
@needs(P.TAKE_TIPS)
def office() -> ResponseReturnValue:
    """反映处理: what waits for one's office, or what was decided."""
    ended = request.args.get("show") == "ended"
    rows = tips.inbox(actor(), not ended, whole_number("after"), SIZE)
    return render_template(
        "halls/tips/office.html",
        page=page_of(rows, SIZE, lambda row: row.id),
        ended=ended,
        states=tips.STATES,
        ways=tips.HOW,
    )


@hall.route("/office/<string:key>")
@needs(P.TAKE_TIPS)
def show(key: str) -> ResponseReturnValue:
    """一条反映."""
    return _shown(_tip_or_404(key), SetAsideForm(formdata=None))


def _shown(tip: Tip, form: SetAsideForm) -> ResponseReturnValue:
    page = render_template(
        "halls/tips/show.html",
        tip=tip,
        record=tip.record,
        form=form,
        states=tips.STATES,
        ways=tips.HOW,
        grounds=tips.SET_ASIDE,
    )
    return make_response(page, 422 if form.errors else 200)


@hall.route("/office/<string:key>/accept", methods=["POST"])
@needs(P.TAKE_TIPS)
def accept(key: str) -> ResponseReturnValue:
    """采纳: opens the draft of a check on the bureau's own motion."""
    form = OnceForm()
    if not form.validate():
        abort(400)
    try:
        with transaction():
            ref = tips.accept(_tip_or_404(key, lock=True), actor(), clock.now()).ref
    except RuleBroken as why:
        refused = SetAsideForm(formdata=None)
        refused.refuse(why.says, None, **why.params)
        return _shown(_tip_or_404(key), refused)
    where = url_for("door.act", ref=ref, event="start_check")
    return done(where, say(N_("已采纳，请写明核查的内容后立案。")))


@hall.route("/office/<string:key>/set-aside", methods=["POST"])
@needs(P.TAKE_TIPS)
def set_aside(key: str) -> ResponseReturnValue:
    """不予采纳."""
    form = SetAsideForm()
    if not form.validate():
        return _shown(_tip_or_404(key), form)
    me, once = actor(), form.once.data
    try:
        with transaction():
            if events.answered(me.account_id, once) is None:
                tip, words = _tip_or_404(key, lock=True), form.words.data or ""
                tips.set_aside(tip, form.ground.data, words, me, clock.now(), once)
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return _shown(_tip_or_404(key), form)
    return done(url_for(".office"), say(N_("已记录，理由将告知反映人。")))


def _tip_or_404(key: str, lock: bool = False) -> Tip:
    tip = tips.with_key(actor(), key, lock)
    if tip is None:
        abort(404)
    return tip
