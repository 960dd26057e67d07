"""经办侧 one page per case, one route for every event of every room."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.asks import ReassignForm, ReceiptForm, RecuseForm, RevealForm
from app.cases.dossier import STORIES, Dossier
from app.cases.rehearsal import Foreseen, rehearse
from app.cases.step import Door, ask, ask_or_take, case_or_404, case_with, form_for
from app.extensions import db
from app.kernel import clock, documents, holding, outbox, vault, workflow
from app.kernel.cases import Case
from app.kernel.documents import Document
from app.kernel.machines import RuleBroken
from app.kernel.people import Account
from app.kernel.permissions import Permission
from app.kernel.rights import colleagues
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.workflow import permit
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import answer, done, wants_fragment
from app.web.language import say

door = Blueprint("door", __name__, url_prefix="/cases")

SIDE = Door(
    show="door.show",
    act="door.act",
    page="cases/ask.html",
    fragment="cases/_ask.html",
    reads=Dossier,
)


@door.route("/<string:ref>")
@needs(Permission.WORK_CASES)
def show(ref: str) -> ResponseReturnValue:
    """办件页."""
    return _show(case_or_404(ref))


def _show(case: Case, shown: Document | None = None) -> ResponseReturnValue:
    story = request.args.get("story", "")
    return answer(
        "cases/show.html",
        "cases/_case.html",
        page=Dossier(case, actor(), clock.now()),
        case=case,
        shown=shown,
        story=story if story in STORIES else "all",
        stories=STORIES,
    )


@door.route("/<string:ref>/look/<string:key>")
@needs(Permission.WORK_CASES)
def look(ref: str, key: str) -> ResponseReturnValue:
    """看材料: an image in its place on the page."""
    case = case_or_404(ref)
    document = documents.with_key(key)
    if document is None or document.case_id != case.id or document.direction != "received":
        abort(404)
    if wants_fragment():
        return answer("cases/_preview.html", "cases/_preview.html", case=case, shown=document)
    return _show(case, document)


@door.route("/<string:ref>/<string:event>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def act(ref: str, event: str) -> ResponseReturnValue:
    """Ask what the event needs to know, then take the step."""
    return ask_or_take(ref, event, SIDE)


@door.route("/<string:ref>/<string:event>/preview", methods=["POST"])
@needs(Permission.WORK_CASES)
def preview(ref: str, event: str) -> ResponseReturnValue:
    """预演: what this act would bring about, as the form stands; nothing is kept of it."""
    me, now = actor(), clock.now()
    case = case_with(ref, event)
    form = form_for(case, event)
    permit(case, event, me, now)
    seen = rehearse(ref, event, me, now, form.facts()) if form.validate() else None
    foreseen = seen if isinstance(seen, Foreseen) else None
    why = say(seen.says, **seen.params) if isinstance(seen, RuleBroken) else ""
    case = case_or_404(ref)
    if foreseen is None and request.headers.get("HX-Trigger") == "foreseen":
        why = ""  # nobody asked: the page tried by itself
    told: dict[str, Any] = {"foreseen": foreseen, "not_yet": why, "asked": True}
    if not wants_fragment():
        return ask(case, event, form, SIDE, 422 if form.errors else 200, **told)
    page, url = Dossier(case, me, now), url_for(".preview", ref=ref, event=event)
    fragment = "cases/_foreseen.html"
    return answer(fragment, fragment, page=page, case=case, preview_url=url, **told)


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
    form.to.choices = _named(colleagues(case.section_id, Role.HANDLER))
    if request.method == "POST" and form.validate():
        with transaction():
            to = db.session.get_one(Account, form.to.data)
            locked = case_or_404(ref, lock=True)
            holding.reassign(
                locked, to, actor(), clock.now(), form.reason.data or "", form.once.data
            )
        return done(url_for(".show", ref=ref), say(N_("已改派给%(name)s。"), name=to.person.name))
    return _small(case, form, N_("改派"))


@door.route("/<string:ref>/holding/recuse", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def recuse(ref: str) -> ResponseReturnValue:
    """回避: keep out oneself; the head of the section may have a colleague keep out."""
    case, me = case_or_404(ref), actor()
    if not Dossier(case, me, clock.now()).may_recuse:
        abort(403)
    form = RecuseForm()
    mine = db.session.get_one(Account, me.account_id)
    led = me.holds(Role.HEAD, case.section_id)
    others = colleagues(case.section_id, Role.HANDLER) if led else []
    form.who.choices = _named([mine, *others])
    if request.method == "POST" and form.validate():
        with transaction():
            who = db.session.get_one(Account, form.who.data)
            locked = case_or_404(ref, lock=True)
            holding.recuse(locked, who, me, clock.now(), form.reason.data or "", form.once.data)
            name = who.person.name
        return done(
            url_for(".show", ref=ref),
            say(N_("已登记%(name)s回避，不再经手这一主体的办件。"), name=name),
        )
    return _small(case, form, N_("回避"))


def _named(accounts: list[Account]) -> dict[str, str]:
    return {str(account.id): account.person.name for account in accounts}


@door.route("/<string:ref>/reveal/<string:field>", methods=["GET", "POST"])
@needs(Permission.REVEAL_PERSONAL)
def reveal(ref: str, field: str) -> ResponseReturnValue:
    """查看个人信息明文: with a reason, one event each."""
    case = case_or_404(ref)
    value_id = _personal(case, field)
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


def _personal(case: Case, field: str) -> int | None:
    """Where the vault keeps this personal value of the case or of its subject."""
    if field == "citizen_id":
        return case.subject.citizen_id
    column = case.__table__.columns.get(field)
    kept = column is not None and any(
        key.column.table.name == "personal_value" for key in column.foreign_keys
    )
    return getattr(case, field) if kept else None


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
