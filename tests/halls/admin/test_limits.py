"""时限设置 over HTTP: what a change would mean is shown first, set once, and moves no running clock."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import clock, deadlines, terms
from app.kernel.cases import Case
from app.kernel.deadlines import Deadline
from app.kernel.events import Event
from app.kernel.refusals import Refusal
from app.kernel.rooms import ROOMS
from app.kernel.terms import BureauTerm
from tests.browser import Page, page_of, post
from tests.conftest import MORNING
from tests.factories import make_repair, step

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]

CORRECTION = "/admin/limits/repair.correction"  # 10 working days, the bureau's own to set
DECISION = "/admin/limits/repair.decision"  # 7 working days: 国办发〔2025〕22号, no longer
BASIS = "资交发〔2026〕18号"
FRIDAY = "2026-11-27"


def looked(client: FlaskClient, path: str, length: str, since: str, cite: str = BASIS) -> Page:
    page = page_of(client, path)
    said = {"length": length, "since": since, "cite": cite, "once": page.field("once")}
    return post(client, path, said | {"seen": ""})


def confirmed(client: FlaskClient, path: str, shown: Page) -> Page:
    names = ("length", "since", "cite", "once", "seen")
    return post(client, f"{path}?step=set", {name: shown.field(name) for name in names})


def change(client: FlaskClient, path: str, length: str, since: str) -> Page:
    shown = looked(client, path, length, since)
    assert shown.status == 200, shown.text
    return confirmed(client, path, shown)


def values(inside: Inside) -> list[tuple[int, date]]:
    with inside():
        rows = db.session.execute(select(BureauTerm.length, BureauTerm.since))
        return [(row.length, row.since) for row in rows]


def applies(inside: Inside, key: str, on: str) -> int:
    with inside():
        term = next(t for room in ROOMS.values() for t in room.terms if t.key == key)
        return terms.applying(term, date.fromisoformat(on)).length


# ---------------------------------------------------------------- the list


def test_every_limit_of_every_workflow_stands_there_with_its_basis(sign_in: SignIn) -> None:
    page = page_of(sign_in("sysadmin"), "/admin/limits")
    keys = [str(ref) for ref in page.tree.xpath("//tbody/tr/@data-ref")]
    assert keys == [term.key for room in ROOMS.values() for term in room.terms]
    row = page.tree.xpath("//tr[@data-ref='repair.decision']")[0].text_content()
    assert "办理时限" in row
    assert "7 个工作日" in row
    assert "国办发〔2025〕22号" in row
    assert "默认" in row
    assert "Handling" in row or "Decision" in row  # its name in the other language


def test_nobody_else_sees_or_sets_a_limit(sign_in: SignIn, inside: Inside) -> None:
    for login in ("secadmin", "auditor", "handler.road", "approver", "applicant.a"):
        client = sign_in(login)
        assert client.get("/admin/limits").status_code == 403
        said = {"length": "5", "since": FRIDAY, "cite": BASIS, "once": "k", "seen": "0"}
        assert post(client, f"{CORRECTION}?step=set", said).status == 403
    assert values(inside) == []


# ---------------------------------------------------------------- looking, then setting


def test_looking_says_who_keeps_theirs_and_writes_nothing(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        waiting = make_repair("correcting", doc_no="资交执罚〔2026〕1号").ref
        make_repair("filed", doc_no="资交执罚〔2026〕2号")
        before = db.session.scalar(select(func.count()).select_from(Event))
    page = looked(sign_in("sysadmin"), CORRECTION, "15", FRIDAY)
    assert "2026-11-27起：10 个工作日 改为 15 个工作日" in page.text
    assert "现有 2 件在办" in page.text
    assert "1 个正在计算的时限用的是这一项" in page.text
    shown = page.tree.xpath("//*[@id='foreseen']//tbody/tr/@data-ref")
    assert shown == [waiting]
    assert "顺达" not in page.text  # numbers and days, no names
    with inside():
        assert db.session.scalar(select(func.count()).select_from(Event)) == before
    assert values(inside) == []


def test_it_governs_cases_opened_from_its_day_and_no_other(sign_in: SignIn, inside: Inside) -> None:
    with inside():
        old = make_repair("filed", doc_no="资交执罚〔2026〕1号").ref
    assert "已设定" in change(sign_in("sysadmin"), CORRECTION, "15", FRIDAY).text
    assert values(inside) == [(15, date(2026, 11, 27))]
    clock.stand_at(MORNING + timedelta(days=4))  # that Friday
    with inside():
        new = make_repair("correcting", doc_no="资交执罚〔2026〕2号")
        case = db.session.scalars(select(Case).where(Case.ref == old)).one()
        step(case, "accept")
        step(case, "ask_correction")
        lengths = dict(
            db.session.execute(
                select(Case.ref, Deadline.length)
                .join(Case, Case.id == Deadline.case_id)
                .where(Deadline.kind == "correction")
            ).all()  # type: ignore[arg-type]
        )
        assert lengths == {old: 10, new.ref: 15}
        assert next(c for c in deadlines.of_case(new) if c.kind == "correction").cite == BASIS


def test_the_day_before_the_old_value_applies(sign_in: SignIn, inside: Inside) -> None:
    change(sign_in("sysadmin"), CORRECTION, "15", FRIDAY)
    assert applies(inside, "repair.correction", "2026-11-26") == 10
    assert applies(inside, "repair.correction", "2026-11-27") == 15


def test_sent_twice_it_is_set_once(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("sysadmin")
    shown = looked(client, CORRECTION, "15", FRIDAY)
    assert "已设定" in confirmed(client, CORRECTION, shown).text
    assert "已设定" in confirmed(client, CORRECTION, shown).text
    assert values(inside) == [(15, date(2026, 11, 27))]
    with inside():
        acts = db.session.scalars(select(Event).where(Event.stream == "bureau/terms")).all()
        assert [act.name for act in acts] == ["set_term"]


def test_of_two_who_looked_at_once_the_second_looks_again(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("sysadmin")
    first, second = (looked(client, CORRECTION, length, FRIDAY) for length in ("15", "12"))
    assert "已设定" in confirmed(client, CORRECTION, first).text
    late = confirmed(client, CORRECTION, second)
    assert late.status == 422
    assert "刚刚另有设定" in late.text
    assert values(inside) == [(15, date(2026, 11, 27))]


def test_it_cannot_be_set_without_looking(sign_in: SignIn, inside: Inside) -> None:
    said = {"length": "15", "since": FRIDAY, "cite": BASIS, "once": "k", "seen": ""}
    assert post(sign_in("sysadmin"), f"{CORRECTION}?step=set", said).status == 422
    assert values(inside) == []


@pytest.mark.parametrize(
    ("path", "length", "since", "says"),
    [
        (CORRECTION, "15", "2026-11-22", "不能早于今天"),  # yesterday
        (CORRECTION, "10", FRIDAY, "没有改动"),
        (DECISION, "8", FRIDAY, "法定上限是7"),
        ("/admin/limits/repair.intake", "4", FRIDAY, "法定上限是3"),
        ("/admin/limits/sanction.hearing", "4", FRIDAY, "法定下限是5"),
        ("/admin/limits/sanction.serious.maximum", "37", FRIDAY, "法定上限是36"),
        (CORRECTION, "", FRIDAY, "请填写数值"),
        (CORRECTION, "15", "", "请填写日期"),
    ],
)
def test_what_may_not_be_is_said_at_its_field(
    sign_in: SignIn, inside: Inside, path: str, length: str, since: str, says: str
) -> None:
    client = sign_in("sysadmin")
    page = looked(client, path, length, since)
    assert page.status == 422
    assert says in " ".join(e.text_content() for e in page.tree.xpath("//*[@class='field-error']"))
    said = {"length": length, "since": since, "cite": BASIS, "once": "k", "seen": "0"}
    assert post(client, f"{path}?step=set", said).status == 422
    assert values(inside) == []


def test_a_change_without_its_document_is_refused(sign_in: SignIn, inside: Inside) -> None:
    assert looked(sign_in("sysadmin"), CORRECTION, "15", FRIDAY, cite="").status == 422
    assert values(inside) == []


def test_what_the_law_fixes_has_no_form(sign_in: SignIn, inside: Inside) -> None:
    page = page_of(sign_in("sysadmin"), "/admin/limits/sanction.serious.minimum")
    assert not page.tree.xpath("//input[@name='length']")
    said = {"length": "11", "since": FRIDAY, "cite": BASIS, "once": "k", "seen": "0"}
    assert post(sign_in("sysadmin"), f"{page.path}?step=set", said).status == 422
    assert values(inside) == []
    assert "法定为12 个月，本局不能另设" in page.text


def test_a_refusal_leaves_its_line(sign_in: SignIn, inside: Inside) -> None:
    looked(sign_in("sysadmin"), DECISION, "8", FRIDAY)
    with inside():
        assert list(db.session.scalars(select(Refusal.code))) == ["too_long"]


# ---------------------------------------------------------------- what is planned


def test_a_planned_change_is_withdrawn_before_its_day(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("sysadmin")
    change(client, CORRECTION, "15", FRIDAY)
    page = page_of(client, CORRECTION)
    assert "未到生效日" in page.text
    path = str(page.tree.xpath("//a[contains(@href,'/withdraw/')]/@href")[0])
    form = page_of(client, path)
    done = post(client, path, {"reason": "另行研究", "once": form.field("once")})
    assert "时限没有变动" in done.text
    assert applies(inside, "repair.correction", FRIDAY) == 10
    assert "已撤回" in page_of(client, CORRECTION).text
    again = post(client, path, {"reason": "另行研究", "once": "other"})
    assert (again.status, "已经撤回" in again.text) == (422, True)


def test_on_its_day_it_stands(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("sysadmin")
    change(client, CORRECTION, "15", FRIDAY)
    path = page_of(client, CORRECTION).tree.xpath("//a[contains(@href,'/withdraw/')]/@href")[0]
    clock.stand_at(MORNING + timedelta(days=4))
    client = sign_in("sysadmin")
    late = post(client, str(path), {"reason": "另行研究", "once": "k"})
    assert (late.status, "已经生效" in late.text) == (422, True)
    assert applies(inside, "repair.correction", FRIDAY) == 15


def test_a_later_plan_stands_and_one_of_the_same_day_is_replaced(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("sysadmin")
    change(client, CORRECTION, "15", "2027-01-04")
    sooner = looked(client, CORRECTION, "12", FRIDAY)
    assert "这一次只管到2027-01-04以前" in sooner.text
    assert "已设定" in confirmed(client, CORRECTION, sooner).text
    other = looked(client, CORRECTION, "20", "2027-01-04")
    assert "原定同一天改为15 个工作日的计划由这一次代替" in other.text
    assert "已设定" in confirmed(client, CORRECTION, other).text
    days = ("2026-11-26", FRIDAY, "2027-01-03", "2027-01-04")
    assert [applies(inside, "repair.correction", day) for day in days] == [10, 12, 12, 20]
    newest = page_of(client, CORRECTION).tree.xpath("//a[contains(@href,'/withdraw/')]/@href")[0]
    post(client, str(newest), {"reason": "另行研究", "once": "w"})
    assert applies(inside, "repair.correction", "2027-01-04") == 12  # the replaced one stays so


# ---------------------------------------------------------------- export, help


def test_the_workbook_holds_what_the_page_shows(sign_in: SignIn) -> None:
    client = sign_in("sysadmin")
    change(client, CORRECTION, "15", "2026-11-23")
    answer = client.get("/admin/limits/export.xlsx")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    lines = {row[3]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert set(lines) == {term.key for room in ROOMS.values() for term in room.terms}
    own = lines["repair.correction"]
    assert (own[4], own[5], own[6], own[7], own[8]) == (15, "工作日", BASIS, 10, "2026-11-23")
    assert lines["repair.decision"][10] == 7
    history = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert history[0][:4] == ("repair.correction", 15, "2026-11-23", BASIS)


def test_the_help_page_shows_the_bureaus_own_value(sign_in: SignIn, visitor: FlaskClient) -> None:
    change(sign_in("sysadmin"), CORRECTION, "15", "2026-11-23")
    limits = page_of(visitor, "/help/repair").tree.xpath("//section[@id='limits']")[0]
    assert "15 个工作日" in limits.text_content()
    assert BASIS in limits.text_content()
