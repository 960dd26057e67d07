"""留痕核验: everything can be read and checked by the auditor, and by nobody else."""

import ast
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.extensions import db
from app.halls.audit import words
from app.kernel import clock, people, rights, seals, vault
from app.kernel.events import Event, EventFacts, Stream
from app.kernel.people import Account, Section
from app.kernel.roles import Role
from app.kernel.seals import Seal
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post
from tests.conftest import actor
from tests.factories import make_record, make_repair, step

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]
PAGES = ("/audit", "/audit/refusals", "/audit/reveals", "/audit/seals", "/audit/export.jsonl")


def made(inside: Inside, state: str = "filed", number: int = 1) -> tuple[str, int]:
    with inside():
        case = make_repair(state, make_record(doc_no=f"资交执罚〔2026〕{number}号"))
        return case.ref, case.version


def rows(page: Page) -> list[str]:
    return [str(ref) for ref in page.tree.xpath("//tbody/tr/@data-ref")]


def sealed() -> int:
    with transaction():
        made_seal = seals.make(clock.now())
    assert made_seal is not None
    return made_seal.id


def tampered(inside: Inside, *statements: str) -> None:
    """What somebody with the database file could do: the triggers first, then the rows."""
    with inside(), transaction():
        for trigger in ("event_no_update", "event_no_delete", "event_facts_no_update"):
            on = f" on {trigger.rsplit('_no_', 1)[0]}" if db.engine.dialect.name != "sqlite" else ""
            db.session.execute(text(f"drop trigger if exists {trigger}{on}"))
        for statement in statements:
            db.session.execute(text(statement))


def answers(page: Page) -> list[str]:
    return [str(holds) for holds in page.tree.xpath("//*[@id='checked']//li/@data-holds")]


# ---------------------------------------------------------------- reading


def test_the_story_of_a_case_is_listed_and_checked(sign_in: SignIn, inside: Inside) -> None:
    ref, acts = made(inside, "published")
    page = page_of(sign_in("auditor"), f"/audit?of=case/{ref}")
    assert rows(page) == [f"case/{ref}#{n}" for n in range(acts, 0, -1)]
    assert "核验通过" in page.text
    assert f"共{acts}步，编号连续" in page.text
    assert answers(page) == ["yes"] * 5


def test_a_case_is_found_by_its_number_alone(sign_in: SignIn, inside: Inside) -> None:
    ref, acts = made(inside)
    assert len(rows(page_of(sign_in("auditor"), f"/audit?of={ref}"))) == acts


def test_acts_are_narrowed_to_an_account_and_to_days(sign_in: SignIn, inside: Inside) -> None:
    ref, _ = made(inside, "vetting")
    client = sign_in("auditor")
    assert rows(page_of(client, "/audit?who=handler.road")) == [f"case/{ref}#4", f"case/{ref}#3"]
    today = "since=2026-11-23&until=2026-11-23"
    everything = rows(page_of(client, "/audit"))
    assert rows(page_of(client, f"/audit?{today}")) == everything
    assert rows(page_of(client, "/audit?until=2026-11-22")) == []
    assert rows(page_of(client, "/audit?since=2026-11-24")) == []
    assert rows(page_of(client, "/audit?since=never")) == everything


def test_a_page_leads_to_the_next(sign_in: SignIn, inside: Inside) -> None:
    for number in (1, 2):
        made(inside, "published", number)
    client = sign_in("auditor")
    first = page_of(client, "/audit")
    following = page_of(client, str(first.tree.xpath("//a[@rel='next']/@href")[0]))
    assert rows(first)
    assert rows(following)
    assert not set(rows(first)) & set(rows(following))


def test_what_was_said_is_shown_with_personal_values_covered(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        case = make_repair("draft")
        ref = step(case, "submit", statement="联系电话13800001111，已整改", signer="赵某某").ref
    page = page_of(sign_in("auditor"), f"/audit?of={ref}")
    assert "已整改" in page.text
    assert "13800001111" not in page.body
    assert "赵某某" not in page.body


def test_those_who_act_for_an_enterprise_are_not_named_in_full(
    sign_in: SignIn, inside: Inside
) -> None:
    ref, _ = made(inside)
    page = page_of(sign_in("auditor"), f"/audit?of={ref}")
    assert "顺达专员" not in page.text
    assert "顺" in page.text


def test_another_bureaus_auditor_would_see_another_bureaus_trail(
    sign_in: SignIn, inside: Inside
) -> None:
    ref, _ = made(inside)
    with inside(), transaction():
        account = db.session.scalars(select(Account).where(Account.login == "approver.anyue")).one()
        for given in account.grants:
            rights.take_back(given, people.CLOCK, clock.now())
        house = db.session.scalars(select(Section).where(Section.key == "anyue")).one()
        rights.grant(account, Role.AUDITOR, house, people.CLOCK, clock.now())
    client = sign_in("approver.anyue")
    assert rows(page_of(client, f"/audit?of={ref}")) == []
    assert "case/" not in page_of(client, "/audit").text
    assert post(sign_in("approver"), f"/cases/{ref}/accept", {}).status == 403
    assert rows(page_of(client, "/audit/refusals")) == []


def test_every_act_has_a_name_in_words(inside: Inside) -> None:
    made(inside, "published")
    with inside():
        for stream, name in db.session.execute(select(Event.stream, Event.name).distinct()):
            assert words.title_of(stream, name) != name, (stream, name)
    assert words.title_of("elsewhere/1", "unheard_of") == "unheard_of"


def acts_in(source: str) -> set[str]:
    """The acts that a file enters in the trail, as far as it calls them by name."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    entered = [call for call in calls if ast.unparse(call.func) == "events.record"]
    names = [call.args[1] for call in entered]
    return {name.value for name in names if isinstance(name, ast.Constant)}


def test_every_act_that_the_house_can_enter_has_a_name_in_words() -> None:
    house = Path(words.__file__).parents[2]
    acts = set().union(*(acts_in(path.read_text()) for path in house.rglob("*.py")))
    assert {"admit", "leave", "restore", "upload"} <= acts
    assert acts - set(words.OTHERS) - set(words.SIDE_ACTS) == set()


# ---------------------------------------------------------------- refusals, reveals, seals


def test_a_refusal_leaves_its_line(sign_in: SignIn, inside: Inside) -> None:
    ref, _ = made(inside)
    assert post(sign_in("approver"), f"/cases/{ref}/accept", {}).status == 403
    client = sign_in("auditor")
    page = page_of(client, "/audit/refusals")
    assert f"/cases/{ref}/accept" in page.text
    assert len(rows(page_of(client, "/audit/refusals?code=role"))) == 1
    assert rows(page_of(client, "/audit/refusals?code=held")) == []


def test_a_reveal_leaves_who_what_and_why(sign_in: SignIn, inside: Inside) -> None:
    ref, _ = made(inside)
    handler = sign_in("handler.road")
    page = post(handler, f"/cases/{ref}/reveal/contact_phone", {"reason": "核对来电13900002222"})
    assert "13800001111" in page.text
    told = page_of(sign_in("auditor"), "/audit/reveals")
    assert "核对来电" in told.text
    assert f"case/{ref}" in told.text
    assert "手机号码" in told.text
    assert "陈经办" in told.text
    assert "13800001111" not in told.body
    assert "13900002222" not in told.body


def test_the_seals_are_listed_without_their_heads(sign_in: SignIn, inside: Inside) -> None:
    ref, _ = made(inside)
    with inside():
        seal_id = sealed()
        heads = len(db.session.get_one(Seal, seal_id).heads)
    page = page_of(sign_in("auditor"), "/audit/seals")
    assert rows(page) == [str(seal_id)]
    assert page.tree.xpath("//tbody/tr/td[@class='num']/text()") == [str(seal_id), str(heads)]
    assert ref not in page.text


# ---------------------------------------------------------------- checking


def test_a_sealed_story_says_in_which_seal_it_stands(sign_in: SignIn, inside: Inside) -> None:
    ref, acts = made(inside)
    client = sign_in("auditor")
    assert "还没有封存过" in page_of(client, f"/audit?of={ref}").text
    with inside():
        seal_id = sealed()
    page = page_of(client, f"/audit?of={ref}")
    assert f"前{acts}步已在第{seal_id}次封存中，签名有效" in page.text


@pytest.mark.parametrize(
    ("statement", "broken", "words_"),
    [
        ("update event set role = 'head' where stream = '{s}' and seq = 2", 0, "第2步"),
        ("update event set previous = digest where stream = '{s}' and seq = 3", 0, "第3步"),
        (
            "update event_facts set body = '{{}}' where event_id in "
            "(select id from event where stream = '{s}' and seq = 2)",
            1,
            "第2步所述内容与承诺值不符",
        ),
        ("update stream set seq = 9 where name = '{s}'", 2, "链头记到第9步，实有3步"),
        ("update \"case\" set version = 9 where 'case/' || ref = '{s}'", 4, "不一致"),
    ],
)
def test_what_was_changed_behind_the_house_is_found_and_named(
    sign_in: SignIn, inside: Inside, statement: str, broken: int, words_: str
) -> None:
    ref, _ = made(inside, "reviewing")
    tampered(inside, statement.format(s=f"case/{ref}"))
    page = page_of(sign_in("auditor"), f"/audit?of={ref}")
    assert page.tree.xpath("//*[@id='checked']/@data-holds") == ["no"]
    assert answers(page)[broken] == "no"
    assert words_ in page.text


def test_a_tail_that_was_cut_shows_at_the_seal(sign_in: SignIn, inside: Inside) -> None:
    ref, _ = made(inside, "reviewing")
    with inside():
        sealed()
        last = db.session.scalars(
            select(Event).where(Event.stream == f"case/{ref}", Event.seq == 2)
        ).one()
        digest = last.digest
    tampered(
        inside,
        f"update \"case\" set version = 2 where ref = '{ref}'",
        f"update stream set seq = 2, digest = '{digest}' where name = 'case/{ref}'",
        f"update event set stream = 'gone/1' where stream = 'case/{ref}' and seq = 3",
    )
    page = page_of(sign_in("auditor"), f"/audit?of={ref}")
    assert answers(page)[2:4] == ["yes", "no"]
    assert "封存过第3步，现在不见了或变了样" in page.text


def test_a_seal_that_is_not_ours_is_told(
    sign_in: SignIn, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, _ = made(inside)
    with inside():
        sealed()
    monkeypatch.setattr(vault, "is_ours", lambda *_: False)
    assert "签名不是本系统的" in page_of(sign_in("auditor"), f"/audit?of={ref}").text


def test_erased_facts_do_not_break_the_chain(sign_in: SignIn, inside: Inside) -> None:
    ref, _ = made(inside)
    with inside(), transaction():
        ids = select(Event.id).where(Event.stream == f"case/{ref}", Event.seq == 2)
        db.session.query(EventFacts).where(EventFacts.event_id.in_(ids)).delete()
    page = page_of(sign_in("auditor"), f"/audit?of={ref}")
    assert set(answers(page)) == {"yes"}
    assert "其中1步的内容已删除" in page.text


def test_a_story_of_another_sort_is_checked_too(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        account_id = actor("legal").account_id
        assert db.session.get(Stream, f"account/{account_id}") is not None
    page = page_of(sign_in("auditor"), f"/audit?of=account/{account_id}")
    assert answers(page) == ["yes"] * 4


def test_a_story_that_is_not_there_is_not_checked(sign_in: SignIn) -> None:
    page = page_of(sign_in("auditor"), "/audit?of=case/XF2026-999999")
    assert "没有找到留痕" in page.text
    assert not page.tree.xpath("//*[@id='checked']")


# ---------------------------------------------------------------- taking away


def test_the_export_is_lines_that_end_with_their_digest(sign_in: SignIn, inside: Inside) -> None:
    made(inside)
    answer = sign_in("auditor").get("/audit/export.jsonl")
    lines = answer.data.splitlines()
    assert json.loads(lines[0])["type"] == "audit"
    assert json.loads(lines[-1])["type"] == "end"
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit.jsonl"
    assert b"13800001111" not in answer.data


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_opens_the_trail(sign_in: SignIn, path: str) -> None:
    for login in ("handler.road", "approver", "sysadmin", "secadmin", "applicant.a"):
        assert sign_in(login).get(path).status_code == 403, login


def test_nothing_here_can_be_posted(sign_in: SignIn) -> None:
    client = sign_in("auditor")
    for path in PAGES:
        assert post(client, path, {}).status == 405


def test_an_act_goes_by_the_name_it_has_in_its_own_kind_of_case(app: object) -> None:
    assert words.title_of("case/XF2026-000001", "approve") == "准予修复"
    assert words.title_of("case/CN2026-000001", "approve") == "同意承诺办理"
    assert words.state_of("case/XF2026-000001", "approved") == "待执行修复"
