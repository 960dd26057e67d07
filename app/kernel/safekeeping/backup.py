"""备份 everything at one moment, while others go on working."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from app.kernel import vault
from app.kernel.safekeeping import tables
from app.kernel.safekeeping.manifest import Manifest, digest_of_heads, everything_in, kept
from app.lib import digest, durable

BESIDE = ("seals", "exchange")
SECRET = "secret"  # noqa: S105 - a file's name

Tell = Callable[[str], None]


class NotEmpty(Exception):
    """Something is there already; nothing is overwritten."""


@dataclass(frozen=True)
class Taken:
    """备份结果 what was taken, and files that were missing or altered before."""

    manifest: Manifest
    missing: tuple[str, ...]


def back_up(
    engine: Engine, instance: Path, target: Path, revision: str, at: datetime, tell: Tell
) -> Taken:
    """Take a backup into a folder that does not exist yet. Raises NotEmpty, OSError."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmpty(str(target))
    building = target.with_name(f".{target.name}.part")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True, mode=0o700)
    try:
        taken = _into(building, engine, instance, revision, at, tell)
        if target.exists():
            target.rmdir()
        building.rename(target)
        durable.settle(target.absolute().parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return taken


def _into(
    folder: Path, engine: Engine, instance: Path, revision: str, at: datetime, tell: Tell
) -> Taken:
    # What lies outside is listed first: the database, read later, knows everything listed.
    beside = [file for name in BESIDE for file in sorted((instance / name).rglob("*.json"))]
    tell("复制数据库")
    with tables.taken(engine, folder) as connection:
        events, streams, head = digest_of_heads(tables.heads(connection))
        names, seal = sorted(tables.named_files(connection)), tables.last_seal(connection)
    tell(f"复制 {len(names)} 个文件")
    missing = tuple(name for name in names if not _copied(instance, folder, Path("files") / name))
    for file in [*beside, *((instance / SECRET,) if (instance / SECRET).exists() else ())]:
        _copied(instance, folder, file.relative_to(instance))
    manifest = Manifest(
        made_at=digest.moment(at),
        database=engine.dialect.name,
        revision=revision,
        key=vault.public_key(),
        events=events,
        streams=streams,
        heads=head,
        seal=seal,
    )
    tell("计算清单")
    manifest.files = {name: kept(place) for name, place in everything_in(folder)}
    manifest.write(folder)
    return Taken(manifest, missing)


def _copied(instance: Path, folder: Path, name: Path) -> bool:
    """Copy one file, mode and all; False when it is not there."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(instance / name, target)
    except FileNotFoundError:
        return False
    return True
