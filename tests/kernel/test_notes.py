"""批注: who may write one, whom it may mention, and how its writer takes it back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import cases, clock, events, notes
from app.kernel.machines import RuleBroken
from app.kernel.notes import CaseNote
from app.kernel.notices import Notice
from app.kernel.people import Account, Person
from app.kernel.workflow import NotYours
from tests.conftest import MORNING, actor
from tests.factories import make_repair


def told(login: str) -> list[str]:
    who = actor(login).account_id
    query = select(Notice.words).where(Notice.account_id == who, Notice.words.contains("批注"))
    return list(db.session.scalars(query))


def name_of(login: str) -> str:
    return actor(login).name


def test_a_note_is_an_act_of_the_story_and_moves_no_state(house: Flask) -> None:
    case = make_repair("filed")
    before = case.version
    entry = notes.write(case, "请留意整改照片", [], actor("handler.road"), clock.now())
    assert (entry.name, entry.source, entry.target) == ("note", "filed", "filed")
    assert case.version == before + 1
    assert events.facts_of([entry.id])[entry.id] == {"note": "请留意整改照片", "mentioned": []}


def test_a_mentioned_colleague_is_told_once_and_the_writer_never(house: Flask) -> None:
    case = make_repair("filed")
    me, head = actor("handler.road"), name_of("head.road")
    words = f"@{head}请看材料，@{head} 急；也@{me.name}"
    entry = notes.write(case, words, [actor("head.road").person_id], me, clock.now())
    assert told("head.road") == ["办件%(ref)s的批注提到了您"]
    assert told("handler.road") == []
    said = events.facts_of([entry.id])[entry.id]
    assert said["mentioned"] == [actor("head.road").person_id, me.person_id]


@pytest.mark.parametrize("words", ["@{outsider}请看", "请@{outsider}看", "＠{outsider}", "@无此人"])
def test_whoever_may_not_see_the_case_cannot_be_mentioned(house: Flask, words: str) -> None:
    case = make_repair("filed")
    before = case.version
    outsider = name_of("handler.enforcement")
    assert cases.find(actor("handler.enforcement"), case.ref) is None
    with pytest.raises(RuleBroken) as why:
        notes.write(case, words.format(outsider=outsider), [], actor("handler.road"), clock.now())
    assert (why.value.field, why.value.code) == ("words", "cannot_see")
    assert db.session.scalars(select(CaseNote)).all() == []
    assert len(events.history(case.stream)) == before


def test_whoever_may_not_see_the_case_cannot_be_chosen(house: Flask) -> None:
    case = make_repair("filed")
    outsider = actor("handler.enforcement").person_id
    with pytest.raises(RuleBroken) as why:
        notes.write(case, "请看", [outsider], actor("handler.road"), clock.now())
    assert (why.value.field, why.value.code) == ("to", "cannot_see")


def test_an_address_is_no_mention(house: Flask) -> None:
    case = make_repair("filed")
    notes.write(case, "邮箱 office@example.cn", [], actor("handler.road"), clock.now())
    assert len(db.session.scalars(select(CaseNote)).all()) == 1


def test_two_of_a_name_are_told_apart_in_the_list(house: Flask) -> None:
    case = make_repair("filed")
    head, legal = actor("head.road"), actor("legal")
    db.session.get_one(Person, legal.person_id).name = head.name
    db.session.commit()
    with pytest.raises(RuleBroken) as why:
        notes.write(case, f"@{head.name}", [], actor("handler.road"), clock.now())
    assert (why.value.field, why.value.code) == ("to", "two_of_a_name")
    notes.write(case, f"@{head.name}", [legal.person_id], actor("handler.road"), clock.now())
    assert (len(told("legal")), len(told("head.road"))) == (1, 0)


@pytest.mark.parametrize("login", ["auditor", "sysadmin", "applicant.a", "handler.enforcement"])
def test_who_writes_none(house: Flask, login: str) -> None:
    case = make_repair("filed")
    with pytest.raises(NotYours):
        notes.write(case, "看过", [], actor(login), clock.now())
    assert db.session.scalars(select(CaseNote)).all() == []


@pytest.mark.parametrize("state", ["draft", "filed", "vetting", "published"])
def test_the_readers_are_exactly_those_who_see_the_case(house: Flask, state: str) -> None:
    case = make_repair(state)
    staff = db.session.scalars(select(Account).where(Account.kind == "staff", Account.active))
    seeing = {a.id for a in staff if cases.find(actor(a.login), case.ref) is not None}
    assert {a for reader in notes.readers(case) for a in reader.accounts} == seeing


def test_its_writer_takes_it_back_on_the_day_and_a_tombstone_stays(house: Flask) -> None:
    case, me = make_repair("filed"), actor("handler.road")
    entry = notes.write(case, "写错了", [], me, clock.now())
    evening = MORNING.replace(hour=23, minute=59)
    notes.withdraw(case, entry.id, me, evening)
    notes.withdraw(case, entry.id, me, evening)  # a second time changes nothing
    acts = [event.name for event in events.history(case.stream)]
    assert acts[-2:] == ["note", "withdraw_note"]
    kept = db.session.scalars(select(CaseNote)).one()
    assert kept.withdrawn_event == events.history(case.stream)[-1].id


def test_the_next_day_it_stays(house: Flask) -> None:
    case, me = make_repair("filed"), actor("handler.road")
    entry = notes.write(case, "留言", [], me, clock.now())
    with pytest.raises(RuleBroken) as why:
        notes.withdraw(case, entry.id, me, MORNING + timedelta(days=1))
    assert why.value.code == "too_late"


def test_nobody_else_takes_it_back(house: Flask) -> None:
    case = make_repair("filed")
    entry = notes.write(case, "留言", [], actor("handler.road"), clock.now())
    other = make_repair("filed", doc_no="资交执罚〔2026〕2号")
    with pytest.raises(NotYours):
        notes.withdraw(case, entry.id, actor("head.road"), clock.now())
    with pytest.raises(NotYours):
        notes.withdraw(other, entry.id, actor("handler.road"), clock.now())


def test_sent_twice_it_is_written_once(house: Flask) -> None:
    case, me = make_repair("filed"), actor("handler.road")
    words = f"@{name_of('head.road')}"
    first = notes.write(case, words, [], me, clock.now(), once="key")
    second = notes.write(case, words, [], me, clock.now(), once="key")
    assert first.id == second.id
    assert (len(db.session.scalars(select(CaseNote)).all()), len(told("head.road"))) == (1, 1)


def test_names_are_offered_from_the_sign_on(house: Flask) -> None:
    case, me = make_repair("filed"), actor("handler.road")
    head = name_of("head.road")
    assert head in [r.name for r in notes.offered(case, f"请@{head[:1]}", me, 8)]
    assert me.name not in [r.name for r in notes.offered(case, "@", me, 30)]
    assert notes.offered(case, "没有提到谁", me, 8) == []
    assert notes.offered(case, f"@{head} 说过", me, 8) == []
