"""不在岗 marked by oneself, or by the head of the section for somebody who cannot."""

from typing import Any

from flask import abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.halls.standin import queries
from app.halls.standin.forms import AwayForm
from app.halls.standin.views import my_page, standin
from app.kernel import absences, clock
from app.kernel.delegations import Absence
from app.kernel.people import Account
from app.kernel.permissions import Permission
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say
from app.web.trying import tried

P = Permission


@standin.route("/account/absences", methods=["POST"])
@needs(P.WORK_CASES)
def be_away() -> ResponseReturnValue:
    """登记不在岗."""
    form, me = AwayForm(), actor().account_id or 0
    if tried(form, lambda: _mark(me, form)):
        return done(url_for(".mine"), say(N_("已登记。期间您认领的件由科室负责人改派。")))
    return my_page(form)


@standin.route("/account/absences/<int:absence_id>/end", methods=["POST"])
@needs(P.WORK_CASES)
def be_back(absence_id: int) -> ResponseReturnValue:
    """销假."""
    return _end(actor().account_id or 0, absence_id, url_for(".mine"))


@standin.route("/handover/<int:account_id>/absences", methods=["GET", "POST"])
@needs(P.HAND_OVER)
def mark_away(account_id: int) -> ResponseReturnValue:
    """代为登记不在岗: somebody fell ill, and what they hold must not lie."""
    theirs, form = _of_my_section(account_id), AwayForm()
    if form.is_submitted() and tried(form, lambda: _mark(account_id, form)):
        return done(
            url_for(".people"),
            say(N_("已登记%(name)s不在岗，本人会收到消息。"), name=theirs.person.name),
        )
    page = render_template(
        "halls/standin/away.html",
        theirs=theirs,
        away=queries.absences_of(account_id, clock.today()),
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)


@standin.route("/handover/<int:account_id>/absences/<int:absence_id>/end", methods=["POST"])
@needs(P.HAND_OVER)
def mark_back(account_id: int, absence_id: int) -> ResponseReturnValue:
    """代为销假."""
    _of_my_section(account_id)
    return _end(account_id, absence_id, url_for(".mark_away", account_id=account_id))


def _of_my_section(account_id: int) -> Account:
    theirs = db.session.get(Account, account_id)
    if theirs is None or not absences.may_mark(theirs, actor()):
        abort(404)
    return theirs


def _mark(account_id: int, form: AwayForm) -> Any:
    account = db.session.get_one(Account, account_id)
    days = (form.since.data, form.until.data)
    return absences.mark(
        account, *days, form.reason.data or "", actor(), clock.now(), form.once.data
    )


def _end(account_id: int, absence_id: int, back: str) -> ResponseReturnValue:
    form = OnceForm()
    away = db.session.get(Absence, absence_id)
    if away is None or away.account_id != account_id:
        abort(404)
    if tried(form, lambda: _mark_back(absence_id, form)) is None:
        abort(400)
    return done(back, say(N_("已销假。")))


def _mark_back(absence_id: int, form: OnceForm) -> None:
    away = db.session.get_one(Absence, absence_id)
    absences.end(away, actor(), clock.now(), form.once.data)
