"""恢复 a backup into an empty installation: checked before, verified after, and noted as an act."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, inspect

from app.extensions import db
from app.kernel import events, people, seals, sessions, vault
from app.kernel.people import CLOCK
from app.kernel.safekeeping import manifest, tables
from app.kernel.safekeeping.backup import BESIDE, SECRET, NotEmpty, Tell
from app.kernel.safekeeping.manifest import Manifest
from app.kernel.tx import transaction

Lay = Callable[[str], None]  # lays the tables of a revision


class CannotRestore(Exception):
    """The backup does not fit this installation; the sentence says why."""


def restore(
    source: Path, instance: Path, secret_is_given: bool, lay: Lay, at: datetime, tell: Tell
) -> Manifest:
    """Bring a backup back into an empty installation. Raises Damaged, NotEmpty, CannotRestore."""
    tell("核对备份的每个文件")
    told = manifest.check(source)
    _fits(told)
    _is_empty(instance)
    _take_over_the_key(source, instance, told, secret_is_given)
    tell("恢复数据库")
    if told.database == "postgresql":
        lay(told.revision)
    db.session.remove()
    tables.bring_back(db.engine, source)
    tell("恢复文件")
    for name in ("files", *BESIDE):
        if (source / name).exists():
            shutil.copytree(source / name, instance / name, dirs_exist_ok=True)
    people.forget_actors()
    _same_heads(told)
    _note(told, instance, at)
    return told


def _fits(told: Manifest) -> None:
    here = db.engine.dialect.name
    if told.database != here:
        raise CannotRestore(f"备份来自 {told.database}，本系统用的是 {here}，不能互相恢复")


def _is_empty(instance: Path) -> None:
    """Nothing is ever overwritten by a restore."""
    if inspect(db.engine).get_table_names():
        raise NotEmpty("数据库")
    for name in ("files", *BESIDE):
        if any(place.is_file() for place in (instance / name).rglob("*")):
            raise NotEmpty(str(instance / name))


def _take_over_the_key(source: Path, instance: Path, told: Manifest, secret_is_given: bool) -> None:
    """Personal values open, and seals are signed, only with the installation's own secret."""
    if not secret_is_given and (source / SECRET).exists():
        shutil.copy2(source / SECRET, instance / SECRET)
        vault.open_with((instance / SECRET).read_text().strip().encode())
    if vault.public_key() != told.key:
        raise CannotRestore(
            "密钥不是备份时的那一个，个人信息会打不开。请用备份时的 XINTU_SECRET 再试一次"
        )


def _same_heads(told: Manifest) -> None:
    with db.engine.connect() as connection:
        found = manifest.digest_of_heads(tables.heads(connection))
    if found != (told.events, told.streams, told.heads):
        raise CannotRestore("恢复后的链头与备份时不同，请不要使用这份数据")


def _note(told: Manifest, instance: Path, at: datetime) -> None:
    """A new epoch begins: nobody is signed in any more, and the trail says what was done."""
    facts = {"made_at": told.made_at, "manifest": told.digest, "heads": told.heads}
    with transaction():
        db.session.execute(delete(sessions.SignIn))
        events.record("bureau/installation", "restore", CLOCK, at, facts=facts)
    seals.seal(at, instance)
