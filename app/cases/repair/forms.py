"""信用修复表单 what each event asks, in the words of the desk."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from app.cases.repair import rules, wording
from app.cases.repair.machine import digest_of_text
from app.kernel import cases, clock, corrections, documents, vault
from app.kernel.events import history
from app.lib.markers import N_
from app.lib.width import half_width
from app.web.access import actor
from app.web.forms import EventForm, OpinionForm
from app.web.language import say
from app.web.uploads import UploadRefused, chosen, must_fit, size_of

PHONE = r"^\+?[0-9 \-]{7,20}$"

# 可以告知补正的项目: the applicant's fields, by the names they have everywhere.
CORRECTABLE = {
    "statement": N_("纠正情况说明"),
    "performed_on": N_("义务履行完毕日期"),
    "signer": N_("承诺书签署人"),
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
    "proof": N_("证明材料"),
}
PERSONAL = ("contact_name", "contact_phone")
FILES = ("attach", "detach")
WRITTEN_DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


def one_width(value: Any) -> Any:
    return half_width(value) if isinstance(value, str) else value


class ApplicationFields(EventForm):
    """申请内容 what the applicant declares."""

    REPEATABLE = frozenset({"proof"})
    # Beside the token, pages send the mark of the draft they were filled from.
    SENT_BY_BROWSERS = frozenset({"csrf_token", "draft"})
    # Asked in the last step, together with the letter; everything else can be saved before.
    SIGNING: tuple[str, ...] = ()

    statement = TextAreaField(
        N_("纠正情况说明"),
        description=N_("说明违法行为如何纠正、义务如何履行"),
        validators=[DataRequired(N_("请说明失信行为的纠正情况")), Length(max=4000)],
    )
    performed_on = DateField(  # type: ignore[call-arg]  # the stubs are behind WTForms 3.3
        N_("义务履行完毕日期"),
        description=N_("缴清罚款、完成整改的日期"),
        format=WRITTEN_DAYS,
        invalid_value_message=N_("请按“年-月-日”填写日期，如2026-11-21"),
        validators=[InputRequired(N_("请填写义务履行完毕的日期，如2026-11-21"))],
    )
    contact_name = StringField(
        N_("联系人"), validators=[DataRequired(N_("请填写联系人")), Length(max=40)]
    )
    contact_phone = StringField(
        N_("联系电话"),
        description=N_("只用于办理本件，不公开"),
        filters=[one_width],
        validators=[
            DataRequired(N_("请填写联系电话")),
            Regexp(PHONE, message=N_("联系电话只能是数字、空格和短横线，7至20位")),
        ],
    )
    proof = MultipleFileField(
        N_("证明材料"),
        description=N_("缴款凭证、整改证明等能证明义务已经履行的材料"),
        validators=[Optional()],
    )
    case: Any = None

    @property
    def seen(self) -> int | None:
        """The version looked at; one's own files since then are no surprise to oneself."""
        version = super().seen
        if version is None or self.case is None or version == self.case.version:
            return version
        since = [e for e in history(self.case.stream) if e.seq > version]
        own = all(e.name in FILES and e.account_id == actor().account_id for e in since)
        return self.case.version if own else version

    def validate_performed_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(say(N_("义务履行完毕的日期不能晚于今天")))

    def validate_proof(self, field: MultipleFileField) -> None:
        """What the case holds already and what comes now, together."""
        if self.case is None:
            return
        received = [d.size for d in documents.of_case(self.case) if d.direction == "received"]
        try:
            must_fit(received, [size_of(file) for file in chosen(field.data or [])])
        except UploadRefused as full:
            raise ValidationError(say(full.says, **full.params)) from full

    def personal(self) -> dict[str, str]:
        """What must not enter the story in clear."""
        return {name: self[name].data for name in PERSONAL if name in self and self[name].data}

    def files(self) -> dict[str, list[Any]]:
        """The files sent with the form, by kind."""
        return {"proof": chosen(self.proof.data or [])} if "proof" in self else {}

    def saved_fields(self) -> list[str]:
        """The fields that a draft keeps: words, not files, ticks or the form's own bookkeeping."""
        kept = [name for name in CORRECTABLE if name != "proof"]
        return [name for name in kept if name in self]

    def about(self, case: Any) -> None:
        """Show what was saved, where the browser sent nothing."""
        self.case = case
        if not self.is_submitted():
            self.fill(cases.draft_of(case))

    def fill(self, saved: Mapping[str, Any]) -> None:
        """Put saved words back as they were typed, also those that cannot be read."""
        for name in self.saved_fields():
            if name not in saved:
                continue
            if isinstance(self[name], DateField):
                self[name].raw_data, self[name].data = [saved[name]], _day(saved[name])
            else:
                self[name].data = saved[name]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class SubmitForm(ApplicationFields):
    """提交申请."""

    SIGNING = ("signer", "commitment")

    signer = StringField(
        N_("承诺书签署人"),
        description=N_("法定代表人、负责人或其授权的人"),
        validators=[DataRequired(N_("请填写承诺书签署人")), Length(max=80)],
    )
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


class ResubmitForm(ApplicationFields):
    """补正提交: only what the notice names."""

    signer = StringField(
        N_("承诺书签署人"), validators=[DataRequired(N_("请填写承诺书签署人")), Length(max=80)]
    )

    def about(self, case: Any) -> None:
        """Close every field that the notice does not name."""
        self.case = case
        asked = corrections.open_one(case)
        named = asked.fields if asked else frozenset()
        for name in CORRECTABLE:
            if name not in named:
                delattr(self, name)
        for item in asked.items if asked else ():
            self[item["field"]].description = item["wrong"]
        self.changed_proof = _changed_proof(case, asked) if asked else []
        if not self.is_submitted():
            self._show_what_stood(case)
            self.fill(cases.draft_of(case))

    def _show_what_stood(self, case: Any) -> None:
        for name in ("statement", "performed_on", "signer"):
            if name in self:
                self[name].process_data(getattr(case, name))

    def facts(self) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for name in CORRECTABLE:
            if name not in self or name == "proof":
                continue
            value = self[name].data
            if name in PERSONAL:
                answers[name] = vault.MASKS["name" if name == "contact_name" else "phone"](value)
            else:
                answers[name] = value.isoformat() if hasattr(value, "isoformat") else value
        if "proof" in self and self.changed_proof:
            answers["proof"] = self.changed_proof
        return {"answers": answers}


def _changed_proof(case: Any, asked: corrections.Correction) -> list[str]:
    """The proofs that stand, if any was added or taken back since the notice; else none."""
    proofs = [d for d in documents.of_case(case) if d.direction == "received" and d.kind == "proof"]
    touched = any(max(d.event_id, d.withdrawn_event or 0) > asked.asked_event for d in proofs)
    return [d.title for d in proofs if d.standing] if touched else []


class AskCorrectionForm(OpinionForm):
    """一次性告知补正: tick what is missing, say what is wrong with it."""

    REPEATABLE = frozenset()

    wrong_statement = TextAreaField(N_("纠正情况说明：存在的问题"), validators=[Length(max=500)])
    wrong_performed_on = TextAreaField(
        N_("义务履行完毕日期：存在的问题"), validators=[Length(max=500)]
    )
    wrong_signer = TextAreaField(N_("承诺书签署人：存在的问题"), validators=[Length(max=500)])
    wrong_contact_name = TextAreaField(N_("联系人：存在的问题"), validators=[Length(max=500)])
    wrong_contact_phone = TextAreaField(N_("联系电话：存在的问题"), validators=[Length(max=500)])
    wrong_proof = TextAreaField(N_("证明材料：存在的问题"), validators=[Length(max=500)])
    again_because = TextAreaField(
        N_("再次告知的理由"),
        description=N_("补正应当一次性告知；第二次起由科室负责人填写"),
        validators=[Length(max=500)],
    )

    def about(self, case: Any) -> None:
        """The reason is asked only from the second time on."""
        if corrections.count(case) == 0:
            del self.again_because

    def facts(self) -> dict[str, Any]:
        items = [
            {"field": name, "label": label, "wrong": self[f"wrong_{name}"].data}
            for name, label in CORRECTABLE.items()
            if self[f"wrong_{name}"].data
        ]
        again = self.again_because.data if "again_because" in self else ""
        return {"items": items, "again_because": again, "opinion": self.opinion.data}


MET = {"yes": N_("符合"), "no": N_("不符合")}


class RecommendForm(OpinionForm):
    """核查意见: a finding on each condition, then the proposal."""

    minimum_period = RadioField(
        rules.CONDITIONS["minimum_period"], choices=MET, validators=[Optional()]
    )
    minimum_period_note = StringField(N_("核查说明"), validators=[Length(max=500)])
    duty_performed = RadioField(
        rules.CONDITIONS["duty_performed"], choices=MET, validators=[Optional()]
    )
    duty_performed_note = StringField(N_("核查说明"), validators=[Length(max=500)])
    commitment = RadioField(rules.CONDITIONS["commitment"], choices=MET, validators=[Optional()])
    commitment_note = StringField(N_("核查说明"), validators=[Length(max=500)])
    other = RadioField(rules.CONDITIONS["other"], choices=MET, validators=[Optional()])
    other_note = StringField(N_("核查说明"), validators=[Length(max=500)])
    outcome = RadioField(
        N_("拟办意见"),
        choices={"grant": N_("拟准予修复"), "refuse": N_("拟不予修复")},
        validators=[InputRequired(N_("请选择拟办意见"))],
    )

    def facts(self) -> dict[str, Any]:
        findings = {
            name: {
                "met": {"yes": True, "no": False}.get(self[name].data or ""),
                "note": self[f"{name}_note"].data or "",
            }
            for name in rules.CONDITIONS
        }
        return {"outcome": self.outcome.data, "findings": findings, "opinion": self.opinion.data}


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


class RefuseForm(DecideForm):
    """不予修复: a ground from the library, and words."""

    ground = SelectField(
        N_("不予修复的理由"),
        choices={"": N_("请选择"), **rules.REFUSE_REASONS},
        validators=[DataRequired(N_("请选择理由"))],
    )


class DeclineForm(OpinionForm):
    """不予受理."""

    ground = SelectField(
        N_("不予受理的理由"),
        choices={"": N_("请选择"), **rules.DECLINE_REASONS},
        validators=[DataRequired(N_("请选择理由"))],
    )


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


class RevokeForm(EventForm):
    """撤销修复."""

    opinion = TextAreaField(
        N_("撤销的事实和理由"),
        validators=[DataRequired(N_("请写明撤销的事实和理由")), Length(max=2000)],
    )


class WithdrawForm(EventForm):
    """撤回."""

    opinion = TextAreaField(N_("撤回原因（可不填）"), validators=[Length(max=500)])


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
    "publish": OpinionForm,
    "revoke": RevokeForm,
    "withdraw": WithdrawForm,
}

__all__ = ["CORRECTABLE", "FORMS"]
