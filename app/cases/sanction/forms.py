"""失信惩戒表单 what each event asks, in the words of the desk."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.cases.opinions import DecideForm, SendBackForm
from app.cases.sanction import catalogue, rules
from app.cases.sanction.requirements import MOST_POINTS
from app.kernel import clock
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm
from app.web.uploads import chosen

WRITTEN_DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
A_DAY = N_("请按“年-月-日”填写日期，如2026-11-21")
POINTS = ("point_1", "point_2", "point_3")


def a_day(label: str, needed: str, description: str = "") -> DateField:
    return DateField(  # type: ignore[call-arg]  # the stubs are behind WTForms 3.3
        label,
        description=description,
        format=WRITTEN_DAYS,
        invalid_value_message=A_DAY,
        validators=[InputRequired(needed)],
    )


class ChecklistField(SelectMultipleField):
    """多选: every choice with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ProposeForm(EventForm):
    """提出建议: only what the catalogue of today offers can be chosen."""

    REPEATABLE = frozenset({"proof"})

    list_key = SelectField(
        N_("拟列入的名单"),
        choices={"": N_("请选择"), **{key: one.name for key, one in catalogue.LISTS.items()}},
        validators=[DataRequired(N_("请从现行目录中选择名单"))],
    )
    measures = ChecklistField(
        N_("拟采取的惩戒措施"),
        description=N_("只列现行目录中的措施；须适用于所选的名单，并与行为相当"),
        choices={key: one.name for key, one in catalogue.MEASURES.items()},
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
        self._offer("list_key", {"", *catalogue.lists_on(today)})
        self._offer("measures", set(catalogue.measures_on(today)))
        if not self.is_submitted() and case.list_key:
            self.list_key.data, self.measures.data = case.list_key, list(case.measures)
            self.cause.data, self.basis.data = case.cause, case.basis
            self.responsible.data = case.responsible

    def _offer(self, name: str, keys: set[str]) -> None:
        field: Any = self[name]
        field.choices = {key: words for key, words in field.choices.items() if key in keys}

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


class NoticeForm(OpinionForm):
    """事先告知: how and when it is served."""

    service = SelectField(
        N_("送达方式"),
        choices={"": N_("请选择"), **rules.SERVICE},
        validators=[DataRequired(N_("请选择送达方式"))],
    )
    served_on = a_day(
        N_("送达日期"),
        N_("请填写送达日期"),
        N_("陈述申辩期限从这一天起算，不早于今天；公告送达填公告期满的日期"),
    )

    def facts(self) -> dict[str, Any]:
        day = self.served_on.data
        return {
            "service": self.service.data,
            "served_on": day.isoformat() if day else "",
            "opinion": self.opinion.data,
        }


class DefenceForm(EventForm):
    """陈述申辩: point by point, or waived."""

    REPEATABLE = frozenset({"proof"})

    point_1 = TextAreaField(
        N_("第一条意见"),
        description=N_("一栏写一条，本机关将逐条答复；可以多次提交"),
        validators=[Length(max=2000)],
    )
    point_2 = TextAreaField(N_("再一条意见"), validators=[Length(max=2000)])
    point_3 = TextAreaField(N_("还有一条意见"), validators=[Length(max=2000)])
    proof = MultipleFileField(
        N_("证据材料"), description=N_("能证明上述意见的材料"), validators=[Optional()]
    )
    waive = BooleanField(N_("没有意见，放弃陈述申辩"))

    def facts(self) -> dict[str, Any]:
        points = [str(self[name].data) for name in POINTS if self[name].data]
        return {"points": points} | ({"waive": True} if self.waive.data else {})

    def files(self) -> dict[str, list[Any]]:
        return {"proof": chosen(self.proof.data or [])}


def _answer(n: int) -> TextAreaField:
    return TextAreaField(N_("对这条意见的答复"), validators=[Length(max=2000)])


class ReconsiderForm(OpinionForm):
    """复核意见: an answer to each point, then the proposal."""

    answer_1 = _answer(1)
    answer_2 = _answer(2)
    answer_3 = _answer(3)
    answer_4 = _answer(4)
    answer_5 = _answer(5)
    answer_6 = _answer(6)
    answer_7 = _answer(7)
    answer_8 = _answer(8)
    answer_9 = _answer(9)
    answer_10 = _answer(10)
    answer_11 = _answer(11)
    answer_12 = _answer(12)
    outcome = RadioField(
        N_("拟办意见"),
        choices={"list": N_("拟列入"), "refuse": N_("拟不予列入")},
        validators=[InputRequired(N_("请选择拟办意见"))],
    )

    def about(self, case: Any) -> None:
        """As many answers as there are points, each beside its point."""
        said = {point["n"]: point["words"] for point in case.points}
        before = case.answers or {}
        for n in range(1, MOST_POINTS + 1):
            name = f"answer_{n}"
            if n not in said:
                delattr(self, name)
                continue
            self[name].description = said[n]
            if not self.is_submitted():
                self[name].data = before.get(name, "")

    def facts(self) -> dict[str, Any]:
        names = [f"answer_{n}" for n in range(1, MOST_POINTS + 1)]
        answers = {name: self[name].data or "" for name in names if name in self}
        return {"answers": answers, "outcome": self.outcome.data, "opinion": self.opinion.data}


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
