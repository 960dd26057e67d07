"""批量报送 over HTTP: template, errors row by row, filing, the same again, and who may not."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.extensions import db
from app.halls.bulk import staging
from app.kernel import clock, matters, subjects, vault
from app.kernel.cases import Case
from app.kernel.events import facts_of, history
from app.kernel.matters import OpenMatter, Wording
from app.kernel.notices import Notice
from app.kernel.people import CLOCK, Account
from app.kernel.tx import transaction
from app.lib.publicity import Severity
from tests.browser import Page, page_of, post
from tests.conftest import MORNING, actor
from tests.factories import make_record
from tests.halls.bulk.books import (
    CHUANCHANG,
    HEADER,
    HONGTU,
    NINGCHENG,
    SHUNDA,
    STRANGER,
    Row,
    row,
    text,
    xlsx,
)

Inside = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[str], FlaskClient]

ASSOCIATION = "51512000MJ0000018K"
HOME = "/matters/HY-01/bulk"


def upload(client: FlaskClient, content: bytes, name: str = "会员.xlsx") -> Page:
    association = page_of(client, HOME).field("association")
    return post(client, HOME, {"association": association, "file": (io.BytesIO(content), name)})


def checked(client: FlaskClient, *rows: Row) -> Page:
    return upload(client, xlsx(rows))


def outcomes(client: FlaskClient, page: Page) -> list[str]:
    shown = page_of(client, f"{page.path}?show=rows")
    return [str(one) for one in shown.tree.xpath("//tr/@data-outcome")]


def told(app: Flask, inside: Inside, verb: str, *codes: str) -> str:
    """What the command says at the server."""
    with inside():
        args = ["members", verb, ASSOCIATION, *codes]
        return app.test_cli_runner().invoke(args=args).output


def filed(inside: Inside) -> int:
    with inside():
        query = select(func.count()).select_from(Case).where(Case.kind == "commitment")
        return db.session.scalar(query) or 0


def test_good_rows_become_cases_each_with_its_letter(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    page = checked(client, row(), row(HONGTU, vehicles=7, until="2027-12-31"), row(CHUANCHANG))
    assert page.state == "checked"
    assert filed(inside) == 0
    page = post(client, f"{page.path}/accept", {})
    assert page.state == "filed"
    assert "已报送 3 家企业的承诺书" in page.text
    assert outcomes(client, page) == ["filed", "filed", "filed"]
    with inside():
        cases = list(db.session.scalars(select(Case).order_by(Case.id)))
        assert [case.subject.code for case in cases] == [SHUNDA[1], HONGTU[1], CHUANCHANG[1]]
        assert {case.state for case in cases} == {"filed"}
        assert "自有营运车辆7辆" in cases[1].letter[1]
        assert "于2026年12月31日前" in cases[1].letter[1]
        assert cases[1].valid_until.isoformat() == "2027-12-31"
        assert vault.masked(cases[0].contact_phone) == "138****1111"
        opened, submitted = history(cases[0].stream)
        assert (opened.name, submitted.name) == ("open", "submit")
        assert facts_of([submitted.id])[submitted.id]["signed_on"] == "2026-11-20"


def test_the_same_workbook_again_adds_nothing(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    page = checked(client, row(), row(HONGTU))
    post(client, f"{page.path}/accept", {})
    again = checked(client, row(), row(HONGTU))
    assert "没有可以报送的企业" in again.text
    assert outcomes(client, again) == ["here", "here"]
    assert post(client, f"{again.path}/accept", {}).status == 409
    assert filed(inside) == 2


def test_a_letter_that_was_withdrawn_may_be_filed_again(sign_in: SignIn, inside: Inside) -> None:
    client, member = sign_in("association"), sign_in("applicant.a")
    page = checked(client, row())
    post(client, f"{page.path}/accept", {})
    with inside():
        ref = db.session.scalars(select(Case.ref)).one()
    form = page_of(member, f"/counter/{ref}/withdraw")
    seen = {"version": form.field("version"), "once": form.field("once"), "opinion": "不同意"}
    assert post(member, f"/counter/{ref}/withdraw", seen).status == 200
    assert outcomes(client, checked(client, row())) == ["good"]


def test_each_member_is_told_who_filed_and_that_it_may_withdraw(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    post(client, f"{checked(client, row()).path}/accept", {})
    with inside():
        told = db.session.scalars(
            select(Notice)
            .join(Account, Account.id == Notice.account_id)
            .where(Account.login == "applicant.a", Notice.kind == "legal")
        ).all()
        (notice,) = [one for one in told if "association" in one.params]
        assert notice.params["association"] == "资阳市道路运输行业示例协会"
    shown = page_of(sign_in("applicant.a"), "/messages").text
    assert "资阳市道路运输行业示例协会已代贵企业报送信用承诺" in shown


def test_sending_the_form_twice_files_once(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    page = checked(client, row())
    for _ in range(2):
        assert post(client, f"{page.path}/accept", {"once": "one-key"}).state == "filed"
    assert filed(inside) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (row(vehicles=""), "此项必填，请补全。"),
        (row(vehicles="十二"), "请填写数字，如12或者12.5"),
        (row(day="明年"), "日期写法无法识别"),
        (row(signed="2026-12-01"), "签署日期在今天以后"),
        (row(signed="2026-03-31"), "这一版承诺书2026-04-01起适用"),
        (row(until="2026-01-01"), "承诺有效期不能早于今天"),
        (row(phone="无"), "联系电话只能是数字、空格和短横线"),
        (row(signer=""), "此项必填，请补全。"),
        (row(code="91512000MA0000015X"), "统一社会信用代码校验不通过"),
        (row(STRANGER), "不是本协会登记的会员"),
        (row(name="顺达货运"), "与登记的名称“资阳市顺达示例货运有限公司”不一致"),
        (row(code=9.1512e17), "代码存成了数字或日期"),
    ],
)
def test_a_wrong_row_says_what_is_wrong_and_the_others_are_filed(
    sign_in: SignIn, inside: Inside, wrong: Row, says: str
) -> None:
    client = sign_in("association")
    page = checked(client, wrong, row(CHUANCHANG))
    assert says in page.text
    assert "第 2 行" in page.text
    assert outcomes(client, page) == ["bad", "good"]
    post(client, f"{page.path}/accept", {})
    assert filed(inside) == 1


def test_two_rows_of_one_member_that_differ_are_both_wrong(sign_in: SignIn) -> None:
    client = sign_in("association")
    page = checked(client, row(), row(HONGTU), row(vehicles="13"))
    assert outcomes(client, page) == ["bad", "good", "bad"]
    assert "与第 4 行是同一家企业，内容不同" in page.text
    assert "与第 2 行是同一家企业，内容不同" in page.text


def test_the_same_row_twice_is_filed_once(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    page = checked(client, row(), row())
    assert outcomes(client, page) == ["good", "here"]
    post(client, f"{page.path}/accept", {})
    assert filed(inside) == 1


def test_an_unrepaired_serious_record_keeps_back_its_row_with_the_reason(
    sign_in: SignIn, inside: Inside
) -> None:
    with inside():
        make_record(HONGTU[1], severity=Severity.SERIOUS, doc_no="资交执罚〔2026〕9号")
    client = sign_in("association")
    page = checked(client, row(), row(HONGTU))
    assert outcomes(client, page) == ["good", "bad"]
    assert "有未修复的严重失信记录（资交执罚〔2026〕9号）" in page.text


def test_what_changed_since_the_look_keeps_back_its_own_row(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    page = checked(client, row(), row(HONGTU))
    with inside():
        make_record(HONGTU[1], severity=Severity.SERIOUS, doc_no="资交执罚〔2026〕9号")
    done = post(client, f"{page.path}/accept", {})
    assert outcomes(client, done) == ["filed", "refused"]
    assert "有未修复的严重失信记录（资交执罚〔2026〕9号）" in done.text


def test_of_two_workbooks_seen_at_once_the_later_adds_nothing(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    one, other = checked(client, row(), row(HONGTU)), checked(client, row(HONGTU), row(NINGCHENG))
    post(client, f"{one.path}/accept", {})
    done = post(client, f"{other.path}/accept", {})
    assert outcomes(client, done) == ["here", "filed"]
    assert filed(inside) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_table_is_read_as_well(sign_in: SignIn, encoding: str) -> None:
    client = sign_in("association")
    page = upload(client, text([row(), row(HONGTU)], encoding), "会员.csv")
    assert outcomes(client, page) == ["good", "good"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"PK\x03\x04 not a workbook", "会员.xlsx", "没有报送任何一家"),
        (b"", "会员.csv", "文件是空的"),
        (xlsx([row()], HEADER[:2]), "会员.xlsx", "没有找到标准表头（企业名称、"),
        (xlsx([row()[:-1]], HEADER[:-1]), "会员.xlsx", "表头缺少必填列：联系电话"),
        (xlsx([row()] * 1001), "会员.xlsx", "一次最多报送 1000 家企业"),
    ],
)
def test_a_table_that_cannot_be_read_gets_a_sentence(
    sign_in: SignIn, content: bytes, name: str, says: str
) -> None:
    page = upload(sign_in("association"), content, name)
    assert page.state == "unreadable"
    assert says in page.text


def test_the_marked_workbook_can_be_corrected_and_sent_again(sign_in: SignIn) -> None:
    client = sign_in("association")
    page = checked(client, row(vehicles="十二"), row(HONGTU))
    with client.get(f"{page.path}/errors.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data))
    listed, data = book.worksheets
    assert listed.title == "错误清单"
    assert [cell.value for cell in listed[2]][1:4] == ["2", "C", "承诺内容：自有车辆数"]
    assert "请填写数字" in data["C2"].comment.text
    data["C2"] = "12"
    mended = io.BytesIO()
    book.save(mended)
    again = upload(client, mended.getvalue())
    assert outcomes(client, again) == ["good", "good"]


def test_the_template_has_a_column_for_each_blank_and_reads_back(sign_in: SignIn) -> None:
    client = sign_in("association")
    with client.get(f"{HOME}/template.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    heads = [str(cell.value).lstrip("*") for cell in sheet[1]]
    assert heads == list(HEADER)
    assert "数字" in sheet["C1"].comment.text
    sheet.append(row())
    filled = io.BytesIO()
    book.save(filled)
    assert outcomes(client, upload(client, filled.getvalue())) == ["good"]


def test_the_report_names_every_row_and_its_case(sign_in: SignIn) -> None:
    client = sign_in("association")
    page = checked(client, row(), row(STRANGER))
    post(client, f"{page.path}/accept", {})
    with client.get(f"{page.path}/report.xlsx") as answer:
        sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    told = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert told[0][3] == "已提交"
    assert str(told[0][4]).startswith("CN2026-")
    assert told[1][1:4] == [*STRANGER, "有错，不报送"]


def test_a_dropped_batch_files_nothing_and_cannot_be_filed(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    page = checked(client, row())
    assert "没有报送任何一家" in post(client, f"{page.path}/drop", {}).text
    assert post(client, f"{page.path}/accept", {}).status == 409
    assert filed(inside) == 0


def test_the_list_is_empty_at_first_and_then_names_each_batch(sign_in: SignIn) -> None:
    client = sign_in("association")
    assert "还没有批次" in page_of(client, HOME).text
    checked(client, row())
    assert "会员.xlsx" in page_of(client, HOME).text


def test_only_the_associations_account_gets_in(sign_in: SignIn) -> None:
    page = checked(sign_in("association"), row())
    member = sign_in("applicant.a")
    for path in (HOME, page.path, f"{page.path}/errors.xlsx", f"{HOME}/template.xlsx"):
        assert member.get(path).status_code == 404
    assert sign_in("handler.licensing").get(HOME).status_code == 403
    assert "行业协会批量报送" not in page_of(member, "/matters/HY-01").text
    assert "行业协会批量报送" in page_of(sign_in("association"), "/matters/HY-01").text


def test_letters_of_other_kinds_are_not_filed_in_bulk(sign_in: SignIn) -> None:
    client = sign_in("association")
    assert client.get("/matters/YS-01/bulk").status_code == 404
    assert "行业协会批量报送" not in page_of(client, "/matters/YS-01").text


def test_the_association_sees_that_a_case_stands_and_nothing_else_of_it(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    page = post(client, f"{checked(client, row()).path}/accept", {})
    with inside():
        ref = db.session.scalars(select(Case.ref)).one()
    assert ref in page.text
    assert "待受理" in page.text
    assert client.get(f"/counter/{ref}").status_code == 404


def test_a_member_that_left_is_a_member_until_the_end_of_the_day(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    assert "已注销" in told(app, inside, "remove", HONGTU[1])
    assert outcomes(client, checked(client, row(HONGTU))) == ["good"]
    clock.stand_at(MORNING + timedelta(days=1))
    client = sign_in("association")  # the session of yesterday is over
    page = checked(client, row(HONGTU), row())
    assert "不是本协会登记的会员" in page.text
    assert outcomes(client, page) == ["bad", "good"]


def test_a_new_member_is_entered_by_the_bureau(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    assert "已登记 1 家会员" in told(app, inside, "add", STRANGER[1], SHUNDA[1])
    assert STRANGER[0] in told(app, inside, "list")
    assert outcomes(client, checked(client, row(STRANGER))) == ["good"]


def test_an_association_opens_nothing_for_a_member_by_another_way(
    sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    with inside():
        matter = db.session.scalars(select(OpenMatter.id).where(OpenMatter.key == "HY-01")).one()
        member = subjects.with_code(SHUNDA[1])
        assert member is not None
        numbers = {"subject": str(member.id), "matter": str(matter), "once": "k"}
    assert post(client, "/counter/open/commitment", numbers).status == 404
    assert filed(inside) == 0


def test_a_letter_replaced_since_the_look_files_nothing(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in("association")
    page = checked(client, row())
    with inside(), transaction():
        old = matters.latest("HY-01")
        assert old is not None
        wording = Wording(old.name, old.kind, old.basis, ("遵守公约。",), tuple(old.liability))
        matters.add_version("HY-01", old.section, wording, MORNING.date(), CLOCK, MORNING)
    answer = post(client, f"{page.path}/accept", {})
    assert answer.status == 409
    assert "这份承诺书已经更换" in answer.text
    assert filed(inside) == 0


def test_two_workbooks_filed_at_the_same_moment_file_each_member_once(
    app: Flask, sign_in: SignIn, inside: Inside
) -> None:
    client = sign_in("association")
    pages = [checked(client, row(), row(HONGTU)) for _ in range(2)]

    def accept(page: Page) -> None:
        with app.app_context():
            key = page.path.rsplit("/", 1)[1]
            staging.accept(key, actor("association"), clock.now(), f"once-{key}")

    with ThreadPoolExecutor(2) as both:
        list(both.map(accept, pages))
    found = sorted(outcomes(client, page) for page in pages)
    assert found == [["filed", "filed"], ["here", "here"]]
    assert filed(inside) == 2
