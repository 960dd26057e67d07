"""协会会员 over HTTP: pasted, looked at, entered; taken off and entered again; and who may not."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.extensions import BEIJING, db
from app.kernel import associations, clock, events, subjects
from app.kernel.associations import Membership
from app.kernel.events import Event
from app.kernel.people import CLOCK
from app.kernel.tx import transaction
from app.lib.uscc import make_uscc
from tests.browser import Page, page_of, post, token_of
from tests.conftest import MORNING, actor

SignIn = Callable[[str], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]

HOUSE = "51512000MJ0000018K"
HOME, ROLL, ENTER = "/associations", f"/associations/{HOUSE}", f"/associations/{HOUSE}/enter"
SHUNDA = "91512000MA0000015M"  # a member
ANJIE = "92512021MA0000031M"  # on file, and no member
KEEPER = "handler.licensing"


def on_file(inside: Inside, name: str, code: str) -> str:
    with inside(), transaction():
        subjects.enter("org", name, code)
    return code


def fresh(n: int) -> str:
    return make_uscc("91512000", f"MA9{n:05d}")


def outcomes(page: Page) -> dict[str, str]:
    """What is said of each line, by its number."""
    rows = page.tree.xpath("//tr[@data-outcome]")
    return {str(row.get("data-row")): str(row.get("data-outcome")) for row in rows}


def typed(page: Page) -> list[str]:
    return str(page.tree.xpath("string(//textarea[@name='lines'])")).split()


def enter(client: FlaskClient, *lines: str, once: str = "once-1", path: str = ENTER) -> Page:
    return post(client, f"{path}?step=enter", {"lines": "\r\n".join(lines), "once": once})


def listed(client: FlaskClient, query: str = "") -> list[str]:
    return [str(c) for c in page_of(client, ROLL + query).tree.xpath("//tbody/tr/@data-ref")]


def admitted(inside: Inside) -> int:
    with inside():
        query = select(func.count()).select_from(Event).where(Event.name == "admit")
        return db.session.scalar(query) or 0


# ---------------------------------------------------------------- who, and where from


def test_the_keepers_come_here_from_the_page_of_kept_matters(sign_in: SignIn) -> None:
    client = sign_in(KEEPER)
    assert HOME in page_of(client, "/matters/kept").tree.xpath("//a/@href")
    assert HOME in page_of(client, "/matters/HY-01").tree.xpath("//a/@href")
    page = page_of(client, HOME)
    assert page.tree.xpath("//tbody/tr/@data-ref") == [HOUSE]
    assert "资阳市道路运输行业示例协会" in page.text
    assert page.tree.xpath("//td[@class='num']/text()") == ["5"]


@pytest.mark.parametrize("login", ["handler.road", "head.road", "handler.yanjiang"])
def test_for_sections_that_keep_no_list_there_is_nothing_here(
    sign_in: SignIn, inside: Inside, login: str
) -> None:
    client, before = sign_in(login), admitted(inside)
    leave = f"{ROLL}/{SHUNDA}/leave"
    for path in (HOME, f"{HOME}/new", ROLL, ENTER, leave):
        assert page_of(client, path).status == 404
    for path in (f"{HOME}/new?step=enter", f"{ENTER}?step=enter", leave, f"{ROLL}/export.xlsx"):
        sent = {"lines": ANJIE, "code": HOUSE, "once": "once-1"}
        assert post(client, path, sent).status == 404
    assert HOME not in page_of(client, "/matters/HY-01").tree.xpath("//a/@href")
    assert admitted(inside) == before


@pytest.mark.parametrize("login", ["association", "applicant.a", "legal", "sysadmin", "auditor"])
def test_others_are_refused(sign_in: SignIn, login: str) -> None:
    client = sign_in(login)
    for path in (HOME, ROLL, ENTER):
        assert page_of(client, path).status == 403


def test_a_house_without_associations_says_what_to_do(sign_in: SignIn, inside: Inside) -> None:
    with inside(), transaction():
        db.session.query(Membership).delete()
    page = page_of(sign_in(KEEPER), HOME)
    assert "还没有登记协会" in page.text
    assert f"{HOME}/new" in page.tree.xpath("//a/@href")
    assert page_of(sign_in(KEEPER), ROLL).status == 404


# ---------------------------------------------------------------- members come in


def test_each_line_is_told_what_would_happen_and_nothing_happens(
    sign_in: SignIn, inside: Inside
) -> None:
    client, before = sign_in(KEEPER), admitted(inside)
    lines = [
        "资阳市无代码示例公司",
        f"安岳县安捷示例客运服务部\t{ANJIE}",
        f"顺达　{SHUNDA.lower()}",
        fresh(1),
        "91512000MA0000015X",
        HOUSE,
        ANJIE,
        "企业名称\t统一社会信用代码",
    ]
    page = post(client, ENTER, {"lines": "\r\n".join(lines)})
    assert page.status == 200
    assert outcomes(page) == {
        "1": "nocode",
        "2": "new",
        "3": "member",
        "4": "unknown",
        "5": "check",
        "6": "itself",
        "7": "twice",
        "8": "heading",
    }
    for words in (
        *("这一行没有代码", "将登记", "已是会员", "没有这个代码的企业档案"),
        *("代码校验不通过", "协会本身", "重复行", "与第 2 行相同", "登记 1 家会员"),
    ):
        assert words in page.text
    assert "\n".join(lines) in page.tree.xpath("string(//textarea)").replace("\r\n", "\n")
    assert admitted(inside) == before


def test_what_was_looked_at_is_entered_and_who_did_it_is_shown(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in(KEEPER)
    looked_at = post(client, ENTER, {"lines": f"{ANJIE}\t安岳县安捷示例客运服务部\r\n{SHUNDA}"})
    form = looked_at.tree.xpath("//section[@id='preview']//form")[0]
    sent = {str(one.get("name")): str(one.get("value")) for one in form.xpath(".//input")}
    del sent["csrf_token"]
    page = post(client, str(form.get("action")), sent)
    assert page.path == ROLL
    assert "已登记 1 家会员。" in page.text
    newest = page.tree.xpath("//tbody/tr")[0]
    assert newest.get("data-ref") == ANJIE
    said = " ".join(newest.text_content().split())
    assert "2026-11-23 09:30" in said
    assert "马经办" in said
    home = page_of(client, HOME).text
    assert "2026-11-23 09:30马经办" in home


def test_only_good_lines_are_entered_and_the_others_stay_typed(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in(KEEPER)
    page = enter(client, "9151无码", ANJIE, SHUNDA, fresh(1), ANJIE)
    assert page.status == 200
    assert "已登记 1 家会员。" in page.text
    assert outcomes(page) == {"1": "nocode", "3": "member", "4": "unknown", "5": "twice"}
    assert typed(page) == ["9151无码", fresh(1)]
    assert listed(client)[0] == ANJIE
    assert page.field("once") != "once-1"  # what stays is another form


def test_pressed_again_it_adds_nothing_and_says_the_same(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in(KEEPER)
    pages = [enter(client, ANJIE, fresh(1)) for _ in range(2)]
    assert [outcomes(page) for page in pages] == [{"2": "unknown"}] * 2
    assert all("已登记 1 家会员。" in page.text for page in pages)
    assert admitted(inside) == 2  # the roll as it began, and this one
    assert listed(client).count(ANJIE) == 1


def test_a_second_look_carries_a_key_of_its_own(sign_in: SignIn) -> None:
    client = sign_in(KEEPER)
    keys = set()
    for _ in range(2):
        page = post(client, ENTER, {"lines": ANJIE, "once": "once-1"})
        keys |= set(page.tree.xpath("//section[@id='preview']//input[@name='once']/@value"))
    assert len(keys - {"once-1"}) == 2


def test_entered_by_somebody_else_in_the_meantime_it_is_a_member_already(
    sign_in: SignIn, inside: Inside
) -> None:
    other = on_file(inside, "资阳市新风示例运输有限公司", fresh(1))
    client = sign_in(KEEPER)
    page = post(client, ENTER, {"lines": f"{ANJIE}\r\n{other}"})
    assert outcomes(page) == {"1": "new", "2": "new"}
    with inside(), transaction():
        found = [subjects.with_code(code) for code in (HOUSE, ANJIE)]
        ids = [one.id for one in found if one]
        associations.admit(ids[0], ids[1:], actor("head.licensing"), clock.now())
    page = enter(client, ANJIE, other)
    assert page.path == ROLL
    assert "已登记 1 家会员。" in page.text
    assert sorted(listed(client)[:2]) == sorted([ANJIE, other])
    page = enter(client, ANJIE, once="once-2")
    assert "没有可以登记的会员" in page.text
    assert outcomes(page) == {"1": "member"}


def test_nothing_pasted_and_too_much_are_said_at_the_field(sign_in: SignIn) -> None:
    client = sign_in(KEEPER)
    page = post(client, ENTER, {"lines": " \r\n "})
    assert page.status == 422
    assert "请粘贴会员的统一社会信用代码，每行一家" in page.text
    page = post(client, ENTER, {"lines": "\r\n".join(["x"] * 1001)})
    assert page.status == 422
    assert "一次最多登记1000行，现在有1001行" in page.text
    assert len(typed(page)) == 1001
    page = post(client, ENTER, {"lines": "\r\n".join(["x"] * 1000)})
    assert page.status == 200


def test_a_thousand_members_come_in_as_one_act(sign_in: SignIn, inside: Inside) -> None:
    codes = [fresh(n) for n in range(1000)]
    with inside(), transaction():
        made = [{"kind": "org", "name": f"示例运输{c}", "code": c} for c in codes]
        subjects.enter_many(made)
    client, before = sign_in(KEEPER), admitted(inside)
    assert "已登记 1000 家会员。" in enter(client, *codes).text
    assert admitted(inside) == before + 1
    first = listed(client)
    assert len(first) == 50
    after = page_of(client, ROLL).tree.xpath("//a[@rel='next']/@href")[0]
    second = [str(c) for c in page_of(client, after).tree.xpath("//tbody/tr/@data-ref")]
    assert len(second) == 50
    assert not set(first) & set(second)


def test_another_name_beside_the_code_is_pointed_out(sign_in: SignIn) -> None:
    page = post(sign_in(KEEPER), ENTER, {"lines": f"资阳市别家示例运输有限公司 {ANJIE}"})
    assert outcomes(page) == {"1": "new"}
    assert "与这一行写的名称不同，请核对：" in page.text


# ---------------------------------------------------------------- a new association


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "请填写协会的统一社会信用代码"),
        ("51512000MJ0000018X", "代码校验不通过，请核对"),
        (make_uscc("51512000", "MJ000099"), "没有这个代码的企业档案，请先建立企业档案"),
    ],
)
def test_a_wrong_code_of_an_association_is_said_at_its_field(
    sign_in: SignIn, code: str, says: str
) -> None:
    page = post(sign_in(KEEPER), f"{HOME}/new", {"code": code, "lines": ANJIE})
    assert page.status == 422
    assert says in page.tree.xpath("string(//p[@id='code-error'])")
    assert typed(page) == [ANJIE]


def test_an_association_is_entered_with_its_first_members(sign_in: SignIn, inside: Inside) -> None:
    society = on_file(inside, "资阳市水运示例协会", make_uscc("51512000", "MJ000099"))
    client, path = sign_in(KEEPER), f"{HOME}/new"
    page = post(client, path, {"code": f" {society.lower()} ", "lines": ANJIE})
    assert "资阳市水运示例协会" in page.text
    assert "代码以51开头" not in page.text
    assert page_of(client, f"{HOME}/{society}").status == 404
    for _ in range(2):
        sent = {"code": society, "lines": ANJIE, "once": "once-1"}
        page = post(client, f"{path}?step=enter", sent)
        assert page.path == f"{HOME}/{society}"
        assert "已登记 1 家会员。" in page.text
    assert page_of(client, HOME).tree.xpath("//tbody/tr/@data-ref") == [HOUSE, society]


def test_what_is_no_society_by_its_code_is_pointed_out(sign_in: SignIn) -> None:
    page = post(sign_in(KEEPER), f"{HOME}/new", {"code": SHUNDA, "lines": ANJIE})
    assert "社会团体的代码以51开头，这个代码不是" in page.text
    page = post(sign_in(KEEPER), f"{HOME}/new", {"code": HOUSE, "lines": ANJIE})
    assert "这家协会已有名册" in page.text
    assert "代码以51开头" not in page.text


# ---------------------------------------------------------------- leaving, and again


def test_who_is_taken_off_is_a_member_until_tonight_and_may_be_entered_again(
    sign_in: SignIn, inside: Inside
) -> None:
    client, path = sign_in(KEEPER), f"{ROLL}/{SHUNDA}/leave"
    page = page_of(client, path)
    assert "今天是最后一天，明天起资阳市道路运输行业示例协会不能再为它报送。" in page.text
    for _ in range(2):
        page = post(client, path, {"once": "once-1"})
        assert page.path == ROLL
    assert "已注销，今天是最后一天" in page.text
    assert page_of(client, path).status == 404
    clock.stand_at(datetime(2026, 11, 24, 9, tzinfo=BEIJING))
    client = sign_in("head.licensing")
    assert SHUNDA not in listed(client)
    (row,) = page_of(client, f"{ROLL}?show=left").tree.xpath("//tbody/tr")
    said = " ".join(row.text_content().split())
    assert "2026-11-23 09:30马经办" in said
    again = str(row.xpath(".//a/@href")[0])
    assert typed(page_of(client, again)) == [SHUNDA]
    enter(client, SHUNDA)
    assert listed(client)[0] == SHUNDA
    assert listed(client, "?show=left") == [SHUNDA]
    with inside():
        found = subjects.with_code(SHUNDA)
        query = select(Membership.since, Membership.until).order_by(Membership.id)
        mine = db.session.execute(query.where(Membership.member_id == found.id)).all()  # type: ignore[union-attr]
        assert [until for _since, until in mine] == [date(2026, 11, 23), None]
        assert mine[1][0] == date(2026, 11, 24)


def test_entered_again_the_same_day_it_stands_once_on_the_roll(sign_in: SignIn) -> None:
    client = sign_in(KEEPER)
    post(client, f"{ROLL}/{SHUNDA}/leave", {"once": "once-1"})
    enter(client, SHUNDA, once="once-2")
    assert listed(client).count(SHUNDA) == 1
    assert listed(client, "?show=left") == [SHUNDA]
    assert "今天在册会员 5 家" in page_of(client, ROLL).text


def test_nobody_leaves_who_is_no_member(sign_in: SignIn) -> None:
    assert page_of(sign_in(KEEPER), f"{ROLL}/{ANJIE}/leave").status == 404


# ---------------------------------------------------------------- finding, exporting


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("顺达", [SHUNDA]),
        (SHUNDA.lower(), [SHUNDA]),
        ("９１５１２０００ ＭＡ０００００１５Ｍ", [SHUNDA]),
        ("%", []),
        ("安捷", []),
    ],
)
def test_a_member_is_found_by_name_or_code(sign_in: SignIn, words: str, found: list[str]) -> None:
    page = page_of(sign_in(KEEPER), f"{ROLL}?q={quote(words)}")
    assert [str(c) for c in page.tree.xpath("//tbody/tr/@data-ref")] == found
    assert found or "没有找到这家会员" in page.text


def test_the_roll_is_taken_along_as_it_is_narrowed_and_that_is_written_down(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in(KEEPER)
    data = {"csrf_token": token_of(client), "once": "once-1"}
    answer = client.post(f"{ROLL}/export.xlsx?q=顺达", data=data)
    assert answer.status_code == 200
    (sheet,) = load_workbook(io.BytesIO(answer.data)).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0].startswith("资阳市道路运输行业示例协会会员名册")
    assert rows[1][:4] == ["会员", "统一社会信用代码", "入会", "最后一天"]
    assert rows[2][:2] == ["资阳市顺达示例货运有限公司", SHUNDA]
    assert len(rows) == 3
    with inside():
        (entry,) = events.history("associations/export")
        said = events.facts_of([entry.id])[entry.id]
        assert (said["rows"], said["q"]) == (1, "顺达")
        assert entry.person_id == actor(KEEPER).person_id
    shown = page_of(sign_in("auditor"), "/audit?of=associations/export").text
    assert "导出会员名册" in shown


def test_the_story_of_an_association_is_found_in_the_trail(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in(KEEPER)
    enter(client, ANJIE)
    post(client, f"{ROLL}/{ANJIE}/leave", {"once": "once-2"})
    with inside():
        found = subjects.with_code(HOUSE)
        assert found is not None
        story = f"association/{found.id}"
    page = page_of(sign_in("auditor"), f"/audit?of={story}")
    for words in ("入会", "退会", "马经办"):
        assert words in page.text


def test_an_association_sees_how_many_members_it_has(sign_in: SignIn, inside: Inside) -> None:
    page = page_of(sign_in("association"), "/matters/HY-01/bulk")
    assert "资阳市道路运输行业示例协会今天在册会员 5 家。" in page.text
    assert "请联系局行政审批科登记" in page.text


def test_in_english_every_page_is_english(sign_in: SignIn) -> None:
    client = sign_in(KEEPER)
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    page = post(client, ENTER, {"lines": f"{ANJIE}\r\n{fresh(1)}"})
    for words in ("Enter 1 member", "To be entered", "No enterprise file with this code"):
        assert words in page.text


def test_a_clock_that_enters_members_leaves_no_person(sign_in: SignIn, inside: Inside) -> None:
    with inside(), transaction():
        found = [subjects.with_code(code) for code in (HOUSE, ANJIE)]
        ids = [one.id for one in found if one]
        associations.admit(ids[0], ids[1:], CLOCK, MORNING)
    assert listed(sign_in(KEEPER))[0] == ANJIE


def test_a_member_without_a_file_has_one_opened_by_the_name_beside_its_code(
    sign_in: SignIn, inside: Inside
) -> None:
    client, code = sign_in(KEEPER), fresh(7)
    named = f"1\t资阳市新会员示例运输有限公司\t{code}\t13800001111"
    looked = post(client, ENTER, {"lines": f"{named}\r\n{fresh(8)}\r\n{fresh(9)} 张某"})
    assert outcomes(looked) == {"1": "open", "2": "unknown", "3": "unknown"}
    for words in ("将建档并登记", "其中 1 家还没有档案", "资阳市新会员示例运输有限公司"):
        assert words in looked.text
    assert f"/subjects/new?code={fresh(8)}" in looked.tree.xpath("//a/@href")
    with inside():
        assert subjects.with_code(code) is None  # looking opens nothing

    done = enter(client, named)
    assert (done.path, code in listed(client)) == (ROLL, True)
    assert enter(client, named).status == 200  # pressed again: nothing more
    assert admitted(inside) == 2  # the demonstration's own list, and this
    with inside():
        opened = subjects.with_code(code)
        assert opened is not None
        assert opened.name == "资阳市新会员示例运输有限公司"
        assert [e.name for e in events.history(f"subject/{opened.id}")] == ["open_file"]
