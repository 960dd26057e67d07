"""批量办理 rows chosen on the desk, looked at one by one, done one by one, and reported."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask import url_for as flask_url
from flask.typing import ResponseReturnValue

from app.halls.desk import batch, doing, queries
from app.halls.desk.asked import asked_in
from app.halls.desk.board import Board
from app.halls.desk.doing import OUTCOMES
from app.halls.desk.export import as_file
from app.halls.desk.forms import CarryForm, ChooseForm
from app.kernel import clock, events
from app.kernel.people import Actor
from app.kernel.permissions import Permission
from app.kernel.rights import colleagues
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.lib.sheets import MEDIA
from app.web.access import actor, needs
from app.web.errors import refused
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say, translated

batch_ = Blueprint("batch", __name__, url_prefix="/desk/batch")


@batch_.route("", methods=["POST"])
@needs(Permission.WORK_CASES)
def look() -> ResponseReturnValue:
    """预览: what would come of each row; nothing is kept of it."""
    form, me = ChooseForm(), actor()
    board = Board(me, asked_in(request.args), clock.now())
    event = form.event.data or ""
    if not form.validate() or event not in board.batch_acts:
        return done(board.url(), say(N_("请先选择要办理的事项。")))
    refs, cut = _refs(form, board)
    if not refs:
        return done(board.url(), say(N_("请先勾选要办理的件。")))
    if len(refs) > batch.MOST:
        return _too_many()
    carry = CarryForm(formdata=None, event=event)
    carry.fit(event, _colleagues(me))
    return _previewed(board, event, refs, carry, cut)


def _refs(form: ChooseForm, board: Board) -> tuple[list[str], bool]:
    """What was chosen; of a whole view as much as one batch holds."""
    if not form.whole.data:
        return list(dict.fromkeys(str(ref)[:24] for ref in form.row.data or [])), False
    asked = board.asked.from_the_start
    found = queries.page(board.me, board.pile.key, asked, board.now, board.kinds, batch.MOST)
    return [row.ref for row in found[: batch.MOST]], len(found) > batch.MOST


def _colleagues(me: Actor) -> dict[int, str]:
    """The handlers of the sections one leads."""
    led = sorted(at for role, at in me.roles if role is Role.HEAD)
    return {one.id: one.person.name for at in led for one in colleagues(at, Role.HANDLER)}


def _previewed(
    board: Board, event: str, refs: list[str], carry: CarryForm, cut: bool = False
) -> Response:
    rows = batch.judged(refs, event, board.me, board.now)
    page = render_template(
        "halls/desk/batch.html",
        board=board,
        event=event,
        name=" / ".join(translated(words, "event") for words in board.batch_acts[event]),
        rows=rows,
        possible=[row for row in rows if not row.why],
        form=carry,
        cut=cut,
        most=batch.MOST,
    )
    return make_response(page, 422 if carry.errors else 200)


def _too_many() -> ResponseReturnValue:
    says = N_("一批最多办理%(most)s件，请分批勾选")
    return refused(422, "too_many", say(says, most=batch.MOST))


@batch_.route("/carry-out", methods=["POST"])
@needs(Permission.WORK_CASES)
def carry_out() -> ResponseReturnValue:
    """逐件办理, then go to the report."""
    form, me, now = CarryForm(), actor(), clock.now()
    event = form.event.data or ""
    board = Board(me, asked_in(request.args), now)
    if event not in board.batch_acts:
        abort(400)
    form.fit(event, _colleagues(me))
    valid, chosen = form.validate(), form.chosen()
    if len(chosen) > batch.MOST:
        return _too_many()
    if not chosen:
        return done(board.url(), say(N_("请先勾选要办理的件。")))
    if not valid:
        return _previewed(board, event, [row.ref for row in chosen], form)
    entry = doing.carry_out(chosen, event, form.said(), me, now, form.once.data or "")
    if entry.name != "batch":
        abort(400)
    back = board.asked.but()
    return redirect(flask_url(".report", number=entry.id, **back), code=303)


@batch_.route("/<int:number>")
@needs(Permission.WORK_CASES)
def report(number: int) -> ResponseReturnValue:
    """办理报告: what was done, what not and why."""
    found = doing.report_of(number, actor())
    if found is None:
        abort(404)
    board = Board(actor(), asked_in(request.args), clock.now())
    return render_template(
        "halls/desk/report.html",
        report=found,
        board=board,
        name=_name_of(found.event),
        outcomes=OUTCOMES,
    )


def _name_of(event: str) -> str:
    """What the event is called, in whatever kinds have it."""
    return " / ".join(translated(words, "event") for words in batch.names_of(event))


@batch_.route("/<int:number>/report/<string:ending>", methods=["POST"])
@needs(Permission.WORK_CASES)
def download(number: int, ending: str) -> ResponseReturnValue:
    """导出办理报告."""
    me, now = actor(), clock.now()
    found = doing.report_of(number, me)
    if found is None or ending not in MEDIA:
        abort(404)
    form = OnceForm()
    if not form.validate():
        abort(400)
    with transaction():
        if events.answered(me.account_id, form.once.data) is None:
            facts = {"batch": number, "form": ending}
            where = f"desk/{me.account_id}"
            events.record(where, "export_report", me, now, facts=facts, once=form.once.data)
    heads = [say(N_("编号")), say(N_("对象")), say(N_("结果")), say(N_("说明"))]
    table = [
        [row.ref, found.subjects.get(row.ref, ""), translated(OUTCOMES[row.outcome]), row.words]
        for row in found.rows
    ]
    return as_file(heads, table, ending, say(N_("批量办理报告")), now)
