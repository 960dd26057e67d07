"""复查 over HTTP: draw, make it again, re-check what others did, revoke what was false."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.kernel.samples import Draw, Recheck
from tests.browser import Page, page_of, post
from tests.factories import make_record, make_repair, step

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]

PERIOD = {"kind": "repair", "since": "2026-11-01", "until": "2026-11-23", "size": "2"}


@pytest.fixture
def closed(inside: Inside) -> list[str]:
    """Four repairs that were published today."""
    with inside():
        return [
            make_repair("published", make_record(doc_no=f"资交执罚〔2026〕{n}号")).ref
            for n in range(1, 5)
        ]


def drawn(client: FlaskClient, seed: str = "2026112301", **different: str) -> Page:
    once = page_of(client, "/rechecks").field("once")
    return post(client, "/rechecks", PERIOD | {"seed": seed, "once": once} | different)


def refs(page: Page) -> list[str]:
    return [str(ref) for ref in page.tree.xpath("//section[@id='items']//tr/@data-ref")]


def items_of(inside: Inside) -> dict[str, int]:
    with inside():
        return {one.case.ref: one.id for one in db.session.scalars(select(Recheck))}


def find(client: FlaskClient, item_id: int, finding: str, note: str = "已与原件核对") -> Page:
    path = f"/rechecks/items/{item_id}"
    once = page_of(client, path).field("once") or "none-offered"
    return post(client, path, {"finding": finding, "note": note, "once": once})


def test_a_draw_shows_its_seed_its_list_and_what_it_drew(
    sign_in: SignIn, closed: list[str]
) -> None:
    page = drawn(sign_in("legal2"))
    assert page.status == 200
    assert "已抽取，种子和名单已留痕。" in page.text
    by_hand = sorted(closed, key=lambda r: hashlib.sha256(f"2026112301\0{r}".encode()).hexdigest())
    assert refs(page) == by_hand[:2]
    assert "2026112301" in page.text
    assert "4件已公示办结的办件" in page.text


def test_the_same_seed_gives_the_same_list(sign_in: SignIn, closed: list[str]) -> None:
    client = sign_in("auditor")
    assert refs(drawn(client)) == refs(drawn(client))


def test_the_same_form_sent_twice_draws_once(
    sign_in: SignIn, inside: Inside, closed: list[str]
) -> None:
    client = sign_in("legal2")
    once = page_of(client, "/rechecks").field("once")
    first = post(client, "/rechecks", PERIOD | {"seed": "", "once": once})
    again = post(client, "/rechecks", PERIOD | {"seed": "", "once": once})
    assert refs(first) == refs(again)
    with inside():
        assert db.session.scalar(select(func.count()).select_from(Draw)) == 1


def test_without_a_seed_the_system_takes_one_that_nobody_chose(
    sign_in: SignIn, inside: Inside, closed: list[str]
) -> None:
    client = sign_in("legal2")
    drawn(client, seed="")
    drawn(client, seed="")
    with inside():
        seeds = list(db.session.scalars(select(Draw.seed)))
    assert len(set(seeds)) == 2
    assert all(len(seed) == 16 for seed in seeds)


def test_a_draw_is_made_again_from_the_story(sign_in: SignIn, closed: list[str]) -> None:
    client = sign_in("legal2")
    path = drawn(client).path
    page = page_of(client, f"{path}/again")
    assert page.tree.xpath("//*[@id='repeated']/@data-holds") == ["yes"]
    assert "与抽取时一致" in page.text


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("seed", "9", "与记录的不一致"), ("population_digest", "0" * 64, "与抽取时登记的不一致")],
)
def test_a_draw_that_was_changed_behind_its_back_is_told(
    sign_in: SignIn, inside: Inside, closed: list[str], column: str, value: str, words: str
) -> None:
    client = sign_in("legal2")
    path = drawn(client, size="3").path
    with inside():
        db.session.query(Draw).update({column: value})
        db.session.commit()
    assert words in page_of(client, f"{path}/again").text


def test_the_list_can_be_taken_home(sign_in: SignIn, closed: list[str]) -> None:
    client = sign_in("legal2")
    path = drawn(client).path
    answer = client.get(f"{path}/list.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.split() == sorted(closed)


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"size": "0"}, "请填写"),
        ({"size": "501"}, "1至500"),
        ({"size": "many"}, "抽取件数"),
        ({"since": "2026-11-24"}, "截止日不能早于起始日"),
        ({"since": "2026-10-01", "until": "2026-10-31"}, "无可抽取"),
        ({"since": "gestern"}, "办结日期从"),
        ({"kind": "sanction"}, "办件种类"),
        ({"seed": "<script>"}, "种子只用"),
        ({"seed": "1" * 65}, "种子"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused_in_words(
    sign_in: SignIn, closed: list[str], different: dict[str, str], words: str
) -> None:
    page = drawn(sign_in("legal2"), **different)
    assert page.status == 422
    assert page.refusals == ["not_accepted"]
    assert words in page.text


@pytest.mark.parametrize("login", ["handler.road", "approver", "publisher", "sysadmin"])
def test_only_legal_and_the_auditor_draw(sign_in: SignIn, login: str) -> None:
    page = post(sign_in(login), "/rechecks", PERIOD | {"seed": "1", "once": "k"})
    assert page.status == 403
    assert page.refusals == ["not_yours"]


def test_who_only_rechecks_sees_no_form_to_draw(sign_in: SignIn) -> None:
    page = page_of(sign_in("handler.road"), "/rechecks")
    assert page.status == 200
    assert not page.tree.xpath("//form[@id='draw']")
    assert "还没有抽取过" in page.text


def test_another_bureau_does_not_know_of_the_draw(sign_in: SignIn, closed: list[str]) -> None:
    path = drawn(sign_in("legal2")).path
    county = sign_in("legal.yanjiang")
    for address in (path, f"{path}/again", f"{path}/list.txt"):
        assert page_of(county, address).status == 404
    assert refs(drawn(county)) == []


def test_a_colleague_who_did_not_handle_it_notes_what_was_found(
    sign_in: SignIn, inside: Inside, closed: list[str]
) -> None:
    drawn(sign_in("legal2"), size="4")
    item_id = items_of(inside)[closed[0]]
    client = sign_in("handler.road2")
    assert "打开办件" in page_of(client, f"/rechecks/items/{item_id}").text
    page = find(client, item_id, "sound")
    assert page.status == 200
    assert "复查结论已记录。" in page.text
    shown = page_of(client, f"/rechecks/items/{item_id}")
    assert "属实" in shown.text
    assert not shown.tree.xpath("//form[@id='find']")
    assert find(client, item_id, "false_papers").status == 422


@pytest.mark.parametrize("login", ["handler.road", "legal", "head.road"])
def test_whoever_handled_it_is_told_so_and_refused(
    sign_in: SignIn, inside: Inside, login: str
) -> None:
    with inside():
        case = step(make_repair("filed"), "ask_correction", "head.road")
        for event in ("resubmit", "accept", "recommend", "pass", "approve", "publish"):
            case = step(case, event)
        ref = case.ref
    drawn(sign_in("legal2"))
    item_id = items_of(inside)[ref]
    client = sign_in(login)
    page = page_of(client, f"/rechecks/items/{item_id}")
    assert "您办理过这一件" in page.text
    assert not page.tree.xpath("//form[@id='find']")
    answer = find(client, item_id, "sound")
    assert (answer.status, answer.refusals) == (403, ["handled"])


def test_a_finding_needs_its_reasons(sign_in: SignIn, inside: Inside, closed: list[str]) -> None:
    drawn(sign_in("legal2"), size="4")
    item_id = items_of(inside)[closed[0]]
    page = find(sign_in("handler.road2"), item_id, "sound", "  ")
    assert page.status == 422
    assert "请写明复查情况和依据" in page.text
    page = find(sign_in("handler.road2"), item_id, "perfect")
    assert page.status == 422


@pytest.mark.parametrize("login", ["auditor", "approver"])
def test_who_may_look_but_not_recheck_is_refused(
    sign_in: SignIn, inside: Inside, closed: list[str], login: str
) -> None:
    drawn(sign_in("legal2"), size="4")
    item_id = items_of(inside)[closed[0]]
    client = sign_in(login)
    assert page_of(client, f"/rechecks/items/{item_id}").status == 200
    assert find(client, item_id, "sound").status == 403


def test_false_papers_lead_to_the_revocation(
    sign_in: SignIn, inside: Inside, closed: list[str]
) -> None:
    drawn(sign_in("legal2"), size="4")
    item_id = items_of(inside)[closed[0]]
    find(sign_in("handler.road2"), item_id, "false_papers", "缴款凭证系伪造")
    client = sign_in("approver")
    page = page_of(client, f"/rechecks/items/{item_id}")
    assert "revoke" in page.events
    asked = page_of(client, f"/cases/{closed[0]}/revoke")
    fields = {name: asked.field(name) for name in ("once", "version")}
    done = post(client, f"/cases/{closed[0]}/revoke", fields | {"opinion": "撤销"})
    assert done.state == "revoked"


def test_a_case_of_another_section_does_not_exist_for_a_rechecker(
    sign_in: SignIn, inside: Inside, closed: list[str]
) -> None:
    path = drawn(sign_in("legal2"), size="4").path
    client = sign_in("handler.waterway")
    page = page_of(client, path)
    assert refs(page) == []
    assert "另有4件由其他科室复查" in page.text
    assert page_of(client, f"/rechecks/items/{items_of(inside)[closed[0]]}").status == 404
    assert page_of(client, "/rechecks/items/999").status == 404


def test_a_key_used_for_something_else_is_refused(
    sign_in: SignIn, inside: Inside, closed: list[str]
) -> None:
    client = sign_in("legal2")
    drawn(client, size="4")
    path = f"/rechecks/items/{items_of(inside)[closed[0]]}"
    post(client, path, {"finding": "sound", "note": "已与原件核对", "once": "used"})
    answer = drawn(client, once="used")
    assert (answer.status, answer.refusals) == (409, ["key_reused"])
