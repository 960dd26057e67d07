"""响应、反馈表单 whether a measure is carried out, and what it came to in a quarter."""

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.kernel.feedback import ANSWERS
from app.lib.markers import N_
from app.web.forms import OnceForm


class RespondForm(OnceForm):
    """响应."""

    answer = RadioField(
        N_("响应"), choices=dict(ANSWERS), validators=[InputRequired(N_("请选择实施或者不适用"))]
    )
    reason = TextAreaField(
        N_("说明"),
        description=N_("不适用的必须写明理由；实施的可以写明怎样实施"),
        validators=[Length(max=500)],
    )

    def complete(self) -> bool:
        """不适用 says why."""
        if not self.validate():
            return False
        if self.answer.data == "not_applicable" and not self.reason.data:
            self.refuse(N_("请写明不适用的理由"), "reason")
            return False
        return True


class FeedbackForm(OnceForm):
    """反馈成效."""

    times = IntegerField(
        N_("本季度采取次数"),
        description=N_("没有采取的填0，并说明原因"),
        validators=[
            InputRequired(N_("请填写采取次数")),
            NumberRange(min=0, max=100_000, message=N_("请填写0到100000之间的整数")),
        ],
    )
    effect = TextAreaField(
        N_("成效"),
        description=N_("列入成效清单，不要写个人信息"),
        validators=[DataRequired(N_("请写明成效")), Length(max=1000)],
    )
