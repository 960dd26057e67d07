"""复查: drawn, re-checked by somebody else, and then revoked."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.browser import page_of, post
from tests.factories import make_repair, step

SAID = {"kind": "repair", "since": "2026-11-01", "until": "2026-11-30", "size": "3", "seed": "七"}
FALSE = {"finding": "false_papers", "note": "缴款凭证编号在银行查无此单"}


def drawn(app: Flask, client: FlaskClient) -> tuple[str, str]:
    """A draw of one published repair: its page, and the page of its only item."""
    with app.app_context():
        make_repair("published")
    page = post(client, "/rechecks", SAID)
    assert page.status == 200, page.text
    return page.path, str(page.tree.xpath("//section[@id='items']//tbody//a/@href")[0])


def test_a_draw_lists_its_cases_and_proves_itself(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in("auditor")
    path, _ = drawn(app, client)
    assert "名单和抽取结果都一致" in page_of(client, path).text


def test_nothing_to_draw_from_is_said_at_the_field(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    page = post(sign_in("auditor"), "/rechecks", SAID)
    assert page.status == 422
    assert "无可抽取" in page.text


def test_whoever_had_a_hand_in_it_does_not_recheck_it(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    _, item = drawn(app, sign_in("auditor"))
    legal = sign_in("legal")
    assert "须由其他人复查" in page_of(legal, item).text
    assert post(legal, item, FALSE).status == 403


def test_false_papers_let_the_approver_revoke(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    _, item = drawn(app, sign_in("auditor"))
    page = post(sign_in("legal2"), item, FALSE)
    assert "材料虚假" in page.text
    with app.app_context():
        from app.extensions import db
        from app.kernel.cases import Case

        case = db.session.query(Case).one()
        assert step(case, "revoke").state == "revoked"


def test_a_draw_of_another_bureau_does_not_exist(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    path, _ = drawn(app, sign_in("auditor"))
    assert sign_in("handler.yanjiang").get(path).status_code == 404


def test_only_those_who_draw_may_draw(app: Flask, sign_in: Callable[[str], FlaskClient]) -> None:
    assert post(sign_in("handler.road"), "/rechecks", SAID).status == 403
