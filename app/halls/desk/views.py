"""工作台 the desk itself, the next case, a case taken up or let go in its row, and the search."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.step import case_or_404
from app.halls.desk import finding
from app.halls.desk.asked import asked_in
from app.halls.desk.board import Board
from app.halls.desk.columns import Choice
from app.halls.desk.export import MOST_ROWS, TooMany, as_file, export_of
from app.halls.desk.searching import Searching
from app.kernel import clock, events, holding
from app.kernel.permissions import Permission
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.lib.sheets import MEDIA
from app.web.access import actor, needs
from app.web.errors import refused
from app.web.forms import OnceForm
from app.web.htmx import done, wants_fragment
from app.web.language import say
from app.web.paging import whole_number, words_asked

desk = Blueprint("desk", __name__)


@desk.route("/desk")
@needs(Permission.WORK_CASES)
def home() -> ResponseReturnValue:
    """工作台."""
    board = Board(actor(), asked_in(request.args), clock.now())
    return render_template("halls/desk/home.html", board=board)


@desk.route("/desk/columns")
@needs(Permission.WORK_CASES)
def columns() -> ResponseReturnValue:
    """栏目: which facts the list shows and in which order, put together in the address."""
    asked = asked_in(request.args)
    return render_template("halls/desk/columns.html", asked=asked, choice=Choice(asked))


@desk.route("/desk/export/<string:ending>", methods=["POST"])
@needs(Permission.WORK_CASES)
def export(ending: str) -> ResponseReturnValue:
    """导出 exactly what the view shows, on all its pages; who took it along is written down."""
    if ending not in MEDIA:
        abort(404)
    form, me, now = _once(), actor(), clock.now()
    board = Board(me, asked_in(request.args), now)
    try:
        heads, table = export_of(board)
    except TooMany:
        says = N_("这个视图里超过%(most)s件，请先缩小范围再导出")
        return refused(422, "too_many", say(says, most=MOST_ROWS))
    with transaction():
        facts = {"rows": len(table), "form": ending, "asks": board.asked.kept}
        earlier = events.answered(me.account_id, form.once.data)
        if earlier is None:
            where = f"desk/{me.account_id}"
            events.record(where, "export_cases", me, now, facts=facts, once=form.once.data)
    return as_file(heads, table, ending, say(N_("办件清单")), now)


@desk.route("/desk/next", methods=["POST"])
@needs(Permission.WORK_CASES)
def take_next() -> ResponseReturnValue:
    """取下一件: take up what has the least time left, and open it."""
    form, me, now = _once(), actor(), clock.now()
    with transaction():
        earlier = events.answered(me.account_id, form.once.data)
        if earlier is not None:
            return done(url_for("door.show", ref=earlier.stream.removeprefix("case/")))
        case = holding.next_for(me, now)
        if case is not None:
            holding.take_up(case, me, now, form.once.data)
            return done(
                url_for("door.show", ref=case.ref),
                say(N_("已认领%(ref)s，这是剩余时间最少的一件。"), ref=case.ref),
            )
    return done(url_for(".home"), say(N_("没有等您认领的件了。")))


@desk.route("/desk/<string:ref>/claim", methods=["POST"])
@needs(Permission.WORK_CASES)
def claim(ref: str) -> ResponseReturnValue:
    """认领 in the row."""
    form = _once()
    with transaction():
        holding.take_up(case_or_404(ref, lock=True), actor(), clock.now(), form.once.data)
    return _row(ref, say(N_("已认领%(ref)s，由您办理。"), ref=ref))


@desk.route("/desk/<string:ref>/release", methods=["POST"])
@needs(Permission.WORK_CASES)
def release(ref: str) -> ResponseReturnValue:
    """释放 in the row."""
    form = _once()
    with transaction():
        holding.release(case_or_404(ref, lock=True), actor(), clock.now(), form.once.data)
    return _row(ref, say(N_("已释放%(ref)s，同岗位的人可以认领。"), ref=ref))


def _row(ref: str, words: str) -> ResponseReturnValue:
    """The row as it is now, for htmx; the desk again, for everyone else."""
    asked = asked_in(request.args)
    if not wants_fragment():
        return done(url_for(".home", **asked.but()), words)
    board = Board(actor(), asked, clock.now(), only=ref)
    return make_response(render_template("halls/desk/_row.html", board=board, words=words))


@desk.route("/search")
@needs(Permission.WORK_CASES)
def search() -> ResponseReturnValue:
    """查找: cases, subjects, records and notes one may see."""
    words, sort = words_asked("q", finding.MOST_WORDS), request.args.get("sort", "")
    sort = sort if sort in finding.SORTS else ""
    looked = Searching(words, sort, whole_number("after"), actor(), clock.now())
    if words and finding.names_one(words) and len(looked.found["cases"].rows) == 1:
        return redirect(url_for("door.show", ref=looked.found["cases"].rows[0].ref), code=303)
    return render_template("halls/desk/search.html", looked=looked, words=words)


def _once() -> OnceForm:
    form = OnceForm()
    if not form.validate():
        abort(400)
    return form
