"""备份清单 what a backup holds, byte for byte, and at which heads the trail stood."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.lib import digest, durable

NAME = "manifest.json"
FORMAT = 1


class Damaged(Exception):
    """The backup is not what it was when it was made; every damage is named."""

    def __init__(self, damages: list[str]) -> None:
        self.damages = damages
        super().__init__("；".join(damages[:5]))


@dataclass(frozen=True)
class Kept:
    """一个文件 its digest and size."""

    digest: str
    size: int


@dataclass
class Manifest:
    """备份清单."""

    made_at: str
    database: str  # sqlite | postgresql
    revision: str
    key: str  # the public key that signs this installation's seals
    events: int
    streams: int
    heads: str  # one digest over every head
    seal: dict[str, Any] | None  # the last one: id and digest
    files: dict[str, Kept] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def digest(self) -> str:
        return digest.digest_of(digest.canonical(asdict(self)))

    @property
    def written(self) -> bytes:
        """The one way in which this manifest is written down."""
        whole = asdict(self) | {"digest": self.digest}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"

    def write(self, folder: Path) -> None:
        durable.write(folder / NAME, self.written)


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises Damaged."""
    try:
        there = (folder / NAME).read_bytes()
        told = json.loads(there)
        del told["digest"]
        files = {name: Kept(**kept) for name, kept in told.pop("files").items()}
        manifest = Manifest(**told, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Damaged([f"{NAME}：读不出来，这不是一份完整的备份"]) from fault
    if manifest.written != there:
        raise Damaged([f"{NAME}：内容与摘要不符，被改动过"])
    if manifest.format != FORMAT:
        raise Damaged([f"{NAME}：格式 {manifest.format} 不是本版本认识的 {FORMAT}"])
    return manifest


def check(folder: Path) -> Manifest:
    """Read every byte of a backup again. Raises Damaged with all that is not as it was."""
    manifest = read(folder)
    there = {name: place for name, place in everything_in(folder) if name != NAME}
    damages = [f"{name}：不见了" for name in sorted(set(manifest.files) - set(there))]
    damages += [f"{name}：不在清单里" for name in sorted(set(there) - set(manifest.files))]
    for name in sorted(set(there) & set(manifest.files)):
        if kept(there[name]) != manifest.files[name]:
            damages.append(f"{name}：内容与备份时不同")
    if damages:
        raise Damaged(damages)
    return manifest


def everything_in(folder: Path) -> Iterator[tuple[str, Path]]:
    for place in sorted(folder.rglob("*")):
        if place.is_file() or place.is_symlink():
            yield place.relative_to(folder).as_posix(), place


def kept(place: Path) -> Kept:
    """The digest and size of a file as it lies there."""
    if place.is_symlink():
        return Kept("", 0)
    with place.open("rb") as opened:
        return Kept(hashlib.file_digest(opened, "sha256").hexdigest(), place.stat().st_size)


def digest_of_heads(heads: Iterable[tuple[str, int, str]]) -> tuple[int, int, str]:
    """How many acts and stories there are, and one digest over where each story stands."""
    reckoned, events, streams = hashlib.sha256(), 0, 0
    for name, seq, head in sorted(heads):
        reckoned.update(f"{name}\t{seq}\t{head}\n".encode())
        events, streams = events + seq, streams + 1
    return events, streams, reckoned.hexdigest()
