"""企业档案 open a file at the window, look at it, correct its name."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.extensions import db
from app.halls.archive.forms import FileForm, NameForm
from app.kernel import archive, clock, events, subjects
from app.kernel.people import Person
from app.kernel.permissions import Permission, can
from app.kernel.rooms import ROOMS
from app.kernel.subjects import Subject
from app.lib.markers import N_, NC_
from app.web.access import actor, needs
from app.web.htmx import done
from app.web.language import moment, say, translated
from app.web.paging import words_asked
from app.web.trying import tried

hall = Blueprint("archive", __name__, url_prefix="/subjects")

P = Permission
TOLD = {"open_file": NC_("past", "建档"), "rename_file": NC_("past", "更正名称")}


@hall.route("/new", methods=["GET", "POST"])
@needs(P.KEEP_FILES)
def open_file() -> ResponseReturnValue:
    """建立企业档案."""
    form = FileForm(code=words_asked("code", 18))
    code = form.code.data or ""
    if form.is_submitted() and tried(form, lambda: _open(form)):
        return done(url_for(".show", code=code), say(N_("已建档，现在可以为它办理。")))
    known = subjects.with_code(code) if form.code.errors else None
    page = render_template("halls/archive/new.html", form=form, known=known)
    return make_response(page, 422 if form.errors else 200)


def _open(form: FileForm) -> Subject:
    name, code = form.name.data or "", form.code.data or ""
    return archive.open_file(name, code, actor(), clock.now(), form.once.data)


@hall.route("/<string:code>")
@needs(P.KEEP_FILES)
def show(code: str) -> ResponseReturnValue:
    """一份档案: what it is called, since when, and what can be begun for it."""
    subject = _subject_or_404(code)
    return render_template(
        "halls/archive/show.html",
        subject=subject,
        story=_story(subject),
        may={str(one): can(actor(), one) for one in (P.OPEN_CASES, P.MANAGE_ACCOUNTS)},
        proposed=[r for r in ROOMS.values() if not r.by_application and not r.only_on_a_record],
    )


def _story(subject: Subject) -> list[dict[str, Any]]:
    """Who opened it and who changed its name; a file that came with a record has none of that."""
    acts = events.history(archive.stream(subject.id))
    said = events.facts_of([act.id for act in acts])
    asked = select(Person.id, Person.name).where(Person.id.in_({a.person_id for a in acts}))
    names = dict(db.session.execute(asked).all())
    return [
        {
            "title": translated(TOLD[act.name], "past"),
            "at": moment(act.at),
            "actor": names.get(act.person_id, ""),
            "text": _changed(said.get(act.id, {})),
        }
        for act in reversed(acts)
    ]


def _changed(said: dict[str, Any]) -> str:
    """From what to what, and why; the opening of a file changed nothing."""
    return f"{said['before']} → {said['after']}\n{said['reason']}" if "before" in said else ""


@hall.route("/<string:code>/name", methods=["GET", "POST"])
@needs(P.KEEP_FILES)
def rename(code: str) -> ResponseReturnValue:
    """更正名称."""
    subject = _subject_or_404(code)
    form = NameForm(name=subject.name)
    if form.is_submitted() and tried(form, lambda: _rename(code, form)):
        return done(url_for(".show", code=code), say(N_("名称已更正。")))
    page = render_template("halls/archive/rename.html", form=form, subject=subject)
    return make_response(page, 422 if form.errors else 200)


def _rename(code: str, form: NameForm) -> None:
    subject = _subject_or_404(code)
    words = form.name.data or "", form.reason.data or ""
    archive.rename(subject, *words, actor(), clock.now(), form.once.data)


def _subject_or_404(code: str) -> Subject:
    """By its credit code; natural persons have none, and no page here."""
    found = subjects.with_code(code)
    if found is None or found.is_natural_person:
        abort(404)
    return found
