"""批量报送表单."""

from flask_wtf.file import FileRequired
from wtforms import FileField, SelectField
from wtforms.validators import DataRequired

from app.lib.markers import N_
from app.web.forms import OnceForm


class UploadForm(OnceForm):
    """上传报送表, for one of the associations one acts for."""

    association = SelectField(
        N_("报送协会"), coerce=int, validators=[DataRequired(N_("请选择报送协会"))]
    )
    file = FileField(
        N_("报送表"),
        description=N_("按本事项报送表填写的 .xlsx 或 .csv，一次最多1000家企业"),
        validators=[FileRequired(N_("请选择要上传的文件"))],
    )
