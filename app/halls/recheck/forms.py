"""复查表单 what a draw asks, and what a finding asks."""

import re

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Regexp

from app.kernel.rechecks import FINDINGS
from app.kernel.samples import MOST
from app.lib.markers import N_
from app.web.forms import OnceForm, a_day

SEED = re.compile(r"[0-9A-Za-z一-鿿 ._-]*\Z")


class DrawForm(OnceForm):
    """抽取."""

    kind = SelectField(N_("办件种类"), validators=[DataRequired(N_("请选择办件种类"))])
    since = a_day(N_("办结日期从"), N_("请填写起始日，如2026-01-31"))
    until = a_day(N_("到"), N_("请填写截止日，如2026-01-31"))
    size = IntegerField(
        N_("抽取件数"),
        validators=[
            DataRequired(N_("请填写抽取件数")),
            NumberRange(1, MOST, message=N_("请填写1至500之间的整数")),
        ],
    )
    seed = StringField(
        N_("种子"),
        description=N_("可填现场公开产生的数字或文字；不填由系统随机取定。种子随抽取结果一并公开"),
        validators=[
            Length(max=64),
            Regexp(SEED, message=N_("种子只用汉字、字母、数字、空格、点和横线")),
        ],
    )


class FindingForm(OnceForm):
    """复查结论."""

    finding = RadioField(
        N_("复查结论"),
        choices=FINDINGS,
        validators=[DataRequired(N_("请选择复查结论"))],
    )
    note = TextAreaField(
        N_("复查情况和依据"),
        description=N_("写明核对了哪些材料、向谁核实、结果如何"),
        validators=[DataRequired(N_("请写明复查情况和依据")), Length(max=2000)],
    )
