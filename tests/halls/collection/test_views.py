"""信息归集 over HTTP: upload, look, accept; a second time adds nothing."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.halls.collection.sample import sample_rows, sample_subjects, write_sample_workbook
from app.kernel import clock
from app.kernel.people import Section
from app.kernel.public_entries import PublicEntry
from app.kernel.records import CreditRecord
from tests.browser import Page, page_of, post

BUREAU = "11512000MB0000051P"


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    rows = sample_rows(3, 30, clock.today(), BUREAU, sample_subjects(3, 8))
    write_sample_workbook(tmp_path / "penalties.xlsx", rows)
    return (tmp_path / "penalties.xlsx").read_bytes()


def upload(client: FlaskClient, section: int, content: bytes, name: str = "penalties.xlsx") -> Page:
    sent = {"section": str(section), "reason": "", "file": (io.BytesIO(content), name)}
    return post(client, "/collection/", sent)


def road(inside: Callable[[], object]) -> int:
    with inside():  # type: ignore[attr-defined]
        return db.session.scalars(select(Section.id).where(Section.key == "road")).one()


def count(inside: Callable[[], object], table: type) -> int:
    with inside():  # type: ignore[attr-defined]
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_clean_table_is_checked_shown_and_entered(
    app: Flask, sign_in: Callable[[str], FlaskClient], inside: Callable[[], object], workbook: bytes
) -> None:
    client = sign_in("handler.road")
    page = upload(client, road(inside), workbook)
    assert page.state == "checked"
    assert count(inside, CreditRecord) == 0
    page = post(client, f"{page.path}/accept", {})
    assert page.state == "accepted"
    assert "已录入 30 行，共 30 行" in page.text
    assert count(inside, CreditRecord) == 30
    assert 0 < count(inside, PublicEntry) < 30


def test_the_same_table_a_second_time_adds_nothing(
    app: Flask, sign_in: Callable[[str], FlaskClient], inside: Callable[[], object], workbook: bytes
) -> None:
    client = sign_in("handler.road")
    page = upload(client, road(inside), workbook)
    post(client, f"{page.path}/accept", {})
    again = upload(client, road(inside), workbook)
    assert "没有可以录入的行" in again.text
    assert count(inside, CreditRecord) == 30


def test_accepting_twice_enters_once(
    app: Flask, sign_in: Callable[[str], FlaskClient], inside: Callable[[], object], workbook: bytes
) -> None:
    client = sign_in("handler.road")
    page = upload(client, road(inside), workbook)
    first = post(client, f"{page.path}/accept", {"once": "one-key"})
    second = post(client, f"{page.path}/accept", {"once": "one-key"})
    assert (first.state, second.state) == ("accepted", "accepted")
    assert count(inside, CreditRecord) == 30


def test_a_broken_file_gets_a_sentence(
    app: Flask, sign_in: Callable[[str], FlaskClient], inside: Callable[[], object]
) -> None:
    client = sign_in("handler.road")
    page = upload(client, road(inside), b"PK\x03\x04 not a workbook", "broken.xlsx")
    assert page.state == "unreadable"
    assert "没有录入任何一行" in page.text


def test_the_batch_of_another_section_does_not_exist(
    app: Flask, sign_in: Callable[[str], FlaskClient], inside: Callable[[], object], workbook: bytes
) -> None:
    page = upload(sign_in("handler.road"), road(inside), workbook)
    other = sign_in("handler.waterway")
    assert other.get(page.path).status_code == 404
    assert page_of(other, "/collection/").status == 200


def test_the_error_workbook_downloads(
    app: Flask, sign_in: Callable[[str], FlaskClient], inside: Callable[[], object], workbook: bytes
) -> None:
    client = sign_in("handler.road")
    page = upload(client, road(inside), workbook)
    for path in (f"{page.path}/errors.xlsx", "/collection/template.xlsx"):
        with client.get(path) as answer:
            assert answer.status_code == 200
            assert answer.data[:2] == b"PK"
