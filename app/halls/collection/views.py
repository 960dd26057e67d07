"""信息归集 bring a table in, see what would be entered and what is wrong, accept or drop it."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.cases.tones import tone_of
from app.halls.collection import queries, records, report, staging
from app.halls.collection.forms import UploadForm
from app.halls.collection.template import template_workbook
from app.kernel import clock, files, progress, public_entries
from app.kernel.imports import ImportBatch
from app.kernel.permissions import Permission
from app.kernel.records import STATUS_NAMES, CreditRecord, old_versions
from app.kernel.rooms import ROOMS, Room
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import answer, done
from app.web.language import say
from app.web.paging import whole_number
from app.web.terms import place

collection = Blueprint("collection", __name__, url_prefix="/collection")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABS = ("faults", "good")


@collection.route("/")
@needs(Permission.IMPORT_RECORDS)
def home() -> ResponseReturnValue:
    """上传, and the batches brought in so far."""
    return _home(_upload_form())


def _home(form: UploadForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "halls/collection/home.html", form=form, batches=queries.batches(actor())
    )
    return make_response(page, status)


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.section.choices = {s.id: place(s.name) for s in queries.my_sections(actor())}
    return form


@collection.route("/", methods=["POST"])
@needs(Permission.IMPORT_RECORDS)
def upload() -> ResponseReturnValue:
    """Take the file; small ones are checked at once."""
    form = _upload_form()
    if not form.validate():
        return _home(form, 422)
    reason = form.reason.data or ""
    key = staging.take_in(form.file.data, form.section.data, reason, actor(), clock.now())
    return done(url_for(".show", key=key))


@collection.route("/template.xlsx")
@needs(Permission.IMPORT_RECORDS)
def template() -> ResponseReturnValue:
    """空白标准表."""
    return send_file(
        template_workbook(),
        mimetype=XLSX,
        as_attachment=True,
        download_name="行政处罚信息标准表.xlsx",
    )


@collection.route("/<string:key>")
@needs(Permission.IMPORT_RECORDS)
def show(key: str) -> ResponseReturnValue:
    """核对结果: progress while it is checked, then row by row what was found and would enter."""
    batch = _batch_or_404(key)
    return answer("halls/collection/show.html", "halls/collection/_batch.html", **_shown(batch))


def _shown(batch: ImportBatch) -> dict[str, Any]:
    start = whole_number("after", 0) or 0
    tab = _tab(batch)
    rows: list[Any] = []
    if batch.state not in ("waiting", "checking"):
        rows = queries.faults(batch, start) if tab == "faults" else queries.good(batch, start)
    total = batch.counts.get("faults_listed" if tab == "faults" else "good", 0)
    return {
        "batch": batch,
        "tab": tab,
        "rows": rows,
        "start": start,
        "size": queries.ROWS,
        "total": total,
        "progress": progress.of(batch.key),
        "form": OnceForm(formdata=None),
    }


def _tab(batch: ImportBatch) -> str:
    asked = request.args.get("show", "")
    if asked in TABS:
        return asked
    return "faults" if batch.counts.get("faults_listed") else "good"


@collection.route("/<string:key>/accept", methods=["POST"])
@needs(Permission.IMPORT_RECORDS)
def accept(key: str) -> ResponseReturnValue:
    """录入合格行."""
    form = _once()
    _batch_or_404(key)
    staging.accept(key, actor(), clock.now(), form.once.data)
    return done(url_for(".show", key=key))


@collection.route("/<string:key>/drop", methods=["POST"])
@needs(Permission.IMPORT_RECORDS)
def drop(key: str) -> ResponseReturnValue:
    """放弃这一批."""
    form = _once()
    _batch_or_404(key)
    staging.drop(key, actor(), clock.now(), form.once.data)
    return done(url_for(".home"), say(N_("已放弃，没有录入任何一行。")))


@collection.route("/<string:key>/errors.xlsx")
@needs(Permission.IMPORT_RECORDS)
def errors(key: str) -> ResponseReturnValue:
    """问题清单: the table as it came, with the cells marked and said what to do."""
    batch = _batch_or_404(key)
    if not batch.faults_file:
        abort(404)
    book = report.error_workbook(
        files.path_of(batch.file), batch.file_name, files.path_of(batch.faults_file)
    )
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name="问题清单.xlsx")


def _batch_or_404(key: str) -> ImportBatch:
    batch = queries.batch_for(actor(), key)
    if batch is None:
        abort(404)
    return batch


def _once() -> OnceForm:
    form = OnceForm()
    if not form.validate():
        abort(400)
    return form


@collection.route("/records/<int:record_id>")
@needs(Permission.WORK_CASES)
def record(record_id: int) -> ResponseReturnValue:
    """记录: one record as it stands on file, and what may be begun because of it."""
    kept = records.record_for(actor(), record_id)
    if kept is None:
        abort(404)
    today, cases = clock.today(), records.cases_about(actor(), record_id)
    return render_template(
        "halls/collection/record.html",
        record=kept,
        section=records.section_of(kept),
        entry=public_entries.entry_of(kept.id, today),
        cases=cases,
        versions=old_versions(kept),
        statuses=STATUS_NAMES,
        tone_of=tone_of,
        offered=_offered(kept, cases),
    )


def _offered(kept: CreditRecord, cases: Any) -> list[Room]:
    """What the section that provided it may begin about a record alone, and has not begun."""
    if kept.status != "effective" or not records.provides(actor(), kept):
        return []
    running = {one.kind for one in cases if one.closed_on is None}
    return [r for r in ROOMS.values() if r.only_on_a_record and r.kind not in running]
