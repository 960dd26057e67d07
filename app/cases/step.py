"""办理一步 what both doors do with an event: show its form, or take it and say what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.page import CasePage
from app.extensions import db
from app.kernel import cases, clock, events
from app.kernel.cases import Case
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import room_of
from app.kernel.tx import transaction
from app.kernel.workflow import Stale, advance, permit
from app.lib.markers import N_
from app.web.access import actor
from app.web.forms import EventForm
from app.web.htmx import answer, done, wants_fragment
from app.web.language import say, translated
from app.web.terms import place
from app.web.uploads import UploadRefused, put_back, take_in


@dataclass(frozen=True)
class Door:
    """门 one side's pages: where a case is shown, where its steps are asked."""

    show: str
    act: str
    page: str
    fragment: str
    reads: type[CasePage] = CasePage  # what its templates read of a case


def case_or_404(ref: str, lock: bool = False) -> Case:
    """The case, if this person may know of it; otherwise it does not exist."""
    case = cases.find(actor(), ref, lock)
    if case is None:
        abort(404)
    return case


def ask_or_take(ref: str, event: str, door: Door) -> ResponseReturnValue:
    """GET shows the form of an event; POST takes the step."""
    if request.method == "POST":
        return _take_with_files(ref, event, door) if request.files else _take(ref, event, door)
    case = case_with(ref, event)
    permit(case, event, actor(), clock.now())
    return ask(case, event, form_for(case, event), door)


def case_with(ref: str, event: str, lock: bool = False) -> Case:
    """The case, if its kind has this event; otherwise the address does not exist."""
    case = case_or_404(ref, lock)
    if event not in room_of(case).events or event == "open":
        abort(404)
    return case


def form_for(case: Case, event: str) -> EventForm:
    """The form of this event, fitted to this case."""
    form: EventForm = room_of(case).forms[event]()
    form.about(case)
    if not form.version.data:
        form.version.data = str(case.version)
    return form


def ask(
    case: Case, event: str, form: EventForm, door: Door, status: int = 200, **context: Any
) -> Response:
    """The page of the case with the form of the event in it."""
    page = door.reads(case, actor(), clock.now())
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


def _take_with_files(ref: str, event: str, door: Door) -> ResponseReturnValue:
    """Files are looked through before the lock, and only from somebody who may send them now."""
    case = case_with(ref, event)
    form = form_for(case, event)
    if not form.validate() or _answered(case, event, form):
        return _take(ref, event, door)
    permit(case, event, actor(), clock.now())
    try:
        uploads = [sent for kind, files in form.files().items() for sent in take_in(files, kind)]
    except UploadRefused as why:
        form.refuse(why.says, next(iter(form.files()), None), **why.params)
        return ask(case, event, form, door, 422, code="upload")
    entered = False
    try:
        answered = make_response(_take(ref, event, door, uploads))
        entered = answered.status_code < 400
    finally:
        if not entered:
            put_back(uploads)
    return answered


def _answered(case: Case, event: str, form: EventForm) -> bool:
    earlier = events.answered(actor().account_id, form.once.data)
    return earlier is not None and earlier.stream == case.stream and earlier.name == event


class Incomplete(Exception):
    """The form cannot be taken as it was filled in; it says why at its fields."""


def _take(
    ref: str, event: str, door: Door, uploads: Sequence[dict[str, Any]] = ()
) -> ResponseReturnValue:
    """Take the step on the case as it stands under the lock: everything is judged there, once."""
    try:
        with transaction():
            case = case_with(ref, event, lock=True)
            form = form_for(case, event)
            entry = _advance(case, event, form, uploads)
    except Incomplete:
        return ask(case_or_404(ref), event, form, door, 422)
    except RuleBroken as why:
        form.refuse(why.says, why.field, **why.params)
        case = case_or_404(ref)
        form.look_again(case)
        return ask(case, event, form, door, 422, code=why.code)
    except UploadRefused as why:
        form.refuse(why.says, next(iter(form.files()), None), **why.params)
        return ask(case_or_404(ref), event, form, door, 422, code="upload")
    except Stale as moved:
        return _conflict(ref, event, form, moved, door)
    # An act of a moment ago has not been read from the database yet; an earlier one has.
    again = N_("这一步先前已经办好，没有重复办理。")
    words = say(again) if entry in db.session else what_happened(case, entry)
    return done(url_for(door.show, ref=ref), words)


def _advance(case: Case, event: str, form: EventForm, uploads: Sequence[dict[str, Any]]) -> Event:
    """Raises Incomplete, and what `advance` raises."""
    if form.seen is None:
        abort(400)
    if not form.validate() and not _answered(case, event, form):
        if form.seen != case.version:
            raise Stale(case, form.seen)
        permit(case, event, actor(), clock.now())
        raise Incomplete
    if form.personal() and not _answered(case, event, form):
        cases.save_draft(case, cases.draft_of(case) | form.personal(), clock.now())
    facts = form.facts() | ({"uploads": list(uploads)} if uploads else {})
    return advance(case, event, actor(), clock.now(), facts, seen=form.seen, once=form.once.data)


def _conflict(
    ref: str, event: str, form: EventForm, moved: Stale, door: Door
) -> ResponseReturnValue:
    """Somebody else moved first: show what changed, keep what was typed, let them decide again."""
    case = case_or_404(ref)
    seen = form.seen or 0
    form.version.data = str(case.version)
    form.look_again(case)
    page = door.reads(case, actor(), clock.now())
    since = [line for line in page.timeline if line.event.seq > seen]
    form.refuse(N_("您填写期间，本件有了新的变动，请看过下面的变动再决定是否提交"))
    if any(choice.event == event for choice in page.open):
        return _in_place(ask(case, event, form, door, 409, code="stale", since=since))
    told: dict[str, Any] = {"page": page, "case": case, "since": since, "form": form}
    back = url_for(door.show, ref=ref)
    return _in_place(answer("cases/moved.html", "cases/_moved.html", 409, back_url=back, **told))


def _in_place(answered: Response) -> Response:
    """A conflict is shown where the form stood; the script swaps a 409 that says so."""
    if wants_fragment():
        answered.headers["HX-Retarget"], answered.headers["HX-Reswap"] = "#ask", "outerHTML"
    return answered


def what_happened(case: Case, entry: Event) -> str:
    """已受理。由市道路运输发展中心核查，11月26日前答复: what was done, who is next, until when."""
    room = room_of(case)
    what = translated(room.events[entry.name], "past")
    if not case.turn:
        return say(
            N_("已办理“%(what)s”，本件现为“%(state)s”。"), what=what, state=room.states[case.state]
        )
    who = next_hand(case)
    if case.due_on:
        return say(
            N_("已办理“%(what)s”。下一步由%(who)s办理，%(due)s前办结。"),
            what=what,
            who=who,
            due=case.due_on,
        )
    return say(N_("已办理“%(what)s”。下一步由%(who)s办理。"), what=what, who=who)


def next_hand(case: Case) -> str:
    """Whose turn it is: the section by its name, everybody else by their office."""
    if case.turn in (Role.HANDLER, Role.HEAD):
        return place(case.section.name)
    return translated(ROLE_NAMES[Role(case.turn)])
