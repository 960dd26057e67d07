"""办理流程: the help pages tell what the machine does, and where a case stands in it."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.halls.help.pages import page_of, write_pages
from app.kernel.machines import steps_of
from app.kernel.rooms import ROOMS
from tests.browser import page_of as fetched
from tests.factories import make_repair

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
