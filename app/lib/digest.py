"""存证摘要: one canonical byte form for facts, and the digests the event chain is built from.

The canonical form, version 1, is the UTF-8 JSON array `[1,value]` with sorted keys and no spaces:

    text              NFC
    None, bool, int   as JSON writes them
    Decimal           text without exponent or trailing zeros: equal amounts give equal bytes
    date              text, 2026-04-15
    datetime          text in UTC with microseconds, 2026-04-15T01:02:03.000000+00:00
    Enum              its value
    Mapping           object; keys are text
    list, tuple       array

Everything else is refused, so that no value can have two forms. Old forms are never rewritten: a
change of these rules gets the next version number.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from unicodedata import normalize

ALGORITHM = "sha256"
ALGORITHMS = ("sha256", "sm3")
FORM = 1
GENESIS = "0" * 64
SHORTEST_SALT = 16

_DIGEST = re.compile(r"[0-9a-f]{64}")


class AlgorithmAbsent(ValueError):
    """The digest is not one of ours, or this machine's OpenSSL cannot compute it."""


def canonical(value: object) -> bytes:
    """Write the value in the one byte form that is digested."""
    written = json.dumps(
        [FORM, _plain(value)], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return written.encode("utf-8")


def digest_of(data: bytes, algorithm: str = ALGORITHM) -> str:
    """Digest the bytes: 64 hexadecimal digits with either algorithm."""
    if algorithm not in ALGORITHMS:
        raise AlgorithmAbsent(f"unknown digest algorithm {algorithm!r}: use one of {ALGORITHMS}")
    try:
        return hashlib.new(algorithm, data).hexdigest()
    except ValueError as fault:
        raise AlgorithmAbsent(
            f"{algorithm} is not available: Python's OpenSSL lacks it (SM3 needs 1.1.1 or newer)"
        ) from fault


def commitment(salt: bytes, value: object, algorithm: str = ALGORITHM) -> str:
    """Commit to a personal value: the chain keeps this digest, the value stays outside it.

    The salt's length goes first, so no other salt and value can give the same bytes; a short
    salt is refused because an ID number could then be guessed.
    """
    if len(salt) < SHORTEST_SALT:
        raise ValueError(f"a salt has at least {SHORTEST_SALT} bytes")
    return digest_of(len(salt).to_bytes(8, "big") + salt + canonical(value), algorithm)


def linked(previous: str, header: Mapping[str, object], algorithm: str = ALGORITHM) -> str:
    """Digest a header together with the digest before it (GENESIS before the first)."""
    if not _DIGEST.fullmatch(previous):
        raise ValueError("the previous digest is 64 lower-case hexadecimal digits")
    return digest_of(previous.encode("ascii") + canonical(header), algorithm)


def _plain(value: object) -> Any:
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | int():
            return value
        case str():
            return normalize("NFC", value)
        case Decimal():
            return _amount(value)
        case date():
            return moment(value)
        case Mapping():
            return _object(value)
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _amount(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("an amount is a finite number")
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def moment(value: date) -> str:
    """Write a day or a moment in its one form: 2026-04-15, 2026-04-15T01:02:03.000000+00:00."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.utcoffset() is None:
        raise TypeError("a time without its zone has no canonical form")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _object(value: Mapping[Any, object]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for key, item in value.items():
        name = _plain(key)
        if not isinstance(key, str | Enum) or not isinstance(name, str):
            raise TypeError(f"a key is text, not {type(key).__name__}")
        if name in written:
            raise ValueError(f"two keys read {name!r}")
        written[name] = _plain(item)
    return written
