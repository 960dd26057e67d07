"""抽查: the same seed draws the same; whoever had a hand in a case does not re-check it."""

import hashlib
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, holding, notices, rechecks, samples
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Section
from app.kernel.rechecks import NotTheirs
from app.kernel.samples import Draw, Recheck
from app.kernel.tx import transaction
from app.kernel.workflow import permit
from tests.conftest import actor
from tests.factories import make_record, make_repair, step

TODAY = date(2026, 11, 23)


def house_id() -> int:
    return db.session.scalars(select(Section.id).where(Section.key == "bureau")).one()


def published(number: int) -> Case:
    return make_repair("published", make_record(doc_no=f"资交执罚〔2026〕{number}号"))


def draw(seed: str = "20261123", size: int = 2, by: str = "legal2", **days: date) -> Draw:
    period = {"since": TODAY, "until": TODAY} | days
    with transaction():
        return samples.draw(
            "repair",
            house_id(),
            period["since"],
            period["until"],
            size,
            seed,
            actor(by),
            clock.now(),
        )


def refs(made: Draw) -> list[str]:
    return [item.case.ref for item in made.items]


def find(item: Recheck, by: str, finding: str = "sound", note: str = "材料与原件一致") -> Recheck:
    with transaction():
        found = rechecks.item(item.id, lock=True)
        assert found is not None
        rechecks.find(found, finding, note, actor(by), clock.now())
    return found


@given(st.sets(st.text("0123456789", min_size=6, max_size=6), max_size=30), st.integers(0, 40))
def test_the_order_of_the_list_does_not_matter(numbers: set[str], size: int) -> None:
    cases = [f"XF2026-{number}" for number in numbers]
    drawn = samples.choose(cases, "seed", size)
    assert drawn == samples.choose(cases[::-1], "seed", size)
    assert len(drawn) == min(size, len(cases))
    assert set(drawn) <= set(cases)


def test_anybody_can_do_the_draw_by_hand() -> None:
    cases = ["XF2026-000001", "XF2026-000002", "XF2026-000003"]
    by_hand = sorted(cases, key=lambda ref: hashlib.sha256(b"7\0" + ref.encode()).hexdigest())
    assert samples.choose(cases, "7", 2) == by_hand[:2]


def test_the_same_seed_draws_the_same_and_another_may_not(house: Flask) -> None:
    for number in range(1, 6):
        published(number)
    first = draw()
    assert refs(first) == refs(draw())
    assert len(refs(first)) == 2
    assert first.population == 5
    assert {tuple(refs(draw(seed=str(n)))) for n in range(8)} != {tuple(refs(first))}


def test_a_draw_made_again_is_the_same_whatever_happened_since(house: Flask) -> None:
    cases = [published(number) for number in range(1, 5)]
    made = draw()
    published(9)
    item = db.session.get_one(Recheck, made.items[0].id)
    find(item, "handler.road2", "false_papers", "凭证系伪造")
    step(db.session.get_one(Case, item.case_id), "revoke")
    again = samples.repeat(db.session.get_one(Draw, made.id))
    assert again.holds
    assert again.refs == refs(made)
    assert len(cases) == 4


def test_a_draw_that_was_tampered_with_does_not_hold(house: Flask) -> None:
    for number in range(1, 4):
        published(number)
    made = draw()
    with transaction():
        db.session.get_one(Draw, made.id).seed = "another seed that draws others"
    again = samples.repeat(db.session.get_one(Draw, made.id))
    assert again.same_list
    assert again.holds == (again.refs == refs(made))
    with transaction():
        db.session.get_one(Draw, made.id).population_digest = "0" * 64
    assert not samples.repeat(db.session.get_one(Draw, made.id)).holds


def test_a_revoked_repair_is_left_out_and_listed_as_such(house: Flask) -> None:
    revoked = published(1)
    find(draw(size=1).items[0], "handler.road2", "false_papers", "凭证系伪造")
    stays = published(2)
    step(revoked, "revoke")
    made = draw(seed="2")
    assert refs(made) == [stays.ref]
    assert made.excluded == [[revoked.ref, "revoked"]]


def test_only_what_was_published_in_the_period_is_drawn(house: Flask) -> None:
    published(1)
    make_repair("refused", make_record(doc_no="资交执罚〔2026〕2号"))
    assert draw(size=10).population == 1
    before = TODAY - timedelta(days=1)
    with pytest.raises(RuleBroken) as why:
        draw(since=before, until=before)
    assert why.value.code == "nobody_listed"


@pytest.mark.parametrize(
    ("size", "until", "code"),
    [(0, TODAY, "bad_size"), (501, TODAY, "bad_size"), (1, date(2026, 11, 1), "bad_period")],
)
def test_a_draw_that_makes_no_sense_says_why(
    house: Flask, size: int, until: date, code: str
) -> None:
    with pytest.raises(RuleBroken) as why:
        draw(size=size, until=until)
    assert why.value.code == code


@pytest.mark.parametrize(
    "login",
    ["handler.road", "handler.road.b", "legal", "approver", "publisher", "handler.enforcement"],
)
def test_whoever_had_a_hand_in_the_case_does_not_recheck_it(house: Flask, login: str) -> None:
    published(1)
    item = draw().items[0]
    with pytest.raises(NotTheirs, match="handled"):
        find(item, login)
    assert item.finding is None


def test_the_applicants_side_and_the_recused_do_not_recheck(house: Flask) -> None:
    case = published(1)
    item = draw().items[0]
    with pytest.raises(NotTheirs, match="handled"):
        find(item, "applicant.a")
    with pytest.raises(NotTheirs, match="interested"):
        find(item, "agent")
    head, other = (
        actor("head.road"),
        db.session.scalars(select(Account).where(Account.login == "handler.road2")).one(),
    )
    holding.recuse(case, other, head, clock.now(), "亲属")
    with pytest.raises(NotTheirs, match="interested"):
        find(item, "handler.road2")


def test_a_finding_is_noted_once_with_its_reasons(house: Flask) -> None:
    published(1)
    item = draw().items[0]
    for finding, note, code in (("sound", " ", "no_note"), ("fine", "好", "no_finding")):
        with pytest.raises(RuleBroken) as why:
            find(item, "handler.road2", finding, note)
        assert why.value.code == code
    found = find(item, "handler.road2")
    assert (found.finding, found.checked_on) == ("sound", TODAY)
    with pytest.raises(RuleBroken) as why:
        find(item, "legal2", "false_papers", "再看一次")
    assert why.value.code == "found_already"


def test_false_papers_open_the_revocation_and_tell_the_approvers(house: Flask) -> None:
    case = published(1)
    with pytest.raises(RuleBroken) as why:
        step(case, "revoke")
    assert why.value.code == "no_recheck"
    find(draw().items[0], "handler.road2", "false_papers", "凭证系伪造")
    told = notices.latest(actor("approver").account_id or 0)
    assert "材料虚假" in told[0].words
    permit(case, "revoke", actor("approver"), clock.now())
    assert step(case, "revoke").state == "revoked"


def test_other_faults_open_no_revocation(house: Flask) -> None:
    case = published(1)
    find(draw().items[0], "handler.road2", "other_fault", "归档不全")
    assert rechecks.fault_found(case) is None


def test_a_draw_is_found_by_its_act(house: Flask) -> None:
    published(1)
    made = draw()
    assert samples.drawn_by(made.event_id) == made
    assert samples.drawn_by(0) is None
    assert rechecks.item(0) is None
