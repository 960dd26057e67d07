"""规则命中: the screen, from a hit to a draft that says what its rows show, and back."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, events, hits, records, subjects
from app.kernel.cases import Case
from app.kernel.hits import RuleHit
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction
from tests.browser import page_of, post, token_of
from tests.conftest import actor
from tests.factories import HONGTU
from tests.overloads import found, penalty

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def hit(app: Flask, inside: Inside) -> int:
    """One truck, four penalties."""
    with inside():
        for day in (1, 2, 3, 4):
            penalty(date(2026, 6, day))
        (one,) = found()
        return one.id


def once(n: int = 1) -> dict[str, str]:
    return {"once": f"once-{n}"}


def test_the_list_shows_the_hit_and_says_of_all_ten_rules_what_they_lack(
    sign_in: SignIn, hit: int
) -> None:
    page = page_of(sign_in("handler.enforcement"), "/hits")
    assert page.tree.xpath(f"//tr[@data-ref='hit-{hit}']/@data-rule") == ["1"]
    assert "川M12345（黄）" in page.text
    assert page.tree.xpath("//tr/@data-rule-law") == [str(n) for n in range(1, 11)]
    assert page.text.count("不能核算") >= 3
    assert "归集表没有货运车辆总数" in page.text
    assert "现有4条有效的超限处罚" in page.text


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("rule=1", True),
        ("rule=2", False),
        ("since=2026-06-04", True),
        ("since=2026-06-05", False),
        ("until=2026-06-03", False),
        ("q=川m12345", True),
        ("q=顺达", True),
        ("q=91512000MA0000015M", True),
        ("q=宏途", False),
        ("q=%25", False),
        ("state=dismissed", False),
        ("state=all", True),
        ("rule=99&since=nonsense&state=nonsense", True),  # what cannot be read is not asked
    ],
)
def test_the_list_is_narrowed_by_rule_period_subject_and_state(
    sign_in: SignIn, hit: int, query: str, seen: bool
) -> None:
    page = page_of(sign_in("head.enforcement"), f"/hits?{query}")
    assert bool(page.tree.xpath(f"//tr[@data-ref='hit-{hit}']")) is seen


def test_a_hit_shows_its_rows(sign_in: SignIn, hit: int) -> None:
    page = page_of(sign_in("handler.enforcement"), f"/hits/{hit}")
    assert len(page.tree.xpath("//tr[@data-record]")) == 4
    assert "2025-06-04次日至2026-06-04" in page.text
    assert "川M12345（黄）货运车辆在2025年6月4日次日至2026年6月4日的一年内" in page.text


def test_it_is_proposed_with_subject_facts_basis_and_rows(
    sign_in: SignIn, hit: int, inside: Inside
) -> None:
    client = sign_in("handler.enforcement")
    page = post(client, f"/hits/{hit}/propose", once())
    assert (page.status, page.path.rsplit("/", 1)[-1]) == (200, "propose")
    assert page.tree.xpath("//option[@selected]/@value") == ["overload"]
    assert "被处罚4次" in page.tree.xpath("//*[@name='cause']")[0].text
    assert "十项行为第1项" in page.tree.xpath("//*[@name='basis']")[0].text
    again = post(client, f"/hits/{hit}/propose", once())
    assert again.path == page.path  # sent twice, opened once
    with inside():
        case = db.session.scalars(select(Case)).one()
        assert (case.kind, case.state, case.subject.code) == (
            "sanction",
            "draft",
            "91512000MA0000015M",
        )
        assert hits.find(actor("legal"), hit).case_id == case.id  # type: ignore[union-attr]
        ref = case.ref
    assert "看证据行" in page_of(client, f"/cases/{ref}").text
    assert ref in page_of(client, "/hits?state=proposed").text
    assert post(client, f"/hits/{hit}/propose", once(2)).status == 409


def test_a_proposal_that_was_taken_back_leaves_the_hit_to_be_proposed_again(
    sign_in: SignIn, hit: int, inside: Inside
) -> None:
    client = sign_in("handler.enforcement")
    first = post(client, f"/hits/{hit}/propose", once())
    ref = first.path.split("/")[2]
    form = page_of(client, f"/cases/{ref}/withdraw")
    sent = {name: form.field(name) for name in ("once", "version")}
    assert post(client, f"/cases/{ref}/withdraw", sent | {"opinion": ""}).status == 200
    second = post(client, f"/hits/{hit}/propose", once(2))
    assert (second.status, second.path.split("/")[2] != ref) == (200, True)


def test_a_dismissal_needs_a_reason_and_can_be_undone(sign_in: SignIn, hit: int) -> None:
    client = sign_in("head.enforcement")
    refused = post(client, f"/hits/{hit}/dismiss", once() | {"reason": ""})
    assert (refused.status, "请写明理由" in refused.text) == (422, True)
    page = post(client, f"/hits/{hit}/dismiss", once(2) | {"reason": "车辆已过户"})
    assert (page.state, "车辆已过户" in page.text) == ("dismissed", True)
    assert not page.tree.xpath("//*[@data-event='propose_hit']")
    assert post(client, f"/hits/{hit}/restore", once(3)).state == "open"


def test_a_hit_whose_row_was_annulled_cannot_be_proposed(
    sign_in: SignIn, hit: int, inside: Inside
) -> None:
    with inside(), transaction():
        entry = events.record("test/end", "end", actor("approver"), clock.now())
        record = db.session.scalars(select(CreditRecord).limit(1)).one()
        records.end(record, "annulled", clock.today(), entry.id)
    client = sign_in("handler.enforcement")
    page = page_of(client, f"/hits/{hit}")
    assert "4行证据中有1行已被撤销或者修复" in page.text
    assert not page.tree.xpath("//*[@data-event='propose_hit']")
    assert post(client, f"/hits/{hit}/propose", once()).status == 409


def test_a_fleet_is_entered_and_the_rules_reckoned_again(
    sign_in: SignIn, app: Flask, inside: Inside
) -> None:
    with inside():
        for n in range(3):
            penalty(date(2026, 6, n + 1), f"川M1000{n}", code=HONGTU)
        penalty(date(2026, 7, 1), code=HONGTU, facts="停业整顿", kinds=("责令停产停业",))
        assert found() == []
    client = sign_in("handler.enforcement")
    said = {"trucks": "20", "counted_on": "2026-06-30", "source": "道路运政系统"}
    wrong = post(client, "/hits/fleet", once() | said | {"code": "9151"})
    assert (wrong.status, "没有这个代码的主体" in wrong.text) == (422, True)
    late = post(client, "/hits/fleet", once() | said | {"code": HONGTU, "counted_on": "2026-11-24"})
    assert late.status == 422
    page = post(client, "/hits/fleet", once(2) | said | {"code": HONGTU})
    assert page.tree.xpath("//tr[@data-ref]/@data-rule") == ["3"]
    (address,) = page.tree.xpath("//tr[@data-ref]//a[@data-open]/@href")
    shown = page_of(client, address)
    assert "登记的货运车辆总数为20辆" in shown.text


def test_a_natural_person_is_covered_on_every_page(
    sign_in: SignIn, app: Flask, inside: Inside
) -> None:
    with inside():
        with transaction():
            driver = subjects.enter("person", "赵长生")
        for day in (1, 2, 3, 4):
            penalty(date(2026, 6, day), subject=driver, facts="未写车牌")
        (one,) = found()
        hit_id = one.id
    for login in ("handler.enforcement", "auditor"):
        for path in ("/hits", f"/hits/{hit_id}"):
            page = page_of(sign_in(login), path)
            assert "赵**" in page.text
            assert "赵长生" not in page.text


def test_the_list_is_taken_along_as_text_and_that_is_written_down(
    sign_in: SignIn, hit: int, inside: Inside
) -> None:
    client = sign_in("handler.enforcement")
    data = {"csrf_token": token_of(client)} | once()
    answer = client.post("/hits/export.xlsx?rule=1", data=data)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:8] == [
        *("1", "货运车辆一年内违法超限运输超过三次", "资阳市顺达示例货运有限公司"),
        *("91512000MA0000015M", "川M12345（黄）", "2025-06-04", "2026-06-04", "4"),
    ]
    with inside():
        (entry,) = events.history("hits/export")
        facts = events.facts_of([entry.id])[entry.id]
        assert (entry.name, facts) == ("export_hits", {"rows": 1, "rule": 1})


def test_another_bureau_does_not_find_it(sign_in: SignIn, hit: int, inside: Inside) -> None:
    client = sign_in("handler.yanjiang")
    assert page_of(client, f"/hits/{hit}").status == 404
    assert post(client, f"/hits/{hit}/dismiss", once() | {"reason": "x"}).status == 404
    assert post(client, f"/hits/{hit}/propose", once()).status == 404
    with inside():
        assert db.session.get_one(RuleHit, hit).state == "open"


def test_the_list_asks_the_same_few_questions_for_many_hits(
    sign_in: SignIn, app: Flask, inside: Inside
) -> None:
    from tests.kernel.test_hits import counted

    client = sign_in("handler.enforcement")
    numbers = []
    for plates in (range(10, 12), range(12, 30)):
        with inside():
            for n in plates:
                for day in (1, 2, 3, 4):
                    penalty(date(2026, 6, day), f"川M100{n}")
            found()
        page_of(client, "/hits")
        with app.app_context(), counted() as said:
            page_of(client, "/hits")
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
