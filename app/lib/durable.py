"""落盘 bytes that are on the disk, whole, before anybody is told that they are."""

import os
from pathlib import Path


def write(place: Path, content: bytes) -> None:
    """Put a file there whole or not at all, and have the disk keep it."""
    beside = place.with_name(f".{place.name}.part")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(place)
    settle(place.parent)


def settle(folder: Path) -> None:
    """Have the disk keep a folder's list of names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
