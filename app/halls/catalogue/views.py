"""惩戒目录 the public list, its versions, and how the office keeps it."""

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from app.halls.catalogue.forms import CloseForm, ListForm, MeasureForm, offered
from app.kernel import catalogue, clock, events
from app.kernel.catalogue import CatalogueLine
from app.kernel.people import Section
from app.kernel.permissions import Permission, can
from app.kernel.tx import transaction
from app.lib.catalogue_seeds import KINDS
from app.lib.markers import N_
from app.web.access import actor, db, needs, public
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say
from app.web.terms import place

hall = Blueprint("catalogue", __name__, url_prefix="/catalogue")

P = Permission


@hall.context_processor
def shown() -> dict[str, object]:
    """What the pages of this hall ask by name."""
    keeps = current_user.is_authenticated and can(actor(), P.KEEP_CATALOGUE)
    return {
        "keeps": keeps and catalogue.keeps(actor()),
        "kinds": KINDS,
        "section_names": dict(_sections()),
    }


def _sections() -> list[tuple[str, str]]:
    """The sections of the bureau that keeps the catalogue, by key."""
    office = select(Section.bureau_id).where(Section.is_office).limit(1).scalar_subquery()
    query = select(Section.key, Section.name).where(Section.bureau_id == office)
    return [(key, name) for key, name in db.session.execute(query.order_by(Section.id)).all()]


@hall.route("")
@public
def home() -> ResponseReturnValue:
    """What can be proposed today, for anybody to read."""
    today = clock.today()
    measures = catalogue.in_force("measure", today)
    return render_template(
        "halls/catalogue/home.html",
        lists=catalogue.in_force("list", today),
        measures=measures,
        today=today,
    )


@hall.route("/<string:kind>/<string:key>")
@public
def show(kind: str, key: str) -> ResponseReturnValue:
    """One line with every version of it."""
    if kind not in KINDS:
        abort(404)
    versions = catalogue.versions(kind, key)
    if not versions:
        abort(404)
    return render_template(
        "halls/catalogue/show.html",
        line=versions[0],
        versions=versions,
        measures=catalogue.all_latest("measure"),
        today=clock.today(),
    )


# ---------------------------------------------------------------- keeping it


@hall.route("/kept")
@needs(P.KEEP_CATALOGUE)
def kept() -> ResponseReturnValue:
    """维护目录: the newest version of every line, those that ended too."""
    _mine_or_404()
    lines = {kind: catalogue.all_latest(kind) for kind in KINDS}
    return render_template("halls/catalogue/kept.html", lines=lines, today=clock.today())


@hall.route("/new/<string:kind>", methods=["GET", "POST"])
@needs(P.KEEP_CATALOGUE)
def new(kind: str) -> ResponseReturnValue:
    """新增条目."""
    _mine_or_404()
    form = _form(kind)
    if form.is_submitted():
        return _written(form, form.key.data or "", N_("新增目录条目"))
    form.since.data = clock.today()
    if isinstance(form, ListForm):
        form.begin()
    return _asked(form, N_("新增目录条目"))


@hall.route("/<string:kind>/<string:key>/version", methods=["GET", "POST"])
@needs(P.KEEP_CATALOGUE)
def version(kind: str, key: str) -> ResponseReturnValue:
    """新版: begins as the version that stands, and replaces it from a day on."""
    before = _line_or_404(kind, key)
    form = _form(kind)
    del form.key
    if form.is_submitted():
        return _written(form, key, N_("编写新版"), before)
    form.show(before)
    form.since.data = clock.today()
    return _asked(form, N_("编写新版"), before)


@hall.route("/<string:kind>/<string:key>/close", methods=["GET", "POST"])
@needs(P.KEEP_CATALOGUE)
def close(kind: str, key: str) -> ResponseReturnValue:
    """停止适用."""
    line, form = _line_or_404(kind, key), CloseForm()
    if not (form.is_submitted() and form.validate()):
        return _asked(form, N_("停止适用"), line)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            standing = _line_or_404(kind, key)
            reason = form.reason.data or ""
            catalogue.close(standing, reason, actor(), clock.now(), form.once.data)
    return done(url_for(".show", kind=kind, key=key), say(N_("已停止适用，明天起不能再选用。")))


def _form(kind: str) -> ListForm | MeasureForm:
    if kind not in KINDS:
        abort(404)
    if kind == "measure":
        form = MeasureForm()
        named = {key: place(name) for key, name in _sections()}
        form.section.choices = {"": say(N_("请选择")), **named}
        return form
    lists = ListForm()
    lists.measures.choices = offered(catalogue.in_force("measure", clock.today()))
    return lists


def _written(
    form: ListForm | MeasureForm, key: str, title: str, before: CatalogueLine | None = None
) -> ResponseReturnValue:
    if not form.validate():
        return _asked(form, title, before)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            since = form.since.data or clock.today()
            catalogue.add_version(
                form.KIND, key, form.wording(), since, actor(), clock.now(), form.once.data
            )
    return done(url_for(".show", kind=form.KIND, key=key), say(N_("已公布，按所定日期起适用。")))


def _asked(form: OnceForm, title: str, line: CatalogueLine | None = None) -> ResponseReturnValue:
    page = render_template("halls/catalogue/ask.html", form=form, title=title, line=line)
    return make_response(page, 422 if form.errors else 200)


def _mine_or_404() -> None:
    if not catalogue.keeps(actor()):
        abort(404)


def _line_or_404(kind: str, key: str) -> CatalogueLine:
    _mine_or_404()
    line = catalogue.latest(kind, key)
    if line is None:
        abort(404)
    return line
