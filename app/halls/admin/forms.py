"""账号与授权表单."""

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.lib.markers import N_
from app.web.forms import OnceForm, a_day


class StaffForm(OnceForm):
    """开工作人员账号."""

    login = StringField(N_("登录名"), validators=[DataRequired(N_("请填写登录名"))])
    name = StringField(N_("姓名"), validators=[DataRequired(N_("请填写姓名")), Length(max=40)])
    section = SelectField(N_("所属科室"), coerce=int, validators=[DataRequired(N_("请选择科室"))])
    same_as = StringField(
        N_("同一人的另一个账号"),
        description=N_("此人已有账号的，填写那个登录名：职责分离按自然人认，不按账号认"),
        validators=[Optional(), Length(max=64)],
    )


class ApplicantForm(OnceForm):
    """开申请人账号."""

    login = StringField(N_("登录名"), validators=[DataRequired(N_("请填写登录名"))])
    name = StringField(N_("姓名"), validators=[DataRequired(N_("请填写姓名")), Length(max=40)])
    code = StringField(
        N_("统一社会信用代码，驾驶员等自然人填身份证号码"),
        description=N_(
            "企业还没有档案的，先在“建立企业档案”里建档；自然人没有档案的，开账号时一并建档"
        ),
        validators=[
            DataRequired(N_("请填写所代表企业的统一社会信用代码，自然人填身份证号码")),
            Length(max=18),
        ],
        render_kw={"data-nokeep": "", "autocomplete": "off"},  # it may be somebody's number
    )
    agent = BooleanField(N_("是代理人（已核对授权委托书）"))


class ReasonForm(OnceForm):
    """说明理由."""

    reason = StringField(N_("理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)])


class ProposalForm(OnceForm):
    """授权提请."""

    act = SelectField(N_("提请"), choices={"give": N_("授予岗位"), "take_back": N_("收回岗位")})
    login = StringField(N_("账号"), validators=[DataRequired(N_("请填写登录名"))])
    role = SelectField(N_("岗位"), validators=[DataRequired(N_("请选择岗位"))])
    section = SelectField(
        N_("在哪个单位或科室"),
        description=N_("在单位授予的岗位，管该单位所有科室的件"),
        coerce=int,
        validators=[DataRequired(N_("请选择科室"))],
    )
    reason = StringField(N_("理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)])


class YearForm(OnceForm):
    """放假安排."""

    year = IntegerField(
        N_("年份"), validators=[InputRequired(N_("请填写年份")), NumberRange(min=2000, max=2100)]
    )
    notice = StringField(
        N_("国务院通知"),
        description=N_("文号或标题，如《国务院办公厅关于2027年部分节假日安排的通知》"),
        validators=[DataRequired(N_("请填写依据的通知")), Length(max=200)],
    )
    days_off = TextAreaField(
        N_("放假日期"),
        description=N_("每行一段，如 2027-10-01 至 2027-10-07；包括其中的周末"),
        validators=[DataRequired(N_("请填写放假日期"))],
    )
    makeup_days = TextAreaField(
        N_("调休上班日期"), description=N_("每行一天；没有就不填"), validators=[Optional()]
    )


class LimitForm(OnceForm):
    """时限改动."""

    seen = HiddenField()  # the last act about this limit that was looked at

    length = IntegerField(
        N_("新的数值"), validators=[InputRequired(N_("请填写数值")), NumberRange(min=0, max=999)]
    )
    since = a_day(N_("从哪一天起"), N_("请填写日期"), N_("这一天起立案的件适用；以前立案的件照旧"))
    cite = StringField(
        N_("依据"),
        description=N_("设定它的文件和文号"),
        validators=[DataRequired(N_("请填写依据的文件和文号")), Length(max=300)],
    )

    @property
    def last_seen(self) -> int:
        typed = str(self.seen.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 18 else -1
