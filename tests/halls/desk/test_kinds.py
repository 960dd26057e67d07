"""种类: four kinds on one desk, the section's own first, each narrowed and shown like the others."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.halls.desk import queries
from app.halls.desk.asked import open_states
from app.kernel import desks
from app.kernel.people import Section
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post
from tests.cases.commitment.scenes import make_commitment
from tests.cases.objection.scenes import make_objection
from tests.cases.sanction.scenes import make_sanction
from tests.factories import make_repair
from tests.questions import questions

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]


def refs(page: Page) -> list[str]:
    return [str(ref) for ref in page.tree.xpath("//tr/@data-ref")]


def chips(page: Page, label: str) -> list[str]:
    group = page.tree.xpath(f"//nav[@class='chips'][@aria-label='{label}']//a")
    return [" ".join(chip.text_content().split()) for chip in group]


@pytest.fixture
def four(app: Flask, inside: Inside) -> dict[str, str]:
    """One case of every kind, each waiting for the publisher or the approver of the bureau."""
    with inside():
        return {
            "repair": make_repair("deciding", doc_no="资交执罚〔2026〕1号").ref,
            "objection": make_objection("deciding", doc_no="资交执罚〔2026〕2号").ref,
            "commitment": make_commitment("approved").ref,
            "repair at publication": make_repair("approved", doc_no="资交执罚〔2026〕3号").ref,
            "sanction": make_sanction("filed", doc_no="资交执罚〔2026〕4号").ref,
        }


@pytest.mark.parametrize(
    ("login", "first"),
    [
        ("handler.licensing", "信用承诺"),
        ("handler.enforcement", "失信惩戒建议"),
        ("handler.office", "异议处理"),
        ("handler.yanjiang", "失信惩戒建议"),
        ("handler.road", "信用修复"),
    ],
)
def test_each_section_has_its_own_kind_first(
    four: dict[str, str], sign_in: SignIn, login: str, first: str
) -> None:
    assert chips(page_of(sign_in(login), "/desk"), "种类")[0].startswith(first)


@pytest.mark.parametrize(
    ("login", "query", "expected"),
    [
        ("approver", "", {"repair", "objection"}),
        ("approver", "kind=objection", {"objection"}),
        ("approver", "section=road&kind=repair", {"repair"}),
        ("approver", "section=licensing", set()),
        ("approver", "section=nowhere", {"repair", "objection"}),
        ("publisher", "", {"commitment", "repair at publication"}),
        ("publisher", "kind=commitment", {"commitment"}),
        ("publisher", "section=road", {"repair at publication"}),
        ("publisher", "q=道路运输证", {"commitment"}),
        ("head.enforcement", "kind=sanction", {"sanction"}),
        ("head.enforcement", "state=filed&kind=sanction&due=late", set()),
    ],
)
def test_every_filter_speaks_of_every_kind(
    four: dict[str, str], sign_in: SignIn, login: str, query: str, expected: set[str]
) -> None:
    page = page_of(sign_in(login), f"/desk?{query}")
    assert set(refs(page)) == {four[name] for name in expected}


def test_whoever_reads_for_all_sees_what_is_due_first_of_whichever_kind(
    four: dict[str, str], sign_in: SignIn
) -> None:
    """The auditor sits in the office, whose own kind is the objection."""
    page = page_of(sign_in("auditor"), "/desk")
    assert chips(page, "种类")[0].startswith("信用修复")
    assert refs(page) == refs(page_of(sign_in("auditor"), "/desk?sort=due"))


def test_the_kinds_say_how_many_lie_in_the_pile(four: dict[str, str], sign_in: SignIn) -> None:
    page = page_of(sign_in("approver"), "/desk")
    assert chips(page, "种类") == [
        "信用修复1",
        "异议处理1",
        "信用承诺0",
        "失信惩戒建议0",
        "依据撤销0",
    ]


def test_a_state_that_kinds_call_differently_bears_all_its_names() -> None:
    assert open_states()["filed"] == ("待受理", "待初审", "待负责人确认")
    assert open_states("sanction")["filed"] == ("待初审",)
    assert open_states("repair")["filed"] == ("待受理",)
    assert "hearing" not in open_states("repair")


def test_where_a_section_names_its_kind_those_cases_come_first_page_by_page(
    app: Flask, inside: Inside, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside():
        repairs = [make_repair("filed", doc_no=f"资交执罚〔2026〕{n}号").ref for n in range(1, 4)]
        objections = [
            make_objection("reviewing", doc_no=f"资交执罚〔2026〕{n}号").ref for n in range(4, 7)
        ]
    client = sign_in("handler.road")
    by_due = refs(page_of(client, "/desk?sort=due"))
    assert set(by_due) == {*repairs, *objections}
    with inside(), transaction():
        road = db.session.query(Section).filter_by(key="road").one()
        desks.order(road.id, ["objection"])
    monkeypatch.setattr(queries, "SIZE", 2)
    queries._one_page.cache_clear()
    found, path = [], "/desk"
    while path:
        page = page_of(client, path)
        found += refs(page)
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")
    assert found == [*objections, *repairs]
    for odd in ("9999_x", "1_", "00001_2026-11-25_3", "_", "x_y_z", "1_2026-11-25_99999999999999"):
        assert page_of(client, f"/desk?after={odd}").status == 200
    queries._one_page.cache_clear()


def test_only_the_head_sets_the_kind_of_the_section(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        road = db.session.query(Section).filter_by(key="road").one().id
        other = db.session.query(Section).filter_by(key="licensing").one().id
    head = sign_in("head.road")
    sent = {"section": str(road), "kind": "objection", "once": "k1"}
    assert "先列主办的种类" in post(head, "/desk/views/kinds", sent).text
    assert chips(page_of(sign_in("handler.road"), "/desk"), "种类")[0].startswith("异议处理")
    assert post(head, "/desk/views/kinds", {"section": str(other), "kind": ""}).status == 400
    assert post(sign_in("handler.road"), "/desk/views/kinds", sent | {"once": "k2"}).status == 400
    assert post(head, "/desk/views/kinds", {"section": str(road), "kind": "tea"}).status == 400


def test_many_kinds_cost_no_more_questions_than_one(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("approver")
    with inside():
        make_repair("deciding", doc_no="资交执罚〔2026〕1号")
    page_of(client, "/desk")
    with questions(app) as one:
        page_of(client, "/desk")
    with inside():
        for n in range(2, 5):
            make_repair("deciding", doc_no=f"资交执罚〔2026〕{n}号")
            make_objection("deciding", doc_no=f"资交执罚〔2026〕{n + 10}号")
    with questions(app) as many:
        assert len(refs(page_of(client, "/desk"))) == 7
    assert len(many) == len(one), "\n".join(many)


def test_the_rooms_are_the_kinds() -> None:
    assert set(ROOMS) == {"repair", "objection", "commitment", "sanction", "revocation"}
