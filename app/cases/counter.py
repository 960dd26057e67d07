"""窗口 the applicant's side of a case: begin, draft, hand in, submit, answer, withdraw, read."""

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, MultipleFileField

from app.cases import materials
from app.cases.page import CasePage
from app.cases.step import Door, ask_or_take, case_or_404
from app.extensions import db
from app.kernel import cases, clock, documents
from app.kernel.machines import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.records import CreditRecord
from app.kernel.rooms import ROOMS, room_of
from app.kernel.tx import transaction
from app.kernel.workflow import open_case
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import answer, done
from app.web.language import moment, say
from app.web.uploads import UploadRefused, take_in

counter = Blueprint("counter", __name__, url_prefix="/counter")

SIDE = Door(
    show="counter.show", act="counter.act", page="counter/ask.html", fragment="counter/_ask.html"
)
MOST_DRAFT = 20_000  # characters of one field; a draft is words, not a file store


class OpenForm(OnceForm):
    """登记: about which record."""

    record = HiddenField()


class MaterialsForm(OnceForm):
    """上传材料."""

    REPEATABLE = frozenset({"proof"})

    proof = MultipleFileField(N_("证明材料"))


@counter.route("/open/<string:kind>", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def open_(kind: str) -> ResponseReturnValue:
    """Begin an application about one record, as a draft."""
    if kind not in ROOMS:
        abort(404)
    form = OpenForm()
    record_id = form.record.data or ""
    if not form.validate() or not record_id.isdecimal() or len(record_id) > 18:
        abort(400)
    try:
        with transaction():
            record = db.session.get(CreditRecord, int(record_id))
            if record is None or not _may_know(record):
                abort(404)
            extra = {"at_desk": True} if actor().kind == "staff" else {}
            case = open_case(kind, record, actor(), clock.now(), once=form.once.data, **extra)
            ref = case.ref
    except RuleBroken as why:
        return answer(
            "counter/not_open.html",
            "counter/_not_open.html",
            422,
            why=say(why.says, **why.params),
            code=why.code,
        )
    side = "counter.act" if actor().kind == "applicant" else "door.act"
    return done(
        url_for(side, ref=ref, event="submit"),
        say(N_("已建立草稿，编号%(ref)s，随填随存。"), ref=ref),
    )


def _may_know(record: CreditRecord) -> bool:
    me = actor()
    return (
        me.represents(record.subject_id)
        if me.kind == "applicant"
        else record.section_id in me.all_sections
    )


@counter.route("/<string:ref>")
@needs(Permission.SEE_OWN_FILE)
def show(ref: str) -> ResponseReturnValue:
    """我的申请."""
    case = case_or_404(ref)
    page = CasePage(case, actor(), clock.now())
    return answer("counter/show.html", "counter/_case.html", page=page, case=case)


@counter.route("/<string:ref>/<string:event>", methods=["GET", "POST"])
@needs(Permission.SEE_OWN_FILE)
def act(ref: str, event: str) -> ResponseReturnValue:
    """Ask what the event needs to know, then take the step."""
    return ask_or_take(ref, event, SIDE)


@counter.route("/<string:ref>/draft", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def save(ref: str) -> ResponseReturnValue:
    """随填随存: keep what was typed so far; files are kept as they are uploaded."""
    with transaction():
        case = case_or_404(ref, lock=True)
        if case.state not in ("draft", "correcting"):
            abort(409)
        case_fields = set(room_of(case).forms["submit"]()._fields) - {
            "csrf_token",
            "once",
            "version",
            "proof",
        }
        typed = {
            name: request.form[name][:MOST_DRAFT] for name in request.form if name in case_fields
        }
        now = clock.now()
        cases.save_draft(case, cases.draft_of(case) | typed, now)
    return jsonify(saved=True, words=say(N_("草稿已保存 %(at)s"), at=moment(now)))


@counter.route("/<string:ref>/materials", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def attach(ref: str) -> ResponseReturnValue:
    """上传材料."""
    form = MaterialsForm()
    if not form.validate():
        abort(400)
    case_or_404(ref)
    try:
        sent = take_in(form.proof.data or [], "proof")
    except UploadRefused as why:
        form.refuse(why.says, "proof", **why.params)
        return answer(
            "counter/materials.html",
            "counter/_materials.html",
            422,
            case=case_or_404(ref),
            form=form,
            page=_page(ref),
        )
    with transaction():
        if sent:
            materials.attach(
                case_or_404(ref, lock=True), "proof", sent, actor(), clock.now(), form.once.data
            )
    return _materials(ref)


@counter.route("/<string:ref>/materials/<string:key>/remove", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def detach(ref: str, key: str) -> ResponseReturnValue:
    """撤下材料."""
    form = OnceForm()
    if not form.validate():
        abort(400)
    with transaction():
        case = case_or_404(ref, lock=True)
        document = documents.with_key(key)
        if document is None or document.case_id != case.id or document.direction != "received":
            abort(404)
        materials.detach(case, document, actor(), clock.now(), form.once.data)
    return _materials(ref)


def _materials(ref: str) -> ResponseReturnValue:
    """The list of materials to htmx; the page of the case to everyone else."""
    case = case_or_404(ref)
    if request.headers.get("HX-Request"):
        return answer(
            "counter/materials.html",
            "counter/_materials.html",
            case=case,
            form=MaterialsForm(formdata=None),
            page=_page(ref),
        )
    event = "submit" if case.state == "draft" else "resubmit"
    side = "counter.act" if actor().kind == "applicant" else "door.act"
    return done(url_for(side, ref=ref, event=event))


def _page(ref: str) -> CasePage:
    return CasePage(case_or_404(ref), actor(), clock.now())
