"""交接 who is away and holds cases, and what somebody hands over: looked at, then moved."""

from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.extensions import db
from app.halls.standin import queries
from app.halls.standin.forms import HandForm
from app.halls.standin.views import standin
from app.kernel import absences, clock, events, handover
from app.kernel.events import Event
from app.kernel.people import Account
from app.kernel.permissions import Permission
from app.kernel.roles import Role
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.htmx import done
from app.web.language import say
from app.web.paging import whole_number
from app.web.trying import tried

P = Permission


@standin.route("/handover")
@needs(P.HAND_OVER)
def people() -> ResponseReturnValue:
    """不在岗与交接: the staff one answers for, what each has claimed, who is away."""
    rows = queries.staff_of(actor(), clock.now())
    return render_template(
        "halls/standin/people.html", rows=rows, leads=Role.HEAD in actor().all_roles
    )


@standin.route("/handover/<int:account_id>", methods=["GET", "POST"])
@needs(P.HAND_OVER)
def hand_over(account_id: int) -> ResponseReturnValue:
    """离岗交接: everything of somebody who leaves."""
    leaver = _theirs(account_id)
    return _hand(leaver, N_("离岗交接"), handover.plan, handover.hand_over)


@standin.route("/handover/<int:account_id>/claims", methods=["GET", "POST"])
@needs(P.HAND_OVER)
def reassign(account_id: int) -> ResponseReturnValue:
    """整批改派: what a colleague who is away has claimed, in the sections one leads."""
    away, me = _theirs(account_id), actor()
    if not me.sections_with(Role.HEAD):
        abort(403)
    if not absences.away([away.id], clock.today()):
        return done(url_for(".people"), say(N_("这位同事今天在岗，请逐件改派")))
    return _hand(
        away,
        N_("整批改派"),
        lambda one, to, now: handover.plan_of_absent(one, to, me, now),
        handover.reassign_all,
    )


def _theirs(account_id: int) -> Account:
    leaver = db.session.get(Account, account_id)
    if leaver is None or not handover.may_hand_over(leaver, actor()):
        abort(404)
    return leaver


def _hand(leaver: Account, title: str, look: Any, act: Any) -> ResponseReturnValue:
    """Choose to whom; see line by line what would happen; then do it, once."""
    people = queries.colleagues(leaver)
    chosen = whole_number("to")
    to = db.session.get(Account, chosen) if chosen in {one.id for one in people} else None
    form = HandForm()
    if to is not None and request.method == "POST":
        entry = tried(form, lambda: _act(act, leaver.id, to.id, form))
        if entry:
            return done(url_for(".report", event_id=entry.id), say(N_("已移交，见下面的清单。")))
    page = render_template(
        "halls/standin/hand.html",
        title=title,
        leaver=leaver,
        people=people,
        to=to,
        plan=look(leaver, to, clock.now()) if to is not None else None,
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)


def _act(act: Any, leaver_id: int, to_id: int, form: HandForm) -> Event:
    leaver, to = (db.session.get_one(Account, one) for one in (leaver_id, to_id))
    entry: Event = act(
        leaver, to, form.reason.data or "", actor(), clock.now(), once=form.once.data
    )
    return entry


@standin.route("/handover/reports/<int:event_id>")
@needs(P.HAND_OVER)
def report(event_id: int) -> ResponseReturnValue:
    """交接清单: what went, what stayed and why, as the trail keeps it."""
    names = ("hand_over", "reassign_all")
    entry = db.session.scalar(select(Event).where(Event.id == event_id, Event.name.in_(names)))
    if entry is None or not entry.stream.startswith("account/"):
        abort(404)
    leaver = _theirs(int(entry.stream.removeprefix("account/")))
    told = events.facts_of([entry.id]).get(entry.id, {})
    to = db.session.get(Account, told.get("to", 0))
    return render_template(
        "halls/standin/report.html", entry=entry, told=told, leaver=leaver, to=to
    )
