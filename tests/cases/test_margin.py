"""批注 on the page: written with and without script, refused at the field, seen by staff alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient

from app.kernel import clock, notes
from tests.browser import page_of, post
from tests.conftest import MORNING, actor
from tests.factories import make_repair
from tests.questions import questions

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]


def a_case(inside: Inside, state: str = "filed") -> str:
    with inside():
        return make_repair(state).ref


def noted(inside: Inside, ref: str, words: str = "材料已核对") -> None:
    with inside():
        from app.kernel import cases

        me = actor("handler.road")
        case = cases.find(me, ref)
        assert case is not None
        notes.write(case, words, [], me, clock.now())


def test_without_script_the_form_is_a_page_and_the_list_names_colleagues(
    inside: Inside, sign_in: SignIn
) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    case = page_of(client, f"/cases/{ref}")
    assert case.tree.xpath("//*[@id='notes']//a/@href") == [f"/cases/{ref}/notes/write"]
    form = page_of(client, f"/cases/{ref}/notes/write")
    options = form.tree.xpath("//select[@name='to']/option/text()")
    with inside():
        head = actor("head.road").name
    assert options[0] == "不另外提醒"
    assert any(option.startswith(head) for option in options)


def test_a_note_stands_on_the_page_of_staff_and_not_on_the_applicants(
    inside: Inside, sign_in: SignIn
) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    fields = {"words": "请<b>核对</b>付款日期", "to": "0", "once": "k1"}
    page = post(client, f"/cases/{ref}/notes/write", fields)
    assert (page.status, page.path) == (200, f"/cases/{ref}")
    assert "请<b>核对</b>付款日期" in page.tree.xpath("string(//*[@id='notes'])")
    assert "付款日期" in page_of(sign_in("auditor"), f"/cases/{ref}").text
    own = page_of(sign_in("applicant.a"), f"/counter/{ref}")
    assert own.status == 200
    assert "付款日期" not in own.body
    assert "写批注" not in own.body


def test_a_mention_is_a_message_that_leads_to_the_case(inside: Inside, sign_in: SignIn) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    with inside():
        head = actor("head.road").person_id
    post(client, f"/cases/{ref}/notes/write", {"words": "请看", "to": str(head), "once": "k"})
    messages = page_of(sign_in("head.road"), "/messages")
    assert f"办件{ref}的批注提到了您" in messages.text
    assert f"/cases/{ref}" in messages.body


def test_a_mention_of_an_outsider_is_refused_at_the_field(inside: Inside, sign_in: SignIn) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    with inside():
        outsider = actor("handler.enforcement").name
    fields = {"words": f"@{outsider}请看", "to": "0", "once": "k"}
    page = post(client, f"/cases/{ref}/notes/write", fields)
    assert page.status == 422
    assert f"没有“{outsider}" in page.tree.xpath("string(//*[@id='words-error'])")
    assert f"@{outsider}请看" in page.tree.xpath("string(//textarea[@name='words'])")
    empty = post(client, f"/cases/{ref}/notes/write", {"words": " ", "to": "0", "once": "k2"})
    assert (empty.status, "请写批注" in empty.text) == (422, True)


def test_names_are_offered_while_typing_and_nothing_is_kept(
    inside: Inside, sign_in: SignIn
) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    with inside():
        head = actor("head.road").name
    page = post(client, f"/cases/{ref}/notes/names", {"words": f"请@{head[:1]}"})
    assert head in page.tree.xpath("//button/@data-mention")
    nobody = post(client, f"/cases/{ref}/notes/names", {"words": "请看"})
    assert nobody.tree.xpath("//button") == []
    assert "还没有批注" in page_of(client, f"/cases/{ref}").text


def test_auditors_read_and_find_no_form(inside: Inside, sign_in: SignIn) -> None:
    ref = a_case(inside)
    noted(inside, ref)
    client = sign_in("auditor")
    assert f"/cases/{ref}/notes/write" not in page_of(client, f"/cases/{ref}").body
    assert page_of(client, f"/cases/{ref}/notes/write").status == 403
    fields = {"words": "看过", "to": "0", "once": "k"}
    assert post(client, f"/cases/{ref}/notes/write", fields).status == 403


def test_what_was_taken_back_leaves_a_tombstone_and_no_words(
    inside: Inside, sign_in: SignIn
) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    noted(inside, ref, "写错的话")
    page = page_of(client, f"/cases/{ref}")
    act = page.tree.xpath("//*[@id='notes']//form/@action")[0]
    assert "本人已于" not in page.body
    assert page_of(sign_in("head.road"), f"/cases/{ref}").tree.xpath("//*[@id='notes']//form") == []
    gone = post(client, act, {"once": "k"})
    assert "本人已于2026-11-23 09:30撤下这条批注" in gone.text
    assert "写错的话" not in gone.body
    clock.stand_at(MORNING.replace(day=24))
    noted_again = page_of(client, f"/cases/{ref}")
    assert noted_again.tree.xpath("//*[@id='notes']//form") == []


def test_another_bureaus_case_has_no_notes_page(inside: Inside, sign_in: SignIn) -> None:
    ref = a_case(inside)
    for login in ("handler.enforcement",):
        client = sign_in(login)
        assert page_of(client, f"/cases/{ref}/notes/write").status == 404
        assert post(client, f"/cases/{ref}/notes/names", {"words": "@"}).status == 404


def test_notes_ask_the_database_nothing_more(app: object, inside: Inside, sign_in: SignIn) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    page_of(client, f"/cases/{ref}")
    with questions(app) as before:  # type: ignore[arg-type]
        page_of(client, f"/cases/{ref}")
    for n in range(5):
        noted(inside, ref, f"第{n}条")
    with questions(app) as after:  # type: ignore[arg-type]
        page_of(client, f"/cases/{ref}")
    assert len(after) == len(before)


def test_the_notes_speak_english(inside: Inside, sign_in: SignIn) -> None:
    ref, client = a_case(inside), sign_in("handler.road")
    noted(inside, ref, "材料已核对")
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    text = page_of(client, f"/cases/{ref}").text
    for words in ("Notes", "Seen by staff only", "Wrote a note", "Remove note"):
        assert words in text, words
    assert "Also notify" in page_of(client, f"/cases/{ref}/notes/write").text
