"""办理流程: the help pages tell what the machine does, and where a case stands in it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.halls.help.pages import page_of, write_pages
from app.kernel import clock, terms
from app.kernel.machines import steps_of
from app.kernel.people import CLOCK
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from app.web.language import in_language
from tests.browser import page_of as fetched
from tests.factories import make_repair
from tests.kernel.second_edition import enacted

ROOT = Path(__file__).parent.parent.parent.parent


def test_anybody_reads_the_table_of_a_workflow(visitor: FlaskClient) -> None:
    page = fetched(visitor, "/help/repair")
    assert page.status == 200
    events = {str(step.name) for step in steps_of(ROOMS["repair"].machine)}
    assert {b.text_content() for b in page.tree.xpath("//section[@id='steps']//tbody//b")} == events
    assert "国办发〔2025〕22号" in page.text


def test_the_picture_has_a_box_for_each_state(visitor: FlaskClient) -> None:
    page = fetched(visitor, "/help/repair")
    boxes = page.tree.xpath("//*[local-name()='g'][contains(@class,'flow-box')]")
    assert len(boxes) == len(ROOMS["repair"].states)


def test_the_step_of_a_case_is_marked_only_for_those_who_may_see_it(
    app: Flask, sign_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> None:
    with app.app_context():
        ref = make_repair("reviewing").ref
    marked = "//*[contains(@class,'flow-here')]"
    path = f"/help/repair?case={ref}"
    assert fetched(sign_in("handler.road"), path).tree.xpath(marked)
    assert not fetched(sign_in("handler.waterway"), path).tree.xpath(marked)
    assert not fetched(visitor, path).tree.xpath(marked)


def test_an_unknown_workflow_is_not_found(visitor: FlaskClient) -> None:
    assert fetched(visitor, "/help/nothing").status == 404


def test_the_written_pages_are_fresh(app: Flask, tmp_path: Path) -> None:
    for written in write_pages(tmp_path):
        kept = ROOT / "docs/workflows" / written.name
        assert kept.read_text() == written.read_text(), "run `make diagrams`"
    assert "mermaid" in page_of(ROOMS["repair"])


def cells(page: object, section: str) -> list[list[str]]:
    rows = page.tree.xpath(f"//section[@id='{section}']//tbody/tr")  # type: ignore[attr-defined]
    return [[" ".join(td.text_content().split()) for td in row.xpath("./td")] for row in rows]


@pytest.mark.parametrize("kind", ["repair", "objection", "commitment", "sanction"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_workflow_has_its_page_in_both_languages(
    visitor: FlaskClient, kind: str, language: str
) -> None:
    with visitor.session_transaction() as cookie:
        cookie["locale"] = language
    page = fetched(visitor, f"/help/{kind}")
    assert page.status == 200
    room = ROOMS[kind]
    boxes = page.tree.xpath("//*[local-name()='g'][contains(@class,'flow-box')]")
    assert len(boxes) == len(room.states)
    assert len(cells(page, "limits")) == len(room.terms)
    assert len(cells(page, "papers")) == 0
    assert len(page.tree.xpath("//section[@id='papers']//li")) == len(room.papers)
    for words in (room.name, *room.states.values()):
        shown = words if language == "zh" else in_language("en", words)
        assert shown in page.text


def test_who_may_do_what_is_told_role_by_role(visitor: FlaskClient) -> None:
    told = dict(cells(fetched(visitor, "/help/repair"), "roles"))
    assert told == {
        "申请人": "提交、补正提交、撤回",
        "经办人": "提交、受理、一次性告知补正、补正提交、不予受理、提出意见、撤回",
        "科室负责人": "一次性告知补正、不予受理",
        "法规审核": "审核通过、退回",
        "分管领导": "退回、准予修复、不予修复、延期、撤销修复",
        "公示员": "退回审批、执行修复",
        "时钟": "逾期终止、终止办理",
    }


def test_where_a_case_stands_its_next_steps_are_marked(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        ref = make_repair("vetting").ref
    page = fetched(sign_in("legal"), f"/help/repair?case={ref}")
    assert [
        " ".join(g.text_content().split())
        for g in page.tree.xpath("//*[contains(@class,'flow-here')]")
    ] == ["法规审核"]
    # To deciding, back to reviewing, withdrawn, or ended with its record; an extension stays.
    assert len(page.tree.xpath("//*[contains(@class,'flow-next')]")) == 4
    marked = page.tree.xpath("//section[@id='steps']//tr[contains(@class,'is-here')]//b")
    assert {b.text_content() for b in marked} == {"审核通过", "退回", "延期", "撤回", "终止办理"}
    assert page.tree.xpath(f"//a[@href='/cases/{ref}']")


def test_the_applicant_finds_the_way_of_their_own_case_and_of_no_other(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        ref = make_repair("reviewing").ref
    mine = sign_in("applicant.a")
    link = fetched(mine, f"/counter/{ref}").tree.xpath("//a[contains(@href,'/help/repair')]/@href")
    page = fetched(mine, str(link[0]))
    assert page.tree.xpath("//*[contains(@class,'flow-here')]")
    assert page.tree.xpath(f"//a[@href='/counter/{ref}']")
    other = fetched(sign_in("applicant.b"), str(link[0]))
    assert not other.tree.xpath("//*[contains(@class,'flow-here')]")
    assert ref not in other.text


def test_the_page_of_a_case_leads_to_its_workflow(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        ref = make_repair("filed").ref
    page = fetched(sign_in("handler.road"), f"/cases/{ref}")
    assert page.tree.xpath(f"//a[@href='/help/repair?case={ref}']")


def test_a_case_is_drawn_by_its_own_edition_and_others_can_be_asked_for(
    app: Flask, sign_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> None:
    with app.app_context():
        ref = make_repair("vetting").ref
    with enacted():
        old = fetched(sign_in("legal"), f"/help/repair?case={ref}")
        now, first = fetched(visitor, "/help/repair"), fetched(visitor, "/help/repair?edition=1")
    assert "第1版流程" in old.text
    assert old.tree.xpath("//*[contains(@class,'flow-here')]")
    assert "第2版流程" in now.text
    assert "征求意见" in now.text
    assert "征求意见" not in first.text


def test_each_edition_has_its_written_page(app: Flask, tmp_path: Path) -> None:
    with enacted():
        names = [written.name for written in write_pages(tmp_path)]
    assert names[:2] == ["repair.md", "repair.1.md"]
    assert "第 2 版 Edition 2" in (tmp_path / "repair.md").read_text()
    assert "第 1 版 Edition 1" in (tmp_path / "repair.1.md").read_text()


def test_a_case_keeps_the_limits_of_its_opening_day_on_its_page(
    app: Flask, sign_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> None:
    with app.app_context():
        ref = make_repair("filed").ref
        term = next(t for t in ROOMS["repair"].terms if t.key == "repair.correction")
        later = clock.now() + timedelta(days=4)
        with transaction():
            terms.set_term(term, 15, later.date(), "资交发〔2026〕18号", CLOCK, clock.now())
    clock.stand_at(later)
    told = dict(row[:2] for row in cells(fetched(visitor, "/help/repair"), "limits"))
    kept = fetched(sign_in("handler.road"), f"/help/repair?case={ref}")
    assert told["补正期限"] == "15 个工作日"
    assert dict(row[:2] for row in cells(kept, "limits"))["补正期限"] == "10 个工作日"
