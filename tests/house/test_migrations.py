"""Migrations: from nothing to the models and back, with a working bureau inside, on either database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.pool import NullPool

from app.config import ROOT
from app.extensions import Base, db
from app.kernel.search import INDEXES
from tests.factories import make_record, make_repair

Migrate = Callable[[str], None]


@pytest.fixture
def empty(house: Flask, tmp_path: Path) -> Iterator[Engine]:
    """A database of its own with nothing in it, of the kind the tests run on."""
    if db.engine.dialect.name == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}", poolclass=NullPool)
    else:
        admin = create_engine(
            db.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        with admin.connect() as connection:
            connection.execute(text('drop database if exists "empty" with (force)'))
            connection.execute(text('create database "empty"'))
        engine = create_engine(db.engine.url.set(database="empty"), poolclass=NullPool)
    yield engine
    engine.dispose()


def alembic(engine: Engine) -> Config:
    config = Config(str(ROOT / "migrations" / "alembic.ini"))
    config.attributes["url"] = engine.url.render_as_string(hide_password=False)
    return config


def schema_of(engine: Engine) -> dict[str, Any]:
    """Everything the database says about its own shape."""
    seen = inspect(engine)
    shape: dict[str, Any] = {}
    for table in seen.get_table_names():
        if table == "alembic_version" or table.startswith(INDEXES):
            continue
        shape[table] = {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in seen.get_columns(table)
            },
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(str(f) for f in seen.get_foreign_keys(table)),
            "unique": sorted(
                str(sorted(u.items(), key=str)) for u in seen.get_unique_constraints(table)
            ),
            "checks": sorted(
                f"{c['name']}: {c['sqltext']}" for c in seen.get_check_constraints(table)
            ),
            "indexes": sorted(_index(i) for i in seen.get_indexes(table)),
        }
    with engine.connect() as connection:
        shape["(rules)"] = sorted(connection.scalars(text(RULES[engine.dialect.name])))
    return shape


def _index(found: Any) -> str:
    where = {name: str(value) for name, value in found.pop("dialect_options", {}).items()}
    return f"{sorted(found.items(), key=str)} {where}"


RULES = {
    "sqlite": "select sql from sqlite_master where type = 'trigger' or name like '%search'",
    "postgresql": (
        "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal "
        "union all select p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname = 'public' "
        "union all select indexdef from pg_indexes where tablename like '%search'"
    ),
}


def fill_from_the_house(engine: Engine) -> int:
    """Copy every row of the bureau at work into this database."""
    rows = 0
    with engine.begin() as there:
        for table in Base.metadata.sorted_tables:
            found = [dict(row) for row in db.session.execute(select(table)).mappings()]
            if found:
                there.execute(table.insert(), found)
            rows += len(found)
    return rows


def test_an_empty_database_becomes_what_the_models_say(empty: Engine) -> None:
    command.upgrade(alembic(empty), "head")
    command.check(alembic(empty))


def test_migrations_lay_exactly_what_create_all_lays(house: Flask, empty: Engine) -> None:
    command.upgrade(alembic(empty), "head")
    assert schema_of(empty) == schema_of(db.engine)


def test_a_bureau_at_work_goes_up_down_and_up_again(house: Flask, empty: Engine) -> None:
    make_repair("published")
    make_repair("deciding", make_record(doc_no="资交执罚〔2026〕2号"))
    command.upgrade(alembic(empty), "head")
    before = schema_of(empty)
    assert fill_from_the_house(empty) > 200
    for step in reversed(revisions(empty)):
        command.downgrade(alembic(empty), step)
    assert inspect(empty).get_table_names() == ["alembic_version"]
    command.upgrade(alembic(empty), "head")
    assert schema_of(empty) == before
    assert fill_from_the_house(empty) > 200


def revisions(engine: Engine) -> list[str]:
    """Where each step down leads, first revision first."""
    from alembic.script import ScriptDirectory

    walk = list(ScriptDirectory.from_config(alembic(engine)).walk_revisions())
    return ["base", *(script.revision for script in reversed(walk))][:-1]


def test_a_migrated_database_still_refuses_to_rewrite_history(house: Flask, empty: Engine) -> None:
    make_repair("filed")
    command.upgrade(alembic(empty), "head")
    fill_from_the_house(empty)
    with pytest.raises(Exception, match="append-only"), empty.begin() as there:
        there.execute(text("update event set name = 'x'"))
    with pytest.raises(Exception, match="event"), empty.begin() as there:
        there.execute(text("update \"case\" set state = 'published'"))
