"""信用修复表单 what each event asks, in the words of the desk."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    MultipleFileField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.cases.applying import (
    AnswerForm,
    ApplicationForm,
    CorrectionForm,
    name_of_contact,
    phone_of_contact,
    whoever_signs,
)
from app.cases.opinions import (
    DecideForm,
    ExtendForm,
    FindingsForm,
    SendBackForm,
    WithdrawForm,
    ground,
    in_words,
    proposal,
    weighed,
)
from app.cases.repair import rules, wording
from app.kernel import clock
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm, a_day
from app.web.language import say

CORRECTABLE = {
    "statement": N_("纠正情况说明"),
    "performed_on": N_("义务履行完毕日期"),
    "signer": N_("承诺书签署人"),
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
    "proof": N_("证明材料"),
}


class RepairFields(ApplicationForm):
    """申请内容 what the applicant declares."""

    CORRECTABLE = CORRECTABLE
    NO_PROOF = N_("请上传已履行义务的证明材料（如缴款凭证、整改证明）")

    statement = TextAreaField(
        N_("纠正情况说明"),
        description=N_("说明违法行为如何纠正、义务如何履行"),
        validators=[DataRequired(N_("请说明失信行为的纠正情况")), Length(max=4000)],
    )
    performed_on = a_day(
        N_("义务履行完毕日期"),
        N_("请填写义务履行完毕的日期，如2026-11-21"),
        N_("缴清罚款、完成整改的日期"),
    )
    contact_name = name_of_contact()
    contact_phone = phone_of_contact()
    proof = MultipleFileField(
        N_("证明材料"),
        description=N_("缴款凭证、整改证明等能证明义务已经履行的材料"),
        validators=[Optional()],
    )

    def validate_performed_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(say(N_("义务履行完毕的日期不能晚于今天")))


class SubmitForm(RepairFields):
    """提交申请."""

    SIGNING = ("signer", "commitment")

    signer = whoever_signs(N_("法定代表人、负责人或其授权的人"))
    commitment = BooleanField(N_("我已阅读并签署《信用修复承诺书》，承诺材料真实并承担相应责任"))

    def letter(self) -> tuple[str, ...]:
        """承诺书 what is promised, point by point, to be read before signing."""
        return wording.COMMITMENT

    def facts(self) -> dict[str, Any]:
        day = self.performed_on.data
        return {
            "statement": self.statement.data,
            "performed_on": day.isoformat() if day else "",
            "signer": self.signer.data,
            "commitment": bool(self.commitment.data),
        }


class ResubmitForm(AnswerForm, RepairFields):
    """补正提交."""

    signer = whoever_signs()


class AskCorrectionForm(CorrectionForm):
    """一次性告知补正."""

    CORRECTABLE = CORRECTABLE

    wrong_statement = TextAreaField(N_("纠正情况说明：存在的问题"), validators=[Length(max=500)])
    wrong_performed_on = TextAreaField(
        N_("义务履行完毕日期：存在的问题"), validators=[Length(max=500)]
    )
    wrong_signer = TextAreaField(N_("承诺书签署人：存在的问题"), validators=[Length(max=500)])
    wrong_contact_name = TextAreaField(N_("联系人：存在的问题"), validators=[Length(max=500)])
    wrong_contact_phone = TextAreaField(N_("联系电话：存在的问题"), validators=[Length(max=500)])
    wrong_proof = TextAreaField(N_("证明材料：存在的问题"), validators=[Length(max=500)])


class RecommendForm(FindingsForm):
    """核查意见."""

    CONDITIONS = rules.CONDITIONS

    minimum_period, minimum_period_note = weighed(rules.CONDITIONS["minimum_period"])
    duty_performed, duty_performed_note = weighed(rules.CONDITIONS["duty_performed"])
    commitment, commitment_note = weighed(rules.CONDITIONS["commitment"])
    other, other_note = weighed(rules.CONDITIONS["other"])
    outcome = proposal({"grant": N_("拟准予修复"), "refuse": N_("拟不予修复")})


class RefuseForm(DecideForm):
    """不予修复: a ground from the library, and words."""

    ground = ground(N_("不予修复的理由"), rules.REFUSE_REASONS)


class DeclineForm(OpinionForm):
    """不予受理."""

    ground = ground(N_("不予受理的理由"), rules.DECLINE_REASONS)


class RevokeForm(EventForm):
    """撤销修复."""

    opinion = in_words(N_("撤销的事实和理由"), N_("请写明撤销的事实和理由"))


FORMS: dict[str, type[EventForm]] = {
    "submit": SubmitForm,
    "accept": OpinionForm,
    "ask_correction": AskCorrectionForm,
    "resubmit": ResubmitForm,
    "decline": DeclineForm,
    "recommend": RecommendForm,
    "pass": OpinionForm,
    "send_back": SendBackForm,
    "approve": DecideForm,
    "refuse": RefuseForm,
    "extend": ExtendForm,
    "recall": SendBackForm,
    "publish": OpinionForm,
    "revoke": RevokeForm,
    "withdraw": WithdrawForm,
}
