"""术语 terms of art and the names of places, on English pages with the Chinese as their title.

A word that is a step on one page and a state on another has two English forms. The catalogue keeps
them apart by context: "event" for what a button does, "past" for what the story tells, "phase" for
where a case is; a state goes without.
"""

from functools import lru_cache
from typing import Any

from flask import g
from markupsafe import Markup
from sqlalchemy import select

from app.extensions import db
from app.kernel.people import Section
from app.kernel.rooms import ROOMS, room_of
from app.web.language import locale, translated

_KEPT = 1024


def term(words: str, context: str = "") -> str:
    """术语 the words; on an English page with the Chinese of the law as their title."""
    return _beside(translated(words, context), words)


def place(name: str | None) -> str:
    """科室名 a section or bureau, by the English name it has on file; what else, as written."""
    return name or "" if locale() == "zh" else _english_names().get(name or "", name or "")


def place_term(name: str | None) -> str:
    """科室名 the same, with the Chinese name as its title."""
    return _beside(place(name), name or "")


def state_term(case: Any) -> str:
    return term(room_of(case).states[case.state])


def kind_term(kind: str) -> str:
    return term(ROOMS[kind].name)


def _beside(said: str, words: str) -> str:
    return said if said == words else _titled(said, words)


@lru_cache(maxsize=_KEPT)
def _titled(said: str, words: str) -> Markup:
    # The title is Chinese and what it stands on is not: two elements, or a voice reads one wrongly.
    form = Markup('<span lang="zh-CN" title="{}"><span lang="en">{}</span></span>')
    return form.format(words, said)


def _english_names() -> dict[str, str]:
    """Of every section, once a page."""
    if "english_names" not in g:
        rows = db.session.execute(select(Section.name, Section.name_en)).all()
        g.english_names = {name: english for name, english in rows if english}
    names: dict[str, str] = g.english_names
    return names
