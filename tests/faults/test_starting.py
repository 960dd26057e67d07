"""Starting: what stands in the way is told in a sentence; a second start keeps everything."""

import sqlite3

import pytest

from tests.faults.served import Served, free_port

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def on_sqlite(postgresql: str) -> None:
    if postgresql:
        pytest.skip("the embedded default is SQLite")


def test_a_first_start_makes_everything_and_a_second_keeps_it(served: Served) -> None:
    served.more = {"XINTU_DEMO": "1"}
    served.start()
    first = (served.instance / "server.log").read_text()
    assert "handler.road" in first
    assert f"http://127.0.0.1:{served.port}/" in first
    assert served.stop() == 0
    before = rows(served)
    served.start()
    assert served.stop() == 0
    assert rows(served) == before
    assert served.flask("verify").returncode == 0


def rows(served: Served) -> dict[str, int]:
    connection = sqlite3.connect(served.instance / "xintu.sqlite")
    tables = ("account", "section", "credit_record", "public_entry", "event", "import_batch")
    counted = {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in tables}
    connection.close()
    return counted


def test_a_stop_that_was_none_is_noticed_and_looked_into(served: Served) -> None:
    served.start()
    served.kill()
    served.start()
    assert "上次没有正常停止，已检查数据库，完好" in (served.instance / "server.log").read_text()
    assert served.stop() == 0


def test_a_damaged_database_is_not_served_after_an_unclean_stop(served: Served) -> None:
    served.more = {"XINTU_DEMO": "1"}
    served.start()
    served.kill()
    place = served.instance / "xintu.sqlite"
    whole = bytearray(place.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = b"\x55" * 4096
    place.write_bytes(whole)
    refused = served.flask("serve")
    assert refused.returncode == 1
    assert "从备份恢复" in refused.stderr or "数据库打不开" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_is_in_the_way_is_told_without_a_trace(served: Served) -> None:
    served.start()
    other = Served(served.instance.with_name("other"), port=served.port)
    other.instance.mkdir()
    same_port = other.flask("serve")
    same_folder = Served(served.instance, port=free_port()).flask("serve")
    nowhere = Served(served.instance / "xintu.sqlite" / "inside").flask("serve")
    assert served.stop() == 0
    for refused, says in (
        (same_port, f"端口 {served.port} 已被占用"),
        (same_folder, "已有一个服务在使用"),
        (nowhere, "不能写入"),
    ):
        assert refused.returncode == 1
        assert says in refused.stderr
        assert "Traceback" not in refused.stderr


def test_production_does_not_start_on_a_demonstration(served: Served) -> None:
    assert served.flask("db", "upgrade").returncode == 0
    assert served.flask("demonstrate").returncode == 0
    served.more = {"XINTU_PROFILE": "production"}
    refused = served.flask("serve")
    assert refused.returncode == 1
    assert "演示账号" in refused.stderr


def test_a_newer_database_is_left_alone(served: Served) -> None:
    assert served.flask("db", "upgrade").returncode == 0
    connection = sqlite3.connect(served.instance / "xintu.sqlite")
    connection.execute("update alembic_version set version_num = '9999'")
    connection.commit()
    connection.close()
    before = (served.instance / "xintu.sqlite").read_bytes()
    refused = served.flask("serve")
    assert refused.returncode == 1
    assert "由更新的版本建立" in refused.stderr
    assert (served.instance / "xintu.sqlite").read_bytes() == before


def test_tables_of_somebody_else_are_left_alone(served: Served) -> None:
    connection = sqlite3.connect(served.instance / "xintu.sqlite")
    connection.execute("create table theirs (id integer)")
    connection.commit()
    connection.close()
    refused = served.flask("serve")
    assert refused.returncode == 1
    assert "不是由本产品的迁移建立的" in refused.stderr
