"""用户指南的图 walk the whole journey in a running house and photograph it: `make guide`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.journeys.robot import (
    CONDITIONS,
    PROOF,
    ROOT,
    Visitor,
    browser,
    case_number,
    penalty_table,
    running_house,
    visitor,
)

IMAGES = ROOT / "docs/guide/images"
FIRST = 7001


def photograph(who: Visitor, name: str) -> None:
    """One picture for the guide, as wide as an office screen."""
    who.page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
    print(name)


def walk(window: Browser, address: str, folder: Path) -> None:
    """From the workbook to the re-check, one picture a step."""

    def person(login: str) -> Visitor:
        return visitor(window, address, 1280).sign_in(login)

    photograph(visitor(window, address).go("/sign-in"), "01-sign-in")
    importer = person("handler.road2").go("/collection/")
    photograph(importer, "02-collection")
    importer.page.set_input_files("[name=file]", penalty_table(folder / "处罚信息.xlsx", FIRST))
    with importer.page.expect_navigation():
        importer.page.click("#upload button[type=submit]")
    photograph(importer, "03-checked")
    with importer.page.expect_navigation():
        importer.page.click("form[action$='/accept'] button")

    public = visitor(window, address).go("/")
    photograph(public, "04-register")
    public.go(f"/register?q=执罚〔2026〕{FIRST}号")
    entry = public.page.locator("a[href^='/register/']").first.get_attribute("href") or "/"
    photograph(public.go(entry), "05-entry")

    applicant = person("applicant.a").go("/portal")
    photograph(applicant, "06-portal")
    card = applicant.page.locator("article", has_text=f"〔2026〕{FIRST}号").last
    with applicant.page.expect_navigation():
        card.locator("form[action*='/counter/open/repair'] button").click()
    ref = case_number(applicant.page)
    photograph(applicant, "07-filing")
    applicant.act(
        "counter", ref, "submit",
        statement="罚款已缴清，车辆已恢复原状并通过检验", performed_on="2026-11-02",
        contact_name="王某某", contact_phone="13800001111", proof=str(PROOF), signer="王某某",
        commitment=True,
    )  # fmt: skip
    photograph(applicant, "08-receipt")

    handler = person("handler.road")
    photograph(handler.go("/desk?pile=pool"), "09-desk")
    handler.act("cases", ref, "accept", opinion="材料齐全，予以受理")
    photograph(handler.go(f"/cases/{ref}"), "10-case")
    said = dict.fromkeys(CONDITIONS, "yes") | {f"{c}_note": "已核" for c in CONDITIONS}
    handler.act("cases", ref, "recommend", **said, outcome="grant", opinion="建议准予修复")
    person("legal").act("cases", ref, "pass", opinion="程序合法，同意")
    approver = person("approver").go(f"/cases/{ref}/approve")
    photograph(approver, "11-decide")
    approver.act("cases", ref, "approve", opinion="同意")
    publisher = person("publisher").act("cases", ref, "publish")
    photograph(publisher.go(f"/cases/{ref}"), "12-published")

    photograph(person("legal2").go("/rechecks"), "13-recheck")
    photograph(person("auditor").go(f"/audit?of=case/{ref}"), "14-audit")
    photograph(person("sysadmin").go("/admin"), "15-admin")


def walk_the_rest(window: Browser, address: str) -> None:
    """Objection, commitment, sanction; then what helps at the desk."""

    def person(login: str) -> Visitor:
        return visitor(window, address, 1280).sign_in(login)

    applicant = person("applicant.b").go("/portal")
    applicant.press("article.record form[action$='/counter/open/objection'] button")
    ref = case_number(applicant.page)
    photograph(applicant.go(f"/counter/{ref}/filing/2"), "16-objection")
    photograph(applicant.go("/matters/YS-02"), "17-commitment")
    enforcement = person("handler.enforcement").go("/hits")
    photograph(enforcement, "18-hits")
    enforcement.press("a[href^='/hits/']", enforcement.page.locator("main table"))
    photograph(enforcement, "19-hit")
    photograph(enforcement.go("/measures/lists"), "20-lists")
    road = person("handler.road")
    photograph(road.go("/desk/views"), "21-views")
    photograph(road.go("/desk/columns"), "22-columns")
    photograph(person("approver").go("/account/standins/new"), "23-standin")


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_house(Path(folder) / "instance") as address,
        browser() as window,
    ):
        walk(window, address, Path(folder))
        walk_the_rest(window, address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
