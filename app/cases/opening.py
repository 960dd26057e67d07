"""主动登记 what staff open of their own accord: about a subject, on a record or on none."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.extensions import db
from app.kernel import cases, clock, subjects
from app.kernel.cases import About, Case
from app.kernel.machines import RuleBroken, steps_of
from app.kernel.people import Section
from app.kernel.permissions import Permission
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS, Grounds, Room, room_of
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from app.kernel.workflow import open_case
from app.lib.markers import N_
from app.lib.width import half_width
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import answer, done
from app.web.language import say
from app.web.terms import place

opening = Blueprint("opening", __name__, url_prefix="/cases/open")


class BeginForm(OnceForm):
    """登记: about whom, on what, in which of one's sections."""

    record = HiddenField()
    source = HiddenField()
    code = StringField(
        N_("统一社会信用代码"), filters=[lambda typed: half_width(typed or "").upper()]
    )
    title = StringField(N_("事由"), validators=[Length(max=200)])
    section = SelectField(N_("提出科室"), coerce=int, validators=[DataRequired(N_("请选择科室"))])


@opening.route("/<string:kind>", methods=["GET", "POST"])
@needs(Permission.OPEN_CASES)
def begin(kind: str) -> ResponseReturnValue:
    """Begin a case of a kind that the bureau itself proposes, as a draft."""
    room = ROOMS.get(kind)
    if room is None or room.by_application:
        abort(404)
    form = BeginForm()
    form.section.choices = _my_sections()
    record = _record(str(form.record.data or request.args.get("record", "")))
    if room.only_on_a_record:
        own: Any = record.section_id if record else None
        form.section.choices = {k: w for k, w in form.section.choices.items() if own == k}
        if not form.section.choices:
            abort(404)
    source = _source(str(form.source.data or request.args.get("source", "")), record)
    if request.method == "GET":
        form.source.data = source.ref if source else ""
        form.record.data = str(record.id) if record else ""
        form.code.data = request.args.get("code", "")[:18]
    elif form.validate() and (ref := _opened(room, record, form, source)):
        first = next(s.event for s in steps_of(room.machine) if s.event in room.primary)
        words = say(N_("已建立草稿，编号%(ref)s。"), ref=ref)
        return done(url_for("door.act", ref=ref, event=first), words)
    status = 422 if form.errors else 200
    page = {"form": form, "room": room, "record": record}
    return answer("cases/begin.html", "cases/_begin.html", status, **page)


def _source(ref: str, record: CreditRecord | None) -> Case | None:
    """The case this one grows from, if it gives this very record as its grounds."""
    case = cases.find(actor(), ref) if ref else None
    if ref and (case is None or record is None or _grounds_of(case, record) is None):
        abort(404)
    return case


def _grounds_of(case: Case, record: CreditRecord) -> Grounds | None:
    room = room_of(case)
    given = room.grounds(case) if room.grounds else None
    return given if given and given.record_id == record.id else None


def _opened(room: Room, record: CreditRecord | None, form: BeginForm, source: Case | None) -> str:
    """The number of the new draft; nothing, with the reason in the form, when it is refused."""
    subject = record.subject if record else _subject(form)
    if subject is None:
        return ""
    try:
        with transaction():
            section = db.session.get_one(Section, form.section.data)
            title = record.doc_no if record else str(form.title.data)
            what = About(subject, section, title, record)
            grown = {"grew_from": source.id} if source else {}
            case = open_case(room.kind, what, actor(), clock.now(), once=form.once.data, **grown)
            given = _grounds_of(source, record) if source and record else None
            if given:
                cases.save_draft(case, dict(given.said), clock.now())
            return case.ref
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return ""


def _subject(form: BeginForm) -> Subject | None:
    found = subjects.with_code(str(form.code.data)) if form.code.data else None
    if found is None:
        form.refuse(N_("没有这个代码的主体，请核对；还没有档案的先建立企业档案"), "code")
    if not form.title.data:
        form.refuse(N_("请写明事由"), "title")
    return None if form.errors else found


def _record(number: str) -> CreditRecord | None:
    """A record of one's own bureau; any other does not exist."""
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        abort(404)
    record = db.session.get(CreditRecord, int(number))
    houses = {house for section, house in actor().houses if section in _handled()}
    if record is None or db.session.get_one(Section, record.section_id).house_id not in houses:
        abort(404)
    return record


def _handled() -> frozenset[int]:
    return actor().sections_with(Role.HANDLER)


def _my_sections() -> dict[Any, str]:
    """Where I handle cases: mine first."""
    query = select(Section).where(Section.id.in_(_handled())).order_by(Section.id)
    own = sorted(db.session.scalars(query), key=lambda one: one.id != actor().section_id)
    return {one.id: place(one.name) for one in own}
