"""A sanction in a real browser, in both languages, from the penalty to the public list; axe looks at each screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import robot
from tests.journeys.robot import (
    PROOF,
    Visitor,
    bring_in,
    looked_over,
    penalty_table,
    visitor,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(robot.chromium() is None, reason="Chromium is not installed"),
]
DEFENCE = "第三次称重有误差"
CAUSE = "一年内四次违法超限运输，均已作出处罚决定"


@pytest.mark.parametrize(("language", "first", "width"), [("zh", 7401, 1280), ("en", 7501, 390)])
def test_a_sanction_is_put_on_the_list(
    address: str, chromium: Browser, tmp_path: Path, language: str, first: int, width: int
) -> None:
    def person(login: str) -> Visitor:
        return visitor(chromium, address, width, language).sign_in(login).use(language)

    number = f"执罚〔2026〕{first}号"
    bring_in(person("handler.enforcement2"), penalty_table(tmp_path / "p.xlsx", first))
    proposer = person("handler.enforcement")
    looked_over(proposer.go("/portal/find?q=91512000MA0000015M"))
    with proposer.page.expect_navigation():
        proposer.find("a[href*='/cases/open/sanction?record=']", number).click()
    looked_over(proposer).press("#begin .actions button")
    ref = robot.case_number(proposer.page)
    looked_over(proposer)
    proposer.act(
        "cases", ref, "propose",
        list_key="overload", measures="strict", cause=CAUSE,
        basis="交办公路〔2017〕8号第一条第一项", proof=str(PROOF),
    )  # fmt: skip
    person("head.enforcement").act("cases", ref, "endorse", opinion="同意提出")
    legal = person("legal")
    looked_over(legal.go(f"/cases/{ref}/give_notice"))
    legal.act("cases", ref, "give_notice", service="online", served_on="2026-11-23")

    subject = person("applicant.a")
    looked_over(subject.go("/portal"))
    looked_over(subject.go(f"/counter/{ref}/state_defence"))
    subject.act("counter", ref, "state_defence", point_1=DEFENCE)
    subject.act("counter", ref, "state_defence", waive=True)
    assert looked_over(subject.go(f"/counter/{ref}")).state == "hearing"
    legal.act("cases", ref, "close_hearing")
    looked_over(legal.go(f"/cases/{ref}/recommend"))
    assert legal.shows(DEFENCE)
    legal.act(
        "cases", ref, "recommend",
        answer_1="称重记录完整，不予采纳", outcome="list", opinion="建议列入",
    )  # fmt: skip
    signer = person("signer")
    looked_over(signer.go(f"/cases/{ref}/approve"))
    signer.act(
        "cases", ref, "approve",
        met_on="2026-11-23", attended="韩局长、宋分管、罗法规", result="一致同意列入",
        opinion="同意列入",
    )  # fmt: skip
    publisher = person("publisher").act("cases", ref, "publish")
    assert looked_over(publisher.go(f"/cases/{ref}")).state == "published"

    public = visitor(chromium, address, width, language).go("/").use(language)
    looked_over(public.go("/register?q=91512000MA0000015M"))
    place = public.page.locator("main a[href^='/register/']").first.get_attribute("href")
    assert place
    assert looked_over(public.go(place)).shows(CAUSE)
    looked_over(subject.go(f"/counter/{ref}"))
