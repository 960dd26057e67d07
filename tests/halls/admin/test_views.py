"""账号与授权 over HTTP: what an administrator may do, and that granting takes two."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import archive, calendar, clock, events, people, rights, sessions, subjects, vault
from app.kernel.people import Account, Section
from app.kernel.records import CreditRecord
from app.kernel.refusals import Refusal
from app.kernel.roles import Role
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post
from tests.conftest import actor
from tests.factories import make_record, make_repair

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]
PASSWORD = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
ROAD = "市道路运输发展中心"


def option(page: Page, field: str, words: str) -> str:
    return str(page.tree.xpath(f"//select[@name='{field}']/option[.='{words}']/@value")[0])


def refs(page: Page) -> list[str]:
    return [str(ref) for ref in page.tree.xpath("//tbody/tr/@data-ref")]


def account_id(inside: Inside, login: str) -> int:
    with inside():
        return db.session.scalars(select(Account.id).where(Account.login == login)).one()


def refusals(inside: Inside) -> list[str]:
    with inside():
        return list(db.session.scalars(select(Refusal.code).order_by(Refusal.id)))


# ---------------------------------------------------------------- accounts


def opening(client: FlaskClient, login: str, **different: str) -> Page:
    section = option(page_of(client, "/admin/accounts/staff"), "section", ROAD)
    said = {"login": login, "name": "新同事", "section": section, "same_as": ""}
    return post(client, "/admin/accounts/staff", said | different)


def password_on(page: Page) -> str:
    found = PASSWORD.search(page.text)
    assert found, page.text
    return found.group()


def test_an_opened_account_signs_in_with_its_password_and_must_change_it(
    sign_in: SignIn, visitor: FlaskClient
) -> None:
    password = password_on(opening(sign_in("sysadmin"), "new.handler"))
    post(visitor, "/sign-in", {"login": "new.handler", "password": password, "next": ""})
    page = page_of(visitor, "/desk")
    assert page.path == "/account"
    assert "请先设置自己的密码" in page.text
    own = "a-password-of-mine-7"
    post(visitor, "/account", {"old": password, "new": own, "again": own})
    post(visitor, "/sign-in", {"login": "new.handler", "password": own, "next": ""})
    assert page_of(visitor, "/account").status == 200
    assert page_of(visitor, "/desk").status == 403  # no role yet


def test_the_one_time_password_is_on_no_other_page(sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    password = password_on(opening(client, "new.handler"))
    for path in ("/admin", "/admin?q=new.handler"):
        assert password not in page_of(client, path).body


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"login": "legal"}, "已有人使用"),
        ({"login": "王某"}, "3至32个字符"),
        ({"login": ""}, "请填写登录名"),
        ({"name": ""}, "请填写姓名"),
        ({"same_as": "nobody"}, "没有这个登录名"),
        ({"section": "999"}, "所属科室"),
    ],
)
def test_what_cannot_be_opened_is_told_at_its_field(
    sign_in: SignIn, different: dict[str, str], words: str
) -> None:
    page = opening(sign_in("sysadmin"), **({"login": "new.one"} | different))
    assert page.status == 422
    assert words in page.text


def test_a_second_account_belongs_to_the_same_person(sign_in: SignIn, inside: Inside) -> None:
    opening(sign_in("sysadmin"), "handler.road.c", same_as="handler.road")
    with inside():
        persons = db.session.scalars(
            select(Account.person_id).where(Account.login.in_(["handler.road", "handler.road.c"]))
        )
        assert len(set(persons)) == 1


def test_an_applicants_account_is_opened_for_an_enterprise_on_file(sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    said = {"login": "new.agent", "name": "代理人", "code": "91512000ma0000015m", "agent": "y"}
    password_on(post(client, "/admin/accounts/applicant", said))
    unknown = said | {"login": "new.agent2", "code": "91512000MA0000099X"}
    page = post(client, "/admin/accounts/applicant", unknown)
    assert (page.status, "没有这个代码的企业档案" in page.text) == (422, True)
    assert "new.agent" in refs(page_of(client, "/admin?kind=applicant"))


DRIVER = "510181199003074510"


def test_a_driver_has_an_account_by_their_own_number_and_a_file_with_it(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("sysadmin")
    said = {"login": "driver.one", "name": "何师傅", "code": DRIVER}
    page = post(client, "/admin/accounts/applicant", said)
    password_on(page)
    assert DRIVER not in page.body
    with inside():
        found = archive.find(DRIVER)
        assert found is not None
        assert (found.kind, found.name, found.code) == ("person", "何师傅", None)
        [act] = events.history(f"subject/{found.id}")
        told = events.facts_of([act.id])[act.id]
        assert (act.name, told["name"]) == ("open_file", "何**")
        assert DRIVER not in str(told)


def test_a_driver_asks_for_the_repair_of_a_record_of_their_own(
    sign_in: SignIn, inside: Inside
) -> None:
    said = {"login": "driver.one", "name": "何师傅", "code": DRIVER}
    password_on(post(sign_in("sysadmin"), "/admin/accounts/applicant", said))
    with inside():
        record = make_record(public=False)
        with transaction():
            found = archive.find(DRIVER)
            assert found is not None
            db.session.get_one(CreditRecord, record.id).subject_id = found.id
            opened = db.session.scalars(select(Account).where(Account.login == "driver.one"))
            opened.one().password_until = None  # as one they have chosen themselves
        number = record.id
    theirs = sign_in("driver.one")
    home = page_of(theirs, "/portal")
    assert "资交执罚〔2026〕1号" in home.text
    draft = post(theirs, "/counter/open/repair", {"record": str(number), "once": "k"})
    assert draft.status == 200
    assert "何师傅" in draft.text
    assert DRIVER not in home.body + draft.body


def test_a_driver_on_file_is_the_one_on_the_card(sign_in: SignIn, inside: Inside) -> None:
    with inside(), transaction():
        kept = vault.keep("citizen_id", DRIVER)
        subjects.enter("person", "何师傅", citizen_id=kept.id)
    client = sign_in("sysadmin")
    said = {"login": "driver.one", "name": "钟师傅", "code": DRIVER}
    page = post(client, "/admin/accounts/applicant", said)
    assert (page.status, "姓名和档案上的不一致" in page.text) == (422, True)
    agent = post(client, "/admin/accounts/applicant", said | {"agent": "y"})
    password_on(agent)  # somebody else's name: an agent's own
    password_on(
        post(client, "/admin/accounts/applicant", said | {"login": "driver.two", "name": "何师傅"})
    )


def test_an_agent_needs_a_file_to_act_for(sign_in: SignIn) -> None:
    said = {"login": "driver.one", "name": "钟代理", "code": DRIVER, "agent": "y"}
    page = post(sign_in("sysadmin"), "/admin/accounts/applicant", said)
    assert (page.status, "没有这个代码的企业档案" in page.text) == (422, True)


def test_a_reset_gives_a_new_password_and_ends_the_sessions(
    sign_in: SignIn, inside: Inside, visitor: FlaskClient
) -> None:
    theirs = sign_in("handler.road")
    path = f"/admin/accounts/{account_id(inside, 'handler.road')}/password"
    page = post(sign_in("sysadmin"), path, {"reason": "本人到窗口申请"})
    password = password_on(page)
    assert page_of(theirs, "/desk").path == "/sign-in"
    said = {"login": "handler.road", "password": password, "next": ""}
    assert post(visitor, "/sign-in", said).path == "/account"


@pytest.mark.parametrize("login", ["secadmin", "auditor"])
def test_the_other_administrations_are_not_reset_here_and_the_try_is_noted(
    sign_in: SignIn, inside: Inside, login: str
) -> None:
    path = f"/admin/accounts/{account_id(inside, login)}/password"
    page = post(sign_in("sysadmin"), path, {"reason": "忘记了"})
    assert (page.status, "不由系统管理员重置" in page.text) == (422, True)
    assert refusals(inside) == ["kept_apart"]


def test_a_closed_account_is_out_at_once(sign_in: SignIn, inside: Inside) -> None:
    theirs, client = sign_in("handler.road2"), sign_in("sysadmin")
    path = f"/admin/accounts/{account_id(inside, 'handler.road2')}/close"
    assert post(client, path, {"reason": ""}).status == 422
    assert "已停用" in post(client, path, {"reason": "调离"}).text
    assert page_of(theirs, "/desk").path == "/sign-in"
    again = post(client, path, {"reason": "再停一次"})
    assert (again.status, "这个账号已停用" in again.text) == (422, True)


def test_accounts_of_another_bureau_do_not_exist_here(sign_in: SignIn, inside: Inside) -> None:
    client, theirs = sign_in("sysadmin"), account_id(inside, "handler.yanjiang")
    assert "handler.yanjiang" not in refs(page_of(client, "/admin"))
    for act in ("password", "close"):
        path = f"/admin/accounts/{theirs}/{act}"
        assert page_of(client, path).status == 404
        assert post(client, path, {"reason": "试一试"}).status == 404
    assert page_of(client, "/admin/accounts/99999/close").status == 404


def test_accounts_are_found_by_login_or_name(sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    assert refs(page_of(client, "/admin?q=陈经办")) == ["handler.road", "handler.road.b"]
    assert refs(page_of(client, "/admin?q=legal2")) == ["legal2"]
    assert "没有这样的账号" in page_of(client, "/admin?q=%25").text


def test_who_may_not_change_accounts_is_shown_no_way_to(sign_in: SignIn) -> None:
    for login in ("secadmin", "signer"):
        page = page_of(sign_in(login), "/admin")
        assert "handler.road" in refs(page)
        assert not page.tree.xpath("//a[contains(@href, '/accounts/')]")
        assert not page.tree.xpath("//a[contains(@href, '/admin/calendar')]")


def test_the_sections_of_ones_bureau_are_listed(sign_in: SignIn) -> None:
    page = page_of(sign_in("sysadmin"), "/admin/sections")
    assert {"bureau", "road", "office"} <= set(refs(page))
    assert "yanjiang" not in refs(page)
    assert "资交" in page.text


# ---------------------------------------------------------------- grants: two persons


def proposing(client: FlaskClient, **different: str) -> Page:
    section = option(page_of(client, "/admin/grants/new"), "section", ROAD)
    said = {
        "act": "give",
        "login": "handler.safety",
        "role": "handler",
        "section": section,
        "reason": "支援",
    }
    return post(client, "/admin/grants/new", said | different)


def test_a_grant_takes_two_persons(sign_in: SignIn, inside: Inside) -> None:
    first = sign_in("secadmin")
    (proposal,) = refs(proposing(first))
    path = f"/admin/grants/{proposal}/confirm"
    own = post(first, path, {"once": "k1"})
    assert (own.status, "提请人不能自己确认" in own.text) == (422, True)
    assert refusals(inside) == ["same_person"]
    assert "已确认" in post(sign_in("secadmin2"), path, {"once": "k2"}).text
    with inside():
        road = db.session.scalars(select(Section.id).where(Section.key == "road")).one()
        assert actor("handler.safety").holds(Role.HANDLER, road)


def test_the_head_of_the_bureau_may_be_the_second(sign_in: SignIn) -> None:
    (proposal,) = refs(proposing(sign_in("secadmin")))
    page = post(sign_in("signer"), f"/admin/grants/{proposal}/confirm", {"once": "k"})
    assert "已确认，立即生效。" in page.text


def test_sessions_die_at_the_second_signature(sign_in: SignIn) -> None:
    theirs = sign_in("handler.safety")
    (proposal,) = refs(proposing(sign_in("secadmin")))
    assert page_of(theirs, "/desk").path == "/desk"
    post(sign_in("secadmin2"), f"/admin/grants/{proposal}/confirm", {"once": "k"})
    assert page_of(theirs, "/desk").path == "/sign-in"


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"login": "secadmin"}, "任何人不能给自己授权"),
        ({"login": "auditor"}, "三权分立"),
        ({"login": "nobody"}, "没有这个登录名"),
        ({"login": "handler.road"}, "该账号已有这个岗位"),
        ({"act": "take_back"}, "该账号没有这个岗位"),
        ({"role": "clock"}, "岗位"),
        ({"section": "999"}, "科室"),
        ({"reason": ""}, "请写明理由"),
    ],
)
def test_what_cannot_be_proposed_is_told(
    sign_in: SignIn, different: dict[str, str], words: str
) -> None:
    page = proposing(sign_in("secadmin"), **different)
    assert page.status == 422
    assert words in page.text


def test_a_proposal_is_declined_with_a_reason(sign_in: SignIn) -> None:
    (proposal,) = refs(proposing(sign_in("secadmin")))
    client, path = sign_in("secadmin2"), f"/admin/grants/{proposal}/decline"
    assert page_of(client, path).status == 200
    assert post(client, path, {"reason": ""}).status == 422
    assert "授权没有变动" in post(client, path, {"reason": "人手已够"}).text
    again = post(client, f"/admin/grants/{proposal}/confirm", {"once": "k"})
    assert (again.status, "已经办结" in again.text) == (422, True)


def test_a_proposal_of_another_bureau_does_not_exist_here(sign_in: SignIn, inside: Inside) -> None:
    (proposal,) = refs(proposing(sign_in("secadmin")))
    with inside(), transaction():
        theirs = db.session.scalars(select(Account).where(Account.login == "approver.anyue")).one()
        for given in theirs.grants:
            rights.take_back(given, people.CLOCK, clock.now())
        house = db.session.scalars(select(Section).where(Section.key == "anyue")).one()
        rights.grant(theirs, Role.SECURITY_ADMIN, house, people.CLOCK, clock.now())
    client = sign_in("approver.anyue")
    assert refs(page_of(client, "/admin/grants")) == []
    for act in ("confirm", "decline"):
        path = f"/admin/grants/{proposal}/{act}"
        assert (
            post(
                client,
                path,
                {"reason": "试一试", "once": "k"} if act == "decline" else {"once": "k"},
            ).status
            == 404
        )


@pytest.mark.parametrize("path", ["/admin/grants/9999/confirm", "/admin/grants/9999/decline"])
def test_a_proposal_that_is_not_there_is_not_found(sign_in: SignIn, path: str) -> None:
    fields = {"once": "k"} | ({"reason": "试"} if path.endswith("decline") else {})
    assert post(sign_in("secadmin2"), path, fields).status == 404


# ---------------------------------------------------------------- the year's holidays

YEAR = {
    "year": "2027",
    "notice": "示例通知",
    "days_off": "2027-01-01 至 2027-01-03\n2027-10-01 至 2027-10-07",
    "makeup_days": "2027-10-09",
}


def test_next_years_holidays_are_looked_at_and_then_entered(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("sysadmin")
    seen = post(client, "/admin/calendar", YEAR)
    assert "2027 年：放假 10 天，调休上班 1 天" in seen.text
    with inside():
        assert not calendar.work_calendar().is_official(2027)
    assert "示例通知" in post(client, "/admin/calendar?step=enter", YEAR).text
    with inside():
        assert calendar.work_calendar().is_official(2027)


def test_the_preview_counts_the_clocks_whose_day_would_move(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        make_repair("filed", make_record(doc_no="资交执罚〔2026〕1号"))  # due in November
        clock.stand_at(clock.now().replace(month=12, day=28))
        make_repair("reviewing", make_record(doc_no="资交执罚〔2026〕2号"))  # due 7 January
        make_repair("correcting", make_record(doc_no="资交执罚〔2026〕3号"))  # due 12 January
    client = sign_in("sysadmin")
    page = post(client, "/admin/calendar", YEAR | {"days_off": "2027-01-01 至 2027-01-05"})
    assert "有 2 个正在计算的时限会改变到期日" in page.text
    page = post(
        client, "/admin/calendar", YEAR | {"days_off": "2027-01-01\n2027-05-01 至 2027-05-05"}
    )
    assert "正在计算的时限都不会改变到期日" in page.text


def test_a_holiday_may_begin_in_december_of_the_year_before(
    sign_in: SignIn, inside: Inside
) -> None:
    said = YEAR | {"days_off": "2026-12-31 至 2027-01-02", "makeup_days": "2026-12-27"}
    page = post(sign_in("sysadmin"), "/admin/calendar?step=enter", said)
    assert "已录入" in page.text, page.text
    with inside():
        known = calendar.work_calendar()
        assert not known.is_working(clock.today().replace(month=12, day=31))
        assert known.is_working(clock.today().replace(month=12, day=27))


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"days_off": "2027-02-30"}, "日历上没有这一天"),
        ({"days_off": "国庆节"}, "这一行看不懂"),
        ({"days_off": "2027-10-07 至 2027-10-01"}, "这一行看不懂"),
        ({"days_off": "2027-10-01 2027-10-02 2027-10-03"}, "这一行看不懂"),
        ({"days_off": "2027-01-01 至 2027-03-01"}, "日期与年份不符"),
        ({"days_off": "2025-10-01"}, "日期与年份不符"),
        ({"makeup_days": "2027-10-02"}, "既放假又上班"),
        ({"makeup_days": "2026-10-01", "year": "2026"}, "日期与年份不符"),
        ({"days_off": ""}, "请填写放假日期"),
        ({"notice": ""}, "请填写依据的通知"),
        ({"year": "1999"}, "年份"),
        ({"year": "二〇二七"}, "年份"),
    ],
)
def test_an_arrangement_that_makes_no_sense_is_told_at_its_field(
    sign_in: SignIn, different: dict[str, str], words: str
) -> None:
    for path in ("/admin/calendar", "/admin/calendar?step=enter"):
        page = post(sign_in("sysadmin"), path, YEAR | different)
        assert page.status == 422
        assert words in page.text


def test_a_year_that_contradicts_its_neighbour_is_not_entered(
    sign_in: SignIn, inside: Inside
) -> None:
    """2026 says that its first three days are off; 2025 cannot have them worked."""
    said = YEAR | {"year": "2025", "days_off": "2025-10-01", "makeup_days": "2026-01-02"}
    page = post(sign_in("sysadmin"), "/admin/calendar?step=enter", said)
    assert (page.status, "自相矛盾" in page.text) == (422, True)


# ---------------------------------------------------------------- apart


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("secadmin", "/admin/accounts/staff"),
        ("signer", "/admin/accounts/staff"),
        ("sysadmin", "/admin/grants"),
        ("sysadmin", "/admin/grants/new"),
        ("signer", "/admin/grants/new"),
        ("handler.road", "/admin"),
        ("auditor", "/admin"),
        ("approver", "/admin/calendar"),
        ("secadmin", "/admin/calendar"),
    ],
)
def test_the_administrations_are_kept_apart(sign_in: SignIn, login: str, path: str) -> None:
    assert sign_in(login).get(path).status_code == 403


def test_an_administrator_whose_account_was_closed_meanwhile_does_nothing(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("sysadmin")
    with inside(), transaction():
        account = db.session.scalars(select(Account).where(Account.login == "sysadmin")).one()
        sessions.end_sessions_of(account.id)
        rights.close_account(account, people.CLOCK, clock.now())
    page = post(client, "/admin/accounts/staff", {"login": "late.one", "name": "某"})
    assert page.path == "/sign-in"
