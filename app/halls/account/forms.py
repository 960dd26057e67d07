"""账号表单."""

from collections.abc import Callable

from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, Optional, Regexp, ValidationError

from app.kernel.notices import APPLICANT_KINDS, DAILY, DESK, NEVER, ONCE, REQUIRED, STAFF_KINDS
from app.lib.markers import N_
from app.web.forms import StrictForm
from app.web.language import say

# GB/T 22239 8.1.4.1 asks for length and several kinds of characters; OWASP for no common words.
LEAST = 10
COMMON = frozenset(
    {"password", "1234567890", "qwertyuiop", "abcd123456", "ziyang2026", "xintu2026!"}
)


class SignInForm(StrictForm):
    """登录."""

    login = StringField(
        N_("账号"),
        validators=[DataRequired(N_("请输入账号")), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        N_("密码"),
        validators=[DataRequired(N_("请输入密码")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    kept = HiddenField()


class LanguageForm(StrictForm):
    """换语言: what was chosen, and the page it was chosen on."""

    language = HiddenField()
    next = HiddenField()


class ThemeForm(StrictForm):
    """换明暗."""

    theme = HiddenField()
    next = HiddenField()


class PasswordForm(StrictForm):
    """更换密码."""

    old = PasswordField(
        N_("原密码"),
        validators=[DataRequired(N_("请输入原密码")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        N_("新密码"),
        description=N_("至少10个字符，含字母、数字和符号中的两种以上"),
        validators=[
            DataRequired(N_("请输入新密码")),
            Length(min=LEAST, max=200, message=N_("新密码至少10个字符，最多200个字符")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        N_("再输一次新密码"),
        validators=[EqualTo("new", message=N_("两次输入的新密码不一样"))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new(self, field: PasswordField) -> None:
        text = field.data or ""
        kinds: list[Callable[[str], bool]] = [str.isalpha, str.isdigit, lambda c: not c.isalnum()]
        if text.lower() in COMMON or sum(any(k(c) for c in text) for k in kinds) < 2:
            raise ValidationError(say(N_("新密码太简单，请混用字母、数字或符号")))


WHY = {
    "legal": N_("补正、不予受理、决定等依法必须告知当事人，不能关闭，只能选择立即发还是汇总发"),
    DESK: N_("每个工作日上午八点以后写明有几件等您办、几件超期；没有等办的不发"),
}
MAIL = {ONCE: N_("立即发邮件"), DAILY: N_("每日汇总成一封"), NEVER: N_("不发邮件")}
# Plain ASCII addresses: what every mail server between here and there takes.
ADDRESS = (
    r"[A-Za-z0-9._%+*-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


class _MailForm(StrictForm):
    """邮箱和邮件语言."""

    mail = StringField(
        N_("邮箱"),
        description=N_("留空就不发邮件。邮箱加密保存，只用来发送这里的消息"),
        validators=[
            Optional(),
            Length(max=120),
            Regexp(f"^{ADDRESS}$", message=N_("邮箱格式不对，应如 name@example.cn")),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )
    language = SelectField(N_("邮件语言"), choices={"zh": "中文", "en": "English"}, default="zh")


def _asked(kind: str, name: str) -> SelectField:
    required = kind in REQUIRED
    closed = {NEVER} if required else {ONCE} if kind == DESK else set()
    choices = {how: words for how, words in MAIL.items() if how not in closed}
    return SelectField(name, choices=choices, description=WHY.get(kind, ""))


StaffNoticeForm = type(
    "StaffNoticeForm", (_MailForm,), {k: _asked(k, name) for k, name in STAFF_KINDS.items()}
)
ApplicantNoticeForm = type(
    "ApplicantNoticeForm", (_MailForm,), {k: _asked(k, name) for k, name in APPLICANT_KINDS.items()}
)
