"""清单写法 the rows of the three lists as they are written on the screen and in the workbook."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.halls.measures.queries import named
from app.kernel import feedback
from app.kernel.feedback import ANSWERS
from app.lib.markers import N_
from app.lib.quarters import Quarter
from app.web.language import cited, plain_day, say, translated
from app.web.terms import place


@dataclass(frozen=True)
class Asked:
    """Which quarter, as of which day, and whose part of it."""

    quarter: Quarter
    as_of: date
    houses: frozenset[int]  # the whole of these bureaus
    sections: frozenset[int]  # and the own part of these sections


def subject_cells(row: Any, _asked: Asked) -> list[str]:
    return [
        named(row.subject_name, row.subject_kind),
        row.subject_code or "—",
        translated(str(row.body.get("LB_MC") or row.title)),
        row.doc_no,
        plain_day(row.decided_on),
        plain_day(row.maximum_until),
        place(row.section),
        str(row.orders),
    ]


def measure_cells(row: Any, asked: Asked) -> list[str]:
    return [
        named(row.subject_name, row.subject_kind),
        row.doc_no,
        translated(row.name),
        cited(row.basis),
        place(row.section),
        plain_day(row.started_on),
        _answer(row, asked.as_of),
        row.reason or "",
    ]


def _answer(row: Any, as_of: date) -> str:
    if row.answer is None:
        late = row.answer_by is not None and row.answer_by < as_of
        return say(N_("逾期未响应")) if late else say(N_("待响应"))
    late = row.answer_by is not None and row.answered_on > row.answer_by
    words = N_("%(answer)s（%(day)s，逾期）") if late else N_("%(answer)s（%(day)s）")
    return say(words, answer=ANSWERS[row.answer], day=plain_day(row.answered_on))


def effect_cells(row: Any, asked: Asked) -> list[str]:
    return [
        named(row.subject_name, row.subject_kind),
        row.doc_no,
        translated(row.name),
        place(row.section),
        "" if row.times is None else str(row.times),
        row.effect or "",
        plain_day(row.fed_back_on),
        fed_back(row, feedback.due_on(asked.quarter), asked.as_of),
    ]


def fed_back(row: Any, due: date, as_of: date) -> str:
    """Fed back in time, late, not yet, or not owed."""
    if row.times is not None:
        return say(N_("逾期反馈")) if row.fed_back_on > row.due_on else say(N_("按期反馈"))
    if row.answer == "not_applicable":
        return say(N_("不适用"))
    return say(N_("逾期未反馈")) if due < as_of else say(N_("待反馈"))
