"""代办与交接表单."""

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.lib.markers import N_
from app.web.forms import OnceForm, StrictForm, a_day


class PostForm(StrictForm):
    """选岗位 which of one's posts, for which kind of case: asked by address, nothing is written."""

    post = SelectField(N_("哪个岗位"))
    kind = SelectField(N_("哪类办件"))


class DaysForm(OnceForm):
    """起止."""

    since = a_day(N_("从哪天起"), N_("请填写开始日期"))
    until = a_day(N_("到哪天止（含当天）"), N_("请填写结束日期"))


class GiveForm(DaysForm):
    """由谁代."""

    deputy = SelectField(N_("由谁代"), coerce=int, validators=[DataRequired(N_("请选择代理人"))])
    events = SelectMultipleField(
        N_("代办哪些环节"),
        validators=[DataRequired(N_("请至少选择一个环节"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = StringField(N_("理由"), validators=[Length(max=200)])


class AwayForm(DaysForm):
    """登记不在岗."""

    reason = StringField(N_("理由"), validators=[Length(max=200)])


class HandForm(OnceForm):
    """移交."""

    reason = StringField(N_("理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)])
