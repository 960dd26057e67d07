"""异议处理表单 what each event asks, in the words of the desk."""

from typing import Any

from wtforms import MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.cases.applying import (
    AnswerForm,
    ApplicationForm,
    CorrectionForm,
    name_of_contact,
    phone_of_contact,
)
from app.cases.objection import rules
from app.cases.objection.model import CLAIMS, old_value
from app.cases.opinions import (
    DecideForm,
    ExtendForm,
    SendBackForm,
    WithdrawForm,
    ground,
    in_words,
    proposal,
)
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm
from app.web.language import say

CORRECTABLE = {
    "ground": N_("异议理由"),
    "statement": N_("异议说明"),
    **{name: rules.FIELDS[code] for name, code in CLAIMS.items()},
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
    "proof": N_("证明材料"),
}


class ObjectionFields(ApplicationForm):
    """异议内容 what the applicant says is wrong: the ground, the fields, the proof."""

    CORRECTABLE = CORRECTABLE
    MAY_BE_EMPTY = tuple(CLAIMS)
    NO_PROOF = N_("请上传能证明记录有误的材料")
    STEPS = {1: N_("核对记录"), 2: N_("说明与材料"), 3: N_("核对并提交")}  # noqa: RUF012

    ground = SelectField(
        N_("异议理由"),
        choices={"": N_("请选择"), **rules.GROUNDS},
        validators=[DataRequired(N_("请选择异议的理由"))],
    )
    statement = TextAreaField(
        N_("异议说明"),
        description=N_("说明哪里不对、依据是什么"),
        validators=[DataRequired(N_("请说明哪里不对、依据是什么")), Length(max=4000)],
    )
    contact_name = name_of_contact()
    contact_phone = phone_of_contact()
    proof = MultipleFileField(
        N_("证明材料"),
        description=N_("决定书、缴款凭证等能证明记录有误的材料"),
        validators=[Optional()],
    )

    def about(self, case: Any) -> None:
        super().about(case)
        for name, code in CLAIMS.items():
            if name in self:
                self[name].description = _as_it_stands(case, code)

    def claimed(self) -> dict[str, str]:
        """What each disputed field should say, by the name of its field here."""
        return {name: self[name].data for name in CLAIMS if name in self and self[name].data}


def _as_it_stands(case: Any, code: str) -> str:
    old = old_value(case.record, code)
    if not old:
        return say(N_("记录现在没有这一项。有遗漏的，请填写应当是什么"))
    return say(N_("记录现在是：%(value)s。有误的，请填写应当是什么；无误的留空"), value=old)


def _claimed_value(code: str) -> TextAreaField:
    return TextAreaField(
        rules.FIELDS[code],
        render_kw={"rows": 2},
        validators=[Optional(), Length(max=4000)],
    )


for _name, _code in CLAIMS.items():
    setattr(ObjectionFields, _name, _claimed_value(_code))


class SubmitForm(ObjectionFields):
    """提交异议."""

    def facts(self) -> dict[str, Any]:
        return {
            "ground": self.ground.data,
            "statement": self.statement.data,
            **self.claimed(),
        }


class ResubmitForm(AnswerForm, ObjectionFields):
    """补正提交."""

    def about(self, case: Any) -> None:
        """What is wrong stands at each field, not what the record says."""
        AnswerForm.about(self, case)


class AskCorrectionForm(CorrectionForm):
    """一次性告知补正: of the fields of the record only those that were disputed."""

    CORRECTABLE = CORRECTABLE

    wrong_ground = TextAreaField(N_("异议理由：存在的问题"), validators=[Length(max=500)])
    wrong_statement = TextAreaField(N_("异议说明：存在的问题"), validators=[Length(max=500)])
    wrong_contact_name = TextAreaField(N_("联系人：存在的问题"), validators=[Length(max=500)])
    wrong_contact_phone = TextAreaField(N_("联系电话：存在的问题"), validators=[Length(max=500)])
    wrong_proof = TextAreaField(N_("证明材料：存在的问题"), validators=[Length(max=500)])

    def about(self, case: Any) -> None:
        super().about(case)
        for name, code in CLAIMS.items():
            if code not in case.claims:
                delattr(self, f"wrong_{name}")


for _name, _code in CLAIMS.items():
    setattr(
        AskCorrectionForm,
        f"wrong_{_name}",
        TextAreaField(rules.FIELDS[_code], validators=[Length(max=500)]),
    )


class ReplyForm(EventForm):
    """核查答复: what was found of each disputed field, by what evidence; then the proposal."""

    outcome = proposal(rules.OUTCOMES)
    opinion = in_words(N_("核查情况和理由"), N_("请写明核查情况和理由"))

    case: Any = None

    def about(self, case: Any) -> None:
        """Only what is disputed is asked; what stands is there to be changed."""
        self.case = case
        for code in rules.FIELDS:
            if code not in case.claims:
                delattr(self, f"found_{code}")
                delattr(self, f"evidence_{code}")
            elif not self.is_submitted():
                self[f"found_{code}"].data = old_value(case.record, code)

    @property
    def disputed(self) -> list[str]:
        """The fields of the record that are asked about."""
        return [code for code in rules.FIELDS if f"found_{code}" in self]

    def name_of(self, code: str) -> str:
        return rules.FIELDS[code]

    def stands(self, code: str) -> str:
        """What the record says of this field."""
        return old_value(self.case.record, code)

    def facts(self) -> dict[str, Any]:
        findings = {
            code: {
                "old": old_value(self.case.record, code),
                "claimed": self.case.claims[code],
                "found": self[f"found_{code}"].data or "",
                "evidence": self[f"evidence_{code}"].data or "",
            }
            for code in self.disputed
        }
        return {"outcome": self.outcome.data, "findings": findings, "opinion": self.opinion.data}


for _code, _label in rules.FIELDS.items():
    setattr(
        ReplyForm,
        f"found_{_code}",
        TextAreaField(
            N_("查明的内容"),
            render_kw={"rows": 2},
            validators=[DataRequired(N_("请写明查明的内容")), Length(max=4000)],
        ),
    )
    setattr(
        ReplyForm,
        f"evidence_{_code}",
        StringField(
            N_("核查的依据"), validators=[DataRequired(N_("请写明核查的依据")), Length(max=500)]
        ),
    )


class ForwardForm(EventForm):
    """转办: to the section that provided the record, with what it should look at."""

    opinion = TextAreaField(N_("转办要求"), validators=[Length(max=1000)])


class KeepForm(DecideForm):
    """维持: a ground from the library, and words."""

    ground = ground(N_("维持的理由"), rules.KEEP_REASONS)


class DeclineForm(OpinionForm):
    """不予受理."""

    ground = ground(N_("不予受理的理由"), rules.DECLINE_REASONS)


class ReviewForm(EventForm):
    """申请复核."""

    opinion = in_words(
        N_("申请复核的理由"),
        N_("请写明申请复核的理由"),
        N_("复核只有一次，由未办理过原异议的人员办理"),
    )


FORMS: dict[str, type[EventForm]] = {
    "submit": SubmitForm,
    "accept": OpinionForm,
    "ask_correction": AskCorrectionForm,
    "resubmit": ResubmitForm,
    "decline": DeclineForm,
    "forward": ForwardForm,
    "reply": ReplyForm,
    "pass": OpinionForm,
    "send_back": SendBackForm,
    "uphold": DecideForm,
    "keep": KeepForm,
    "extend": ExtendForm,
    "recall": SendBackForm,
    "publish": OpinionForm,
    "request_review": ReviewForm,
    "withdraw": WithdrawForm,
}
