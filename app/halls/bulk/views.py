"""批量报送 bring the workbook, see what is wrong and what would be filed, file it or drop it."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, send_file
from flask import url_for as url
from flask.typing import ResponseReturnValue

from app.cases.tones import tone_of
from app.halls.bulk import queries, staging
from app.halls.bulk.columns import layout_of, template_of
from app.halls.bulk.forms import UploadForm
from app.kernel import associations, bulk, clock, files, matters, progress
from app.kernel.bulk import BulkBatch
from app.kernel.matters import OpenMatter
from app.kernel.permissions import Permission
from app.kernel.subjects import Subject
from app.lib import sheets
from app.lib.markers import N_
from app.lib.sheets import MEDIA
from app.lib.tables.marked import error_workbook
from app.web.access import actor, needs
from app.web.attached import attached
from app.web.forms import OnceForm
from app.web.htmx import answer, done
from app.web.language import say, translated
from app.web.paging import page_of, whole_number
from app.web.terms import state_term

hall = Blueprint("bulk", __name__, url_prefix="/matters/<string:matter>/bulk")

XLSX = MEDIA["xlsx"]
OUTCOMES = {
    "good": N_("将报送"),
    "bad": N_("有错，不报送"),
    "here": N_("已报送"),
    "filed": N_("已提交"),
    "refused": N_("没有提交"),
}


@hall.route("")
@needs(Permission.SEE_OWN_FILE)
def home(matter: str) -> ResponseReturnValue:
    """上传, and what was filed so far."""
    mine = _associations()
    return _home(_matter(matter), mine, _form(mine))


def _associations() -> list[Subject]:
    """For whoever acts for no association there is nothing here."""
    mine = list(associations.led_by(actor()))
    if not mine:
        abort(404)
    return mine


def _matter(key: str) -> OpenMatter:
    """The version in force of a letter that may be filed for others."""
    found = matters.in_force(key, clock.today())
    if found is None or not bulk.may_be_filed(found, clock.today()):
        abort(404)
    return found


def _form(mine: list[Subject]) -> UploadForm:
    form = UploadForm()
    form.association.choices = {one.id: one.name for one in mine}
    return form


def _home(
    matter: OpenMatter, mine: list[Subject], form: UploadForm, status: int = 200
) -> ResponseReturnValue:
    found = queries.batches(matter.key, [one.id for one in mine], whole_number("after"))
    batches = page_of(found, queries.ROWS, lambda row: row.id)
    sizes = associations.sizes([one.id for one in mine], clock.today())
    page = render_template(
        "halls/bulk/home.html",
        matter=matter,
        form=form,
        batches=batches,
        rolls=[(one.name, sizes.get(one.id, 0)) for one in mine],
    )
    return make_response(page, status)


@hall.route("", methods=["POST"])
@needs(Permission.SEE_OWN_FILE)
def upload(matter: str) -> ResponseReturnValue:
    """Take the workbook; a small one is checked at once."""
    mine, about = _associations(), _matter(matter)
    form = _form(mine)
    if not form.validate():
        return _home(about, mine, form, 422)
    key = staging.take_in(form.file.data, about, form.association.data, actor(), clock.now())
    return done(url(".show", matter=matter, key=key))


@hall.route("/template.xlsx")
@needs(Permission.SEE_OWN_FILE)
def template(matter: str) -> ResponseReturnValue:
    """空白报送表."""
    _associations()
    about = _matter(matter)
    name = f"信用承诺报送表-{about.key}-第{about.version}版.xlsx"
    return send_file(template_of(about), mimetype=XLSX, as_attachment=True, download_name=name)


@hall.route("/<string:key>")
@needs(Permission.SEE_OWN_FILE)
def show(matter: str, key: str) -> ResponseReturnValue:
    """核对和报送结果: what is wrong, what would be filed, and what became of each row."""
    batch = _batch_or_404(matter, key)
    return answer("halls/bulk/show.html", "halls/bulk/_batch.html", **_shown(batch))


def _shown(batch: BulkBatch) -> dict[str, Any]:
    tab = _tab(batch)
    start = whole_number("after", 0) or 0
    page = page_of(queries.rows(batch, start), queries.ROWS, lambda row: row.row)
    return {
        "batch": batch,
        "matter": batch.matter,
        "tab": tab,
        "page": page,
        "rows": queries.faults(batch, start) if tab == "faults" else page.rows,
        "start": start,
        "size": queries.ROWS,
        "outcomes": OUTCOMES,
        "tone_of": tone_of,
        "progress": progress.of(batch.key),
        "form": OnceForm(formdata=None),
    }


def _tab(batch: BulkBatch) -> str:
    asked = request.args.get("show", "")
    if asked in ("faults", "rows"):
        return asked
    return "faults" if batch.state == "checked" and batch.counts["bad"] else "rows"


@hall.route("/<string:key>/accept", methods=["POST"])
@needs(Permission.SEE_OWN_FILE)
def accept(matter: str, key: str) -> ResponseReturnValue:
    """报送合格行."""
    form = _once(matter, key)
    staging.accept(key, actor(), clock.now(), form.once.data)
    return done(url(".show", matter=matter, key=key))


@hall.route("/<string:key>/drop", methods=["POST"])
@needs(Permission.SEE_OWN_FILE)
def drop(matter: str, key: str) -> ResponseReturnValue:
    """放弃这一批."""
    form = _once(matter, key)
    staging.drop(key, actor(), clock.now(), form.once.data)
    return done(url(".home", matter=matter), say(N_("已放弃，没有报送任何一家。")))


@hall.route("/<string:key>/errors.xlsx")
@needs(Permission.SEE_OWN_FILE)
def errors(matter: str, key: str) -> ResponseReturnValue:
    """问题清单: the workbook as it came, with the cells marked and said what to do."""
    batch = _batch_or_404(matter, key)
    if not batch.faults_file:
        abort(404)
    path, found = files.path_of(batch.file), files.path_of(batch.faults_file)
    book = error_workbook(path, batch.file_name, layout_of(batch.matter), found)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name="问题清单.xlsx")


@hall.route("/<string:key>/report.xlsx")
@needs(Permission.SEE_OWN_FILE)
def report(matter: str, key: str) -> ResponseReturnValue:
    """报送结果: every row, and what became of it."""
    batch = _batch_or_404(matter, key)
    heads = (N_("行"), N_("企业名称"), N_("统一社会信用代码"), N_("结果"), N_("编号"), N_("说明"))
    table = [
        (
            *(str(row.row), row.name, row.code, say(OUTCOMES[row.outcome])),
            row.ref or "",
            state_term(row) if row.ref else say(row.words, **row.params) if row.words else "",
        )
        for row in queries.rows(batch, most=None)
    ]
    book = sheets.as_workbook("报送结果", [translated(head) for head in heads], table)
    sent = Response(book, content_type=XLSX)
    return attached(sent, "报送结果.xlsx")


def _batch_or_404(matter: str, key: str) -> BulkBatch:
    batch = bulk.with_key(actor(), key)
    if batch is None or batch.matter.key != matter:
        abort(404)
    return batch


def _once(matter: str, key: str) -> OnceForm:
    _batch_or_404(matter, key)
    form = OnceForm()
    if not form.validate():
        abort(400)
    return form
