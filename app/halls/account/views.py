"""账号 sign in, sign out, language, theme, messages, password."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.widgets import PasswordInput

from app.extensions import db
from app.halls.account import queries
from app.halls.account.forms import (
    ApplicantNoticeForm,
    LanguageForm,
    PasswordForm,
    SignInForm,
    StaffNoticeForm,
    ThemeForm,
)
from app.kernel import clock, post, sessions, vault
from app.kernel import notices as kernel_notices
from app.kernel.people import Account
from app.kernel.tx import transaction
from app.lib.markers import N_
from app.web import kept
from app.web.access import actor, begin_session, end_session, public, signed_in
from app.web.errors import audit
from app.web.language import choose, say
from app.web.paging import page_of, whole_number
from app.web.shell import places

account = Blueprint("account", __name__)

MESSAGES = 30


def safe_next(target: str | None) -> str:
    """Back to a page of ours, never to another house."""
    own = own_path(target or "")
    return own or url_for("account.home")


def own_path(target: str) -> str:
    """The path of an address of ours, with its question; nothing for any other address.

    Browsers drop tabs and line ends and read a backslash as a slash, so none of them passes.
    """
    if target.startswith("//") or any(ord(sign) <= 32 or sign in "\\\x7f" for sign in target):
        return ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    elsewhere = parts.netloc and (
        parts.netloc != request.host or parts.scheme not in ("http", "https")
    )
    if elsewhere or (parts.scheme and not parts.netloc):
        return ""
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return urlunsplit(("", "", parts.path, parts.query, ""))


@account.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """登录."""
    form = SignInForm()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")), code=303)
        form.next.data = own_path(request.args.get("next", ""))
        _fill_in(form)
        return _sign_in_page(form)
    status, code = 422, "not_accepted"
    if form.validate():
        try:
            token = _open_session(form)
            if token:
                begin_session(token)
                return _give_back(kept.opened(form.kept.data), form.next.data)
            code = "wrong_password"
            audit("/sign-in", "POST", code)
            form.refuse(N_("账号或密码不对，请重新输入"))
        except sessions.TooManyGuesses as wait:
            status, code = 429, "slow_down"
            audit("/sign-in", "POST", code)
            form.refuse(N_("尝试次数过多，请%(minutes)s分钟后再试"), minutes=wait.minutes)
    return _sign_in_page(form, status, code)


def ask_to_sign_in() -> ResponseReturnValue:
    """Ask who is not signed in to do so, and bring them back with the words they had typed."""
    here = request.full_path.rstrip("?") if request.method == "GET" else request.referrer or "/"
    target = url_for("account.sign_in", next=here)
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": target}
    sealed = kept.seal()
    if not sealed:
        return redirect(target, code=303)
    form = SignInForm(formdata=None)
    form.next.data, form.kept.data = own_path(here), sealed
    return _sign_in_page(form, 401)


def _give_back(words: kept.Kept | None, target: str | None) -> ResponseReturnValue:
    """Back to the page they came for; with words in hand, to the form they were typed into."""
    if words is None:
        return redirect(safe_next(target), code=303)
    return render_template("halls/account/kept.html", kept=words, again=kept.AGAIN)


def _sign_in_page(form: SignInForm, status: int = 200, code: str = "") -> ResponseReturnValue:
    shown = queries.demonstration_accounts() if current_app.config["DEMONSTRATION"] else []
    page = render_template("halls/account/sign_in.html", form=form, code=code, demonstration=shown)
    return make_response(page, status)


def _fill_in(form: SignInForm) -> None:
    """演示: an account that was clicked is filled in, with the demonstration's one password."""
    login = request.args.get("login", "")
    if current_app.config["DEMONSTRATION"] and queries.is_for_demonstration(login):
        form.login.data = login
        form.password.widget = PasswordInput(hide_value=False)
        form.password.data = current_app.config.get("DEMONSTRATION_PASSWORD", "")


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
    """Where this person's day begins: the first place they can go to."""
    first = next((place.url for place in places(current_app)), url_for(".mine"))
    return redirect(first, code=303)


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


@account.route("/account/notices", methods=["GET", "POST"])
@signed_in
def choose_notices() -> ResponseReturnValue:
    """消息设置: what of it leaves by mail, where to, in which language."""
    me = actor()
    kinds = kernel_notices.kinds_for(me.kind)
    form = StaffNoticeForm() if me.kind == "staff" else ApplicantNoticeForm()
    row = db.session.get_one(Account, me.account_id)
    if request.method == "POST" and form.validate():
        with transaction():
            _keep_choices(form, kinds)
        flash(say(N_("消息设置已保存。")), "good")
        return redirect(url_for(".choose_notices"), code=303)
    if request.method == "GET":
        _show_choices(form, row, kinds)
    kept = vault.masked(row.mail_id)
    sends = current_app.config["POST_OFFICE"] is not None
    page = render_template(
        "halls/account/notices.html", form=form, kinds=kinds, kept=kept, sends=sends
    )
    return make_response(page, 422 if form.errors else 200)


def _show_choices(form: Any, row: Account, kinds: Mapping[str, str]) -> None:
    """The address is shown masked beside the field, which is left as it is by leaving it so."""
    chosen = kernel_notices.chosen(row.id)
    form.mail.data, form.language.data = vault.masked(row.mail_id), row.language
    for kind in kinds:
        form[kind].data = kernel_notices.by_mail(kind, chosen)


def _keep_choices(form: Any, kinds: Mapping[str, str]) -> None:
    me, now = actor(), clock.now()
    row = db.session.get_one(Account, me.account_id, populate_existing=True)
    kernel_notices.choose(row.id, {kind: form[kind].data for kind in kinds})
    typed = form.mail.data or ""
    address = None if typed == vault.masked(row.mail_id) else typed
    post.set_address(row, address, form.language.data, me, now)


@account.route("/account", methods=["GET", "POST"])
@signed_in
def mine() -> ResponseReturnValue:
    """我的账号: who I am here, and a new password."""
    form = PasswordForm()
    if request.method == "POST" and form.validate():
        if _changed(form):
            end_session()
            flash(say(N_("密码已更换，请用新密码登录。")), "good")
            return redirect(url_for(".sign_in"), code=303)
        form.refuse(N_("原密码不对"), "old")
    page = render_template(
        "halls/account/mine.html",
        form=form,
        account=db.session.get_one(Account, actor().account_id),
        rights=queries.rights_of(actor()),
    )
    return make_response(page, 422 if form.errors else 200)


def _changed(form: PasswordForm) -> bool:
    with transaction():
        account_row = db.session.get_one(Account, actor().account_id)
        if not sessions.password_is(account_row, form.old.data or ""):
            return False
        sessions.change_password(account_row, form.new.data or "")
    return True
