"""失信惩戒表单 what each event asks, in the words of the desk."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.cases.opinions import DecideForm, SendBackForm
from app.cases.sanction import catalogue, rules
from app.cases.sanction.hearing_forms import (
    DefenceForm,
    NoticeForm,
    ReconsiderForm,
    ServiceProofForm,
)
from app.kernel import cases, clock
from app.kernel.catalogue import CatalogueLine
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm, a_day
from app.web.language import say, translated
from app.web.uploads import chosen


class ChecklistField(SelectMultipleField):
    """多选: every choice with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _named(lines: Mapping[str, CatalogueLine]) -> dict[Any, str]:
    return {key: translated(one.name) for key, one in lines.items()}


class ProposeForm(EventForm):
    """提出建议: only what the catalogue of today offers can be chosen."""

    REPEATABLE = frozenset({"proof"})

    list_key = SelectField(
        N_("拟列入的名单"),
        choices={"": N_("请选择")},
        validators=[DataRequired(N_("请从现行目录中选择名单"))],
    )
    measures = ChecklistField(
        N_("拟采取的惩戒措施"),
        description=N_("只列现行目录中的措施；须适用于所选的名单，并与行为相当"),
        choices={},
        validators=[InputRequired(N_("请至少选择一项惩戒措施"))],
    )
    cause = TextAreaField(
        N_("事实和证据"),
        description=N_("列入后向社会公示，不要写个人信息"),
        validators=[DataRequired(N_("请写明事实和证据")), Length(max=4000)],
    )
    basis = TextAreaField(
        N_("列入的依据"),
        description=N_("法律、法规或者国家有关规定的名称和条款"),
        validators=[DataRequired(N_("请写明列入的依据")), Length(max=1000)],
    )
    responsible = StringField(
        N_("责任人员"),
        description=N_("只写入文书，不公示"),
        validators=[Length(max=200)],
    )
    proof = MultipleFileField(
        N_("证据材料"),
        description=N_("处罚决定书、检测单、询问笔录等"),
        validators=[Optional()],
    )

    def about(self, case: Any) -> None:
        """Offer what stands today; show what was proposed before, if it came back."""
        today = clock.today()
        lists, measures = catalogue.lists_on(today), catalogue.measures_on(today)
        self.list_key.choices = {"": say(N_("请选择")), **_named(lists)}
        self.measures.choices = _named(measures)
        if not self.is_submitted() and case.list_key:
            self.list_key.data, self.measures.data = case.list_key, list(case.measures)
            self.cause.data, self.basis.data = case.cause, case.basis
            self.responsible.data = case.responsible
        elif not self.is_submitted():
            begun = cases.draft_of(case)
            self.cause.data, self.basis.data = begun.get("cause"), begun.get("basis")

    def facts(self) -> dict[str, Any]:
        return {
            "list_key": self.list_key.data,
            "measures": self.measures.data or [],
            "cause": self.cause.data,
            "basis": self.basis.data,
            "responsible": self.responsible.data or "",
        }

    def files(self) -> dict[str, list[Any]]:
        """证据 stays in the house, unlike what the subject hands in."""
        return {"evidence": chosen(self.proof.data or [])}


class ReasonForm(EventForm):
    """理由: a step back always says why."""

    opinion = TextAreaField(
        N_("理由"), validators=[DataRequired(N_("请写明理由")), Length(max=2000)]
    )


class WithdrawForm(EventForm):
    """撤回建议: a draft goes without a word; what was handed in, with the head's reason."""

    opinion = TextAreaField(
        N_("撤回的理由"),
        description=N_("提出以后由科室负责人撤回，须写明理由"),
        validators=[Length(max=2000)],
    )


class MinutedForm(DecideForm):
    """集体讨论后决定: the day, who was there, what came of it; then the decision."""

    met_on = a_day(N_("集体讨论日期"), N_("请填写集体讨论的日期"))
    attended = TextAreaField(
        N_("参加人员"), validators=[DataRequired(N_("请写明参加集体讨论的人员")), Length(max=500)]
    )
    result = TextAreaField(
        N_("讨论结论"), validators=[DataRequired(N_("请写明集体讨论的结论")), Length(max=2000)]
    )

    def facts(self) -> dict[str, Any]:
        day = self.met_on.data
        return super().facts() | {"met_on": day.isoformat() if day else ""}


class RefuseForm(MinutedForm):
    """不予列入: a ground from the library, and words."""

    ground = SelectField(
        N_("不予列入的理由"),
        choices={"": N_("请选择"), **rules.REFUSE_REASONS},
        validators=[DataRequired(N_("请选择理由"))],
    )


FORMS: dict[str, type[EventForm]] = {
    "propose": ProposeForm,
    "endorse": OpinionForm,
    "drop": ReasonForm,
    "give_notice": NoticeForm,
    "prove_service": ServiceProofForm,
    "state_defence": DefenceForm,
    "close_hearing": OpinionForm,
    "recommend": ReconsiderForm,
    "send_back": SendBackForm,
    "approve": MinutedForm,
    "refuse": RefuseForm,
    "recall": SendBackForm,
    "publish": OpinionForm,
    "delist": ReasonForm,
    "withdraw": WithdrawForm,
}
