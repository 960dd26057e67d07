"""进度查询表单."""

from wtforms import StringField

from app.lib.markers import N_
from app.web.forms import StrictForm


class LookupForm(StrictForm):
    """查询码: whatever is typed, a code that opens nothing gets one and the same sentence."""

    code = StringField(
        N_("查询码"),
        description=N_("在《业务受理单》上，12 位字母和数字，不分大小写，可以不输短横线"),
    )
