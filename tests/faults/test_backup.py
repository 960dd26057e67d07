"""Backup and restore, as commands: at work, whole, every damage named, nothing overwritten."""

import json
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.faults.served import Hand, Served
from tests.faults.test_kill import Crowd, engine_of, waiting

pytestmark = pytest.mark.slow


@pytest.fixture
def elsewhere(tmp_path: Path, postgresql: str) -> Iterator[Served]:
    """Another, empty installation of the same kind."""
    database = ""
    if postgresql:
        admin = create_engine(postgresql, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            connection.execute(text('drop database if exists "elsewhere" with (force)'))
            connection.execute(text('create database "elsewhere"'))
        url = make_url(postgresql).set(database="elsewhere")
        database = url.render_as_string(hide_password=False)
    there = Served(tmp_path / "elsewhere", database)
    there.instance.mkdir()
    yield there
    there.close()


@pytest.fixture
def kept(served: Served, tmp_path: Path) -> Path:
    """A backup taken while four hands were at work."""
    made = served.run("tests.faults.prepare", "60")
    assert made.returncode == 0, made.stderr
    served.start()
    hands = [Hand(served).sign_in("handler.road") for _ in range(4)]
    for hand in hands:
        hand.learn_csrf(f"/cases/{waiting(served)[0]}")
    refs: queue.SimpleQueue[str] = queue.SimpleQueue()
    for ref in waiting(served):
        refs.put(ref)
    crowd = Crowd(hands, refs)
    backup = tmp_path / "backup"
    taken = served.flask("backup", str(backup))
    crowd.rest()
    assert served.stop() == 0
    assert taken.returncode == 0, taken.stdout + taken.stderr
    return backup


def heads(served: Served) -> dict[str, tuple[int, str]]:
    with engine_of(served).connect() as connection:
        query = "select name, seq, digest from stream where name like 'case/%'"
        return {name: (seq, head) for name, seq, head in connection.execute(text(query))}


def test_a_backup_at_work_comes_back_whole(served: Served, elsewhere: Served, kept: Path) -> None:
    restored = elsewhere.flask("restore", str(kept))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    manifest = json.loads((kept / "manifest.json").read_text())
    later, then = heads(served), heads(elsewhere)
    assert set(then) <= set(later)
    assert sum(seq for seq, _ in then.values()) < manifest["events"]
    for name, (seq, head) in then.items():
        assert later[name][0] >= seq
        if later[name][0] == seq:
            assert later[name][1] == head
    assert elsewhere.flask("verify").returncode == 0
    note = "select count(*) from event where name = 'restore'"
    with engine_of(elsewhere).connect() as connection:
        assert connection.execute(text(note)).scalar() == 1
        assert connection.execute(text("select count(*) from sign_in")).scalar() == 0
    elsewhere.start()
    Hand(elsewhere).sign_in("handler.road")
    assert elsewhere.stop() == 0


def test_restore_overwrites_nothing(served: Served, kept: Path) -> None:
    before = heads(served)
    refused = served.flask("restore", str(kept))
    assert refused.returncode == 1
    assert "恢复不覆盖任何内容" in refused.stderr
    assert heads(served) == before
    again = served.flask("backup", str(kept))
    assert again.returncode == 1
    assert "不覆盖" in again.stderr


def test_every_damage_of_a_backup_is_named(elsewhere: Served, kept: Path) -> None:
    from app.kernel.safekeeping import Damaged, check

    check(kept)
    names = [place for place in sorted(kept.rglob("*")) if place.is_file()]
    assert len(names) > 10
    step = max(1, len(names) // 40)
    for place in names[::step]:
        whole = place.read_bytes()
        where = place.relative_to(kept).as_posix()
        for damaged in (
            whole[:-1],
            whole + b"\0",
            whole[: len(whole) // 2]
            + bytes([whole[len(whole) // 2] ^ 1])
            + whole[len(whole) // 2 + 1 :]
            if whole
            else b"x",
            None,
        ):
            if damaged is None:
                place.unlink()
            else:
                place.write_bytes(damaged)
            if damaged != whole:
                with pytest.raises(Damaged, match=where.replace(".", r"\.")):
                    check(kept)
            place.write_bytes(whole)
    (kept / "files" / "stray").write_text("x")
    with pytest.raises(Damaged, match="files/stray：不在清单里"):
        check(kept)
    refused = elsewhere.flask("restore", str(kept))
    assert refused.returncode == 1
    assert "没有恢复任何内容" in refused.stderr
    assert (
        not (elsewhere.instance / "xintu.sqlite").exists()
        or (elsewhere.instance / "xintu.sqlite").stat().st_size == 0
    )


def test_another_key_cannot_open_what_was_sealed(elsewhere: Served, kept: Path) -> None:
    elsewhere.more = {"XINTU_SECRET": "quite another secret, forty signs long …"}
    refused = elsewhere.flask("restore", str(kept))
    assert refused.returncode == 1
    assert "密钥不是备份时的那一个" in refused.stderr


def test_the_same_rows_always_give_the_same_bytes(
    served: Served, elsewhere: Served, kept: Path, tmp_path: Path
) -> None:
    """Dump, restore, dump: alike, but for the act of restoring (PostgreSQL's tables as text)."""
    if not served.database:
        pytest.skip("SQLite is kept as pages")
    assert elsewhere.flask("restore", str(kept)).returncode == 0
    again = tmp_path / "again"
    assert elsewhere.flask("backup", str(again)).returncode == 0
    noted = {"event", "event_facts", "stream", "seal", "sign_in"}
    for place in sorted((kept / "tables").iterdir()):
        if place.stem not in noted:
            assert place.read_bytes() == (again / "tables" / place.name).read_bytes(), place.name
