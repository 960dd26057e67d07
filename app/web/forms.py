"""表单 one form an event: what it asks, refusing what it does not know, keeping what was typed."""

import secrets
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    HiddenField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.lib.markers import N_
from app.web.kept import AGAIN
from app.web.language import locale, say, translated

# Characters that turn text around or hide in it have no place in a record.
INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


WRITTEN_DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


class UnknownField(Exception):
    """The request carries a field that the form does not have, or one of them twice."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def clean_text(_form: Any, field: Field) -> None:
    """No control and no direction-changing characters; line ends are fine."""
    text = field.data
    if not isinstance(text, str) or text.isprintable():  # none of these characters is
        return
    if any(c in INVISIBLE or (ord(c) < 32 and c not in "\r\n\t") or ord(c) == 127 for c in text):
        raise ValidationError(say(N_("内容含有看不见的控制字符，请删去后重新填写")))


def a_day(label: str, needed: str = "", description: str = "") -> DateField:
    """A date as people write it. One that has to be there says so, when it is not, in `needed`."""
    return DateField(  # type: ignore[call-arg]  # the stubs are behind WTForms 3.3
        label,
        description=description,
        format=WRITTEN_DAYS,
        invalid_value_message=N_("请按“年-月-日”填写日期，如2026-11-21"),
        validators=[InputRequired(needed) if needed else Optional()],
    )


def trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class StrictForm(FlaskForm):
    """A form that takes exactly its own fields, each once."""

    SENT_BY_BROWSERS = frozenset({"csrf_token", AGAIN})
    REPEATABLE: frozenset[str] = frozenset()

    class Meta(FlaskForm.Meta):
        """Every text is trimmed before it is looked at; the library's words are read once."""

        @property
        def locales(self) -> Any:
            return ("zh",) if locale() == "zh" else False

        def get_translations(self, form: Any) -> Any:
            return DefaultMeta.get_translations(self, form)

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = unbound_field.kwargs.get("filters", [])
            if unbound_field.field_class not in (FileField, BooleanField):
                unbound_field.kwargs["filters"] = [
                    trimmed,
                    *(f for f in filters if f is not trimmed),
                ]
            return unbound_field.bind(form=form, **options)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            self._in_this_language(field)

    def _in_this_language(self, field: Field) -> None:
        field.label.text = translated(field.label.text) if field.label.text else ""
        field.description = translated(field.description) if field.description else ""
        choices = getattr(field, "choices", None)
        if choices:
            pairs = (tuple(choice)[:2] for choice in choices)
            named = choices.items() if isinstance(choices, dict) else pairs
            field.choices = {  # type: ignore[attr-defined]
                value: translated(str(words)) for value, words in named
            }

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse unknown and repeated fields before looking at any value."""
        self._refuse_strangers(request.form)
        self._refuse_strangers(request.files)
        if AGAIN in request.form:  # given back after a sign-in: to be read once more first
            return False
        valid = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and not field.errors:
                valid &= self._clean(field)
            field.errors = [translated(str(words)) for words in field.errors]
        return valid

    def _clean(self, field: Field) -> bool:
        try:
            clean_text(self, field)
        except ValidationError as fault:
            field.errors = [*field.errors, str(fault)]
            return False
        return True

    def _refuse_strangers(self, sent: MultiDict[str, Any]) -> None:
        for name, values in sent.lists():
            if name in self.SENT_BY_BROWSERS:
                continue
            field = self._fields.get(name)
            if field is None:
                raise UnknownField(name)
            many = isinstance(field, SelectMultipleField) or name in self.REPEATABLE
            if len(values) > 1 and not many and not isinstance(field, FileField):
                raise UnknownField(name)

    def refuse(self, says: str, field: str | None = None, **params: Any) -> None:
        """Put the sentence at its field, or at the head of the form."""
        words = say(says, **params)
        target = self._fields.get(field) if field else None
        if target is None:
            said: list[str] = self.form_errors  # type: ignore[has-type]
            self.form_errors = [*said, words]
        else:
            target.errors = [*target.errors, words]

    @property
    def refused(self) -> bool:
        return bool(self.errors)


class OnceForm(StrictForm):
    """A form whose act happens once however often it is sent."""

    once = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data or len(self.once.data) > 64:
            self.once.data = secrets.token_urlsafe(18)


class EventForm(OnceForm):
    """What an event asks. `facts()` is what goes into the story."""

    version = HiddenField()

    # 意见 is asked by every event that has no form of its own.
    def facts(self) -> dict[str, Any]:
        """The facts of the act: every field but the form's own bookkeeping."""
        own = {"csrf_token", "once", "version"}
        return {f.short_name: f.data for f in self if f.short_name not in own}

    @property
    def seen(self) -> int | None:
        """The version of the case that the person looked at."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None

    def about(self, case: Any) -> None:
        """Fit the form to its case; a form that needs nothing of the case keeps this."""

    def look_again(self, case: Any) -> None:
        """The case moved, or was judged otherwise, and is shown anew: bind to what is shown now."""

    def personal(self) -> dict[str, str]:
        """Personal values, which go to the vault and not into the story."""
        return {}

    def files(self) -> dict[str, list[Any]]:
        """Files sent with the form, by kind."""
        return {}


class OpinionForm(EventForm):
    """办理意见 words in one's own hand."""

    opinion = TextAreaField(N_("办理意见"), validators=[Length(max=2000)])

    def __iter__(self) -> Iterator[Field]:
        """What is chosen comes first, the words about it last."""
        return iter(sorted(self._fields.values(), key=lambda field: field.name == "opinion"))
