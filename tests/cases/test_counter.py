"""窗口: an applicant begins, drafts, hands in, answers, withdraws and reads; and nobody else does."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.kernel import cases, clock, documents, files, vault
from app.kernel.cases import Case, Draft
from app.kernel.events import Event, history
from app.web import uploads
from tests.browser import Page, page_of, post
from tests.conftest import MORNING, actor
from tests.corpus import small_jpeg, small_pdf, small_png
from tests.factories import HONGTU, make_record, make_repair, step

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

HTMX = {"HX-Request": "true"}
WORDS = {
    "statement": "已缴清罚款，完成整改",
    "performed_on": "2026-05-20",
    "contact_name": "王某某",
    "contact_phone": "13800001111",
}
SIGNED = {"signer": "赵某", "commitment": "y"}


def proof(content: bytes = b"", name: str = "缴款凭证.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content or small_pdf()), name


@pytest.fixture
def draft(app: Flask, inside: Inside) -> str:
    """A draft of applicant.a, with nothing in it yet."""
    with inside():
        ref = make_repair("draft").ref
        db.session.execute(Draft.__table__.delete())
        db.session.commit()
    return ref


@pytest.fixture
def stands(app: Flask, inside: Inside) -> Callable[..., str]:
    """A repair of applicant.a that stands in this state."""

    def made(state: str, **record_values: Any) -> str:
        with inside():
            return make_repair(state, **record_values).ref

    return made


@pytest.fixture
def shelf(app: Flask) -> Callable[[], set[str]]:
    """The files that lie on disk."""
    root = app.config["INSTANCE"] / "files"
    before = {str(place) for place in root.rglob("*")}
    return lambda: {str(place) for place in root.rglob("*") if place.is_file()} - before


def kept(ref: str) -> dict[str, Any]:
    return cases.draft_of(the(ref))


def the(ref: str) -> Case:
    return db.session.scalars(
        select(Case).where(Case.ref == ref).execution_options(populate_existing=True)
    ).one()


def state_of(ref: str, inside: Inside) -> str:
    with inside():
        return the(ref).state


# ---------------------------------------------------------------- begin


def test_an_application_begins_at_its_first_step(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        record = make_record().id
    client = sign_in("applicant.a")
    page = post(client, "/counter/open/repair", {"record": record, "once": "k1"})
    assert re.fullmatch(r"/counter/XF2026-\d{6}/filing/1", page.path)
    assert "资交执罚〔2026〕1号" in page.text
    again = post(client, "/counter/open/repair", {"record": record, "once": "k1"})
    assert again.path == page.path


def test_a_second_application_about_a_record_leads_to_the_first(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    with inside():
        record = the(draft).record_id
    page = post(sign_in("agent"), "/counter/open/repair", {"record": record, "once": "k2"})
    assert (page.status, page.refusals) == (422, ["open_case"])
    assert f"/counter/{draft}" in page.body


@pytest.mark.parametrize("login", ["applicant.b", "handler.waterway", "handler.yanjiang"])
def test_nobody_begins_about_a_record_that_is_not_theirs(
    sign_in: SignIn, inside: Inside, login: str
) -> None:
    with inside():
        record = make_record().id
    assert (
        post(sign_in(login), "/counter/open/repair", {"record": record, "once": "k"}).status == 404
    )


@pytest.mark.parametrize("record", ["", "x", "-1", "1 or 1=1", "٣", "9" * 30])
def test_a_record_is_a_number(sign_in: SignIn, record: str) -> None:
    client = sign_in("applicant.a")
    assert post(client, "/counter/open/repair", {"record": record, "once": "k"}).status == 400


def test_there_is_no_application_of_an_unknown_kind(sign_in: SignIn) -> None:
    page = post(sign_in("applicant.a"), "/counter/open/wish", {"record": "1", "once": "k"})
    assert page.status == 404


# ---------------------------------------------------------------- the draft


def test_what_was_typed_is_kept_and_comes_back(sign_in: SignIn, inside: Inside, draft: str) -> None:
    client = sign_in("applicant.a")
    answer = post(
        client, f"/counter/{draft}/draft", {"statement": "写到一半", "performed_on": "2026-5"}
    )
    assert answer.status == 200
    assert '"saved":true' in answer.body.replace(" ", "")
    page = page_of(client, f"/counter/{draft}/filing/2")
    assert page.tree.xpath("//textarea[@name='statement']")[0].text.strip() == "写到一半"
    assert page.field("performed_on") == "2026-5"


def test_the_line_that_says_it_is_kept_carries_the_mark_of_the_draft(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    page = post(client, f"/counter/{draft}/draft", {"statement": "甲"}, headers=HTMX)
    assert "草稿已保存 09:30" in page.text
    assert page.field("draft") == page_of(client, f"/counter/{draft}/filing/2").field("draft")
    later = post(client, f"/counter/{draft}/draft", {"statement": "乙"}, headers=HTMX)
    assert later.field("draft") != page.field("draft")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"state": "published"}, "unknown_field"),
        ({"statement": ["甲", "乙"]}, "unknown_field"),
        ({"statement": "长" * 20_001}, "too_long"),
    ],
)
def test_a_draft_takes_the_fields_of_the_form_and_nothing_else(
    sign_in: SignIn, inside: Inside, draft: str, sent: dict[str, Any], code: str
) -> None:
    page = post(sign_in("applicant.a"), f"/counter/{draft}/draft", sent)
    assert (page.status, page.refusals) == (422 if code == "too_long" else 400, [code])
    with inside():
        assert kept(draft) == {}


def test_a_tick_is_not_kept_signing_is_an_act(sign_in: SignIn, inside: Inside, draft: str) -> None:
    post(sign_in("applicant.a"), f"/counter/{draft}/draft", WORDS | SIGNED)
    with inside():
        assert kept(draft) == WORDS | {"signer": "赵某"}


def test_the_second_of_two_who_write_one_draft_is_told_and_overwrites_nothing(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    mine, agents = sign_in("applicant.a"), sign_in("agent")
    post(mine, f"/counter/{draft}/draft", {"statement": "企业写的"})
    shown = page_of(agents, f"/counter/{draft}/filing/2").field("draft")
    clock.stand_at(MORNING + timedelta(minutes=2))
    post(mine, f"/counter/{draft}/draft", {"statement": "企业改过的", "draft": shown})
    late = {"statement": "代理写的", "draft": shown}
    page = post(agents, f"/counter/{draft}/draft", late, headers=HTMX)
    assert (page.status, page.refusals) == (409, ["draft_moved"])
    assert "09:32" in page.text
    with inside():
        assert kept(draft)["statement"] == "企业改过的"


def test_the_same_words_sent_again_move_nothing(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    post(client, f"/counter/{draft}/draft", {"statement": "甲"})
    clock.stand_at(MORNING + timedelta(hours=1))
    assert (
        post(client, f"/counter/{draft}/draft", {"statement": "甲", "draft": "old"}).status == 200
    )
    with inside():
        assert db.session.get_one(Draft, the(draft).id).saved_at == MORNING


def test_after_submission_nothing_typed_is_left_in_the_draft(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    post(sign_in("applicant.a"), f"/counter/{draft}/submit", WORDS | SIGNED | {"proof": proof()})
    with inside():
        case: Any = the(draft)
        assert kept(draft) == {}
        assert vault.masked(case.contact_phone) == "138****1111"
        assert "13800001111" not in str([e.name for e in history(case.stream)])


# ---------------------------------------------------------------- three steps


def test_a_draft_goes_through_three_steps_to_its_receipt(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    second = page_of(client, f"/counter/{draft}/filing/2")
    sent = WORDS | {"once": second.field("once"), "version": second.field("version")}
    third = post(client, f"/counter/{draft}/filing/2", sent | {"proof": proof()})
    assert third.path == f"/counter/{draft}/filing/3"
    assert "已缴清罚款，完成整改" in third.text
    assert "缴款凭证.pdf" in third.text
    assert "没有隐瞒、伪造或者变造" in third.text
    hidden = {name: third.field(name) for name in (*WORDS, "once", "version", "draft")}
    receipt = post(client, f"/counter/{draft}/submit", hidden | SIGNED)
    assert receipt.path == f"/counter/{draft}/receipt"
    assert receipt.state == "filed"
    with inside():
        assert vault.lookup_code_of(draft) in receipt.text
    assert "市道路运输发展中心在2026年11月26日前决定是否受理" in receipt.text


def test_an_incomplete_step_says_what_is_missing_and_keeps_the_rest(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    sent = {"statement": "写了一半", "proof": proof()}
    page = post(client, f"/counter/{draft}/filing/2", sent)
    assert page.status == 422
    assert "请填写联系人" in page.text
    assert "缴款凭证.pdf" in page.text
    assert "请上传" not in page.text
    with inside():
        assert kept(draft)["statement"] == "写了一半"
        assert page.field("version") == str(the(draft).version)


def test_a_key_that_brought_a_file_in_is_not_used_for_the_next(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    """The page after an incomplete step carries a new key, or the next file would be taken for the last."""
    client = sign_in("applicant.a")
    first = post(client, f"/counter/{draft}/filing/2", {"once": "k1", "proof": proof()})
    second = {"once": first.field("once"), "proof": proof(small_png(), "整改照片.png")}
    post(client, f"/counter/{draft}/filing/2", second)
    with inside():
        assert len(documents.materials(the(draft))) == 2


def test_one_may_stop_at_any_step_and_come_back(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    page = post(client, f"/counter/{draft}/filing/2?go=later", {"statement": "明天再写"})
    assert (page.path, page.state) == (f"/counter/{draft}", "draft")
    assert "submit" in page.events
    with inside():
        assert kept(draft) == {"statement": "明天再写"}


def test_there_are_three_steps_and_only_for_a_draft(
    sign_in: SignIn, stands: Callable[..., str], draft: str
) -> None:
    client = sign_in("applicant.a")
    assert [page_of(client, f"/counter/{draft}/filing/{n}").status for n in (0, 1, 2, 3, 4)] == [
        404,
        200,
        200,
        200,
        404,
    ]
    filed = stands("filed", doc_no="资交执罚〔2026〕2号")
    assert page_of(client, f"/counter/{filed}/filing/2").path == f"/counter/{filed}"


def test_signing_waits_until_there_is_something_to_sign(sign_in: SignIn, draft: str) -> None:
    page = page_of(sign_in("applicant.a"), f"/counter/{draft}/filing/3")
    assert "回到第二步补上" in page.text
    assert page.events == set()


# ---------------------------------------------------------------- submission


def test_everything_can_be_handed_in_on_one_page(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    form = page_of(client, f"/counter/{draft}/submit")
    assert form.tree.xpath("//form[@enctype='multipart/form-data']//input[@type='file']")
    hidden = {"once": form.field("once"), "version": form.field("version")}
    post(client, f"/counter/{draft}/submit", hidden | WORDS | SIGNED | {"proof": proof()})
    assert state_of(draft, inside) == "filed"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"commitment": None}, "commitment", "未作承诺的不予受理"),
        ({"signer": ""}, "signer", "请填写承诺书签署人"),
        ({"statement": " "}, "statement", "请说明失信行为的纠正情况"),
        ({"statement": "字" * 4001}, "statement", "4000"),
        ({"statement": "反\u202e转"}, "statement", "看不见的控制字符"),
        ({"performed_on": "明天"}, "performed_on", "请按“年-月-日”填写日期"),
        ({"performed_on": "2026-11-24"}, "performed_on", "不能晚于今天"),
        ({"contact_phone": "不告诉你"}, "contact_phone", "联系电话只能是数字"),
        ({"proof": None}, "proof", "请上传已履行义务的证明材料"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    sign_in: SignIn, inside: Inside, draft: str, change: dict[str, Any], field: str, says: str
) -> None:
    sent = WORDS | SIGNED | {"proof": proof()} | change
    sent = {name: value for name, value in sent.items() if value is not None}
    page = post(sign_in("applicant.a"), f"/counter/{draft}/submit", sent)
    assert page.status == 422
    assert says in page.text
    assert page.tree.xpath(f"//*[@id='{field}-error']"), "the sentence stands at the field"
    assert page.tree.xpath(f"//a[@href='#{field}']"), "the summary leads to it"
    assert page.field("contact_name") == "王某某"
    assert state_of(draft, inside) == "draft"


@pytest.mark.parametrize("day", ["2026-05-20", "2026/5/20", "2026年5月20日"])
def test_a_day_may_be_written_as_people_write_it(
    sign_in: SignIn, inside: Inside, draft: str, day: str
) -> None:
    sent = (
        WORDS
        | SIGNED
        | {"proof": proof(), "performed_on": day, "contact_phone": "１３８０００１１１１"}
    )
    post(sign_in("applicant.a"), f"/counter/{draft}/submit", sent)
    with inside():
        case: Any = the(draft)
        assert (case.state, case.performed_on) == ("filed", date(2026, 5, 20))


def test_the_same_submission_sent_twice_is_one(sign_in: SignIn, inside: Inside, draft: str) -> None:
    client = sign_in("applicant.a")
    for _ in range(2):
        sent = WORDS | SIGNED | {"once": "k1", "proof": proof()}
        assert post(client, f"/counter/{draft}/submit", sent).path.endswith("/receipt")
    with inside():
        assert [e.name for e in history(the(draft).stream)].count("submit") == 1


def test_a_draft_may_be_early_but_its_submission_may_not(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("draft", decided_on=date(2026, 10, 12))
    client = sign_in("applicant.a")
    post(client, f"/counter/{ref}/filing/2", WORDS | {"proof": proof()})
    third = page_of(client, f"/counter/{ref}/filing/3")
    assert "2027年1月13日起可以提交" in third.text
    assert "submit" not in third.events
    early = post(client, f"/counter/{ref}/submit", WORDS | SIGNED)
    assert (early.status, early.refusals[0]) == (422, "too_early")
    clock.stand_at(MORNING.replace(year=2027, month=1, day=13))
    client = sign_in("applicant.a")
    third = page_of(client, f"/counter/{ref}/filing/3")
    assert third.field("statement") == WORDS["statement"]
    assert "submit" in third.events
    post(client, f"/counter/{ref}/submit", WORDS | SIGNED)
    assert state_of(ref, inside) == "filed"


def test_one_s_own_file_does_not_make_one_s_own_form_stale(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    version = page_of(client, f"/counter/{draft}/submit").field("version")
    post(client, f"/counter/{draft}/materials", {"proof": proof()}, headers=HTMX)
    post(client, f"/counter/{draft}/submit", WORDS | SIGNED | {"version": version})
    assert state_of(draft, inside) == "filed"


def test_a_file_that_somebody_else_added_is_shown_before_one_signs(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    version = page_of(client, f"/counter/{draft}/submit").field("version")
    post(sign_in("agent"), f"/counter/{draft}/materials", {"proof": proof()})
    page = post(client, f"/counter/{draft}/submit", WORDS | SIGNED | {"version": version})
    assert page.status == 409
    assert "上传材料" in page.text
    assert "缴款凭证.pdf" in page.text
    assert page.field("contact_name") == "王某某"
    assert state_of(draft, inside) == "draft"


# ---------------------------------------------------------------- materials


def test_a_file_is_sent_as_it_is_chosen_and_listed_at_once(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    page = post(
        client, f"/counter/{draft}/materials", {"once": "k", "proof": proof()}, headers=HTMX
    )
    assert page.tree.get("id") == "materials"
    assert "缴款凭证.pdf" in page.text
    with inside():
        assert page.field("version") == str(the(draft).version)


def test_without_script_a_file_comes_with_the_form_and_the_words_are_kept_too(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    page = post(client, f"/counter/{draft}/materials", WORDS | {"proof": proof()})
    assert page.path == f"/counter/{draft}/filing/2"
    assert "缴款凭证.pdf" in page.text
    assert page.field("contact_name") == "王某某"


def test_sent_twice_with_one_key_a_file_is_entered_once(
    sign_in: SignIn, inside: Inside, draft: str, shelf: Callable[[], set[str]]
) -> None:
    client = sign_in("applicant.a")
    for _ in range(2):
        post(client, f"/counter/{draft}/materials", {"once": "k", "proof": proof()}, headers=HTMX)
    with inside():
        assert len(documents.materials(the(draft))) == 1
    assert len(shelf()) == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (proof(b"<html><script>alert(1)</script>", "a.pdf"), "不是PDF、PNG或JPG文件"),
        (proof(b"", "空.pdf"), "是空文件"),
        (proof(small_pdf("<</S/JavaScript/JS(1)>>"), "a.pdf"), "含有脚本"),
        ((io.BytesIO(b""), ""), "请先选择要上传的文件"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_a_sentence_and_not_kept(
    sign_in: SignIn,
    inside: Inside,
    draft: str,
    shelf: Callable[[], set[str]],
    sent: tuple[io.BytesIO, str],
    says: str,
) -> None:
    for headers in ({}, HTMX):
        copy = (io.BytesIO(sent[0].getvalue() if says != "是空文件" else b""), sent[1])
        page = post(
            sign_in("applicant.a"), f"/counter/{draft}/materials", {"proof": copy}, headers=headers
        )
        assert (page.status, page.refusals) == (422, ["upload"])
        assert says in page.text
    assert shelf() == set()
    with inside():
        assert "attach" not in [e.name for e in history(the(draft).stream)]


def test_a_submission_that_is_refused_leaves_no_file_behind(
    sign_in: SignIn, inside: Inside, draft: str, shelf: Callable[[], set[str]]
) -> None:
    sent = WORDS | {"signer": "赵某", "proof": proof()}
    page = post(sign_in("applicant.a"), f"/counter/{draft}/submit", sent)
    assert (page.status, page.refusals[0]) == (422, "no_commitment")
    assert shelf() == set()


def test_the_same_bytes_twice_are_a_slip(
    sign_in: SignIn, draft: str, shelf: Callable[[], set[str]]
) -> None:
    client = sign_in("applicant.a")
    post(client, f"/counter/{draft}/materials", {"proof": proof()})
    page = post(
        client, f"/counter/{draft}/materials", {"proof": proof(name="副本.pdf")}, headers=HTMX
    )
    assert page.status == 422
    assert "已经上传过" in page.text
    assert len(shelf()) == 1


def test_a_case_holds_only_so_much_taken_back_or_not(
    sign_in: SignIn,
    draft: str,
    monkeypatch: pytest.MonkeyPatch,
    shelf: Callable[[], set[str]],
) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_CASE", len(small_pdf()) + 100)
    client = sign_in("applicant.a")
    page = post(client, f"/counter/{draft}/materials", {"proof": proof()})
    post(client, _remove_url(page), {})
    more = {"proof": proof(small_jpeg(), "a.jpg")}
    page = post(client, f"/counter/{draft}/materials", more, headers=HTMX)
    assert page.status == 422
    assert "合计不超过" in page.text
    assert len(shelf()) == 1


def _remove_url(page: Page) -> str:
    return str(page.tree.xpath("//button[contains(@formaction,'/remove')]/@formaction")[0])


def test_a_file_can_be_taken_back_its_bytes_stay(
    sign_in: SignIn, inside: Inside, draft: str, shelf: Callable[[], set[str]]
) -> None:
    client = sign_in("applicant.a")
    url = _remove_url(post(client, f"/counter/{draft}/materials", {"proof": proof()}))
    page = post(client, url, WORDS | {"once": "r1"})
    assert "缴款凭证.pdf" not in page.text
    assert page.field("contact_name") == "王某某"
    for key in ("r1", "r2"):
        assert post(client, url, {"once": key}).status == 200
    with inside():
        names = [e.name for e in history(the(draft).stream)]
        assert (names.count("attach"), names.count("detach")) == (1, 1)
    assert len(shelf()) == 1


def test_what_one_handed_in_is_closed_until_one_is_asked(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str], shelf: Callable[[], set[str]]
) -> None:
    ref = stands("filed")
    client = sign_in("applicant.a")
    with inside():
        key = documents.materials(the(ref))[0].key
    before = len(shelf())
    answers = [
        post(client, f"/counter/{ref}/materials", {"proof": proof(small_png(), "a.png")}),
        post(client, f"/counter/{ref}/materials/{key}/remove", {}),
        post(client, f"/counter/{ref}/draft", {"statement": "改"}),
    ]
    assert [page.status for page in answers] == [409, 409, 409]
    assert len(shelf()) == before


def test_the_section_that_has_a_case_does_not_write_for_its_applicant(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("correcting")
    client = sign_in("handler.road")
    assert post(client, f"/counter/{ref}/draft", {"statement": "改"}).status == 403
    with inside():
        assert kept(ref) == {}
        step(the(ref), "resubmit")
        step(
            the(ref),
            "ask_correction",
            "head.road",
            items=[{"field": "proof", "label": "证明材料", "wrong": "不清楚"}],
            again_because="首次通知后发现",
        )
        key = documents.materials(the(ref))[0].key
    assert post(client, f"/counter/{ref}/materials", {"proof": proof()}).status == 403
    assert post(client, f"/counter/{ref}/materials/{key}/remove", {}).status == 403


# ---------------------------------------------------------------- correction


def test_only_the_named_fields_are_open_with_what_is_wrong_at_each(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("correcting")
    client = sign_in("applicant.a")
    page = page_of(client, f"/counter/{ref}/resubmit")
    assert "存在的问题：未说明整改情况" in page.text
    assert "通知补正时是：已缴清罚款，完成整改" in page.text
    named = {str(name) for name in page.tree.xpath("//form[@id='ask-resubmit']//@name")}
    assert named == {"csrf_token", "once", "version", "draft", "statement"}
    strange = post(client, f"/counter/{ref}/resubmit", {"statement": "改", "signer": "李某"})
    assert (strange.status, strange.refusals) == (400, ["unknown_field"])
    assert state_of(ref, inside) == "correcting"


def test_an_answer_is_kept_as_it_is_typed_and_its_difference_is_shown(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("correcting")
    client = sign_in("applicant.a")
    post(client, f"/counter/{ref}/draft", {"statement": "已整改，附验收"})
    form = page_of(client, f"/counter/{ref}/resubmit")
    assert form.tree.xpath("//textarea[@name='statement']")[0].text.strip() == "已整改，附验收"
    sent = {"statement": "已整改并通过验收", "version": form.field("version")}
    page = post(client, f"/counter/{ref}/resubmit", sent)
    assert page.state == "reviewing"
    assert page.tree.xpath("//del/text()") == ["已缴清罚款，完成整改"]
    assert page.tree.xpath("//ins/text()") == ["已整改并通过验收"]
    with inside():
        assert kept(ref) == {}


def test_a_named_file_is_answered_by_one_sent_as_it_was_chosen(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("reviewing")
    with inside():
        step(
            the(ref),
            "ask_correction",
            items=[{"field": "proof", "label": "证明材料", "wrong": "看不清"}],
        )
    client = sign_in("applicant.a")
    nothing = post(client, f"/counter/{ref}/resubmit", {})
    assert nothing.status == 422
    assert "这一项需要补正，请填写或上传" in nothing.text
    post(
        client,
        f"/counter/{ref}/materials",
        {"proof": proof(small_png(), "清晰扫描.png")},
        headers=HTMX,
    )
    page = post(client, f"/counter/{ref}/resubmit", {})
    assert page.state == "reviewing"
    assert "清晰扫描.png" in str(page.tree.xpath("//ins/text()"))


# ---------------------------------------------------------------- read, withdraw


def test_the_page_says_whose_turn_it_is_and_how_long_is_left(
    sign_in: SignIn, stands: Callable[..., str]
) -> None:
    client = sign_in("applicant.a")
    page = page_of(client, f"/counter/{stands('filed')}")
    assert "现在不需要您做什么" in page.text
    assert "由市道路运输发展中心在2026年11月26日前决定是否受理" in page.text
    assert "还剩 3 个工作日" in page.text
    assert page.events == {"withdraw"}
    page = page_of(client, f"/counter/{stands('correcting', doc_no='资交执罚〔2026〕2号')}")
    assert "轮到您了" in page.text
    assert page.events == {"resubmit", "withdraw"}


def test_what_is_said_inside_the_house_is_not_read_outside(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("reviewing")
    with inside():
        step(the(ref), "recommend", opinion="内部核查意见")
        step(the(ref), "send_back", opinion="内部退回理由")
        step(the(ref), "recommend", opinion="内部再次核查")
        step(the(ref), "pass", opinion="内部审核意见")
        step(the(ref), "approve", opinion="内部审批意见")
    page = page_of(sign_in("applicant.a"), f"/counter/{ref}")
    assert page.state == "approved"
    assert "内部" not in page.body
    for name in ("陈经办", "罗法规", "宋分管"):
        assert name not in page.body


def test_a_refusal_gives_its_reason_and_its_remedy(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("deciding")
    with inside():
        step(the(ref), "refuse", opinion="尚欠罚款五百元")
    page = page_of(sign_in("applicant.a"), f"/counter/{ref}")
    outcome = page.tree.xpath("//section[@id='outcome']")[0].text_content()
    assert "处罚决定确定的义务未全部履行" in outcome
    assert "尚欠罚款五百元" in outcome
    assert "六十日内" in outcome
    assert "六个月内" in outcome
    assert "不予信用修复决定书" in outcome


def test_a_repair_lists_its_four_effects(sign_in: SignIn, stands: Callable[..., str]) -> None:
    page = page_of(sign_in("applicant.a"), f"/counter/{stands('published')}")
    for effect in ("停止公示", "停止共享使用", "解除措施", "更新信用评价"):
        assert effect in page.text


@pytest.mark.parametrize("state", ["draft", "filed", "correcting", "reviewing", "deciding"])
def test_an_application_can_be_withdrawn_while_it_is_open(
    sign_in: SignIn, inside: Inside, stands: Callable[..., str], state: str
) -> None:
    ref = stands(state)
    client = sign_in("applicant.a")
    asked = page_of(client, f"/counter/{ref}/withdraw")
    assert "以后可以重新申请" in asked.text
    page = post(client, f"/counter/{ref}/withdraw", {"version": asked.field("version")})
    assert (page.path, page.state) == (f"/counter/{ref}", "withdrawn")
    with inside():
        assert kept(ref) == {}


@pytest.mark.parametrize(
    "state",
    ["filed", "reviewing", "vetting", "approved", "published", "declined", "withdrawn"],
)
def test_every_state_has_a_page(sign_in: SignIn, stands: Callable[..., str], state: str) -> None:
    page = page_of(sign_in("applicant.a"), f"/counter/{stands(state)}")
    assert (page.status, page.state) == (200, state)


# ---------------------------------------------------------------- who may


def places(ref: str) -> list[str]:
    """Every address under which something of this case can be read."""
    case = the(ref)
    found = [f"/counter/{ref}", f"/counter/{ref}/withdraw"]
    found += [f"/counter/{ref}/filing/{n}" for n in (1, 2, 3)] + [f"/counter/{ref}/submit"]
    for document in documents.of_case(case):
        if document.direction == "issued":
            found += [f"/papers/{document.key}", f"/papers/{document.key}.pdf"]
        else:
            found += [f"/materials/{document.key}", f"/materials/{document.key}?view=1"]
    return found


def answers(client: FlaskClient, addresses: list[str]) -> set[int]:
    """With which codes these addresses answer."""
    codes = set()
    for path in addresses:
        with client.get(path) as answer:
            codes.add(answer.status_code)
    return codes


def drafted(inside: Inside, ref: str) -> list[str]:
    with inside():
        return places(ref)


def test_a_draft_and_its_files_are_the_applicant_s_alone(
    sign_in: SignIn, visitor: FlaskClient, inside: Inside, draft: str
) -> None:
    owner = sign_in("applicant.a")
    post(owner, f"/counter/{draft}/materials", {"proof": proof()})
    addresses = drafted(inside, draft)
    assert len(addresses) == 8
    for login in ("applicant.a", "agent"):
        client = sign_in(login)
        assert answers(client, addresses) == {200}, login
    stranger = sign_in("applicant.b")
    assert answers(stranger, addresses) == {404}
    for login in ("handler.road", "head.road", "handler.waterway", "legal", "auditor"):
        client = sign_in(login)
        assert answers(client, addresses) <= {403, 404}, login
    assert answers(visitor, addresses) == {303}


def test_papers_are_read_by_the_applicant_and_by_those_who_work_the_case(
    sign_in: SignIn, visitor: FlaskClient, inside: Inside, stands: Callable[..., str]
) -> None:
    ref = stands("refused")
    with inside():
        papers = [path for path in places(ref) if not path.startswith("/counter")]
    assert len(papers) == 10
    for login in ("applicant.a", "agent", "handler.road", "legal"):
        client = sign_in(login)
        assert answers(client, papers) == {200}, login
    for login in ("applicant.b", "handler.waterway", "handler.yanjiang", "sysadmin"):
        client = sign_in(login)
        assert answers(client, papers) == {404}, login
    assert answers(visitor, papers) == {303}


@pytest.mark.parametrize("login", ["applicant.b", "handler.waterway", None])
def test_nobody_else_writes(
    sign_in: SignIn, visitor: FlaskClient, inside: Inside, draft: str, login: str | None
) -> None:
    client = sign_in(login) if login else visitor
    with inside():
        before = len(history(the(draft).stream))
    for path, sent in (
        ("draft", {"statement": "改"}),
        ("materials", {"proof": proof()}),
        ("materials/x/remove", {}),
        ("submit", WORDS | SIGNED),
        ("withdraw", {}),
        ("filing/2", WORDS),
    ):
        status = post_once(client, f"/counter/{draft}/{path}", sent)
        assert status in ({303} if login is None else {403, 404}), path
    with inside():
        assert (the(draft).state, kept(draft)) == ("draft", {})
        assert len(history(the(draft).stream)) == before


def post_once(client: FlaskClient, path: str, fields: dict[str, Any]) -> int:
    from tests.browser import token_of

    return client.post(path, data={"csrf_token": token_of(client)} | fields).status_code


def test_a_file_is_a_download_or_stands_in_a_sandbox(
    sign_in: SignIn, inside: Inside, draft: str
) -> None:
    client = sign_in("applicant.a")
    post(client, f"/counter/{draft}/materials", {"proof": proof()})
    with inside():
        key = documents.materials(the(draft))[0].key
    for address, way in (
        (f"/materials/{key}", "attachment"),
        (f"/materials/{key}?view=1", "inline"),
    ):
        with client.get(address) as answer:
            headers = answer.headers
        assert headers["Content-Disposition"].startswith(way)
        assert headers["Content-Type"] == "application/pdf"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


# ---------------------------------------------------------------- at the desk


def test_the_desk_files_for_somebody_who_came_in_person(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        record = make_record(HONGTU).id
    client = sign_in("handler.road")
    page = post(client, "/counter/open/repair", {"record": record, "once": "k"})
    found = re.search(r"/cases/(XF2026-\d{6})/submit", page.path)
    assert found, page.path
    ref = found.group(1)
    post(client, f"/counter/{ref}/materials", {"proof": proof()})
    page = post(client, f"/cases/{ref}/submit", WORDS | SIGNED)
    assert page.state == "filed"
    assert sign_in("handler.road2").get(f"/cases/{ref}").status_code == 200
    assert page_of(sign_in("applicant.b"), f"/counter/{ref}").state == "filed"


def test_a_draft_of_the_desk_is_seen_by_whoever_opened_it(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        record = make_record(HONGTU).id
    client = sign_in("handler.road")
    post(client, "/counter/open/repair", {"record": record, "once": "k"})
    with inside():
        ref = db.session.scalars(select(Case.ref)).one()
    assert client.get(f"/cases/{ref}").status_code == 200
    assert sign_in("handler.road2").get(f"/cases/{ref}").status_code == 404
    assert sign_in("applicant.a").get(f"/counter/{ref}").status_code == 404


# ---------------------------------------------------------------- the session ended


def test_whoever_typed_while_the_session_ended_signs_in_and_is_back_where_they_were(
    sign_in: SignIn, app: Flask, draft: str
) -> None:
    client = sign_in("applicant.a")
    page = f"http://localhost/counter/{draft}/filing/2"
    clock.stand_at(MORNING + timedelta(hours=3))
    sent = {"csrf_token": _token(client), "statement": "还没存上的话"}
    answer = client.post(f"/counter/{draft}/filing/2", data=sent, headers={"Referer": page})
    assert answer.status_code == 303
    saving = client.post(f"/counter/{draft}/draft", data=sent, headers=HTMX | {"Referer": page})
    assert saving.status_code == 401
    for location in (answer.location, saving.headers["HX-Redirect"]):
        form = page_of(client, location)
        assert form.path == "/sign-in"
        (back,) = form.tree.xpath("//form[@id='sign-in']//input[@name='next']/@value")
        assert back == f"/counter/{draft}/filing/2"
    from app import demonstration

    fields = {
        "login": "applicant.a",
        "password": demonstration.PASSWORD,
        "next": back,
    }
    assert post(client, "/sign-in", fields).path == f"/counter/{draft}/filing/2"


def _token(client: FlaskClient) -> str:
    from tests.browser import token_of

    return token_of(client)


def test_the_pages_ask_the_browser_to_keep_what_is_typed(sign_in: SignIn, draft: str) -> None:
    client = sign_in("applicant.a")
    for path in ("filing/2", "submit"):
        page = page_of(client, f"/counter/{draft}/{path}")
        (form,) = page.tree.xpath("//form[@data-keep]")
        assert form.get("id")
        (line,) = form.xpath(".//*[@data-autosave]")
        assert line.get("hx-post") == f"/counter/{draft}/draft"
        assert line.xpath(".//*[@data-save-status]")


def test_the_trail_names_who_did_what(sign_in: SignIn, inside: Inside, draft: str) -> None:
    client = sign_in("agent")
    post(client, f"/counter/{draft}/materials", {"proof": proof()})
    with inside():
        last: Event = history(the(draft).stream)[-1]
        assert (last.name, last.person_id) == ("attach", actor("agent").person_id)
        sent = files.path_of(documents.materials(the(draft))[0].file or "")
        assert sent.read_bytes() == small_pdf()
