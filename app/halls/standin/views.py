"""代办与交接 one's own deputies, those the security administrator names, and who is away."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.story import SIDE_ACTS
from app.extensions import db
from app.halls.standin import queries
from app.halls.standin.forms import AwayForm, GiveForm, PostForm
from app.kernel import clock, deputies
from app.kernel.deputies import Lent
from app.kernel.people import Account, Section
from app.kernel.permissions import Permission, can
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import ROOMS
from app.lib.markers import N_
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say, translated
from app.web.paging import page_of, whole_number, words_asked
from app.web.terms import place, term
from app.web.trying import tried

standin = Blueprint("standin", __name__)

P = Permission


@standin.context_processor
def shown() -> dict[str, Any]:
    """What the pages of this hall ask: what roles, kinds and events are called."""
    return {
        "role_names": {str(role): name for role, name in ROLE_NAMES.items()},
        "steps_of": steps_lent,
        "title_of": title_of,
        "today": clock.today(),
    }


def steps_lent(role: str, kind: str, events: list[str]) -> list[str]:
    """The steps of a delegation by name, as the kinds of case that know them call them."""
    names = deputies.events_of(Role(role), kind)
    return [term(name, "event") for event in events for name in names.get(event, [])]


def title_of(kind: str, event: str) -> str:
    """What an act is called in a case of this kind."""
    if event in ROOMS[kind].events:
        return str(term(ROOMS[kind].events[event], "event"))
    return translated(SIDE_ACTS.get(event, event), "past")


# ---------------------------------------------------------------- 我不在时由谁代


@standin.route("/account/standins")
@needs(P.WORK_CASES)
def mine() -> ResponseReturnValue:
    """我不在时由谁代: given and held, when I am away, and what was done in my name."""
    return my_page(AwayForm())


def my_page(form: AwayForm) -> ResponseReturnValue:
    """One's own deputies and absences, with the form as it was sent."""
    me = actor()
    rows = queries.done_for(me.person_id, whole_number("after"))
    page = render_template(
        "halls/standin/mine.html",
        rows=queries.delegations(queries.of_mine(me)),
        posts=queries.posts(me.account_id or 0),
        away=queries.absences_of(me.account_id or 0, clock.today()),
        form=form,
        page=page_of(rows, queries.ROWS, lambda row: row.id),
    )
    return make_response(page, 422 if form.errors else 200)


@standin.route("/account/standins/new", methods=["GET", "POST"])
@needs(P.WORK_CASES)
def give() -> ResponseReturnValue:
    """交由同事代理."""
    return _give(db.session.get_one(Account, actor().account_id), url_for(".mine"))


@standin.route("/account/standins/<int:delegation_id>/revoke", methods=["POST"])
@needs(P.WORK_CASES, P.MANAGE_GRANTS)
def revoke(delegation_id: int) -> ResponseReturnValue:
    """收回: at once."""
    form, me = OnceForm(), actor()
    back = url_for(".mine") if can(me, P.WORK_CASES) else url_for(".given")
    if deputies.find(delegation_id) is None:
        abort(404)
    if tried(form, lambda: _revoke(delegation_id, form)):
        return done(back, say(N_("已收回，立即失效，双方都收到了通知。")))
    return done(back, " ".join(map(str, form.form_errors)))


def _revoke(delegation_id: int, form: OnceForm) -> None:
    given = deputies.find(delegation_id, lock=True)
    if given is not None:
        deputies.revoke(given, "", actor(), clock.now(), form.once.data)


# ---------------------------------------------------------------- by the security administrator


@standin.route("/admin/standins")
@needs(P.MANAGE_GRANTS)
def given() -> ResponseReturnValue:
    """本单位的代理."""
    rows = queries.delegations(queries.in_house(actor()))
    return render_template("halls/standin/given.html", rows=rows, tab="standins")


@standin.route("/admin/standins/new", methods=["GET", "POST"])
@needs(P.MANAGE_GRANTS)
def give_for() -> ResponseReturnValue:
    """为已经不在岗的人设定代理."""
    login = words_asked("login", 64)
    absent = queries.staff_with(login, actor()) if login else None
    if absent is None:
        status = 404 if login else 200
        page = render_template("halls/standin/whose.html", login=login, back=url_for(".given"))
        return make_response(page, status)
    return _give(absent, url_for(".given"))


# ---------------------------------------------------------------- the form both share


def _give(absent: Account, back: str) -> ResponseReturnValue:
    """First which post and kind, by address; then to whom, which steps, which days."""
    posts = {f"{role}.{at.id}": (role, at) for role, at in queries.posts(absent.id)}
    which = PostForm(request.args, meta={"csrf": False})
    which.post.choices = {key: _post(role, at) for key, (role, at) in posts.items()}
    which.kind.choices = {"": say(N_("全部种类"))} | {k: term(r.name) for k, r in ROOMS.items()}
    if which.post.data not in posts or (which.kind.data or "") not in which.kind.choices:
        return render_template(
            "halls/standin/which.html", form=which, posts=posts, absent=absent, back=back
        )
    (role, section), kind = posts[str(which.post.data)], which.kind.data or ""
    names = deputies.events_of(role, kind)
    form = _give_form(absent, names)
    if form.is_submitted() and tried(form, lambda: _given(form, absent, role, section, kind)):
        return done(back, say(N_("已设定代理，双方都收到了通知。")))
    page = render_template(
        "halls/standin/give.html",
        form=form,
        absent=absent,
        post=_post(role, section),
        kind=kind,
        back=back,
    )
    return make_response(page, 422 if form.errors else 200)


def _give_form(absent: Account, names: dict[str, list[str]]) -> GiveForm:
    form = GiveForm(events=list(names)) if request.method == "GET" else GiveForm()
    form.events.choices = {
        event: " / ".join(translated(name, "event") for name in known)
        for event, known in names.items()
    }
    form.deputy.choices = {
        one.id: f"{one.name} · {place(one.section)}" for one in queries.colleagues(absent)
    }
    return form


def _post(role: Role, section: Section) -> str:
    return say(
        N_("%(section)s %(role)s"), section=place(section.name), role=translated(ROLE_NAMES[role])
    )


def _given(form: GiveForm, absent: Account, role: Role, section: Section, kind: str) -> Any:
    days = (form.since.data, form.until.data)
    lent = Lent(role, section, kind, form.events.data or [], *days)
    deputy = db.session.get_one(Account, form.deputy.data)
    reason, once = form.reason.data or "", form.once.data
    return deputies.give(absent, deputy, lent, reason, actor(), clock.now(), once)
