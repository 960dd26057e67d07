"""代办与交接的页面: one names a deputy, the security administrator does, a head hands over."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import claims, clock, holding
from app.kernel.cases import Case
from app.kernel.delegations import Absence, Delegation
from app.kernel.people import Account, Section
from tests.browser import page_of, post
from tests.conftest import actor
from tests.factories import make_repair, step

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]


def number(login: str) -> int:
    return db.session.scalars(select(Account.id).where(Account.login == login)).one()


def lend(client: FlaskClient, path: str, deputy: int, **more: object) -> int:
    """Fill in the second page of a delegation as somebody would; the status of what follows."""
    form = {"deputy": deputy, "since": "2026-11-23", "until": "2026-11-30"} | more
    return post(client, path, form).status


def bureau() -> int:
    return db.session.scalars(select(Section.id).where(Section.key == "bureau")).one()


def test_one_names_a_deputy_and_sees_what_was_done_and_takes_it_back(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        house, deputy = bureau(), number("head.road")
        case = make_repair("deciding")
        ref = case.ref
    client = sign_in("approver")
    first = client.get("/account/standins/new").get_data(as_text=True)
    assert "分管领导" in first
    path = f"/account/standins/new?post=approver.{house}&kind=repair"
    form = client.get(path).get_data(as_text=True)
    assert "准予修复" in form
    assert "执行修复" not in form
    assert lend(client, path, deputy, events=["approve"], reason="出差") == 200
    with inside():
        step(db.session.scalars(select(Case).where(Case.ref == ref)).one(), "approve", "head.road")
    page = client.get("/account/standins").get_data(as_text=True)
    assert "周科长" in page
    assert ref in page
    story = client.get(f"/cases/{ref}").get_data(as_text=True)
    assert "周科长（代宋分管）" in story
    with inside():
        given = db.session.scalars(select(Delegation.id)).one()
    url = f"/account/standins/{given}/revoke"
    assert "立即失效" in post(client, url, {}).text
    with inside():
        assert db.session.scalars(select(Delegation.revoked_at)).one() is not None


def test_what_stands_in_the_way_stands_at_its_field(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        path = f"/account/standins/new?post=approver.{bureau()}&kind="
        deputy = number("approver2")
    client = sign_in("approver")
    assert lend(client, path, deputy, events=["approve"], until="2026-11-20") == 422
    assert lend(client, path, deputy, events=["publish"]) == 422
    with inside():
        assert db.session.scalar(select(Delegation.id)) is None


def test_the_security_administrator_gives_a_reason(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        house, deputy = bureau(), number("approver2")
    client = sign_in("secadmin")
    assert client.get("/admin/standins/new?login=nobody").status_code == 404
    path = f"/admin/standins/new?login=approver&post=approver.{house}&kind="
    assert lend(client, path, deputy, events=["approve"]) == 422
    assert lend(client, path, deputy, events=["approve"], reason="住院") == 200
    assert "谢分管" in client.get("/admin/standins").get_data(as_text=True)


def test_a_head_reassigns_what_somebody_away_holds_and_gets_a_list(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = make_repair("filed")
        holding.take_up(case, actor("handler.road"), clock.now())
        ref, away, to = case.ref, number("handler.road"), number("handler.road2")
    own = sign_in("handler.road")
    form = {"since": "2026-11-23", "until": "2026-11-24"}
    assert post(own, "/account/absences", form).status == 200
    head = sign_in("head.road")
    assert "不在岗的同事手上还有" in head.get("/desk").get_data(as_text=True)
    path = f"/handover/{away}/claims?to={to}"
    assert ref in page_of(head, path).text
    done = post(head, path, {"reason": "病假"})
    assert done.path.startswith("/handover/reports/")
    assert ref in done.text
    with inside():
        moved = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        claim = claims.standing(moved, clock.now())
        assert claim is not None
        assert claim.account_id == to
        absence = db.session.scalars(select(Absence.id)).one()
    assert "已销假" in post(own, f"/account/absences/{absence}/end", {}).text
    with inside():
        assert db.session.scalars(select(Absence.ended_event)).one() is not None


def test_another_section_and_another_report_are_not_there(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        theirs = number("handler.road")
    head = sign_in("head.enforcement")
    assert head.get(f"/handover/{theirs}").status_code == 404
    assert head.get("/handover/reports/1").status_code == 404


def test_a_head_marks_a_colleague_absent_who_hears_of_it_and_comes_back(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        ill, elsewhere = number("handler.road"), number("handler.licensing")
    head = sign_in("head.road")
    where = f"/handover/{ill}/absences"
    assert where in head.get("/handover").get_data(as_text=True)
    assert head.get(f"/handover/{elsewhere}/absences").status_code == 404
    assert sign_in("sysadmin").get(where).status_code == 404

    late = post(head, where, {"since": "2026-11-25", "until": "2026-11-24", "reason": "急诊"})
    assert (late.status, "结束日期不能早于开始日期" in late.text) == (422, True)
    assert "急诊" in late.body  # nothing typed is lost
    marked = post(head, where, {"since": "2026-11-23", "until": "2026-11-25", "reason": "急诊"})
    assert "不在岗，本人会收到消息" in marked.text
    assert "今天不在岗" in marked.text

    own = sign_in("handler.road")
    assert "为您登记了不在岗：2026-11-23至2026-11-25" in page_of(own, "/messages").text
    with inside():
        absence = db.session.scalars(select(Absence.id)).one()
    assert post(head, f"/handover/{elsewhere}/absences/{absence}/end", {}).status == 404
    assert "急诊" in head.get(where).get_data(as_text=True)
    assert "已销假" in post(head, f"{where}/{absence}/end", {}).text
    assert "为您销了假" in page_of(own, "/messages").text
    assert "今天不在岗" not in head.get("/handover").get_data(as_text=True)
