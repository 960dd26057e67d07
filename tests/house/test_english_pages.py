"""英文页面: no English page shows a Chinese word that is not data."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.halls.collection.sample import sample_rows, sample_subjects, write_sample_workbook
from app.kernel import clock
from app.kernel.people import Section
from tests.browser import post
from tests.house import scenes
from tests.house.test_words import CATALOGUE
from tests.house.walker import EVERYBODYS, Walker, data_of_the_house, texts_in

BUREAU = "11512000MB0000051P"
Starts = dict[str, tuple[str, ...]]
PAGES: dict[str, tuple[Callable[[], None], Starts]] = {
    "repairs and objections": (
        scenes.repairs_and_objections,
        {
            "": ("/", "/register", "/register?q=顺达", "/register?q=a", "/status", "/none"),
            "applicant.a": ("/portal", "/portal/applications", "/messages", "/account"),
            "handler.road": ("/desk", "/search?q=顺达", "/search?q=无此企业", "/collection/"),
            "head.road": ("/desk",),
            "handler.office": ("/desk", "/portal/find?q=91512000MA0000015M"),
            "legal": ("/desk", "/rechecks"),
            "approver": ("/desk",),
            "publisher": ("/desk",),
            "auditor": ("/home",),
        },
    ),
    "commitments and revocations": (
        scenes.commitments_and_revocations,
        {
            "": ("/matters", "/commitments", "/check"),
            "applicant.a": ("/portal/applications",),
            "handler.licensing": ("/desk", "/matters/kept", "/matters/new"),
            "head.licensing": ("/desk",),
            "handler.road": ("/desk?kind=revocation",),
            "head.road": ("/desk",),
            "publisher": ("/desk",),
            "approver": ("/desk",),
        },
    ),
    "sanctions and measures": (
        scenes.sanctions_and_measures,
        {
            "": ("/", "/catalogue"),
            "applicant.a": ("/portal", "/portal/applications"),
            "handler.enforcement": ("/desk", "/hits", "/measures", "/measures/lists", "/catalogue"),
            "head.enforcement": ("/desk", "/catalogue/kept"),
            "handler.licensing": ("/measures",),
            "legal": ("/desk",),
            "signer": ("/desk", "/admin"),
            "publisher": ("/desk",),
            "auditor": ("/audit", "/audit/refusals"),
        },
    ),
    "the halls": (
        scenes.halls_at_work,
        {
            "": ("/help", "/help/keys"),
            "applicant.b": ("/tips", "/account/notices", "/account"),
            "handler.road": (
                *("/desk", "/desk/views", "/desk/columns", "/search?q=缴款凭证"),
                *("/messages", "/account/notices", "/account/standins", "/collection/"),
            ),
            "head.road": ("/desk", "/handover", "/account/standins"),
            "handler.office": ("/desk", "/tips/office"),
            "approver": ("/desk", "/account/standins", "/account/standins/new"),
            "sysadmin": ("/home", "/admin/limits", "/admin/mail", "/admin/accounts/staff"),
            "secadmin": ("/home", "/admin/standins", "/admin/standins/new", "/admin/grants"),
            "secadmin2": ("/admin/grants",),
        },
    ),
}


@pytest.fixture
def data(
    app: Flask, inside: Callable[[], AbstractContextManager[None]], uploaded: list[str]
) -> Callable[[Callable[[], None]], list[str]]:
    """Furnish the house; everything Chinese that is data in it then, the longest first."""

    def furnished(scene: Callable[[], None]) -> list[str]:
        with inside():
            scene()
        with inside(), CATALOGUE.open("rb") as file:
            known = data_of_the_house(read_po(file))
        return sorted({*known, *uploaded}, key=len, reverse=True)

    return furnished


@pytest.fixture
def reader(
    app: Flask, sign_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> Callable[[str], FlaskClient]:
    """A client that reads English."""

    def reads(login: str) -> FlaskClient:
        client = sign_in(login) if login else visitor
        with client.session_transaction() as cookie:
            cookie["locale"] = "en"
        return client

    return reads


@pytest.fixture
def uploaded(
    app: Flask,
    inside: Callable[[], AbstractContextManager[None]],
    reader: Callable[[str], FlaskClient],
    tmp_path: Path,
) -> list[str]:
    """One table that is sound and one full of mistakes; what stands in them."""
    with inside():
        road = db.session.scalars(select(Section.id).where(Section.key == "road")).one()
        rows = sample_rows(3, 12, clock.today(), BUREAU, sample_subjects(3, 8))
    wrong = [row | {"CF_JDRQ": "昨天", "CF_WSH": "", "CF_XDR_SHXYM": "9151"} for row in rows[:3]]
    for name, table in (("sound.xlsx", rows), ("wrong.xlsx", wrong)):
        write_sample_workbook(tmp_path / name, table)
        file = (io.BytesIO((tmp_path / name).read_bytes()), name)
        sent = {"section": str(road), "reason": "", "file": file}
        page = post(reader("handler.road"), "/collection/", sent)
        assert page.state == "checked", page.text
    return ["行政处罚", *texts_in([rows, wrong])]  # the first is the name of the sheet


@pytest.mark.slow
@pytest.mark.parametrize("part", PAGES)
def test_english_pages_show_chinese_only_as_data(
    data: Callable[[Callable[[], None]], list[str]],
    reader: Callable[[str], FlaskClient],
    part: str,
) -> None:
    scene, starts = PAGES[part]
    known = data(scene)
    chinese: dict[str, str] = {}
    everybodys: set[tuple[str, object]] = set()
    for login, places in starts.items():
        walker = Walker(reader(login), known, set(everybodys))
        walker.walk(places)
        everybodys |= {page for page in walker.known if EVERYBODYS.match(page[0])}
        chinese |= {said: f"{login} {path}" for said, path in walker.chinese.items()}
    assert not chinese, "\n".join(f"{said!r} on {where}" for said, where in chinese.items())
