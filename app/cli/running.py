"""运行 flask serve: the server with its background work; flask worker: the work alone."""

import logging
import os
import signal
import sys
from contextlib import ExitStack

import click
from flask import Flask, current_app

from app import demonstration
from app.cli import schema, starting
from app.cli.background import Background
from app.cli.serving import Reception, serve_with_processes
from app.cli.starting import CannotStart
from app.extensions import db
from app.web.fonts import NoChineseFont, find_fonts


@click.command("serve")
def serve() -> None:
    """启动服务，直到收到停止信号. Serve until told to stop; the first start makes the database."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    os.umask(0o077)  # what the house writes is the house's alone
    _speak_plainly()
    instance, on_sqlite = app.config["INSTANCE"], db.engine.dialect.name == "sqlite"
    if on_sqlite and app.config["PROCESSES"] > 1:
        raise CannotStart("SQLite 只能用一个进程，请去掉 XINTU_PROCESSES，或改用 PostgreSQL")
    with ExitStack() as held:
        if on_sqlite:
            held.enter_context(starting.hold_the_house(instance))
        listening = starting.take_port(app.config["HOST"], app.config["PORT"])
        told = starting.make_ready(app)
        starting.say_hello(instance)
        if app.config["PROCESSES"] > 1:
            _greet(app, [*told, "多进程：后台工作由 flask worker 做 Run flask worker beside this"])
            serve_with_processes(app, listening, db.engine.dispose)
        else:
            background = Background(app)
            background.start()
            _greet(app, told)
            Reception(app, listening).serve()
            click.echo("正在停止：办完手上的请求 Stopping")
            background.stop()
        starting.say_goodbye(instance)
    click.echo("已停止 Stopped")


@click.command("worker")
def work() -> None:
    """只做后台工作（PostgreSQL 用）. Background work as a process of its own."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    os.umask(0o077)
    _speak_plainly()
    if db.engine.dialect.name == "sqlite":
        raise CannotStart(
            "SQLite 由服务自己做后台工作，不需要也不能另开进程；flask worker 用于 PostgreSQL。\n"
            "On SQLite the server does the background work itself."
        )
    if schema.standing() != schema.needed():
        raise CannotStart("数据库结构与本版本不符，请先运行 flask db upgrade")
    background = Background(app)
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: background.stopping.set())
    click.echo("后台工作已开始 Background work started")
    background.run()
    click.echo("已停止 Stopped")


def _speak_plainly() -> None:
    """One line a fault on standard error, with the moment it happened."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _greet(app: Flask, told: list[str]) -> None:
    host, port = app.config["HOST"], app.config["PORT"]
    shown = f"[{host}]" if ":" in host else host
    click.echo("")
    click.echo("  信途 Xintu")
    for line in [*told, *_about_fonts()]:
        click.echo(f"  · {line}")
    click.echo(f"  地址 Address   {app.config['PUBLIC_URL'] or f'http://{shown}:{port}'}/")
    click.echo(f"  数据 Data      {app.config['INSTANCE']}（{db.engine.dialect.name}）")
    if app.config["PROFILE"] != "production" and demonstration.has_demonstration_accounts():
        _say_who_can_sign_in()
    db.session.remove()
    click.echo("  停止 Stop      Ctrl+C")
    click.echo("")
    sys.stdout.flush()


def _say_who_can_sign_in() -> None:
    click.echo(f"  口令 Password  {demonstration.PASSWORD}")
    click.echo("  可以登录的演示账号 Who can sign in:")
    for login, name, what in demonstration.who_can_sign_in():
        click.echo(f"    {login:22} {name}  {what}")


def _about_fonts() -> list[str]:
    try:
        find_fonts().roles  # noqa: B018 - asked only whether it answers
    except NoChineseFont as fault:
        return [f"{fault} No Chinese font: PDF is off, print sheets work."]
    return []
