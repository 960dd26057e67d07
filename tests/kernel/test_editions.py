"""流程版本: a case keeps the edition it was opened under; a change shows whom it would move."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.kernel import cases, clock, editions, events, sweep, verifier
from app.kernel.cases import Case
from app.kernel.choices import open_choices
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.rooms import Room, room_of
from app.kernel.tx import transaction
from app.kernel.verifier import Outside
from app.kernel.workflow import NotNow
from tests.browser import page_of
from tests.conftest import MORNING, actor
from tests.factories import make_record, make_repair, step
from tests.kernel.second_edition import enacted
from tests.kernel.verifier.test_verifier import tamper

Run = Callable[..., Result]


def number(n: int) -> str:
    return f"资交执罚〔2026〕{n}号"


@pytest.fixture
def second() -> Iterator[Callable[[], Room]]:
    """Enact the second edition when asked; the first is back afterwards."""
    entered: list[AbstractContextManager[Room]] = []

    def now() -> Room:
        entered.append(enacted())
        return entered[-1].__enter__()

    yield now
    for one in entered:
        one.__exit__(None, None, None)


def offered(case: Case, login: str) -> set[str]:
    who = actor(login)
    found = cases.find(who, case.ref)
    assert found is not None
    return {choice.event for choice in open_choices(found, who, clock.now())}


def test_a_case_goes_on_by_the_edition_it_was_opened_under(
    house: Flask, second: Callable[[], Room]
) -> None:
    old = make_repair("reviewing", doc_no=number(1))
    second()
    new = make_repair("reviewing", doc_no=number(2))
    assert (old.edition, new.edition) == (1, 2)
    assert offered(old, "handler.road") == {"ask_correction", "recommend"}
    assert offered(new, "handler.road") == {"consult", "recommend"}
    assert step(old, "recommend").state == "vetting"
    assert step(new, "recommend").state == "deciding"
    with pytest.raises(NotNow):
        step(new, "pass", "legal")


def test_a_state_is_called_as_its_own_edition_calls_it(
    app: Flask,
    inside: Callable[[], AbstractContextManager[None]],
    sign_in: Callable[[str], FlaskClient],
    second: Callable[[], Room],
) -> None:
    with inside():
        old = make_repair("filed", doc_no=number(1)).ref
        second()
        new = make_repair("filed", doc_no=number(2)).ref
    handler = sign_in("handler.road")
    for ref, says, other in ((old, "待受理", "收件"), (new, "收件", "待受理")):
        page = page_of(handler, f"/cases/{ref}")
        heads = page.tree.xpath("//*[contains(@class,'case-head')]")
        told = " ".join(head.text_content() for head in heads)
        assert says in told
        assert other not in told
    rows = page_of(handler, "/desk").text
    assert "待受理" in rows
    assert "收件" in rows


def test_a_correction_lapses_in_the_edition_that_knows_one(
    house: Flask, second: Callable[[], Room]
) -> None:
    case = make_repair("correcting")
    second()
    later = clock.now() + timedelta(days=90)
    assert sweep.lapse_overdue(later) == 1
    assert db.session.get_one(Case, case.id, populate_existing=True).state == "lapsed"


def test_a_case_that_one_edition_does_not_know_is_not_offered_its_steps(
    house: Flask, second: Callable[[], Room]
) -> None:
    old = make_repair("vetting")
    second()
    assert offered(old, "legal") == {"pass", "send_back"}
    assert room_of(old).states["vetting"] == "法规审核"


# ---------------------------------------------------------------- the dry run


@pytest.fixture
def three(house: Flask, second: Callable[[], Room]) -> dict[str, str]:
    """Open cases of the first edition in three states, one that is over; then the second."""
    found = {
        state: make_repair(state, doc_no=number(n)).ref
        for n, state in enumerate(("filed", "reviewing", "vetting", "withdrawn"), 1)
    }
    second()
    make_record(doc_no=number(9))
    return found


def written() -> int:
    return db.session.scalar(select(func.count()).select_from(Event)) or 0


def test_the_dry_run_names_every_open_case_and_what_it_would_find(three: dict[str, str]) -> None:
    before = written()
    told = {move.ref: move for move in editions.plan("repair", 2)}
    assert set(told) == {three["filed"], three["reviewing"], three["vetting"]}
    filed, reviewing, vetting = (told[three[s]] for s in ("filed", "reviewing", "vetting"))
    assert (filed.has_home, reviewing.has_home, vetting.has_home) == (True, True, False)
    assert filed.opens == ()
    assert filed.closes == ("ask_correction", "decline", "terminate")
    assert filed.changes == ()
    assert reviewing.opens == ("consult",)
    assert reviewing.closes == ("ask_correction", "extend", "terminate")
    assert reviewing.changes == ("recommend",)
    assert (vetting.state, vetting.turn, vetting.section) == (
        *("法规审核", "legal"),
        "市道路运输发展中心",
    )
    assert written() == before


def test_the_dry_run_of_the_current_edition_names_nobody(house: Flask) -> None:
    make_repair("filed")
    assert editions.plan("repair", 1) == []
    with pytest.raises(RuleBroken, match="没有第"):
        editions.plan("repair", 7)


@pytest.fixture
def run(house: Flask) -> Run:
    def ran(*words: str) -> Result:
        done = house.test_cli_runner().invoke(args=["workflow", *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return ran


def test_the_command_tells_each_case_in_a_line(
    house: Flask, run: Run, second: Callable[[], Room]
) -> None:
    ref = make_repair("reviewing", doc_no=number(1)).ref
    lost = make_repair("vetting", doc_no=number(2)).ref
    second()
    lines = run("plan", "repair", "2").output.splitlines()
    assert lines == [
        f"{ref}  第1版  核查中  市道路运输发展中心  等待：经办人  新版有此状态"
        "  新增：征求意见  不再有：一次性告知补正、延期、终止办理  变动：提出意见",
        f"{lost}  第1版  法规审核  市道路运输发展中心  等待：法规审核  新版没有此状态，不能改"
        "  不再有：审核通过、退回、延期、撤回、终止办理",
        "信用修复第2版：在办 2 件可改，其中 1 件没有对应状态",
    ]


def test_moving_takes_those_that_can_and_says_which_cannot(
    house: Flask, run: Run, second: Callable[[], Room]
) -> None:
    ref = make_repair("reviewing", doc_no=number(1)).ref
    lost = make_repair("vetting", doc_no=number(2)).ref
    second()
    done = run("move", "repair", "2")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"{ref}  已改按第2版",
        f"{lost}  未改：现在是“法规审核”，第2版流程没有这个状态",
        "信用修复第2版：已改 1 件，未改 1 件",
    ]
    moved, kept = (cases.find(actor("auditor"), one) for one in (ref, lost))
    assert moved is not None
    assert kept is not None
    assert (moved.edition, moved.state, kept.edition) == (2, "reviewing", 1)
    last = events.history(moved.stream)[-1]
    assert (last.name, last.source, last.target) == (
        *("change_edition", "reviewing"),
        "reviewing",
    )
    assert events.facts_of([last.id])[last.id] == {
        "was": 1,
        "becomes": 2,
        "operator": getpass.getuser(),
    }
    assert moved.version == last.seq
    assert events.history(kept.stream)[-1].name != "change_edition"
    assert offered(moved, "handler.road") == {"consult", "recommend"}
    assert step(moved, "recommend").state == "deciding"


def test_one_case_can_be_moved_alone(house: Flask, run: Run, second: Callable[[], Room]) -> None:
    refs = [make_repair("filed", doc_no=number(n)).ref for n in (1, 2)]
    second()
    assert run("move", "repair", "2", "--only", refs[1]).exit_code == 0
    rows = db.session.execute(select(Case.ref, Case.edition)).all()
    assert dict(rows) == {refs[0]: 1, refs[1]: 2}  # type: ignore[arg-type]
    assert "不在可改之列" in run("move", "repair", "2", "--only", refs[1]).output
    assert "没有第9版流程" in run("plan", "repair", "9").output
    assert "没有这种办件：wish" in run("plan", "wish", "1").output


@pytest.mark.parametrize(
    ("state", "code"), [("withdrawn", "closed"), ("vetting", "homeless"), ("filed", "")]
)
def test_a_case_moves_once_and_only_while_it_is_open(
    three: dict[str, str], state: str, code: str
) -> None:
    if not code:
        editions.move(three[state], 2, actor("sysadmin"), clock.now(), "root")
        code = "same"
    before = written()
    with pytest.raises(RuleBroken) as why:
        editions.move(three[state], 2, actor("sysadmin"), clock.now(), "root")
    assert why.value.code == code
    assert written() == before


# ---------------------------------------------------------------- the verifier


def found(instance: Path) -> list[str]:
    db.session.rollback()
    with db.engine.connect() as connection:
        report = verifier.verify(connection, Outside.of(instance), MORNING.date())
    return [str(finding) for finding in report.findings]


def test_a_case_that_changed_its_edition_is_sound(house: Flask, three: dict[str, str]) -> None:
    editions.move(three["reviewing"], 2, actor("sysadmin"), clock.now(), "root")
    moved = cases.find(actor("handler.road"), three["reviewing"])
    assert moved is not None
    step(moved, "recommend")
    assert found(house.config["INSTANCE"]) == []


def test_an_edition_set_by_hand_is_named(house: Flask, three: dict[str, str]) -> None:
    tamper('update "case" set edition = 2 where ref = :ref', ref=three["filed"])
    said = found(house.config["INSTANCE"])
    assert [one for one in said if "第2版流程" in one and three["filed"] in one] == said
    assert said


def test_a_step_of_another_edition_is_named(house: Flask, second: Callable[[], Room]) -> None:
    second()
    case = make_repair("reviewing")
    case = step(case, "recommend")
    assert found(house.config["INSTANCE"]) == []
    with transaction():
        case.edition = 1
    assert found(house.config["INSTANCE"])
