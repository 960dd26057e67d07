"""规则命中表单 why a hit is dismissed, and how large a fleet is."""

from wtforms import DateField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.kernel import clock
from app.lib.markers import N_
from app.lib.width import half_width
from app.web.forms import OnceForm, a_day
from app.web.language import say


class DismissForm(OnceForm):
    """不予提出."""

    reason = StringField(
        N_("不予提出的理由"),
        description=N_("可以撤销；有新的处罚时会重新命中"),
        validators=[DataRequired(N_("请写明理由")), Length(max=300)],
    )


class FleetForm(OnceForm):
    """货运车辆总数."""

    code = StringField(
        N_("统一社会信用代码"),
        filters=[lambda typed: half_width(typed or "").upper()],
        validators=[DataRequired(N_("请填写统一社会信用代码")), Length(max=18)],
    )
    trucks = IntegerField(
        N_("货运车辆总数"),
        validators=[
            InputRequired(N_("请填写货运车辆总数")),
            NumberRange(min=1, max=100_000, message=N_("请填写1到100000之间的整数")),
        ],
    )
    counted_on = a_day(
        N_("统计日期"),
        N_("请填写统计日期"),
        N_("停业整顿决定作出之日或者以前；以决定日以前最近的一次为准"),
    )
    source = StringField(
        N_("数据来源"),
        description=N_("如：道路运政系统、道路运输经营许可证副页"),
        validators=[DataRequired(N_("请写明数据来源")), Length(max=200)],
    )

    def validate_counted_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(say(N_("统计日期不能晚于今天")))
