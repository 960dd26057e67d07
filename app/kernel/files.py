"""文件存放 the bytes of received files: by digest, outside what the web server serves."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_root: Path | None = None


@dataclass(frozen=True)
class Stored:
    """What is known of bytes once they are safely on disk."""

    name: str
    digest: str
    size: int


def keep_under(root: Path) -> None:
    """Keep files below this folder from now on."""
    global _root  # one installation per process
    root.mkdir(parents=True, exist_ok=True)
    _root = root


def path_of(name: str) -> Path:
    """Where a stored file lies. Names are ours, never a user's."""
    if _root is None:
        raise RuntimeError("no folder was given for files")
    if not name.replace("/", "").isalnum():
        raise ValueError(name)
    return _root / name


def fresh_name() -> str:
    """A name nobody has used, in a folder that exists."""
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}"
    path_of(name).parent.mkdir(exist_ok=True)
    return name


def store(stream: IO[bytes]) -> Stored:
    """Write the bytes durably before any row names them."""
    name = fresh_name()
    target = path_of(name)
    reckoned, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        while block := stream.read(1 << 20):
            out.write(block)
            reckoned.update(block)
            size += len(block)
        out.flush()
        os.fsync(out.fileno())
    return Stored(name, reckoned.hexdigest(), size)


def digest_on_disk(name: str) -> str:
    """What the bytes say today, for the verifier."""
    with path_of(name).open("rb") as found:
        return hashlib.file_digest(found, "sha256").hexdigest()


def everything() -> Iterator[tuple[str, float]]:
    """Every stored file, with the moment it was written."""
    if _root is not None:
        for found in _root.glob("??/*"):
            yield f"{found.parent.name}/{found.name}", found.stat().st_mtime


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
