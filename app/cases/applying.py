"""申请表单 what the applicant fills in, kept as a draft; and what a notice has them correct."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import DateField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from app.cases.spine.application import CONTACT
from app.kernel import cases, corrections, documents, vault
from app.kernel.events import history
from app.lib.markers import N_
from app.lib.width import half_width
from app.web.access import actor
from app.web.forms import EventForm, OpinionForm
from app.web.language import say
from app.web.uploads import UploadRefused, chosen, must_fit, size_of

PHONE = r"^\+?[0-9 \-]{7,20}$"
FILES = ("attach", "detach")


def one_width(value: Any) -> Any:
    return half_width(value) if isinstance(value, str) else value


def name_of_contact() -> StringField:
    return StringField(N_("联系人"), validators=[DataRequired(N_("请填写联系人")), Length(max=40)])


def phone_of_contact() -> StringField:
    return StringField(
        N_("联系电话"),
        description=N_("只用于办理本件，不公开"),
        filters=[one_width],
        validators=[
            DataRequired(N_("请填写联系电话")),
            Regexp(PHONE, message=N_("联系电话只能是数字、空格和短横线，7至20位")),
        ],
    )


def whoever_signs(description: str = "") -> StringField:
    return StringField(
        N_("承诺书签署人"),
        description=description,
        validators=[DataRequired(N_("请填写承诺书签署人")), Length(max=80)],
    )


class ApplicationForm(EventForm):
    """申请内容 what a room has the applicant declare, beside the contact and the proofs."""

    REPEATABLE = frozenset({"proof"})
    # Beside the token, pages send the mark of the draft they were filled from.
    SENT_BY_BROWSERS = EventForm.SENT_BY_BROWSERS | {"draft"}
    # 可以告知补正的项目: the applicant's fields, by the names they have everywhere.
    CORRECTABLE: Mapping[str, str] = {}
    # Of these, what an application need not say.
    MAY_BE_EMPTY: tuple[str, ...] = ()
    # What is said where a proof is missing.
    NO_PROOF = N_("请上传证明材料")
    NEEDS_PROOF = True  # whether anything must be attached
    # 填报三步, where a room calls them otherwise.
    STEPS: Mapping[int, str] = {}
    # Asked in the last step, together with the letter; everything else can be saved before.
    SIGNING: tuple[str, ...] = ()

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
        return {name: self[name].data for name in CONTACT if name in self and self[name].data}

    def files(self) -> dict[str, list[Any]]:
        """The files sent with the form, by kind."""
        return {"proof": chosen(self["proof"].data or [])} if "proof" in self else {}

    def saved_fields(self) -> list[str]:
        """The fields that a draft keeps: words, not files, ticks or the form's own bookkeeping."""
        return [name for name in self.CORRECTABLE if name != "proof" and name in self]

    def typed(self, name: str) -> str:
        """A field as a browser would send it back."""
        field: Any = self[name]
        return str(field._value() if hasattr(field, "_value") else field.data or "")

    def in_words(self, name: str) -> str:
        """A field as people read it: the words of a choice, not its key."""
        field: Any = self[name]
        choices = getattr(field, "choices", None) or {}
        return str(choices.get(field.data, "")) if choices and field.data else self.typed(name)

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


class AnswerForm(ApplicationForm):
    """补正提交 only what the notice names."""

    def about(self, case: Any) -> None:
        """Close every field that the notice does not name."""
        self.case = case
        asked = corrections.open_one(case)
        named = asked.fields if asked else frozenset()
        for name in self.CORRECTABLE:
            if name not in named:
                delattr(self, name)
        for item in asked.items if asked else ():
            self[item["field"]].description = item["wrong"]
        self.changed_proof = _changed_proof(case, asked) if asked else []
        if not self.is_submitted():
            self._show_what_stood(case)
            self.fill(cases.draft_of(case))

    def _show_what_stood(self, case: Any) -> None:
        for name in case.DECLARED:
            if name in self:
                self[name].process_data(getattr(case, name))

    def facts(self) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for name in self.saved_fields():
            value = self[name].data
            if name in CONTACT:
                answers[name] = vault.MASKS[CONTACT[name]](value)
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


class CorrectionForm(OpinionForm):
    """一次性告知补正 tick what is missing, say what is wrong with it, in `wrong_…` fields."""

    REPEATABLE = frozenset()
    CORRECTABLE: Mapping[str, str] = {}

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
            for name, label in self.CORRECTABLE.items()
            if f"wrong_{name}" in self and self[f"wrong_{name}"].data
        ]
        again = self.again_because.data if "again_because" in self else ""
        return {"items": items, "again_because": again, "opinion": self.opinion.data}
