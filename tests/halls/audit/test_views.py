"""留痕核验: everything can be read and checked by the auditor, and by nobody else."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser import page_of, post
from tests.factories import make_repair

PAGES = ("/audit", "/audit/refusals", "/audit/reveals", "/audit/seals", "/audit/export.jsonl")


def test_the_story_of_a_case_is_listed_and_checked(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        case = make_repair("published")
        ref, acts = case.ref, case.version
    page = page_of(sign_in("auditor"), f"/audit?of=case/{ref}")
    assert f"核验通过：{acts} 条" in page.text
    assert len(page.tree.xpath("//tbody/tr[@data-ref]")) == acts


def test_a_refusal_leaves_its_line(app: Flask, sign_in: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        ref = make_repair("filed").ref
    assert post(sign_in("approver"), f"/cases/{ref}/accept", {}).status == 403
    assert f"/cases/{ref}/accept" in page_of(sign_in("auditor"), "/audit/refusals").text


def test_a_reveal_leaves_who_what_and_why(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        ref = make_repair("filed").ref
    page = post(
        sign_in("handler.road"), f"/cases/{ref}/reveal/contact_phone", {"reason": "核对来电"}
    )
    assert "13800001111" in page.text
    told = page_of(sign_in("auditor"), "/audit/reveals").text
    assert "核对来电" in told
    assert f"case/{ref}" in told
    assert "13800001111" not in told


def test_the_export_is_lines_that_end_with_their_digest(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        make_repair("filed")
    lines = sign_in("auditor").get("/audit/export.jsonl").data.splitlines()
    assert json.loads(lines[0])["type"] == "audit"
    assert json.loads(lines[-1])["type"] == "end"


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_opens_the_trail(
    app: Flask, sign_in: Callable[[str], FlaskClient], path: str
) -> None:
    for login in ("handler.road", "approver", "sysadmin", "secadmin"):
        assert sign_in(login).get(path).status_code == 403, login
