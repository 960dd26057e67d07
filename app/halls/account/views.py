"""账号 sign in, sign out, language, theme, messages, password."""

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.halls.account.forms import LanguageForm, PasswordForm, SignInForm, ThemeForm
from app.kernel import clock, notices as kernel_notices, sessions
from app.kernel.people import Account
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web.access import actor, begin_session, end_session, public, signed_in
from app.web.errors import audit
from app.web.language import choose, say
from app.web.paging import page_of, whole_number

account = Blueprint("account", __name__)

MESSAGES = 30


def safe_next(target: str | None) -> str:
    """Back to a page of ours, never to another house."""
    if (
        target
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and "\\" not in target
    ):
        return target
    return url_for("account.home")


@account.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """登录."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
        return render_template("halls/account/sign_in.html", form=form)
    status = 422
    if form.validate():
        try:
            token = _open_session(form)
            if token:
                begin_session(token)
                return redirect(safe_next(form.next.data), code=303)
            audit("/sign-in", "POST", "wrong_password")
            form.refuse(N_("账号或密码不对，请重新输入"))
        except sessions.TooManyGuesses as wait:
            status = 429
            form.refuse(N_("尝试次数过多，请%(minutes)s分钟后再试"), minutes=wait.minutes)
    return make_response(render_template("halls/account/sign_in.html", form=form), status)


def _open_session(form: SignInForm) -> str | None:
    with transaction():
        return sessions.sign_in(
            form.login.data or "", form.password.data or "", request.remote_addr or "", clock.now()
        )


@account.route("/sign-out", methods=["POST"])
@public
def sign_out() -> ResponseReturnValue:
    """退出."""
    end_session()
    flash(say(N_("您已退出登录。")))
    return redirect(url_for("account.sign_in"), code=303)


@account.route("/home")
@signed_in
def home() -> ResponseReturnValue:
    """Where this person's day begins."""
    return redirect(url_for("desk.home" if actor().kind == "staff" else "portal.home"), code=303)


@account.route("/language", methods=["POST"])
@public
def language() -> ResponseReturnValue:
    """换语言."""
    form = LanguageForm()
    if form.validate():
        choose(form.language.data or "")
    return redirect(safe_next(form.next.data), code=303)


@account.route("/theme", methods=["POST"])
@public
def theme() -> ResponseReturnValue:
    """换明暗."""
    form = ThemeForm()
    if form.validate() and form.theme.data in ("auto", "light", "dark"):
        session["theme"] = form.theme.data
    return redirect(safe_next(form.next.data), code=303)


@account.route("/messages")
@signed_in
def notices() -> ResponseReturnValue:
    """我的消息."""
    mine = actor().account_id or 0
    rows = kernel_notices.latest(mine, whole_number("after"), MESSAGES + 1)
    return render_template(
        "halls/account/messages.html", page=page_of(rows, MESSAGES, lambda row: row.id)
    )


@account.route("/messages/read", methods=["POST"])
@signed_in
def read() -> ResponseReturnValue:
    """全部标为已读."""
    with transaction():
        kernel_notices.mark_read(actor().account_id or 0, clock.now())
    return redirect(url_for(".notices"), code=303)


@account.route("/account", methods=["GET", "POST"])
@signed_in
def mine() -> ResponseReturnValue:
    """我的账号: who I am here, and a new password."""
    form = PasswordForm()
    if request.method == "POST" and form.validate():
        if _changed(form):
            session.clear()
            flash(say(N_("密码已更换，请用新密码登录。")))
            return redirect(url_for(".sign_in"), code=303)
        form.refuse(N_("原密码不对"), "old")
    account_row = db.session.get_one(Account, actor().account_id)
    page = render_template("halls/account/mine.html", form=form, account=account_row)
    return make_response(page, 422 if form.errors else 200)


def _changed(form: PasswordForm) -> bool:
    with transaction():
        account_row = db.session.get_one(Account, actor().account_id)
        if not sessions.password_is(account_row, form.old.data or ""):
            return False
        sessions.change_password(account_row, form.new.data or "")
    return True
