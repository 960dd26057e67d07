"""惩戒目录: read by all, kept by the office in versions; a case keeps those it was proposed under."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import BEIJING, db
from app.kernel import catalogue, clock, events
from app.kernel.cases import Case
from app.kernel.catalogue import CatalogueLine
from app.kernel.measures import MeasureOrder
from tests.browser import page_of, post
from tests.cases.sanction.scenes import ROAD, make_sanction, step

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

NEW = {
    "name": "约谈主要负责人",
    "basis": "交政研发〔2018〕181号",
    "section": "road",
    "since": "2026-11-24",
}
WATCH = {
    "name": "重点关注名单",
    "basis": "交政研发〔2018〕181号",
    "measures": ["talk"],
    "period": "watch",
    "removal": "公示期届满",
    "since": "2026-11-23",
}


def at(day: date) -> None:
    clock.stand_at(datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING))


def once(n: int = 1) -> dict[str, str]:
    return {"once": f"once-{n}"}


def test_anybody_reads_what_is_in_force(visitor: FlaskClient) -> None:
    page = page_of(visitor, "/catalogue")
    assert len(page.tree.xpath("//article[starts-with(@data-ref, 'list-')]")) == 3
    assert len(page.tree.xpath("//tr[starts-with(@data-ref, 'measure-')]")) == 7
    assert "部门联合惩戒" not in page.text  # over since December 2020
    assert "维护目录" not in page.text
    assert "部门联合惩戒" in page_of(visitor, "/catalogue/measure/joint").text
    assert page_of(visitor, "/catalogue/measure/whip").status == 404
    assert page_of(visitor, "/catalogue/whip/talk").status == 404


@pytest.mark.parametrize("login", ["handler.enforcement", "head.enforcement", "handler.yanjiang"])
def test_only_the_office_keeps_it(sign_in: SignIn, login: str) -> None:
    client = sign_in(login)
    for path in ("/catalogue/kept", "/catalogue/new/list", "/catalogue/measure/talk/version"):
        assert page_of(client, path).status == 404
    assert post(client, "/catalogue/measure/talk/close", once() | {"reason": "x"}).status == 404


def test_a_new_version_replaces_the_old_from_its_day(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("handler.office")
    page = post(client, "/catalogue/measure/talk/version", once() | NEW)
    assert (page.status, "约谈主要负责人" in page.text) == (200, True)
    post(client, "/catalogue/measure/talk/version", once() | NEW)  # sent twice, published once
    with inside():
        first, second = catalogue.versions("measure", "talk")[::-1]
        assert (first.until, second.since, second.version) == (
            date(2026, 11, 23),
            date(2026, 11, 24),
            2,
        )
        names = [
            catalogue.in_force("measure", day)["talk"].name
            for day in (date(2026, 11, 23), date(2026, 11, 24))
        ]
        assert names == ["告诫约谈", "约谈主要负责人"]
        assert [e.name for e in events.history("catalogue/measure/talk")] == [
            "catalogue_version",
            "catalogue_version",
        ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "请填写名称"),
        ({"basis": ""}, "请填写依据"),
        ({"section": ""}, "请选择责任科室"),
        ({"since": "2026-11-22"}, "不能从已经过去的日子起适用"),
    ],
)
def test_a_version_is_whole_and_does_not_begin_in_the_past(
    sign_in: SignIn, change: dict[str, str], says: str
) -> None:
    client = sign_in("handler.office")
    page = post(client, "/catalogue/measure/talk/version", once() | NEW | change)
    assert (page.status, says in page.text) == (422, True)


def test_a_new_measure_can_be_put_under_a_list_and_proposed(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.office")
    said = NEW | {"key": "warn", "name": "书面警示", "since": "2026-11-23"}
    assert post(client, "/catalogue/new/measure", once() | said).status == 200
    again = post(client, "/catalogue/new/measure", once(2) | said)
    assert (again.status, "已有这个代码的条目" in again.text) == (422, True)
    lists = WATCH | {"measures": ["talk", "warn"]}
    assert post(client, "/catalogue/list/watch/version", once(3) | lists).status == 200
    with inside():
        case = step(make_sanction("draft"), "propose", list_key="watch", measures=["warn"])
        assert [(one.name, one.section) for one in case.chosen] == [("书面警示", "road")]


def test_what_is_closed_is_not_offered_from_tomorrow(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("handler.office")
    refused = post(client, "/catalogue/measure/talk/close", once() | {"reason": ""})
    assert refused.status == 422
    assert (
        post(client, "/catalogue/measure/talk/close", once(2) | {"reason": "并入其他"}).status
        == 200
    )
    with inside():
        assert "talk" in catalogue.in_force("measure", date(2026, 11, 23))
        assert "talk" not in catalogue.in_force("measure", date(2026, 11, 24))
    at(date(2026, 11, 24))
    page = page_of(sign_in("handler.office"), "/catalogue")
    assert not page.tree.xpath("//tr[@data-ref='measure-talk']")


def test_a_case_keeps_the_versions_it_was_proposed_under(
    sign_in: SignIn, app: Flask, inside: Inside
) -> None:
    with inside():
        ref = make_sanction("filed").ref
    client = sign_in("handler.office")
    same_day = NEW | {"since": "2026-11-23"}
    assert post(client, "/catalogue/measure/talk/version", once() | same_day).status == 200
    renamed = WATCH | {"name": "超限名单（新）", "measures": ["talk"], "period": "overload"}
    assert post(client, "/catalogue/list/overload/version", once(2) | renamed).status == 200
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        assert (case.list_name, case.chosen[0].name) == (  # type: ignore[attr-defined]
            "严重违法失信超限超载运输主体名单",
            "告诫约谈",
        )
        for event in ROAD[1:]:
            case = step(case, event)
        names = db.session.scalars(select(MeasureOrder.name).order_by(MeasureOrder.id)).all()
        assert names[0] == "告诫约谈"
        assert case.listed.title == "列入严重违法失信超限超载运输主体名单"  # type: ignore[attr-defined]


def test_a_house_begins_with_a_catalogue_once(house: Flask) -> None:
    assert catalogue.lay_out(clock.now()) == 0
    rows = db.session.execute(select(CatalogueLine.kind, CatalogueLine.version)).all()
    assert sorted({tuple(row) for row in rows}) == [("list", 1), ("measure", 1)]
    assert len(rows) == 11
