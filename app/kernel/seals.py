"""封存外存 every seal also as a file beside the database, so that a rewritten history shows.

A copy of the folder kept by somebody else makes the trail safe from whoever runs the machine.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.kernel import events, vault
from app.kernel.events import Seal
from app.kernel.tx import transaction
from app.lib import digest, durable

FOLDER = "seals"


def seal(at: datetime, instance: Path) -> Seal | None:
    """Seal what moved, and keep the seal outside too; None when nothing moved."""
    try:
        with transaction():
            made = events.seal(at)
    except IntegrityError:  # another worker sealed the same heads a moment ago
        made = None
    keep_outside(instance / FOLDER)
    return made


def keep_outside(folder: Path) -> int:
    """Write the seals that are newer than the newest file; how many.

    A file that is missing between is not written again: its absence is for the verifier to find.
    """
    folder.mkdir(parents=True, exist_ok=True)
    newest = max((number_of(file) for file in folder.glob("*.json")), default=0)
    later = db.session.scalars(select(Seal).where(Seal.id > newest).order_by(Seal.id)).all()
    for made in later:
        durable.write(folder / name_of(made.id), written(made))
    return len(later)


def name_of(seal_id: int) -> str:
    return f"{seal_id:06d}.json"


def number_of(file: Path) -> int:
    return int(file.stem) if file.stem.isdecimal() else 0


def written(made: Seal) -> bytes:
    """A seal as a file: what docs/formats/audit.md calls a seal line, on its own."""
    text = json.dumps(line_of(made), ensure_ascii=False, sort_keys=True, indent=1)
    return text.encode() + b"\n"


def line_of(made: Seal) -> dict[str, Any]:
    return {
        "type": "seal",
        "format": events.FORMAT,
        "id": made.id,
        "at": digest.moment(made.at),
        "heads": made.heads,
        "algorithm": made.algorithm,
        "previous": made.previous,
        "digest": made.digest,
        "signature": made.signature,
        "key": vault.public_key(),
    }
