"""外壳: the rail in groups, only with what a role may use; and what waits beside the cases."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import clock, tips
from app.kernel.tx import transaction
from tests.browser import page_of
from tests.cases.sanction.scenes import make_sanction
from tests.conftest import actor
from tests.factories import make_record

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

RAIL = {
    "handler.road": {
        "办件": ["工作台", "代为登记", "反映"],
        "归集与承诺": ["信息归集", "承诺事项"],
        "名单与惩戒": ["规则命中", "惩戒措施", "三清单", "惩戒目录"],
        "监督": ["复查"],
        "查询与帮助": ["公示查询", "办理流程"],
    },
    "auditor": {
        "办件": ["工作台", "反映"],
        "归集与承诺": ["承诺事项"],
        "名单与惩戒": ["规则命中", "三清单", "惩戒目录"],
        "监督": ["复查", "留痕核验"],
        "查询与帮助": ["公示查询", "办理流程"],
    },
    "sysadmin": {"设置": ["账号与授权"], "查询与帮助": ["公示查询", "办理流程"]},
}


@pytest.mark.parametrize("login", RAIL)
def test_the_rail_shows_under_its_headings_what_a_role_may_use(sign_in: SignIn, login: str) -> None:
    tree = page_of(sign_in(login), "/help").tree
    (rail,) = tree.xpath("//nav[@id='rail-nav']")
    shown = {
        tree.xpath(f"//*[@id='{group.get('aria-labelledby')}']")[0].text_content(): [
            link.text_content() for link in group.xpath(".//a")
        ]
        for group in rail.xpath("./ul")
    }
    assert shown == RAIL[login]
    assert list(shown) == list(RAIL[login])


def test_the_office_sees_what_was_told_on_its_desk_and_comes_to_it_by_the_rail(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    office = sign_in("handler.office")
    assert "待处理的反映" not in page_of(office, "/desk").text
    with inside(), transaction():
        tips.take_in(make_record(), "罚款数额与决定书不一致", actor("applicant.b"), clock.now())
    assert page_of(office, "/desk").tree.xpath("//p[@class='beside']/a/@href") == ["/tips/office"]
    assert page_of(office, "/tips").path == "/tips/office"
    assert page_of(office, "/tips?show=mine").path == "/tips"
    road = sign_in("handler.road")
    assert not page_of(road, "/desk").tree.xpath("//p[@class='beside']")
    assert page_of(road, "/tips").path == "/tips"


def test_whoever_answers_for_measures_sees_on_the_desk_how_many_wait(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        make_sanction("published")  # of its three measures one is for licensing
    for login in ("handler.licensing", "head.licensing"):
        (link,) = page_of(sign_in(login), "/desk").tree.xpath("//p[@class='beside']/a")
        assert (link.get("href"), link.text_content()) == ("/measures", "待响应、待反馈的措施1")
    assert not page_of(sign_in("handler.road"), "/desk").tree.xpath("//p[@class='beside']")
