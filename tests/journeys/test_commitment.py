"""A commitment in a real browser, in both languages, from the list of matters to the promise kept; axe looks at each screen."""

import pytest
from playwright.sync_api import Browser

from tests.journeys import robot
from tests.journeys.robot import Visitor, looked_over, visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(robot.chromium() is None, reason="Chromium is not installed"),
]
FOUND = ("on_list", "able", "no_risk")


@pytest.mark.parametrize(
    ("language", "matter", "blanks", "width"),
    [
        ("zh", "YS-02", {"said_1": "车辆检测报告", "said_2": "2026-12-11"}, 1280),
        ("en", "ZM-01", {"said_1": "补发从业资格证"}, 390),
    ],
)
def test_a_commitment_is_made_and_kept(
    address: str,
    chromium: Browser,
    language: str,
    matter: str,
    blanks: dict[str, str],
    width: int,
) -> None:
    def person(login: str) -> Visitor:
        return visitor(chromium, address, width, language).sign_in(login).use(language)

    applicant = person("applicant.b")
    looked_over(applicant.go("/matters"))
    applicant.press(f"a[href$='/matters/{matter}']")
    looked_over(applicant).press("#sign form[action$='/open/commitment'] button")
    ref = robot.case_number(applicant.page)
    looked_over(applicant)
    looked_over(applicant.go(f"/counter/{ref}/filing/2"))
    applicant.act(
        "counter", ref, "submit",
        **blanks, contact_name="王某某", contact_phone="13800001111",
        signer="王某某", commitment=True,
    )  # fmt: skip
    looked_over(applicant)
    assert looked_over(applicant.go(f"/counter/{ref}")).state == "filed"
    assert applicant.shows(blanks["said_1"])

    handler = person("handler.licensing")
    looked_over(handler.go("/desk?pile=pool"))
    handler.act("cases", ref, "accept", opinion="属于清单内事项")
    looked_over(handler.go(f"/cases/{ref}/recommend"))
    said = dict.fromkeys(FOUND, "yes") | {f"{name}_note": "已核" for name in FOUND}
    handler.act("cases", ref, "recommend", **said, outcome="grant", opinion="建议同意承诺办理")
    head = person("head.licensing")
    looked_over(head.go(f"/cases/{ref}/approve"))
    head.act("cases", ref, "approve", opinion="同意")
    publisher = person("publisher").act("cases", ref, "publish")
    assert looked_over(publisher.go(f"/cases/{ref}")).state == "performing"

    public = visitor(chromium, address, width, language).go("/commitments").use(language)
    looked_over(public)
    public.press("a[href^='/commitments/']", public.page.locator("main"))
    assert looked_over(public).shows(blanks["said_1"])

    looked_over(handler.go(f"/cases/{ref}/verify_kept"))
    handler.act("cases", ref, "verify_kept", opinion="现场核查，材料已补交")
    assert looked_over(handler.go(f"/cases/{ref}")).state == "kept"
    assert looked_over(applicant.go(f"/counter/{ref}")).state == "kept"
