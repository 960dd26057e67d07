"""目录表单 what a version of a list or of a measure says, and why one is closed."""

from typing import Any

from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import catalogue, clock
from app.kernel.catalogue import CatalogueLine
from app.lib.catalogue_seeds import PERIODS, REMOVAL, Wording
from app.lib.markers import N_
from app.web.forms import OnceForm, a_day
from app.web.language import say, translated


class ChecklistField(SelectMultipleField):
    """多选: every choice with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LineForm(OnceForm):
    """What every line of the catalogue says."""

    key = StringField(
        N_("条目代码"),
        description=N_("小写字母和下划线，如no_award；以后各版都用这个代码"),
        validators=[
            DataRequired(N_("请填写条目代码")),
            Regexp(r"^[a-z][a-z_]{1,30}$", message=N_("只用小写字母和下划线")),
        ],
    )
    name = StringField(N_("名称"), validators=[DataRequired(N_("请填写名称")), Length(max=80)])
    basis = StringField(
        N_("依据"),
        description=N_("法律、法规或者国家有关规定的名称和文号，几个之间用分号"),
        validators=[DataRequired(N_("请填写依据")), Length(max=300)],
    )
    since = a_day(N_("自哪天起适用"), N_("请填写开始适用的日期"))

    KIND = ""

    def validate_since(self, field: DateField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(say(N_("不能从已经过去的日子起适用")))

    def validate_key(self, field: Any) -> None:
        if field.data and catalogue.latest(self.KIND, field.data) is not None:
            raise ValidationError(say(N_("已有这个代码的条目")))

    def show(self, line: CatalogueLine) -> None:
        """The version that stands, to be changed into the next."""
        self.name.data, self.basis.data = line.name, line.basis


class MeasureForm(LineForm):
    """惩戒措施."""

    KIND = "measure"

    section = SelectField(
        N_("责任科室"),
        description=N_("县（区）局没有这个科室的，由提出科室执行"),
        validators=[DataRequired(N_("请选择责任科室"))],
    )

    def show(self, line: CatalogueLine) -> None:
        super().show(line)
        self.section.data = line.section

    def wording(self) -> Wording:
        return Wording(
            name=self.name.data or "", basis=self.basis.data or "", section=self.section.data
        )


class ListForm(LineForm):
    """名单."""

    KIND = "list"

    measures = ChecklistField(
        N_("可以采取的措施"), validators=[InputRequired(N_("请至少选择一项惩戒措施"))]
    )
    period = SelectField(N_("公示期"), choices=dict(PERIODS), validators=[InputRequired()])
    removal = StringField(
        N_("移出条件"), validators=[DataRequired(N_("请填写移出条件")), Length(max=300)]
    )

    def show(self, line: CatalogueLine) -> None:
        super().show(line)
        self.measures.data, self.period.data = list(line.measures), line.period
        self.removal.data = line.removal

    def begin(self) -> None:
        self.removal.data = REMOVAL

    def wording(self) -> Wording:
        return Wording(
            name=self.name.data or "",
            basis=self.basis.data or "",
            measures=tuple(self.measures.data or ()),
            period=self.period.data,
            removal=self.removal.data or "",
        )


class CloseForm(OnceForm):
    """停止适用."""

    reason = StringField(
        N_("停止适用的理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)]
    )


def offered(lines: dict[str, CatalogueLine]) -> dict[Any, str]:
    return {key: translated(one.name) for key, one in lines.items()}
