"""模板: macros that exist and are used, fragments with one root, and nothing a strict policy refuses."""

import re
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes
from lxml import html

from app.config import ROOT

FOLDER = ROOT / "templates"
PAGES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
HANDLER = re.compile(r"\son[a-z]+\s*=", re.I)
ABROAD = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//""", re.I)


@cache
def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def without_comments(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source(name), flags=re.S)


@pytest.mark.parametrize("name", PAGES)
def test_every_imported_macro_exists_and_is_used(app: Flask, name: str) -> None:
    tree = app.jinja_env.parse(source(name))
    used = {node.name for node in tree.find_all(nodes.Name)}
    for imported in tree.find_all(nodes.FromImport):
        assert isinstance(imported.template, nodes.Const), f"{name}: a computed import"
        where = app.jinja_env.parse(source(imported.template.value))
        there = {macro.name for macro in where.find_all(nodes.Macro)}
        there |= {
            target.name
            for made in where.find_all(nodes.Assign)
            for target in made.find_all(nodes.Name)
            if target.ctx == "store"
        }
        for given in imported.names:
            asked, called = (given, given) if isinstance(given, str) else given
            assert asked in there, f"{name}: {imported.template.value} has no {asked}"
            assert called in used, f"{name}: {called} is imported and not used"


def known_in(tree: nodes.Template) -> set[str]:
    """What a template imports, defines or sets itself."""
    imported = {
        given if isinstance(given, str) else given[1]
        for node in tree.find_all(nodes.FromImport)
        for given in node.names
    }
    made = {macro.name for macro in tree.find_all(nodes.Macro)}
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    return imported | made | stored


def macros_of_the_house(app: Flask) -> set[str]:
    return {
        macro.name
        for name in PAGES
        for macro in app.jinja_env.parse(source(name)).find_all(nodes.Macro)
    }


def test_a_macro_is_imported_where_it_is_called(app: Flask) -> None:
    """Not where the page that includes it happens to import it: a fragment is drawn alone."""
    macros = macros_of_the_house(app)
    for name in PAGES:
        tree = app.jinja_env.parse(source(name))
        called = {
            call.node.name
            for call in tree.find_all(nodes.Call)
            if isinstance(call.node, nodes.Name)
        }
        missing = (called & macros) - known_in(tree)
        assert not missing, f"{name} calls {missing}"


@pytest.mark.parametrize("name", PAGES)
def test_every_template_that_is_named_is_there(app: Flask, name: str) -> None:
    for node in app.jinja_env.parse(source(name)).find_all((nodes.Extends, nodes.Include)):
        if isinstance(node.template, nodes.Const) and isinstance(node.template.value, str):
            assert (FOLDER / node.template.value).exists(), f"{name}: {node.template.value}"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_inline_that_the_policy_refuses(name: str) -> None:
    text = without_comments(name)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style|\sstyle\s*=", text, re.I), "inline style"
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
    assert not HANDLER.search(markup), "a handler in the markup"
    assert not re.search(r"hx-on|hx-vals\s*=\s*.?js:|javascript:", text, re.I), "script by htmx"
    assert not ABROAD.search(text), "something from outside the house"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_trusted_as_markup(app: Flask, name: str) -> None:
    """Autoescape is never turned off; what is drawn as markup comes from web/papers.py."""
    tree = app.jinja_env.parse(source(name))
    assert "safe" not in {node.name for node in tree.find_all(nodes.Filter)}, name
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))


@pytest.mark.parametrize("name", PAGES)
def test_no_template_tests_a_role_or_asks_the_clock(app: Flask, name: str) -> None:
    text = without_comments(name)
    assert not re.search(r"\b(role|roles)\s*(==|in)\s*[\"'(\[]", text), "a role, tested by name"
    assert not re.search(r"\bnow\(\)|today\(\)", text)


@pytest.mark.parametrize("name", PAGES)
def test_whoever_posts_carries_the_token(name: str) -> None:
    for form in re.findall(
        r"<form\b[^>]*method=\"post\".*?</form>", without_comments(name), re.S | re.I
    ):
        carries = re.search(r"hidden\(|csrf_token|hidden_tag\(", form) or "{% include" in form
        assert carries, form[:120]


@pytest.mark.parametrize("name", [name for name in PAGES if Path(name).name.startswith("_")])
def test_a_fragment_has_one_root_whose_id_is_its_name(name: str) -> None:
    """So that a swap replaces it whole. Parts that a page only includes have no id and no swap."""
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", source(name), flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", "x", text, flags=re.S).strip()
    stem = Path(name).stem.lstrip("_")
    if f'id="{stem}"' in text:
        roots = [part for part in html.fragments_fromstring(text) if not isinstance(part, str)]
        named = [part for part in roots if part.get("id") == stem]
        assert len(named) == 1, f"{name}: {[part.get('id') for part in roots]}"


@pytest.mark.parametrize("name", PAGES)
def test_visible_words_are_marked_for_translators(app: Flask, name: str) -> None:
    """Chinese stands inside _() or in a paper, which is Chinese only."""
    if "papers/" in name or name == "layouts/paper.html":
        return
    text = without_comments(name)
    for paper in re.findall(r"<[a-z]+\b[^>]*lang=\"zh-CN\".*?</", text, re.S):
        text = text.replace(paper, "")
    text = re.sub(r"\{[{%].*?[}%]\}", "", text, flags=re.S)
    left = re.findall(r"[一-鿿]{2,}", text)
    assert left == [], left
