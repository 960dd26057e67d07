"""窗口 the applicant's side of a case: begin, draft, hand in, submit, answer, withdraw, read."""

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from app.cases import filing, materials, plain
from app.cases.outcome import outcome_of
from app.cases.page import CasePage
from app.cases.step import Door, ask_or_take, case_or_404, form_for
from app.extensions import db
from app.kernel import cases, clock, documents, vault
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.rooms import ROOMS, Room
from app.kernel.tx import transaction
from app.kernel.workflow import open_case
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.errors import refused
from app.web.forms import OnceForm
from app.web.htmx import announce, answer, done, wants_fragment
from app.web.language import say

counter = Blueprint("counter", __name__, url_prefix="/counter")

SIDE = Door(
    show="counter.show", act="counter.act", page="counter/ask.html", fragment="counter/_ask.html"
)
# After submission the applicant is given the receipt first.
HAND_IN = Door(
    show="counter.receipt", act="counter.act", page="counter/ask.html", fragment="counter/_ask.html"
)


class OpenForm(OnceForm):
    """登记: about what, by its number, as this kind of case asks."""

    record = HiddenField()
    subject = HiddenField()
    matter = HiddenField()

    def numbers(self, room: Room) -> dict[str, int]:
        """The numbers this kind asks for, each in figures; else there is nothing to look for."""
        typed = {name: str(self[name].data or "") for name in room.asks}
        if not all(t.isascii() and t.isdecimal() and len(t) < 18 for t in typed.values()):
            abort(400)
        return {name: int(number) for name, number in typed.items()}


@counter.context_processor
def for_applicants() -> dict[str, Any]:
    """What the pages of this side ask for by name."""
    return {
        "standing_of": plain.standing_of,
        "lookup_code_of": lookup_code_of,
        "who_did": plain.who_did,
        "my_events_of": plain.my_events,
        "decision_days_of": plain.decision_days,
        "differences": plain.differences,
        "outcome_of": outcome_of,
        "lacking_of": filing.lacking,
        "draft_mark_of": filing.mark_of,
        "filing_steps_of": filing.steps_of,
    }


def lookup_code_of(case: Case) -> str:
    """查询码, once there is something to look up."""
    return vault.lookup_code_of(case.ref) if case.lookup else ""


@counter.route("/open/<string:kind>", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def open_(kind: str) -> ResponseReturnValue:
    """Begin an application, as a draft, about what this kind of case is about."""
    if kind not in ROOMS or not ROOMS[kind].by_application:
        abort(404)
    form = OpenForm()
    if not form.validate():
        abort(400)
    numbers = form.numbers(ROOMS[kind])
    try:
        ref = _opened(ROOMS[kind], numbers, form)
    except RuleBroken as why:
        return _not_open(kind, numbers, why)
    words = say(N_("已建立草稿，编号%(ref)s，随填随存。"), ref=ref)
    if actor().kind == "applicant":
        return done(url_for(".step", ref=ref, number=filing.LOOK), words)
    return done(url_for("door.act", ref=ref, event="submit"), words)


def _opened(room: Room, numbers: dict[str, int], form: OpenForm) -> str:
    with transaction():
        found = room.about(numbers, clock.today())
        if found is None or not _may_know(room, found[0]):
            abort(404)
        what, columns = found
        extra = columns | ({"at_desk": True} if actor().kind == "staff" else {})
        case = open_case(room.kind, what, actor(), clock.now(), once=form.once.data, **extra)
        return case.ref


def _may_know(room: Room, what: cases.About) -> bool:
    """Whose it is; or who works where it was found, or where its kind begins."""
    me = actor()
    if me.kind == "applicant":
        return me.represents(what.subject.id)
    places = {what.section.id, room.begins_in(what.section.id)}
    return bool(places & me.all_sections)


def _not_open(kind: str, numbers: dict[str, int], why: RuleBroken) -> ResponseReturnValue:
    """Why no application can be begun, and where the open one is, if that is the reason."""
    standing_case = (
        db.session.scalar(
            cases.visible_to(actor()).where(
                Case.kind == kind,
                Case.record_id == numbers["record"],
                Case.closed_on.is_(None),
            )
        )
        if "record" in numbers
        else None
    )
    says = say(why.says, **why.params)
    return answer(
        "counter/not_open.html",
        "counter/_not_open.html",
        422,
        why=says,
        code=why.code,
        case=standing_case,
    )


@counter.route("/<string:ref>")
@needs(Permission.SEE_OWN_FILE)
def show(ref: str) -> ResponseReturnValue:
    """我的申请."""
    case = case_or_404(ref)
    return answer("counter/show.html", "counter/_case.html", page=_page(case), case=case)


@counter.route("/<string:ref>/receipt")
@needs(Permission.SEE_OWN_FILE)
def receipt(ref: str) -> ResponseReturnValue:
    """业务受理单: it arrived; who has it, what comes next, and the code to look it up."""
    case = case_or_404(ref)
    if case.lookup is None:
        abort(404)
    return answer("counter/receipt.html", "counter/_receipt.html", page=_page(case), case=case)


@counter.route("/<string:ref>/filing/<int:number>", methods=["GET", "POST"])
@needs(Permission.SEE_OWN_FILE)
def step(ref: str, number: int) -> ResponseReturnValue:
    """填报 one step of three; going on keeps what was typed and what was chosen."""
    case = case_or_404(ref)
    if number not in filing.STEPS:
        abort(404)
    if case.state != "draft":
        return redirect(url_for(".show", ref=ref), code=303)
    if request.method == "POST":
        return _go_on(ref, number)
    filing.open_event(case, actor(), clock.now())
    return _step_page(case, number, form_for(case, "submit"))


def _go_on(ref: str, number: int) -> ResponseReturnValue:
    """Keep, then stop for today, or go on if this step is complete."""
    try:
        case, form = filing.keep(ref, number)
    except filing.NotSaved as why:
        return _not_saved(why)
    if request.args.get("go") == "later":
        flash(say(N_("草稿已保存，什么时候回来都可以接着填。")))
        return redirect(url_for(".show", ref=ref), code=303)
    if form.NEEDS_PROOF and not form.proof.errors and not documents.materials(case, "proof"):
        form.refuse(form.NO_PROOF, "proof")
    if form.errors:
        return _step_page(case, number, form, 422)
    return redirect(url_for(".step", ref=ref, number=min(number + 1, filing.SIGN)), code=303)


def _step_page(case: Case, number: int, form: Any, status: int = 200) -> ResponseReturnValue:
    return answer(
        "counter/filing.html",
        "counter/_filing.html",
        status,
        case=case,
        page=_page(case),
        form=form,
        number=number,
    )


def _not_saved(why: filing.NotSaved) -> ResponseReturnValue:
    return refused(why.status, why.code, say(why.says, **why.params))


@counter.route("/<string:ref>/<string:event>", methods=["GET", "POST"])
@needs(Permission.SEE_OWN_FILE)
def act(ref: str, event: str) -> ResponseReturnValue:
    """Ask what the event needs to know, then take the step."""
    return ask_or_take(ref, event, HAND_IN if event == "submit" else SIDE)


@counter.route("/<string:ref>/draft", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def save(ref: str) -> ResponseReturnValue:
    """随填随存: keep what was typed so far; files are kept as they are uploaded."""
    try:
        with filing.words_kept(ref) as (case, _):
            pass
    except filing.NotSaved as why:
        return _not_saved(why)
    words = say(N_("草稿已保存 %(at)s"), at=f"{clock.now():%H:%M}")
    if wants_fragment():
        page = "counter/_autosave.html"
        return answer(page, page, case=case, draft_mark=filing.mark_of(case), words=words)
    return jsonify(saved=True, words=words)


@counter.route("/<string:ref>/materials", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def attach(ref: str) -> ResponseReturnValue:
    """上传材料; words sent along are kept too."""
    materials.must_be_open(case_or_404(ref), "proof", actor(), clock.now())
    try:
        case, form = filing.keep(ref)
    except filing.NotSaved as why:
        return _not_saved(why)
    if not form.files()["proof"]:
        form.refuse(N_("请先选择要上传的文件"), "proof")
    if form.proof.errors:
        return _materials_page(case, form, 422)
    return _materials(case, say(N_("已上传，列在下面。")))


@counter.route("/<string:ref>/materials/<string:key>/remove", methods=["POST"])
@needs(Permission.SEE_OWN_FILE, Permission.OPEN_CASES)
def detach(ref: str, key: str) -> ResponseReturnValue:
    """撤下材料; words sent along are kept too."""
    try:
        with filing.words_kept(ref) as (case, form):
            document = documents.with_key(key)
            if document is None or document.case_id != case.id or document.direction != "received":
                abort(404)
            materials.detach(case, document, actor(), clock.now(), form.once.data)
    except filing.NotSaved as why:
        return _not_saved(why)
    return _materials(case_or_404(ref), say(N_("已去掉这份材料。")))


def _materials(case: Case, words: str) -> ResponseReturnValue:
    """The list of materials to htmx; the page they stand on to everyone else."""
    if wants_fragment():
        return announce(_materials_page(case, form_for(case, materials.STEP[case.state])), words)
    if actor().kind == "staff":
        where = url_for("door.act", ref=case.ref, event=materials.STEP[case.state])
    elif case.state == "draft":
        where = url_for(".step", ref=case.ref, number=filing.SAY, _anchor="materials")
    else:
        where = url_for(".act", ref=case.ref, event="resubmit", _anchor="materials")
    return done(where, words)


def _materials_page(case: Case, form: Any, status: int = 200) -> Response:
    return answer(
        "counter/materials.html",
        "counter/_materials.html",
        status,
        case=case,
        form=form,
        page=_page(case),
    )


def _page(case: Case) -> CasePage:
    return CasePage(case, actor(), clock.now())
