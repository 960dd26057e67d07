"""账号表单."""

from collections.abc import Callable

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

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
