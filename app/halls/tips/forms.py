"""反映表单 what is wrong with a record; at the counter also how one heard, and of whom."""

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from app.cases.applying import PHONE, one_width
from app.kernel import tips
from app.lib.markers import N_
from app.web.forms import OnceForm


class TellForm(OnceForm):
    """反映."""

    entry = HiddenField()
    words = TextAreaField(
        N_("哪里不对"),
        description=N_("写明哪一项有误、您怎么知道的；不会告诉被公示的企业是谁反映的"),
        validators=[DataRequired(N_("请写明哪里不对")), Length(min=5, max=2000)],
    )


class TakeDownForm(TellForm):
    """窗口代录 for a caller, a letter, or somebody who came in."""

    how = SelectField(
        N_("怎么反映的"),
        choices={"": N_("请选择"), **{k: w for k, w in tips.HOW.items() if k != "online"}},
        validators=[DataRequired(N_("请选择"))],
    )
    name = StringField(
        N_("反映人"),
        description=N_("可不填；加密保存，只有办公室能看"),
        validators=[Length(max=40)],
    )
    phone = StringField(
        N_("联系电话"),
        filters=[one_width],
        validators=[
            Optional(),
            Regexp(PHONE, message=N_("联系电话只能是数字、空格和短横线，7至20位")),
        ],
    )


class SetAsideForm(OnceForm):
    """不予采纳."""

    ground = SelectField(
        N_("不予采纳的理由"),
        choices={"": N_("请选择"), **tips.SET_ASIDE},
        validators=[DataRequired(N_("请选择理由"))],
    )
    words = TextAreaField(N_("说明"), description=N_("反映人会看到"), validators=[Length(max=500)])
