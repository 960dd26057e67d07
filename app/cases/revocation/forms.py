"""依据撤销表单 what each event asks, in the words of the desk."""

from typing import Any

from wtforms import MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.cases.opinions import DecideForm, SendBackForm, WithdrawForm, ground
from app.cases.revocation import rules
from app.kernel import clock
from app.lib.markers import N_
from app.web.forms import EventForm, a_day
from app.web.uploads import chosen


class ProposeForm(EventForm):
    """提请撤回: the paper that took the basis away."""

    REPEATABLE = frozenset({"proof"})

    how = SelectField(
        N_("记录所依据的决定"),
        choices={"": N_("请选择"), **rules.HOW},
        validators=[DataRequired(N_("请选择依据怎样了"))],
    )
    paper_title = StringField(
        N_("撤销文书的名称"),
        description=N_("如行政复议决定书、行政判决书、撤销决定书"),
        validators=[DataRequired(N_("请填写撤销文书的名称")), Length(max=120)],
    )
    paper_no = StringField(
        N_("撤销文书的文号"), validators=[DataRequired(N_("请填写撤销文书的文号")), Length(max=64)]
    )
    paper_by = StringField(
        N_("作出撤销文书的机关"),
        validators=[DataRequired(N_("请填写作出撤销文书的机关")), Length(max=200)],
    )
    paper_on = a_day(N_("撤销文书的日期"), N_("请填写撤销文书的日期，不能晚于今天"))
    received_on = a_day(
        N_("本机关收到的日期"),
        N_("请填写本机关收到撤销文书的日期"),
        N_("三个工作日从这一天起算"),
    )
    reason = TextAreaField(
        N_("撤销的理由"),
        description=N_("撤下公示时向社会说明，不要写个人信息"),
        render_kw={"rows": 3},
        validators=[DataRequired(N_("请写明撤销的理由")), Length(max=200)],
    )
    proof = MultipleFileField(
        N_("撤销文书"), description=N_("扫描件或者照片，只在局内留存"), validators=[Optional()]
    )

    def about(self, case: Any) -> None:
        """Show what was proposed before, if it came back."""
        if self.is_submitted():
            return
        for name in case.DECLARED:
            self[name].data = getattr(case, name)
        self.received_on.data = case.received_on or clock.today()

    def facts(self) -> dict[str, Any]:
        said = {name: self[name].data for name in ("how", "paper_title", "paper_no", "paper_by")}
        days = {
            name: self[name].data.isoformat()
            for name in ("paper_on", "received_on")
            if self[name].data
        }
        return {**said, **days, "reason": self.reason.data}

    def files(self) -> dict[str, list[Any]]:
        """The revoking paper stays in the house: it may name persons."""
        return {"evidence": chosen(self.proof.data or [])}


class RefuseForm(DecideForm):
    """不予撤回: a ground from the library, and words."""

    ground = ground(N_("不予撤回的理由"), rules.REFUSE_REASONS)


FORMS: dict[str, type[EventForm]] = {
    "propose": ProposeForm,
    "confirm": DecideForm,
    "send_back": SendBackForm,
    "refuse": RefuseForm,
    "withdraw": WithdrawForm,
}
