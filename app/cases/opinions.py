"""意见表单 the words asked of whoever weighs, sends back, decides, extends or withdraws."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.cases.spine.decision import digest_of_text
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm

MET = {"yes": N_("符合"), "no": N_("不符合")}


def in_words(label: str, missing: str, description: str = "", most: int = 2000) -> TextAreaField:
    """写明 what cannot be left out; `missing` is said where it is."""
    return TextAreaField(
        label, description=description, validators=[DataRequired(missing), Length(max=most)]
    )


def ground(label: str, reasons: Mapping[str, str]) -> SelectField:
    """理由 one from the room's library."""
    return SelectField(
        label,
        choices={"": N_("请选择"), **reasons},
        validators=[DataRequired(N_("请选择理由"))],
    )


def weighed(condition: str) -> tuple[RadioField, StringField]:
    """核查 whether a condition is met, and a note on it."""
    return (
        RadioField(condition, choices=MET, validators=[Optional()]),
        StringField(N_("核查说明"), validators=[Length(max=500)]),
    )


def proposal(outcomes: Mapping[str, str]) -> RadioField:
    """拟办意见 what the findings come to."""
    return RadioField(
        N_("拟办意见"), choices=dict(outcomes), validators=[InputRequired(N_("请选择拟办意见"))]
    )


class FindingsForm(OpinionForm):
    """核查意见: a finding on each of CONDITIONS, in fields of its name; then the `outcome`."""

    CONDITIONS: Mapping[str, str] = {}

    def facts(self) -> dict[str, Any]:
        findings = {
            name: {
                "met": {"yes": True, "no": False}.get(self[name].data or ""),
                "note": self[f"{name}_note"].data or "",
            }
            for name in self.CONDITIONS
        }
        outcome = self["outcome"].data
        return {"outcome": outcome, "findings": findings, "opinion": self.opinion.data}


class SendBackForm(EventForm):
    """退回: always with the reason."""

    opinion = in_words(N_("退回理由"), N_("请写明退回的理由"))


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
    opinion = in_words(N_("延期理由"), N_("请写明延期的理由"), N_("将告知申请人"), most=1000)


class WithdrawForm(EventForm):
    """撤回."""

    opinion = TextAreaField(N_("撤回原因（可不填）"), validators=[Length(max=500)])
