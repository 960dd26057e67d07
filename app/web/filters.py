"""模板过滤 days, sizes, labels: the few words templates need and may not compute."""

import secrets
from datetime import date

from flask import Flask

from app.kernel import clock, deadlines, vault
from app.kernel.rooms import ROOMS
from app.lib.papers import chinese_date
from app.lib.penalties import SEVERITY_NAMES, Severity
from app.lib.workdays import Term, Unit
from app.web.language import (
    cited,
    in_language,
    listed,
    long_day,
    moment,
    month_day,
    near_day,
    ngettext,
    plain_day,
    say,
    short_day,
    translated,
)
from app.web.terms import kind_term, place, place_term, state_term, term


def file_size(size: int) -> str:
    """12 KB, 3.4 MB."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"


def days_left(due_on: date | None) -> str:
    """还剩 2 个工作日（11-25 周三）, or how late it is."""
    if due_on is None:
        return say("时限中止")
    left = deadlines.days_left(due_on, clock.today())
    day = near_day(due_on)
    if left > 0:
        return ngettext(
            "还剩 %(num)s 个工作日（%(day)s）", "还剩 %(num)s 个工作日（%(day)s）", left, day=day
        )
    if due_on >= clock.today():
        return say("今天到期（%(day)s）", day=day)
    return ngettext(
        "已超期 %(num)s 个工作日（%(day)s）",
        "已超期 %(num)s 个工作日（%(day)s）",
        max(1, -left),
        day=day,
    )


def tone_of_due(due_on: date | None) -> str:
    """ok, soon or late: the state of a due date."""
    if due_on is None:
        return "mute"
    left = deadlines.days_left(due_on, clock.today())
    if due_on < clock.today():
        return "late"
    return "warn" if left <= 1 else "ok"


def length_of(term: Term) -> str:
    """3 个工作日, 36 个月: how long a term is, in its own unit."""
    if term.unit is Unit.MONTHS:
        return ngettext("%(num)s 个月", "%(num)s 个月", term.length)
    if term.unit is Unit.CALENDAR:
        return ngettext("%(num)s 天", "%(num)s 天", term.length)
    return ngettext("%(num)s 个工作日", "%(num)s 个工作日", term.length)


def severity_name(severity: str | None) -> str:
    return translated(SEVERITY_NAMES[Severity(severity)]) if severity else say("待认定")


def kind_name(kind: str) -> str:
    return translated(ROOMS[kind].name)


def once() -> str:
    """A fresh one-time key for a form of one button."""
    return secrets.token_urlsafe(18)


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        long_day=long_day,
        short_day=short_day,
        near_day=near_day,
        plain_day=plain_day,
        month_day=month_day,
        paper_day=chinese_date,
        moment=moment,
        file_size=file_size,
        days_left=days_left,
        tone_of_due=tone_of_due,
        severity_name=severity_name,
        length_of=length_of,
        in_language=lambda words, language: in_language(language, words),
        state_term=state_term,
        kind_name=kind_name,
        kind_term=kind_term,
        term=term,
        place=place,
        place_term=place_term,
        masked=vault.masked,
        translated=translated,
        listed=listed,
        cited=cited,
    )
    app.jinja_env.globals.update(say=say, once=once)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
