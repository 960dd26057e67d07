"""第三方反映: anybody signed in may tell that a record is wrong; who told stays with the office."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import cases, clock, documents, public_entries, tips
from app.kernel.cases import Case
from app.kernel.events import facts_of, history
from app.kernel.machines import RuleBroken
from app.kernel.records import CreditRecord
from app.kernel.tips import Tip
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, advance
from app.lib.papers import from_body
from tests.browser import post, seen
from tests.cases.objection.scenes import make_objection
from tests.conftest import actor
from tests.factories import make_record

Inside = Callable[[], AbstractContextManager[None]]


def told(record: CreditRecord | None = None, by: str = "applicant.b", **more: str) -> Tip:
    with transaction():
        return tips.take_in(
            record or make_record(), "罚款数额与决定书不一致", actor(by), clock.now(), **more
        )


def accepted(tip: Tip, by: str = "handler.office") -> Case:
    with transaction():
        return tips.accept(tip, actor(by), clock.now())


# ---------------------------------------------------------------- the verbs


@pytest.mark.usefixtures("house")
class TestVerbs:
    def test_it_waits_for_the_office_five_working_days(self) -> None:
        tip = told()
        # Told on Monday 23 November: the fifth working day is Monday 30 November.
        assert (tip.state, tip.due_on) == ("received", date(2026, 11, 30))
        assert [row.key for row in tips.inbox(actor("handler.office"), True, None, 20)] == [tip.key]
        assert tips.inbox(actor("handler.road"), True, None, 20) == []
        assert tips.with_key(actor("handler.road"), tip.key) is None

    def test_whose_record_it_is_objects_instead_and_once_is_enough(self) -> None:
        record = make_record()
        with pytest.raises(RuleBroken, match="请直接提出异议"):
            told(record, "applicant.a")
        told(record)
        with pytest.raises(RuleBroken, match="已经反映过"):
            told(record)
        told(record, "handler.road")

    def test_taken_up_it_becomes_a_check_of_which_the_subject_hears_and_not_of_who_told(
        self,
    ) -> None:
        tip = told()
        case = accepted(tip)
        assert (case.state, case.disclosed) == ("draft", False)
        assert cases.find(actor("applicant.a"), case.ref) is None
        facts = {
            "ground": "clerical",
            "statement": "处罚内容与决定书不一致",
            "claim_CF_NR": "罚款5千元",
        }
        advance(case, "start_check", actor("handler.office"), clock.now(), facts)
        assert cases.find(actor("applicant.a"), case.ref) is not None
        assert case.record.disputed
        [paper] = [p for p in documents.papers(case) if p.kind == "own_check"]
        assert paper.body is not None
        story = history(case.stream)
        everything = str(from_body(paper.body)) + str(facts_of([e.id for e in story]))
        teller = actor("applicant.b")
        assert teller.name not in everything
        assert tip.words not in everything
        assert teller.account_id not in {e.account_id for e in story}

    def test_what_came_of_it_is_told_and_nothing_of_the_case(self) -> None:
        tip = told()
        case = accepted(tip)
        [row] = tips.told_by(actor("applicant.b").account_id or 0, None, 20)
        assert (row.state, row.checked) == ("accepted", False)
        assert case.ref not in str(row)
        assert cases.find(actor("applicant.b"), case.ref) is None

    def test_decided_once_by_the_office_and_never_by_who_told(self) -> None:
        tip = told()
        for login in ("handler.road", "approver"):
            with pytest.raises(RuleBroken, match="由办公室的其他经办人处理"):
                accepted(tip, login)
        with transaction():
            tips.set_aside(tip, "no_fault", "", actor("handler.office"), clock.now())
        with pytest.raises(RuleBroken, match="已经处理"):
            accepted(tip)

    def test_what_is_objected_to_already_is_not_opened_twice(self) -> None:
        record = make_record()
        make_objection("reviewing", record)
        tip = told(record)
        with pytest.raises(RuleBroken):
            accepted(tip)
        db.session.expire_all()
        assert db.session.get_one(Tip, tip.id).state == "received"

    def test_an_applicants_draft_is_never_started_by_the_office(self) -> None:
        case = make_objection("draft")
        with pytest.raises(Closed):
            advance(case, "start_check", actor("handler.office"), clock.now(), {})


# ---------------------------------------------------------------- the pages


def test_from_the_public_entry_to_the_answer(
    inside: Inside, sign_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> None:
    with inside():
        entry = public_entries.entry_of(make_record().id, clock.today())
        assert entry is not None
        slug = entry.slug
    assert visitor.get(f"/tips/new?entry={slug}").status_code == 303
    teller = sign_in("applicant.b")
    assert seen(teller.get(f"/tips/new?entry={slug}")).status == 200
    told_so = {"entry": slug, "once": "k1"}
    assert post(teller, "/tips/new", told_so | {"words": "错"}).status == 422
    assert post(teller, "/tips/new", told_so | {"words": "罚款数额写错了"}).path == "/tips"
    with inside():
        key = db.session.scalars(select(Tip.key)).one()
    office = sign_in("handler.office")
    assert key in seen(office.get("/tips/office")).body
    assert sign_in("handler.road").get(f"/tips/office/{key}").status_code == 404
    assert seen(office.get(f"/tips/office/{key}")).status == 200
    why = {"ground": "no_fault", "words": "已核对决定书原件", "once": "k2"}
    assert post(office, f"/tips/office/{key}/set-aside", why).path == "/tips/office"
    mine = seen(teller.get("/tips"))
    assert "已核对决定书原件" in mine.text
    assert "未采纳" in mine.text


def test_the_office_writes_down_a_call_and_covers_who_called(
    inside: Inside, sign_in: Callable[[str], FlaskClient]
) -> None:
    with inside():
        entry = public_entries.entry_of(make_record().id, clock.today())
        assert entry is not None
        slug = entry.slug
    office = sign_in("handler.office")
    assert seen(office.get(f"/tips/new?entry={slug}")).status == 200
    said = {
        "words": "来电人称罚款数额不对",
        "how": "phone",
        "name": "孙大有",
        "phone": "13900002222",
    }
    assert post(office, "/tips/new", {"entry": slug, "once": "k1"} | said).path == "/tips/office"
    with inside():
        key = db.session.scalars(select(Tip.key)).one()
    shown = seen(office.get(f"/tips/office/{key}"))
    assert "13900002222" not in shown.body
    assert "孙大有" not in shown.body
    taken = post(office, f"/tips/office/{key}/accept", {"once": "k2"})
    assert taken.path.endswith("/start_check")
    assert "start_check" in taken.events
