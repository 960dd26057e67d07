"""留稿: words sent after the session had ended come back after signing in, and nothing is done yet."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import demonstration
from app.extensions import db
from app.kernel.cases import Case
from tests.browser import Page, post, seen, token_of
from tests.factories import make_repair

Inside = Callable[[], AbstractContextManager[None]]
WORDS = "材料齐全，符合受理条件；“引号”与 <b>尖括号</b> 都在"
FROM_OUR_PAGE = {"Origin": "http://localhost"}


@pytest.fixture
def case(inside: Inside) -> Case:
    with inside():
        case = make_repair("filed")
        db.session.expunge(case)
    return case


def sent(client: FlaskClient, case: Case, headers: dict[str, str], **more: Any) -> Page:
    """An acceptance of which the answer is not followed."""
    data = {"csrf_token": token_of(client), "version": str(case.version), "opinion": WORDS} | more
    return seen(client.post(f"/cases/{case.ref}/accept", data=data, headers=headers))


def signed_in(client: FlaskClient, kept: str) -> Page:
    person = {"login": "handler.road", "password": demonstration.PASSWORD, "kept": kept}
    return post(client, "/sign-in", person)


def fields_of(page: Page) -> dict[str, str]:
    return {
        str(i.get("name")): str(i.get("value"))
        for i in page.tree.xpath("//form[@id='kept']//input")
    }


def test_what_was_typed_stands_in_the_form_again(
    visitor: FlaskClient, case: Case, app: Flask
) -> None:
    asked = sent(visitor, case, FROM_OUR_PAGE, once="a-key-of-this-form")
    assert asked.status == 401
    assert WORDS not in asked.body
    offered = signed_in(visitor, asked.field("kept"))
    fields = fields_of(offered)
    assert fields["once"] == "a-key-of-this-form"
    (path,) = offered.tree.xpath("//form[@id='kept']/@action")
    drawn = seen(visitor.post(path, data=fields))
    assert drawn.status == 422
    (typed,) = drawn.tree.xpath("//textarea[@name='opinion']")
    assert typed.text.strip() == WORDS
    assert not drawn.tree.xpath("//*[@class='field-error']")
    with app.app_context():
        assert db.session.get_one(Case, case.id).state == "filed"


def test_sending_it_from_there_does_it(visitor: FlaskClient, case: Case, app: Flask) -> None:
    asked = sent(visitor, case, FROM_OUR_PAGE)
    fields = fields_of(signed_in(visitor, asked.field("kept")))
    drawn = seen(visitor.post(f"/cases/{case.ref}/accept", data=fields))
    kept = {name: drawn.field(name) for name in ("csrf_token", "once", "version")}
    done = post(visitor, f"/cases/{case.ref}/accept", kept | {"opinion": WORDS})
    assert done.state == "reviewing", done.text
    with app.app_context():
        assert db.session.get_one(Case, case.id).state == "reviewing"


def test_a_wrong_password_loses_nothing(visitor: FlaskClient, case: Case) -> None:
    kept = sent(visitor, case, FROM_OUR_PAGE).field("kept")
    again = post(visitor, "/sign-in", {"login": "handler.road", "password": "x", "kept": kept})
    assert again.status == 422
    assert again.field("kept") == kept


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://elsewhere.example"}, {"Origin": "null"},
     {"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "same-origin"}],
)  # fmt: skip
def test_words_of_a_strangers_page_are_not_carried(
    visitor: FlaskClient, case: Case, headers: dict[str, str]
) -> None:
    asked = sent(visitor, case, headers)
    assert asked.status == 303
    assert not asked.field("kept")


@pytest.mark.parametrize("spoilt", ["", "x", "eyJ.x.y", "{}"])
def test_what_we_did_not_seal_is_not_given_back(visitor: FlaskClient, spoilt: str) -> None:
    page = signed_in(visitor, spoilt)
    assert page.path == "/desk"


def test_a_seal_lasts_as_long_as_one_would_come_back(
    visitor: FlaskClient, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sent(visitor, case, FROM_OUR_PAGE).field("kept")
    monkeypatch.setattr("app.web.kept.FOR_SECONDS", -1)
    assert signed_in(visitor, kept).path == "/desk"


def test_files_have_to_be_chosen_again_and_one_is_told(visitor: FlaskClient, case: Case) -> None:
    asked = sent(visitor, case, FROM_OUR_PAGE, proof=(io.BytesIO(b"%PDF-1.4"), "证明.pdf"))
    assert "选好的文件不能保留" in signed_in(visitor, asked.field("kept")).text


def test_a_password_is_never_carried(visitor: FlaskClient) -> None:
    fields = {
        "csrf_token": token_of(visitor),
        "old": "a-secret-1",
        "new": "b-secret-2",
        "again": "b",
    }
    asked = seen(visitor.post("/account", data=fields, headers=FROM_OUR_PAGE))
    assert asked.status == 303
