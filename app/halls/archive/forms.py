"""企业档案表单."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.lib.markers import N_
from app.lib.width import half_width
from app.web.forms import OnceForm


class NameForm(OnceForm):
    """更正名称."""

    name = StringField(
        N_("企业名称"),
        description=N_("与营业执照上的一致"),
        validators=[DataRequired(N_("请填写企业名称")), Length(max=200)],
    )
    reason = StringField(
        N_("理由"),
        description=N_("例如：名称变更登记、录入有误"),
        validators=[DataRequired(N_("请写明理由")), Length(max=200)],
    )


class FileForm(OnceForm):
    """建档."""

    code = StringField(
        N_("统一社会信用代码"),
        description=N_("18位，在营业执照上"),
        filters=[lambda typed: "".join(half_width(typed or "").upper().split())],
        validators=[DataRequired(N_("请填写统一社会信用代码")), Length(max=18)],
    )
    name = StringField(
        N_("企业名称"),
        description=N_("与营业执照上的一致"),
        validators=[DataRequired(N_("请填写企业名称")), Length(max=200)],
    )
