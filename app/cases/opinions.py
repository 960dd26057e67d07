"""意见表单 the words asked of whoever sends back, decides, extends or withdraws."""

from typing import Any

from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.cases.spine.decision import digest_of_text
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm


class SendBackForm(EventForm):
    """退回: always with the reason."""

    opinion = TextAreaField(
        N_("退回理由"), validators=[DataRequired(N_("请写明退回的理由")), Length(max=2000)]
    )


class DecideForm(OpinionForm):
    """审批: binds to the text that was shown."""

    text = HiddenField()

    def about(self, case: Any) -> None:
        if not self.is_submitted():
            self.look_again(case)

    def look_again(self, case: Any) -> None:
        self.text.data = digest_of_text(case)


class ExtendForm(EventForm):
    """延期."""

    days = IntegerField(
        N_("延长的工作日数"),
        validators=[InputRequired(N_("请填写延长几个工作日")), NumberRange(min=1, max=60)],
    )
    opinion = TextAreaField(
        N_("延期理由"),
        description=N_("将告知申请人"),
        validators=[DataRequired(N_("请写明延期的理由")), Length(max=1000)],
    )


class WithdrawForm(EventForm):
    """撤回."""

    opinion = TextAreaField(N_("撤回原因（可不填）"), validators=[Length(max=500)])
