"""查找: cases, subjects, records and notes, each only where one may see it; marked, paged, in step."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.extensions import db
from app.halls.desk import finding
from app.kernel import cases, clock, findable, indexed, notes, records, search
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from tests.browser import Page, page_of
from tests.conftest import actor
from tests.factories import HONGTU, SHUNDA, make_record, make_repair
from tests.questions import questions

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]


def sought(client: FlaskClient, words: str, more: str = "") -> Page:
    page = page_of(client, f"/search?q={quote(words)}{more}")
    assert page.status == 200
    return page


def tabs(page: Page) -> dict[str, str]:
    """Each sort with its number."""
    return {
        link.text.strip(): link.xpath("string(.//span[@class='pill'])")
        for link in page.tree.xpath("//nav[@class='tabs']//a")
    }


def marks(page: Page) -> set[str]:
    return {str(words) for words in page.tree.xpath("//mark/text()")}


@pytest.fixture
def scene(inside: Inside) -> str:
    """Two cases and a record of the road centre, and a note on the first case."""
    with inside():
        first = make_repair("filed", doc_no="资交执罚〔2026〕118号")
        make_repair("filed", make_record(doc_no="资交执罚〔2026〕119号"))
        make_record(HONGTU, doc_no="资交执罚〔2026〕7号")
        notes.write(first, "复印件模糊，请补清晰的", [], actor("handler.road"), clock.now())
        return first.ref


def test_one_question_finds_every_sort_with_its_number(scene: str, sign_in: SignIn) -> None:
    page = sought(sign_in("handler.road"), "顺达")
    assert tabs(page) == {"全部": "", "办件": "2", "主体": "1", "信用记录": "0", "批注": "0"}
    assert marks(page) == {"顺达"}
    facts = sought(sign_in("handler.road"), "货物运输管理")
    assert tabs(facts)["信用记录"] == "3"
    assert "没有找到相符的办件" in facts.text


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("模糊", ("0", "0", "0", "1")),
        ("复印件 清晰", ("0", "0", "0", "1")),
        ("資交执罚〔2026〕118号"[1:], ("1", "0", "1", "0")),
        ("资交执罚（2026）118号", ("1", "0", "1", "0")),
        ("执罚〔2026〕11", ("2", "0", "2", "0")),
        ("宏途", ("0", "1", "0", "0")),
        (SHUNDA, ("2", "1", "0", "0")),
        (SHUNDA.lower(), ("2", "1", "0", "0")),
        ("0000015", ("2", "1", "0", "0")),
    ],
)
def test_what_is_found_by_what(
    scene: str, sign_in: SignIn, words: str, numbers: tuple[str, ...]
) -> None:
    page = sought(sign_in("handler.road"), words)
    assert tuple(tabs(page)[sort] for sort in ("办件", "主体", "信用记录", "批注")) == numbers


@pytest.mark.parametrize(
    "words", ["顺达", "货物运输", "模糊", "资交执罚〔2026〕118号", "宏途", SHUNDA]
)
def test_what_one_may_not_see_is_neither_shown_nor_counted(
    scene: str, sign_in: SignIn, words: str
) -> None:
    page = sought(sign_in("handler.enforcement"), words)
    assert "没有找到" in page.text
    assert tabs(page) == {}
    assert scene not in page.body
    assert tabs(sought(sign_in("auditor"), words)) != {}


@pytest.mark.parametrize("words", ["顺", "1", "。", "%"])
def test_too_little_gets_advice(scene: str, sign_in: SignIn, words: str) -> None:
    assert "请至少写两个相连的汉字" in sought(sign_in("handler.road"), words).text


def test_a_note_taken_back_is_found_no_more(scene: str, sign_in: SignIn, inside: Inside) -> None:
    with inside():
        me = actor("handler.road")
        case = cases.find(me, scene)
        assert case is not None
        note = db.session.scalars(select(notes.CaseNote)).one()
        notes.withdraw(case, note.event_id, me, clock.now())
    assert "没有找到" in sought(sign_in("handler.road"), "模糊").text


def test_a_corrected_record_is_found_by_what_it_says_now(
    scene: str, sign_in: SignIn, inside: Inside
) -> None:
    with inside(), transaction():
        query = select(CreditRecord).where(CreditRecord.doc_no == "资交执罚〔2026〕7号")
        record = db.session.scalars(query).one()
        changes = {"CF_WFXW": "未按规定维护车辆", "CF_SY": "二级维护逾期"}
        records.correct(record, changes, record.entered_event)
    client = sign_in("handler.road")
    assert tabs(sought(client, "未按规定维护"))["信用记录"] == "1"
    assert tabs(sought(client, "二级维护"))["信用记录"] == "1"
    assert tabs(sought(client, "货物运输管理"))["信用记录"] == "2"


def test_words_of_people_are_marked_and_never_markup(
    scene: str, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        me = actor("handler.road")
        case = cases.find(me, scene)
        assert case is not None
        words = "<script>坏话</script>" + "很长的话" * 60 + "真的坏话" + "尾巴" * 60
        notes.write(case, words, [], me, clock.now())
    page = sought(sign_in("handler.road"), "坏话")
    assert "&lt;script&gt;<mark>坏话</mark>" in page.body
    found = page.tree.xpath("string(//*[@id='found-notes']//p[@class='said'])")
    assert found.endswith("…")
    assert len(found) < 150


def test_one_sort_is_paged_without_gap_or_repeat(
    inside: Inside, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.halls.desk import queries

    monkeypatch.setattr(queries, "SIZE", 3)
    monkeypatch.setattr(finding, "COUNTED", 4)
    with inside():
        refs = [make_repair("filed", doc_no=f"资交执罚〔2026〕{n}号").ref for n in range(1, 9)]
    client = sign_in("handler.road")
    assert tabs(sought(client, "顺达"))["办件"] == "4+"
    seen: list[str] = []
    path = "/search?q=" + quote("顺达") + "&sort=cases"
    while path:
        page = page_of(client, path)
        seen += [str(ref) for ref in page.tree.xpath("//tr/@data-ref")]
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")
    assert seen == refs[::-1]


def test_candidates_that_do_not_hold_cost_only_so_much(
    inside: Inside, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that found nothing in so many candidates says where to go on."""
    monkeypatch.setattr(search, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr(finding, "COUNTED", 1)
    with inside():
        ref = make_repair("filed", doc_no="资交执罚〔2026〕12号").ref
        for n in range(6):
            make_repair("filed", doc_no=f"资交执罚〔2026〕12{n}2号")
    client = sign_in("handler.road")
    path, seen, pages = "/search?sort=cases&q=" + quote("罚〔2026〕12号"), [], 0
    while path:
        page = page_of(client, path)
        seen += [str(one) for one in page.tree.xpath("//tr/@data-ref")]
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")
        pages += 1
    assert seen == [ref]
    assert pages > 1


def test_the_number_of_questions_does_not_grow_with_what_is_found(
    app: Flask, scene: str, sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("handler.road")
    sought(client, "顺达")
    with questions(app) as few:
        sought(client, "顺达")
    with inside():
        for n in range(20, 26):
            make_repair("filed", doc_no=f"资交执罚〔2026〕{n}号")
    with questions(app) as many:
        sought(client, "顺达")
    assert len(many) == len(few) <= 20


def test_in_english(scene: str, sign_in: SignIn) -> None:
    client = sign_in("handler.road")
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    page = sought(client, "顺达")
    assert list(tabs(page)) == ["All", "Cases", "Subjects", "Credit records", "Notes"]


# ---------------------------------------------------------------- in step, and without a scan

WORDS = ("顺达", "货物运输", "模糊", "资交执罚〔2026〕118号", SHUNDA, "XF2026-000001")


def held(index: str) -> set[int]:
    place = "rowid" if db.engine.dialect.name == "sqlite" else "place"
    return set(db.session.scalars(text(f"select {place} from {index}")))


def test_every_verb_files_what_it_writes(scene: str, house: Flask) -> None:
    assert held(findable.CASES) == set(db.session.scalars(select(cases.Case.id)))
    assert held(findable.SUBJECTS) == set(db.session.scalars(select(Subject.id)))
    assert held(findable.RECORDS) == set(db.session.scalars(select(CreditRecord.id)))
    assert held(findable.NOTES) == set(db.session.scalars(select(notes.CaseNote.event_id)))


def test_an_act_undone_files_nothing(house: Flask) -> None:
    before = held(findable.RECORDS)
    with transaction():
        make_record(doc_no="资交执罚〔2026〕500号")
        db.session.rollback()
    assert held(findable.RECORDS) == before


def test_a_rebuilt_index_finds_the_same(app: Flask, scene: str, inside: Inside) -> None:
    def answers() -> list[list[int]]:
        return [search.find(w, (), 0, 1 << 62, 99, i) for w in WORDS for i in search.INDEXES[1:]]

    with inside():
        before = answers()
        with transaction():
            for index in search.INDEXES[1:]:
                search.clear(index)
        assert not any(answers())
        told = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert told.exit_code == 0, told.output
    assert re.search(r"办件 2\b.*记录 3\b.*批注 1\b", told.output.replace("\n", " "))
    with inside():
        assert answers() == before
        assert indexed.rebuild(findable.CASES, indexed.WHOLE[findable.CASES]) == 2  # again, safely


LARGE = ("case", "subject", "credit_record", "public_entry", "event", "event_facts", "case_note")


@pytest.mark.parametrize("login", ["handler.road", "auditor"])
@pytest.mark.parametrize("words", WORDS)
def test_no_question_of_the_search_reads_a_whole_table(
    scene: str, house: Flask, login: str, words: str
) -> None:
    who, scans = actor(login), []
    on_sqlite = db.engine.dialect.name == "sqlite"
    if not on_sqlite:  # these tables are too small for it to bother otherwise
        db.session.execute(text("set local enable_seqscan = off"))
    for sort in finding.SORTS.values():
        numbers = sort.seen_by(who).where(sort.number.in_([1, 2])).order_by(sort.number.desc())
        exact = sort.exactly(words)
        asked = [numbers]
        if exact is not None:
            asked.append(sort.seen_by(who).where(exact).order_by(sort.number.desc()).limit(101))
        for query in asked:
            said = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
            how = "explain query plan " if on_sqlite else "explain "
            plan = db.session.connection().exec_driver_sql(how + said.replace("%", "%%")).all()
            lines = [str(row[-1]) for row in plan]
            pattern = r"^SCAN (\w+)" if on_sqlite else r"Seq Scan on \"?(\w+)"
            scans += [m[1] for line in lines if (m := re.search(pattern, line))]
    assert not {name for name in scans if name in LARGE}, scans
