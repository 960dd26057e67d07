"""小表单 the small acts about a case that are no step of it: what each asks."""

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.lib.markers import N_
from app.web.forms import OnceForm


class ReassignForm(OnceForm):
    """改派."""

    to = SelectField(N_("改派给"), coerce=int, validators=[DataRequired(N_("请选择同事"))])
    reason = StringField(
        N_("改派理由"), validators=[DataRequired(N_("请写明理由")), Length(max=200)]
    )


class RecuseForm(OnceForm):
    """回避."""

    who = SelectField(N_("谁回避"), coerce=int, validators=[DataRequired(N_("请选择回避的人"))])
    reason = StringField(
        N_("回避理由"),
        description=N_("登记以后，不再经手这一主体的任何办件"),
        validators=[DataRequired(N_("请写明理由")), Length(max=200)],
    )


class RevealForm(OnceForm):
    """查看明文."""

    reason = StringField(
        N_("查看理由"),
        description=N_("个人信息的每次查看都会留痕"),
        validators=[DataRequired(N_("请写明查看个人信息的理由")), Length(max=200)],
    )


class ReceiptForm(OnceForm):
    """登记回执."""

    proof = StringField(
        N_("回执内容"), validators=[DataRequired(N_("请写明回执的文号或内容")), Length(max=300)]
    )


class NoteForm(OnceForm):
    """批注."""

    words = TextAreaField(
        N_("批注内容"),
        description=N_(
            "只给看得到本件的同事看，申请人和社会公众看不到。写“@”和姓名，就会提醒那位同事"
        ),
        validators=[DataRequired(N_("请写批注")), Length(max=500)],
        render_kw={"rows": 3},
    )
    to = SelectField(N_("另外提醒"), coerce=int, default=0)
