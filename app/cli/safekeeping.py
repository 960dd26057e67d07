"""备份与恢复 flask backup PATH | restore PATH."""

import os
import sys
from pathlib import Path

import click
from flask import current_app

from app.cli import proof, schema, starting
from app.extensions import db
from app.kernel import clock, safekeeping, verifier
from app.kernel.safekeeping import CannotRestore, Damaged, NotEmpty
from app.kernel.verifier import Outside


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """备份数据库、文件、封存到一个新目录；服务可以照常运行. Back up into a new folder."""
    os.umask(0o077)
    revision = schema.standing()
    if revision is None:
        raise click.ClickException("还没有数据可备份 There is nothing to back up")
    instance = current_app.config["INSTANCE"]
    try:
        taken = safekeeping.back_up(db.engine, instance, path, revision, clock.now(), _tell)
    except NotEmpty as there:
        raise click.ClickException(f"{there} 已存在且不是空目录，不覆盖") from there
    except OSError as fault:
        raise click.ClickException(f"备份没有完成：{fault.strerror}（{path}）") from fault
    told = taken.manifest
    click.echo(f"已备份到 {path}：{len(told.files)} 个文件，{told.events} 步留痕")
    click.echo(f"清单摘要 {told.digest}（请另处记下，恢复时核对）")
    if "secret" in told.files:
        click.echo("备份含有本系统的密钥，请像保管密钥一样保管它 The backup holds the secret")
    for name in taken.missing:
        click.echo(f"  ✗ 文件在备份前已不见：{name}")
    sys.exit(1 if taken.missing else 0)


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore(path: Path) -> None:
    """把备份恢复到一个空的系统，并核验. Bring a backup back into an empty installation."""
    os.umask(0o077)
    instance = current_app.config["INSTANCE"]
    given = bool(os.environ.get("XINTU_SECRET"))
    with starting.hold_the_house(instance):
        try:
            told = safekeeping.restore(path, instance, given, schema.move, clock.now(), _tell)
        except Damaged as damaged:
            for damage in damaged.damages:
                click.echo(f"  ✗ {damage}")
            raise click.ClickException(
                "备份已损坏，没有恢复任何内容 The backup is damaged"
            ) from damaged
        except NotEmpty as there:
            raise click.ClickException(
                f"{there} 里已有数据，恢复不覆盖任何内容；请换一个空的数据目录或数据库"
            ) from there
        except CannotRestore as why:
            raise click.ClickException(str(why)) from why
        _verify(instance)
    click.echo(f"已恢复到备份时的状态（{told.made_at}）Restored")


def _verify(instance: Path) -> None:
    click.echo("  核验恢复的内容")
    with proof.standing_still() as connection:
        report = verifier.verify(connection, Outside.of(instance), clock.today())
    if report.sound:
        return
    for finding in report.findings:
        click.echo(f"    ✗ {finding}")
    raise click.ClickException("内容已恢复，但备份时就有上述问题，请先查明 Restored with findings")


def _tell(what: str) -> None:
    click.echo(f"  {what}")
