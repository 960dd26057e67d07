"""协会会员 the associations, one roll, members entered from pasted lines, a member that left."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from app.halls.associations import checking, queries
from app.halls.associations.checking import OUTCOMES, Line
from app.halls.associations.forms import AssociationForm, MembersForm
from app.halls.associations.queries import Asked
from app.kernel import archive, associations, clock, events, subjects
from app.kernel.machines import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web import workbook
from app.web.access import actor, needs
from app.web.errors import audit
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import moment, ngettext, say, short_day, translated
from app.web.paging import page_of, whole_number, words_asked

hall = Blueprint("associations", __name__, url_prefix="/associations")

P = Permission


@hall.route("")
@needs(P.KEEP_MATTERS)
def home() -> ResponseReturnValue:
    """Every association that has a roll."""
    _must_keep()
    rows = queries.listed(clock.today(), whole_number("after"))
    page = page_of(rows, queries.ROWS, lambda row: row.id)
    return render_template("halls/associations/home.html", page=page)


def _must_keep() -> None:
    """For whoever keeps no list of matters there is nothing here."""
    if not associations.keeps(actor()):
        abort(404)


def _association_or_404(code: str) -> Subject:
    house = associations.find(actor(), code)
    if house is None:
        abort(404)
    return house


@hall.route("/<string:code>")
@needs(P.KEEP_MATTERS)
def show(code: str) -> ResponseReturnValue:
    """名册: who is a member, who left, entered by whom."""
    house, asked, today = _association_or_404(code), _asked_for(), clock.today()
    rows = queries.roll(house.id, asked, today, whole_number("after"))
    return render_template(
        "halls/associations/show.html",
        house=house,
        asked=asked,
        page=page_of(rows, queries.ROWS, lambda row: row.id),
        counts=queries.counts(house.id, today),
        today=today,
    )


def _asked_for() -> Asked:
    show = request.args.get("show", "")
    return Asked(show if show in queries.SHOWN else "now", words_asked("q", 60))


# ---------------------------------------------------------------- members come in


@hall.route("/new", methods=["GET", "POST"])
@needs(P.KEEP_MATTERS)
def new() -> ResponseReturnValue:
    """登记协会: it becomes known by its first members."""
    _must_keep()
    form = AssociationForm()
    house = form.association() if form.is_submitted() and form.validate() else None
    return _asked(form, None) if house is None else _taken(form, house, url(".new"))


@hall.route("/<string:code>/enter", methods=["GET", "POST"])
@needs(P.KEEP_MATTERS)
def enter(code: str) -> ResponseReturnValue:
    """登记会员: looked at first, then entered."""
    house, form = _association_or_404(code), MembersForm()
    if form.is_submitted() and form.validate():
        return _taken(form, house, url(".enter", code=code))
    if not form.is_submitted():
        form.lines.data = words_asked("member", 18)
    return _asked(form, house)


def _taken(form: MembersForm, house: Subject, here: str) -> ResponseReturnValue:
    """What was looked at is entered, once however often it is sent; anything else is looked at."""
    if request.args.get("step") != "enter":
        return _looked_at(form, house, here)
    try:
        with transaction():
            lines = [_on_file(line) for line in checking.judge(form.lines.data or "", house)]
            meant = [line.subject_id for line in lines if line.is_new and line.subject_id]
            new = associations.admit(house.id, meant, actor(), clock.now(), form.once.data)
    except RuleBroken as why:
        audit(request.path, request.method, why.code)
        form.refuse(why.says, why.field, **why.params)
        return _asked(form, house)
    return _entered(house, lines, new) if new else _looked_at(form, house, here)


def _on_file(line: Line) -> Line:
    """A member of whom nothing was collected yet has its file opened, by the name beside it."""
    if line.outcome != "open":
        return line
    opened = archive.open_file(line.name, line.pasted.code, actor(), clock.now())
    return replace(line, subject_id=opened.id)


def _looked_at(form: MembersForm, house: Subject, here: str) -> ResponseReturnValue:
    lines = checking.judge(form.lines.data or "", house)
    known = associations.find(actor(), house.code or "") is not None
    return _asked(
        form,
        house,
        here=here,
        looked_at=True,
        good=[line for line in lines if line.is_new],
        rest=[line for line in lines if not line.is_new],
        opened=sum(line.outcome == "open" for line in lines),
        known=known,
        odd=not known and not checking.is_society(house.code or ""),
    )


def _entered(house: Subject, lines: list[Line], new: frozenset[int]) -> ResponseReturnValue:
    """On to the roll; but what has to be corrected stays here, as it was typed."""
    rest = checking.left_over(lines, new)
    wrong = [line.pasted.typed for line in rest if line.wants_correcting]
    words = ngettext("已登记 %(num)s 家会员。", "已登记 %(num)s 家会员。", len(new))
    if not wrong:
        return done(url(".show", code=house.code), words)
    flash(words, "good")
    form = MembersForm(formdata=None)
    form.lines.data = "\n".join(wrong)
    return _asked(form, house, rest=rest, entered=len(new))


def _asked(form: MembersForm, house: Subject | None, **more: Any) -> ResponseReturnValue:
    told: dict[str, Any] = {"looked_at": False, "good": [], "rest": [], "entered": 0} | more
    here = told.pop("here", "") or (url(".enter", code=house.code) if house else url(".new"))
    page = render_template(
        "halls/associations/enter.html",
        form=form,
        house=house,
        here=here,
        outcomes=OUTCOMES,
        **told,
    )
    return make_response(page, 422 if form.errors else 200)


# ---------------------------------------------------------------- a member leaves


@hall.route("/<string:code>/<string:member>/leave", methods=["GET", "POST"])
@needs(P.KEEP_MATTERS)
def leave(code: str, member: str) -> ResponseReturnValue:
    """注销会员: with what follows, before it is done."""
    house, form = _association_or_404(code), OnceForm()
    if not (form.is_submitted() and form.validate()):
        who = queries.member(house.id, member) or abort(404)
        return render_template("halls/associations/leave.html", house=house, who=who, form=form)
    left = subjects.with_code(member) or abort(404)
    with transaction():
        associations.leave(house.id, left.id, actor(), clock.now(), form.once.data)
    words = say(N_("已注销%(name)s，明天起不能再为它报送。"), name=left.name)
    return done(url(".show", code=code), words)


# ---------------------------------------------------------------- taken along

COLUMNS = (
    *(N_("会员"), N_("统一社会信用代码"), N_("入会"), N_("最后一天")),
    *(N_("登记时间"), N_("登记人"), N_("注销时间"), N_("注销人")),
)


@hall.route("/<string:code>/export.xlsx", methods=["POST"])
@needs(P.KEEP_MATTERS)
def export(code: str) -> ResponseReturnValue:
    """导出名册: what the page shows as it is narrowed; who took it along is written down."""
    house, asked, today = _association_or_404(code), _asked_for(), clock.today()
    if not OnceForm().validate():
        abort(400)
    rows = queries.roll(house.id, asked, today, limit=queries.MOST_EXPORTED)
    with transaction():
        facts = {"association": house.id, "rows": len(rows), **asked.but()}
        events.record("associations/export", "export_members", actor(), clock.now(), facts=facts)
    return _sent(house, [_cells(row) for row in rows])


def _cells(row: Any) -> list[object]:
    return [
        *(row.name, row.code, row.since, row.until),
        *(moment(row.entered_at), row.entered_by),
        *(moment(row.left_at) if row.left_at else "", row.left_by),
    ]


def _sent(house: Subject, rows: list[list[object]]) -> Response:
    day = clock.today()
    title = say(N_("%(name)s会员名册（%(day)s）"), name=house.name, day=short_day(day))
    columns = [translated(name) for name in COLUMNS]
    return workbook.sent(
        f"会员名册-{house.name}-{day:%Y%m%d}",
        workbook.workbook("会员名册", title, columns, rows),
    )
