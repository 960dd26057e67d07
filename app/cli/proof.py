"""证明 flask verify | export-audit: that promises were kept, and the trail for others to check."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import Connection, create_engine

from app.extensions import db
from app.kernel import audit, clock, verifier
from app.kernel.safekeeping import tables
from app.kernel.verifier import Outside, Report
from app.lib import durable

NAMES = {
    "database": "数据库 database",
    "chains": "留痕链 chains",
    "facts": "所记事实 facts",
    "seals": "封存 seals",
    "stories": "办件经过 cases",
    "numbers": "编号 numbers",
    "files": "材料 files",
    "papers": "文书 papers",
    "messages": "外发 messages",
    "values": "个人信息 values",
    "register": "公示 register",
    "search": "检索 search",
}


@click.command("verify")
@click.option("--seals", type=click.Path(path_type=Path, exists=True), help="另处保管的封存目录")
def verify(seals: Path | None) -> None:
    """核验留痕、封存、办件、文件、文书、公示；全部成立时返回0. Exit 0 only if all holds."""
    outside = Outside.of(current_app.config["INSTANCE"], seals)
    with standing_still() as connection:
        report = verifier.verify(connection, outside, clock.today(), tell)
    click.echo(f"共核验 {report.counted['events']} 步留痕，用时 {report.seconds:.1f} 秒")
    if report.sound:
        click.echo("全部成立 ALL HOLDS")
        return
    click.echo(f"发现问题 {len(report.findings) + report.beyond} 项 FINDINGS")
    sys.exit(1)


def tell(name: str, report: Report) -> None:
    """One line a check, then its findings."""
    counted = "，".join(f"{what} {n}" for what, n in report.counted.items())
    verdict = "成立" if report.sound else "不成立"
    rate = report.counted["events"] / max(report.seconds, 0.001)
    speed = f"，每秒 {rate:,.0f} 步" if name == "chains" else ""
    click.echo(f"  {NAMES[name]:18} {verdict}  {counted}（{report.seconds:.2f} 秒{speed}）")
    for finding in report.findings:
        click.echo(f"    ✗ {finding}")
    if report.beyond:
        click.echo(f"    ✗ 另有 {report.beyond} 项未列出")


@contextmanager
def standing_still() -> Iterator[Connection]:
    """The database as it is at this moment, while others go on working.

    SQLite is copied first, because its readers would keep writers waiting for as long as they read.
    """
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(
        dir=current_app.config["INSTANCE"], prefix=".verify-"
    ) as place:
        copy = Path(place) / "copy.sqlite"
        tables.copy_sqlite(Path(str(db.engine.url.database)), copy)
        engine = create_engine(f"sqlite:///{copy}")
        with engine.connect() as connection:
            yield connection
        engine.dispose()


@click.command("export-audit")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--facts", is_flag=True, help="连同所记事实（含办理人填写的内容）")
def export_audit(path: Path, facts: bool) -> None:
    """导出留痕，供他人用 docs/formats/verify_audit.py 核验. Export the trail for others."""
    if path.exists():
        raise click.ClickException(f"{path} 已存在，不覆盖；请换一个文件名")
    beside = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with beside.open("wb") as out:
            for line in audit.lines(clock.now(), facts):
                out.write(line)
                count += 1
        beside.rename(path)
        durable.settle(path.absolute().parent)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise click.ClickException(f"写不进 {path}：{fault.strerror}") from fault
    click.echo(f"已导出 {count} 行到 {path}")
