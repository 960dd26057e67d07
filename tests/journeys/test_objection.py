"""An objection in a real browser, in both languages, from the portal to the entry put right; axe looks at each screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import robot
from tests.journeys.robot import (
    PROOF,
    Visitor,
    bring_in,
    entry_of,
    looked_over,
    penalty_table,
    visitor,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(robot.chromium() is None, reason="Chromium is not installed"),
]
CLAIMED, FOUND = "罚款人民币五千元整（应为）", "罚款人民币五千元整"


MARK = "article > .note"


@pytest.mark.parametrize(("language", "first", "width"), [("zh", 7201, 1280), ("en", 7301, 390)])
def test_an_objection_puts_the_entry_right(
    address: str, chromium: Browser, tmp_path: Path, language: str, first: int, width: int
) -> None:
    def person(login: str) -> Visitor:
        return visitor(chromium, address, width, language).sign_in(login).use(language)

    number = f"执罚〔2026〕{first}号"
    bring_in(person("handler.road2"), penalty_table(tmp_path / "p.xlsx", first))
    public = visitor(chromium, address, width, language).go("/").use(language)
    entry = entry_of(public, number)
    assert not public.go(entry).page.locator(MARK).count()

    applicant = person("applicant.a").go("/portal")
    card = applicant.find("article.record", number)
    applicant.press("form[action$='/counter/open/objection'] button", card)
    ref = robot.case_number(applicant.page)
    looked_over(applicant)
    looked_over(applicant.go(f"/counter/{ref}/filing/2"))
    applicant.act(
        "counter", ref, "submit",
        ground="clerical", statement="决定书写的是五千元", claim_CF_NR=CLAIMED,
        contact_name="王某某", contact_phone="13800001111", proof=str(PROOF),
    )  # fmt: skip
    looked_over(applicant)
    assert looked_over(applicant.go(f"/counter/{ref}")).state == "filed"

    office = person("handler.office")
    looked_over(office.go("/desk?pile=pool"))
    office.act("cases", ref, "accept", opinion="属于异议处理范围")
    assert looked_over(public.go(entry)).page.locator(MARK).count() == 1
    office.act("cases", ref, "forward", opinion="请核对决定书原件")

    section = person("handler.road")
    looked_over(section.go(f"/cases/{ref}/reply"))
    assert section.shows(CLAIMED)
    section.act(
        "cases", ref, "reply",
        found_CF_NR=FOUND, evidence_CF_NR="行政处罚决定书原件", outcome="correct",
        opinion="录入有误",
    )  # fmt: skip
    person("legal").act("cases", ref, "pass", opinion="程序合法")
    approver = person("approver")
    looked_over(approver.go(f"/cases/{ref}/uphold"))
    approver.act("cases", ref, "uphold", opinion="同意更正")
    publisher = person("publisher").act("cases", ref, "publish")
    assert looked_over(publisher.go(f"/cases/{ref}")).state == "published"

    looked_over(public.go(entry_of(public, number)))
    assert public.shows(FOUND)
    assert not public.shows(CLAIMED)
    assert not public.page.locator(MARK).count()
    looked_over(applicant.go(f"/counter/{ref}"))
