"""数据库 the file itself: pages, indexes, and that every row's companions exist."""

from datetime import date

from sqlalchemy import Connection

from app.kernel import triggers
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, rows


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    if connection.dialect.name == "sqlite":
        for (says,) in list(rows(connection, "pragma integrity_check(20)")):
            if says != "ok":
                report.find("数据库文件", str(says))
        for table, row_id, parent, _ in list(rows(connection, "pragma foreign_key_check")):
            report.find(f"{table} 第{row_id}行", f"所指的 {parent} 不存在")
    _rules(connection, report)


def _rules(connection: Connection, report: Report) -> None:
    """The database still refuses what it must refuse."""
    query = {
        "sqlite": "select name from sqlite_master where type = 'trigger'",
        "postgresql": "select tgname from pg_trigger where not tgisinternal and tgenabled = 'O'",
    }[connection.dialect.name]
    there = {name for (name,) in rows(connection, query)}
    wanted = {f"{table}_no_{act}" for table, act in triggers.APPEND_ONLY} | {"case_needs_event"}
    for name in sorted(wanted - there):
        report.find(f"数据库守则 {name}", "不见了：留痕不再受数据库保护")
    report.count("rules", len(wanted))
