"""部件: macros draw what pages rely on, and nothing a person typed becomes markup."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from wtforms import BooleanField, Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from tests.gallery import render

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '<img src=x onerror=alert(1)> {{ 7*7 }} "引" \u202e'
ERRORS = {400, 403, 404, 409, 410, 413, 422, 429, 500, 503, 507}


class Asked(Form):
    once = HiddenField(default="k1")
    name = StringField(
        "名称", validators=[DataRequired("请填写名称"), Length(max=20)], description="与执照一致"
    )
    why = TextAreaField("理由", validators=[Length(max=200)])
    way = RadioField(
        "方式",
        choices=[SelectChoice("a", "甲"), SelectChoice("b", "乙")],
        validators=[DataRequired("请选择方式")],
    )
    promise = BooleanField("我承诺", validators=[DataRequired("请勾选")])


@pytest.fixture
def app() -> Iterator[Flask]:
    app = render.gallery_app()
    with app.test_request_context("/"):
        yield app


def draw(source: str, **context: Any) -> str:
    return render_template_string(source, **context)


def draw_field(name: str, form: Form, **more: Any) -> str:
    source = '{% from "components/field.html" import field %}{{ field(f, suffix=suffix) }}'
    return draw(source, f=form[name], suffix=more.get("suffix"))


@pytest.mark.usefixtures("app")
def test_a_field_is_tied_to_its_label_hint_and_error():
    form = Asked()
    form.validate()
    drawn = draw_field("name", form)
    assert '<label class="field-label" for="name">' in drawn
    assert 'aria-describedby="name-hint name-error"' in drawn
    assert 'id="name-hint">与执照一致' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "请填写名称" in drawn


@pytest.mark.usefixtures("app")
def test_a_field_without_fault_says_only_whether_it_is_required():
    assert "必填" in draw_field("name", Asked())
    assert "选填" in draw_field("why", Asked())
    assert "aria-invalid" not in draw_field("name", Asked())


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", ["name", "why"])
def test_the_browser_never_cuts_what_is_pasted(name):
    assert "maxlength" not in draw_field(name, Asked())


@pytest.mark.usefixtures("app")
def test_choices_stand_in_a_fieldset_that_the_summary_can_point_to():
    form = Asked()
    form.validate()
    drawn = draw_field("way", form)
    assert '<fieldset class="field is-wrong" id="way" tabindex="-1"' in drawn
    assert drawn.count('type="radio"') == 2


@pytest.mark.usefixtures("app")
def test_a_hidden_field_is_only_itself():
    assert (
        draw_field("once", Asked()).strip()
        == '<input id="once" name="once" type="hidden" value="k1">'
    )


@pytest.mark.usefixtures("app")
def test_a_unit_stands_beside_the_value():
    assert '<div class="affix"><input' in draw_field("name", Asked(), suffix="元")


@pytest.mark.usefixtures("app")
def test_the_summary_links_each_fault_to_its_field_and_keeps_faults_of_the_whole():
    form = Asked()
    form.validate()
    form.form_errors.append("这张表单已经用过")
    drawn = draw(
        '{% from "components/field.html" import error_summary %}{{ error_summary(form) }}',
        form=form,
    )
    assert 'data-refusal="not_accepted"' in drawn
    assert '<a href="#name">名称：请填写名称</a>' in drawn
    assert '<a href="#way">' in drawn
    assert "<li>这张表单已经用过</li>" in drawn


@pytest.mark.usefixtures("app")
def test_a_good_form_has_no_summary():
    drawn = draw(
        '{% from "components/field.html" import error_summary %}{{ error_summary(form) }}',
        form=Asked(),
    )
    assert drawn.strip() == ""


WITH_WORDS = {
    "timeline": '{% from "components/timeline.html" import timeline %}{{ timeline([{"at": w, "title": w, "actor": w, "role": w, "section": w, "text": w, "details": w}]) }}',
    "facts": '{% from "components/facts.html" import facts %}{{ facts([(w, w), {"label": w, "value": w, "note": w}]) }}',
    "papers": '{% from "components/documents.html" import papers %}{{ papers([{"title": w, "number": w, "date": w, "url": "/p", "pdf_url": "/q", "check_code": w}]) }}',
    "materials": '{% from "components/documents.html" import materials %}{{ materials([{"name": w, "kind": w, "size": w, "url": "/m", "preview_url": "/n", "by": w}]) }}',
    "uploaded": '{% from "components/upload.html" import uploaded %}{{ uploaded([{"name": w, "size": w, "remove_url": "/r"}]) }}',
    "search": '{% from "components/search.html" import search_box %}{{ search_box("/s", value=w, label=w, placeholder=w, kept={"a": w}) }}',
    "closed": '{% from "components/button.html" import closed_steps %}{{ closed_steps([{"label": w, "why": w, "who": w, "opens": w, "event": w}]) }}',
    "flash": '{% from "components/flash.html" import flash %}{{ flash([("late", w)]) }}',
    "receipt": '{% from "components/receipt.html" import receipt %}{{ receipt(w, w, w, [w], w) }}',
    "masked": '{% from "components/masked.html" import masked %}{{ masked(w, "/x", w) }}',
    "copy": '{% from "components/copy.html" import copy %}{{ copy(w, w) }}',
    "empty": '{% from "components/empty.html" import empty %}{{ empty(w, w, {"label": w, "url": "/e"}) }}',
    "ledger": '{% from "components/deadline.html" import day_ledger %}{{ day_ledger([{"date": w, "words": w, "kind": w, "number": 1}], w, w) }}',
    "phases": '{% from "components/stepper.html" import phases, steps %}{{ phases([{"label": w, "state": "now", "date": w}], w) }}{{ steps([{"label": w, "state": "now"}]) }}',
    "tabs": '{% from "components/tabs.html" import tabs %}{{ tabs([{"label": w, "url": "/t", "active": True, "count": 0}], w) }}',
    "filters": '{% from "components/filters.html" import filters %}{{ filters([{"label": w, "url": "/t", "active": True}], w, "/c") }}',
    "count": '{% from "components/count.html" import count %}{{ count(3, w, "/c", "late", w) }}',
    "note": '{% from "components/note.html" import note_text %}{{ note_text(w, "warn", w) }}',
    "progress": '{% from "components/progress.html" import progress %}{{ progress(1, 2, w, "/p") }}',
    "button": '{% from "components/button.html" import ask, submit, post_button, link_button %}{{ ask(w, "/a", "#x", event="e") }}{{ submit(w, confirm=w) }}{{ link_button(w, "/l") }}{{ post_button(w, "/p", fields={"once": w}, confirm=w) }}',
    "table": '{% from "components/table.html" import table, empty_row %}{% call table(w, [w, {"label": w, "sort_url": "/s", "sorted": "asc"}]) %}{{ empty_row(2, w, w) }}{% endcall %}',
    "pager": '{% from "components/pager.html" import pager %}{{ pager("/a", "/b", w) }}',
    "dialog": '{% from "components/dialog.html" import dialog, dialog_link %}{% call dialog("d", w) %}{{ w }}{% endcall %}{{ dialog_link(w, "/d", "d") }}',
    "card": '{% from "components/card.html" import card %}{% call card(w, "c", w) %}{{ w }}{% endcall %}',
}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", sorted(WITH_WORDS))
def test_what_people_typed_stays_text(name):
    drawn = draw(WITH_WORDS[name], w=HOSTILE)
    assert "&lt;img src=x onerror=alert(1)&gt;" in drawn
    assert "<img" not in drawn
    assert "49" not in drawn


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", sorted(WITH_WORDS))
def test_every_part_is_closed(name):
    drawn = draw(WITH_WORDS[name], w="词")
    for tag in (
        "div",
        "section",
        "ol",
        "ul",
        "li",
        "p",
        "form",
        "a",
        "nav",
        "table",
        "dl",
        "details",
        "dialog",
        "svg",
    ):
        assert len(re.findall(rf"<{tag}[\s>]", drawn)) == drawn.count(f"</{tag}>"), tag


@pytest.mark.usefixtures("app")
def test_a_count_of_nothing_does_not_shout():
    source = '{% from "components/count.html" import count %}{{ count(n, "已超期", "/", "late") }}'
    assert 'data-tone="mute"' in draw(source, n=0)
    assert 'data-tone="mute"' in draw(source, n="0")
    assert 'data-tone="late"' in draw(source, n=2)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("used", "width"), [(0, 0), (0.5, 50), (1, 100), (1.7, 100)])
def test_the_bar_never_leaves_its_frame(used, width):
    source = '{% from "components/deadline.html" import days_left %}{{ days_left("还剩", "warn", used) }}'
    assert f'<rect width="{width}"' in draw(source, used=used)


@pytest.mark.usefixtures("app")
def test_progress_asks_again_only_while_it_runs():
    source = '{% from "components/progress.html" import progress %}{{ progress(1, 2, "第 1 / 2 行", url) }}'
    assert 'hx-trigger="every 2s"' in draw(source, url="/job")
    assert "hx-" not in draw(source, url=None)


def test_every_icon_that_is_named_has_been_drawn():
    drawn = set(re.findall(r'<symbol id="(\w+)"', (ROOT / "app/static/icons.svg").read_text()))
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r'\b(?:icon|draw)\("(\w+)"\)|\b(?:icon|mark)="(\w+)"', text))
    assert {one or other for one, other in named} <= drawn


def test_component_files_keep_no_words_of_the_first_reader():
    """A module is made once per process: words at its top level would freeze one language."""
    for component in (ROOT / "templates/components").glob("*.html"):
        text = component.read_text(encoding="utf-8")
        outside = re.sub(r"{%-?\s*macro.*?endmacro\s*-?%}", "", text, flags=re.S)
        outside = re.sub(r"{#.*?#}", "", outside, flags=re.S)
        assert "_(" not in outside, component.name


def test_every_refusal_has_its_page():
    assert {int(path.stem) for path in (ROOT / "templates/errors").glob("[0-9]*.html")} == ERRORS


@pytest.mark.parametrize("status", sorted(ERRORS))
def test_an_error_page_says_what_happened_and_what_next_without_a_person(app, status):
    source = f'{{% extends "errors/{status}.html" %}}'
    drawn = draw(source)
    code = re.search(r'data-refusal="(\w+)"', drawn)
    assert code
    assert re.search(r"<p class=\"refusal-says\" data-says>[^<]{8,}", drawn)
    assert 'href="/"' in drawn
    told = draw(
        source, says="这一件归县局办。", code="elsewhere", next_url="/next", reference="r-77"
    )
    assert "这一件归县局办。" in told
    assert 'data-refusal="elsewhere"' in told
    assert 'href="/next"' in told
    assert "r-77" in told
