"""经办侧: every event of the staff's side over HTTP, and everything that is refused on the way."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.cases.repair import rules
from app.extensions import db
from app.kernel import cases, claims, clock, documents, holding, outbox, rechecks, samples
from app.kernel.cases import Case
from app.kernel.events import Event, history
from app.kernel.people import Account
from app.kernel.refusals import Refusal
from app.kernel.tx import transaction
from tests.browser import Page, page_of, post, seen, token_of
from tests.conftest import actor
from tests.factories import WHO, make_record, make_repair, step
from tests.questions import questions

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
Stands = Callable[..., str]

HTMX = {"HX-Request": "true"}
FINDINGS = dict.fromkeys(rules.CONDITIONS, "yes")

# from this state, this event, with these words, leads there
STEPS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("filed", "accept", {}, "reviewing"),
    ("filed", "ask_correction", {"wrong_statement": "未说明整改情况"}, "correcting"),
    ("filed", "decline", {"ground": "no_commitment"}, "declined"),
    ("reviewing", "ask_correction", {"wrong_proof": "凭证不清"}, "correcting"),
    ("reviewing", "recommend", FINDINGS | {"outcome": "grant", "opinion": "符合条件"}, "vetting"),
    ("vetting", "pass", {}, "deciding"),
    ("vetting", "send_back", {"opinion": "请补充说明"}, "reviewing"),
    ("deciding", "send_back", {"opinion": "请重新审核"}, "vetting"),
    ("deciding", "approve", {"opinion": "同意"}, "approved"),
    ("deciding", "refuse", {"ground": "duty_open"}, "refused"),
    ("deciding", "extend", {"days": "5", "opinion": "案情复杂"}, "deciding"),
    ("approved", "publish", {}, "published"),
)
BY = WHO | {"send_back": "legal"}


@pytest.fixture
def stands(app: Flask, inside: Inside) -> Stands:
    """A repair that stands in this state."""

    def made(state: str, **record_values: Any) -> str:
        with inside():
            return make_repair(state, **record_values).ref

    return made


def asked(client: FlaskClient, ref: str, event: str) -> Page:
    page = page_of(client, f"/cases/{ref}/{event}")
    assert page.status == 200, page.text
    return page


def take(client: FlaskClient, ref: str, event: str, **said: Any) -> Page:
    """Open what an event asks, fill it in, send it."""
    form = asked(client, ref, event)
    return post(client, f"/cases/{ref}/{event}", prepared(form) | said)


def prepared(form: Page) -> dict[str, str]:
    """What the page has put into its hidden fields."""
    names = {str(n) for n in form.tree.xpath("//*[@id='ask']//form//input[@type='hidden']/@name")}
    return {name: form.field(name) for name in names - {"csrf_token"}}


def stands_at(inside: Inside, ref: str) -> str:
    with inside():
        return db.session.scalars(select(Case.state).where(Case.ref == ref)).one()


def acts_on(inside: Inside, ref: str) -> int:
    with inside():
        query = select(func.count()).select_from(Event).where(Event.stream == f"case/{ref}")
        return db.session.scalar(query) or 0


def who_takes(state: str, event: str) -> str:
    return "approver" if (state, event) == ("deciding", "send_back") else BY[event]


# ---------------------------------------------------------------- every event


@pytest.mark.parametrize(("state", "event", "said", "then"), STEPS)
def test_an_event_is_asked_for_and_taken(
    stands: Stands, sign_in: SignIn, state: str, event: str, said: dict[str, Any], then: str
) -> None:
    ref = stands(state)
    client = sign_in(who_takes(state, event))
    assert event in page_of(client, f"/cases/{ref}").events
    page = take(client, ref, event, **said)
    assert (page.path, page.status, page.state) == (f"/cases/{ref}", 200, then)
    assert "已办理" in page.text


def test_every_event_of_the_staff_is_in_the_table_above() -> None:
    staff = set(WHO) - {"submit", "resubmit", "withdraw", "revoke", "recall"}
    assert {event for _, event, _, _ in STEPS} == staff


def test_a_repair_is_revoked_on_a_recheck_that_found_its_papers_false(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("published")
    with inside(), transaction():
        legal, today = actor("legal2"), clock.today()
        case = cases.find(legal, ref)
        assert case is not None
        drawn = samples.draw("repair", case.house_id, today, today, 1, "seed", legal, clock.now())
        rechecks.find(drawn.items[0], "false_papers", "凭证系伪造", legal, clock.now())
    page = take(sign_in("approver2"), ref, "revoke", opinion="复查发现凭证系伪造")
    assert page.state == "revoked"


def test_the_desk_hands_in_for_somebody_who_came_in_person(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        record = make_record().id
    client = sign_in("handler.road")
    form = post(client, "/counter/open/repair", {"record": str(record)})
    ref = form.path.split("/")[2]
    assert form.status == 200
    assert form.state == "draft"
    assert ref in page_of(client, "/desk").text
    assert page_of(sign_in("handler.road2"), f"/cases/{ref}").status == 404


# ---------------------------------------------------------------- who may not


def test_a_case_of_another_section_does_not_exist(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("filed")
    stranger = sign_in("handler.enforcement")
    for path in ("", "/accept", "/holding/reassign", "/reveal/contact_phone", "/look/x"):
        assert page_of(stranger, f"/cases/{ref}{path}").status == 404
    assert post(stranger, f"/cases/{ref}/accept", {"version": "2"}).status == 404
    assert post(stranger, f"/cases/{ref}/holding/take", {}).status == 404


def test_applicants_have_no_way_in_by_the_staffs_door(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("filed")
    assert page_of(sign_in("applicant.a"), f"/cases/{ref}").status == 403


def test_somebody_elses_step_is_refused_with_its_reason_and_a_line_about_it(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("filed")
    before = acts_on(inside, ref)
    page = post(sign_in("legal"), f"/cases/{ref}/accept", {"version": str(before)})
    assert (page.status, page.refusals) == (403, ["role"])
    assert "经办人" in page.text
    assert acts_on(inside, ref) == before
    with inside():
        noted = db.session.scalars(select(Refusal).order_by(Refusal.id.desc())).first()
        assert noted is not None
        assert (noted.about, noted.code) == (f"/cases/{ref}/accept", "role")


def test_a_step_that_is_not_on_now_says_when_it_is(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("filed")
    page = page_of(sign_in("approver"), f"/cases/{ref}/approve")
    assert (page.status, page.refusals) == (409, ["state"])
    assert "待审批" in page.text


def test_the_same_checks_stand_before_a_request_of_the_script(
    stands: Stands, sign_in: SignIn
) -> None:
    ref = stands("filed")
    legal, handler = sign_in("legal"), sign_in("handler.road")
    data = {"csrf_token": token_of(legal), "version": "2"}
    assert legal.post(f"/cases/{ref}/accept", data=data, headers=HTMX).status_code == 403
    assert (
        handler.post(f"/cases/{ref}/accept", data={"version": "2"}, headers=HTMX).status_code == 400
    )
    forged = handler.post(
        f"/cases/{ref}/decline",
        data={"csrf_token": token_of(handler), "version": "2", "state": "published"},
        headers=HTMX,
    )
    assert forged.status_code == 400
    assert sign_in("handler.enforcement").get(f"/cases/{ref}", headers=HTMX).status_code == 404


def test_a_token_is_asked_for(stands: Stands, sign_in: SignIn, inside: Inside) -> None:
    ref = stands("filed")
    answer = sign_in("handler.road").post(f"/cases/{ref}/accept", data={"version": "2"})
    assert seen(answer).refusals == ["csrf"]
    assert stands_at(inside, ref) == "filed"


def test_nobody_does_two_separated_steps(stands: Stands, sign_in: SignIn, inside: Inside) -> None:
    ref = stands("vetting")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        step(step(case, "pass", "legal.publisher"), "approve")
    page = page_of(sign_in("legal.publisher"), f"/cases/{ref}/publish")
    assert (page.status, page.refusals) == (403, ["separation"])
    shown = page_of(sign_in("legal.publisher"), f"/cases/{ref}")
    assert "publish" not in shown.events
    assert "publish" in shown.tree.xpath("//*[@data-closed-event]/@data-closed-event")


# ---------------------------------------------------------------- what is sent


def test_an_unknown_field_is_refused_whole(stands: Stands, sign_in: SignIn, inside: Inside) -> None:
    ref = stands("filed")
    client = sign_in("handler.road")
    form = asked(client, ref, "accept")
    page = post(client, f"/cases/{ref}/accept", prepared(form) | {"state": "published"})
    assert (page.status, page.refusals) == (400, ["unknown_field"])
    twice = post(client, f"/cases/{ref}/accept", prepared(form) | {"opinion": ["a", "b"]})
    assert twice.status == 400
    assert stands_at(inside, ref) == "filed"


@pytest.mark.parametrize(
    ("state", "event", "said", "field"),
    [
        ("filed", "decline", {}, "ground"),
        ("filed", "decline", {"ground": "other"}, "opinion"),
        ("vetting", "send_back", {}, "opinion"),
        ("deciding", "extend", {"days": "99", "opinion": "x"}, "days"),
        ("deciding", "extend", {"days": "很多", "opinion": "x"}, "days"),
        ("reviewing", "recommend", {"outcome": "grant"}, "minimum_period"),
        ("reviewing", "recommend", FINDINGS | {"outcome": "grant", "other": "no"}, "outcome"),
        ("deciding", "approve", {"opinion": "隐\u202e藏"}, "opinion"),
        ("deciding", "approve", {"opinion": "长" * 2001}, "opinion"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    stands: Stands, sign_in: SignIn, state: str, event: str, said: dict[str, Any], field: str
) -> None:
    ref = stands(state)
    page = take(sign_in(who_takes(state, event)), ref, event, **said)
    assert page.status == 422, page.text
    assert page.state == state
    assert page.refusals
    place = page.tree.xpath(f"//*[@id='{field}']/ancestor-or-self::*[contains(@class,'is-wrong')]")
    assert place, f"no error stands at {field}"
    for name in ("opinion",):
        if name in said:
            assert said[name] in page.tree.xpath(f"//*[@name='{name}']")[0].text_content()


def test_the_second_of_two_hands_sees_what_the_first_did(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("filed")
    one, other = sign_in("handler.road"), sign_in("handler.road2")
    form = asked(other, ref, "decline")
    assert take(one, ref, "accept").state == "reviewing"
    said = prepared(form) | {"ground": "other", "opinion": "请先缴清罚款"}
    page = post(other, f"/cases/{ref}/decline", said)
    assert (page.status, page.refusals, page.state) == (409, ["stale"], "reviewing")
    assert "陈经办" in page.text
    assert "请先缴清罚款" in page.text
    assert stands_at(inside, ref) == "reviewing"


def test_who_moved_on_half_way_through_a_form_with_errors_is_also_told(
    stands: Stands, sign_in: SignIn
) -> None:
    ref = stands("filed")
    form = asked(sign_in("handler.road2"), ref, "decline")
    take(sign_in("handler.road"), ref, "accept")
    page = post(sign_in("handler.road2"), f"/cases/{ref}/decline", prepared(form))
    assert (page.status, page.refusals) == (409, ["stale"])


def test_an_event_that_is_still_open_can_be_decided_again_in_place(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("deciding")
    client = sign_in("approver")
    form = asked(client, ref, "approve")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        step(case, "extend", "approver2")
    again = post(client, f"/cases/{ref}/approve", prepared(form) | {"opinion": "同意"})
    assert again.status == 409
    assert "stale" in again.refusals
    assert "延期" in again.text
    assert again.tree.xpath("//*[@name='opinion']")[0].text_content().strip() == "同意"
    page = post(client, f"/cases/{ref}/approve", prepared(again) | {"opinion": "同意"})
    assert (page.status, page.state) == (200, "approved")


def test_the_script_is_told_where_a_conflict_belongs(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("filed")
    client = sign_in("handler.road2")
    form = asked(client, ref, "decline")
    take(sign_in("handler.road"), ref, "accept")
    data = prepared(form) | {"csrf_token": token_of(client), "ground": "not_ours"}
    answer = client.post(f"/cases/{ref}/decline", data=data, headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#ask"
    assert seen(answer).tree.xpath("//*[@id='ask']")


def test_a_text_that_changed_under_the_approver_is_shown_anew_and_can_then_be_approved(
    stands: Stands, sign_in: SignIn
) -> None:
    ref = stands("deciding")
    client = sign_in("approver")
    form = asked(client, ref, "approve")
    again = post(client, f"/cases/{ref}/approve", prepared(form) | {"text": "0" * 64})
    assert (again.status, again.refusals) == (422, ["text_changed"])
    page = post(client, f"/cases/{ref}/approve", prepared(again))
    assert page.state == "approved"


def test_a_version_that_is_none_is_refused(stands: Stands, sign_in: SignIn, inside: Inside) -> None:
    ref = stands("filed")
    page = post(sign_in("handler.road"), f"/cases/{ref}/accept", {"version": "x"})
    assert page.status == 400
    assert stands_at(inside, ref) == "filed"


def test_the_same_form_sent_twice_acts_once_and_answers_the_same(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("filed")
    client = sign_in("handler.road")
    said = prepared(asked(client, ref, "accept"))
    first = post(client, f"/cases/{ref}/accept", said)
    acts = acts_on(inside, ref)
    again = post(client, f"/cases/{ref}/accept", said)
    assert (first.status, again.status, again.path) == (200, 200, first.path)
    assert "没有重复办理" in again.text
    assert acts_on(inside, ref) == acts


def test_a_key_of_another_act_is_not_taken(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("filed")
    client = sign_in("handler.road")
    said = prepared(asked(client, ref, "accept"))
    post(client, f"/cases/{ref}/accept", said)
    words = FINDINGS | {"outcome": "grant", "once": said["once"]}
    page = post(
        client, f"/cases/{ref}/recommend", prepared(asked(client, ref, "recommend")) | words
    )
    assert (page.status, page.refusals) == (409, ["key_reused"])


@pytest.mark.parametrize("path", ["/open", "/no_such_step", "/lapse", "/submit/more"])
def test_addresses_that_are_none_are_not_found(stands: Stands, sign_in: SignIn, path: str) -> None:
    page = page_of(sign_in("handler.road"), f"/cases/{stands('filed')}{path}")
    assert page.status in (404, 409)
    assert page.refusals


# ---------------------------------------------------------------- what follows is shown first


def test_what_an_act_would_bring_is_shown_and_nothing_of_it_is_kept(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("deciding")
    client = sign_in("approver")
    form, before = asked(client, ref, "approve"), acts_on(inside, ref)
    assert "资交信修决〔2026〕1号" in form.text
    page = post(client, f"/cases/{ref}/approve/preview", prepared(form))
    assert page.status == 200
    assert "准予信用修复决定书" in page.text
    assert "顺达专员" in page.text
    assert page.state == "deciding"
    assert acts_on(inside, ref) == before
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        assert case.state == "deciding"
        assert "granted" not in {paper.kind for paper in documents.papers(case)}
    approved = take(client, ref, "approve")
    assert "资交信修决〔2026〕1号" in approved.text


def test_the_publisher_sees_the_entry_that_would_come_down(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("approved")
    client = sign_in("publisher")
    data = prepared(asked(client, ref, "publish")) | {"csrf_token": token_of(client)}
    answer = client.post(f"/cases/{ref}/publish/preview", data=data, headers=HTMX)
    fragment = seen(answer)
    assert answer.status_code == 200
    assert "从公示中撤下" in fragment.text
    assert "资交执罚〔2026〕1号" in fragment.text
    assert "信用中国（四川资阳）" in fragment.text
    assert fragment.tree.xpath("//*[@id='foreseen']")


def test_a_preview_says_what_is_still_missing(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("filed")
    client = sign_in("handler.road")
    form = prepared(asked(client, ref, "decline"))
    assert post(client, f"/cases/{ref}/decline/preview", form).status == 422
    words = {"ground": "other", "opinion": ""}
    page = post(client, f"/cases/{ref}/decline/preview", form | words)
    assert "请在意见中写明理由" in page.text
    assert post(sign_in("legal"), f"/cases/{ref}/decline/preview", form).status == 403


# ---------------------------------------------------------------- holding


def test_a_case_is_claimed_released_and_given_to_a_colleague(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("filed")
    handler, other, head = (sign_in(k) for k in ("handler.road", "handler.road2", "head.road"))
    assert "由您办理" in post(handler, f"/cases/{ref}/holding/take", {}).text
    late = post(other, f"/cases/{ref}/holding/take", {})
    assert (late.status, late.refusals) == (403, ["held"])
    assert page_of(other, f"/cases/{ref}").events == set()
    assert post(other, f"/cases/{ref}/holding/release", {}).status == 403
    assert page_of(handler, f"/cases/{ref}/holding/reassign").status == 403
    with inside():
        to = db.session.scalars(select(Account.id).where(Account.login == "handler.road2")).one()
    nothing = post(head, f"/cases/{ref}/holding/reassign", {"to": str(to)})
    assert nothing.status == 422
    given = post(head, f"/cases/{ref}/holding/reassign", {"to": str(to), "reason": "均衡任务"})
    assert "林经办" in given.text
    assert "均衡任务" in given.text
    assert "accept" in page_of(other, f"/cases/{ref}").events
    assert post(other, f"/cases/{ref}/holding/release", {}).status == 200
    assert "accept" in page_of(handler, f"/cases/{ref}").events


def test_the_act_lets_go_of_the_case(stands: Stands, sign_in: SignIn, inside: Inside) -> None:
    ref = stands("reviewing")
    client = sign_in("handler.road")
    post(client, f"/cases/{ref}/holding/take", {})
    take(client, ref, "recommend", **FINDINGS, outcome="grant")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        assert claims.standing(case, clock.now()) is None


def test_one_keeps_out_and_the_head_has_a_colleague_keep_out(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("filed")
    with inside():
        ids = {
            login: db.session.scalars(select(Account.id).where(Account.login == login)).one()
            for login in ("handler.road", "handler.road2")
        }
    me, head = sign_in("handler.road"), sign_in("head.road")
    words = {"who": str(ids["handler.road2"]), "reason": "亲属任职"}
    assert post(me, f"/cases/{ref}/holding/recuse", words).status == 422
    mine = words | {"who": str(ids["handler.road"])}
    assert "不再经手" in post(me, f"/cases/{ref}/holding/recuse", mine).text
    assert page_of(me, f"/cases/{ref}").events == set()
    assert post(head, f"/cases/{ref}/holding/recuse", words).status == 200
    assert "accept" not in page_of(sign_in("handler.road2"), f"/cases/{ref}").events
    assert page_of(sign_in("auditor"), f"/cases/{ref}/holding/recuse").status == 403


# ---------------------------------------------------------------- personal values, receipts, files


def test_a_personal_value_is_masked_and_shown_only_with_a_reason_that_is_kept(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("filed")
    client = sign_in("handler.road")
    assert "13800001111" not in page_of(client, f"/cases/{ref}").body
    assert post(client, f"/cases/{ref}/reveal/contact_phone", {}).status == 422
    page = post(client, f"/cases/{ref}/reveal/contact_phone", {"reason": "电话核实"})
    assert "13800001111" in page.text
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        looked = history(f"reveal/{case.contact_phone}")  # type: ignore[attr-defined]
        assert [event.person_id for event in looked] == [actor("handler.road").person_id]
    assert page_of(client, f"/cases/{ref}/reveal/statement").status == 404
    assert page_of(client, f"/cases/{ref}/reveal/subject_id").status == 404
    for login in ("auditor", "publisher"):
        assert page_of(sign_in(login), f"/cases/{ref}/reveal/contact_phone").status == 403


def test_receipts_of_the_linked_effects_are_recorded_once(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("published")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        waiting = [r.id for r in outbox.receipts(case) if not r.done_on]
    assert waiting
    client, url = sign_in("publisher"), f"/cases/{ref}/receipts/{waiting[0]}"
    assert url in page_of(client, f"/cases/{ref}").body
    assert post(client, url, {}).status == 422
    assert "回执已登记" in post(client, url, {"proof": "省平台回执 2026-118"}).text
    assert post(client, url, {"proof": "再来一次"}).status == 404
    assert page_of(sign_in("handler.road"), url).status == 403
    assert "省平台回执 2026-118" in page_of(client, f"/cases/{ref}").text


def test_a_material_is_looked_at_only_on_its_own_case(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref, other = stands("filed"), stands("filed", doc_no="资交执罚〔2026〕2号")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        key = documents.materials(case)[0].key
    client = sign_in("handler.road")
    assert page_of(client, f"/cases/{ref}/look/{key}").tree.xpath("//*[@id='preview']/p/a")
    assert page_of(client, f"/cases/{other}/look/{key}").status == 404


# ---------------------------------------------------------------- what the page shows


@pytest.mark.parametrize(
    "login", ["handler.road", "head.road", "legal", "approver", "signer", "publisher", "auditor"]
)
@pytest.mark.parametrize(
    "state",
    [
        "filed",
        "reviewing",
        "correcting",
        "vetting",
        "deciding",
        "approved",
        "published",
        "declined",
        "refused",
        "withdrawn",
    ],
)
def test_every_state_is_shown_to_every_role(
    stands: Stands, sign_in: SignIn, state: str, login: str
) -> None:
    ref = stands(state)
    page = page_of(sign_in(login), f"/cases/{ref}")
    assert (page.status, page.state) == (200, state)
    root = page.tree.xpath("//*[@id='case']")[0]
    assert root.get("data-version").isdecimal()
    closed = {str(e) for e in page.tree.xpath("//*[@data-closed-event]/@data-closed-event")}
    assert not closed & page.events
    assert closed | page.events == set(WHO)
    reasons = page.tree.xpath("//*[@data-closed-event]//p")
    assert all(reason.text_content().strip() for reason in reasons)


def test_a_closed_step_says_who_can_take_it(stands: Stands, sign_in: SignIn) -> None:
    page = page_of(sign_in("handler.road"), f"/cases/{stands('vetting')}")
    step_ = page.tree.xpath("//*[@data-closed-event='pass']")[0].text_content()
    assert "罗法规" in step_
    assert "梁法规" in step_


def test_the_clock_explains_its_day(stands: Stands, sign_in: SignIn) -> None:
    page = page_of(sign_in("handler.road"), f"/cases/{stands('filed')}")
    days = page.tree.xpath("//*[@id='deadlines']//ol/li")
    assert [day.get("data-kind") for day in days] == ["start", "count", "count", "due"]
    assert "国办发〔2025〕22号" in page.text


def test_what_a_correction_changed_stands_beside_what_stood_before(
    stands: Stands, sign_in: SignIn, inside: Inside
) -> None:
    ref = stands("correcting")
    with inside():
        case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
        step(case, "resubmit")
    page = page_of(sign_in("handler.road"), f"/cases/{ref}")
    row = page.tree.xpath("//*[@id='correction-1']//*[@data-field='statement']")[0]
    assert row.xpath(".//del")[0].text_content() == "已缴清罚款，完成整改"
    assert row.xpath(".//ins")[0].text_content() == "已缴清罚款，并完成整改验收"


def test_the_story_can_be_narrowed_to_its_opinions(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("deciding")
    client = sign_in("auditor")
    whole = page_of(client, f"/cases/{ref}").tree.xpath("//*[@id='history']//ol/li")
    some = page_of(client, f"/cases/{ref}?story=opinions").tree.xpath("//*[@id='history']//ol/li")
    odd = page_of(client, f"/cases/{ref}?story=nonsense").tree.xpath("//*[@id='history']//ol/li")
    assert 0 < len(some) < len(whole) == len(odd)


def test_the_words_of_people_are_never_markup(stands: Stands, sign_in: SignIn) -> None:
    ref = stands("vetting")
    attack = "<img src=x onerror=alert(1)>"
    page = take(sign_in("legal"), ref, "send_back", opinion=attack)
    assert attack in page.text
    assert not page.tree.xpath("//img[@src='x']")


def test_a_case_page_asks_the_same_number_of_questions_however_long_its_story(
    stands: Stands, sign_in: SignIn, inside: Inside, app: Flask
) -> None:
    ref = stands("filed")
    client = sign_in("handler.road")
    page_of(client, f"/cases/{ref}")
    with questions(app) as short:
        page_of(client, f"/cases/{ref}")
    with inside():
        for _ in range(8):
            case = cases.find(actor("handler.road"), ref)
            assert case is not None
            holding.take_up(case, actor("handler.road"), clock.now())
            holding.release(case, actor("handler.road"), clock.now())
    with questions(app) as long:
        page_of(client, f"/cases/{ref}")
    assert len(long) <= len(short), "\n".join(long)
    assert len(short) <= 30, "\n".join(short)
