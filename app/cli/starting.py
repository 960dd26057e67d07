"""启动检查 what must hold before the first request: one sentence for each thing that does not."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app import demonstration
from app.cli import samples, schema
from app.demonstration import at_work as playing
from app.demonstration.stories import Days
from app.extensions import db
from app.kernel import clock
from app.kernel.tx import transaction

SMALL = 256 * 1024 * 1024  # a database up to this size is checked row by row after an unclean stop
BACKLOG = 1024


class CannotStart(click.ClickException):
    """The server does not start; the sentence says why and what to do."""


def take_port(host: str, port: int) -> socket.socket:
    """Listen before anything else is done; those who come early wait. Raises CannotStart."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as fault:
        listening.close()
        raise CannotStart(_why_not_listening(host, port, fault)) from fault
    return listening


def _why_not_listening(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用，请先停掉那个程序，或换一个端口：XINTU_PORT={port + 1}\n"
            f"Port {port} is taken: stop the other program or set XINTU_PORT."
        )
    return (
        f"不能在 {host}:{port} 上监听：{fault.strerror}。请换一个端口（XINTU_PORT）。\n"
        f"Cannot listen on {host}:{port}."
    )


def hold_the_house(instance: Path) -> IO[str]:
    """One process a data folder (SQLite): the lock falls with the process, however it dies."""
    lock = (instance / "serving.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        lock.close()
        raise CannotStart(
            f"数据目录 {instance} 已有一个服务在使用，请先停掉它，或另设 XINTU_INSTANCE。\n"
            "Another server is using this data folder."
        ) from fault
    return lock


def make_ready(app: Flask) -> list[str]:
    """Check and prepare the data; what is worth telling. Raises CannotStart, WrongSchema."""
    instance, now = app.config["INSTANCE"], clock.now()
    told = []
    try:
        if db.engine.dialect.name == "sqlite":
            _keeps_what_it_says()
            told.append(_after_unclean_stop(instance))
        told.append(schema.bring_up_to_date(now, instance))
        if app.config["PROFILE"] == "production":
            _no_demonstration()
        if app.config["DEMONSTRATION"]:
            told.append(demonstrated(instance, now, at_work=app.config["AT_WORK"]))
    except SQLAlchemyError as fault:
        raise CannotStart(_why_no_database(fault)) from fault
    finally:
        db.session.remove()
    return [line for line in told if line]


def _why_no_database(fault: SQLAlchemyError) -> str:
    where = db.engine.url.render_as_string(hide_password=True)
    why = str(getattr(fault, "orig", fault)).strip().splitlines()[0]
    return (
        f"数据库打不开：{where}（{why}）。请检查地址、权限和磁盘空间。\n"
        f"The database cannot be opened: {where}."
    )


def _keeps_what_it_says() -> None:
    """Every connection must have the profile that loses nothing (decision 0008)."""
    wanted = {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1}
    with db.engine.connect() as connection:
        for name, value in wanted.items():
            found = connection.exec_driver_sql(f"pragma {name}").scalar()
            if found != value:
                raise CannotStart(
                    f"数据库的 {name} 应为 {value}，实为 {found}，断电时可能丢失数据，不能启动。\n"
                    f"SQLite's {name} is {found} and must be {value}."
                )


def _after_unclean_stop(instance: Path) -> str:
    """The last server did not say goodbye: look the database over before anybody works on it."""
    if not marker(instance).exists():
        return ""
    size = Path(str(db.engine.url.database)).stat().st_size
    check = "integrity_check" if size <= SMALL else "quick_check"
    with db.engine.connect() as connection:
        found = [row[0] for row in connection.exec_driver_sql(f"pragma {check}")]
        found += [f"{row[0]} 第{row[1]}行" for row in _orphans(connection)]
    if found != ["ok"]:
        raise CannotStart(
            f"上次没有正常停止，检查发现数据库损坏：{found[:3]}。请从备份恢复"
            "（flask restore）。\nThe database is damaged: restore a backup."
        )
    return "上次没有正常停止，已检查数据库，完好 The last stop was unclean; the database is sound"


def _orphans(connection: Connection) -> Sequence[Any]:
    return connection.exec_driver_sql("pragma foreign_key_check").all()


def _no_demonstration() -> None:
    if demonstration.has_demonstration_accounts():
        raise CannotStart(
            "数据库里有演示账号，正式环境不能启动。请换一个新的数据目录或数据库。\n"
            "The database holds demonstration accounts: production does not start on it."
        )


def demonstrated(instance: Path, now: datetime, *, at_work: bool = False) -> str:
    """Load what the demonstration still lacks: the bureau, its penalties, and what it works on."""
    if at_work and not demonstration.is_loaded() and playing.may_play(now):
        return _played(instance, now)
    loaded = demonstration.load(now)
    entered = samples.bring_in(instance, now)
    if not loaded and not entered:
        return ""
    return (
        f"已载入演示数据，归集样例处罚 {entered} 条（表格在 {instance / samples.FOLDER}）"
        " Demonstration loaded"
    )


def _played(instance: Path, now: datetime) -> str:
    """The bureau some weeks ago, and what it has done since: all of it, or nothing."""
    days, began = Days(now), playing.begins(now)
    with transaction():
        with clock.standing_at(began):
            demonstration.load(began, (*demonstration.STAFF, *demonstration.STAFF_AT_WORK))
            entered = samples.bring_in(instance, began)
            entered += samples.bring_in_what_is_at_work(instance, began, days)
        played = playing.play(now)
    return f"已载入演示数据：处罚 {entered} 条，办件 {played} 件 Demonstration at work loaded"


def marker(instance: Path) -> Path:
    """The file that stands while a server runs."""
    return instance / "running"


def say_hello(instance: Path) -> None:
    hello = {"pid": os.getpid(), "since": clock.now().isoformat()}
    marker(instance).write_text(json.dumps(hello))


def say_goodbye(instance: Path) -> None:
    """The server stopped as it should."""
    marker(instance).unlink(missing_ok=True)
