"""视图 named addresses of the desk: saved, renamed, shared, removed and taken back."""

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.extensions import db
from app.halls.desk.asked import asked_in, kept_in
from app.halls.desk.forms import KindsForm, NameForm, ShareForm
from app.kernel import clock, desks, events
from app.kernel.desks import SavedView
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor, Section
from app.kernel.permissions import Permission
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say, translated
from app.web.terms import place

outlook = Blueprint("outlook", __name__, url_prefix="/desk/views")


@outlook.route("", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def home() -> ResponseReturnValue:
    """视图: one's own and those of the section; what the address asks can be saved under a name."""
    form, asked = NameForm(), asked_in(request.args)
    if not form.is_submitted():
        return _listed(form)
    if form.validate():
        try:
            with transaction():
                view = _saved_before(form) or desks.save(
                    actor(), form.name.data or "", asked.kept, clock.now(), form.once.data
                )
                url = url_for("desk.home", **view.asks, view=view.id)
            return done(url, say(N_("已保存视图“%(name)s”。"), name=form.name.data))
        except RuleBroken as why:
            form.refuse(why.says, why.field, **why.params)
    return _listed(form)


def _saved_before(form: NameForm) -> SavedView | None:
    """The view that this very form saved a moment ago."""
    earlier = events.answered(actor().account_id, form.once.data)
    if earlier is None:
        return None
    facts = events.facts_of([earlier.id]).get(earlier.id, {})
    return _view_or_404(int(facts["view"])) if "view" in facts else None


def _listed(form: NameForm) -> ResponseReturnValue:
    me = actor()
    start = desks.start_of(me)
    page = render_template(
        "halls/desk/views.html",
        form=form,
        asked=asked_in(request.args),
        views=[(view, kept_in(view.asks)) for view in desks.views_of(me)],
        removed=desks.removed_by(me),
        start_id=start.id if start else None,
        me=me,
        led=_led(me),
        kinds={kind: translated(room.name) for kind, room in ROOMS.items()},
        first=desks.kinds_first(me),
    )
    return make_response(page, 422 if form.errors else 200)


def _led(me: Actor) -> dict[int, str]:
    """The sections one leads."""
    ids = [at for role, at in me.roles if role is Role.HEAD]
    found = db.session.scalars(select(Section).where(Section.id.in_(ids)).order_by(Section.id))
    return {section.id: place(section.name) for section in found}


def _view_or_404(number: int) -> SavedView:
    view = desks.view_with(actor(), number)
    if view is None:
        abort(404)
    return view


def _own_or_403(number: int) -> SavedView:
    """What somebody else keeps can be opened and saved anew, not changed."""
    view = _view_or_404(number)
    if view.account_id != actor().account_id:
        abort(403)
    return view


@outlook.route("/<int:number>/rename", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def rename(number: int) -> ResponseReturnValue:
    """改名."""
    view, form = _own_or_403(number), NameForm()
    if not form.is_submitted():
        form.name.data = view.name
    elif form.validate():
        try:
            with transaction():
                if not _answered(form):
                    held, name = _own_or_403(number), form.name.data or ""
                    desks.rename(held, name, actor(), clock.now(), form.once.data)
            return done(url_for(".home"), say(N_("视图已改名。")))
        except RuleBroken as why:
            form.refuse(why.says, why.field, **why.params)
            view = _own_or_403(number)
    page = render_template("halls/desk/rename.html", form=form, view=view)
    return make_response(page, 422 if form.errors else 200)


def _answered(form: OnceForm) -> bool:
    return events.answered(actor().account_id, form.once.data) is not None


@outlook.route("/<int:number>/replace", methods=["POST"])
@needs(Permission.WORK_CASES)
def replace(number: int) -> ResponseReturnValue:
    """更新视图: it keeps from now on what the address asks."""
    form, asked = _once(), asked_in(request.args)
    with transaction():
        view = _own_or_403(number)
        if not _answered(form):
            desks.replace(view, asked.kept, actor(), clock.now(), form.once.data)
    url = url_for("desk.home", **asked.kept, view=number)
    return done(url, say(N_("视图已更新。")))


@outlook.route("/<int:number>/share", methods=["POST"])
@needs(Permission.WORK_CASES)
def share(number: int) -> ResponseReturnValue:
    """共享给科室，或者不再共享."""
    form, me = ShareForm(), actor()
    form.section.choices = {0: "", **_led(me)}
    if not form.validate():
        abort(400)
    with transaction():
        view = _own_or_403(number)
        if not _answered(form):
            desks.share(view, form.section.data or None, me, clock.now(), form.once.data)
    shared, kept = N_("已共享，本科室的人可以打开这个视图。"), N_("不再共享。")
    return done(url_for(".home"), say(shared if form.section.data else kept))


@outlook.route("/<int:number>/remove", methods=["POST"])
@needs(Permission.WORK_CASES)
def remove(number: int) -> ResponseReturnValue:
    """删除."""
    form = _once()
    with transaction():
        if not _answered(form):
            desks.remove(_own_or_403(number), actor(), clock.now(), form.once.data)
    return done(url_for(".home"), say(N_("视图已删除，可以在本页下方恢复。")))


@outlook.route("/<int:number>/restore", methods=["POST"])
@needs(Permission.WORK_CASES)
def restore(number: int) -> ResponseReturnValue:
    """恢复."""
    form = _once()
    try:
        with transaction():
            if not _answered(form):
                found = desks.restore(number, actor(), clock.now(), form.once.data)
                if found is None:
                    abort(404)
    except RuleBroken as why:
        again = NameForm(formdata=None)
        again.refuse(why.says, None, **why.params)
        return _listed(again)
    return done(url_for(".home"), say(N_("视图已恢复。")))


@outlook.route("/start", methods=["POST"])
@needs(Permission.WORK_CASES)
def plain_start() -> ResponseReturnValue:
    """首屏用标准工作台."""
    form = _once()
    with transaction():
        if not _answered(form):
            desks.start_with(None, actor(), clock.now(), form.once.data)
    return done(url_for(".home"), say(N_("打开工作台时，首先看到标准工作台。")))


@outlook.route("/<int:number>/start", methods=["POST"])
@needs(Permission.WORK_CASES)
def start(number: int) -> ResponseReturnValue:
    """设为首屏."""
    form = _once()
    with transaction():
        view = _view_or_404(number)
        if not _answered(form):
            desks.start_with(view, actor(), clock.now(), form.once.data)
        name = view.name
    return done(url_for(".home"), say(N_("打开工作台时，首先看到“%(name)s”。"), name=name))


@outlook.route("/kinds", methods=["POST"])
@needs(Permission.WORK_CASES)
def kinds() -> ResponseReturnValue:
    """主办种类: what the section's desks show first."""
    form, led = KindsForm(), _led(actor())
    form.section.choices = led
    form.kind.choices = {"": "", **{kind: room.name for kind, room in ROOMS.items()}}
    if not form.validate():
        abort(400)
    first = [form.kind.data] if form.kind.data else []
    with transaction():
        if not _answered(form):
            desks.put_first(form.section.data, first, actor(), clock.now(), form.once.data)
    return done(url_for(".home"), say(N_("已设定，本科室的工作台先列主办的种类。")))


def _once() -> OnceForm:
    form = OnceForm()
    if not form.validate():
        abort(400)
    return form
