"""核验: a sound house is found sound; whatever is tampered with is found, and named."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from app.extensions import db
from app.kernel import clock, delivery, files, seals, sweep, vault, verifier
from app.kernel.cases import Case
from app.kernel.verifier import Outside, Report
from tests.conftest import MORNING
from tests.factories import make_record, make_repair, step


@pytest.fixture
def instance(house: Flask) -> Iterator[Path]:
    """The installation's folder, with nothing beside the files in it before and after."""
    folder: Path = house.config["INSTANCE"]
    yield folder
    for name in ("seals", "exchange"):
        shutil.rmtree(folder / name, ignore_errors=True)


@pytest.fixture
def case(instance: Path) -> Case:
    """A bureau that has worked, sealed and sent for a while; one case is still open."""
    make_repair("published")
    case = make_repair("filed", make_record(doc_no="资交执罚〔2026〕2号"))
    make_record(doc_no="资交执罚〔2026〕3号")
    make_record(doc_no="资交执罚〔2025〕9号", decided_on=date(2025, 12, 1))
    seals.seal(clock.now(), instance)
    step(case, "accept")
    seals.seal(clock.now(), instance)
    delivery.deliver(clock.now(), instance)
    return case


def verified(instance: Path, today: date | None = None) -> Report:
    db.session.rollback()
    with db.engine.connect() as connection:
        return verifier.verify(connection, Outside.of(instance), today or clock.today())


def says(report: Report, check: str) -> str:
    """The findings of one check; there are some, and no other check minds unless it must."""
    found = [str(finding) for finding in report.findings if finding.check == check]
    assert found, [str(finding) for finding in report.findings]
    return "\n".join(found)


@contextmanager
def a_strong_hand() -> Iterator[Callable[..., None]]:
    """Somebody at the database itself, past its own rules, which stand again afterwards."""
    db.session.rollback()
    with db.engine.connect() as connection:
        rules = _put_aside(connection)
        yield lambda sql, **values: connection.execute(text(sql), values) and None
        for rule in rules:
            connection.exec_driver_sql(rule)
        connection.commit()


def _put_aside(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set session_replication_role = replica")
        return ["set session_replication_role = origin"]
    connection.connection.driver_connection.execute("pragma foreign_keys=off")  # type: ignore[union-attr]
    query = "select name, sql from sqlite_master where type = 'trigger'"
    rules = connection.exec_driver_sql(query).all()
    for name, _ in rules:
        connection.exec_driver_sql(f"drop trigger {name}")
    return [sql for _, sql in rules]


def tamper(sql: str, **values: object) -> None:
    with a_strong_hand() as execute:
        execute(sql, **values)
    db.session.rollback()
    db.engine.dispose()


def test_a_bureau_at_work_is_sound(instance: Path, case: Case) -> None:
    report = verified(instance)
    assert [str(finding) for finding in report.findings] == []
    for what in ("events", "facts", "seals", "cases", "files", "papers", "entries", "messages"):
        assert report.counted[what] > 0, what


def test_it_stays_sound_when_periods_end(instance: Path, case: Case) -> None:
    later = MORNING + timedelta(days=900)
    assert verified(instance, later.date()).sound
    sweep.sweep(later)
    assert verified(instance, later.date()).sound


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("name", "x"), ("source", "x"), ("target", "x"), ("role", "x")),
        *(("round", 9), ("account_id", 1), ("person_id", 1), ("section_id", 1), ("cause_id", 1)),
        *(("commitment", "0" * 64), ("digest", "0" * 64), ("algorithm", "sm3")),
    ],
)
def test_any_change_of_an_act_is_named(
    instance: Path, case: Case, column: str, value: object
) -> None:
    tamper(f"update event set {column} = :v where stream = :s and seq = 2", v=value, s=case.stream)
    assert f"{case.stream} 第2步" in says(verified(instance), "chains")


def test_a_moved_moment_is_named(instance: Path, case: Case) -> None:
    zone = "+00" if db.engine.dialect.name == "postgresql" else ""
    moved = f"'2026-11-23 01:30:01.000000{zone}'"
    tamper(f"update event set at = {moved} where stream = :s and seq = 2", s=case.stream)
    assert f"{case.stream} 第2步：内容与摘要不符" in says(verified(instance), "chains")


def test_a_deleted_act_is_named(instance: Path, case: Case) -> None:
    tamper("delete from event where stream = :s and seq = 2", s=case.stream)
    assert f"{case.stream} 第3步：前一步是第1步" in says(verified(instance), "chains")


def test_two_acts_changed_for_each_other_are_named(instance: Path, case: Case) -> None:
    stream = case.stream
    with a_strong_hand() as execute:
        for before, after in ((2, 99), (3, 2), (99, 3)):
            move = "update event set seq = :a where stream = :s and seq = :b"
            execute(move, a=after, b=before, s=stream)
    db.engine.dispose()
    assert f"{case.stream} 第2步" in says(verified(instance), "chains")


def test_a_cut_tail_is_named_even_with_its_head_set_back(instance: Path, case: Case) -> None:
    stream = case.stream
    with a_strong_hand() as execute:
        execute("delete from event where stream = :s and seq = 3", s=stream)
        execute(
            "update stream set seq = 2, digest = (select digest from event where stream = :s "
            "and seq = 2), sealed_seq = 2 where name = :s",
            s=stream,
        )
    db.engine.dispose()
    assert f"{case.stream} 第3步：封存 2 封存过这一步" in says(verified(instance), "seals")


def test_an_added_act_is_named(instance: Path, case: Case) -> None:
    tamper(
        "insert into event (id, stream, seq, name, source, target, round, role, at, commitment, "
        "algorithm, previous, digest) select 9999, stream, seq + 1, name, source, target, round, "
        "role, at, commitment, algorithm, digest, digest from event where stream = :s and seq = 3",
        s=case.stream,
    )
    assert f"{case.stream} 第4步" in says(verified(instance), "chains")


def test_changed_facts_are_named(instance: Path, case: Case) -> None:
    of = "event_id = (select id from event where stream = :s and seq = 2)"
    tamper(f"update event_facts set body = :b where {of}", b='{"statement":"x"}', s=case.stream)
    assert f"{case.stream} 第2步：所记事实与承诺值不符" in says(verified(instance), "facts")


def test_facts_that_vanished_are_named(instance: Path, case: Case) -> None:
    of = "event_id = (select id from event where stream = :s and seq = 2)"
    tamper(f"delete from event_facts where {of}", s=case.stream)
    assert f"{case.stream} 第2步：所记事实不见了" in says(verified(instance), "facts")


def test_a_whole_history_set_back_is_found_by_a_seal_outside(instance: Path, case: Case) -> None:
    stream = case.stream
    with a_strong_hand() as execute:
        execute("delete from seal where id = (select max(id) from seal)")
        execute("update stream set sealed_seq = 2 where name = :s", s=stream)
    db.engine.dispose()
    assert "数据库里没有这次封存" in says(verified(instance), "seals")


def test_a_seal_file_that_vanished_or_changed_is_named(instance: Path, case: Case) -> None:
    first, second = sorted((instance / "seals").glob("*.json"))
    first.unlink()
    second.write_text(second.read_text().replace(case.stream, "case/XF2026-999999"))
    said = says(verified(instance), "seals")
    assert "库外的文件不见了" in said
    assert f"封存文件 {second.name}：内容与摘要不符" in said


def test_a_state_set_by_hand_is_named(instance: Path, case: Case) -> None:
    tamper("update \"case\" set state = 'published' where ref = :r", r=case.ref)
    assert "办件现为“published”，而经过的各步通向“reviewing”" in says(verified(instance), "stories")


def test_a_deleted_case_leaves_its_story_and_a_gap(instance: Path, case: Case) -> None:
    stream = case.stream
    tamper('delete from "case" where ref = :r', r=case.ref)
    report = verified(instance)
    assert f"{stream}：有留痕而没有这件办件" in says(report, "stories")
    assert "有缺号：2" in says(report, "numbers")


def test_a_changed_file_is_named(instance: Path, case: Case) -> None:
    name = db.session.execute(text("select file from document where file is not null")).scalar()
    place = files.path_of(str(name))
    whole = place.read_bytes()
    place.write_bytes(whole[:-1] + b"?")
    assert "文件内容与收件时不同" in says(verified(instance), "files")
    place.unlink()
    assert "文件不见了" in says(verified(instance), "files")


def test_a_changed_paper_is_named(instance: Path, case: Case) -> None:
    tamper("update document set body = :b where direction = 'issued'", b=b"[1,{}]")
    assert "内容与签发时不同" in says(verified(instance), "papers")


def test_a_changed_register_is_named(instance: Path, case: Case) -> None:
    tamper("update public_entry set body = :b where withdrawn_on is null", b='{"CF_NR":"x"}')
    said = says(verified(instance), "register")
    assert "公示内容与摘要不符" in said
    assert "公示内容与记录不符" in said


def test_an_entry_put_back_after_its_repair_is_named(instance: Path, case: Case) -> None:
    tamper(
        "update public_entry set withdrawn_on = null, withdrawn_why = null, withdrawn_event = null "
        "where withdrawn_why = 'repaired'"
    )
    said = says(verified(instance), "register")
    assert "不应公示" in said
    assert "公示与变更流水不一致" in said


def test_an_entry_that_vanished_is_named(instance: Path, case: Case) -> None:
    tamper("delete from public_entry where doc_no = '资交执罚〔2026〕3号'")
    assert "应当公示而没有公示" in says(verified(instance), "register")


def test_a_sent_file_that_was_changed_is_named(instance: Path, case: Case) -> None:
    sent = next(iter(sorted((instance / delivery.FOLDER).glob("*.json"))))
    letter = json.loads(sent.read_text())
    letter["body"]["doc_no"] = "别的文号"
    sent.write_text(json.dumps(letter))
    assert f"外发文件 {sent.name}：与所发的内容不同" in says(verified(instance), "messages")


def test_another_key_is_noticed(house: Flask, instance: Path, case: Case) -> None:
    vault.open_with(b"another installation's secret")
    try:
        report = verified(instance)
    finally:
        vault.open_with(house.config["SECRET_KEY"].encode())
    assert "签名不是本系统的" in says(report, "seals")
    assert "打不开" in says(report, "values")


def test_lifted_rules_of_the_database_are_noticed(instance: Path, case: Case) -> None:
    on = " on event" if db.engine.dialect.name == "postgresql" else ""
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"drop trigger event_no_update{on}")
    assert "event_no_update" in says(verified(instance), "database")
