"""承诺事项表单 what a version of a matter says, and why one is closed."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from app.kernel import clock, matters
from app.kernel.matters import OpenMatter, Wording
from app.lib import letter_text
from app.lib.commitments import KINDS, OPENNESS
from app.lib.letter_text import TemplateFault
from app.lib.markers import N_
from app.web.forms import OnceForm, a_day
from app.web.language import say, translated


class WordingForm(OnceForm):
    """一版承诺书: the matter, its letter with blanks, and from when it is signed."""

    name = StringField(
        N_("事项名称"), validators=[DataRequired(N_("请填写事项名称")), Length(max=160)]
    )
    kind = SelectField(N_("承诺类型"), choices=dict(KINDS), validators=[InputRequired()])
    basis = StringField(
        N_("依据"),
        description=N_("允许以承诺办理的文件，写明名称和文号"),
        validators=[DataRequired(N_("请填写依据")), Length(max=300)],
    )
    points = TextAreaField(
        N_("承诺内容"),
        description=N_("每行一条；由申请人填写的地方写成【补交期限】这样"),
        validators=[DataRequired(N_("请填写承诺内容")), Length(max=2500)],
    )
    blanks = TextAreaField(
        N_("要填写的内容"),
        description=N_("每行一项：名称、类型（文字、日期或者数字），可以不填的在最后写“选填”"),
        validators=[Optional(), Length(max=1000)],
    )
    liability = TextAreaField(
        N_("违诺责任"),
        description=N_("每行一条"),
        validators=[DataRequired(N_("请填写违诺责任")), Length(max=4000)],
    )
    verify_months = IntegerField(
        N_("核实期限（月）"),
        description=N_("不填的，作出决定后两个月内核实"),
        validators=[Optional(), NumberRange(min=1, max=60)],
    )
    openness = SelectField(N_("公开类型"), choices=dict(OPENNESS), validators=[InputRequired()])
    since = a_day(N_("自哪天起适用"), N_("请填写开始适用的日期"))

    def validate_since(self, field: DateField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(say(N_("不能从已经过去的日子起适用")))

    def show(self, matter: OpenMatter) -> None:
        """The version that stands, to be changed into the next."""
        self.name.data, self.kind.data, self.basis.data = matter.name, matter.kind, matter.basis
        self.points.data = "\n".join(matter.points)
        self.blanks.data = letter_text.written(matter.blanks, translated)
        self.liability.data = "\n".join(matter.liability)
        self.verify_months.data, self.openness.data = matter.verify_months, matter.openness
        self.since.data = clock.today()

    def wording(self) -> Wording | None:
        """What was written, if blanks and text agree; else the fault stands at its field."""
        try:
            fields = letter_text.fields_of(self.blanks.data or "")
            points = letter_text.points_of(self.points.data or "")
            letter_text.check(points, fields)
        except TemplateFault as why:
            self.refuse(why.says, "blanks", **why.params)
            return None
        return Wording(
            name=self.name.data or "",
            kind=self.kind.data,
            basis=self.basis.data or "",
            points=tuple(points),
            liability=tuple(letter_text.points_of(self.liability.data or "")),
            fields=tuple(fields),
            verify_months=self.verify_months.data,
            openness=self.openness.data,
        )


class NewForm(WordingForm):
    """新增事项: with the key it goes by for good, in one of one's own sections."""

    key = StringField(
        N_("事项编号"),
        description=N_("大写字母、数字和短横线，如YS-05；以后各版都用这个编号"),
        validators=[
            DataRequired(N_("请填写事项编号")),
            Regexp(r"^[A-Z0-9][A-Z0-9-]{1,30}$", message=N_("只用大写字母、数字和短横线")),
        ],
    )
    section = SelectField(N_("由哪个科室办理"), coerce=int)

    def validate_key(self, field: Any) -> None:
        if field.data and matters.latest(field.data) is not None:
            raise ValidationError(say(N_("已有这个编号的事项")))


class CloseForm(OnceForm):
    """停止适用."""

    reason = StringField(
        N_("停止适用的理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)]
    )
