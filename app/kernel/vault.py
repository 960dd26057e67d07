"""个人信息保管 personal values: encrypted, masked, shown in clear only as a recorded act."""

import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, Id, db
from app.kernel import events
from app.kernel.people import Actor
from app.lib import masking
from app.lib.numbers import lookup_code, normalise_code

ALGORITHM = "aes-256-gcm"

MASKS = {
    "citizen_id": masking.mask_id,
    "phone": masking.mask_phone,
    "name": masking.mask_name,
    "account": masking.mask_account,
    "mail": masking.mask_mail,
}

_keys: dict[str, bytes] = {}


class Locked(Exception):
    """No key was given: personal values can neither be kept nor read."""


class PersonalValue(Base):
    """个人信息 one value about a natural person, with what may be shown of it."""

    __tablename__ = "personal_value"
    __table_args__ = (Index("ix_personal_value_blind", "kind", "blind"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    masked: Mapped[str] = mapped_column(String(64))
    blind: Mapped[str] = mapped_column(String(64))  # finds an equal value without reading it
    algorithm: Mapped[str] = mapped_column(String(16))
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


def open_with(secret: bytes) -> None:
    """Derive the keys of this installation from its secret."""
    _keys["seal"] = hashlib.sha256(b"xintu vault seal\0" + secret).digest()
    _keys["blind"] = hashlib.sha256(b"xintu vault blind\0" + secret).digest()
    _keys["sign"] = hashlib.sha256(b"xintu seal signature\0" + secret).digest()


def _key(use: str) -> bytes:
    if use not in _keys:
        raise Locked(use)
    return _keys[use]


def sign(message: bytes) -> str:
    """Sign a message for this installation: Ed25519, in hex."""
    return Ed25519PrivateKey.from_private_bytes(_key("sign")).sign(message).hex()


def public_key() -> str:
    """The key with which anybody can check our signatures, in hex."""
    key = Ed25519PrivateKey.from_private_bytes(_key("sign")).public_key()
    return key.public_bytes_raw().hex()


def is_ours(message: bytes, signature: str) -> bool:
    """Whether this installation signed the message."""
    key = Ed25519PrivateKey.from_private_bytes(_key("sign")).public_key()
    try:
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def blind_index(kind: str, value: str) -> str:
    """A keyed digest: equal values meet, nobody reads them back."""
    return hmac.new(_key("blind"), f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def lookup_code_of(ref: str) -> str:
    """查询码: the code under which the progress of this case can be read without an account."""
    return lookup_code(hmac.new(_key("blind"), f"lookup\0{ref}".encode(), hashlib.sha256).digest())


def kept_lookup(code: str) -> str:
    """What is stored of a look-up code: enough to find the case, not to read the code."""
    return blind_index("lookup", normalise_code(code))


def keep(kind: str, value: str) -> PersonalValue:
    """Keep a personal value."""
    nonce = secrets.token_bytes(12)
    kept = PersonalValue(
        kind=kind,
        masked=MASKS[kind](value),
        blind=blind_index(kind, value),
        algorithm=ALGORITHM,
        nonce=nonce,
        sealed=AESGCM(_key("seal")).encrypt(nonce, value.encode(), kind.encode()),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def same_as(kind: str, value: str) -> PersonalValue | None:
    """The value kept earlier that equals this one."""
    return db.session.scalar(
        select(PersonalValue).where(
            PersonalValue.kind == kind, PersonalValue.blind == blind_index(kind, value)
        )
    )


def masked(value_id: int | None) -> str:
    """What everybody may see of it."""
    kept = db.session.get(PersonalValue, value_id) if value_id else None
    return kept.masked if kept else ""


def reveal(value_id: int, actor: Actor, reason: str, about: str, at: datetime) -> str:
    """Show a value in clear: an act with a reason, one event each (PIPL §51, §57)."""
    kept = db.session.get(PersonalValue, value_id)
    if kept is None:
        raise LookupError(value_id)
    events.record(
        f"reveal/{value_id}",
        "reveal",
        actor,
        at,
        facts={"reason": reason, "about": about, "kind": kept.kind},
    )
    return for_the_record(kept)


def for_the_record(kept: PersonalValue) -> str:
    """The clear value, for a paper or a lawful export that carries it by law."""
    return AESGCM(_key("seal")).decrypt(kept.nonce, kept.sealed, kept.kind.encode()).decode()
