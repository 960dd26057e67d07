"""工作台: each role's desk, its numbers, tabs, filters, pages; claiming in the row; the search."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.halls.desk import queries
from app.halls.desk.piles import first_of, piles_of
from app.kernel import claims, clock, holding
from app.kernel.cases import Case
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post, seen, token_of
from tests.cases.sanction.scenes import make_sanction
from tests.conftest import MORNING, actor
from tests.factories import HONGTU, make_record, make_repair, step
from tests.questions import questions

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

HTMX = {"HX-Request": "true"}


def refs(page: Page) -> list[str]:
    return [str(ref) for ref in page.tree.xpath("//tr/@data-ref")]


def tabs(page: Page) -> dict[str, str]:
    """Each tab and its number."""
    links = page.tree.xpath("//nav[@class='tabs']//a")
    return {
        link.text.strip(): link.xpath(".//span[contains(@class,'pill')]")[0].text for link in links
    }


def heads(page: Page) -> list[str]:
    return [str(n) for n in page.tree.xpath("//*[@class='count-number']/text()")]


def numbered(n: int, state: str = "filed", **values: object) -> str:
    return make_repair(state, make_record(doc_no=f"资交执罚〔2026〕{n}号", **values)).ref  # type: ignore[arg-type]


@pytest.fixture
def scene(app: Flask, inside: Inside) -> dict[str, str]:
    """One repair in each open state, all of the road centre; the late one was filed long ago."""
    with inside():
        clock.stand_at(MORNING - timedelta(days=21))
        made = {"late": numbered(1)}
        clock.stand_at(MORNING - timedelta(days=5))
        made["today"] = numbered(2)  # filed on Wednesday: three working days end on Monday
        clock.stand_at(MORNING)
        for n, state in enumerate(
            ("filed", "correcting", "reviewing", "vetting", "deciding", "approved", "published"), 3
        ):
            made[state] = numbered(n, state)
        numbered(20, "draft")
    return made


def test_where_no_clock_runs_none_is_said_to_stand_still(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        proposed = make_sanction("filed", doc_no="资交执罚〔2026〕77号").ref
    page = page_of(sign_in("head.enforcement"), "/desk")
    assert proposed in refs(page)
    assert "时限中止" not in page.text


# ---------------------------------------------------------------- whose desk


def test_a_handlers_desk_has_five_piles_with_their_numbers(
    scene: dict[str, str], sign_in: SignIn
) -> None:
    page = page_of(sign_in("handler.road"), "/desk")
    assert tabs(page) == {
        "待我办": "4",
        "本科室待领": "4",
        "等申请人": "1",
        "等其他科室": "3",
        "我办过的": "6",
    }
    assert heads(page) == ["1", "1", "2"]
    # least time left first
    assert refs(page) == [scene[k] for k in ("late", "today", "filed", "reviewing")]


@pytest.mark.parametrize(
    ("login", "mine", "event"),
    [
        ("legal", "vetting", "pass"),
        ("approver", "deciding", "approve"),
        ("publisher", "approved", "publish"),
    ],
)
def test_each_office_has_what_waits_for_it(
    scene: dict[str, str], sign_in: SignIn, login: str, mine: str, event: str
) -> None:
    page = page_of(sign_in(login), "/desk")
    assert refs(page) == [scene[mine]]
    assert page.events == {event}
    others = page_of(sign_in(login), "/desk?tab=others")
    assert set(refs(others)) == {
        scene[k]
        for k in ("late", "today", "filed", "reviewing", "vetting", "deciding", "approved")
        if k != mine
    }


def test_a_head_sees_the_whole_section_and_can_give_cases_away(
    scene: dict[str, str], sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == scene["filed"])).one()
        holding.take_up(case, actor("handler.road"), clock.now())
    page = page_of(sign_in("head.road"), "/desk")
    assert list(tabs(page)) == [
        *("待我办", "本科室待领", "本科室在办"),
        *("等申请人", "等其他科室", "我办过的"),
    ]
    assert set(refs(page)) == {scene[k] for k in ("late", "today", "filed", "reviewing")}
    assert heads(page) == ["1", "1", "2"]
    assert f"/cases/{scene['late']}/holding/reassign" in page.body
    pool = page_of(sign_in("head.road"), "/desk?tab=pool")
    assert scene["filed"] not in refs(pool)


def test_an_auditor_sees_everything_and_can_take_nothing(
    scene: dict[str, str], sign_in: SignIn
) -> None:
    client = sign_in("auditor")
    page = page_of(client, "/desk")
    assert tabs(page) == {"全部在办": "8", "等申请人": "1", "已办结": "1"}
    assert not page.events
    assert "/desk/next" not in page.body
    assert not page.tree.xpath("//form[contains(@action,'/claim')]")
    assert refs(page_of(client, "/desk?tab=closed")) == [scene["published"]]


def test_another_section_sees_nothing_of_it(scene: dict[str, str], sign_in: SignIn) -> None:
    page = page_of(sign_in("handler.enforcement"), "/desk")
    assert refs(page) == []
    assert "没有等您办的件" in page.text
    assert set(tabs(page).values()) == {"0"}


@pytest.mark.parametrize("login", ["applicant.a", "sysadmin", "secadmin"])
def test_who_works_no_cases_has_no_desk(app: Flask, sign_in: SignIn, login: str) -> None:
    client = sign_in(login)
    assert page_of(client, "/desk").status == 403
    assert page_of(client, "/search?q=1").status == 403
    assert post(client, "/desk/next", {}).status == 403


def test_drafts_are_on_nobodys_desk_but_that_of_whoever_began_them(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        numbered(1, "draft")
        record = make_record(doc_no="资交执罚〔2026〕2号").id
    client = sign_in("handler.road")
    assert refs(page_of(client, "/desk")) == []
    form = post(client, "/counter/open/repair", {"record": str(record)})
    ref = form.path.split("/")[2]
    page = page_of(client, "/desk")
    assert refs(page) == [ref]
    assert page.events == {"submit"}
    assert refs(page_of(sign_in("handler.road2"), "/desk")) == []
    assert refs(page_of(client, "/desk?tab=theirs")) == []


# ---------------------------------------------------------------- what a row offers


def test_a_row_offers_the_step_that_is_really_open(
    scene: dict[str, str], sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == scene["vetting"])).one()
        step(step(case, "pass", "legal.publisher"), "approve")
    client = sign_in("legal.publisher")
    page = page_of(client, "/desk")
    row = page.tree.xpath(f"//tr[@data-ref='{scene['vetting']}']")[0]
    assert "须由他人办理" in row.text_content()
    assert not row.xpath(".//@data-event")
    for ref in refs(page):
        for event in page.tree.xpath(f"//tr[@data-ref='{ref}']//@data-event"):
            assert page_of(client, f"/cases/{ref}/{event}").status == 200


def test_a_recused_person_is_offered_nothing(
    scene: dict[str, str], sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == scene["filed"])).one()
        me = actor("handler.road")
        from app.kernel.people import Account

        account = db.session.get_one(Account, me.account_id)
        holding.recuse(case, account, me, clock.now(), "亲属任职")
    page = page_of(sign_in("handler.road"), "/desk")
    assert not page.events
    assert not page.tree.xpath("//form[contains(@action,'/claim')]")


def test_a_case_is_claimed_and_released_in_its_row(scene: dict[str, str], sign_in: SignIn) -> None:
    client, other = sign_in("handler.road"), sign_in("handler.road2")
    ref = scene["filed"]
    back = post(client, f"/desk/{ref}/claim?tab=pool&state=filed", {})
    assert back.path == "/desk"
    assert ref not in refs(back)
    assert "由您办理" in back.text
    late = post(other, f"/desk/{ref}/claim", {})
    assert (late.status, late.refusals) == (403, ["held"])
    assert ref not in refs(page_of(other, "/desk"))
    assert post(other, f"/desk/{ref}/release", {}).status == 403
    assert "已释放" in post(client, f"/desk/{ref}/release", {}).text
    assert ref in refs(page_of(other, "/desk"))
    assert post(sign_in("handler.enforcement"), f"/desk/{ref}/claim", {}).status == 404


def test_the_script_gets_the_row_the_numbers_and_the_message(
    scene: dict[str, str], sign_in: SignIn
) -> None:
    client, ref = sign_in("handler.road"), scene["filed"]
    data = {"csrf_token": token_of(client)}
    answer = client.post(f"/desk/{ref}/claim?tab=pool", data=data, headers=HTMX)
    part = seen(answer)
    assert answer.status_code == 200
    assert refs(part) == [ref]
    assert "释放" in part.text
    assert part.tree.xpath("//*[@id='numbers'][@hx-swap-oob]")
    assert part.tree.xpath("//*[@id='flash'][@hx-swap-oob]")
    assert tabs(part)["本科室待领"] == "3"
    unknown = client.post(f"/desk/{ref}/claim", data=data | {"x": "1"}, headers=HTMX)
    assert unknown.status_code == 400


def test_a_claim_ends_by_itself(scene: dict[str, str], sign_in: SignIn) -> None:
    post(sign_in("handler.road"), f"/desk/{scene['filed']}/claim", {})
    assert scene["filed"] not in refs(page_of(sign_in("handler.road2"), "/desk"))
    clock.stand_at(clock.now() + claims.LEASE + timedelta(minutes=1))
    assert scene["filed"] in refs(page_of(sign_in("handler.road2"), "/desk"))


def test_the_next_case_is_taken_up_and_opened_and_a_repeat_opens_the_same(
    scene: dict[str, str], sign_in: SignIn
) -> None:
    client = sign_in("handler.road")
    page = post(client, "/desk/next", {"once": "n-1"})
    assert page.path == f"/cases/{scene['late']}"
    assert post(client, "/desk/next", {"once": "n-1"}).path == page.path
    other = post(sign_in("handler.road2"), "/desk/next", {"once": "n-1"})
    assert other.path == f"/cases/{scene['today']}"
    assert client.get("/desk/next").status_code == 405


def test_when_nothing_waits_the_next_case_says_so(app: Flask, sign_in: SignIn) -> None:
    page = post(sign_in("handler.road"), "/desk/next", {})
    assert page.path == "/desk"
    assert "没有等您认领的件了" in page.text


# ---------------------------------------------------------------- narrowing, sorting, pages


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("due=late", ["late"]),
        ("due=today", ["today"]),
        ("due=week", ["today", "filed"]),
        ("before=2026-11-23", ["late", "today"]),
        ("state=reviewing", ["reviewing"]),
        ("state=vetting", []),
        ("kind=repair&due=late", ["late"]),
        ("q=顺达", ["late", "today", "filed", "reviewing"]),
        ("q=没有这家", []),
        ("q=资交执罚〔2026〕2号", ["today"]),
        ("q=资交执罚[2026]2号", ["today"]),
        ("q=%25", []),
        ("sort=new", ["reviewing", "filed", "today", "late"]),
        ("tab=others&state=vetting", ["vetting"]),
        ("tab=theirs", ["correcting"]),
        ("tab=done&state=vetting", ["vetting"]),
    ],
)
def test_the_address_narrows_and_sorts(
    scene: dict[str, str], sign_in: SignIn, query: str, expected: list[str]
) -> None:
    page = page_of(sign_in("handler.road"), f"/desk?{query}")
    assert page.status == 200
    assert refs(page) == [scene[name] for name in expected]


def test_a_number_finds_its_case(scene: dict[str, str], sign_in: SignIn) -> None:
    client = sign_in("handler.road")
    assert refs(page_of(client, f"/desk?q={scene['filed'].lower()}")) == [scene["filed"]]


@pytest.mark.parametrize(
    "query",
    [
        *("tab=nonsense", "kind=x", "state=x", "due=x", "before=x", "before=2026-13-40", "sort=x"),
        *("after=x", "after=_", "after=2026-99-99_1", "after=-5", "after=" + "9" * 40),
        *("q=" + "长" * 500, "q=%00", "q=%27%20or%201=1--", "tab=mine&tab=pool", "x=1"),
        *("tab=done&after=x", "tab=closed", "sort=new&after=2026-11-23_4"),
    ],
)
def test_an_odd_address_is_answered(scene: dict[str, str], sign_in: SignIn, query: str) -> None:
    assert page_of(sign_in("handler.road"), f"/desk?{query}").status == 200


def walk(client: FlaskClient, start: str) -> list[str]:
    """Every row of every page, by the links to the next."""
    found: list[str] = []
    path = start
    for _ in range(20):
        page = page_of(client, path)
        found += refs(page)
        onward = page.tree.xpath("//a[@rel='next']/@href")
        if not onward:
            return found
        path = str(onward[0])
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("address", ["/desk", "/desk?sort=new", "/desk?tab=done", "/desk?tab=pool"])
def test_pages_follow_each_other_without_gap_or_repeat(
    scene: dict[str, str], sign_in: SignIn, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("handler.road")
    whole = refs(page_of(client, address))
    monkeypatch.setattr(queries, "SIZE", 2)
    queries._one_page.cache_clear()
    assert walk(client, address) == whole
    assert len(whole) == len(set(whole)) > 2
    queries._one_page.cache_clear()


def test_cases_whose_clock_stands_still_come_last_and_are_paged_too(
    app: Flask, sign_in: SignIn, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside():
        dated = [numbered(n) for n in (1, 2)]
        still = [numbered(n) for n in (3, 4, 5)]
        with transaction():
            for ref in still:
                case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
                case.due_on = None
    monkeypatch.setattr(queries, "SIZE", 2)
    queries._one_page.cache_clear()
    assert walk(sign_in("handler.road"), "/desk") == dated + still
    queries._one_page.cache_clear()


def test_numbers_are_capped(
    scene: dict[str, str], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CAP", 3)
    queries._counting.cache_clear()
    page = page_of(sign_in("handler.road"), "/desk")
    assert tabs(page)["待我办"] == "2+"
    assert tabs(page)["等申请人"] == "1"
    queries._counting.cache_clear()


# ---------------------------------------------------------------- what it costs


def test_twelve_rows_cost_no_more_questions_than_one(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    with inside():
        numbered(1)
    page_of(client, "/desk")
    with questions(app) as one:
        assert len(refs(page_of(client, "/desk"))) == 1
    with inside():
        for n in range(2, 13):
            numbered(n, "reviewing" if n % 2 else "filed")
    with questions(app) as many:
        assert len(refs(page_of(client, "/desk"))) == 12
    assert len(many) == len(one), "\n".join(many)
    own = [q for q in many if '"case"' in q or "FROM duty" in q or "calendar" in q]
    # the numbers, the numbers of each kind, the page, who did what, the calendar
    assert len(own) <= 5, "\n".join(own)


def test_every_person_has_a_desk_that_can_be_asked_anything(house: Flask) -> None:
    make_repair("filed")
    for login in (
        "handler.road",
        "head.road",
        "legal",
        "approver",
        "signer",
        "publisher",
        "auditor",
    ):
        me = actor(login)
        piles = piles_of(me)
        assert first_of(piles) in piles
        numbers = queries.counts(me, clock.now())
        assert set(numbers) == {pile.key for pile in piles} | {"late", "today", "week"}


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("顺达", ["filed", "today", "late"]),
        ("资阳市顺达示例", ["filed", "today", "late"]),
        ("91512000MA0000015M", ["filed", "today", "late"]),
        ("91512000ma0000015m", ["filed", "today", "late"]),
        ("资交执罚〔2026〕2号", ["today"]),
        ("资交执罚(2026)2号", ["today"]),
        ("执罚〔2026〕2", ["today"]),
        ("宏途", []),
        ("%", []),
        ("_", []),
    ],
)
def test_cases_are_found_by_what_people_write_down(
    app: Flask, sign_in: SignIn, inside: Inside, words: str, names: list[str]
) -> None:
    with inside():
        made = {name: numbered(n) for n, name in enumerate(("late", "today", "filed"), 1)}
        make_record(HONGTU, doc_no="资交执罚〔2026〕9号")
    page = page_of(sign_in("handler.road"), f"/search?q={words.replace('%', '%25')}")
    assert refs(page) == [made[name] for name in names]
    assert names or "没有找到" in page.text


def test_a_case_number_opens_the_case_however_it_is_written(
    scene: dict[str, str], sign_in: SignIn
) -> None:
    client = sign_in("handler.road")
    for written in ("XF2026-000003", "xf2026-3", "ＸＦ２０２６－000003", "XF20263"):
        assert page_of(client, f"/search?q={written}").path == "/cases/XF2026-000003"
    assert page_of(client, "/search?q=XF2026-000999").path == "/search"
    assert page_of(sign_in("handler.enforcement"), "/search?q=XF2026-000003").path == "/search"


def test_the_search_shows_only_what_one_may_see(scene: dict[str, str], sign_in: SignIn) -> None:
    assert refs(page_of(sign_in("handler.enforcement"), "/search?q=顺达")) == []
    assert len(refs(page_of(sign_in("auditor"), "/search?q=顺达"))) == 9


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=" + "x" * 900, "q=a&after=x", "q=%00"])
def test_an_odd_question_is_answered(app: Flask, sign_in: SignIn, query: str) -> None:
    assert page_of(sign_in("handler.road"), f"/search?{query}").status == 200
