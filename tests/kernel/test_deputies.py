"""代理审批: time-boxed, no chains, revocable at once; both persons are bound and both are named."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.extensions import db
from app.kernel import clock, deputies, documents, grants, notices, rights, separation, sessions
from app.kernel.cases import Case, visible_to
from app.kernel.choices import choices
from app.kernel.delegations import Delegation
from app.kernel.deputies import Lent
from app.kernel.events import Event, history
from app.kernel.holding import next_for, take_up
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, NotNow, Section
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.verifier import Outside, verify
from app.kernel.workflow import NotYours, advance
from app.lib.papers import from_body
from tests.conftest import MORNING, actor
from tests.factories import make_record, make_repair, said, step

TODAY = date(2026, 11, 23)
DECIDING = ("approve", "refuse", "send_back", "extend")


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def section(key: str) -> Section:
    return db.session.scalars(select(Section).where(Section.key == key)).one()


def lend(
    absent: str,
    deputy: str,
    role: Role = Role.APPROVER,
    where: str = "bureau",
    *,
    events: tuple[str, ...] = DECIDING,
    kind: str = "",
    since: date = TODAY,
    until: date = TODAY + timedelta(days=6),
    by: str = "",
    reason: str = "",
    once: str | None = None,
) -> Delegation:
    lent = Lent(role, section(where), kind, events, since, until)
    with transaction():
        return deputies.give(
            account(absent), account(deputy), lent, reason, actor(by or absent), clock.now(), once
        )


def decide(case: Case, login: str, event: str = "approve") -> Event:
    return advance(case, event, actor(login), clock.now(), said(case, event))


def test_a_deputy_approves_within_the_days_and_both_are_named_everywhere(house: Flask) -> None:
    lend("approver", "head.road")
    case = make_repair("deciding")
    decide(case, "head.road")
    done = history(case.stream)[-1]
    absent, deputy = actor("approver"), actor("head.road")
    assert (done.person_id, done.for_person_id, done.role) == (
        deputy.person_id,
        absent.person_id,
        "approver",
    )
    paper = documents.papers(case)[-1]
    assert "分管领导：周科长（代宋分管）" in from_body(paper.body or b"").closing
    told = notices.latest(absent.account_id or 0, limit=1)[0]
    assert (told.params["name"], told.params["ref"]) == ("周科长", case.ref)
    assert separation.doers(case)["approval"] == deputy.person_id


def test_the_trail_with_both_names_verifies_and_a_changed_name_does_not(house: Flask) -> None:
    lend("approver", "head.road")
    case = make_repair("deciding")
    decide(case, "head.road")
    db.session.commit()

    def found() -> list[str]:
        with db.engine.connect() as connection:
            outside = Outside.of(house.config["INSTANCE"])
            return [f.says for f in verify(connection, outside, TODAY).findings]

    assert not found()
    with transaction():
        for trigger in ("event_no_update",):
            on = " on event" if db.engine.dialect.name == "postgresql" else ""
            db.session.execute(text(f"drop trigger {trigger}{on}"))
        db.session.execute(
            text("update event set for_person_id = null where for_person_id is not null")
        )
    assert any("改动" in says for says in found())


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (6, True), (7, False)])
def test_it_begins_and_ends_by_itself_on_its_days(house: Flask, days: int, may: bool) -> None:
    tomorrow = TODAY + timedelta(days=1)
    lend("approver", "head.road", since=tomorrow, until=tomorrow + timedelta(days=6))
    case = make_repair("deciding")
    clock.stand_at(MORNING + timedelta(days=1 + days))
    offered = {c.event for c in choices(case, actor("head.road"), clock.now()) if c.open}
    assert ("approve" in offered) == may


def test_before_and_after_the_days_the_cases_are_not_even_read(house: Flask) -> None:
    lend("approver", "handler.waterway", since=TODAY + timedelta(days=1))
    case = make_repair("deciding")

    def read() -> bool:
        who = actor("handler.waterway")
        return db.session.scalar(visible_to(who).where(Case.id == case.id)) is not None

    assert not read()
    clock.stand_at(MORNING + timedelta(days=1))
    assert read()
    clock.stand_at(MORNING + timedelta(days=7))
    assert not read()


def test_only_the_kind_and_the_events_that_were_named(house: Flask) -> None:
    lend("approver", "head.road", events=("extend",), kind="repair")
    lend("approver", "handler.waterway", kind="objection", events=("extend",))
    case = make_repair("deciding")
    with pytest.raises(NotYours):
        decide(case, "head.road")
    decide(case, "head.road", "extend")
    with pytest.raises(NotYours):
        decide(case, "handler.waterway")


def test_taken_back_it_ends_at_once_also_for_whoever_has_the_page_open(house: Flask) -> None:
    given = lend("approver", "head.road")
    case, deputy = make_repair("deciding"), actor("head.road")
    with transaction():
        token = sessions.begin(account("head.road"), clock.now())
    with transaction():
        found = deputies.find(given.id, lock=True)
        assert found is not None
        deputies.revoke(found, "", actor("approver"), clock.now())
    assert sessions.whoever_holds(token, clock.now()) is None
    with pytest.raises(NotNow):
        advance(case, "approve", deputy, clock.now(), said(case, "approve"))
    with pytest.raises(NotYours):
        decide(case, "head.road")


def test_nobody_passes_on_what_they_hold_for_another(house: Flask) -> None:
    lend("approver", "head.road")
    with pytest.raises(RuleBroken) as why:
        lend("head.road", "handler.waterway")
    assert why.value.code == "not_held"


@pytest.mark.parametrize(
    ("absent", "deputy", "role", "code"),
    [
        ("handler.road.b", "handler.road", Role.APPROVER, "same_person"),
        ("approver", "approver.yanjiang", Role.APPROVER, "other_house"),
        ("approver", "applicant.a", Role.APPROVER, "not_staff"),
        ("approver", "auditor", Role.APPROVER, "incompatible"),
        ("approver", "sysadmin", Role.APPROVER, "incompatible"),
        ("auditor", "approver", Role.AUDITOR, "not_lent"),
        ("sysadmin", "approver", Role.SYSTEM_ADMIN, "not_lent"),
    ],
)
def test_who_can_stand_in_for_whom(
    house: Flask, absent: str, deputy: str, role: Role, code: str
) -> None:
    with pytest.raises(RuleBroken) as why:
        lend(absent, deputy, role)
    assert why.value.code == code
    assert db.session.scalar(select(Delegation.id)) is None


def test_days_and_events_have_to_fit(house: Flask) -> None:
    for code, lent in {
        "past": {"since": TODAY - timedelta(days=1)},
        "ends_before": {"until": TODAY - timedelta(days=1)},
        "too_long": {"until": TODAY + timedelta(days=92)},
        "other_events": {"events": ("publish",)},
    }.items():
        with pytest.raises(RuleBroken) as why:
            lend("approver", "head.road", **lent)  # type: ignore[arg-type]
        assert why.value.code == code


def test_the_security_administrator_names_a_deputy_with_a_reason(house: Flask) -> None:
    with pytest.raises(RuleBroken) as why:
        lend("approver", "approver2", by="secadmin")
    assert why.value.code == "no_reason"
    with pytest.raises(RuleBroken) as why:
        lend("approver", "approver2", by="head.road", reason="出差")
    assert why.value.code == "not_yours"
    given = lend("approver", "approver2", by="secadmin", reason="突发疾病住院")
    entry = db.session.get_one(Event, given.given_event)
    assert (entry.name, entry.person_id) == ("delegate", actor("secadmin").person_id)
    for login in ("approver", "approver2"):
        assert notices.unread(account(login).id) == 1


def test_a_deputy_is_given_no_administration_meanwhile(house: Flask) -> None:
    lend("approver", "legal2")
    with transaction():
        for one in account("legal2").grants:
            rights.take_back(one, actor("secadmin"), clock.now())
    with pytest.raises(RuleBroken) as why, transaction():
        grants.propose(
            *("give", account("legal2"), Role.AUDITOR, section("bureau"), "调岗"),
            actor("secadmin"),
            clock.now(),
        )
    assert why.value.code == "incompatible"


def test_the_same_form_sent_twice_names_one_deputy(house: Flask) -> None:
    one, two = (lend("approver", "head.road", once="k" * 24) for _ in range(2))
    assert one.id == two.id


def test_what_the_absent_no_longer_holds_nobody_holds_for_them(house: Flask) -> None:
    given = lend("approver", "head.road")
    with transaction():
        rights.take_back(account("approver").grants[0], actor("secadmin"), clock.now())
    assert db.session.get_one(Delegation, given.id, populate_existing=True).revoked_at
    assert actor("head.road").mandates == ()


# ---------------------------------------------------------------- separation through delegation


def test_a_deputy_who_reviewed_does_not_approve_for_another(house: Flask) -> None:
    lend("approver", "handler.road")
    case = make_repair("deciding")
    with pytest.raises(NotYours) as why:
        decide(case, "handler.road")
    assert why.value.reason.code == "separation"


def test_a_deputy_does_not_approve_for_whoever_reviewed(house: Flask) -> None:
    """The person who reviewed holds the approver's role by another account."""
    lend("handler.road.b", "head.road")
    case = make_repair("deciding")
    with pytest.raises(NotYours) as why:
        decide(case, "head.road")
    assert why.value.reason.code == "separation"


def test_what_was_done_in_ones_name_counts_when_one_is_back(house: Flask) -> None:
    """Vetted in 邓's name by 周: neither 周 nor 邓 publishes."""
    lend("legal.publisher", "head.road", Role.LEGAL, events=("pass", "send_back"))
    lend("publisher", "head.road", Role.PUBLISHER, events=("publish",))
    case = make_repair("vetting")
    decide(case, "head.road", "pass")
    case = step(case, "approve")
    for login in ("legal.publisher", "head.road"):
        with pytest.raises(NotYours) as why:
            decide(case, login, "publish")
        assert why.value.reason.code == "separation", login
    decide(case, "publisher2", "publish")


@pytest.mark.parametrize("who", ["approver", "head.road"])
def test_a_recusal_of_either_closes_it(house: Flask, who: str) -> None:
    lend("approver", "head.road")
    case = make_repair("deciding")
    with transaction():
        separation.recuse(case, actor(who).person_id or 0, history(case.stream)[0].id)
    with pytest.raises(NotYours) as why:
        decide(case, "head.road")
    assert why.value.reason.code == "interested"


def test_ones_own_hand_comes_first(house: Flask) -> None:
    lend("approver", "approver2")
    case = make_repair("deciding")
    assert decide(case, "approver2").for_person_id is None


def test_a_deputy_goes_on_with_what_the_absent_has_claimed(house: Flask) -> None:
    lend("approver", "approver2")
    case = make_repair("deciding")
    take_up(case, actor("approver"), clock.now())
    offered = {
        c.event: c.for_name for c in choices(case, actor("approver2"), clock.now()) if c.open
    }
    assert offered["approve"] == "宋分管"
    assert decide(case, "approver2").for_person_id == actor("approver").person_id


def test_the_next_case_may_be_one_of_the_absent(house: Flask) -> None:
    lend("approver", "handler.waterway")
    case = make_repair("deciding", make_record())
    found = next_for(actor("handler.waterway"), clock.now())
    assert found is not None
    assert found.id == case.id
    take_up(found, actor("handler.waterway"), clock.now())
    assert history(case.stream)[-1].for_person_id == actor("approver").person_id


def test_the_desk_marks_whose_case_it_is(
    app: Flask,
    sign_in: Callable[[str], object],
    inside: Callable[[], AbstractContextManager[None]],
) -> None:
    with inside():
        lend("approver", "handler.waterway")
        case = make_repair("deciding")
        ref = case.ref
    client = sign_in("handler.waterway")
    page = client.get("/desk").get_data(as_text=True)  # type: ignore[attr-defined]
    assert ref in page
    assert "代宋分管" in page
    page = client.get(f"/cases/{ref}").get_data(as_text=True)  # type: ignore[attr-defined]
    assert "何经办代宋分管" in page
