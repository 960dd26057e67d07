"""信用承诺表单 what each event asks, in the words of the desk."""

from collections.abc import Callable
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    MultipleFileField,
    RadioField,
    StringField,
)
from wtforms.validators import (
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import DateInput

from app.cases.applying import ApplicationForm, name_of_contact, phone_of_contact, whoever_signs
from app.cases.commitment import rules
from app.cases.opinions import (
    DecideForm,
    FindingsForm,
    SendBackForm,
    WithdrawForm,
    ground,
    in_words,
    proposal,
    weighed,
)
from app.kernel import clock
from app.lib import letter_text
from app.lib.letter_text import MOST_BLANKS, Blank, Field, Unreadable
from app.lib.markers import N_
from app.lib.penalties import SEVERITY_NAMES
from app.web.forms import EventForm, OpinionForm, a_day
from app.web.language import say
from app.web.uploads import chosen

NOT_YET = "（待填写）"  # within the letter, which is Chinese in every language
BLANKS = tuple(f"said_{place}" for place in range(1, MOST_BLANKS + 1))


def a_blank(place: int) -> StringField:
    """One blank of the letter; the matter says what it is called and what goes in."""
    return StringField(f"{place}")


def fits(blank: Field) -> Callable[[Any, Any], None]:
    """Validator: what was typed is what this blank asks for, and is kept in its one form."""

    def fitting(_form: Any, field: Any) -> None:
        try:
            field.data = letter_text.read(blank, field.data or "")
        except Unreadable as why:
            raise ValidationError(say(why.says)) from why

    return fitting


class CommitmentFields(ApplicationForm):
    """承诺内容 what the applicant fills in: the blanks of the letter, then who signs."""

    NEEDS_PROOF = False
    STEPS = {1: N_("看承诺书"), 2: N_("填写承诺内容"), 3: N_("签署并提交")}  # noqa: RUF012
    CORRECTABLE = {  # noqa: RUF012
        **dict.fromkeys(BLANKS, ""),
        "valid_until": "",
        "signer": "",
        "contact_name": "",
        "contact_phone": "",
        "proof": "",
    }

    said_1, said_2, said_3 = a_blank(1), a_blank(2), a_blank(3)
    said_4, said_5, said_6 = a_blank(4), a_blank(5), a_blank(6)
    valid_until = a_day(N_("承诺有效期至"), description=N_("长期有效的不填"))
    contact_name = name_of_contact()
    contact_phone = phone_of_contact()
    proof = MultipleFileField(
        N_("附件"),
        description=N_("承诺书要求一并提交的材料；没有的不传"),
        validators=[Optional()],
    )

    def validate_valid_until(self, field: DateField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(say(N_("承诺有效期不能早于今天")))

    def about(self, case: Any) -> None:
        """Show the blanks of this matter's letter, and no others."""
        self.blanks: list[Field] = case.matter.blanks
        for place, name in enumerate(BLANKS):
            if place < len(self.blanks):
                self._fit(name, self.blanks[place])
            else:
                delattr(self, name)
        super().about(case)

    def _fit(self, name: str, blank: Field) -> None:
        field = self[name]
        field.label.text, field.flags.required = blank.label, blank.required
        field.validators = [fits(blank)]
        if blank.type is Blank.DAY:
            field.widget = DateInput()
        elif blank.type is Blank.NUMBER:
            field.render_kw = {"inputmode": "decimal"}

    def said(self) -> dict[str, str]:
        """What was written into the blanks, by what they are called."""
        return {
            blank.label: self[name].data or ""
            for name, blank in zip(BLANKS, self.blanks, strict=False)
        }


class SubmitForm(CommitmentFields):
    """签署并提交."""

    SIGNING = ("signer", "commitment")

    signer = whoever_signs(N_("法定代表人、负责人或其授权的人"))
    commitment = BooleanField(N_("我已阅读承诺内容和违诺责任，自愿签署《信用承诺书》"))

    def letter(self) -> list[str]:
        """承诺书 as it reads with what is filled in by now."""
        return self.case.matter.letter(self.said(), NOT_YET) if self.case else []

    def facts(self) -> dict[str, Any]:
        day = self.valid_until.data
        return {
            "said": self.said(),
            "signer": self.signer.data,
            "commitment": bool(self.commitment.data),
            **({"valid_until": day.isoformat()} if day else {}),
        }


class RecommendForm(FindingsForm):
    """核查意见."""

    CONDITIONS = rules.CONDITIONS

    on_list, on_list_note = weighed(rules.CONDITIONS["on_list"])
    able, able_note = weighed(rules.CONDITIONS["able"])
    no_risk, no_risk_note = weighed(rules.CONDITIONS["no_risk"])
    outcome = proposal({"grant": N_("拟同意承诺办理"), "refuse": N_("拟不适用承诺办理")})


class DivertForm(OpinionForm):
    """转一般程序."""

    ground = ground(N_("转一般程序的理由"), rules.DIVERT_REASONS)


class RefuseForm(DecideForm):
    """不适用承诺办理: a ground from the library, and words."""

    ground = ground(N_("不适用的理由"), rules.REFUSE_REASONS)


class EvidenceForm(EventForm):
    """查实: words always, files where there are any."""

    REPEATABLE = frozenset({"proof"})

    opinion = in_words(
        N_("查实的证据和方式"),
        N_("请写明查实的证据和方式"),
        N_("现场核查、数据比对或者材料核对的情况"),
    )
    proof = MultipleFileField(N_("证据材料"), validators=[Optional()])

    def files(self) -> dict[str, list[Any]]:
        """The files sent with the form, by kind."""
        return {"evidence": chosen(self.proof.data or [])}

    def facts(self) -> dict[str, Any]:
        return {name: said for name, said in super().facts().items() if name != "proof"}


class VerifyForm(EventForm):
    """核实履约."""

    opinion = in_words(N_("核实的方式和结论"), N_("请写明核实的方式和结论"))


class UnkeptForm(EvidenceForm):
    """责令整改: what was not kept, by what evidence, and by when to make it good."""

    extent = RadioField(
        N_("未履行的程度"),
        choices=dict(rules.EXTENT),
        validators=[InputRequired(N_("请选择部分未履行还是全部未履行"))],
    )
    unkept = in_words(N_("未履行的承诺内容"), N_("请写明未履行的承诺内容"), most=4000)
    days = IntegerField(
        N_("整改期限（工作日）"),
        validators=[InputRequired(N_("请填写整改期限")), NumberRange(min=1, max=60)],
    )


class ConfirmForm(EventForm):
    """认定违诺: how grave it is, and what follows."""

    severity = RadioField(
        N_("失信程度"),
        choices={str(key): words for key, words in SEVERITY_NAMES.items()},
        validators=[InputRequired(N_("请选择失信程度"))],
    )
    consequence = in_words(
        N_("违诺责任追究"),
        N_("请写明违诺责任追究的内容"),
        N_("按照承诺书载明的违诺责任写明"),
        most=4000,
    )
    opinion = in_words(N_("认定的理由"), N_("请写明认定的理由"))


class OverturnForm(EventForm):
    """不认定违诺."""

    opinion = in_words(N_("不认定违诺的理由"), N_("请写明不认定违诺的理由"))


FORMS: dict[str, type[EventForm]] = {
    "submit": SubmitForm,
    "accept": OpinionForm,
    "divert": DivertForm,
    "recommend": RecommendForm,
    "send_back": SendBackForm,
    "approve": DecideForm,
    "refuse": RefuseForm,
    "publish": OpinionForm,
    "verify_kept": VerifyForm,
    "find_unkept": UnkeptForm,
    "find_broken": EvidenceForm,
    "confirm": ConfirmForm,
    "overturn": OverturnForm,
    "withdraw": WithdrawForm,
}
