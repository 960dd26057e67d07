"""承诺事项 the public list, a page for each matter, its versions kept, the letters exported."""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.halls.matters import export, queries
from app.halls.matters.forms import CloseForm, NewForm, WordingForm
from app.kernel import associations, clock, events, letters, matters
from app.kernel.matters import OpenMatter, Wording
from app.kernel.people import Section
from app.kernel.permissions import Permission
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.lib.commitments import ASSOCIATION, OPENNESS
from app.lib.letter_text import BLANK_NAMES
from app.lib.markers import N_
from app.lib.sheets import MEDIA
from app.web.access import actor, needs, public
from app.web.attached import attached
from app.web.errors import refused
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import listed, say
from app.web.terms import place

hall = Blueprint("matters", __name__, url_prefix="/matters")

KIND = "commitment"  # what is opened about a matter
P = Permission


@hall.context_processor
def shown() -> dict[str, object]:
    """What the pages of this hall ask by name."""
    return {
        "keeps": current_user.is_authenticated and bool(matters.kept_for(actor())),
        "openness": OPENNESS,
        "blank_names": BLANK_NAMES,
        "kind": KIND,
        "association_kind": ASSOCIATION,
    }


@hall.route("")
@public
def home() -> ResponseReturnValue:
    """办理清单: what may be promised today, and with what letter."""
    return render_template("halls/matters/home.html", matters=matters.on_list(clock.today()))


@hall.route("/<string:key>")
@public
def show(key: str) -> ResponseReturnValue:
    """One matter: its letter, its versions, and for whom it can be signed from here."""
    versions = matters.versions(key)
    if not versions:
        abort(404)
    matter = matters.in_force(key, clock.today())
    words = request.args.get("q", "").strip()[:100]
    return render_template(
        "halls/matters/show.html",
        matter=matter,
        latest=versions[0],
        versions=versions,
        mine=_for_whom(matter, words),
        at_desk=_at_desk(matter),
        words=words,
        may_keep=_keeps(versions[0]),
        may_bulk=_may_bulk(matter),
    )


def _may_bulk(matter: OpenMatter | None) -> bool:
    """Whether this person acts for an association, and this letter is filed by associations."""
    return (
        matter is not None
        and current_user.is_authenticated
        and matter.kind == ASSOCIATION
        and bool(associations.led_by(actor()))
    )


def _at_desk(matter: OpenMatter | None) -> bool:
    if matter is None or not current_user.is_authenticated or actor().kind != "staff":
        return False
    return actor().holds(Role.HANDLER, matter.section_id)


def _for_whom(matter: OpenMatter | None, words: str) -> object:
    """The subjects for which this person may begin a commitment here."""
    if matter is None or not current_user.is_authenticated:
        return ()
    if actor().kind == "applicant":
        return queries.represented(actor())
    return queries.at_desk(words) if _at_desk(matter) else ()


def _keeps(matter: OpenMatter) -> bool:
    return (
        current_user.is_authenticated
        and actor().kind == "staff"
        and matter.section_id in matters.kept_for(actor())
    )


# ---------------------------------------------------------------- keeping the list


@hall.route("/kept")
@needs(P.KEEP_MATTERS)
def kept() -> ResponseReturnValue:
    """本科室的事项: the newest version of each, those that ended too."""
    rows = matters.kept_by(list(_keeping()))
    return render_template("halls/matters/kept.html", rows=rows, today=clock.today())


def _keeping() -> dict[int, Section]:
    """The sections whose matters I keep; for whoever keeps none there is nothing to keep."""
    mine = {section.id: section for section in queries.keeping(actor())}
    if not mine:
        abort(404)
    return mine


@hall.route("/new", methods=["GET", "POST"])
@needs(P.KEEP_MATTERS)
def new() -> ResponseReturnValue:
    """新增事项."""
    form = NewForm()
    mine = list(_keeping().values())
    form.section.choices = {section.id: place(section.name) for section in mine}
    if not form.is_submitted():
        form.since.data = clock.today()
        return _asked(form, N_("新增承诺事项"))
    section = next((one for one in mine if one.id == form.section.data), None)
    return _written(form, form.key.data or "", section, N_("新增承诺事项"))


@hall.route("/<string:key>/version", methods=["GET", "POST"])
@needs(P.KEEP_MATTERS)
def version(key: str) -> ResponseReturnValue:
    """新版承诺书: begins as the version that stands, and replaces it from a day on."""
    before = _kept_or_404(key)
    form = WordingForm()
    if not form.is_submitted():
        form.show(before)
        return _asked(form, N_("编写新版承诺书"), before)
    return _written(form, key, before.section, N_("编写新版承诺书"), before)


def _written(
    form: WordingForm,
    key: str,
    section: Section | None,
    title: str,
    before: OpenMatter | None = None,
) -> ResponseReturnValue:
    """Look at it first; then it is entered, once however often it is sent."""
    wording = form.wording() if form.validate() else None
    if wording is None or section is None or "look" in request.args:
        return _asked(form, title, before, wording)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            locked = db.session.get_one(Section, section.id)
            since = form.since.data or clock.today()
            matters.add_version(key, locked, wording, since, actor(), clock.now(), form.once.data)
    return done(url_for(".show", key=key), say(N_("已保存，按所定日期起适用。")))


def _asked(
    form: OnceForm, title: str, before: OpenMatter | None = None, wording: Wording | None = None
) -> ResponseReturnValue:
    page = render_template(
        "halls/matters/ask.html", form=form, title=title, matter=before, wording=wording
    )
    return make_response(page, 422 if form.errors else 200)


@hall.route("/<string:key>/close", methods=["GET", "POST"])
@needs(P.KEEP_MATTERS)
def close(key: str) -> ResponseReturnValue:
    """停止适用."""
    matter = _kept_or_404(key)
    form = CloseForm()
    if not (form.is_submitted() and form.validate()):
        return _asked(form, N_("停止适用"), matter)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            standing = _kept_or_404(key)
            matters.close(standing, form.reason.data or "", actor(), clock.now(), form.once.data)
    return done(url_for(".show", key=key), say(N_("已停止适用，明天起不能再作出这项承诺。")))


def _kept_or_404(key: str) -> OpenMatter:
    matter = matters.latest(key)
    if matter is None or not _keeps(matter):
        abort(404)
    return matter


# ---------------------------------------------------------------- the report


@hall.route("/letters.csv", methods=["POST"])
@needs(P.EXPORT_LETTERS)
def csv() -> ResponseReturnValue:
    """导出承诺信息（CSV）."""
    return _exported("csv")


@hall.route("/letters.xlsx", methods=["POST"])
@needs(P.EXPORT_LETTERS)
def xlsx() -> ResponseReturnValue:
    """导出承诺信息（Excel）."""
    return _exported("xlsx")


def _exported(ending: str) -> ResponseReturnValue:
    """Every verified letter of one's sections; who took them along is written down."""
    mine = [section.id for section in queries.sections(actor())]
    try:
        table = export.rows(letters.found_in(mine))
    except export.NotExact as why:
        says = N_("承诺%(code)s有不符合标准的栏目：%(columns)s，没有导出")
        return refused(422, "not_exact", say(says, code=why.code, columns=listed(why.columns)))
    with transaction():
        facts = {"rows": len(table), "form": ending}
        events.record("letters/export", "export", actor(), clock.now(), facts=facts)
    write = {"csv": export.as_csv, "xlsx": export.as_workbook}[ending]
    sent = Response(write(table), content_type=MEDIA[ending])
    name = f"信用承诺信息-{clock.today():%Y%m%d}.{ending}"
    return attached(sent, name)
