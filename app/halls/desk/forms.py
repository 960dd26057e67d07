"""工作台表单 what the desk asks: which rows and what to do with them, and names for views."""

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from app.halls.desk.doing import Chosen
from app.lib.markers import N_
from app.web.forms import OnceForm, StrictForm
from app.web.language import say

TO_NOBODY = N_("请选择")


class ChooseForm(StrictForm):
    """选中: the rows, or everything the view shows; and the event."""

    row = SelectMultipleField(validate_choice=False)
    event = HiddenField(validators=[DataRequired(N_("请选择要办理的事项"))])
    whole = BooleanField(N_("本视图的全部"))


class CarryForm(OnceForm):
    """批量办理: the rows as they were looked at, and what is said once for all of them."""

    row = SelectMultipleField(validate_choice=False)
    event = HiddenField(validators=[DataRequired(N_("请选择要办理的事项"))])
    opinion = TextAreaField(
        N_("办理意见"), description=N_("写入每一件"), validators=[Length(max=2000)]
    )
    to = SelectField(N_("改派给"), coerce=int, validators=[DataRequired(N_("请选择同事"))])
    reason = TextAreaField(
        N_("改派原因"), validators=[DataRequired(N_("请写明改派的原因")), Length(max=500)]
    )

    def fit(self, event: str, colleagues: dict[int, str]) -> None:
        """Ask only what this event needs."""
        if event != "reassign":
            del self.to, self.reason
        else:
            self.to.choices = {0: say(TO_NOBODY), **colleagues}
        if event in ("claim", "release", "reassign"):
            del self.opinion

    def said(self) -> dict[str, Any]:
        own = ("opinion", "to", "reason")
        return {f.short_name: f.data for f in self if f.short_name in own}

    def chosen(self) -> list[Chosen]:
        """The rows that were sent, each once; what is no row is left out."""
        found = {}
        for sent in self.row.data or []:
            ref, _, version = str(sent).rpartition(":")
            if ref and version.isdecimal() and len(version) < 10:
                found[ref] = Chosen(ref[:24], int(version))
        return list(found.values())


class NameForm(OnceForm):
    """视图名称."""

    name = StringField(
        N_("视图名称"), validators=[DataRequired(N_("请写一个名称")), Length(max=40)]
    )


class ShareForm(OnceForm):
    """共享: to which section; to none."""

    section = SelectField(N_("共享给"), coerce=int, validators=[Optional()])


class KindsForm(OnceForm):
    """主办种类: which section, and which kind its desks show first."""

    section = SelectField(N_("科室"), coerce=int)
    kind = SelectField(N_("主办种类"), validators=[Optional()])
