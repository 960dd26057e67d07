"""库结构 which revision the database stands at, and how it comes to the one this version needs."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import inspect

from app.config import ROOT
from app.extensions import db, migrate
from app.kernel import catalogue
from app.kernel.tx import transaction


class WrongSchema(click.ClickException):
    """The database and this version of the product do not fit; the sentence says what to do."""


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config(str(ROOT / "migrations" / "alembic.ini"))
    config.attributes["url"] = db.engine.url.render_as_string(hide_password=False)
    return where_revisions_lie(config)


@migrate.configure  # for `flask db` too
def where_revisions_lie(config: Config) -> Config:
    """The revisions of the house, and those of the rooms that were added to it."""
    places = (str(place) for place in current_app.config["MIGRATIONS"])
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(places).replace("%", "%%"))
    return config


def needed() -> str:
    """The revision this version of the product works with."""
    return str(scripts().get_current_head())


def standing() -> str | None:
    """The revision the database stands at; None before any."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date(at: datetime, instance: Path) -> str:
    """First start lays the tables; a newer version moves an SQLite database along, after a copy.

    Gives what was done, in words; empty when there was nothing to do. Raises WrongSchema.
    """
    now = standing()
    if now == needed():
        return ""
    if now is None:
        if inspect(db.engine).get_table_names():
            raise WrongSchema(
                "数据库里已有表，但不是由本产品的迁移建立的，没有作任何改动。请换一个空的数据库。\n"
                "The database has tables that no migration of ours made; nothing was changed."
            )
        move("head")
        with transaction():
            catalogue.lay_out(at)
        return "已建立数据库 Database created"
    if now not in {script.revision for script in scripts().walk_revisions()}:
        raise WrongSchema(
            f"数据库是由更新的版本建立的（{now}），本版本只认识到 {needed()}，没有作任何改动。"
            f"请换用新版本的程序。\nThe database was made by a newer version ({now})."
        )
    if db.engine.dialect.name != "sqlite":
        raise WrongSchema(
            f"数据库结构是 {now}，本版本需要 {needed()}。请先备份（flask backup），"
            "再运行 flask db upgrade。\nThe database needs a migration: back up, then upgrade."
        )
    kept = _copy(instance, now, at)
    move("head")
    return f"数据库已由 {now} 升级到 {needed()}，升级前的副本是 {kept.name}"


def move(revision: str) -> None:
    """Upgrade to a revision."""
    db.session.remove()
    command.upgrade(_config(), revision)


def _copy(instance: Path, now: str, at: datetime) -> Path:
    place = instance / f"before-upgrade-{now}-{at:%Y%m%d%H%M%S}.sqlite"
    source, copy = sqlite3.connect(str(db.engine.url.database)), sqlite3.connect(place)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()
    return place
