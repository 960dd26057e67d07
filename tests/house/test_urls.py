"""网址: kebab-case words, typed parameters, and nothing that only a programmer would read."""

import re

import pytest
from flask import Flask

PART = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z]+)?")
PARAMETER = re.compile(r"<(string|int):[a-z]+(_[a-z]+)*>(\.[a-z]+)?")


def rules(app: Flask) -> list[str]:
    return sorted(r.rule for r in app.url_map.iter_rules() if r.endpoint != "static")


def test_urls_are_kebab_case_with_typed_parameters(app: Flask) -> None:
    odd = [
        rule
        for rule in rules(app)
        for part in rule.strip("/").split("/")
        if part and not PART.fullmatch(part) and not PARAMETER.fullmatch(part)
    ]
    assert odd == []


def test_a_url_is_told_in_no_more_than_five_parts(app: Flask) -> None:
    assert [rule for rule in rules(app) if rule.count("/") > 5] == []


@pytest.mark.parametrize("technical", ["api", "ajax", "process", "handle", "manage", "do", "util"])
def test_no_url_speaks_of_machinery(app: Flask, technical: str) -> None:
    assert [rule for rule in rules(app) if technical in re.split(r"[/<>:.-]", rule)] == []


def test_nothing_that_changes_is_done_by_get_alone(app: Flask) -> None:
    """An address that ends in a verb of the desk can be posted to."""
    verbs = {"accept", "drop", "claim", "release", "close", "confirm", "decline", "remove", "take"}
    for rule in app.url_map.iter_rules():
        if rule.rule.rsplit("/", 1)[-1] in verbs:
            assert "POST" in (rule.methods or ()), rule.rule
