"""A repair in a real browser, in both languages, from the workbook to the public page; axe looks at each screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import robot
from tests.journeys.robot import CONDITIONS, PROOF, Visitor, penalty_table, visitor

AXE = (Path(__file__).parent.parent / "vendor/axe.min.js").read_text()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(robot.chromium() is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with robot.running_house(tmp_path_factory.mktemp("house")) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with robot.browser() as opened:
        yield opened


def looked_over(who: Visitor) -> Visitor:
    """Nothing serious found by axe, nothing wider than the window."""
    page = who.page
    found = page.evaluate(
        f"(() => {{ {AXE} }})(); axe.run(document, {{resultTypes: ['violations']}})"
    )
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in serious]
    assert told == [], f"{page.url}: {told}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"
    return who


@pytest.mark.parametrize(("language", "first", "width"), [("zh", 9001, 1280), ("en", 9101, 390)])
def test_a_repair_is_made(
    address: str, chromium: Browser, tmp_path: Path, language: str, first: int, width: int
) -> None:
    def person(login: str) -> Visitor:
        return visitor(chromium, address, width, language).sign_in(login).use(language)

    importer = person("handler.road2")
    looked_over(importer.go("/collection/"))
    importer.page.select_option(
        "[name=section]",
        index=1 if importer.page.locator("[name=section] option").count() > 1 else 0,
    )
    importer.page.set_input_files("[name=file]", penalty_table(tmp_path / "p.xlsx", first))
    with importer.page.expect_navigation():
        importer.page.click("#upload button[type=submit]")
    assert importer.page.get_attribute("#batch", "data-state") == "checked"
    looked_over(importer)
    with importer.page.expect_navigation():
        importer.page.click("form[action$='/accept'] button")
    assert importer.page.get_attribute("#batch", "data-state") == "accepted"

    public = visitor(chromium, address, width, language).go("/").use(language)
    looked_over(public)
    public.go(f"/register?q=执罚〔2026〕{first}号")
    entry = public.page.locator("a[href^='/register/']", has_text="").first.get_attribute("href")
    assert entry
    looked_over(public.go(entry))
    assert f"〔2026〕{first}号" in public.page.inner_text("main")

    applicant = person("applicant.a")
    looked_over(applicant.go("/portal"))
    card = applicant.page.locator("article, li, section, .card", has_text=f"〔2026〕{first}号").last
    with applicant.page.expect_navigation():
        card.locator("form[action*='/counter/open/repair'] button").click()
    ref = robot.case_number(applicant.page)
    looked_over(applicant)
    assert f"〔2026〕{first}号" in applicant.page.inner_text("main")
    applicant.act(
        "counter", ref, "submit",
        statement="罚款已缴清，车辆已整改", performed_on="2026-11-02", contact_name="王某某",
        contact_phone="13800001111", proof=str(PROOF), signer="王某某", commitment=True,
    )  # fmt: skip
    looked_over(applicant)
    assert looked_over(applicant.go(f"/counter/{ref}")).state == "filed"

    handler = person("handler.road")
    looked_over(handler.go("/desk"))
    handler.act("cases", ref, "accept", opinion="材料齐全")
    handler.act("cases", ref, "ask_correction", wrong_statement="未说明整改情况")
    looked_over(applicant.go(f"/counter/{ref}/resubmit"))
    applicant.act("counter", ref, "resubmit", statement="罚款已缴清；车辆于11月2日整改完毕")
    said = dict.fromkeys(CONDITIONS, "yes") | {f"{c}_note": "已核" for c in CONDITIONS}
    looked_over(handler.go(f"/cases/{ref}/recommend"))
    handler.act("cases", ref, "recommend", **said, outcome="grant", opinion="建议准予修复")
    person("legal").act("cases", ref, "pass", opinion="程序合法")
    approver = person("approver")
    looked_over(approver.go(f"/cases/{ref}/approve"))
    approver.act("cases", ref, "approve", opinion="同意")
    publisher = person("publisher").act("cases", ref, "publish")
    assert looked_over(publisher.go(f"/cases/{ref}")).state == "published"
    gone = public.page.goto(address + entry)
    assert gone is not None
    assert gone.status == 410
    assert "顺达示例货运" not in public.page.content()
    looked_over(applicant.go(f"/counter/{ref}"))
