"""经办侧 one page per case, one route for every event of every room."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.cases.page import CasePage
from app.cases.step import Door, ask_or_take, case_or_404
from app.extensions import db
from app.kernel import clock, holding, outbox, vault, workflow
from app.kernel.people import Account, Role, colleagues
from app.kernel.permissions import Permission
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import answer, done
from app.web.language import say

door = Blueprint("door", __name__, url_prefix="/cases")

SIDE = Door(show="door.show", act="door.act", page="cases/ask.html", fragment="cases/_ask.html")


class ReassignForm(OnceForm):
    """改派."""

    to = SelectField(N_("改派给"), coerce=int, validators=[DataRequired(N_("请选择同事"))])
    reason = StringField(
        N_("改派理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)]
    )


class RevealForm(OnceForm):
    """查看明文."""

    reason = StringField(
        N_("查看理由"),
        description=N_("个人信息的每次查看都会留痕"),
        validators=[DataRequired(N_("请写明查看个人信息的理由")), Length(max=200)],
    )


class ReceiptForm(OnceForm):
    """登记回执."""

    proof = StringField(
        N_("回执内容"), validators=[DataRequired(N_("请写明回执的文号或内容")), Length(max=300)]
    )


@door.route("/<string:ref>")
@needs(Permission.WORK_CASES)
def show(ref: str) -> ResponseReturnValue:
    """办件页."""
    case = case_or_404(ref)
    return answer(
        "cases/show.html", "cases/_case.html", page=CasePage(case, actor(), clock.now()), case=case
    )


@door.route("/<string:ref>/<string:event>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def act(ref: str, event: str) -> ResponseReturnValue:
    """Ask what the event needs to know, then take the step."""
    return ask_or_take(ref, event, SIDE)


@door.route("/<string:ref>/holding/take", methods=["POST"])
@needs(Permission.WORK_CASES)
def take(ref: str) -> ResponseReturnValue:
    """认领."""
    form = _once()
    with transaction():
        holding.take_up(case_or_404(ref, lock=True), actor(), clock.now(), form.once.data)
    return done(url_for(".show", ref=ref), say(N_("已认领，由您办理。")))


@door.route("/<string:ref>/holding/release", methods=["POST"])
@needs(Permission.WORK_CASES)
def release(ref: str) -> ResponseReturnValue:
    """释放."""
    form = _once()
    with transaction():
        holding.release(case_or_404(ref, lock=True), actor(), clock.now(), form.once.data)
    return done(url_for(".show", ref=ref), say(N_("已释放，同科室的人可以认领。")))


@door.route("/<string:ref>/holding/reassign", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def reassign(ref: str) -> ResponseReturnValue:
    """改派."""
    case = case_or_404(ref)
    if not actor().holds(Role.HEAD, case.section_id):
        abort(403)
    form = ReassignForm()
    people = colleagues(case.section_id, Role.HANDLER)
    form.to.choices = {account.id: account.person.name for account in people}
    if request.method == "POST" and form.validate():
        with transaction():
            to = db.session.get_one(Account, form.to.data)
            locked = case_or_404(ref, lock=True)
            holding.reassign(
                locked, to, actor(), clock.now(), form.reason.data or "", form.once.data
            )
        return done(url_for(".show", ref=ref), say(N_("已改派给%(name)s。"), name=to.person.name))
    return _small(case, form, N_("改派"))


@door.route("/<string:ref>/reveal/<string:field>", methods=["GET", "POST"])
@needs(Permission.REVEAL_PERSONAL)
def reveal(ref: str, field: str) -> ResponseReturnValue:
    """查看个人信息明文: with a reason, one event each."""
    case = case_or_404(ref)
    value_id = getattr(case, field, None) if field in ("contact_name", "contact_phone") else None
    if value_id is None:
        abort(404)
    form = RevealForm()
    if request.method == "POST" and form.validate():
        with transaction():
            clear = vault.reveal(
                value_id, actor(), form.reason.data or "", case.stream, clock.now()
            )
        return answer("cases/revealed.html", "cases/_revealed.html", case=case, clear=clear)
    return _small(case, form, N_("查看明文"))


@door.route("/<string:ref>/receipts/<int:receipt_id>", methods=["GET", "POST"])
@needs(Permission.RECORD_RECEIPTS)
def receipt(ref: str, receipt_id: int) -> ResponseReturnValue:
    """登记联动回执."""
    case = case_or_404(ref)
    form = ReceiptForm()
    if request.method == "POST" and form.validate():
        with transaction():
            locked = case_or_404(ref, lock=True)
            waiting = [r for r in outbox.receipts(locked) if r.id == receipt_id and not r.done_on]
            if not waiting:
                abort(404)
            now, proof = clock.now(), form.proof.data or ""
            facts = {"receipt": receipt_id, "proof": proof}
            entry = workflow.note(locked, "receipt", actor(), now, facts, once=form.once.data)
            outbox.acknowledge(waiting[0], now.date(), proof, entry.id)
        return done(url_for(".show", ref=ref), say(N_("回执已登记。")))
    return _small(case, form, N_("登记回执"))


def _once() -> OnceForm:
    form = OnceForm()
    if not form.validate():
        abort(400)
    return form


def _small(case: object, form: OnceForm, title: str) -> ResponseReturnValue:
    """A small act with a form of its own: asked in place or on a page."""
    return answer(
        "cases/small.html",
        "cases/_small.html",
        422 if form.errors else 200,
        case=case,
        form=form,
        title=title,
    )
