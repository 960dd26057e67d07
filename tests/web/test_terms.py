"""术语: in English a term, a place and a day read as English, and the Chinese stands beside them."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask, g
from markupsafe import Markup

from app.extensions import BEIJING
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import PHASE_NAMES, ROOMS
from app.lib.markers import NC_
from app.web.language import moment, month_day, near_day, plain_day, say, short_day, translated
from app.web.terms import place, place_term, term

DAY = date(2026, 11, 22)


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        g.locale = "en"
        yield


@pytest.fixture
def chinese(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        g.locale = "zh"
        yield


def test_one_word_has_a_form_for_the_button_one_for_the_story_and_one_for_the_state(
    english: None,
) -> None:
    forms = [translated("不予受理", context) for context in ("event", "past", "")]
    assert forms == ["Refuse acceptance", "Not accepted", "Not accepted"]
    forms = [translated("受理", context) for context in ("event", "past", "phase")]
    assert forms == ["Accept", "Accepted", "Intake"]


def test_a_context_without_a_form_of_its_own_takes_the_plain_one(english: None) -> None:
    assert translated("待受理", "event") == translated("待受理") == "Awaiting acceptance"


def test_a_word_carries_its_context_into_sentences(english: None) -> None:
    assert NC_("event", "受理") == "受理"
    assert say("%(what)s", what=NC_("event", "受理")) == "Accept"
    assert translated(PHASE_NAMES["intake"]) == "Intake"
    assert translated(ROLE_NAMES[Role.LEGAL]) == "Legal reviewer"
    assert translated(ROOMS["repair"].states["vetting"]) == "Legal vetting"


def test_a_term_in_english_keeps_its_chinese_as_title(english: None) -> None:
    assert term("信用修复") == Markup(
        '<span lang="zh-CN" title="信用修复"><span lang="en">Credit repair</span></span>'
    )


def test_a_term_in_chinese_is_the_word_alone(chinese: None) -> None:
    assert term("受理", "event") == "受理"
    assert not isinstance(term("受理", "event"), Markup)


def test_what_people_wrote_stays_text_in_a_term(english: None) -> None:
    assert "<b>" not in str(place_term("<b>科室</b>") + Markup(""))


def test_sections_and_bureaux_are_named_in_english(english: None) -> None:
    assert place("市道路运输发展中心") == "Road Transport Centre"
    assert place("资阳市交通运输局") == "Ziyang Transport Bureau"
    assert 'title="市道路运输发展中心"' in place_term("市道路运输发展中心")


def test_a_place_that_has_no_english_name_is_called_as_it_is(english: None) -> None:
    assert place("成都市交通运输局") == "成都市交通运输局"
    assert place(None) == place("") == ""


def test_places_keep_their_names_in_chinese(chinese: None) -> None:
    assert place_term("市道路运输发展中心") == "市道路运输发展中心"


def test_days_in_english_name_their_month(english: None) -> None:
    said = [day(DAY) for day in (short_day, near_day, plain_day, month_day)]
    assert said == ["Sun 22 Nov 2026", "Sun 22 Nov", "22 Nov 2026", "22 Nov"]
    assert moment(datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)) == "22 Nov 2026, 09:30"


def test_days_in_chinese_are_written_as_the_desk_writes_them(chinese: None) -> None:
    said = [day(DAY) for day in (short_day, near_day, plain_day, month_day)]
    assert said == ["2026-11-22 周日", "11-22 周日", "2026-11-22", "11月22日"]
    assert moment(datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)) == "2026-11-22 09:30"


def test_no_day_is_no_words(english: None) -> None:
    assert [day(None) for day in (short_day, near_day, plain_day, month_day, moment)] == [""] * 5
