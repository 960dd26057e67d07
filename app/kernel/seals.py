"""封存 one digest over every story that moved, kept in the database and as a file beside it.

A rewritten history shows against the files; a copy of their folder, kept by somebody else, makes
the trail safe from whoever runs the machine.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, Id, db
from app.kernel import vault
from app.kernel.events import FORMAT, Stream
from app.kernel.tx import transaction
from app.lib import digest, durable

FOLDER = "seals"


class Seal(Base):
    """封存 one digest over every head that moved since the last seal, chained to it."""

    __tablename__ = "seal"

    id: Mapped[Id]
    at: Mapped[datetime]
    heads: Mapped[list[Any]]
    algorithm: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64), unique=True)  # two seals never share one
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(160), default="")  # Ed25519 over the digest


def _unsigned(_digest: bytes) -> str:
    return ""


_signer: Callable[[bytes], str] = _unsigned


def sign_with(signer: Callable[[bytes], str]) -> None:
    """Have every seal signed, so that it can be kept outside and still be known as ours."""
    global _signer
    _signer = signer


def seal(at: datetime, instance: Path) -> Seal | None:
    """Seal what moved, and keep the seal outside too; None when nothing moved."""
    try:
        with transaction():
            made = make(at)
    except IntegrityError:  # another worker sealed the same heads a moment ago
        made = None
    keep_outside(instance / FOLDER)
    return made


def make(at: datetime) -> Seal | None:
    """Take every head that moved since the last seal into one digest; None when none moved.

    Each new seal names the one before, so a cut tail shows once one seal is kept elsewhere.
    """
    last = db.session.scalar(select(Seal).order_by(Seal.id.desc()).limit(1).with_for_update())
    moved = db.session.execute(
        select(Stream.name, Stream.seq, Stream.digest)
        .where(Stream.sealed_seq < Stream.seq)
        .order_by(Stream.name)
        .with_for_update()
    ).all()
    if not moved:
        return None
    heads = [[name, seq, head] for name, seq, head in moved]
    previous = last.digest if last else digest.GENESIS
    moment = max(at, last.at) if last else at  # clocks do run back
    header = {"format": FORMAT, "at": moment, "heads": heads}
    made = Seal(
        at=moment,
        heads=heads,
        algorithm=digest.ALGORITHM,
        previous=previous,
        digest=digest.linked(previous, header),
    )
    made.signature = _signer(made.digest.encode())
    db.session.add(made)
    _mark_sealed([name for name, _, _ in moved])
    db.session.flush()
    return made


def _mark_sealed(names: Sequence[str]) -> None:
    """Only the streams whose heads are in the seal; one that began meanwhile waits for the next."""
    for start in range(0, len(names), 500):
        db.session.execute(
            update(Stream)
            .where(Stream.name.in_(names[start : start + 500]))
            .values(sealed_seq=Stream.seq)
            .execution_options(synchronize_session=False)
        )


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
        "format": FORMAT,
        "id": made.id,
        "at": digest.moment(made.at),
        "heads": made.heads,
        "algorithm": made.algorithm,
        "previous": made.previous,
        "digest": made.digest,
        "signature": made.signature,
        "key": vault.public_key(),
    }
