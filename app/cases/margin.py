"""批注 the notes of one case as staff see them, where they are written and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.asks import NoteForm
from app.cases.step import case_or_404
from app.cases.story import Line
from app.kernel import clock, notes
from app.kernel.cases import Case
from app.kernel.holding import ROLES_THAT_HOLD
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.kernel.permissions import Permission
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.errors import audit
from app.web.forms import OnceForm
from app.web.htmx import answer, done
from app.web.language import say
from app.web.terms import place

margin = Blueprint("margin", __name__, url_prefix="/cases")

OFFERED = 8  # names at a time while somebody types


@dataclass(frozen=True)
class Note:
    """批注 one note: its line in the story, when it was taken back, whether it still can be."""

    line: Line
    withdrawn_at: datetime | None
    mine_today: bool


@dataclass(frozen=True)
class Margin:
    """页边 the notes of a case, newest first, and whether this person may add one."""

    notes: list[Note]
    may_write: bool


def margin_of(timeline: Sequence[Line], who: Actor, now: datetime) -> Margin:
    """Read out of the story that the page has fetched anyway."""
    gone = {
        line.facts.get("withdrawn_note"): line.event.at
        for line in timeline
        if line.event.name == notes.WITHDRAWN
    }
    kept = [
        Note(
            line,
            gone.get(line.event.id),
            line.event.account_id == who.account_id and line.event.at.date() == now.date(),
        )
        for line in timeline
        if line.event.name == notes.NOTE
    ]
    return Margin(kept, bool(who.sections_with(*ROLES_THAT_HOLD)))


@margin.route("/<string:ref>/notes/write", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def write(ref: str) -> ResponseReturnValue:
    """写批注."""
    case, me = case_or_404(ref), actor()
    if not notes.may_write(case, me):
        abort(403)
    form = _form_for(case, me)
    if request.method == "POST" and form.validate():
        try:
            with transaction():
                locked = case_or_404(ref, lock=True)
                to = [form.to.data] if form.to.data else []
                words = form.words.data or ""
                notes.write(locked, words, to, me, clock.now(), form.once.data)
            return done(url_for("door.show", ref=ref, _anchor="notes"), say(N_("批注已写下。")))
        except RuleBroken as why:
            audit(request.path, request.method, why.code)
            form.refuse(why.says, why.field, **why.params)
    status = 422 if form.errors else 200
    return answer("cases/note.html", "cases/_note.html", status, case=case, form=form, offered=[])


def _form_for(case: Case, me: Actor) -> NoteForm:
    form = NoteForm()
    others = [r for r in notes.readers(case) if r.person_id != me.person_id]
    named = [(r.person_id, f"{r.name} · {place(r.section)}") for r in others]
    form.to.choices = [(0, say(N_("不另外提醒"))), *named]
    return form


@margin.route("/<string:ref>/notes/names", methods=["POST"])
@needs(Permission.WORK_CASES)
def names(ref: str) -> ResponseReturnValue:
    """名单: colleagues whose names go on from what was just typed; nothing is kept of it."""
    case, me = case_or_404(ref), actor()
    found = notes.offered(case, request.form.get("words", ""), me, OFFERED)
    return answer("cases/_names.html", "cases/_names.html", case=case, offered=found)


@margin.route("/<string:ref>/notes/<int:event_id>/withdraw", methods=["POST"])
@needs(Permission.WORK_CASES)
def withdraw(ref: str, event_id: int) -> ResponseReturnValue:
    """撤下批注."""
    form = OnceForm()
    if not form.validate():
        abort(400)
    back = url_for("door.show", ref=ref, _anchor="notes")
    try:
        with transaction():
            locked = case_or_404(ref, lock=True)
            notes.withdraw(locked, event_id, actor(), clock.now(), form.once.data)
    except RuleBroken as why:
        audit(request.path, request.method, why.code)
        return done(back, say(why.says))
    return done(back, say(N_("批注已撤下，只留下撤下的记录。")))
