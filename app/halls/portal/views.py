"""门户 my credit information, my applications; finding an enterprise at the desk."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.cases.plain import standing
from app.halls.portal import answers, queries
from app.kernel import clock, evaluations, notices, vault
from app.kernel.permissions import Permission
from app.kernel.rooms import ROOMS, Room
from app.lib.masking import mask_name
from app.web.access import actor, needs
from app.web.paging import page_of, whole_number, words_asked

portal = Blueprint("portal", __name__, url_prefix="/portal")

LATEST = 3


def _judged() -> Room:
    """The kind whose question the card of a record answers: may I, and from when."""
    return next(room for room in ROOMS.values() if room.eligibilities)


@portal.app_template_global()
def standing_of_row(row: Any) -> Any:
    """现状 of an application in a list."""
    return standing(row, row.section, row.house)


@portal.route("")
@needs(Permission.SEE_OWN_FILE)
def home() -> ResponseReturnValue:
    """我的信用信息."""
    mine = queries.enterprises(actor())
    chosen = _chosen(mine)
    today = clock.today()
    page = None
    if chosen is not None:
        rows = queries.records_of(chosen.id, today, queries.place_of(request.args.get("after", "")))
        page = page_of(rows, queries.RECORDS, lambda row: f"{row.decided_on}.{row.id}")
    return render_template(
        "halls/portal/home.html",
        mine=mine,
        chosen=chosen,
        page=page,
        cards=_cards(page.rows if page else ()),
        grade=evaluations.latest(chosen.id) if chosen else None,
        asked=queries.waits_for_them(actor()),
        news=notices.latest(actor().account_id or 0, None, LATEST),
        kind=_judged().kind,
    )


def _chosen(mine: Any) -> Any:
    """The enterprise that is asked for, or the first; another's does not exist."""
    asked = request.args.get("subject")
    if asked is None:
        return mine[0] if mine else None
    found = next((one for one in mine if str(one.id) == asked), None)
    if found is None:
        abort(404)
    return found


def _cards(rows: Any) -> list[dict[str, Any]]:
    """Each record with its answers."""
    today, room = clock.today(), _judged()
    eligible = room.eligibilities(rows, today) if room.eligibilities and rows else {}
    applications = queries.open_about(actor(), [row.id for row in rows])
    return [_card(row, eligible[row.id], applications, today) for row in rows]


def _card(row: Any, eligible: Any, applications: Any, today: Any) -> dict[str, Any]:
    application = applications.get((_judged().kind, row.id))
    stands = standing_of_row(application) if application else None
    answer = answers.about(row, eligible, stands, today)
    return {
        "record": row,
        "application": application,
        "answer": answer if _may_begin(_judged(), row) else replace(answer, may=""),
        "offers": [_offer(room, row, applications) for room in _offering(row)],
        "publicity": answers.publicity(row, today),
        "why_not_cite": answers.why_not_cite(row),
        "punishment": answers.punishment(row),
    }


def _offering(row: Any) -> list[Room]:
    """What else may be begun about a record, beside what its card is about."""
    others = (room for room in ROOMS.values() if room.offer and not room.eligibilities)
    return [room for room in others if row.status != "annulled" and _may_begin(room, row)]


def _may_begin(room: Room, row: Any) -> bool:
    """An applicant for their own; staff where this kind of case begins."""
    me = actor()
    return me.kind == "applicant" or any(
        me.holds(role, room.begins_in(row.section_id)) for role in room.opened_by
    )


def _offer(room: Room, row: Any, applications: Any) -> dict[str, Any]:
    return {
        "kind": room.kind,
        "words": room.offer,
        "application": applications.get((room.kind, row.id)),
    }


@portal.route("/applications")
@needs(Permission.SEE_OWN_FILE)
def applications() -> ResponseReturnValue:
    """我的申请."""
    mine = queries.enterprises(actor())
    subject = _chosen(mine) if "subject" in request.args else None
    ended = request.args.get("show") == "ended"
    rows = queries.applications(
        actor(), subject.id if subject else None, ended, whole_number("after")
    )
    return render_template(
        "halls/portal/applications.html",
        mine=mine,
        chosen=subject,
        ended=ended,
        page=page_of(rows, queries.APPLICATIONS, lambda row: row.id),
        code_of=vault.lookup_code_of,
    )


@portal.route("/find")
@needs(Permission.OPEN_CASES)
def find_subject() -> ResponseReturnValue:
    """代为登记: find the enterprise of somebody who came in person, and begin for them."""
    words = words_asked("q", 100)
    found = queries.found_at_desk(actor(), words) if words else []
    records = (
        queries.records_at_desk(actor(), [subject.id for subject in found], clock.today())
        if found
        else {}
    )
    return render_template(
        "halls/portal/find.html",
        words=words,
        found=[(one, _shown_name(one), _cards(records.get(one.id, []))) for one in found],
        most=queries.SUBJECTS,
        proposed=[room for room in ROOMS.values() if not room.by_application],
        kind=_judged().kind,
    )


def _shown_name(subject: Any) -> str:
    """An enterprise by its name, a natural person by what may be shown of it."""
    return mask_name(subject.name) if subject.kind == "person" else str(subject.name)
