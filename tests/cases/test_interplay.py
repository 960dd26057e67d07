"""各类办件之间: what one case does to another, over the record that both are about, and nothing else.

Each journey is walked by the people who would walk it; at its end the verifier folds every story,
every record and the register anew and finds nothing.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import BEIJING, db
from app.kernel import (
    cases,
    clock,
    delivery,
    documents,
    letters,
    measures,
    notices,
    public_entries,
    seals,
    verifier,
)
from app.kernel.cases import Case
from app.kernel.events import history
from app.kernel.machines import RuleBroken
from app.kernel.people import CLOCK, Account
from app.kernel.records import CreditRecord
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from app.kernel.verifier.reading import Outside
from app.kernel.workflow import advance, open_case
from tests import factories
from tests.cases.commitment.scenes import make_commitment
from tests.cases.objection import scenes as objection
from tests.cases.revocation.scenes import make_revocation
from tests.cases.sanction import scenes as sanction
from tests.conftest import actor


@pytest.fixture
def bureau(house: Flask) -> Iterator[None]:
    """A bureau whose books are balanced when the journey is over."""
    yield
    instance: Path = house.config["INSTANCE"]
    db.session.rollback()
    seals.seal(clock.now(), instance)
    delivery.deliver(clock.now(), instance)
    db.session.rollback()
    with db.engine.connect() as connection:
        report = verifier.verify(connection, Outside.of(instance), clock.today())
    for name in ("seals", "exchange"):
        shutil.rmtree(instance / name, ignore_errors=True)
    assert [str(finding) for finding in report.findings] == []


def again(case: Case) -> Any:
    return db.session.get_one(Case, case.id, populate_existing=True)


def last_act(case: Case) -> tuple[str, str | None, int | None]:
    """The last act: its name, who did it, and what caused it."""
    last = history(case.stream)[-1]
    by = db.session.get(Account, last.account_id) if last.account_id else None
    return last.name, by.login if by else None, last.cause_id


def act_of(case: Case, name: str) -> int:
    return next(e.id for e in reversed(history(case.stream)) if e.name == name)


def on_the_register(record: CreditRecord) -> bool:
    return public_entries.entry_of(record.id, clock.today()) is not None


def told(login: str, case: Case) -> list[str]:
    """What this person has been told about a case, in marked sentences."""
    account_id = actor(login).account_id
    assert account_id is not None
    return [n.words for n in notices.latest(account_id) if n.case_id == case.id]


def repair_of(record: CreditRecord) -> Case:
    """An application for repair, with whom to call filled in."""
    case = open_case("repair", cases.about(record), actor("applicant.a"), clock.now())
    with transaction():
        contact = {"contact_name": "王某某", "contact_phone": "13800001111"}
        cases.save_draft(case, contact, clock.now())
    return case


def listed(record: CreditRecord | None = None) -> Any:
    """A subject on the list, on the ground of this record."""
    case = sanction.opened(record or factories.make_record(section="enforcement"))
    for event in sanction.ROAD:
        case = sanction.step(case, event)
    return case


# ---------------------------------------------------------------- the journeys


def test_a_broken_commitment_leads_to_the_list_and_a_repair_leads_off_it(bureau: None) -> None:
    broken = make_commitment("broken")
    breach = db.session.scalars(select(CreditRecord).where(CreditRecord.kind == "breach")).one()
    assert (breach.subject_id, on_the_register(breach)) == (broken.subject_id, True)

    case = listed(breach)
    entry = case.listed
    assert (case.state, entry.kind, on_the_register(entry)) == ("published", "list", True)
    assert [order.name for order in measures.standing(entry.id)]

    clock.stand_at(datetime(2027, 12, 6, 9, 30, tzinfo=BEIJING))
    repair = repair_of(entry)
    for event, who in (
        *(("submit", "applicant.a"), ("accept", "handler.enforcement2")),
        *(("recommend", "handler.enforcement2"), ("pass", "legal2")),
        *(("approve", "approver2"), ("publish", "publisher2")),
    ):
        repair = factories.step(repair, event, who)
    case = again(case)
    assert (case.state, case.listed.status) == ("delisted", "repaired")
    assert last_act(case) == ("delist", None, act_of(repair, "publish"))
    assert not on_the_register(case.listed)
    assert measures.standing(entry.id) == []
    # What it rested on is a record of its own, which nobody has repaired.
    assert db.session.get_one(CreditRecord, breach.id).status == "effective"


def test_an_objection_that_annuls_a_breach_sets_its_finding_aside(bureau: None) -> None:
    broken = make_commitment("broken")
    breach = broken.breach
    letter = letters.with_code(broken.code)
    assert (letter.status, letter.broken, letter.over) == ("unkept", True, True)

    dispute = objection.make_objection("draft", breach)
    for event, who in (
        *(("submit", "applicant.a"), ("accept", "handler.office")),
        *(("forward", "handler.office"), ("reply", "handler.licensing")),
        *(("pass", "legal2"), ("uphold", "approver2"), ("publish", "publisher2")),
    ):
        said: dict[str, Any] = {"reply": {"outcome": "annul"}}.get(event, {})
        assert again(broken).state == "broken"
        dispute = objection.step(dispute, event, who, **said)

    broken = again(broken)
    assert (broken.state, broken.breach.status) == ("cleared", "annulled")
    assert last_act(broken) == ("set_aside", None, act_of(dispute, "publish"))
    assert any("违诺认定已撤销" in words for words in told("applicant.a", broken))
    # The ledger says nothing against the promise any more, and why; it is reported no longer.
    letter = letters.with_code(broken.code)
    assert (letter.status, letter.unkept, letter.consequence) == (None, "", "")
    assert (letter.broken, letter.over) == (False, True)
    assert letter.note == f"违诺记录经异议处理已被撤销（办件编号：{dispute.ref}）"
    assert letters.found_in([broken.section_id]) == []
    # Nothing stands in the way of another promise, and none of this can be proposed for a list.
    assert not ROOMS["commitment"].obstacles(broken, clock.today())  # type: ignore[misc]
    assert ROOMS["commitment"].grounds(broken) is None  # type: ignore[misc]


def test_a_breach_that_an_objection_corrects_stands(bureau: None) -> None:
    broken = make_commitment("broken")
    dispute = objection.make_objection("draft", broken.breach)
    for event, who in (
        *(("submit", "applicant.a"), ("accept", "handler.office")),
        *(("forward", "handler.office"), ("reply", "handler.licensing")),
        *(("pass", "legal2"), ("uphold", "approver2"), ("publish", "publisher2")),
    ):
        dispute = objection.step(dispute, event, who)
    assert (again(broken).state, broken.breach.status) == ("broken", "effective")
    with pytest.raises(RuleBroken, match="仍然有效"):
        advance(broken, "set_aside", CLOCK, clock.now())


def test_an_objection_upheld_against_a_listing_takes_it_off_the_list(bureau: None) -> None:
    case = listed()
    about = objection.make_objection("draft", case.listed)
    for event, who in (
        *(("submit", "applicant.a"), ("accept", "handler.office")),
        *(("forward", "handler.office"), ("reply", "handler.enforcement2")),
        *(("pass", "legal2"), ("uphold", "approver2"), ("publish", "publisher2")),
    ):
        said: dict[str, Any] = {"submit": {"ground": "listed"}, "reply": {"outcome": "annul"}}.get(
            event, {}
        )
        about = objection.step(about, event, who, **said)
        ended = event == "publish"
        assert (again(case).state == "delisted") is ended
        # From being taken in to the end the public reads that it is disputed.
        shown = public_entries.entry_of(case.listed_id, clock.today())
        assert (shown is None) is ended
        assert ended or shown.disputed is (event != "submit")  # type: ignore[union-attr]
    case = again(case)
    assert (case.listed.status, measures.standing(case.listed_id)) == ("annulled", [])
    assert last_act(case) == ("delist", None, act_of(about, "publish"))


def test_a_repair_and_an_objection_about_one_record_go_on_side_by_side(bureau: None) -> None:
    record = factories.make_record()
    dispute = objection.make_objection("reviewing", record)
    repair = factories.make_repair("approved", record)
    shown = public_entries.entry_of(record.id, clock.today())
    assert shown is not None
    assert shown.disputed

    for event, who in (("reply", None), ("pass", "legal2"), ("uphold", "approver2")):
        dispute = objection.step(dispute, event, who)
    dispute = objection.step(dispute, "publish", "publisher2")
    # The record now reads otherwise than when the repair was approved: it is approved again.
    repair = factories.step(repair, "recall", "publisher", opinion="记录已经更正")
    repair = factories.step(repair, "approve", "approver")
    repair = factories.step(repair, "publish", "publisher")
    record = db.session.get_one(CreditRecord, record.id, populate_existing=True)
    assert (record.status, record.disputed, record.body["CF_NR"]) == (
        "repaired",
        False,
        "罚款5千元",
    )
    assert not on_the_register(record)


def test_an_objection_that_annuls_the_record_ends_its_repair(bureau: None) -> None:
    record = factories.make_record()
    repair = factories.make_repair("vetting", record)
    dispute = objection.make_objection("reviewing", record)
    dispute = objection.step(dispute, "reply", outcome="annul")
    for event, who in (("pass", "legal2"), ("uphold", "approver2"), ("publish", "publisher2")):
        dispute = objection.step(dispute, event, who)
    repair = again(repair)
    assert (repair.state, repair.closed_on) == ("terminated", clock.today())
    assert last_act(repair) == ("terminate", None, act_of(dispute, "publish"))
    assert told("applicant.a", repair)


RUNNING = ("draft", "filed", "correcting", "reviewing", "vetting", "deciding", "approved")


@pytest.mark.parametrize("state", RUNNING)
def test_a_penalty_revoked_ends_its_repair_wherever_it_stands(bureau: None, state: str) -> None:
    record = factories.make_record()
    repair = factories.make_repair(state, record)
    revoked = make_revocation("published", record)
    repair = again(repair)
    assert (repair.state, repair.turn, repair.due_on) == ("terminated", "", None)
    assert last_act(repair) == ("terminate", None, act_of(revoked, "confirm"))
    papers = [p.kind for p in documents.papers(repair)]
    assert ("overtaken" in papers) is (state != "draft")  # a draft had told nobody anything
    assert not on_the_register(record)
    assert db.session.get_one(CreditRecord, record.id).status == "annulled"


@pytest.mark.parametrize("state", ["declined", "refused", "withdrawn"])
def test_a_repair_that_is_over_is_not_ended_again(bureau: None, state: str) -> None:
    record = factories.make_record()
    repair = factories.make_repair(state, record)
    before = len(history(repair.stream))
    make_revocation("published", record)
    assert (again(repair).state, len(history(repair.stream))) == (state, before)


def test_a_listing_whose_penalty_is_revoked_is_weighed_by_the_signer(bureau: None) -> None:
    record = factories.make_record()
    case = listed(record)
    make_revocation("published", record)
    assert again(case).state == "published"  # nobody but the signer takes it off
    assert any("请研究撤回建议或者移出名单" in words for words in told("signer", case))
    case = sanction.step(case, "delist", "signer")
    assert (case.state, case.listed.status, on_the_register(case.listed)) == (
        "delisted",
        "annulled",
        False,
    )


def test_a_listing_whose_penalty_an_objection_annuls_is_weighed_too(bureau: None) -> None:
    record = factories.make_record()
    case = listed(record)
    dispute = objection.make_objection("reviewing", record)
    dispute = objection.step(dispute, "reply", outcome="annul")
    for event, who in (("pass", "legal2"), ("uphold", "approver2"), ("publish", "publisher2")):
        dispute = objection.step(dispute, event, who)
    assert again(case).state == "published"
    assert any("请研究撤回建议或者移出名单" in words for words in told("signer", case))
