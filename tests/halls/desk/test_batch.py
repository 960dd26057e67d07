"""批量办理: looked at row by row, done row by row, reported row by row, and never twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.halls.desk import batch
from app.kernel import clock, holding
from app.kernel.cases import Case
from app.kernel.claims import Claim
from app.kernel.events import Event
from app.kernel.people import Account
from app.kernel.refusals import Refusal
from tests.browser import Page, page_of, post, token_of
from tests.cases.commitment.scenes import make_commitment
from tests.conftest import actor
from tests.factories import make_repair, step

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def filed(app: Flask, inside: Inside) -> list[str]:
    with inside():
        return [make_repair("filed", doc_no=f"资交执罚〔2026〕{n}号").ref for n in range(1, 4)]


def state_of(inside: Inside, ref: str) -> str:
    with inside():
        return db.session.scalars(select(Case.state).where(Case.ref == ref)).one()


def looked_at(client: FlaskClient, event: str, refs: list[str], query: str = "") -> Page:
    return post(client, f"/desk/batch?{query}", {"event": event, "row": refs})


def offered(page: Page) -> list[str]:
    """The rows that can be done, as number:version."""
    return [str(row) for row in page.tree.xpath("//form[@id='carry']//*[@name='row']/@value")]


def why(page: Page, ref: str) -> str:
    return " ".join(page.tree.xpath(f"//tr[@data-ref='{ref}']")[0].text_content().split())


def done(client: FlaskClient, event: str, rows: list[str], once: str, **more: str) -> Page:
    fields = {"event": event, "row": rows, "once": once, **more}
    return post(client, "/desk/batch/carry-out", fields)


def outcomes(page: Page) -> dict[str, str]:
    rows = page.tree.xpath("//tr[@data-outcome]")
    return {row.get("data-ref"): row.get("data-outcome") for row in rows}


def acts(inside: Inside) -> int:
    with inside():
        return db.session.scalars(select(func.count()).select_from(Event)).one()


def test_the_preview_says_of_each_row_what_will_come_of_it_and_keeps_nothing(
    filed: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    before = acts(inside)
    page = looked_at(client, "accept", [*filed, "XF2026-999999"])
    assert page.status == 200
    assert [row.split(":")[0] for row in offered(page)] == filed
    assert "核查中" in why(page, filed[0])
    assert "业务受理单" in why(page, filed[0]) or "受理通知书" in why(page, filed[0])
    assert "没有这一件" in why(page, "XF2026-999999")
    assert acts(inside) == before
    assert state_of(inside, filed[0]) == "filed"


def test_every_row_is_done_on_its_own_and_the_report_says_so(
    filed: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    rows = offered(looked_at(client, "accept", filed))
    with inside():  # one of them moves on before the button is pressed
        case = db.session.scalars(select(Case).where(Case.ref == filed[1])).one()
        step(case, "accept", "handler.road2")
    page = done(client, "accept", rows, "b1", opinion="材料齐全")
    assert outcomes(page) == {filed[0]: "done", filed[1]: "failed", filed[2]: "done"}
    assert "有了新的变动" in why(page, filed[1])
    assert "已办理2件，先前已办0件，没有办理1件" in page.text
    with inside():
        told = db.session.scalars(
            select(Event.once).where(Event.name == "accept", Event.once.like("b1:%"))
        ).all()
        assert sorted(str(key) for key in told) == [f"b1:{filed[0]}", f"b1:{filed[2]}"]
    assert "材料齐全" in page_of(client, f"/cases/{filed[0]}").text


def test_a_batch_sent_again_does_nothing_twice(
    filed: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    rows = offered(looked_at(client, "accept", filed))
    first = done(client, "accept", rows, "b1")
    stood = acts(inside)
    again = done(client, "accept", rows, "b1")
    assert again.path == first.path
    assert acts(inside) == stood


def test_rows_that_were_done_before_the_report_was_lost_are_not_done_again(
    filed: list[str], sign_in: SignIn, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("handler.road")
    rows = offered(looked_at(client, "accept", filed))
    done(client, "accept", rows[:1], "b1")
    with inside():
        report = db.session.scalars(select(Event).where(Event.name == "batch")).one()
        assert report.once == "b1"
    monkeypatch.setattr("app.halls.desk.doing.events.answered", _only_rows())
    page = done(client, "accept", rows, "b1")
    assert outcomes(page).get(filed[0]) in ("before", "done")
    with inside():
        query = select(func.count()).select_from(Event)
        at_first = query.where(Event.stream == f"case/{filed[0]}", Event.name == "accept")
        assert db.session.scalars(at_first).one() == 1


def _only_rows() -> Callable[[int | None, str | None], Event | None]:
    """As if the report itself could not be found when the batch is sent again."""
    from app.kernel.events import answered

    asked: list[str | None] = []

    def look(account_id: int | None, once: str | None) -> Event | None:
        asked.append(once)
        return None if once == "b1" and asked.count("b1") == 1 else answered(account_id, once)

    return look


def test_a_decision_is_never_made_in_bulk(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    with inside():
        ref = make_repair("deciding").ref
    client = sign_in("approver")
    page = looked_at(client, "approve", [ref])
    assert offered(page) == []
    assert "不能批量作出" in why(page, ref)
    report = done(client, "approve", [f"{ref}:5"], "b1")
    assert outcomes(report) == {ref: "failed"}
    assert state_of(inside, ref) == "deciding"
    head = sign_in("head.licensing")
    with inside():
        letter = make_commitment("deciding").ref
    assert "不能批量作出" in why(looked_at(head, "approve", [letter], "tab=section"), letter)


@pytest.mark.parametrize("event", ["decline", "recommend", "withdraw", "nonsense", ""])
def test_what_must_be_said_case_by_case_is_not_offered(
    filed: list[str], sign_in: SignIn, inside: Inside, event: str
) -> None:
    client = sign_in("handler.road")
    assert looked_at(client, event, filed).path == "/desk"
    answer = client.post(
        "/desk/batch/carry-out",
        data={"csrf_token": token_of(client), "event": event, "row": [f"{filed[0]}:2"]},
    )
    assert answer.status_code == 400
    assert state_of(inside, filed[0]) == "filed"


def test_separation_permission_and_sight_are_judged_for_each_row(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        own = make_repair("vetting", doc_no="资交执罚〔2026〕1号")
        step(own, "pass", "legal.publisher")
        step(own, "approve")
        other = make_repair("approved", doc_no="资交执罚〔2026〕2号")
        refs = [own.ref, other.ref]
    client = sign_in("legal.publisher")
    page = looked_at(client, "publish", refs)
    assert [row.split(":")[0] for row in offered(page)] == [refs[1]]
    assert "须由不同的人办理" in why(page, refs[0])
    with inside():
        version = db.session.scalars(select(Case.version).where(Case.ref == refs[0])).one()
    report = done(client, "publish", [f"{refs[0]}:{version}", offered(page)[0]], "b1")
    assert outcomes(report) == {refs[0]: "failed", refs[1]: "done"}
    assert state_of(inside, refs[0]) == "approved"
    with inside():  # what was refused left its line
        assert "separation" in db.session.scalars(select(Refusal.code)).all()
    elsewhere = looked_at(sign_in("publisher.yanjiang"), "publish", refs)
    assert all("没有这一件" in why(elsewhere, ref) for ref in refs)


def test_cases_are_claimed_and_let_go_together(
    filed: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == filed[2])).one()
        holding.take_up(case, actor("handler.road2"), clock.now())
    page = looked_at(client, "claim", filed)
    assert [row.split(":")[0] for row in offered(page)] == filed[:2]
    assert "已由他人认领" in why(page, filed[2])
    assert set(outcomes(done(client, "claim", offered(page), "c1")).values()) == {"done"}
    with inside():
        mine = select(func.count()).select_from(Claim)
        mine = mine.where(Claim.account_id == actor("handler.road").account_id)
        assert db.session.scalars(mine).one() == 2
    free = looked_at(client, "release", filed[:2])
    done(client, "release", offered(free), "r1")
    assert offered(looked_at(client, "release", filed[:2])) == []
    assert "没有人认领" in why(looked_at(client, "release", filed[:2]), filed[0])


def test_a_head_gives_several_cases_to_one_colleague(
    filed: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("head.road")
    page = looked_at(client, "reassign", filed, "tab=section")
    rows = offered(page)
    assert len(rows) == 3
    with inside():
        to = db.session.scalars(select(Account.id).where(Account.login == "handler.road2")).one()
        stranger = db.session.scalars(
            select(Account.id).where(Account.login == "handler.safety")
        ).one()
    path = "/desk/batch/carry-out?tab=section"
    sent = {"event": "reassign", "row": rows, "reason": "调整分工", "once": "g1"}
    assert post(client, path, sent | {"to": str(stranger)}).status == 422
    empty = post(client, path, sent | {"to": str(to), "reason": ""})
    assert (empty.status, "请写明改派的原因" in empty.text) == (422, True)
    report = post(client, path, sent | {"to": str(to)})
    assert set(outcomes(report).values()) == {"done"}
    with inside():
        assert set(db.session.scalars(select(Claim.account_id))) == {to}
    assert "reassign" not in page_of(sign_in("handler.road"), "/desk").field("event")


def test_a_batch_has_its_limit_and_says_so(
    filed: list[str], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MOST", 2)
    client = sign_in("handler.road")
    page = looked_at(client, "accept", filed)
    assert (page.status, page.refusals) == (422, ["too_many"])
    assert "一批最多办理2件" in page.text
    many = done(client, "accept", [f"{ref}:2" for ref in filed], "b1")
    assert (many.status, many.refusals) == (422, ["too_many"])
    whole = post(client, "/desk/batch", {"event": "accept", "whole": "y"})
    assert len(offered(whole)) == 2
    assert "这里是前2件" in whole.text


def test_without_rows_the_desk_says_what_to_do(filed: list[str], sign_in: SignIn) -> None:
    client = sign_in("handler.road")
    assert "请先勾选要办理的件" in looked_at(client, "accept", []).text
    assert "请先勾选要办理的件" in done(client, "accept", ["nonsense", ":", "x:y"], "b1").text


def test_a_report_is_for_whoever_did_it_and_can_be_taken_along(
    filed: list[str], sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    report = done(client, "accept", offered(looked_at(client, "accept", filed)), "b1")
    assert sign_in("handler.road2").get(report.path).status_code == 404
    sent = {"csrf_token": token_of(client)}
    answer = client.post(f"{report.path}/report/csv", data=sent)
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == '"编号","对象","结果","说明"'
    assert lines[1].startswith(f'"{filed[0]}","资阳市顺达示例货运有限公司","已办理","')
    assert client.post(f"{report.path}/report/xlsx", data=sent).status_code == 200
    assert client.post(f"{report.path}/report/pdf", data=sent).status_code == 404
    with inside():
        written = select(func.count()).select_from(Event).where(Event.name == "export_report")
        assert db.session.scalars(written).one() == 2


def test_who_can_do_nothing_is_offered_no_boxes(filed: list[str], sign_in: SignIn) -> None:
    page = page_of(sign_in("auditor"), "/desk")
    assert not page.tree.xpath("//*[@name='row']")
    assert not page.tree.xpath("//form[@id='batch']")
    own = page_of(sign_in("handler.road"), "/desk")
    assert len(own.tree.xpath("//input[@name='row'][@form='batch']")) == 3
