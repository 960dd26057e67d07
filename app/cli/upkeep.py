"""日常 flask sweep | seal | demonstrate: what the background does by itself, done now by hand."""

import click
from flask import current_app

from app.cli import starting
from app.kernel import clock, seals, sweep


@click.command("sweep")
def sweep_now() -> None:
    """清扫：逾期终止、期满撤下、清理. Lapses, ended periods, what is no longer needed."""
    done = sweep.sweep(clock.now())
    click.echo(f"逾期终止 {done['lapsed']} 件，期满撤下 {done['expired']} 条")
    click.echo(f"临期和超期提醒 {done['warned']} 项，清理无主文件 {done['orphans']} 个")


@click.command("seal")
def seal_now() -> None:
    """封存留痕. Seal the trail now."""
    made = seals.seal(clock.now(), current_app.config["INSTANCE"])
    click.echo(
        f"已封存 {len(made.heads)} 条链，摘要 {made.digest}" if made else "没有新的留痕需要封存"
    )


@click.command("demonstrate")
def demonstrate() -> None:
    """载入演示数据. Load the demonstration into an empty database."""
    if current_app.config["PROFILE"] == "production":
        raise click.ClickException("正式环境不能载入演示数据")
    instance, at_work = current_app.config["INSTANCE"], current_app.config["AT_WORK"]
    told = starting.demonstrated(instance, clock.now(), at_work=at_work)
    click.echo(told or "已有数据，未作改动")
