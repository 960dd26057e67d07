"""归集表单."""

from flask_wtf.file import FileRequired
from wtforms import FileField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.lib.markers import N_
from app.web.forms import OnceForm


class UploadForm(OnceForm):
    """上传行政处罚信息."""

    section = SelectField(
        N_("认定科室"),
        description=N_("谁认定、谁修复：这批处罚今后的修复由该科室受理"),
        coerce=int,
        validators=[DataRequired(N_("请选择认定科室"))],
    )
    file = FileField(
        N_("处罚信息表"),
        description=N_("“双公示”标准栏目的 .xlsx 或 .csv，不超过64兆字节、20万行"),
        validators=[FileRequired(N_("请选择要上传的文件"))],
    )
    reason = StringField(
        N_("代码核实说明"),
        description=N_("个别真实存在的代码通不过校验；已逐一核实的，写明核实方式，可不填"),
        validators=[Length(max=300)],
    )
