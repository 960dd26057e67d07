"""语言 Chinese unless English is chosen; Chinese words are their own translation."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session

from app.extensions import babel

LOCALES = ("zh", "en")
FOLDER = Path(__file__).parent.parent / "translations"

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def locale() -> str:
    """The language of this request."""
    try:  # asked hundreds of times a page: one look, nearly always
        return str(g.locale)
    except (AttributeError, RuntimeError):
        return _asked_for() if has_request_context() else "zh"


def _asked_for() -> str:
    """As chosen in this browser, else as the browser asks."""
    chosen = session.get("locale")
    asked = request.accept_languages.best_match(["zh-CN", "zh", "en"]) if not chosen else None
    g.locale = chosen if chosen in LOCALES else ("en" if asked == "en" else "zh")
    return str(g.locale)


class Catalogue:
    """译文 the English words, read from the translators' own file: nothing to compile."""

    def __init__(self, *places: Path) -> None:
        self._one: dict[tuple[str, str], str] = {}
        self._many: dict[str, tuple[str, ...]] = {}
        for place in places:
            with place.open("rb") as file:
                for message in read_po(file):
                    self._take(message)

    def _take(self, message: Message) -> None:
        if message.fuzzy or not message.id:
            return
        if isinstance(message.id, str):
            if message.string:
                self._one.setdefault((message.context or "", message.id), str(message.string))
        elif isinstance(message.string, list | tuple) and all(message.string):
            self._many.setdefault(message.id[0], tuple(message.string))

    def gettext(self, words: str, context: str = "") -> str:
        """In this context, else in any, else as they are."""
        return self._one.get((context, words)) or self._one.get(("", words), words)

    def ngettext(self, one: str, many: str, n: int) -> str:
        forms = self._many.get(one)
        return forms[n != 1] if forms else (one if n == 1 else many)


_folders = [FOLDER]


def speak_also(folder: Path) -> None:
    """Read the words of a room from its own folder too; what the house says already stands."""
    if folder not in _folders:
        _folders.append(folder)
        _catalogue.cache_clear()


@cache
def _catalogue(language: str) -> Catalogue:
    return Catalogue(*(folder / language / "messages.po" for folder in _folders))


def translated(words: str, context: str = "") -> str:
    """The words in the language of this request, in the form that the context asks for."""
    language = locale()
    if language == "zh":
        return words
    return in_language(language, words, context or getattr(words, "context", ""))


def in_language(language: str, words: str, context: str = "") -> str:
    return words if language == "zh" else _catalogue(language).gettext(words, context)


def say(words: str, **params: Any) -> str:
    """A sentence in this request's language, its parts put in and, where words, translated."""
    text = translated(words)
    return text % {name: _part(name, value) for name, value in params.items()} if params else text


def _part(name: str, value: Any) -> Any:
    """A part that is words is said in the context of its name: what is kept forgets its own."""
    if isinstance(value, str):
        return translated(value, getattr(value, "context", name))
    if isinstance(value, list | tuple):
        return listed(str(_part(name, v)) for v in value)
    if isinstance(value, date):
        return long_day(value)
    return value


def listed(words: Iterable[object]) -> str:
    """Words one after another: 甲、乙, or one, two."""
    return ("、" if locale() == "zh" else ", ").join(map(str, words))


def cited(acts: str) -> str:
    """依据 the acts relied on, each in this request's language; what a bureau wrote, as written."""
    return ("；" if locale() == "zh" else "; ").join(translated(act) for act in acts.split("；"))


def ngettext(one: str, many: str, n: int, **params: Any) -> str:
    text = one if locale() == "zh" else _catalogue(locale()).ngettext(one, many, n)
    return text % ({"num": n} | params)


def long_day(day: date | None) -> str:
    """2026年11月21日, or 21 November 2026."""
    if day is None:
        return ""
    if locale() == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def short_day(day: date | None) -> str:
    """2026-11-21 周六, or Sat 21 Nov 2026: the way staff screens write a day."""
    if day is None:
        return ""
    if locale() == "zh":
        return f"{day.isoformat()[:10]} {WEEKDAYS[day.weekday()]}"
    return f"{WEEKDAYS_EN[day.weekday()]} {plain_day(day)}"


def near_day(day: date | None) -> str:
    """11-21 周六, or Sat 21 Nov: a day whose year goes without saying."""
    if day is None:
        return ""
    return short_day(day)[5:] if locale() == "zh" else short_day(day)[:-5]


def plain_day(day: date | None) -> str:
    """2026-11-21, or 21 Nov 2026: where the weekday does not matter."""
    if day is None:
        return ""
    return day.isoformat()[:10] if locale() == "zh" else f"{day.day} {day:%b} {day.year}"


def month_day(day: date | None) -> str:
    """11月21日, or 21 Nov."""
    if day is None:
        return ""
    return f"{day.month}月{day.day}日" if locale() == "zh" else f"{day.day} {day:%b}"


def moment(at: datetime | None) -> str:
    """2026-11-21 22:26, or 21 Nov 2026, 22:26."""
    if at is None:
        return ""
    return f"{plain_day(at)} {at:%H:%M}" if locale() == "zh" else f"{plain_day(at)}, {at:%H:%M}"


def choose(language: str) -> None:
    """Remember the language of this browser."""
    if language in LOCALES:
        session["locale"] = language
        g.locale = language


def install(app: Flask) -> None:
    """Give templates their words; WTForms speaks through Flask-Babel."""
    babel.init_app(app, locale_selector=lambda: "zh_Hans_CN" if locale() == "zh" else "en")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        translated,
        lambda one, many, n: (
            one if locale() == "zh" else _catalogue(locale()).ngettext(one, many, n)
        ),
        newstyle=True,
        pgettext=lambda context, words: translated(words, context),
    )
