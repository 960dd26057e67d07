"""复查表单."""

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.lib.markers import N_
from app.web.forms import OnceForm


class DrawForm(OnceForm):
    """抽取."""

    kind = SelectField(N_("办件种类"), validators=[DataRequired(N_("请选择办件种类"))])
    since = DateField(
        N_("办结日期自"), validators=[InputRequired(N_("请填写起始日期，如2026-11-01"))]
    )
    until = DateField(
        N_("办结日期至"), validators=[InputRequired(N_("请填写截止日期，如2026-11-30"))]
    )
    size = IntegerField(
        N_("抽取件数"),
        validators=[InputRequired(N_("请填写抽取几件")), NumberRange(min=1, max=500)],
    )
    seed = StringField(
        N_("种子"),
        description=N_("同一份名单、同一个种子，谁来验算都抽出同样的件；可以用当天公布的数字"),
        validators=[DataRequired(N_("请填写种子")), Length(max=64)],
    )


class FindingForm(OnceForm):
    """复查结论."""

    finding = RadioField(
        N_("复查结论"),
        choices={
            "sound": N_("属实"),
            "false_papers": N_("材料虚假"),
            "other_fault": N_("其他问题"),
        },
        validators=[InputRequired(N_("请选择复查结论"))],
    )
    note = TextAreaField(
        N_("复查情况和依据"),
        validators=[DataRequired(N_("请写明复查情况和依据")), Length(max=2000)],
    )
