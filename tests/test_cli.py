"""命令: what can be done from the command line, and what it says when it cannot."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app import config, demonstration
from app.cli import starting
from app.extensions import db
from app.kernel import clock, events, people, rights, seals, sessions
from app.kernel.calendar import CalendarYear
from app.kernel.cases import Case
from app.kernel.imports import ImportBatch
from app.kernel.people import Account, Section
from app.kernel.roles import Role
from app.kernel.tx import transaction
from tests.factories import make_repair

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Iterator[Run]:
    """Run a command as `flask …` would; seals and messages it leaves are cleared afterwards."""
    runner = app.test_cli_runner()

    def ran(*words: str, **more: str) -> Result:
        db_result = runner.invoke(args=list(words), **more)  # type: ignore[arg-type]
        if db_result.exception and not isinstance(db_result.exception, SystemExit):
            raise db_result.exception
        return db_result

    yield ran
    for name in ("seals", "exchange", "samples"):
        shutil.rmtree(app.config["INSTANCE"] / name, ignore_errors=True)


# ------------------------------------------------------------------ settings


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(config.Unfit, match="不能写入"):
        config.settings(XINTU_INSTANCE=str(tmp_path / "file" / "inside"))


def test_a_port_that_is_no_number_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(config.Unfit, match="XINTU_PORT 应为数字"):
        config.settings(XINTU_INSTANCE=str(tmp_path), XINTU_PORT="many")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"XINTU_SECRET": "changeme"}, "XINTU_SECRET"),
        ({"XINTU_SECRET": "x" * 31}, "XINTU_SECRET"),
        ({"XINTU_SECRET": "x" * 64}, "XINTU_SECRET"),
        ({"XINTU_DEMO": "1"}, "XINTU_DEMO"),
        ({"XINTU_DEMO": "busy"}, "XINTU_DEMO"),
        ({"XINTU_NOW": "2026-11-21T09:30"}, "XINTU_NOW"),
        ({"XINTU_PUBLIC_URL": "http://credit.example"}, "https"),
    ],
)
def test_production_refuses_what_is_only_fit_for_showing(
    tmp_path: Path, wrong: dict[str, str], says: str
) -> None:
    good = {"XINTU_PROFILE": "production", "XINTU_INSTANCE": str(tmp_path)}
    assert config.settings(**good)["SESSION_COOKIE_SECURE"]
    with pytest.raises(config.Unfit, match=says):
        config.settings(**good | wrong)


def test_production_refuses_debugging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(config.Unfit, match="FLASK_DEBUG"):
        config.settings(XINTU_PROFILE="production", XINTU_INSTANCE=str(tmp_path))


def test_an_installation_keeps_the_secret_it_made_and_keeps_it_to_itself(tmp_path: Path) -> None:
    first = config.settings(XINTU_INSTANCE=str(tmp_path))["SECRET_KEY"]
    assert config.settings(XINTU_INSTANCE=str(tmp_path))["SECRET_KEY"] == first
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


# ------------------------------------------------------------------ starting


def test_a_taken_port_is_told_in_a_sentence() -> None:
    listening = starting.take_port("127.0.0.1", 0)
    port = listening.getsockname()[1]
    try:
        with pytest.raises(starting.CannotStart, match=f"端口 {port} 已被占用"):
            starting.take_port("127.0.0.1", port)
    finally:
        listening.close()


def test_two_servers_do_not_share_a_folder(tmp_path: Path) -> None:
    there = pytest.raises(starting.CannotStart, match="已有一个服务在使用")
    with starting.hold_the_house(tmp_path), there:
        starting.hold_the_house(tmp_path)
    starting.hold_the_house(tmp_path).close()


def test_production_does_not_start_on_demonstration_accounts(house: Flask) -> None:
    with pytest.raises(starting.CannotStart, match="演示账号"):
        starting._no_demonstration()


def test_every_refusal_to_start_is_a_plain_sentence_of_the_command_line() -> None:
    assert issubclass(config.Unfit, click.ClickException)
    assert issubclass(starting.CannotStart, click.ClickException)


# ------------------------------------------------------------------ upkeep and proof


def test_seal_then_verify_then_export(house: Flask, run: Run, tmp_path: Path) -> None:
    make_repair("published")
    assert "已封存" in run("seal").output
    assert "没有新的留痕" in run("seal").output
    verified = run("verify")
    assert verified.exit_code == 0, verified.output
    assert "全部成立" in verified.output
    exported = tmp_path / "audit.jsonl"
    assert run("export-audit", str(exported)).exit_code == 0
    assert json.loads(exported.read_text().splitlines()[-1])["type"] == "end"
    again = run("export-audit", str(exported))
    assert (again.exit_code, "不覆盖" in again.output) == (1, True)


def test_verify_ends_badly_when_something_does_not_hold(house: Flask, run: Run) -> None:
    seals.seal(clock.now(), house.config["INSTANCE"])
    next((house.config["INSTANCE"] / "seals").iterdir()).write_text("{}")
    verified = run("verify")
    assert verified.exit_code == 1
    assert "封存文件 000001.json：读不出来" in verified.output


def test_sweep_says_what_it_did(house: Flask, run: Run) -> None:
    assert "逾期终止 0 件" in run("sweep").output


# ------------------------------------------------------------------ staff


def test_a_first_bureau_is_set_up_by_hand(house: Flask, run: Run) -> None:
    bureau = run(
        *("sections", "add", "lezhi", "乐至县交通运输局", "Lezhi County Transport Bureau"),
        *("--code", "11512022MB1000037A", "--mark", "乐交", "--review-body", "乐至县人民政府"),
    )
    assert bureau.exit_code == 0, bureau.output
    run("sections", "add", "lezhi.road", "运输股", "Road Unit", "--under", "lezhi")
    assert "lezhi.road" in run("sections", "list").output
    run("sections", "add", "lezhi.office", "办公室", "Office", "--under", "lezhi", "--office")
    road, office = (
        db.session.scalars(select(Section.id).where(Section.key == key)).one()
        for key in ("lezhi.road", "lezhi.office")
    )
    assert rights.office_of(road) == office
    opened = run("staff", "add", "sys.lezhi", "示例甲", "--section", "lezhi", "--witness", "示例乙")
    assert "一次性口令" in opened.output, opened.output
    given = run("staff", "grant", "sys.lezhi", "system_admin", "lezhi", "--witness", "示例乙")
    assert "已授予" in given.output, given.output
    account = db.session.scalars(select(Account).where(Account.login == "sys.lezhi")).one()
    who = people.actor_with(account.id, account.epoch, clock.today())
    assert who.all_roles == {Role.SYSTEM_ADMIN}
    trail = events.history(f"account/{account.id}")
    facts = events.facts_of([act.id for act in trail])
    assert [act.name for act in trail] == ["open_account", "by_hand", "grant", "by_hand"]
    assert facts[trail[-1].id]["witness"] == "示例乙"


def test_a_one_time_password_from_the_server_opens_the_account(house: Flask, run: Run) -> None:
    words = run(
        "staff", "password", "auditor", "--reason", "忘记口令", "--witness", "示例乙"
    ).output
    word = words.split("一次性口令 ")[1].split("，")[0]
    with transaction():
        assert sessions.sign_in("auditor", word, "127.0.0.1", clock.now())


def test_the_three_administrations_are_kept_apart_here_too(house: Flask, run: Run) -> None:
    refused = run("staff", "grant", "auditor", "system_admin", "bureau", "--witness", "示例乙")
    assert (refused.exit_code, "三权分立" in refused.output) == (1, True)


def test_whoever_does_not_exist_is_named(house: Flask, run: Run) -> None:
    assert "没有账号 nobody" in run("staff", "close", "nobody", "--reason", "x").output
    taken = run("staff", "add", "auditor", "示例", "--section", "bureau", "--witness", "示例乙")
    assert "已有人使用" in taken.output


def test_a_closed_account_is_listed_as_closed(house: Flask, run: Run) -> None:
    assert "已停用" in run("staff", "close", "handler.anyue", "--reason", "调离").output
    assert "handler.anyue" in run("staff", "list").output
    assert not actor_is_active("handler.anyue")


def actor_is_active(login: str) -> bool:
    return bool(db.session.scalar(select(Account.active).where(Account.login == login)))


# ------------------------------------------------------------------ holidays


def test_a_year_of_holidays_is_entered_from_a_file(house: Flask, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    told = {
        "year": 2027,
        "notice": "国办发明电〔2026〕9号（示例）",
        "days_off": ["2027-01-01/2027-01-03", "2027-02-06"],
        "makeup_days": ["2027-02-20"],
    }
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    entered = run("holidays", "import", str(file))
    assert "已录入 2027 年第 1 版：放假 4 天，调休上班 1 天" in entered.output
    assert "2027 第1版" in run("holidays", "list").output
    assert db.session.scalars(select(CalendarYear).where(CalendarYear.year == 2027)).one().official


@pytest.mark.parametrize("told", ["[]", "{}", '{"year": 2027}', "x", '{"jahr": 1}'])
def test_a_file_that_is_no_calendar_is_refused_in_words(
    house: Flask, run: Run, tmp_path: Path, told: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(told)
    refused = run("holidays", "import", str(file))
    assert (refused.exit_code, "不能录入" in refused.output) == (1, True)


def test_the_samples_come_in_as_any_other_table_and_only_once(house: Flask, run: Run) -> None:
    assert "归集样例处罚 108 条" in run("demonstrate").output
    assert "已有数据" in run("demonstrate").output
    assert demonstration.has_demonstration_accounts()
    batches = db.session.scalars(select(ImportBatch)).all()
    assert {(batch.state, batch.counts["bad"]) for batch in batches} == {("accepted", 0)}
    assert db.session.scalar(select(Case.id).limit(1)) is None  # a bureau to look at, not at work
    verified = run("verify")
    assert verified.exit_code == 0, verified.output
