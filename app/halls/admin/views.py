"""账号与授权 open and close accounts, propose and confirm grants, enter the year's holidays."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.halls.admin import arrangement, queries
from app.halls.admin.forms import ApplicantForm, ProposalForm, ReasonForm, StaffForm, YearForm
from app.kernel import accounts, archive, calendar, clock, grants
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Section
from app.kernel.permissions import Permission, can
from app.kernel.roles import ROLE_NAMES, Role
from app.lib.markers import N_
from app.lib.workdays import YearTable
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say, translated
from app.web.paging import page_of, whole_number, words_asked
from app.web.terms import place
from app.web.trying import tried

admin = Blueprint("admin", __name__, url_prefix="/admin")

P = Permission
ANY = (
    *(P.MANAGE_ACCOUNTS, P.MANAGE_GRANTS, P.CONFIRM_GRANTS),
    *(P.MANAGE_CALENDAR, P.MANAGE_LIMITS),
)


def _asked(title: str, form: OnceForm, **more: Any) -> ResponseReturnValue:
    page = render_template("halls/admin/ask.html", title=title, form=form, **more)
    return make_response(page, 422 if form.errors else 200)


# ---------------------------------------------------------------- accounts


@admin.context_processor
def shown() -> dict[str, Any]:
    """What every page of this hall asks: what roles are called, what this person may do here."""
    return {
        "role_names": {str(role): name for role, name in ROLE_NAMES.items()},
        "may": {str(permission): can(actor(), permission) for permission in ANY},
    }


@admin.route("")
@needs(*ANY)
def home() -> ResponseReturnValue:
    """账号."""
    kind = request.args.get("kind", "staff")
    words = words_asked("q", 40)
    kind = kind if kind in queries.KINDS else "staff"
    rows = queries.accounts(actor(), kind, words, whole_number("after"))
    page = page_of(rows, queries.ROWS, lambda row: row.id)
    return render_template(
        "halls/admin/home.html",
        tab="accounts",
        page=page,
        posts=queries.posts(row.id for row in page.rows),
        kind=kind,
        words=words,
        now=clock.now(),
    )


@admin.route("/sections")
@needs(*ANY)
def sections() -> ResponseReturnValue:
    """科室: where cases lie, in whose name papers go out."""
    rows = queries.described(actor())
    return render_template("halls/admin/sections.html", tab="sections", rows=rows)


@admin.route("/accounts/staff", methods=["GET", "POST"])
@needs(P.MANAGE_ACCOUNTS)
def open_staff() -> ResponseReturnValue:
    """开工作人员账号: it can do nothing until roles are granted."""
    form = StaffForm()
    form.section.choices = {s.id: place(s.name) for s in queries.sections(actor())}
    opened = tried(form, lambda: _open_staff(form)) if form.is_submitted() else None
    return _password(*opened) if opened else _asked(N_("开工作人员账号"), form)


def _open_staff(form: StaffForm) -> tuple[Account, str]:
    same = queries.account_with(form.same_as.data) if form.same_as.data else None
    if form.same_as.data and same is None:
        raise RuleBroken(N_("没有这个登录名"), "same_as", "no_account")
    section = db.session.get_one(Section, form.section.data)
    login, name = form.login.data or "", form.name.data or ""
    return accounts.open_staff(login, name, section, same, actor(), clock.now())


@admin.route("/accounts/applicant", methods=["GET", "POST"])
@needs(P.MANAGE_ACCOUNTS)
def open_applicant() -> ResponseReturnValue:
    """开申请人账号."""
    form = (
        ApplicantForm() if request.method == "POST" else ApplicantForm(code=words_asked("code", 18))
    )
    opened = tried(form, lambda: _open_applicant(form)) if form.is_submitted() else None
    return _password(*opened) if opened else _asked(N_("开申请人账号"), form)


def _open_applicant(form: ApplicantForm) -> tuple[Account, str]:
    login, name, number = (str(form[one].data or "") for one in ("login", "name", "code"))
    own, me, now = not form.agent.data, actor(), clock.now()
    subject = archive.principal(number, name, own, me, now)
    capacity = "own" if own else "agent"
    return accounts.open_applicant(login, name, subject, capacity, me, now)


@admin.route("/accounts/<int:account_id>/password", methods=["GET", "POST"])
@needs(P.MANAGE_ACCOUNTS)
def reset(account_id: int) -> ResponseReturnValue:
    """重置密码."""
    account = _account_or_404(account_id)
    form = ReasonForm()
    words = tried(form, lambda: _reset(account_id, form)) if form.is_submitted() else None
    return _password(account, words) if words else _asked(N_("重置密码"), form, about=account.login)


def _reset(account_id: int, form: ReasonForm) -> str:
    account = db.session.get_one(Account, account_id)
    return accounts.reset_password(account, form.reason.data or "", actor(), clock.now())


@admin.route("/accounts/<int:account_id>/close", methods=["GET", "POST"])
@needs(P.MANAGE_ACCOUNTS)
def close(account_id: int) -> ResponseReturnValue:
    """停用账号."""
    account = _account_or_404(account_id)
    form = ReasonForm()
    if form.is_submitted() and tried(form, lambda: _close(account_id, form)):
        return done(url_for(".home"), say(N_("账号已停用，已登录的页面立即失效。")))
    return _asked(N_("停用账号"), form, about=account.login)


def _close(account_id: int, form: ReasonForm) -> None:
    account = db.session.get_one(Account, account_id)
    accounts.close(account, form.reason.data or "", actor(), clock.now())


def _account_or_404(account_id: int) -> Account:
    return queries.account(actor(), account_id) or abort(404)


def _password(account: Account, password: str) -> ResponseReturnValue:
    """The one-time password, shown this once."""
    return render_template("halls/admin/password.html", login=account.login, password=password)


# ---------------------------------------------------------------- grants: two persons


@admin.route("/grants")
@needs(P.MANAGE_GRANTS, P.CONFIRM_GRANTS)
def proposals() -> ResponseReturnValue:
    """授权提请."""
    rows = queries.proposals(actor())
    return render_template(
        "halls/admin/grants.html",
        tab="grants",
        rows=rows,
        why_not={
            row.GrantProposal.id: grants.why_not_confirm(row.GrantProposal, actor()) for row in rows
        },
    )


@admin.route("/grants/new", methods=["GET", "POST"])
@needs(P.MANAGE_GRANTS)
def propose() -> ResponseReturnValue:
    """提请授予或收回岗位."""
    form = ProposalForm()
    form.section.choices = {s.id: place(s.name) for s in queries.sections(actor())}
    form.role.choices = {str(r): translated(ROLE_NAMES[r]) for r in grants.GRANTABLE}
    if form.is_submitted() and tried(form, lambda: _propose(form)):
        return done(url_for(".proposals"), say(N_("已提请，等另一位管理员确认。")))
    return _asked(N_("提请授权"), form)


def _propose(form: ProposalForm) -> grants.GrantProposal:
    account = queries.account_with(form.login.data or "")
    if account is None:
        raise RuleBroken(N_("没有这个登录名"), "login", "no_account")
    section = db.session.get_one(Section, form.section.data)
    role, reason = Role(form.role.data), form.reason.data or ""
    return grants.propose(
        form.act.data, account, role, section, reason, actor(), clock.now(), form.once.data
    )


@admin.route("/grants/<int:proposal_id>/confirm", methods=["POST"])
@needs(P.CONFIRM_GRANTS)
def confirm(proposal_id: int) -> ResponseReturnValue:
    """确认: the second person."""
    form = OnceForm()
    if tried(form, lambda: _confirm(proposal_id, form)):
        return done(url_for(".proposals"), say(N_("已确认，立即生效。")))
    return _asked(N_("确认授权"), form)


def _confirm(proposal_id: int, form: OnceForm) -> None:
    grants.confirm(_locked(proposal_id), actor(), clock.now(), form.once.data)


@admin.route("/grants/<int:proposal_id>/decline", methods=["GET", "POST"])
@needs(P.MANAGE_GRANTS, P.CONFIRM_GRANTS)
def decline(proposal_id: int) -> ResponseReturnValue:
    """不同意, or one's own proposal taken back."""
    form = ReasonForm()
    if form.is_submitted() and tried(form, lambda: _decline(proposal_id, form)):
        return done(url_for(".proposals"), say(N_("已退回，授权没有变动。")))
    return _asked(N_("不同意授权"), form)


def _decline(proposal_id: int, form: ReasonForm) -> None:
    said = (form.reason.data or "", form.once.data)
    grants.decline(_locked(proposal_id), actor(), clock.now(), *said)


def _locked(proposal_id: int) -> grants.GrantProposal:
    found = grants.find(proposal_id, lock=True)
    if found is None or found.section_id not in actor().all_sections:
        abort(404)
    return found


# ---------------------------------------------------------------- the year's holidays


@admin.route("/calendar", methods=["GET", "POST"])
@needs(P.MANAGE_CALENDAR)
def years() -> ResponseReturnValue:
    """工作日历: enter a year from the State Council's notice; first looked at, then entered."""
    form = YearForm()
    table = tried(form, lambda: _read(form)) if form.is_submitted() else None
    if table and request.args.get("step") == "enter":
        entered = tried(form, lambda: _enter(form))
        if entered:
            return done(url_for(".years"), say(N_("已录入，新的到期日按它计算。")))
        table = None
    page = render_template(
        "halls/admin/calendar.html",
        tab="calendar",
        form=form,
        arranged=table,
        moved=arrangement.would_move(table) if table else 0,
        most=arrangement.MOST_CLOCKS,
        rows=queries.years(),
    )
    return make_response(page, 422 if form.errors else 200)


def _read(form: YearForm) -> YearTable:
    said = (form.notice.data or "", form.days_off.data or "", form.makeup_days.data or "")
    return arrangement.fitting(int(form.year.data or 0), *said)


def _enter(form: YearForm) -> Any:
    return calendar.enter_year(_read(form), actor(), clock.now())
