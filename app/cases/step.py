"""办理一步 what both doors do with an event: show its form, or take it and say what is next."""

from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.page import CasePage
from app.extensions import db
from app.kernel import cases, clock, events
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import ROLE_NAMES, Role
from app.kernel.rooms import room_of
from app.kernel.tx import transaction
from app.kernel.workflow import Stale, advance, permit
from app.lib.markers import N_
from app.web.access import actor
from app.web.forms import EventForm
from app.web.htmx import answer, done
from app.web.language import say, translated
from app.web.uploads import UploadRefused, take_in

AGAIN = N_("这一步先前已经办好，没有重复办理。")


@dataclass(frozen=True)
class Door:
    """门 one side's pages: where a case is shown, where its steps are asked."""

    show: str
    act: str
    page: str
    fragment: str


def case_or_404(ref: str, lock: bool = False) -> Case:
    """The case, if this person may know of it; otherwise it does not exist."""
    case = cases.find(actor(), ref, lock)
    if case is None:
        abort(404)
    return case


def ask_or_take(ref: str, event: str, door: Door) -> ResponseReturnValue:
    """GET shows the form of an event; POST takes the step."""
    case = case_or_404(ref)
    if event not in room_of(case).events or event == "open":
        abort(404)
    if request.method == "POST":
        return _take(case, event, door)
    permit(case, event, actor(), clock.now())
    return _ask(case, event, form_for(case, event), door)


def form_for(case: Case, event: str) -> EventForm:
    """The form of this event, fitted to this case."""
    form: EventForm = room_of(case).forms[event]()
    form.about(case)
    if not form.version.data:
        form.version.data = str(case.version)
    return form


def _ask(
    case: Case, event: str, form: EventForm, door: Door, status: int = 200, **context: Any
) -> ResponseReturnValue:
    page = CasePage(case, actor(), clock.now())
    return answer(
        door.page,
        door.fragment,
        status,
        page=page,
        case=case,
        event=event,
        event_name=page.room.events[event],
        refusing=event in page.room.refusing,
        form=form,
        consequences=page.consequences(event),
        act_url=url_for(door.act, ref=case.ref, event=event),
        back_url=url_for(door.show, ref=case.ref),
        **context,
    )


def _take(case: Case, event: str, door: Door) -> ResponseReturnValue:
    form = form_for(case, event)
    here = url_for(door.show, ref=case.ref)
    if not form.validate() or any(form.files().values()):
        # Nothing is said about a form, and no file is taken in, before it is known that they may;
        # everything else is judged once, under the lock.
        if _answered(case, event, form):
            return done(here, say(AGAIN))
        permit(case, event, actor(), clock.now())
        if form.refused:
            return _ask(case, event, form, door, 422)
    try:
        case, entry = _advance(case.ref, event, form)
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        return _ask(case_or_404(case.ref), event, form, door, 422, code=why.code)
    except UploadRefused as why:
        form.refuse(why.says, next(iter(form.files()), None), **why.params)
        return _ask(case_or_404(case.ref), event, form, door, 422, code="upload")
    except Stale as moved:
        return _conflict(case.ref, event, form, moved, door)
    # An act of a moment ago has not been read from the database yet; an earlier one has.
    return done(here, say(AGAIN) if entry in db.session else what_happened(case, entry))


def _answered(case: Case, event: str, form: EventForm) -> bool:
    earlier = events.answered(actor().account_id, form.once.data)
    return earlier is not None and earlier.stream == case.stream and earlier.name == event


def _advance(ref: str, event: str, form: EventForm) -> tuple[Case, Event]:
    """Take the step on the case as it stands under the lock."""
    uploads = [sent for kind, files in form.files().items() for sent in take_in(files, kind)]
    with transaction():
        case = case_or_404(ref, lock=True)
        if form.personal():
            cases.save_draft(case, cases.draft_of(case) | form.personal(), clock.now())
        facts = form.facts() | ({"uploads": uploads} if uploads else {})
        entry = advance(
            case, event, actor(), clock.now(), facts, seen=form.seen, once=form.once.data
        )
        return case, entry


def _conflict(
    ref: str, event: str, form: EventForm, moved: Stale, door: Door
) -> ResponseReturnValue:
    """Somebody else moved first: show what changed, keep what was typed, let them decide again."""
    case = case_or_404(ref)
    seen = form.seen or 0
    form.version.data = str(case.version)
    page = CasePage(case, actor(), clock.now())
    since = [line for line in page.timeline if line.event.seq > seen]
    form.refuse(N_("您填写期间，本件有了新的变动，请看过下面的变动再决定是否提交"))
    if not any(choice.event == event for choice in page.open):
        body = render_template(
            "cases/moved.html",
            page=page,
            case=case,
            since=since,
            form=form,
            back_url=url_for(door.show, ref=ref),
        )
        return make_response(body, 409)
    return _ask(case, event, form, door, 409, code="stale", since=since)


def what_happened(case: Case, entry: Event) -> str:
    """已受理。由市道路运输发展中心核查，11月26日前答复: what was done, who is next, until when."""
    room = room_of(case)
    what = translated(room.events[entry.name])
    if not case.turn:
        return say(
            N_("已办理“%(what)s”，本件现为“%(state)s”。"), what=what, state=room.states[case.state]
        )
    who = translated(ROLE_NAMES[Role(case.turn)])
    if case.due_on:
        return say(
            N_("已办理“%(what)s”。下一步由%(who)s办理，%(due)s前办结。"),
            what=what,
            who=who,
            due=case.due_on,
        )
    return say(N_("已办理“%(what)s”。下一步由%(who)s办理。"), what=what, who=who)
