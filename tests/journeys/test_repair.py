"""A repair in a real browser, in both languages, from the workbook to the public page; axe looks at each screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import robot
from tests.journeys.robot import (
    CONDITIONS,
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


@pytest.mark.parametrize(("language", "first", "width"), [("zh", 7001, 1280), ("en", 7101, 390)])
def test_a_repair_is_made(
    address: str, chromium: Browser, tmp_path: Path, language: str, first: int, width: int
) -> None:
    def person(login: str) -> Visitor:
        return visitor(chromium, address, width, language).sign_in(login).use(language)

    bring_in(person("handler.road2"), penalty_table(tmp_path / "p.xlsx", first))

    number = f"执罚〔2026〕{first}号"
    public = visitor(chromium, address, width, language).go("/").use(language)
    looked_over(public)
    entry = entry_of(public, number)
    looked_over(public.go(entry))
    assert public.shows(number)

    applicant = person("applicant.a")
    looked_over(applicant.go("/portal"))
    card = applicant.find("article.record", number)
    applicant.press("form[action*='/counter/open/repair'] button", card)
    ref = robot.case_number(applicant.page)
    looked_over(applicant)
    assert applicant.shows(number)
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
