"""对外约定: docs/interface.json is true — its operations exist, its events are the machine's, its accounts can sign in,
and the whole journey of a repair can be made by it alone."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import demonstration
from app.demonstration import association
from app.halls.collection.sample import sample_rows, write_sample_workbook
from app.kernel import clock
from app.kernel.machines import steps_of
from app.kernel.rooms import ROOMS
from tests.browser import Page, page_of, post

ROOT = Path(__file__).parent.parent.parent
CONTRACT = json.loads((ROOT / "docs/interface.json").read_text())
OPERATIONS: dict[str, dict[str, Any]] = CONTRACT["operations"]
PASSWORD = demonstration.PASSWORD


def pattern(rule: str) -> str:
    """A route as the contract writes it: {name} for a parameter."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)


def test_every_operation_is_a_route_with_its_method(app: Flask) -> None:
    routes = {(pattern(r.rule), m) for r in app.url_map.iter_rules() for m in r.methods or ()}
    known = {(re.sub(r"\{[^}]+\}", "{}", url), m) for url, m in routes}
    missing = [
        name
        for name, op in OPERATIONS.items()
        if (re.sub(r"\{[^}]+\}", "{}", op["url"]), op["method"]) not in known
    ]
    assert missing == []


def test_every_route_is_an_operation_or_named_internal(app: Flask) -> None:
    listed = {re.sub(r"\{[^}]+\}", "{}", op["url"]) for op in OPERATIONS.values()}
    listed |= {re.sub(r"\{[^}]+\}", "{}", url) for url in CONTRACT["internal"]}
    listed |= {CONTRACT["ready"], "/static/{}"}
    routes = {re.sub(r"\{[^}]+\}", "{}", pattern(r.rule)) for r in app.url_map.iter_rules()}
    assert sorted(routes - listed) == []


@pytest.mark.parametrize("kind", sorted(CONTRACT["events"]))
def test_the_events_are_the_machines_own(app: Flask, kind: str) -> None:
    table: dict[str, tuple[set[str], set[str]]] = {}
    for step in steps_of(ROOMS[kind].machine):
        sources, targets = table.setdefault(step.event, (set(), set()))
        sources.add(step.source)
        targets.add(step.target)
    told = {
        name: (set(event["from"]), set(event["to"]))
        for name, event in CONTRACT["events"][kind].items()
    }
    assert told == table


def test_the_fields_of_each_event_are_its_forms(app: Flask) -> None:
    with app.test_request_context():
        for kind, events in CONTRACT["events"].items():
            for name, event in events.items():
                if name not in ROOMS[kind].forms:
                    continue
                form = ROOMS[kind].forms[name]()
                own = {f.short_name for f in form} - set(CONTRACT["form"].values())
                assert own == set(event["fields"]), f"{kind}.{name}"


def test_the_accounts_are_those_of_the_demonstration() -> None:
    staff = {s.key: (s.person, {(str(r), k) for r, k in s.grants}) for s in demonstration.STAFF}
    told = {
        a["login"]: (a["person"], {(g["role"], g["section"]) for g in a["grants"]})
        for a in CONTRACT["accounts"]
        if "grants" in a
    }
    assert told == staff
    applicants = {key: set(codes) for key, _n, _p, codes, _c in demonstration.APPLICANTS}
    applicants[association.OFFICER[0]] = {association.ASSOCIATION[1]}
    assert {
        a["login"]: set(a["subjects"]) for a in CONTRACT["accounts"] if "subjects" in a
    } == applicants
    assert {a["password"] for a in CONTRACT["accounts"]} == {PASSWORD}


def test_the_formats_are_written_down() -> None:
    assert [path for path in CONTRACT["formats"].values() if not (ROOT / path).exists()] == []


class Outsider:
    """Somebody who knows the product by its contract alone."""

    def __init__(self, app: Flask, login: str) -> None:
        self.client: FlaskClient = app.test_client()
        page = post(
            self.client, OPERATIONS["sign_in"]["url"], {"login": login, "password": PASSWORD}
        )
        assert page.status == 200, page.text

    def get(self, operation: str, **place: str) -> Page:
        return page_of(self.client, OPERATIONS[operation]["url"].format(**place))

    def send(self, operation: str, fields: dict[str, Any], **place: str) -> Page:
        return post(self.client, OPERATIONS[operation]["url"].format(**place), fields)

    def take_step(self, side: str, ref: str, event: str, **said: Any) -> Page:
        """Fetch the form, fill it in, send it."""
        form = self.get(f"{side}.event", ref=ref, event=event)
        assert form.status == 200, (event, form.text[:400])
        hidden = {
            CONTRACT["form"][name]: form.field(CONTRACT["form"][name])
            for name in ("once", "version")
        }
        wanted = CONTRACT["events"]["repair"][event]["fields"]
        prepared = {"text": form.field("text")} if "text" in wanted else {}
        return self.send(f"{side}.event", hidden | prepared | said, ref=ref, event=event)


def proof() -> tuple[io.BytesIO, str]:
    return io.BytesIO((ROOT / "tests/files/receipt.pdf").read_bytes()), "缴款凭证.pdf"


@pytest.fixture
def penalties(tmp_path: Path) -> tuple[io.BytesIO, str]:
    """Twelve penalties of one enterprise, old enough to be repaired."""
    subject = [("资阳市顺达示例货运有限公司", "91512000MA0000015M")]
    rows = sample_rows(11, 12, clock.today(), "11512000MB0000051P", subject, spread_days=170)
    write_sample_workbook(tmp_path / "p.xlsx", rows)
    return io.BytesIO((tmp_path / "p.xlsx").read_bytes()), "p.xlsx"


def test_a_repair_from_the_workbook_to_the_public_page_by_the_contract_alone(
    app: Flask, penalties: tuple[io.BytesIO, str]
) -> None:
    importer = Outsider(app, "handler.road2")
    home = importer.get("import.upload")
    section = home.tree.xpath("//select[@name='section']/option[@value]/@value")[-1]
    batch = importer.send("import.upload", {"section": section, "reason": "", "file": penalties})
    assert batch.state == "checked", batch.text[:500]
    key = batch.path.rsplit("/", 1)[-1]
    assert (
        importer.send("import.accept", {"once": batch.field("once")}, key=key).state == "accepted"
    )

    listed = json.loads(importer.client.get(OPERATIONS["register.json"]["url"]).data)
    assert listed["entries"], "some of the penalties are public"

    applicant = Outsider(app, "applicant.a")
    portal = page_of(applicant.client, "/portal")
    records = portal.tree.xpath(
        "//form[contains(@action,'/counter/open/repair')]//input[@name='record']/@value"
    )
    assert records, portal.text[:800]
    draft = applicant.send(
        "case.open", {"record": records[-1], "once": "open-1"}, workflow="repair"
    )
    ref = re.search(r"XF\d{4}-\d{6}", draft.body + draft.path).group()  # type: ignore[union-attr]
    applicant.take_step(
        "counter", ref, "submit",
        statement="罚款已缴清，车辆已整改", performed_on="2026-11-02", contact_name="王某某",
        contact_phone="13800001111", proof=proof(), signer="王某某", commitment="y",
    )  # fmt: skip
    assert applicant.get("counter.show", ref=ref).state == "filed"

    handler = Outsider(app, "handler.road")
    handler.take_step("case", ref, "accept", opinion="材料齐全")
    handler.take_step("case", ref, "ask_correction", wrong_statement="未说明整改情况", opinion="")
    assert applicant.get("counter.show", ref=ref).state == "correcting"
    applicant.take_step(
        "counter", ref, "resubmit", statement="罚款已缴清；车辆于11月2日整改完毕并通过检验"
    )
    conditions = ("minimum_period", "duty_performed", "commitment", "other")
    handler.take_step(
        "case", ref, "recommend",
        **dict.fromkeys(conditions, "yes"), **{f"{name}_note": "已核" for name in conditions},
        outcome="grant", opinion="建议准予修复",
    )  # fmt: skip
    Outsider(app, "legal").take_step("case", ref, "pass", opinion="程序合法")
    Outsider(app, "approver").take_step("case", ref, "approve", opinion="同意")
    publisher = Outsider(app, "publisher")
    publisher.take_step("case", ref, "publish", opinion="")
    shown = publisher.get("case.show", ref=ref)
    assert shown.state == "published", shown.text[:600]

    left = json.loads(importer.client.get(OPERATIONS["register.json"]["url"]).data)
    assert len(left["entries"]) in (len(listed["entries"]), len(listed["entries"]) - 1)
    assert ref in applicant.get("counter.show", ref=ref).text
